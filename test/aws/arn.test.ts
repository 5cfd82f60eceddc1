import { describe, expect, test } from 'vitest';
import { parseArn, principalOfCaller } from '../../src/aws/arn.ts';

test('an ARN has six parts, the last with colons of its own', () => {
  expect(parseArn('arn:aws:rds:eu-west-1:123456789012:db:name')).toEqual({
    partition: 'aws',
    service: 'rds',
    region: 'eu-west-1',
    account: '123456789012',
    resource: 'db:name',
  });
  expect(parseArn('arn:aws:s3:::bucket/key with blank')).toMatchObject({
    region: '',
    account: '',
    resource: 'bucket/key with blank',
  });
});

test.each([
  '',
  'arn',
  'arn:aws',
  'arn:aws:s3',
  'arn:aws:s3:::',
  'arn::s3:::b',
  'ARN:aws:s3:::b',
  '*',
  ' arn:aws:s3:::b',
])('no ARN: %s', (text) => expect(parseArn(text)).toBeUndefined());

describe('the principal of', () => {
  const account = '123456789012';
  test('a user, path included', () => {
    const arn = `arn:aws:iam::${account}:user/team/dev/alice`;
    expect(principalOfCaller(arn)).toEqual({ kind: 'user', arn, userName: 'alice' });
  });

  test('a role session, in other partitions too', () => {
    expect(
      principalOfCaller(`arn:aws-us-gov:sts::${account}:assumed-role/deploy/i-0123456789abcdef0`),
    ).toEqual({
      kind: 'role-session',
      roleName: 'deploy',
      sessionName: 'i-0123456789abcdef0',
      roleArns: [`arn:aws-us-gov:iam::${account}:role/deploy`],
    });
  });

  test.each([
    [undefined, ['', 'role/R']],
    ['us-east-1', ['', 'us-east-1/', 'role/R']],
    ['eu-central-1', ['eu-central-1/', '', 'role/R']],
  ])('a session of Identity Center in %s', (ssoRegion, order) => {
    const roleName = 'AWSReservedSSO_PowerUserAccess_0123456789abcdef';
    const principal = principalOfCaller(
      `arn:aws:sts::${account}:assumed-role/${roleName}/alice@example.com`,
      ssoRegion,
    );
    expect(principal).toMatchObject({
      kind: 'role-session',
      permissionSet: 'PowerUserAccess',
      sessionName: 'alice@example.com',
      roleArns: order.map((path) =>
        path === 'role/R'
          ? `arn:aws:iam::${account}:role/${roleName}`
          : `arn:aws:iam::${account}:role/aws-reserved/sso.amazonaws.com/${path}${roleName}`,
      ),
    });
  });

  test.each([
    [`arn:aws:iam::${account}:root`, { kind: 'root' }],
    [`arn:aws:sts::${account}:federated-user/bob`, { kind: 'federated-user', name: 'bob' }],
    [`arn:aws:sts::${account}:user/moto`, { kind: 'other' }],
    [`arn:aws:sts::${account}:assumed-role/only`, { kind: 'other' }],
    [`arn:aws:sts::${account}:assumed-role/`, { kind: 'other' }],
    [`arn:aws:iam::${account}:user/`, { kind: 'other' }],
    ['nonsense', { kind: 'other' }],
  ])('%s', (arn, principal) => expect(principalOfCaller(arn)).toEqual(principal));
});
