/**
 * What skycheck says of compute, held against SkyPilot's own calls sent by another client: guardrails of all kinds, in
 * every layer of policies that can carry them. A verdict that the launch contradicts is the worst fault there is.
 */
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateTagsCommand,
  DescribeAvailabilityZonesCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeRegionsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  RunInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { GetInstanceProfileCommand } from '@aws-sdk/client-iam';
import { describe, expect, it } from 'vitest';
import type { Sandbox, Scenario } from '../../src/sandbox/sandbox.ts';
import { checkScenario } from '../permissions/check-sandbox.ts';
import {
  ACCOUNT,
  allow,
  clientsOf,
  failure,
  keysOf,
  policy,
  scenarioOf,
  started,
} from '../sandbox/support.ts';

const DryRun = true;
/** The sandbox's. */
const SKYPILOT_OWNER = '210987654321';
const TAGS = [
  { Key: 'Name', Value: 'sky-mine-head' },
  { Key: 'ray-cluster-name', Value: 'sky-mine' },
  { Key: 'skypilot-cluster-name', Value: 'sky-mine' },
  { Key: 'skypilot-user', Value: 'me' },
];

interface Statement {
  readonly Effect: 'Deny';
  readonly Action?: string | readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource: string;
  readonly Condition?: object;
}

const deny = (Action: NonNullable<Statement['Action']>, Resource = '*', Condition?: object): Statement => ({
  Effect: 'Deny',
  Action,
  Resource,
  ...(Condition === undefined ? {} : { Condition }),
});
const launches = (type: string, condition: object) =>
  deny('ec2:RunInstances', type === '*' ? '*' : `arn:aws:ec2:*:*:${type}/*`, condition);

/** Guardrails as companies have them. */
const GUARDRAILS: Readonly<Record<string, Statement>> = {
  'nothing that matters': deny('rds:*'),
  'IMDSv2 wanted': launches('instance', { StringNotEquals: { 'ec2:MetadataHttpTokens': 'required' } }),
  'IMDSv2 forbidden': launches('instance', { StringEquals: { 'ec2:MetadataHttpTokens': 'required' } }),
  'a hop limit at most': launches('instance', {
    NumericGreaterThan: { 'ec2:MetadataHttpPutResponseHopLimit': '3' },
  }),
  'a hop limit, named': launches('instance', { Null: { 'ec2:MetadataHttpPutResponseHopLimit': 'true' } }),
  'encrypted volumes': launches('volume', { Bool: { 'ec2:Encrypted': 'false' } }),
  'small volumes': launches('volume', { NumericGreaterThan: { 'ec2:VolumeSize': '100' } }),
  'volumes of 1 TiB at most': launches('volume', { NumericGreaterThan: { 'ec2:VolumeSize': '1024' } }),
  'gp3 volumes': launches('volume', { StringNotEquals: { 'ec2:VolumeType': 'gp3' } }),
  'no gp3 volumes': launches('volume', { StringEquals: { 'ec2:VolumeType': ['gp3', 'io2'] } }),
  'no public addresses': launches('network-interface', { Bool: { 'ec2:AssociatePublicIpAddress': 'true' } }),
  'public addresses': launches('network-interface', { Bool: { 'ec2:AssociatePublicIpAddress': 'false' } }),
  'families with m6i': launches('instance', { StringNotLike: { 'ec2:InstanceType': ['m6i.*', 'g5.*'] } }),
  'families without m6i': launches('instance', { StringNotLike: { 'ec2:InstanceType': ['t3.*'] } }),
  'no large GPUs': launches('instance', { StringLike: { 'ec2:InstanceType': ['p4d.*', 'p5.*'] } }),
  "Amazon's images": launches('image', { StringNotEquals: { 'ec2:Owner': 'amazon' } }),
  "Amazon's and SkyPilot's images": launches('image', {
    StringNotEquals: { 'ec2:Owner': ['amazon', SKYPILOT_OWNER] },
  }),
  "SkyPilot's images": launches('image', { StringNotEquals: { 'ec2:Owner': SKYPILOT_OWNER } }),
  "no SkyPilot's images": launches('image', { StringEquals: { 'ec2:Owner': SKYPILOT_OWNER } }),
  'public images': launches('image', { Bool: { 'ec2:Public': 'false' } }),
  'no public images': launches('image', { Bool: { 'ec2:Public': 'true' } }),
  'a tag that SkyPilot sets': launches('instance', { Null: { 'aws:RequestTag/skypilot-user': 'true' } }),
  'a tag that it does not': launches('instance', { Null: { 'aws:RequestTag/CostCenter': 'true' } }),
  'a tag of the interface': launches('network-interface', { Null: { 'aws:RequestTag/Name': 'true' } }),
  'few keys of tags': launches('instance', {
    'ForAnyValue:StringNotLike': { 'aws:TagKeys': ['Name', 'ray-*', 'skypilot-*'] },
  }),
  'on demand': launches('instance', { StringNotEquals: { 'ec2:InstanceMarketType': 'on-demand' } }),
  'spot only': launches('instance', { StringNotEquals: { 'ec2:InstanceMarketType': 'spot' } }),
  'a profile': launches('instance', { Null: { 'ec2:InstanceProfile': 'true' } }),
  'no profile': launches('instance', { ArnLike: { 'ec2:InstanceProfile': '*' } }),
  'shared tenancy': launches('instance', { StringNotEquals: { 'ec2:Tenancy': 'default' } }),
  'other regions': deny('ec2:*', '*', {
    StringEquals: { 'aws:RequestedRegion': ['eu-west-1', 'sa-east-1'] },
  }),
  // One region that works is enough for SkyPilot, so that here none does.
  'regions without any': deny('ec2:RunInstances', '*', {
    StringNotEquals: { 'aws:RequestedRegion': 'none-0' },
  }),
  'no tags on groups': deny('ec2:CreateTags', 'arn:aws:ec2:*:*:security-group/*'),
  'tags at launch only': deny('ec2:CreateTags', 'arn:aws:ec2:*:*:instance/*', {
    Null: { 'ec2:CreateAction': 'true' },
  }),
  'no new groups': deny('ec2:CreateSecurityGroup'),
  'no passing of roles': deny('iam:PassRole'),
  'roles for EC2 only': deny('iam:PassRole', '*', {
    StringNotEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' },
  }),
  'no ending': deny('ec2:TerminateInstances'),
  "ending of SkyPilot's": deny(
    ['ec2:TerminateInstances', 'ec2:StopInstances'],
    'arn:aws:ec2:*:*:instance/*',
    {
      StringNotLike: { 'aws:ResourceTag/skypilot-cluster-name': '*' },
    },
  ),
  "no ending of SkyPilot's": deny('ec2:TerminateInstances', 'arn:aws:ec2:*:*:instance/*', {
    StringLike: { 'ec2:ResourceTag/skypilot-cluster-name': '*' },
  }),
  'with a code': deny('ec2:RunInstances', '*', { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }),
  'with TLS': deny('*', '*', { Bool: { 'aws:SecureTransport': 'false' } }),
  'from an office': deny('ec2:RunInstances', '*', { NotIpAddress: { 'aws:SourceIp': '198.51.100.0/24' } }),
  'from here': deny('ec2:RunInstances', '*', { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }),
  'by others': deny('ec2:RunInstances', '*', {
    ArnNotLike: { 'aws:PrincipalArn': [`arn:aws:iam::${ACCOUNT}:*/me`] },
  }),
  'no images described': deny('ec2:DescribeImages'),
  'no profiles read': deny('iam:GetInstanceProfile'),
  'no quotas read': deny('servicequotas:*'),
  // As AWS's sample service control policies, Control Tower and the Landing Zone Accelerator have them.
  'regions, by NotAction': {
    Effect: 'Deny',
    NotAction: ['iam:*', 'organizations:*', 'sts:*', 's3:ListAllMyBuckets', 'ec2:DescribeRegions'],
    Resource: '*',
    Condition: { StringNotEquals: { 'aws:RequestedRegion': ['us-east-1', 'eu-west-1'] } },
  },
  'regions, without what is global': {
    Effect: 'Deny',
    NotAction: ['iam:*', 'sts:*'],
    Resource: '*',
    Condition: {
      StringNotEquals: { 'aws:RequestedRegion': ['us-east-1'] },
      ArnNotLike: { 'aws:PrincipalArn': ['arn:aws:iam::*:role/AWSControlTowerExecution'] },
    },
  },
  'no leaving, no root, no trails stopped': deny([
    'organizations:LeaveOrganization',
    'cloudtrail:StopLogging',
  ]),
  'no keys of users': deny(['iam:CreateUser', 'iam:CreateAccessKey', 'iam:AttachUserPolicy']),
  'IMDSv2 by number': launches('instance', {
    NumericGreaterThan: { 'ec2:MetadataHttpPutResponseHopLimit': '2' },
    StringNotEquals: { 'ec2:MetadataHttpTokens': 'required' },
  }),
  'credentials of IMDSv2': deny('*', '*', { NumericLessThan: { 'ec2:RoleDelivery': '2.0' } }),
  'no groups opened': deny('ec2:AuthorizeSecurityGroupIngress'),
  'no groups opened that are not tagged': deny(
    'ec2:AuthorizeSecurityGroupIngress',
    'arn:aws:ec2:*:*:security-group/*',
    { Null: { 'aws:ResourceTag/Owner': 'true' } },
  ),
  'no network changed': deny(['ec2:CreateVpc', 'ec2:CreateInternetGateway', 'ec2:AttachInternetGateway']),
  'a tag of the volume': launches('volume', { Null: { 'aws:RequestTag/CostCenter': 'true' } }),
  'a tag of the volume that SkyPilot sets': launches('volume', { Null: { 'aws:RequestTag/Name': 'true' } }),
  'values of a tag': launches('instance', {
    StringNotEquals: { 'aws:RequestTag/Environment': ['dev', 'prod'] },
  }),
  'values of a tag, if it is there': launches('instance', {
    StringNotEqualsIfExists: { 'aws:RequestTag/Environment': ['dev', 'prod'] },
  }),
  'all keys of tags': launches('*', {
    'ForAllValues:StringNotEquals': { 'aws:TagKeys': ['Owner'] },
  }),
  'tags by the owner alone': deny(['ec2:CreateTags', 'ec2:DeleteTags'], '*', {
    StringNotEquals: { 'ec2:ResourceTag/Owner': '${aws:username}' },
    Null: { 'ec2:CreateAction': 'true' },
  }),
  'no tags at all': deny('ec2:CreateTags'),
  'a VPC that is named': launches('network-interface', {
    ArnNotLike: { 'ec2:Vpc': 'arn:aws:ec2:*:*:vpc/vpc-0000000000000000a' },
  }),
  'subnets with a tag': launches('subnet', { StringNotEquals: { 'aws:ResourceTag/tier': 'compute' } }),
  'groups with a tag': launches('security-group', { Null: { 'aws:ResourceTag/approved': 'true' } }),
  'no default groups by name': deny('ec2:CreateSecurityGroup', 'arn:aws:ec2:*:*:vpc/*', {
    StringEquals: { 'aws:ResourceTag/production': 'yes' },
  }),
  'another tenancy': launches('instance', { StringNotEquals: { 'ec2:Tenancy': 'dedicated' } }),
  'roles under a path': deny('iam:PassRole', '*', {
    ArnNotLike: { 'iam:AssociatedResourceArn': 'arn:aws:ec2:*:*:instance/*' },
  }),
  'stopping only': deny(['ec2:StartInstances', 'ec2:StopInstances']),
  'by tags of the principal': deny('ec2:RunInstances', '*', {
    StringNotEquals: { 'aws:PrincipalTag/team': 'ml' },
  }),
  'outside of the organization': deny('*', '*', {
    StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-abcdefghij' },
  }),
  'from a VPC': deny('ec2:*', '*', { StringNotEqualsIfExists: { 'aws:SourceVpc': 'vpc-1' } }),
  'from a VPC, or by services': deny('ec2:RunInstances', '*', {
    StringNotEquals: { 'aws:SourceVpce': 'vpce-1' },
    BoolIfExists: { 'aws:ViaAWSService': 'false' },
  }),
  'from an old login': deny('ec2:RunInstances', '*', {
    NumericGreaterThan: { 'aws:MultiFactorAuthAge': '3600' },
  }),
  'with a code, strictly': deny('ec2:RunInstances', '*', { Bool: { 'aws:MultiFactorAuthPresent': 'false' } }),
  'after a date': deny('ec2:RunInstances', '*', {
    DateGreaterThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' },
  }),
  'large types alone': launches('instance', {
    StringLike: { 'ec2:InstanceType': ['*.metal', '*.24xlarge', '*.48xlarge'] },
  }),
  'no on-demand but small': launches('instance', {
    StringEquals: { 'ec2:InstanceMarketType': 'on-demand' },
    StringNotLike: { 'ec2:InstanceType': ['*.large', '*.xlarge', '*.2xlarge'] },
  }),
};

const guard = (statement: Statement) => policy(allow('*'), statement);
const trust = policy({ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' });

/** Layers of policies, each with a guardrail in it. */
const LAYERS: Readonly<
  Record<
    string,
    (statement: Statement) => { account: object; top?: { home?: object; vpcEndpoints?: object } }
  >
> = {
  scp: (statement) => ({
    account: {
      users: [{ name: 'me', policies: ['AdministratorAccess'] }],
      serviceControlPolicies: [['FullAWSAccess'], [{ name: 'g', document: guard(statement) }]],
    },
  }),
  identity: (statement) => ({ account: { users: [{ name: 'me', inline: { own: guard(statement) } }] } }),
  boundary: (statement) => ({
    account: {
      users: [{ name: 'me', policies: ['AdministratorAccess'], boundary: 'b' }],
      policies: [{ name: 'b', document: guard(statement) }],
    },
  }),
  session: (statement) => ({
    account: {
      roles: [{ name: 'me', policies: ['AdministratorAccess'], trust }],
      sessions: [{ name: 'me', of: { kind: 'role', role: 'me' }, policy: guard(statement) }],
    },
    top: { home: { ...HOME, profiles: [{ name: 'default', session: 'me', region: 'us-east-1' }] } },
  }),
  endpoint: (statement) => ({
    account: { users: [{ name: 'me', policies: ['AdministratorAccess'] }] },
    top: {
      vpcEndpoints: [
        {
          service: 'ec2',
          policy: policy({ ...allow('*'), Principal: '*' }, { ...statement, Principal: '*' }),
        },
      ],
    },
  }),
};

const HOME = {
  profiles: [{ name: 'default', user: 'me', region: 'us-east-1' }],
  skypilotCatalog: true,
  files: [{ path: '.sky/user_hash', text: '0123abcd' }],
};

function scenarioWith(
  layer: string,
  statement: Statement,
  simulator: boolean,
  skypilotCatalog = true,
): Scenario {
  const { account, top = {} } = LAYERS[layer]?.(statement) ?? { account: {} };
  return scenarioOf(
    JSON.stringify({
      description: 'made for a test',
      accounts: [
        {
          id: ACCOUNT,
          network: [
            {
              regions: ['us-east-1'],
              instances: [
                { type: 'm6i.2xlarge', tags: Object.fromEntries(TAGS.map(({ Key, Value }) => [Key, Value])) },
              ],
            },
          ],
          ...account,
        },
      ],
      simulator: { available: simulator },
      ...top,
      home: { ...HOME, ...top.home, skypilotCatalog },
    }),
  );
}

/** The first of SkyPilot's calls that is refused; undefined where the launch and the end of it work. */
async function firstRefusal(sandbox: Sandbox): Promise<string | undefined> {
  const { ec2, iam } = clientsOf(sandbox, keysOf(sandbox));
  const ok = async (name: string, call: Promise<unknown>) => {
    const told = await failure(call.then(() => Promise.reject(new Error('done'))));
    return told.message === 'done' || told.code === 'DryRunOperation' ? undefined : `${name}: ${told.code}`;
  };
  const reads = [
    await ok('profile', iam.send(new GetInstanceProfileCommand({ InstanceProfileName: 'skypilot-v1' }))),
    await ok('regions', ec2.send(new DescribeRegionsCommand({}))),
    await ok('zones', ec2.send(new DescribeAvailabilityZonesCommand({}))),
    await ok('images', ec2.send(new DescribeImagesCommand({ Owners: ['self'] }))),
    await ok('vpcs', ec2.send(new DescribeVpcsCommand({}))),
    await ok('subnets', ec2.send(new DescribeSubnetsCommand({}))),
    await ok('routes', ec2.send(new DescribeRouteTablesCommand({}))),
    await ok('groups', ec2.send(new DescribeSecurityGroupsCommand({}))),
    await ok('instances', ec2.send(new DescribeInstancesCommand({}))),
  ];
  const refused = reads.find((read) => read !== undefined);
  if (refused !== undefined) return refused;
  const Filters = [{ Name: 'name', Values: ['skypilot-aws-cpu-ubuntu-2*'] }];
  const [image] = (await ec2.send(new DescribeImagesCommand({ Filters }))).Images ?? [];
  const [subnet] = (await ec2.send(new DescribeSubnetsCommand({}))).Subnets ?? [];
  const [group] = (await ec2.send(new DescribeSecurityGroupsCommand({}))).SecurityGroups ?? [];
  const [machine] = (await ec2.send(new DescribeInstancesCommand({}))).Reservations ?? [];
  const InstanceIds = [machine?.Instances?.[0]?.InstanceId ?? ''];
  const tagged = (ResourceType: 'instance' | 'volume' | 'security-group') => ({ ResourceType, Tags: TAGS });
  const changes = [
    ok(
      'new group',
      ec2.send(
        new CreateSecurityGroupCommand({
          DryRun,
          GroupName: 'sky-sg-new',
          Description: 'x',
          VpcId: subnet?.VpcId,
          TagSpecifications: [tagged('security-group')],
        }),
      ),
    ),
    ok('rules', ec2.send(new AuthorizeSecurityGroupIngressCommand({ DryRun, GroupId: group?.GroupId }))),
    ok(
      'launch',
      ec2.send(
        new RunInstancesCommand({
          DryRun,
          ImageId: image?.ImageId,
          InstanceType: 'm6i.2xlarge',
          MinCount: 1,
          MaxCount: 1,
          BlockDeviceMappings: [
            {
              DeviceName: '/dev/sda1',
              Ebs: { VolumeSize: 256, VolumeType: 'gp3', Encrypted: false, Iops: 3500, Throughput: 250 },
            },
          ],
          MetadataOptions: { HttpTokens: 'required' },
          NetworkInterfaces: [
            {
              DeviceIndex: 0,
              SubnetId: subnet?.SubnetId,
              Groups: [group?.GroupId ?? ''],
              AssociatePublicIpAddress: true,
            },
          ],
          IamInstanceProfile: { Arn: `arn:aws:iam::${ACCOUNT}:instance-profile/skypilot-v1` },
          TagSpecifications: [tagged('instance'), tagged('volume')],
        }),
      ),
    ),
    ok('tags', ec2.send(new CreateTagsCommand({ DryRun, Resources: InstanceIds, Tags: TAGS }))),
    ok('stop', ec2.send(new StopInstancesCommand({ DryRun, InstanceIds }))),
    ok('start', ec2.send(new StartInstancesCommand({ DryRun, InstanceIds }))),
    ok('end', ec2.send(new TerminateInstancesCommand({ DryRun, InstanceIds }))),
  ];
  return (await Promise.all(changes)).find((change) => change !== undefined);
}

/** Every guardrail once, the layers in turn; SKYCHECK_CASES=800 has each of them in each layer, with and without the simulator. */
const COUNT = Number(process.env.SKYCHECK_CASES ?? Object.keys(GUARDRAILS).length);
const SETUPS = Object.keys(LAYERS).flatMap((layer) =>
  [true, false].map((simulator) => ({ layer, simulator })),
);
const CASES = SETUPS.flatMap((_, round) =>
  Object.entries(GUARDRAILS).flatMap(([name, statement], index) => {
    const setup = SETUPS[(index * 3 + round) % SETUPS.length];
    return setup === undefined ? [] : [{ name, statement, ...setup }];
  }),
).slice(0, COUNT);

/** Without SkyPilot's group no dry run tells what its tags come to. */
const OF_GROUPS = /groups/;

describe('compute is enabled where the launch works, and only there', () => {
  it.each(CASES)('$name, as $layer, simulator: $simulator', async ({ name, layer, simulator, statement }) => {
    const scenario = scenarioWith(layer, statement, simulator);
    const refusal = await firstRefusal(await started(scenario));
    const { statuses } = await checkScenario(scenario);
    const status = refusal === undefined ? 'enabled' : 'disabled';
    const open = OF_GROUPS.test(name) ? ['unknown'] : [];
    expect([status, ...open], refusal).toContain(statuses.compute);
  });
});

/** What hangs on the image cannot be known without SkyPilot's catalogue, and nothing else hangs on it. */
const OF_IMAGES = /image/;
const WITHOUT_CATALOGUE = CASES.filter(({ name }, index) => OF_IMAGES.test(name) || index % 5 === 0);

describe('without a catalogue in the home', () => {
  it.each(WITHOUT_CATALOGUE)(
    '$name, as $layer, simulator: $simulator',
    async ({ name, layer, simulator, statement }) => {
      const scenario = scenarioWith(layer, statement, simulator, false);
      const refusal = await firstRefusal(await started(scenario));
      const { statuses } = await checkScenario(scenario);
      const real = refusal === undefined ? 'enabled' : 'disabled';
      const isOpen = OF_IMAGES.test(name) || OF_GROUPS.test(name);
      expect(isOpen ? [real, 'unknown'] : [real]).toContain(statuses.compute);
    },
  );
});
