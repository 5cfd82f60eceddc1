/** boto3 and the AWS CLI, as other people's clients of the sandbox, in every scenario that ships. */
import { readdirSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Sandbox, Scenario } from '../../src/sandbox/sandbox.ts';
import { withoutAwsSettings } from '../../src/sandbox/sandbox.ts';
import { createTemporaryHome } from '../../src/sandbox/temporary-home.ts';
import { runProcess } from '../end-to-end/support/spawn-program.ts';
import { ACCOUNT, allow, policy, SCENARIOS, scenarioOf, shipped, started } from '../sandbox/support.ts';
import { PYTHON } from './support.ts';

const SCRIPT = fileURLToPath(new URL('sandbox-clients.py', import.meta.url));
const LAUNCH = fileURLToPath(new URL('sandbox-launch.py', import.meta.url));

interface Client {
  readonly sandbox: Sandbox;
  readonly home: string;
  /** Runs Python in the sandbox's home and environment. */
  python(
    ...args: string[]
  ): Promise<{ readonly status: number | null; readonly stdout: string; readonly stderr: string }>;
}

async function clientOf(scenario: Scenario): Promise<Client> {
  const sandbox = await started(scenario);
  const home = createTemporaryHome();
  onTestFinished(() => home.remove());
  await home.write(sandbox.files(home.path));
  const env = { ...withoutAwsSettings(process.env), ...sandbox.environment(home.path) };
  return {
    sandbox,
    home: home.path,
    python: (...args) => runProcess(PYTHON, args, { env }),
  };
}

async function boto3(scenario: Scenario, ...args: string[]): Promise<Record<string, unknown>> {
  const { python } = await clientOf(scenario);
  const { status, stdout, stderr } = await python(SCRIPT, ...args);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

const user = (name: string, account = ACCOUNT) => `arn:aws:iam::${account}:user/${name}`;
const sso = expect.stringMatching(
  /^arn:aws:sts::111122223333:assumed-role\/AWSReservedSSO_AdministratorAccess_[0-9a-f]{16}\/alice@example\.com$/,
);
const simulated = (launch: string, buckets: string) => [
  ['ec2:RunInstances', launch],
  ['s3:ListAllMyBuckets', buckets],
];
const ALL_OF = (outcome: unknown) => ({
  identity: outcome,
  simulate: outcome,
  regions: outcome,
  zones: outcome,
  launch: outcome,
  buckets: outcome,
  role: outcome,
  trust: outcome,
  quota: outcome,
});

const works = {
  identity: user('skypilot-admin'),
  simulate: simulated('allowed', 'allowed'),
  regions: 17,
  zones: 6,
  launch: 'DryRunOperation',
  buckets: 0,
  role: 'skypilot-v1',
  trust: '2012-10-17',
  quota: 256,
};
const minimal = {
  ...works,
  identity: user('skypilot-user'),
  simulate: 'AccessDenied',
  buckets: 'AccessDenied',
  quota: 'AccessDeniedException',
};

/** Query services, EC2, S3 and Service Quotas each have codes of their own. */
const refused = (query: string, ec2: string, s3: string, json: string) => ({
  identity: query,
  simulate: query,
  regions: ec2,
  zones: ec2,
  launch: ec2,
  buckets: s3,
  role: query,
  trust: query,
  quota: json,
});

const EXPECTED: Readonly<Record<string, Record<string, unknown>>> = {
  admin: { ...works, buckets: 2 },
  // Plain boto3 has no awscrt.
  'aws-login': ALL_OF('MissingDependencyException'),
  boundary: { ...works, launch: 'UnauthorizedOperation' },
  'clock-skew': refused(
    'SignatureDoesNotMatch',
    'AuthFailure',
    'RequestTimeTooSkewed',
    'InvalidSignatureException',
  ),
  'custom-vpc': { ...works, launch: 'VPCIdNotSpecified' },
  'encrypted-volumes': { ...works, launch: 'UnauthorizedOperation' },
  'expired-token': refused('ExpiredToken', 'RequestExpired', 'ExpiredToken', 'ExpiredTokenException'),
  'invalid-key': refused(
    'InvalidClientTokenId',
    'AuthFailure',
    'InvalidAccessKeyId',
    'UnrecognizedClientException',
  ),
  'leaked-key': {
    ...works,
    simulate: simulated('explicitDeny', 'explicitDeny'),
    launch: 'UnauthorizedOperation',
    buckets: 'AccessDenied',
  },
  'least-privilege': minimal,
  'many-profiles': { ...works, identity: user('ada') },
  mfa: {
    ...works,
    identity: user('alice'),
    simulate: simulated('explicitDeny', 'allowed'),
    launch: 'UnauthorizedOperation',
  },
  minimal,
  'missing-permissions': {
    ...works,
    identity: user('skypilot-user'),
    launch: 'UnauthorizedOperation',
    role: 'AccessDenied',
    trust: 'AccessDenied',
    quota: 'AccessDeniedException',
  },
  'new-account': { ...works, launch: 'InvalidParameterCombination' },
  'no-credentials': ALL_OF('NoCredentialsError'),
  'no-default-vpc': { ...works, launch: 'VPCIdNotSpecified' },
  'no-role': { ...minimal, launch: 'InvalidParameterValue', role: 'NoSuchEntity', trust: 'NoSuchEntity' },
  'no-simulate': { ...minimal, buckets: 1 },
  'profile-not-default': ALL_OF('NoCredentialsError'),
  'read-only': {
    ...works,
    identity: user('auditor'),
    simulate: simulated('implicitDeny', 'allowed'),
    launch: 'UnauthorizedOperation',
    buckets: 1,
  },
  'scp-denied': {
    ...works,
    simulate: simulated('explicitDeny', 'allowed'),
    zones: 'UnauthorizedOperation',
    launch: 'UnauthorizedOperation',
    quota: 'AccessDeniedException',
  },
  sso: { ...works, identity: sso, buckets: 1 },
  'sso-expired': ALL_OF('TokenRetrievalError'),
  'sso-renewable': { ...works, identity: sso },
  'wrong-profile': {
    ...works,
    identity: user('reader', '444455556666'),
    simulate: simulated('implicitDeny', 'allowed'),
    launch: 'UnauthorizedOperation',
  },
  'wrong-secret': refused(
    'SignatureDoesNotMatch',
    'AuthFailure',
    'SignatureDoesNotMatch',
    'InvalidSignatureException',
  ),
};

describe('boto3', () => {
  it('is tried in every scenario that ships', () => {
    const names = readdirSync(SCENARIOS).filter((file) => file.endsWith('.yaml'));
    expect(Object.keys(EXPECTED).sort()).toEqual(names.map((file) => file.slice(0, -5)).sort());
  });

  it.each(Object.entries(EXPECTED))('%s', async (name, expected) => {
    const region = ['no-credentials', 'profile-not-default'].includes(name) ? ['us-east-1'] : [];
    expect(await boto3(shipped(name), ...region)).toEqual(expected);
  });

  it('renews a login and saves it for the next run', async () => {
    const client = await clientOf(shipped('sso-renewable'));
    const token = client.sandbox.files(client.home).find((file) => file.path.includes('sso/cache'));
    await client.python(SCRIPT);
    await client.python(SCRIPT);
    const renewals = client.sandbox.requests().filter((request) => request.operation === 'CreateToken');
    expect(renewals.map((request) => request.status)).toEqual([200]);
    const file = path.join(client.home, token?.path ?? '');
    expect(await readFile(file, 'utf8')).not.toBe(token?.text);
    expect((await stat(file)).isFile()).toBe(true);
  });

  it.each([
    ['{ kind: instance, role: skypilot-v1 }', 'skypilot-v1/i-0123456789abcdef0'],
    ['{ kind: instance, role: skypilot-v1, tokens: false }', 'skypilot-v1/i-0123456789abcdef0'],
    ['{ kind: container, role: skypilot-v1 }', 'skypilot-v1/container'],
    ['{ kind: web-identity, role: pod }', 'pod/sandbox'],
  ])('on %s', async (machine, session) => {
    const scenario = scenarioOf(`
description: x
machine: ${machine}
accounts:
  - id: "${ACCOUNT}"
    roles:
      - name: pod
        policies: [AdministratorAccess]
        trust:
          Version: "2012-10-17"
          Statement:
            - Effect: Allow
              Principal: { Federated: "arn:aws:iam::${ACCOUNT}:oidc-provider/example" }
              Action: sts:AssumeRoleWithWebIdentity
`);
    const { identity } = await boto3(scenario, 'us-east-1');
    expect(identity).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/${session}`);
  });

  it('through roles, legacy SSO, dotted names and odd values', async () => {
    const scenario = scenarioOf(`
description: x
accounts:
  - id: "${ACCOUNT}"
    users: [{ name: me, policies: [AdministratorAccess] }]
    roles:
      - name: ops
        trust: { Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: { AWS: "${ACCOUNT}" }, Action: "sts:AssumeRole", Condition: { StringEquals: { "sts:ExternalId": "a=b;#c" } } }] }
sso: { startUrl: "https://x.awsapps.com/start#/", region: eu-west-1, permissionSets: [{ name: Dev }] }
home:
  profiles:
    - { name: john.doe, user: me, in: config, region: us-east-1 }
    - { name: ops, role: ops, source: john.doe, region: us-east-1, settings: { external_id: "a=b;#c", role_session_name: me } }
    - { name: old sso, permissionSet: Dev, legacy: true, region: us-east-1 }
  ssoLogins: [{ legacy: true }]
`);
    const { python } = await clientOf(scenario);
    const ask = `import boto3, sys\nprint(boto3.Session(profile_name=sys.argv[1]).client('sts').get_caller_identity()['Arn'])`;
    const arnOf = async (profile: string) => (await python('-c', ask, profile)).stdout.trim();
    expect(await arnOf('john.doe')).toBe(user('me'));
    expect(await arnOf('ops')).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/ops/me`);
    expect(await arnOf('old sso')).toMatch(
      /assumed-role\/AWSReservedSSO_Dev_[0-9a-f]{16}\/alice@example\.com$/,
    );
  });
});

/** A Deny statement for a launch on a type of resource. */
const guard = (Sid: string, type: string, Condition: object) => ({
  Sid,
  Effect: 'Deny',
  Action: 'ec2:RunInstances',
  Resource: `arn:aws:ec2:*:*:${type}/*`,
  Condition,
});

describe("SkyPilot's launch request from boto3", () => {
  const launch = async (parts: object, account: object = {}) => {
    const scenario = scenarioOf(
      JSON.stringify({
        description: 'x',
        accounts: [{ id: ACCOUNT, users: [{ name: 'me', policies: ['AdministratorAccess'] }], ...account }],
        home: { profiles: [{ name: 'default', user: 'me', region: 'us-east-1' }] },
        ...parts,
      }),
    );
    const client = await clientOf(scenario);
    const { status, stdout, stderr } = await client.python(LAUNCH);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return { ...JSON.parse(stdout), made: client.sandbox.changes().length };
  };
  const scp = (statement: object) => ({
    serviceControlPolicies: [['FullAWSAccess'], [{ name: 'g', document: policy(allow('*'), statement) }]],
  });

  it.each([
    ['instance', { StringNotEquals: { 'ec2:MetadataHttpTokens': 'required' } }, undefined],
    ['instance', { Null: { 'ec2:MetadataHttpPutResponseHopLimit': 'true' } }, 'instance'],
    ['instance', { StringNotLike: { 'ec2:InstanceType': ['m6i.*'] } }, undefined],
    ['instance', { Null: { 'aws:RequestTag/skypilot-user': 'true' } }, undefined],
    ['instance', { Null: { 'aws:RequestTag/CostCenter': 'true' } }, 'instance'],
    ['volume', { Bool: { 'ec2:Encrypted': 'false' } }, 'volume'],
    ['volume', { NumericGreaterThan: { 'ec2:VolumeSize': '200' } }, 'volume'],
    ['volume', { NumericGreaterThan: { 'ec2:VolumeIops': '16000' } }, undefined],
    ['network-interface', { Bool: { 'ec2:AssociatePublicIpAddress': 'true' } }, 'network-interface'],
    ['image', { StringNotEquals: { 'ec2:Owner': 'amazon' } }, 'image'],
    ['image', { Bool: { 'ec2:Public': 'false' } }, undefined],
  ])('a guardrail on %s with %j', async (type, condition, denied) => {
    const answer = await launch({}, scp(guard('Guard', type, condition)));
    expect(answer).toEqual(
      denied === undefined
        ? { code: 'DryRunOperation', decoded: null, made: 0 }
        : {
            code: 'UnauthorizedOperation',
            decoded: { action: 'ec2:RunInstances', type: denied, sids: ['Guard'] },
            made: 0,
          },
    );
  });

  it('meets accounts that may not launch, and endpoints that launch all the same', async () => {
    expect((await launch({}, { restrictions: [{ kind: 'free-plan' }] })).code).toBe(
      'InvalidParameterCombination',
    );
    expect((await launch({}, { restrictions: [{ kind: 'blocked' }] })).code).toBe('Blocked');
    expect(await launch({ dryRuns: 'ignored' })).toEqual({ code: null, made: 1 });
  });
});

describe('the AWS CLI', () => {
  const cli = async (name: string, ...args: string[]) => {
    const { python } = await clientOf(shipped(name));
    return python('-m', 'awscli', ...args, '--output', 'json');
  };

  it('tells who it is, and lists', async () => {
    const identity = await cli('admin', 'sts', 'get-caller-identity');
    expect(JSON.parse(identity.stdout)).toMatchObject({ Account: ACCOUNT, Arn: user('skypilot-admin') });
    const buckets = await cli('admin', 's3api', 'list-buckets', '--query', 'Buckets[].Name');
    expect(JSON.parse(buckets.stdout)).toEqual(['example-training-data', 'example-checkpoints']);
    const regions = await cli('minimal', 'ec2', 'describe-regions', '--query', 'length(Regions)');
    expect(regions.stdout.trim()).toBe('17');
    const listed = await cli('sso', 's3', 'ls');
    expect(listed.stdout).toContain('example-training-data');
  });

  it('simulates and runs dry', async () => {
    const simulation = await cli(
      'admin',
      'iam',
      'simulate-principal-policy',
      '--policy-source-arn',
      user('skypilot-admin'),
      '--action-names',
      'ec2:StopInstances',
    );
    expect(JSON.parse(simulation.stdout).EvaluationResults[0]).toMatchObject({
      EvalActionName: 'ec2:StopInstances',
      EvalDecision: 'allowed',
      MatchedStatements: [{ SourcePolicyId: 'AdministratorAccess', StartPosition: { Line: 3, Column: 17 } }],
    });
    const stop = await cli(
      'admin',
      'ec2',
      'stop-instances',
      '--instance-ids',
      'i-0123456789abcdef0',
      '--dry-run',
    );
    expect(stop.status).toBe(255);
    expect(stop.stderr).toContain(
      "An error occurred (InvalidInstanceID.NotFound) when calling the StopInstances operation: The instance ID 'i-0123456789abcdef0' does not exist",
    );
  });

  it('shows what the AWS page shows for static keys and for SSO', async () => {
    const rows = async (name: string) => {
      const { python } = await clientOf(shipped(name));
      return (await python('-m', 'awscli', 'configure', 'list')).stdout.split('\n');
    };
    expect((await rows('admin'))[3]).toMatch(/^access_key\s+\*{16}MPLE shared-credentials-file/);
    expect((await rows('sso'))[3]).toMatch(/^access_key\s+\*{16}MPLE\s+sso/);
  });
});
