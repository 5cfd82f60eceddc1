import { describe, expect, it } from 'vitest';
import type { ConditionalAllow, Denial, DenyingStatement } from '../../src/aws/denial/denial.ts';
import { type DecidedPermission, type Evidence, LAYERS } from '../../src/permissions/decision.ts';
import { isMfaKey, obstaclesOf, obstacleText, whomToAsk } from '../../src/permissions/obstacles.ts';
import { DENIED_BY_QUARANTINE, DENIED_WITHOUT_MFA, deniedIn } from './denials.ts';
import { decidedBy } from './fixtures.ts';

const STOP = 'compute/ec2:StopInstances@instance';
const START = 'compute/ec2:StartInstances@instance';
const LAUNCH = 'compute/ec2:RunInstances@instance';
const VOLUME = 'compute/ec2:RunInstances@volume';

const MFA = 'aws:MultiFactorAuthPresent';
const QUARANTINE = 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3';

const because = (denial: Denial): Evidence => ({ kind: 'dry-run', decision: 'denied', denial, reason: 'x' });

/** A denial for want of an Allow that some statement of a policy gives under conditions. */
function conditional(...statements: readonly ConditionalAllow[]): Evidence {
  return because({ cause: { kind: 'missing-allow', in: 'identity', conditional: statements } });
}

function denied(
  in_: 'identity' | 'scp',
  policy?: string,
  ...sids: readonly (string | undefined)[]
): Evidence {
  const statements = sids.map(
    (sid): DenyingStatement => ({ ...(sid === undefined ? {} : { sid }), conditions: [], resources: [] }),
  );
  return because({
    cause: { kind: 'explicit-deny', in: in_, ...(policy === undefined ? {} : { policy }), statements },
  });
}

const on = (...keys: readonly string[]) => keys.map((key) => ({ key, values: ['true'] }));
const hanging = (...conditionKeys: readonly string[]): Evidence => ({
  kind: 'simulation',
  decision: 'unknown',
  reason: 'x',
  conditionKeys,
});
const allowed: Evidence = { kind: 'simulation', decision: 'allowed', reason: 'x' };

/** The obstacles without what they stop, and the ids of that. */
function seen(...permissions: readonly DecidedPermission[]) {
  return obstaclesOf(permissions).map(({ permissions: stopped, denial: _denial, ...obstacle }) => ({
    ...obstacle,
    stops: stopped.map(({ permission }) => permission.id),
  }));
}

const TEAM: ConditionalAllow = { sid: 'Team', policy: 'own', conditions: on('aws:RequestTag/team') };
const BARE: ConditionalAllow = { policy: 'other', conditions: on('aws:SourceIp', 'aws:RequestTag/a') };
const ASK_IAM = 'ask whoever manages IAM in this account to change it';
const USELESS = 'Adding a statement to this identity will not help';

const cases: readonly (readonly [string, readonly Evidence[], object | undefined, string | undefined])[] = [
  ['it is allowed', [allowed], undefined, undefined],
  ['nothing is known', [], undefined, undefined],
  ['it only hangs on a condition', [hanging(MFA)], undefined, undefined],
  ['no policy allows it', [deniedIn('no-allow')], undefined, undefined],
  ['AWS gives no reason', [deniedIn('unknown')], undefined, undefined],
  [
    'AWS put the key into quarantine',
    [DENIED_BY_QUARANTINE],
    { kind: 'quarantine', policy: QUARANTINE },
    `AWS's own policy ${QUARANTINE} denies ec2:StopInstances. AWS attaches this policy to a user whose access key it found in public. ${USELESS}; the key has to be replaced.`,
  ],
  [
    'a Deny statement wants multi-factor authentication',
    [DENIED_WITHOUT_MFA],
    { kind: 'mfa', keys: [MFA] },
    `an identity policy (statement "NeedMfa") stops ec2:StopInstances for want of multi-factor authentication (condition on ${MFA}). ${USELESS}; a session with MFA does.`,
  ],
  [
    'a policy allows it with multi-factor authentication, among others',
    [conditional({ policy: 'own', conditions: on(MFA, 'aws:SourceIp', 'aws:multifactorauthage') })],
    { kind: 'mfa', keys: [MFA, 'aws:multifactorauthage'] },
    `an identity policy stops ec2:StopInstances for want of multi-factor authentication (condition on ${MFA}, aws:multifactorauthage). ${USELESS}; a session with MFA does.`,
  ],
  [
    'some condition is about multi-factor authentication, and nobody says of which statement',
    [deniedIn('no-allow'), hanging('aws:MultiFactorAuthAge', 'aws:SourceIp')],
    { kind: 'condition', keys: ['aws:MultiFactorAuthAge', 'aws:SourceIp'], conditional: [] },
    "no identity policy allows ec2:StopInstances; the policies have conditions on aws:MultiFactorAuthAge, aws:SourceIp, which SkyPilot's requests may not meet. Another statement without the condition would undo it; ask whoever manages the policy.",
  ],
  [
    'statements allow it under conditions',
    [conditional(TEAM, BARE)],
    {
      kind: 'condition',
      keys: ['aws:RequestTag/team', 'aws:SourceIp', 'aws:RequestTag/a'],
      conditional: [TEAM, BARE],
    },
    'statement "Team" of own allows ec2:StopInstances only under its condition on aws:RequestTag/team, which SkyPilot\'s requests do not meet. other allows ec2:StopInstances only under its condition on aws:SourceIp, aws:RequestTag/a, which SkyPilot\'s requests do not meet. Another statement without the condition would undo it; ask whoever manages the policy.',
  ],
  [
    'a condition is told without its statement',
    [conditional({ conditions: on('aws:SourceIp') })],
    { kind: 'condition', keys: ['aws:SourceIp'], conditional: [] },
    "no identity policy allows ec2:StopInstances; the policies have conditions on aws:SourceIp, which SkyPilot's requests may not meet. Another statement without the condition would undo it; ask whoever manages the policy.",
  ],
  [
    'AWS gives no reason and the policies allow it',
    [deniedIn('unknown', 'dry-run'), allowed],
    { kind: 'unexplained' },
    `AWS denies ec2:StopInstances and gives no reason, although the policies of this identity allow it. ${USELESS}; ask whoever manages IAM in this account.`,
  ],
  [
    'a statement of a policy denies it',
    [denied('identity', 'own', 'A', undefined, 'B')],
    { kind: 'layer', layer: 'explicit-deny' },
    `an identity policy (statement "A", "B" of own) stops ec2:StopInstances. ${USELESS}; ${ASK_IAM}.`,
  ],
  [
    'a Deny is nowhere',
    [because({ cause: { kind: 'explicit-deny', statements: [] } })],
    { kind: 'layer', layer: 'explicit-deny' },
    `a Deny statement stops ec2:StopInstances. ${USELESS}; ${ASK_IAM}.`,
  ],
  [
    'an organization denies it',
    [denied('scp', 'arn:p')],
    { kind: 'layer', layer: 'scp' },
    `a service control policy of the organization (arn:p) stops ec2:StopInstances. ${USELESS}; ask the administrators of the organization to change it.`,
  ],
  [
    'a session has a narrower policy',
    [deniedIn('session-policy')],
    { kind: 'layer', layer: 'session-policy' },
    `the session policy stops ec2:StopInstances. ${USELESS}; the session has to be started with a wider policy.`,
  ],
  [
    'a VPC endpoint denies it',
    [deniedIn('vpc-endpoint-policy')],
    { kind: 'layer', layer: 'vpc-endpoint-policy' },
    `the policy of the VPC endpoint stops ec2:StopInstances. ${USELESS}; ask whoever manages the VPC endpoint, or try from another network.`,
  ],
];

describe('what stops a permission', () => {
  it.each(cases)('where %s', (_title, evidence, obstacle, text) => {
    const permission = decidedBy(STOP, ...evidence);
    expect(seen(permission)).toEqual(obstacle === undefined ? [] : [{ ...obstacle, stops: [STOP] }]);
    expect(obstaclesOf([permission]).map(obstacleText)).toEqual(text === undefined ? [] : [text]);
    expect(obstaclesOf([permission]).map(({ denial }) => denial)).toEqual(
      text === undefined ? [] : [permission.denial],
    );
  });

  it('is grouped by what it is', () => {
    expect(
      seen(
        decidedBy(STOP, DENIED_WITHOUT_MFA),
        decidedBy(LAUNCH, deniedIn('scp')),
        decidedBy(START, DENIED_WITHOUT_MFA),
        decidedBy(VOLUME, deniedIn('permissions-boundary')),
      ),
    ).toEqual([
      { kind: 'mfa', keys: [MFA], stops: [STOP, START] },
      { kind: 'layer', layer: 'scp', stops: [LAUNCH] },
      { kind: 'layer', layer: 'permissions-boundary', stops: [VOLUME] },
    ]);
    const age = conditional({ policy: 'own', conditions: on('aws:MultiFactorAuthAge') });
    expect(seen(decidedBy(STOP, age), decidedBy(START, DENIED_WITHOUT_MFA))).toHaveLength(2);
    expect(seen(decidedBy(STOP, conditional(TEAM)), decidedBy(START, conditional(BARE)))).toHaveLength(2);
    const named = { ...TEAM, sid: 'Other' };
    expect(seen(decidedBy(STOP, conditional(TEAM)), decidedBy(START, conditional(named)))).toHaveLength(2);
    expect(seen(decidedBy(STOP, conditional(TEAM)), decidedBy(START, conditional(TEAM)))).toHaveLength(1);
    const told = [decidedBy(STOP, DENIED_BY_QUARANTINE), decidedBy(START, denied('identity'))];
    expect(seen(...told).map(({ kind }) => kind)).toEqual(['quarantine', 'layer']);
  });

  it('names every policy and statement once, and no policy beside its statement', () => {
    const [obstacle] = obstaclesOf([
      decidedBy(STOP, denied('scp', 'arn:p', 'A')),
      decidedBy(START, denied('scp', 'arn:p')),
      decidedBy(LAUNCH, denied('scp', 'arn:q')),
      decidedBy(VOLUME, denied('scp', 'arn:p', 'A')),
      decidedBy('compute/ec2:TerminateInstances@instance', denied('scp')),
      decidedBy('ssm/ssm:StartSession@instance', denied('scp', undefined, 'B')),
    ]);
    expect(obstacle && obstacleText(obstacle)).toBe(
      `a service control policy of the organization (statement "A" of arn:p; arn:q; statement "B") stops ec2:StopInstances, ec2:StartInstances, ec2:RunInstances, ec2:TerminateInstances, ssm:StartSession. ${USELESS}; ask the administrators of the organization to change it.`,
    );
  });
});

it.each(LAYERS)('says whom to ask about the layer %s', (layer) => {
  const others: Readonly<Partial<Record<typeof layer, string>>> = {
    scp: 'the administrators of the organization',
    rcp: 'the administrators of the organization',
    'session-policy': 'whoever starts the session',
    'resource-policy': 'whoever manages the resource',
    'trust-policy': "whoever manages IAM in the role's account",
    'vpc-endpoint-policy': 'whoever manages the VPC endpoint',
  };
  expect(whomToAsk(layer)).toBe(others[layer] ?? 'whoever manages IAM in this account');
});

it.each([
  ['aws:MultiFactorAuthPresent', true],
  ['AWS:multifactorauthage', true],
  ['aws:MultiFactorAuthPresentOrNot', false],
  ['my-aws:MultiFactorAuthAge', false],
  ['aws:SourceIp', false],
])('%s is a key of multi-factor authentication: %s', (key, expected) => {
  expect(isMfaKey(key)).toBe(expected);
});
