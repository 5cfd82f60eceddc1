/** The layers that deny, and how much AWS says of it. */
import { DescribeInstancesCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { GetRoleCommand } from '@aws-sdk/client-iam';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { GetServiceQuotaCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { AssumeRoleCommand, DecodeAuthorizationMessageCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import type { PolicyKind } from '../../src/aws/denial/denial.ts';
import { parseDenial } from '../../src/aws/denial/parse-denial.ts';
import { withDecoded } from '../../src/permissions/decoded-denial.ts';
import type { Scenario } from '../../src/sandbox/sandbox.ts';
import { ACCOUNT, allow, clientsOf, failure, keysOf, policy, scenarioOf, started } from './support.ts';

const USER = `arn:aws:iam::${ACCOUNT}:user/tester`;
const INSTANCE = 'i-0123456789abcdef0';
const everything = policy(allow('*'));
const deny = (action: string, rest: object = {}) => ({
  Effect: 'Deny',
  Action: action,
  Resource: '*',
  ...rest,
});
const EC2 = 'You are not authorized to perform this operation.';

interface Parts {
  readonly identity?: object;
  readonly account?: object;
  readonly user?: object;
  readonly top?: object;
}

/** An administrator `tester` with one more thing. */
function world({ identity = everything, account = {}, user = {}, top = {} }: Parts): Scenario {
  return scenarioOf(
    JSON.stringify({
      description: 'made for a test',
      accounts: [
        { id: ACCOUNT, users: [{ name: 'tester', inline: { own: identity }, ...user }], ...account },
      ],
      home: { profiles: [{ name: 'default', user: 'tester', region: 'us-east-1' }] },
      ...top,
    }),
  );
}

const CALLS = {
  'ec2 change': (clients: ReturnType<typeof clientsOf>) =>
    clients.ec2.send(new TerminateInstancesCommand({ InstanceIds: [INSTANCE], DryRun: true })),
  'ec2 describe': (clients: ReturnType<typeof clientsOf>) =>
    clients.ec2.send(new DescribeInstancesCommand({})),
  iam: (clients: ReturnType<typeof clientsOf>) =>
    clients.iam.send(new GetRoleCommand({ RoleName: 'skypilot-v1' })),
  s3: (clients: ReturnType<typeof clientsOf>) => clients.s3.send(new ListBucketsCommand({})),
};
type CallName = keyof typeof CALLS;

async function denialOf(scenario: Scenario, call: CallName) {
  return failure(CALLS[call](clientsOf(await started(scenario))));
}

/** The reason in a denial: what comes between the resource and the encoded part. */
function reasonOf(message: string): string {
  return message.slice(message.search(/ (because no|with an)/) + 1).replace(/\. Encoded.*/, '');
}

const KIND_OF: Readonly<Record<string, PolicyKind>> = {
  identity: 'identity',
  boundary: 'permissions-boundary',
  session: 'session',
  SCP: 'scp',
  RCP: 'rcp',
  endpoint: 'vpc-endpoint',
  resource: 'resource',
};

describe('a layer that denies', () => {
  const scp = (document: object) => ({
    serviceControlPolicies: [['FullAWSAccess'], [{ name: 'guard', document }]],
  });
  const rcp = (...statements: object[]) => ({
    resourceControlPolicies: [
      ['RCPFullAWSAccess'],
      [
        {
          name: 'guard',
          document: policy(...statements.map((statement) => ({ Principal: '*', ...statement }))),
        },
      ],
    ],
  });
  const boundary = (document: object): Parts => ({
    user: { boundary: 'limits' },
    account: { policies: [{ name: 'limits', document }] },
  });
  const endpoint = (service: string, ...statements: object[]): Parts => ({
    top: {
      vpcEndpoints: [
        { service, policy: policy(...statements.map((statement) => ({ Principal: '*', ...statement }))) },
      ],
    },
  });
  const session = (document: object): Parts => ({
    account: {
      roles: [{ name: 'r', policies: ['AdministratorAccess'], trust: trustAll }],
      sessions: [{ name: 's', of: { kind: 'role', role: 'r' }, policy: document }],
    },
    top: { home: { profiles: [{ name: 'default', session: 's', region: 'us-east-1' }] } },
  });
  const trustAll = policy({ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' });
  const onlyS3 = policy(allow('s3:*'));
  const organizations = 'arn:aws:organizations::111122223333:policy/o-exampleorgid';

  it.each<[string, Parts, CallName, string | RegExp]>([
    [
      'identity, no allow',
      { identity: onlyS3 },
      'iam',
      'because no identity-based policy allows the iam:GetRole action',
    ],
    [
      'identity, inline',
      { identity: policy(allow('*'), deny('ec2:*')) },
      'ec2 change',
      'with an explicit deny in an identity-based policy',
    ],
    [
      'identity, managed',
      {
        user: { policies: ['limits'] },
        account: { policies: [{ name: 'limits', path: '/team/', document: policy(deny('ec2:*')) }] },
      },
      'ec2 change',
      `with an explicit deny in an identity-based policy: arn:aws:iam::${ACCOUNT}:policy/team/limits`,
    ],
    [
      'identity, quarantined by AWS',
      { user: { policies: ['AWSCompromisedKeyQuarantineV3'] } },
      's3',
      'with an explicit deny in an identity-based policy: arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3',
    ],
    [
      'boundary, no allow',
      boundary(onlyS3),
      'ec2 describe',
      'because no permissions boundary allows the ec2:DescribeInstances action',
    ],
    [
      'boundary, explicit',
      boundary(policy(allow('*'), deny('iam:*'))),
      'iam',
      `with an explicit deny in a permissions boundary: arn:aws:iam::${ACCOUNT}:policy/limits`,
    ],
    ['session, no allow', session(onlyS3), 'iam', 'because no session policy allows the iam:GetRole action'],
    [
      'session, explicit',
      session(policy(allow('*'), deny('ec2:*'))),
      'ec2 change',
      'with an explicit deny in a session policy',
    ],
    [
      'SCP, no allow',
      { account: scp(onlyS3) },
      'iam',
      'because no service control policy allows the iam:GetRole action',
    ],
    [
      'SCP, explicit',
      { account: scp(policy(allow('*'), deny('ec2:*'))) },
      'ec2 change',
      new RegExp(
        `^with an explicit deny in a service control policy: ${organizations}/service_control_policy/p-\\w{8}$`,
      ),
    ],
    [
      'RCP',
      { account: rcp(deny('s3:*')) },
      's3',
      new RegExp(
        `^with an explicit deny in a resource control policy: ${organizations}/resource_control_policy/p-\\w{8}$`,
      ),
    ],
    [
      'endpoint, no allow',
      endpoint('ec2', allow('ec2:Describe*')),
      'ec2 change',
      'because no VPC endpoint policy allows the ec2:TerminateInstances action',
    ],
    [
      'endpoint, explicit',
      endpoint('s3', allow('*'), deny('s3:ListAllMyBuckets')),
      's3',
      'with an explicit deny in a VPC endpoint policy',
    ],
  ])('%s', async (name, parts, call, reason) => {
    const { message } = await denialOf(world(parts), call);
    expect(reasonOf(message)).toEqual(typeof reason === 'string' ? reason : expect.stringMatching(reason));
    const layer = name.split(',')[0] ?? '';
    const policy = /: (arn:\S+)$/.exec(reasonOf(message))?.[1];
    // What skycheck reads back is what the sandbox meant.
    expect(parseDenial(message).cause).toEqual({
      kind: reasonOf(message).startsWith('because no') ? 'missing-allow' : 'explicit-deny',
      in: KIND_OF[layer],
      ...(reasonOf(message).startsWith('because no') ? {} : { statements: [] }),
      ...(policy === undefined ? {} : { policy }),
    });
  });

  it('RCPs reach the services that have them, and nobody in the management account', async () => {
    const account = rcp(deny('*'));
    const { ec2, iam, s3, sts } = clientsOf(await started(world({ account })));
    await expect(ec2.send(new DescribeInstancesCommand({}))).resolves.toBeDefined();
    await expect(iam.send(new GetRoleCommand({ RoleName: 'skypilot-v1' }))).resolves.toBeDefined();
    expect((await failure(s3.send(new ListBucketsCommand({})))).code).toBe('AccessDenied');
    const decode = sts.send(new DecodeAuthorizationMessageCommand({ EncodedMessage: 'abc' }));
    expect((await failure(decode)).message).toContain('in a resource control policy');
    const management = clientsOf(await started(world({ account: { ...account, management: true } })));
    await expect(management.s3.send(new ListBucketsCommand({}))).resolves.toBeDefined();
  });

  it('an RCP with a condition on the organisation stops those outside, for roles too', async () => {
    const outside = '444455556666';
    const scenario = scenarioOf(
      JSON.stringify({
        description: 'made for a test',
        accounts: [
          {
            id: ACCOUNT,
            roles: [{ name: 'shared', policies: ['AdministratorAccess'], trust: trustAll }],
            users: [{ name: 'inside', policies: ['AdministratorAccess'] }],
            ...rcp(
              deny('sts:AssumeRole', {
                Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } },
              }),
            ),
          },
          { id: outside, users: [{ name: 'outside', policies: ['AdministratorAccess'] }] },
        ],
        home: {
          profiles: [
            { name: 'inside', user: 'inside' },
            { name: 'outside', user: 'outside', account: outside },
          ],
        },
      }),
    );
    const sandbox = await started(scenario);
    const assume = (profile: string) =>
      clientsOf(sandbox, keysOf(sandbox, profile)).sts.send(
        new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${ACCOUNT}:role/shared`, RoleSessionName: 'test' }),
      );
    await expect(assume('inside')).resolves.toBeDefined();
    expect((await failure(assume('outside'))).code).toBe('AccessDenied');
  });

  it('an endpoint policy holds for its own service, and for the principals that it names', async () => {
    const { iam } = clientsOf(await started(world(endpoint('ec2', allow('none:None')))));
    await expect(iam.send(new GetRoleCommand({ RoleName: 'skypilot-v1' }))).resolves.toBeDefined();
    const named = (arn: string) =>
      world({
        top: {
          vpcEndpoints: [{ service: 'iam', policy: policy({ ...allow('iam:*'), Principal: { AWS: arn } }) }],
        },
      });
    const call = async (scenario: Scenario) =>
      clientsOf(await started(scenario)).iam.send(new GetRoleCommand({ RoleName: 'skypilot-v1' }));
    await expect(call(named(USER))).resolves.toBeDefined();
    expect((await failure(call(named(`${USER}-other`)))).code).toBe('AccessDenied');
  });
});

describe('what is said', () => {
  const managed = (messages: unknown): Scenario =>
    world({
      user: { policies: ['limits'] },
      account: { policies: [{ name: 'limits', document: policy(deny('*')) }] },
      top: { messages },
    });
  const LIMITS = `arn:aws:iam::${ACCOUNT}:policy/limits`;
  const core = (action: string, on = '') => `User: ${USER} is not authorized to perform: ${action}${on}`;
  const explicit = ' with an explicit deny in an identity-based policy';
  const onInstance = ` on resource: arn:aws:ec2:us-east-1:${ACCOUNT}:instance/${INSTANCE}`;
  const role = ' on resource: role skypilot-v1';
  const ENCODED = ' Encoded authorization failure message: *';
  const LINK =
    '. Go to https://us-east-1.console.aws.amazon.com/iam/home?region=us-east-1#/authorization-details/ID for complete details, or call the GetRequestAuthorizationDetails API with the following authorization id: ID';

  it.each<[string, CallName, string]>([
    ['plain', 'ec2 change', `${EC2} ${core('ec2:TerminateInstances', onInstance)}${explicit}.${ENCODED}`],
    ['plain', 'ec2 describe', `${EC2} ${core('ec2:DescribeInstances')}${explicit}`],
    ['plain', 'iam', core('iam:GetRole', role) + explicit],
    ['plain', 's3', core('s3:ListAllMyBuckets') + explicit],
    [
      'arn',
      'ec2 change',
      `${EC2} ${core('ec2:TerminateInstances', onInstance)}${explicit}: ${LIMITS}.${ENCODED}`,
    ],
    ['arn', 'ec2 describe', `${EC2} ${core('ec2:DescribeInstances')}${explicit}: ${LIMITS}`],
    ['arn', 'iam', `${core('iam:GetRole', role)}${explicit}: ${LIMITS}`],
    ['arn', 's3', `${core('s3:ListAllMyBuckets')}${explicit}: ${LIMITS}`],
    ['authorization-id', 'ec2 describe', `${EC2} ${core('ec2:DescribeInstances')}${explicit}: ${LIMITS}`],
    ['authorization-id', 'iam', `${core('iam:GetRole', role)}${explicit}: ${LIMITS}${LINK}`],
    ['authorization-id', 's3', `${core('s3:ListAllMyBuckets')}${explicit}: ${LIMITS}`],
    ['bare', 'ec2 change', EC2],
    ['bare', 'ec2 describe', EC2],
    ['bare', 'iam', core('iam:GetRole', role)],
    ['bare', 's3', 'Access Denied'],
    ['encoded', 'ec2 change', `${EC2}${ENCODED}`],
    ['encoded', 'ec2 describe', EC2],
    ['encoded', 'iam', core('iam:GetRole', role) + explicit],
    ['encoded', 's3', core('s3:ListAllMyBuckets') + explicit],
  ])('%s: %s', async (style, call, text) => {
    const { message } = await denialOf(managed(style), call);
    const shown = message
      .replace(/(failure message: )[\w-]{40,}$/, '$1*')
      .replace(/(authorization-details\/|authorization id: )[0-9a-z]{32}/g, '$1ID');
    expect(shown).toBe(text);
    const read = parseDenial(message);
    expect(read.authorization !== undefined).toBe(style === 'authorization-id' && call === 'iam');
    expect(read.encodedMessage !== undefined).toBe(text.endsWith(ENCODED));
    expect(read.cause.kind).toBe(text.includes(explicit) ? 'explicit-deny' : 'unexplained');
    if (read.authorization !== undefined)
      expect(read.authorization).toEqual({
        id: expect.stringMatching(/^[0-9a-z]{32}$/),
        region: 'us-east-1',
        link: expect.stringMatching(/^https:\/\/us-east-1\.console\.aws\.amazon\.com\/.*[0-9a-z]{32}$/),
      });
  });

  it('can differ from service to service', async () => {
    const scenario = managed({ ec2: 'encoded', iam: 'authorization-id' });
    expect((await denialOf(scenario, 'ec2 describe')).message).toBe(EC2);
    expect((await denialOf(scenario, 'iam')).message).toContain('authorization id: ');
    expect((await denialOf(scenario, 's3')).message).toContain(LIMITS);
  });

  it('of JSON services follows the style, too', async () => {
    const ask = async (style: string) => {
      const sandbox = await started(managed(style));
      const client = new ServiceQuotasClient({
        endpoint: sandbox.endpoint,
        region: 'us-east-1',
        credentials: keysOf(sandbox),
        maxAttempts: 1,
      });
      return failure(
        client.send(new GetServiceQuotaCommand({ ServiceCode: 'ec2', QuotaCode: 'L-1216C47A' })),
      );
    };
    expect((await ask('bare')).message).toMatch(
      /^User: \S+ is not authorized to perform: servicequotas:GetServiceQuota on resource: \S+$/,
    );
    expect((await ask('arn')).message).toContain(LIMITS);
  });

  it('an authorization id is the same for the same denial, and another for another', async () => {
    const ids = async (scenario: Scenario) =>
      /authorization id: (\w+)/.exec((await denialOf(scenario, 'iam')).message)?.[1];
    const first = await ids(managed('authorization-id'));
    expect(first).toMatch(/^[0-9a-z]+$/);
    expect(await ids(managed('authorization-id'))).toBe(first);
  });
});

describe('an encoded message', () => {
  const decoded = async (...statements: object[]) => {
    const scenario = world({
      identity: policy(allow('sts:*'), ...statements),
      top: { messages: 'encoded' },
    });
    const { ec2, sts } = clientsOf(await started(scenario));
    const { message } = await failure(
      ec2.send(new TerminateInstancesCommand({ InstanceIds: [INSTANCE], DryRun: true })),
    );
    const EncodedMessage = message.slice(message.lastIndexOf(' ') + 1);
    const answer = await sts.send(new DecodeAuthorizationMessageCommand({ EncodedMessage }));
    return JSON.parse(answer.DecodedMessage ?? '');
  };
  const value = (...texts: string[]) => ({ items: texts.map((text) => ({ value: text })) });

  it('tells an explicit deny with its statement, keys and values, and no operator, layer or policy', async () => {
    const Condition = { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1', 'eu-west-3'] } };
    const message = await decoded(allow('*'), { Sid: 'OnlyEurope', ...deny('ec2:*', { Condition }) });
    expect(withDecoded({ cause: { kind: 'unexplained' } }, JSON.stringify(message))).toEqual({
      action: 'ec2:TerminateInstances',
      resource: `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/${INSTANCE}`,
      cause: {
        kind: 'explicit-deny',
        statements: [
          {
            sid: 'OnlyEurope',
            conditions: [{ key: 'aws:RequestedRegion', values: ['eu-west-1', 'eu-west-3'] }],
            resources: ['*'],
          },
        ],
      },
    });
    expect(message).toEqual({
      allowed: false,
      explicitDeny: true,
      matchedStatements: {
        items: [
          {
            statementId: 'OnlyEurope',
            effect: 'DENY',
            principals: value(expect.stringMatching(/^AIDA/)),
            principalGroups: { items: [] },
            actions: value('ec2:*'),
            resources: value('*'),
            conditions: {
              items: [{ key: 'aws:RequestedRegion', values: value('eu-west-1', 'eu-west-3') }],
            },
          },
        ],
      },
      failures: { items: [] },
      context: {
        principal: { id: expect.stringMatching(/^AIDA/), name: 'tester', arn: USER },
        action: 'ec2:TerminateInstances',
        resource: `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/${INSTANCE}`,
        conditions: {
          items: [
            { key: 'aws:Region', values: value('us-east-1') },
            { key: 'aws:Service', values: value('ec2') },
            { key: 'aws:Resource', values: value(`instance/${INSTANCE}`) },
            { key: 'aws:Type', values: value('instance') },
            { key: 'aws:Account', values: value(ACCOUNT) },
            { key: 'aws:ARN', values: value(`arn:aws:ec2:us-east-1:${ACCOUNT}:instance/${INSTANCE}`) },
          ],
        },
      },
    });
  });

  it('lists what a statement excludes as what it names', async () => {
    const message = await decoded(allow('*'), {
      Effect: 'Deny',
      NotAction: ['iam:ListUsers', 'sts:*'],
      Resource: '*',
    });
    expect(message.matchedStatements.items[0].actions).toEqual(value('iam:ListUsers', 'sts:*'));
  });

  it('has no statements where none denies', async () => {
    const message = await decoded(allow('ec2:Describe*'));
    expect(message).toMatchObject({ explicitDeny: false, matchedStatements: { items: [] } });
  });
});
