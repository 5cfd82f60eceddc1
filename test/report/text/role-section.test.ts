import { expect, it } from 'vitest';
import type { Report, ReportRoleUse } from '../../../src/report/report.ts';
import { roleSection } from '../../../src/report/text/role-section.ts';
import { reportOf, requirementOf } from '../report-of.ts';
import { MARKED, PLAIN } from './styles.ts';

function useOf(about: Partial<ReportRoleUse> = {}): ReportRoleUse {
  return {
    id: 'autostop',
    title: 'stop its own cluster',
    status: 'enabled',
    callerStatus: 'enabled',
    requirements: [requirementOf({ action: 'ec2:StopInstances' })],
    statementsToAdd: [],
    ...about,
  };
}

function roleOf(uses: readonly ReportRoleUse[], state: Report['role']['state'] = 'present'): Report {
  return reportOf({ role: { name: 'skypilot-v1', state, arn: null, uses: [...uses] } });
}

const denied = requirementOf({
  action: 'ec2:StopInstances',
  decision: 'denied',
  reason: 'no policy allows it',
});
const statement = { Effect: 'Allow' as const, Action: 'ec2:StopInstances', Resource: '*' };

it('is not there without an identity, without uses, without the role', () => {
  expect(roleSection({ ...roleOf([useOf()]), identity: null }, false, PLAIN)).toEqual([]);
  expect(roleSection(roleOf([]), false, PLAIN)).toEqual([]);
  expect(roleSection(roleOf([useOf()], 'missing'), false, PLAIN)).toEqual([]);
});

it('says what each use comes to, for the role and for the identity', () => {
  const uses = [
    useOf(),
    useOf({
      id: 'buckets',
      status: 'disabled',
      callerStatus: 'unknown',
      requirements: [denied, denied],
      statementsToAdd: [statement],
    }),
  ];
  expect(roleSection(roleOf(uses), false, MARKED)).toEqual([
    '<bold>What instances may do with the role skypilot-v1</bold>',
    `  <good>${'✓ autostop       enabled'.padEnd(25)}</good> stop its own cluster: 1 allowed (1 simulation); this identity: enabled`,
    `  <bad>${'✗ buckets        disabled'.padEnd(25)}</bad> stop its own cluster: 2 denied (2 simulation); this identity: unknown`,
    '      denied to the role: ec2:StopInstances',
  ]);
});

it('names denied actions only where a statement would help', () => {
  const uses = [useOf({ status: 'disabled', requirements: [denied] })];
  expect(roleSection(roleOf(uses), false, PLAIN)).toHaveLength(2);
  const allowed = [useOf({ statementsToAdd: [statement] })];
  expect(roleSection(roleOf(allowed), false, PLAIN)).toHaveLength(2);
});

it('lists several denied actions once each', () => {
  const start = { ...denied, action: 'ec2:StartInstances' };
  const uses = [
    useOf({ requirements: [denied, start, denied, requirementOf()], statementsToAdd: [statement] }),
  ];
  expect(roleSection(roleOf(uses), false, PLAIN).at(-1)).toBe(
    '      denied to the role: ec2:StopInstances, ec2:StartInstances',
  );
});

it('has every requirement with -vv', () => {
  expect(
    roleSection(roleOf([useOf({ requirements: [denied], statementsToAdd: [statement] })]), true, PLAIN),
  ).toEqual([
    'What instances may do with the role skypilot-v1',
    `  ${'✓ autostop       enabled'.padEnd(25)} stop its own cluster: 1 denied (1 simulation); this identity: enabled`,
    '      ✗ ec2:StopInstances on instance/*',
    '          simulation: no policy allows it',
  ]);
});

it('says why nothing is known, each reason once', () => {
  const unknown = (reason: string) => requirementOf({ decision: 'unknown', evidence: null, reason });
  const uses = [
    useOf({ requirements: [unknown('it may not be simulated'), unknown('AWS was busy')] }),
    useOf({ requirements: [unknown('AWS was busy')] }),
  ];
  expect(roleSection(roleOf(uses), true, PLAIN)).toEqual([
    'What instances may do with the role skypilot-v1',
    '  Not known: it may not be simulated.',
    '  Not known: AWS was busy.',
  ]);
  const partly = [useOf({ requirements: [unknown('AWS was busy'), requirementOf()] })];
  expect(roleSection(roleOf(partly), false, { ...PLAIN, columns: 200 })).toHaveLength(2);
});
