/** The context keys that follow from who calls, how, and from where. */
import { CreateSecurityGroupCommand, DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  CreateServiceLinkedRoleCommand,
  GetRoleCommand,
  GetUserCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { ListBucketsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, GetSessionTokenCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import type { Sandbox, Scenario } from '../../src/sandbox/sandbox.ts';
import { ACCOUNT, allow, clientsOf, failure, keysOf, policy, scenarioOf, started } from './support.ts';

type Value = string | readonly string[];

const trustAccount = policy({
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  Action: 'sts:*',
});

/** A user and a role who may do what a condition lets them, and sessions of theirs. */
function scenario(Condition: object, top: object = {}, account: object = {}): Scenario {
  const own = policy({ ...allow(['ec2:*', 'iam:*', 's3:*']), Condition }, allow(['sts:*']));
  const role = { kind: 'role', role: 'r' };
  return scenarioOf(
    JSON.stringify({
      description: 'made for a test',
      accounts: [
        {
          id: ACCOUNT,
          serviceControlPolicies: [['FullAWSAccess']],
          users: [{ name: 'me', tags: { team: 'ml', cost: '7' }, inline: { own } }],
          roles: [{ name: 'r', tags: { team: 'ops', stage: 'dev' }, inline: { own }, trust: trustAccount }],
          sessions: [
            { name: 'plain', of: role },
            { name: 'tagged', of: role, tags: { team: 'session' }, sourceIdentity: 'alice' },
            { name: 'checked', of: role, mfa: true },
            { name: 'user', of: { kind: 'user', user: 'me' }, mfa: true },
          ],
          ...account,
        },
      ],
      home: {
        profiles: [
          { name: 'me', user: 'me' },
          ...['plain', 'tagged', 'checked', 'user'].map((session) => ({ name: session, session })),
        ],
      },
      ...top,
    }),
  );
}

async function isAllowed(sandbox: Sandbox, profile: string, region?: string): Promise<boolean> {
  const { ec2 } = clientsOf(sandbox, keysOf(sandbox, profile), region);
  try {
    await ec2.send(new DescribeInstancesCommand({}));
    return true;
  } catch {
    return false;
  }
}

describe('keys of the principal and the session', () => {
  it.each<[string, string, string, Value, boolean]>([
    ['me', 'StringEquals', 'aws:PrincipalTag/team', 'ml', true],
    ['me', 'StringEquals', 'aws:principaltag/COST', '7', true],
    ['me', 'StringEquals', 'aws:PrincipalTag/team', 'ops', false],
    ['me', 'Null', 'aws:PrincipalTag/stage', 'true', true],
    ['me', 'Null', 'aws:MultiFactorAuthPresent', 'true', true],
    ['me', 'Null', 'aws:TokenIssueTime', 'true', true],
    ['me', 'StringEquals', 'aws:PrincipalOrgID', 'o-exampleorgid', true],
    ['me', 'ForAnyValue:StringLike', 'aws:PrincipalOrgPaths', 'o-exampleorgid/r-exam/*', true],
    ['me', 'StringEquals', 'aws:ResourceOrgID', 'o-exampleorgid', true],
    ['me', 'StringEquals', 'aws:ResourceAccount', ACCOUNT, true],
    ['me', 'StringEquals', 'aws:ResourceAccount', '${aws:PrincipalAccount}', true],
    ['me', 'Bool', 'aws:PrincipalIsAWSService', 'false', true],
    ['me', 'Null', 'aws:CalledVia', 'true', true],
    ['me', 'StringLike', 'aws:userid', 'AIDA*', true],
    ['plain', 'StringEquals', 'aws:PrincipalTag/team', 'ops', true],
    ['plain', 'Bool', 'aws:MultiFactorAuthPresent', 'false', true],
    ['plain', 'Null', 'aws:MultiFactorAuthAge', 'true', true],
    ['plain', 'Null', 'aws:username', 'true', true],
    ['plain', 'StringLike', 'aws:userid', 'AROA*:plain', true],
    ['plain', 'ArnEquals', 'aws:PrincipalArn', `arn:aws:iam::${ACCOUNT}:role/r`, true],
    ['plain', 'StringEquals', 'aws:PrincipalType', 'AssumedRole', true],
    ['plain', 'Null', 'aws:TokenIssueTime', 'false', true],
    ['tagged', 'StringEquals', 'aws:PrincipalTag/team', 'session', true],
    ['tagged', 'StringEquals', 'aws:PrincipalTag/stage', 'dev', true],
    ['tagged', 'StringEquals', 'aws:SourceIdentity', 'alice', true],
    ['checked', 'Bool', 'aws:MultiFactorAuthPresent', 'true', true],
    ['checked', 'NumericLessThan', 'aws:MultiFactorAuthAge', '3700', true],
    ['checked', 'NumericLessThan', 'aws:MultiFactorAuthAge', '60', false],
    ['user', 'Bool', 'aws:MultiFactorAuthPresent', 'true', true],
    ['user', 'StringEquals', 'aws:username', 'me', true],
    ['user', 'StringEquals', 'aws:PrincipalTag/team', 'ml', true],
  ])('%s: %s %s %s is %s', async (profile, operator, key, value, expected) => {
    const sandbox = await started(scenario({ [operator]: { [key]: value } }));
    expect(await isAllowed(sandbox, profile)).toBe(expected);
  });

  it('without an organisation there is none to name', async () => {
    const outside = { serviceControlPolicies: undefined };
    for (const key of ['aws:PrincipalOrgID', 'aws:PrincipalOrgPaths', 'aws:ResourceOrgID'])
      expect(await isAllowed(await started(scenario({ Null: { [key]: 'true' } }, {}, outside)), 'me')).toBe(
        true,
      );
  });

  it('codes and tags given to STS are in the sessions that it makes', async () => {
    const mfa = { SerialNumber: `arn:aws:iam::${ACCOUNT}:mfa/me`, TokenCode: '123456' };
    const sandbox = await started(scenario({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }));
    const { sts } = clientsOf(sandbox, keysOf(sandbox, 'me'));
    const describe = async (answer: { Credentials?: object | undefined }) => {
      const keys = answer.Credentials as {
        AccessKeyId: string;
        SecretAccessKey: string;
        SessionToken: string;
      };
      const { ec2, iam } = clientsOf(sandbox, {
        accessKeyId: keys.AccessKeyId,
        secretAccessKey: keys.SecretAccessKey,
        sessionToken: keys.SessionToken,
      });
      return Promise.allSettled([
        ec2.send(new DescribeInstancesCommand({})),
        iam.send(new GetRoleCommand({ RoleName: 'r' })),
      ]);
    };
    const states = async (answer: { Credentials?: object | undefined }) =>
      (await describe(answer)).map(({ status }) => status);
    const role = { RoleArn: `arn:aws:iam::${ACCOUNT}:role/r`, RoleSessionName: 'test' };
    expect(await states(await sts.send(new GetSessionTokenCommand({})))).toEqual(['rejected', 'rejected']);
    expect(await states(await sts.send(new GetSessionTokenCommand(mfa)))).toEqual(['fulfilled', 'fulfilled']);
    expect(await states(await sts.send(new AssumeRoleCommand(role)))).toEqual(['rejected', 'rejected']);
    expect(await states(await sts.send(new AssumeRoleCommand({ ...role, ...mfa })))).toEqual([
      'fulfilled',
      'fulfilled',
    ]);
  });
});

describe('keys of where a call comes from and goes to', () => {
  const vpcEndpoints = [
    { service: 'ec2', id: 'vpce-0aaaaaaaaaaaaaaaa', vpc: 'vpc-0bbbbbbbbbbbbbbbb', sourceIp: '10.1.2.3' },
  ];

  it.each<[string, Value, boolean]>([
    ['aws:SourceVpce', 'vpce-0aaaaaaaaaaaaaaaa', true],
    ['aws:SourceVpc', 'vpc-0bbbbbbbbbbbbbbbb', true],
    ['aws:SourceVpcArn', `arn:aws:ec2:us-east-1:${ACCOUNT}:vpc/vpc-0bbbbbbbbbbbbbbbb`, true],
    ['aws:VpcSourceIp', '10.1.2.3', true],
    ['aws:VpceAccount', ACCOUNT, true],
    ['aws:VpceOrgID', 'o-exampleorgid', true],
    ['aws:SourceIp', '203.0.113.10', false],
  ])('through an endpoint %s is %s: %s', async (key, value, expected) => {
    const condition = { StringEquals: { [key]: value } };
    expect(await isAllowed(await started(scenario(condition, { vpcEndpoints })), 'me')).toBe(expected);
    const other = [{ ...vpcEndpoints[0], service: 's3' }];
    expect(await isAllowed(await started(scenario(condition, { vpcEndpoints: other })), 'me')).toBe(
      !expected,
    );
  });

  it.each<[string, string, string]>([
    ['aws', 'eu-west-1', 'us-east-1'],
    ['aws-cn', 'cn-northwest-1', 'cn-north-1'],
    ['aws-us-gov', 'us-gov-east-1', 'us-gov-west-1'],
  ])('IAM counts as one region in %s, EC2 as the one asked', async (partition, region, iamRegion) => {
    const ask = async (wanted: string) => {
      const condition = { StringEquals: { 'aws:RequestedRegion': wanted } };
      const trust = JSON.parse(JSON.stringify(trustAccount).replaceAll('arn:aws:', `arn:${partition}:`));
      const roles = [{ name: 'r', trust }];
      const sandbox = await started(scenario(condition, {}, { partition, roles }));
      const { iam } = clientsOf(sandbox, keysOf(sandbox, 'me'), region);
      const read = await Promise.allSettled([iam.send(new GetRoleCommand({ RoleName: 'r' }))]);
      return [read[0].status === 'fulfilled', await isAllowed(sandbox, 'me', region)];
    };
    expect(await ask(iamRegion)).toEqual([true, false]);
    expect(await ask(region)).toEqual([false, true]);
  });

  it('S3 tells how a call is signed, and what a listing asks for', async () => {
    const buckets = [{ name: 'example-data' }];
    const when = async (
      condition: object,
      run: (s3: ReturnType<typeof clientsOf>['s3']) => Promise<unknown>,
    ) => {
      const sandbox = await started(scenario(condition, {}, { buckets }));
      const [read] = await Promise.allSettled([run(clientsOf(sandbox, keysOf(sandbox, 'me')).s3)]);
      return read?.status;
    };
    const list = (s3: ReturnType<typeof clientsOf>['s3']) => s3.send(new ListBucketsCommand({}));
    const objects = (s3: ReturnType<typeof clientsOf>['s3']) =>
      s3.send(new ListObjectsV2Command({ Bucket: 'example-data', Prefix: 'in/', MaxKeys: 5 }));
    expect(await when({ NumericGreaterThanEquals: { 's3:TlsVersion': '1.2' } }, list)).toBe('fulfilled');
    expect(await when({ StringEquals: { 's3:ResourceAccount': ACCOUNT } }, list)).toBe('fulfilled');
    expect(await when({ StringEquals: { 's3:authType': 'REST-HEADER' } }, list)).toBe('fulfilled');
    expect(await when({ StringEquals: { 's3:prefix': 'in/' } }, objects)).toBe('fulfilled');
    expect(await when({ StringEquals: { 's3:prefix': 'out/' } }, objects)).toBe('rejected');
    expect(await when({ NumericLessThanEquals: { 's3:max-keys': '5' } }, objects)).toBe('fulfilled');
  });

  it('a scenario can set any key, and take one away', async () => {
    const condition = { StringEquals: { 'aws:SourceVpc': 'vpc-1' }, Null: { 'aws:SourceIp': 'true' } };
    const context = { 'aws:sourcevpc': 'vpc-1', 'aws:SourceIp': null };
    expect(await isAllowed(await started(scenario(condition, { context })), 'me')).toBe(true);
    expect(await isAllowed(await started(scenario(condition)), 'me')).toBe(false);
  });
});

describe('making a role', () => {
  const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/limits`;
  const wanted = { StringEquals: { 'iam:PermissionsBoundary': BOUNDARY } };
  const account = {
    policies: [{ name: 'limits', document: policy(allow('*')) }],
    roles: [
      { name: 'r', trust: trustAccount },
      { name: 'bounded', trust: trustAccount, boundary: 'limits' },
    ],
  };
  type Iam = ReturnType<typeof clientsOf>['iam'];
  const codeOf = async (condition: object, run: (iam: Iam) => Promise<unknown>) => {
    const sandbox = await started(scenario(condition, {}, account));
    return (await failure(run(clientsOf(sandbox, keysOf(sandbox, 'me')).iam))).code;
  };
  const create =
    (PermissionsBoundary?: string, RoleName = 'new') =>
    (iam: Iam) =>
      iam.send(
        new CreateRoleCommand({
          RoleName,
          AssumeRolePolicyDocument: '{}',
          ...(PermissionsBoundary === undefined ? {} : { PermissionsBoundary }),
        }),
      );

  it.each<[string, object, (iam: Iam) => Promise<unknown>, string]>([
    ['without the boundary that is wanted', wanted, create(), 'AccessDenied'],
    ['with another boundary', wanted, create(`${BOUNDARY}-2`), 'AccessDenied'],
    ['with the boundary', wanted, create(BOUNDARY), 'UnsupportedOperation'],
    ['of a name that is there', {}, create(undefined, 'r'), 'EntityAlreadyExists'],
    [
      'attaching to a role without it',
      wanted,
      (iam) => iam.send(new AttachRolePolicyCommand({ RoleName: 'r', PolicyArn: BOUNDARY })),
      'AccessDenied',
    ],
    [
      'attaching to a role with it',
      wanted,
      (iam) => iam.send(new AttachRolePolicyCommand({ RoleName: 'bounded', PolicyArn: BOUNDARY })),
      'UnsupportedOperation',
    ],
    [
      'attaching another policy than is allowed',
      { ArnEquals: { 'iam:PolicyARN': BOUNDARY } },
      (iam) => iam.send(new AttachRolePolicyCommand({ RoleName: 'r', PolicyArn: `${BOUNDARY}-2` })),
      'AccessDenied',
    ],
    [
      'putting a policy into a role that does not exist',
      {},
      (iam) =>
        iam.send(new PutRolePolicyCommand({ RoleName: 'none', PolicyName: 'p', PolicyDocument: '{}' })),
      'NoSuchEntity',
    ],
    [
      'making an instance profile',
      {},
      (iam) => iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: 'skypilot-v1' })),
      'EntityAlreadyExists',
    ],
    [
      'putting a role into a profile, which passes it',
      { StringNotEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
      (iam) =>
        iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: 'skypilot-v1', RoleName: 'r' })),
      'AccessDenied',
    ],
    [
      'making the role of spot',
      { StringEquals: { 'iam:AWSServiceName': 'spot.amazonaws.com' } },
      (iam) => iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: 'spot.amazonaws.com' })),
      'UnsupportedOperation',
    ],
  ])('%s', async (_, condition, run, code) => {
    expect(await codeOf(condition, run)).toBe(code);
  });

  it('roles and users are known by their tags', async () => {
    const sandbox = await started(
      scenario({ StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } }),
    );
    const { iam } = clientsOf(sandbox, keysOf(sandbox, 'me'));
    const { User } = await iam.send(new GetUserCommand({}));
    expect(User?.Tags).toEqual([
      { Key: 'team', Value: 'ml' },
      { Key: 'cost', Value: '7' },
    ]);
    expect((await failure(iam.send(new GetRoleCommand({ RoleName: 'r' })))).code).toBe('AccessDenied');
  });
});

describe('tags at creation', () => {
  const Tags = [{ Key: 'skypilot-user', Value: 'me' }];
  const create = (tagged: boolean) =>
    new CreateSecurityGroupCommand({
      GroupName: 'sky-sg',
      Description: 'x',
      DryRun: true,
      ...(tagged ? { TagSpecifications: [{ ResourceType: 'security-group', Tags }] } : {}),
    });

  it.each<[string, object, boolean, string]>([
    [
      'allowed at creation only',
      { StringEquals: { 'ec2:CreateAction': 'CreateSecurityGroup' } },
      true,
      'DryRunOperation',
    ],
    [
      'allowed at another creation',
      { StringEquals: { 'ec2:CreateAction': 'RunInstances' } },
      true,
      'UnauthorizedOperation',
    ],
    [
      'allowed for another key',
      { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] } },
      true,
      'UnauthorizedOperation',
    ],
    ['nothing to tag', { Bool: { 'aws:SecureTransport': 'false' } }, false, 'DryRunOperation'],
  ])('%s', async (_, Condition, tagged, code) => {
    const own = policy(allow('ec2:CreateSecurityGroup'), { ...allow('ec2:CreateTags'), Condition });
    const users = [{ name: 'me', inline: { own } }];
    const sandbox = await started(scenario({}, {}, { users }));
    const { ec2 } = clientsOf(sandbox, keysOf(sandbox, 'me'));
    expect((await failure(ec2.send(create(tagged)))).code).toBe(code);
  });

  it('a VPC is known by its tags when a group is made in it', async () => {
    const own = policy(
      {
        ...allow('ec2:CreateSecurityGroup', `arn:aws:ec2:*:${ACCOUNT}:vpc/*`),
        Condition: { StringEquals: { 'ec2:ResourceTag/team': 'ml' } },
      },
      allow('ec2:CreateSecurityGroup', `arn:aws:ec2:*:${ACCOUNT}:security-group/*`),
    );
    const code = async (tags: object) => {
      const sandbox = await started(
        scenario({}, {}, { users: [{ name: 'me', inline: { own } }], network: [{ tags }] }),
      );
      return (await failure(clientsOf(sandbox, keysOf(sandbox, 'me')).ec2.send(create(false)))).code;
    };
    expect([await code({ team: 'ml' }), await code({})]).toEqual([
      'DryRunOperation',
      'UnauthorizedOperation',
    ]);
  });
});
