import { describe, expect, it } from 'vitest';
import type { Denial, ShownCondition } from '../../src/aws/denial/denial.ts';
import { deniesAnyOfItsType } from '../../src/permissions/denial-of-any.ts';

const INSTANCE = 'arn:aws:ec2:us-east-1:111122223333:instance/i-0123456789abcdef0';
const on = (key: string): ShownCondition => ({ key, values: ['x'] });
const denied = (
  resources: readonly string[],
  conditions: readonly ShownCondition[] = [],
  resource = INSTANCE,
): Denial => ({ resource, cause: { kind: 'explicit-deny', statements: [{ resources, conditions }] } });

describe('a denial of one instance is one of all', () => {
  it.each<[string, Denial, boolean]>([
    ['for everything', denied(['*']), true],
    ['for every instance', denied(['arn:aws:ec2:*:*:instance/*']), true],
    ['without a code', denied(['*'], [on('aws:MultiFactorAuthPresent')]), true],
    ['outside of regions', denied(['*'], [on('aws:RequestedRegion'), on('ec2:Region')]), true],
    ['without tags of the request', denied(['*'], [on('aws:RequestTag/team')]), true],
    ['for who calls', denied(['*'], [on('aws:PrincipalTag/team')]), true],
    ['of something that is still to be made', denied(['*'], [], INSTANCE.replace(/i-.*/, '*')), true],
    ['for one of several patterns', denied([INSTANCE, 'arn:aws:ec2:*:*:*/*']), true],
    ['for that instance', denied([INSTANCE]), false],
    ['for other types', denied(['arn:aws:ec2:*:*:volume/*']), false],
    ['by its tags', denied(['*'], [on('aws:ResourceTag/team')]), false],
    ['by its tags, the older key', denied(['*'], [on('ec2:ResourceTag/team')]), false],
    ['by its account', denied(['*'], [on('aws:ResourceAccount')]), false],
    ['by what it is', denied(['*'], [on('aws:MultiFactorAuthPresent'), on('ec2:InstanceType')]), false],
    [
      'where nothing is named',
      { cause: { kind: 'explicit-deny', statements: [] }, resource: INSTANCE },
      false,
    ],
    [
      "by AWS's policy against leaked keys",
      {
        cause: {
          kind: 'explicit-deny',
          policy: 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3',
          statements: [],
        },
      },
      true,
    ],
    ['where an Allow is missing', { cause: { kind: 'missing-allow' }, resource: INSTANCE }, false],
    [
      'of no resource',
      { cause: { kind: 'explicit-deny', statements: [{ resources: ['*'], conditions: [] }] } },
      false,
    ],
  ])('%s', (_what, denial, expected) => {
    expect(deniesAnyOfItsType(denial)).toBe(expected);
  });

  it('if one of several statements does so', () => {
    const statements = [
      { resources: [INSTANCE], conditions: [] },
      { resources: ['*'], conditions: [] },
    ];
    expect(deniesAnyOfItsType({ resource: INSTANCE, cause: { kind: 'explicit-deny', statements } })).toBe(
      true,
    );
  });
});
