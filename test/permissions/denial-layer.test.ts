import { describe, expect, it } from 'vitest';
import type { Denial } from '../../src/aws/denial/denial.ts';
import { LAYERS } from '../../src/permissions/decision.ts';
import { denialReason, layerOfDenial } from '../../src/permissions/denial-layer.ts';
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
