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

it('is not there without an identity, without uses, without the role', () => {
  expect(roleSection({ ...roleOf([useOf()]), identity: null }, PLAIN)).toEqual([]);
  expect(roleSection(roleOf([]), PLAIN)).toEqual([]);
  expect(roleSection(roleOf([useOf()], 'missing'), PLAIN)).toEqual([]);
});

it('says what each use comes to, for the role and for the identity, with every requirement', () => {
  const uses = [
    useOf(),
    useOf({ id: 'buckets', status: 'disabled', callerStatus: 'unknown', requirements: [denied, denied] }),
  ];
  const row = [
    '      <bad>✗</bad> ec2:StopInstances on instance/*',
    '<dim>          simulation: no policy allows it</dim>',
  ];
  expect(roleSection(roleOf(uses), MARKED)).toEqual([
    '<bold>What instances may do with the role skypilot-v1</bold>',
    `  <good>${'✓ autostop'.padEnd(17)}</good> stop its own cluster: 1 of 1 allowed (1 simulated); this identity: enabled`,
    '      <good>✓</good> ec2:StopInstances on instance/*',
    '<dim>          simulation: the simulator allows it</dim>',
    `  <bad>${'✗ buckets'.padEnd(17)}</bad> stop its own cluster: 0 of 2 allowed, 2 denied; this identity: unknown`,
    ...row,
    ...row,
  ]);
});

it('says why nothing is known, each reason once', () => {
  const unknown = (reason: string) => requirementOf({ decision: 'unknown', evidence: null, reason });
  const uses = [
    useOf({ requirements: [unknown('it may not be simulated'), unknown('AWS was busy')] }),
    useOf({ requirements: [unknown('AWS was busy')] }),
  ];
  expect(roleSection(roleOf(uses), PLAIN)).toEqual([
    'What instances may do with the role skypilot-v1',
    '  Not known: it may not be simulated.',
    '  Not known: AWS was busy.',
  ]);
  const partly = [useOf({ requirements: [unknown('AWS was busy'), requirementOf()] })];
  expect(roleSection(roleOf(partly), { ...PLAIN, columns: 200 })).toHaveLength(6);
});
