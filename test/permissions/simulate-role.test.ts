import { describe, expect, it } from 'vitest';
import type { AwsFailure } from '../../src/aws/aws-result.ts';
import type { SimulationOutcome } from '../../src/permissions/simulate.ts';
import { simulateRole } from '../../src/permissions/simulate-role.ts';
import { ROLE_USES } from '../../src/skypilot/role-requirements.ts';
import { failed, launchIn } from './fixtures.ts';
import { iamAnswer, type NotedCall, queryServer } from './query-server.ts';

const SCOPE = { partition: 'aws', region: 'us-east-1', account: '111122223333', role: 'skypilot-v1' };
const ROLE = 'arn:aws:iam::111122223333:role/skypilot-v1';
const { launch } = launchIn();
const failure: AwsFailure = failed('denied', 'AccessDenied').failure;
const DONE: SimulationOutcome = { kind: 'done', principalArn: 'x', failures: [] };

async function simulated(own: SimulationOutcome, roleArn: string | undefined, isAllowed: boolean) {
  const { aws, calls } = await queryServer((call) => (isAllowed ? allowed(call) : undefined));
  const { outcome, evidence } = await simulateRole(aws, roleArn, SCOPE, launch, own);
  return { outcome, evidence, calls };
}

/** The simulator allows whatever it is asked about. */
function allowed({ input }: NotedCall) {
  const actions = Object.entries(input).flatMap(([name, value]) =>
    name.startsWith('ActionNames') ? [value] : [],
  );
  const results = actions.map(
    (action) =>
      `<member><EvalActionName>${action}</EvalActionName><EvalDecision>allowed</EvalDecision></member>`,
  );
  return iamAnswer('SimulatePrincipalPolicy', `<EvaluationResults>${results.join('')}</EvaluationResults>`);
}

describe('simulateRole', () => {
  it('asks about every use of the role, once about each permission', async () => {
    const { outcome, evidence, calls } = await simulated(DONE, ROLE, true);
    expect(outcome).toEqual({ kind: 'done', principalArn: ROLE, failures: [] });
    const used = new Set(
      ROLE_USES.flatMap(({ requirements }) => requirements).flatMap(({ id, resources }) =>
        resources.map((kind) => `${id}@${kind}`),
      ),
    );
    expect([...evidence.keys()].sort()).toEqual([...used].sort());
    expect(new Set([...evidence.values()].map(({ decision }) => decision))).toEqual(new Set(['allowed']));
    expect(new Set(calls.map(({ input }) => input.PolicySourceArn))).toEqual(new Set([ROLE]));
    const asked = calls.flatMap(({ input }) => Object.values(input));
    expect(asked).toContain(ROLE);
    expect(asked).toContain('2026-06-01T12:00:00Z');
    expect(asked).toContain(SCOPE.account);
    expect(asked).not.toContain('aws:userid');
  });

  it.each<[string, SimulationOutcome, number]>([
    ['the caller could ask about itself', DONE, 3],
    ['the caller may not ask about itself', { kind: 'not-allowed', principalArn: 'x', failure }, 1],
    ['nobody asked about the caller', { kind: 'not-tried', reason: 'x' }, 1],
  ])('gives up early where %s', async (_title, own, count) => {
    const { outcome, calls } = await simulated(own, ROLE, false);
    expect(outcome).toMatchObject({ kind: 'not-allowed', principalArn: ROLE });
    expect(calls).toHaveLength(count);
  });

  it('waits for no first answer where the simulator is known to answer', async () => {
    const { aws, calls } = await queryServer(() => undefined);
    const { outcome } = await simulateRole(aws, ROLE, SCOPE, launch, DONE, true);
    expect(outcome).toMatchObject({ kind: 'not-allowed', principalArn: ROLE });
    const { calls: all } = await simulated(DONE, ROLE, true);
    expect(calls).toHaveLength(all.length);
    expect(all.length).toBeGreaterThan(3);
  });

  it.each<[string | undefined, SimulationOutcome, string]>([
    [undefined, DONE, 'the ARN of the role is not known'],
    [ROLE, { kind: 'unsupported', failure }, 'the endpoint has no policy simulator'],
  ])('asks nothing about %s where that is no use', async (roleArn, own, reason) => {
    expect(await simulated(own, roleArn, true)).toEqual({
      outcome: { kind: 'not-tried', reason },
      evidence: new Map(),
      calls: [],
    });
  });
});
