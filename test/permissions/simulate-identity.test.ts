import { describe, expect, it } from 'vitest';
import type { KnownIdentity } from '../../src/account/identity.ts';
import type { AwsSettings } from '../../src/aws/context.ts';
import { simulateIdentity, simulatorOf } from '../../src/permissions/simulate-identity.ts';
import { planSimulation } from '../../src/permissions/simulation-plan.ts';
import { CREDENTIALS, NOW } from '../aws/support/loopback.ts';
import { PERMISSIONS as ALL } from './fixtures.ts';
import { iamAnswer, type NotedCall, queryServer } from './query-server.ts';

const SCOPE = { partition: 'aws', region: 'eu-west-3', account: '111122223333', role: 'skypilot-v1' };
const STOP = 'compute/ec2:StopInstances@instance';
const PERMISSIONS = ALL.filter(({ id }) => id === STOP);
const USER = 'arn:aws:iam::111122223333:user/team/ann';
const ROLE = 'arn:aws:iam::111122223333:role/dev';

const identity = (
  of: Pick<KnownIdentity, 'principal' | 'principalCandidates'>,
  arn = USER,
): KnownIdentity => ({
  userId: 'AIDAEXAMPLE',
  account: SCOPE.account,
  arn,
  partition: 'aws',
  principalArn: undefined,
  ...of,
});

const USER_IDENTITY = identity({
  principal: { kind: 'user', arn: USER, userName: 'ann' },
  principalCandidates: [USER],
});
const SESSION = identity({
  principal: { kind: 'role-session', roleName: 'dev', sessionName: 's', roleArns: [ROLE] },
  principalCandidates: [ROLE],
});

const decides = (decision: string, more = '') =>
  iamAnswer(
    'SimulatePrincipalPolicy',
    `<EvaluationResults><member><EvalActionName>ec2:StopInstances</EvalActionName><EvalDecision>${decision}</EvalDecision>${more}</member></EvaluationResults>`,
  );

const SESSION_KEY =
  '<MissingContextValues><member>aws:MultiFactorAuthPresent</member></MissingContextValues>';

async function simulated(
  of: KnownIdentity,
  answer = decides('allowed'),
  settings: Partial<AwsSettings> = {},
) {
  const { aws, calls } = await queryServer(() => answer, settings);
  const { outcome, evidence } = await (await simulateIdentity(aws, of, PERMISSIONS, SCOPE)).whole;
  return { outcome, evidence: evidence.get(STOP), calls };
}

/** The context keys that are sent, with their values. */
function contextOf({ input }: NotedCall) {
  const keys = Object.entries(input).filter(([name]) => name.endsWith('.ContextKeyName'));
  return Object.fromEntries(
    keys.map(([name, key]) => [key, input[name.replace('.ContextKeyName', '.ContextKeyValues.member.1')]]),
  );
}

describe('simulateIdentity', () => {
  it('asks about a user, named as the user is', async () => {
    const { outcome, evidence, calls } = await simulated(USER_IDENTITY);
    expect(outcome).toEqual({ kind: 'done', principalArn: USER, failures: [] });
    expect(evidence).toEqual({ kind: 'simulation', decision: 'allowed', reason: 'the policies allow it' });
    expect(calls.map(({ operation, input }) => [operation, input.PolicySourceArn])).toEqual([
      ['SimulatePrincipalPolicy', USER],
    ]);
    expect(calls.map(contextOf)).toEqual([
      expect.objectContaining({
        'aws:PrincipalArn': USER,
        'aws:PrincipalAccount': SCOPE.account,
        'aws:userid': 'AIDAEXAMPLE',
        'aws:username': 'ann',
        'aws:CurrentTime': new Date(NOW).toISOString().replace('.000', ''),
      }),
    ]);
  });

  it('asks about the role of a session, and says what it does not see', async () => {
    const { outcome, evidence, calls } = await simulated(SESSION);
    expect(outcome).toEqual({ kind: 'done', principalArn: ROLE, failures: [] });
    expect(evidence).toEqual({
      kind: 'simulation',
      decision: 'allowed',
      reason: 'the policies allow it; a policy of the session, if it has one, is not seen',
    });
    expect(calls.map((call) => 'aws:username' in contextOf(call))).toEqual([false]);
    const denied = await simulated(SESSION, decides('implicitDeny'));
    expect(denied.evidence).toMatchObject({ decision: 'denied', reason: 'no identity policy allows it' });
  });

  it.each<[string, KnownIdentity, Partial<AwsSettings>, string]>([
    ["a user's long-term key", USER_IDENTITY, {}, 'denied'],
    [
      "a user's session",
      USER_IDENTITY,
      { credentials: { ...CREDENTIALS, sessionToken: 'token' } },
      'unknown',
    ],
    ["a role's session", SESSION, {}, 'unknown'],
  ])('decides by conditions of sessions where it is %s', async (_title, of, settings, decision) => {
    const { evidence } = await simulated(of, decides('implicitDeny', SESSION_KEY), settings);
    expect(evidence?.decision).toBe(decision);
  });

  it.each([USER_IDENTITY, SESSION])(
    'waits for no first answer where the simulator is known to answer',
    async (of) => {
      const failure = expect.objectContaining({ code: 'AccessDenied' });
      const [principalArn] = of.principalCandidates;
      const refused = { kind: 'not-allowed', principalArn, failure };
      for (const [isSure, outcome] of [
        [undefined, refused],
        [false, refused],
        [true, { kind: 'done', principalArn, failures: [] }],
      ] as const) {
        const { aws } = await queryServer(() => undefined);
        const started = await simulateIdentity(aws, of, PERMISSIONS, SCOPE, isSure);
        expect(started.outcome).toEqual(outcome);
        expect((await started.whole).outcome).toEqual(refused);
      }
    },
  );

  it.each<[KnownIdentity['principal'], string]>([
    [
      { kind: 'root' },
      'This is the root user of the account. IAM policies do not limit it and the simulator does not know it, but service control policies apply where the account is a member of an organization.',
    ],
    [
      { kind: 'federated-user', name: 'bob' },
      'This is a federated session ("bob"). It may do at most what its user may, so simulating the user would promise too much.',
    ],
    [{ kind: 'other' }, 'The simulator knows users and roles; arn:aws:sts::111122223333:x is neither.'],
  ])('asks nothing about %j', async (principal, reason) => {
    const of = identity({ principal, principalCandidates: [] }, 'arn:aws:sts::111122223333:x');
    expect(await simulated(of)).toEqual({
      outcome: { kind: 'not-tried', reason },
      evidence: undefined,
      calls: [],
    });
  });
});

it('sends a call of the plan as it is, and where its next page starts', async () => {
  const { aws, calls } = await queryServer(() =>
    iamAnswer(
      'SimulatePrincipalPolicy',
      '<EvaluationResults/><IsTruncated>true</IsTruncated><Marker>after</Marker>',
    ),
  );
  const [call] = planSimulation(PERMISSIONS, SCOPE, { principalArn: USER, account: SCOPE.account, now: NOW });
  if (call === undefined) throw new Error('no call');
  const page = await (await simulatorOf(aws))(USER, call, 'here');
  expect(page).toMatchObject({ kind: 'ok', value: { results: [], marker: 'after' } });
  expect(calls.map(({ input }) => input)).toEqual([
    expect.objectContaining({
      PolicySourceArn: USER,
      'ActionNames.member.1': 'ec2:StopInstances',
      'ResourceArns.member.1': 'arn:aws:ec2:us-east-1:111122223333:instance/i-0123456789abcdef0',
      Marker: 'here',
    }),
  ]);
  expect(calls.map((sent) => Object.keys(contextOf(sent)))).toEqual([
    call.contextEntries.map(({ ContextKeyName }) => ContextKeyName),
  ]);
});
