import { describe, expect, it } from 'vitest';
import type { AwsResult } from '../../src/aws/aws-result.ts';
import type { Denial } from '../../src/aws/denial/denial.ts';
import { outcomeIn } from '../../src/permissions/launch-regions.ts';
import { denialIn } from './denials.ts';
import { failed, refused, SUCCESS } from './fixtures.ts';

const SCP = 'arn:aws:organizations::444455556666:policy/o-a/service_control_policy/p-b';
const statements = [{ sid: 'NeedMfa', conditions: [], resources: [] }];
const denied = (denial: Denial) => refused(denial);

describe('outcomeIn', () => {
  it.each<[AwsResult<'would-succeed'> | undefined, string, string | undefined]>([
    [undefined, 'not-asked', undefined],
    [SUCCESS, 'allowed', undefined],
    [failed('other', 'VcpuLimitExceeded'), 'unknown', 'VcpuLimitExceeded'],
    [failed('denied', 'UnauthorizedOperation'), 'denied', 'AWS gives no reason'],
    [refused(), 'denied', 'AWS gives no reason'],
    [
      denied({ action: 'ec2:RunInstances', cause: { kind: 'missing-allow', in: 'identity' } }),
      'denied',
      'ec2:RunInstances: no identity policy allows it',
    ],
    [denied(denialIn('permissions-boundary')), 'denied', 'the permissions boundary denies it'],
    [
      denied({ cause: { kind: 'explicit-deny', in: 'scp', policy: SCP, statements } }),
      'denied',
      'a service control policy of the organization stops it',
    ],
    [
      denied({ action: 'ec2:CreateTags', cause: { kind: 'explicit-deny', policy: 'p', statements } }),
      'denied',
      'ec2:CreateTags: a Deny statement stops it; AWS does not say in which kind of policy',
    ],
    [
      denied({ action: 'ec2:RunInstances', ...denialIn('rcp') }),
      'denied',
      'ec2:RunInstances: a Deny statement stops it; AWS does not say in which kind of policy',
    ],
    [
      denied({ action: 's3:PutObject', ...denialIn('rcp') }),
      'denied',
      's3:PutObject: a resource control policy of the organization denies it',
    ],
  ])('of %j', (result, launch, reason) => {
    expect(outcomeIn('eu-west-3', result)).toEqual({ region: 'eu-west-3', launch, reason });
  });
});
