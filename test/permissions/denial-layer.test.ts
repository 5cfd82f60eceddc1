import { describe, expect, it } from 'vitest';
import type { Denial } from '../../src/aws/denial/denial.ts';
import { LAYERS } from '../../src/permissions/decision.ts';
import {
  denialReason,
  denyingPolicy,
  layerOfDenial,
  policyKindName,
} from '../../src/permissions/denial-layer.ts';
import { denialIn } from './denials.ts';

describe('layerOfDenial', () => {
  it.each(LAYERS)('%s', (layer) => expect(layerOfDenial(denialIn(layer))).toBe(layer));

  it.each([
    ['permissions-boundary', 'permissions-boundary'],
    ['session', 'session-policy'],
    ['scp', 'scp'],
    ['rcp', 'rcp'],
    ['resource', 'resource-policy'],
    ['trust', 'trust-policy'],
    ['vpc-endpoint', 'vpc-endpoint-policy'],
  ] as const)('a missing Allow in a policy of kind %s', (kind, layer) => {
    expect(layerOfDenial({ cause: { kind: 'missing-allow', in: kind } })).toBe(layer);
  });

  it('is not known for a missing Allow that is nowhere', () => {
    expect(layerOfDenial({ cause: { kind: 'missing-allow' } })).toBe('unknown');
  });

  it.each(['s3:ListAllMyBuckets', 'sts:AssumeRole', 'kms:Decrypt', 'secretsmanager:GetSecretValue'])(
    'a resource control policy can stop %s',
    (action) => expect(layerOfDenial({ ...denialIn('rcp'), action })).toBe('rcp'),
  );

  it.each([
    'ec2:RunInstances',
    'iam:PassRole',
    'ssm:StartSession',
    'servicequotas:GetServiceQuota',
    'EC2:RunInstances',
  ])('a resource control policy cannot stop %s', (action) => {
    const denial = { ...denialIn('rcp'), action };
    expect(layerOfDenial(denial)).toBe('explicit-deny');
    expect(denialReason(denial)).not.toContain('resource control');
  });
});

describe('denialReason', () => {
  const SCP = 'arn:aws:organizations::444455556666:policy/o-a/service_control_policy/p-b';
  const statements = [{ sid: 'NeedMfa', conditions: [], resources: [] }];
  const cases: readonly (readonly [Denial['cause'], string])[] = [
    [denialIn('unknown').cause, 'AWS gives no reason'],
    [denialIn('no-allow').cause, 'no identity policy allows it'],
    [{ kind: 'missing-allow' }, 'no statement allows it; AWS does not say in which kind of policy'],
    [{ kind: 'missing-allow', in: 'scp' }, 'no service control policy of the organization allows it'],
    [{ kind: 'missing-allow', in: 'session' }, 'the session policy does not allow it'],
    [denialIn('scp').cause, 'a service control policy of the organization stops it'],
    [
      { kind: 'explicit-deny', in: 'scp', policy: SCP, statements },
      `a service control policy of the organization denies it (statement "NeedMfa" of ${SCP})`,
    ],
    [
      { kind: 'explicit-deny', statements },
      'a Deny statement stops it (statement "NeedMfa"); AWS does not say in which kind of policy',
    ],
    [
      { kind: 'explicit-deny', in: 'vpc-endpoint', through: 'scp', statements: [] },
      'the policy of the VPC endpoint denies it, through a service control policy of the organization',
    ],
    [
      { kind: 'public-access-block', setting: 'BlockPublicAcls' },
      "the bucket's setting BlockPublicAcls stops it",
    ],
  ];
  it.each(cases)('of %j', (cause, reason) => expect(denialReason({ cause })).toBe(reason));
});

describe('the policy of a denial', () => {
  const KINDS = {
    identity: 'an identity policy',
    'permissions-boundary': 'the permissions boundary',
    session: 'the session policy',
    scp: 'a service control policy of the organization',
    rcp: 'a resource control policy of the organization',
    resource: 'the policy of the resource',
    trust: 'the trust policy of the role',
    'vpc-endpoint': 'the policy of the VPC endpoint',
  } as const;
  const kinds = Object.entries(KINDS) as readonly (readonly [keyof typeof KINDS, string])[];

  it.each(kinds)('of kind %s is %s', (kind, name) => {
    const cause = { kind: 'explicit-deny', in: kind, policy: 'p', statements: [] } as const;
    expect(policyKindName({ cause })).toBe(name);
    expect(denyingPolicy({ cause })).toBe('p');
    expect(denialReason({ cause })).toBe(`${name} denies it (p)`);
    const missing = { kind: 'missing-allow', in: kind } as const;
    expect(policyKindName({ cause: missing })).toBe(name);
    expect(denialReason({ cause: { ...missing, policy: 'p' } })).toMatch(/ allows? it \(p\)$/);
    expect(denyingPolicy({ cause: missing })).toBeUndefined();
  });

  it.each<[Denial, string | undefined, string | undefined]>([
    [{ cause: { kind: 'unexplained' } }, undefined, undefined],
    [{ cause: { kind: 'public-access-block', setting: 'x' } }, undefined, undefined],
    [{ cause: { kind: 'explicit-deny', statements: [] } }, undefined, undefined],
    [{ cause: { kind: 'missing-allow', policy: 'p' } }, undefined, 'p'],
    [{ action: 'ec2:RunInstances', cause: { kind: 'missing-allow', in: 'rcp' } }, undefined, undefined],
    [{ action: 'ec2:RunInstances', cause: { kind: 'missing-allow', in: 'scp' } }, KINDS.scp, undefined],
    [{ action: 's3:GetObject', cause: { kind: 'missing-allow', in: 'rcp' } }, KINDS.rcp, undefined],
  ])('of %j', (denial, kind, policy) => {
    expect([policyKindName(denial), denyingPolicy(denial)]).toEqual([kind, policy]);
  });

  it.each<[Denial['cause'], string]>([
    [{ kind: 'missing-allow', in: 'identity', policy: 'p' }, 'no identity policy allows it (p)'],
    [
      { kind: 'explicit-deny', in: 'scp', policy: 'p', statements: [] },
      'a service control policy of the organization denies it (p)',
    ],
    [
      { kind: 'explicit-deny', in: 'scp', statements: [{ conditions: [], resources: [] }] },
      'a service control policy of the organization denies it',
    ],
    [
      {
        kind: 'explicit-deny',
        in: 'identity',
        statements: ['A', undefined, 'B'].map((sid) => ({
          ...(sid === undefined ? {} : { sid }),
          conditions: [],
          resources: [],
        })),
      },
      'an identity policy denies it (statements "A", "B")',
    ],
  ])('%j is told', (cause, reason) => expect(denialReason({ cause })).toBe(reason));
});
