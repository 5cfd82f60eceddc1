/** The missing policy is proven: by the simulator where it may be asked, else by evaluating the document here. */
import { describe, expect, it } from 'vitest';
import { proveMissing } from '../../src/check/missing-policy.ts';
import { NOTHING_SHARED } from '../../src/check/sharing.ts';
import type { Scenario } from '../../src/sandbox/sandbox.ts';
import type { Answer } from '../aws/support/loopback.ts';
import { queryError } from '../aws/support/loopback.ts';
import { ACCOUNT, evidence, factsOf } from '../findings/facts-of.ts';
import { checkScenario } from '../permissions/check-sandbox.ts';
import { iamAnswer, queryServer } from '../permissions/query-server.ts';
import { allow, policy, shipped, userWith } from '../sandbox/support.ts';

const LOOKS = allow(['ec2:Describe*', 's3:*', 'iam:Get*', 'iam:Simulate*', 'servicequotas:*']);

/** An organization that denies these actions to the user, who lacks them as well. */
const deniedAbove = (actions: readonly string[]) => `    serviceControlPolicies:
      - - FullAWSAccess
        - name: guardrail
          document: ${JSON.stringify(policy({ Effect: 'Deny', Action: actions, Resource: '*' }))}
`;

/** A user whose boundary leaves out these actions. */
const bounded = (action: string): Scenario => {
  const scenario = userWith(policy(LOOKS));
  const [account, ...others] = scenario.accounts;
  const [user] = account?.users ?? [];
  if (account === undefined || user === undefined) throw new Error('no account');
  const document = policy({ Effect: 'Allow', NotAction: action, Resource: '*' });
  const boundary = { name: 'edge', document } as (typeof account.policies)[number];
  return {
    ...scenario,
    accounts: [{ ...account, policies: [boundary], users: [{ ...user, boundary: 'edge' }] }, ...others],
  };
};

async function proofIn(scenario: Scenario) {
  return (await checkScenario(scenario)).report.missingPolicyProof;
}

describe('the proof', () => {
  it('is the simulator’s where that may be asked, and counts all that the document grants', async () => {
    const proof = await proofIn(userWith(policy(LOOKS)));
    expect(proof).toMatchObject({ evidence: 'simulation', undecided: [], stillStopped: [] });
    expect(proof?.proven).toBe(proof?.grants);
    expect(proof?.grants).toBeGreaterThan(10);
  });

  it('is of the document alone where the simulator may not be asked', async () => {
    const proof = await proofIn(shipped('minimal'));
    expect(proof).toEqual({ evidence: 'policy', grants: 8, proven: 8, undecided: [], stillStopped: [] });
  });

  it('is not there where nothing is missing', async () => {
    expect(await proofIn(shipped('admin'))).toBeUndefined();
    expect(await proofIn(shipped('boundary'))).toBeUndefined();
  });

  it.each([
    ['of the organization', userWith(policy(LOOKS), deniedAbove(['ec2:TerminateInstances'])), 'scp'],
    ['of the boundary', bounded('ec2:TerminateInstances'), 'permissions-boundary'],
  ])('says what a policy %s still stops', async (_what, scenario, layer) => {
    const proof = await proofIn(scenario);
    expect(proof?.evidence).toBe('simulation');
    expect(proof?.stillStopped.map(({ action, layer: by }) => [action, by])).toEqual([
      ['ec2:TerminateInstances', layer],
    ]);
  });
});

describe('an identity with inline policies', () => {
  const commands = async (scenario: Scenario) => {
    const { report, sandbox } = await checkScenario(scenario);
    const lines = (report.missingPolicyFix ?? []).map(({ text }) => text.split(' ').slice(0, 3).join(' '));
    return {
      lines,
      listed: sandbox.requests().filter(({ operation }) => /^List(User|Role)Policies$/.test(operation))
        .length,
    };
  };

  it('gets a managed one, for all inline ones share a limit', async () => {
    expect(await commands(userWith(policy(LOOKS, allow('iam:List*'))))).toEqual({
      lines: ['skycheck policy generate', 'aws iam create-policy', 'aws iam attach-user-policy'],
      listed: 1,
    });
  });

  it('gets an inline one where nobody may look', async () => {
    const inlineOnly = ['skycheck policy generate', 'aws iam put-user-policy'];
    expect(await commands(shipped('minimal'))).toEqual({ lines: inlineOnly, listed: 1 });
  });

  it('is not asked about where nothing is missing that was asked for', async () => {
    expect((await commands(shipped('admin'))).listed).toBe(0);
    expect((await commands(shipped('least-privilege'))).listed).toBe(0);
  });
});

describe('what the simulator answers to the proof', () => {
  const simulated = (decision: string, action: string, resource: string) => `<member>
    <EvalActionName>${action}</EvalActionName><EvalResourceName>${resource}</EvalResourceName>
    <EvalDecision>${decision}</EvalDecision></member>`;

  async function proveWith(answer: (input: Readonly<Record<string, string>>) => Answer) {
    const { aws, calls } = await queryServer(({ input }) => answer(input));
    const missing = evidence(({ requirement }) => ({
      kind: 'simulation',
      decision: requirement.action === 'ec2:StartInstances' ? 'denied' : 'allowed',
      reason: 'made up',
      denial: { cause: { kind: 'missing-allow', in: 'identity' } },
    }));
    const facts = await factsOf({}, { capabilities: missing });
    const prover = { aws, mayRead: false, now: 0, sharing: NOTHING_SHARED, supposed: [] };
    const { missingProof: proof } = await proveMissing(facts, prover);
    return { proof, calls };
  }

  const eachResource = (decision: string) => (input: Readonly<Record<string, string>>) => {
    const action = input['ActionNames.member.1'] ?? '';
    const resource = input['ResourceArns.member.1'] ?? '';
    return iamAnswer(
      'SimulatePrincipalPolicy',
      `<EvaluationResults>${simulated(decision, action, resource)}</EvaluationResults><IsTruncated>false</IsTruncated>`,
    );
  };

  it('counts, and it is asked with the document beside what the user has', async () => {
    const { proof, calls } = await proveWith(eachResource('allowed'));
    expect(proof).toMatchObject({ kind: 'simulation', undecided: [], stillStopped: [] });
    expect(proof?.proven).toEqual(proof?.granted);
    expect(calls.map(({ input }) => input.PolicySourceArn)).toEqual([`arn:aws:iam::${ACCOUNT}:user/dev`]);
    expect(JSON.parse(calls[0]?.input['PolicyInputList.member.1'] ?? '')).toMatchObject({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'ec2:StartInstances' }],
    });
  });

  it('counts where it denies all the same', async () => {
    const { proof } = await proveWith(eachResource('implicitDeny'));
    expect(proof).toMatchObject({ kind: 'simulation', proven: [] });
    expect(proof?.stillStopped.map(({ reason }) => reason)).toEqual(['no identity policy allows it']);
  });

  it.each([
    ['throttled', queryError(400, 'Throttling', 'Rate exceeded')],
    ['refused', queryError(403, 'AccessDenied', 'no')],
    ['garbage', iamAnswer('SimulatePrincipalPolicy', '<EvaluationResults><member/></EvaluationResults>')],
  ])('is replaced by an evaluation here where it is %s', async (_what, answer) => {
    const { proof } = await proveWith(() => answer);
    expect(proof).toMatchObject({ kind: 'policy', undecided: [], stillStopped: [] });
    expect(proof?.proven).toEqual(proof?.granted);
  });
});
