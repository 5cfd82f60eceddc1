import {
  CreateTagsCommand,
  DescribeInstancesCommand,
  DescribeRegionsCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { GetInstanceProfileCommand, GetRoleCommand, GetUserCommand } from '@aws-sdk/client-iam';
import { HeadBucketCommand, ListBucketsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { DecodeAuthorizationMessageCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { resourceId } from '../../src/sandbox/ids.ts';
import {
  ACCOUNT,
  allow,
  clientsOf,
  failure,
  keysOf,
  policy,
  scenarioOf,
  started,
  userWith,
} from './support.ts';

const USER = `arn:aws:iam::${ACCOUNT}:user/tester`;
const nothing = policy(allow('none:None'));
const everything = policy(allow('*'));
const INSTANCE = 'i-0123456789abcdef0';

describe('denials', () => {
  it('GetCallerIdentity needs no permission, and no deny stops it', async () => {
    const deny = policy({ Effect: 'Deny', Action: '*', Resource: '*' });
    const { sts } = clientsOf(await started(userWith(deny)));
    await expect(sts.send(new GetCallerIdentityCommand({}))).resolves.toMatchObject({ Arn: USER });
  });

  it('say what IAM, EC2 and S3 say', async () => {
    const { iam, ec2, s3 } = clientsOf(
      await started(userWith(nothing, '    buckets: [{ name: example-data }]')),
    );
    const missing = (action: string) => `because no identity-based policy allows the ${action} action`;
    const stated = {
      role: await failure(iam.send(new GetRoleCommand({ RoleName: 'skypilot-v1' }))),
      profile: await failure(iam.send(new GetInstanceProfileCommand({ InstanceProfileName: 'skypilot-v1' }))),
      user: await failure(iam.send(new GetUserCommand({}))),
      regions: await failure(ec2.send(new DescribeRegionsCommand({}))),
      buckets: await failure(s3.send(new ListBucketsCommand({}))),
      objects: await failure(s3.send(new ListObjectsV2Command({ Bucket: 'example-data' }))),
    };
    const denied = (on: string, action: string) =>
      `User: ${USER} is not authorized to perform: ${action}${on} ${missing(action)}`;
    expect(stated).toEqual({
      role: {
        code: 'AccessDenied',
        status: 403,
        message: denied(' on resource: role skypilot-v1', 'iam:GetRole'),
      },
      profile: {
        code: 'AccessDenied',
        status: 403,
        message: denied(' on resource: instance profile skypilot-v1', 'iam:GetInstanceProfile'),
      },
      user: {
        code: 'AccessDenied',
        status: 403,
        message: denied(' on resource: user tester', 'iam:GetUser'),
      },
      regions: {
        code: 'UnauthorizedOperation',
        status: 403,
        message: `You are not authorized to perform this operation. ${denied('', 'ec2:DescribeRegions')}`,
      },
      buckets: { code: 'AccessDenied', status: 403, message: denied('', 's3:ListAllMyBuckets') },
      objects: {
        code: 'AccessDenied',
        status: 403,
        message: denied(' on resource: "arn:aws:s3:::example-data"', 's3:ListBucket'),
      },
    });
  });

  it('are the same whether the thing exists or not', async () => {
    const { iam } = clientsOf(await started(userWith(nothing)));
    const { code } = await failure(iam.send(new GetRoleCommand({ RoleName: 'nobody' })));
    expect(code).toBe('AccessDenied');
  });

  it('of S3 by HEAD have no body to say more', async () => {
    const { s3 } = clientsOf(await started(userWith(nothing, '    buckets: [{ name: example-data }]')));
    const { status } = await failure(s3.send(new HeadBucketCommand({ Bucket: 'example-data' })));
    expect(status).toBe(403);
  });

  it('carry an encoded message where something would change, which can be decoded', async () => {
    const scenario = userWith(
      policy(allow('sts:DecodeAuthorizationMessage'), {
        Sid: 'Keep',
        Effect: 'Deny',
        Action: 'ec2:TerminateInstances',
        Resource: '*',
      }),
    );
    const { ec2, sts } = clientsOf(await started(scenario));
    const { message } = await failure(
      ec2.send(new TerminateInstancesCommand({ InstanceIds: [INSTANCE], DryRun: true })),
    );
    expect(message).toMatch(
      /^You are not authorized to perform this operation\. User: \S+ is not authorized to perform: ec2:TerminateInstances on resource: \S+ with an explicit deny in an identity-based policy\. Encoded authorization failure message: [\w-]+$/,
    );
    const EncodedMessage = message.slice(message.lastIndexOf(' ') + 1);
    const { DecodedMessage } = await sts.send(new DecodeAuthorizationMessageCommand({ EncodedMessage }));
    expect(JSON.parse(DecodedMessage ?? '')).toMatchObject({
      allowed: false,
      explicitDeny: true,
      matchedStatements: { items: [{ statementId: 'Keep', effect: 'DENY' }] },
      context: {
        principal: { arn: USER },
        action: 'ec2:TerminateInstances',
        resource: `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/${INSTANCE}`,
      },
    });
    const forged = sts.send(new DecodeAuthorizationMessageCommand({ EncodedMessage: 'abc' }));
    expect((await failure(forged)).code).toBe('InvalidAuthorizationMessageException');
  });
});

describe('the layers of policies', () => {
  const describeDenied = async (rest: string, identity: object = everything, extra = '') => {
    const sandbox = await started(userWith(identity, rest + extra));
    const { message } = await failure(clientsOf(sandbox).ec2.send(new DescribeInstancesCommand({})));
    return message.slice(message.indexOf(`ec2:DescribeInstances `));
  };
  const scp = (document: object) =>
    `    serviceControlPolicies: [[FullAWSAccess], [{ name: limits, document: ${JSON.stringify(document)} }]]`;
  const boundary = (document: object) =>
    `        boundary: limits\n    policies: [{ name: limits, document: ${JSON.stringify(document)} }]`;
  const deny = policy(allow('*'), { Effect: 'Deny', Action: 'ec2:*', Resource: '*' });

  it('an SCP that does not allow', async () => {
    expect(await describeDenied(scp(policy(allow('s3:*'))))).toBe(
      'ec2:DescribeInstances because no service control policy allows the ec2:DescribeInstances action',
    );
  });

  it('an SCP that denies is named', async () => {
    expect(await describeDenied(scp(deny))).toMatch(
      /with an explicit deny in a service control policy: arn:aws:organizations::111122223333:policy\/o-exampleorgid\/service_control_policy\/p-\w{8}$/,
    );
  });

  it('a boundary that does not allow, and one that denies', async () => {
    expect(await describeDenied(boundary(policy(allow('s3:*'))))).toBe(
      'ec2:DescribeInstances because no permissions boundary allows the ec2:DescribeInstances action',
    );
    expect(await describeDenied(boundary(deny))).toBe(
      `ec2:DescribeInstances with an explicit deny in a permissions boundary: arn:aws:iam::${ACCOUNT}:policy/limits`,
    );
  });

  it('the management account is free of SCPs', async () => {
    const sandbox = await started(userWith(everything, `    management: true\n${scp(deny)}`));
    await expect(clientsOf(sandbox).ec2.send(new DescribeInstancesCommand({}))).resolves.toBeDefined();
  });

  it('groups, root, session policies and federated sessions', async () => {
    const sandbox = await started(
      scenarioOf(`
description: x
accounts:
  - id: "${ACCOUNT}"
    users: [{ name: a, groups: [readers] }]
    groups: [{ name: readers, policies: [AmazonEC2ReadOnlyAccess] }]
    roles:
      - { name: r, policies: [AdministratorAccess], trust: { Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: "*", Action: "sts:AssumeRole" }] } }
    sessions:
      - { name: root, of: { kind: root } }
      - { name: narrow, of: { kind: role, role: r }, policy: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "s3:*", Resource: "*" }] } }
      - { name: bare, of: { kind: federated, user: a } }
      - { name: guest, of: { kind: federated, user: a }, policy: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "*", Resource: "*" }] } }
home:
  profiles:
    - { name: default, user: a }
    - { name: root, session: root }
    - { name: narrow, session: narrow }
    - { name: bare, session: bare }
    - { name: guest, session: guest }
`),
    );
    const ask = (profile: string) =>
      clientsOf(sandbox, keysOf(sandbox, profile)).ec2.send(new DescribeInstancesCommand({}));
    await expect(ask('default')).resolves.toBeDefined();
    await expect(ask('root')).resolves.toBeDefined();
    await expect(ask('guest')).resolves.toBeDefined();
    expect((await failure(ask('narrow'))).message).toContain(
      `User: arn:aws:sts::${ACCOUNT}:assumed-role/r/narrow is not authorized to perform: ec2:DescribeInstances because no session policy allows`,
    );
    expect((await failure(ask('bare'))).message).toContain(
      `User: arn:aws:sts::${ACCOUNT}:federated-user/bare is not authorized`,
    );
  });
});

describe('the context of requests', () => {
  const when = (operator: string, key: string, value: string | string[]) =>
    policy({
      Effect: 'Allow',
      Action: ['ec2:*', 'iam:GetRole'],
      Resource: '*',
      Condition: { [operator]: { [key]: value } },
    });

  it.each([
    ['StringEquals', 'aws:RequestedRegion', 'us-east-1', true],
    ['StringEquals', 'aws:RequestedRegion', 'us-west-2', false],
    ['StringEquals', 'ec2:Region', 'us-east-1', true],
    ['StringEquals', 'aws:username', 'tester', true],
    ['ArnEquals', 'aws:PrincipalArn', USER, true],
    ['StringEquals', 'aws:PrincipalAccount', ACCOUNT, true],
    ['StringEquals', 'aws:PrincipalType', 'User', true],
    ['IpAddress', 'aws:SourceIp', '203.0.113.0/24', true],
    ['IpAddress', 'aws:SourceIp', '127.0.0.0/8', false],
    ['Bool', 'aws:SecureTransport', 'true', true],
    ['Bool', 'aws:MultiFactorAuthPresent', 'false', false],
    ['BoolIfExists', 'aws:MultiFactorAuthPresent', 'true', true],
    ['DateGreaterThan', 'aws:CurrentTime', '2020-01-01T00:00:00Z', true],
    ['DateLessThan', 'aws:EpochTime', '1577836800', false],
    ['Null', 'aws:TokenIssueTime', 'true', true],
    ['StringLike', 'aws:UserAgent', '*aws-sdk-js*', true],
  ])('%s %s %s: %s', async (operator, key, value, allowed) => {
    const { ec2 } = clientsOf(await started(userWith(when(operator, key, value))));
    const call = ec2.send(new DescribeInstancesCommand({}));
    if (allowed) await expect(call).resolves.toBeDefined();
    else expect((await failure(call)).code).toBe('UnauthorizedOperation');
  });

  it('tags of the request and of the resource', async () => {
    const scenario = userWith(
      policy({
        Effect: 'Allow',
        Action: 'ec2:CreateTags',
        Resource: '*',
        Condition: {
          StringEquals: { 'aws:RequestTag/team': 'ml', 'aws:ResourceTag/owner': '${aws:username}' },
          'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] },
        },
      }),
      '    network: [{ instances: [{ tags: { owner: tester } }] }]',
    );
    const sandbox = await started(scenario);
    const { ec2 } = clientsOf(sandbox);
    const tag = async (tags: Record<string, string>) => {
      const Resources = [resourceId('i', ACCOUNT, 'us-east-1', '0')];
      const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      return (await failure(ec2.send(new CreateTagsCommand({ Resources, Tags, DryRun: true })))).code;
    };
    expect(await tag({ team: 'ml' })).toBe('DryRunOperation');
    expect(await tag({ team: 'other' })).toBe('UnauthorizedOperation');
    expect(await tag({ team: 'ml', more: 'x' })).toBe('UnauthorizedOperation');
  });
});
