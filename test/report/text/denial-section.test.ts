import { describe, expect, it } from 'vitest';
import type { ReportRequirement } from '../../../src/report/report.ts';
import { denialSection } from '../../../src/report/text/denial-section.ts';
import { capabilityOf, findingOf, reportOf, requirementOf } from '../report-of.ts';
import { PLAIN } from './styles.ts';

const LINK = 'https://us-east-1.console.aws.amazon.com/iam/home?region=us-east-1#/authorization-details/a1';
const section = (
  requirements: readonly Partial<ReportRequirement>[],
  more: Parameters<typeof reportOf>[0] = {},
) =>
  denialSection(
    reportOf({
      capabilities: [
        capabilityOf({
          id: 'compute',
          requirements: requirements.map((requirement) => requirementOf(requirement)),
        }),
      ],
      ...more,
    }),
    PLAIN,
  );
const denied = { decision: 'denied', evidence: 'dry-run', reason: 'a policy denies it' } as const;
const open = { decision: 'unknown', evidence: 'simulation', reason: 'it hangs on a key' } as const;

describe('what is denied', () => {
  it('stands together by its reason, with the link that explains it', () => {
    expect(
      section([
        { ...denied, action: 'ec2:RunInstances', resourcePattern: 'arn:aws:ec2:*:1:instance/*' },
        { ...denied, action: 'ec2:DescribeVpcs', resourcePattern: '*', authorizationLink: LINK },
      ]),
    ).toEqual([
      'Denied',
      '  ✗ ec2:RunInstances on instance/*; ec2:DescribeVpcs',
      '      a policy denies it',
      expect.stringContaining('AWS explains it'),
      ...(LINK.length > 78 ? [`      ${LINK}`] : []),
    ]);
  });

  it('is nothing where all is allowed', () => expect(section([{}])).toEqual([]));
});

describe('what is not decided', () => {
  it('is told with its reason', () => expect(section([open])[0]).toBe('Not decided'));

  it('is left to the finding where the simulator tells nothing', () => {
    expect(section([open], { findings: [findingOf({ code: 'simulator-not-allowed' })] })).toEqual([]);
  });

  it('is left to the finding where AWS confirmed no identity', () => {
    expect(section([open], { identity: null })).toEqual([]);
  });
});
