/** The context keys of EC2's actions, held against the Service Authorization Reference, resource by resource. */
import type { EC2Client } from '@aws-sdk/client-ec2';
import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CopyImageCommand,
  CreateImageCommand,
  CreateSecurityGroupCommand,
  CreateTagsCommand,
  DeleteSecurityGroupCommand,
  DeleteTagsCommand,
  DeregisterImageCommand,
  ModifyInstanceAttributeCommand,
  RunInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { DecodeAuthorizationMessageCommand } from '@aws-sdk/client-sts';
import { beforeAll, describe, expect, it } from 'vitest';
import { resourceId } from '../../src/sandbox/ids.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { EC2_KEYS } from '../../src/sandbox/services/ec2-key-table.ts';
import { NO_WAITS } from '../support/clocks.ts';
import { ACCOUNT, allow, clientsOf, failure, keysOf, policy, scenarioOf } from './support.ts';

const REGION = 'us-east-1';
const IMAGE = 'ami-0123456789abcdef0';
const id = (kind: string, ...key: string[]) => resourceId(kind, ACCOUNT, REGION, ...key);
const instance = id('i', '0');
const volume = resourceId('vol', instance, '0');
const vpc = id('vpc', 'lab');
const subnet = id('subnet', 'lab', '0');
const group = id('sg', 'lab', 'nodes');
const routeTable = id('rtb', 'lab', 'main');
const arn = (type: string, name: string) => `arn:aws:ec2:${REGION}:${ACCOUNT}:${type}/${name}`;

/** Types that the sandbox has none of: its calls can only name them. */
const WITHOUT_ANY = ['capacity-reservation', 'key-pair', 'launch-template'];

/** The types of the table that a call can touch. */
const TYPES = [
  ...new Set(
    EC2_KEYS.trim()
      .split('\n')
      .map((row) => row.split(' ')[1] ?? ''),
  ),
].filter((type) => !WITHOUT_ANY.includes(type));

/** A user for each type of resource, who may do everything but touch things of that type. */
const user = (type: string) => ({
  name: type,
  inline: {
    p: policy(allow('*'), { Effect: 'Deny', Action: 'ec2:*', Resource: `arn:aws:ec2:*:*:${type}/*` }),
  },
});

const SCENARIO = `
description: Everything with tags.
accounts:
  - id: "${ACCOUNT}"
    users: ${JSON.stringify(TYPES.map(user))}
    network:
      - regions: [${REGION}]
        defaultVpc: false
        vpcs:
          - name: lab
            tags: { team: net }
            subnets: [{ name: lab-a, zone: a, tags: { tier: public } }]
            securityGroups: [{ name: nodes, tags: { Name: skypilot } }]
        instances:
          - type: m6i.2xlarge
            subnet: lab-a
            securityGroups: [nodes]
            profile: skypilot-v1
            tags: { skypilot-cluster-name: mine }
            hopLimit: 2
            volumes: [{ size: 100, iops: 3000, throughput: 125, encrypted: true, tags: { a: b } }]
images: [{ name: own image, id: ${IMAGE}, tags: { a: b } }]
home:
  profiles: ${JSON.stringify(TYPES.map((type) => ({ name: type, user: type })))}
`;

const DryRun = true;
const Tags = [{ Key: 'team', Value: 'ml' }];
const tagged = (...types: string[]) => ({
  TagSpecifications: types.map((ResourceType) => ({ ResourceType: ResourceType as 'instance', Tags })),
});

/** What SkyPilot sends, and more: every field that has a key. */
const launch = () =>
  new RunInstancesCommand({
    DryRun,
    ImageId: IMAGE,
    InstanceType: 'm6i.2xlarge',
    MinCount: 1,
    MaxCount: 1,
    BlockDeviceMappings: [
      {
        DeviceName: '/dev/sda1',
        Ebs: {
          VolumeSize: 256,
          VolumeType: 'gp3',
          Encrypted: false,
          Iops: 3500,
          Throughput: 250,
          VolumeInitializationRate: 100,
        },
      },
    ],
    MetadataOptions: {
      HttpTokens: 'required',
      HttpEndpoint: 'enabled',
      HttpPutResponseHopLimit: 2,
      InstanceMetadataTags: 'enabled',
    },
    MaintenanceOptions: { AutoRecovery: 'disabled' },
    CpuOptions: { AmdSevSnp: 'enabled' },
    NetworkPerformanceOptions: { BandwidthWeighting: 'vpc-1' },
    Placement: { GroupName: 'efa', Tenancy: 'dedicated' },
    InstanceMarketOptions: { MarketType: 'spot' },
    NetworkInterfaces: [
      { DeviceIndex: 0, SubnetId: subnet, Groups: [group], AssociatePublicIpAddress: true },
    ],
    IamInstanceProfile: { Name: 'skypilot-v1' },
    ...tagged('instance', 'volume', 'network-interface', 'spot-instances-request'),
  });

const CALLS: Readonly<Record<string, (client: EC2Client, type: string) => Promise<unknown>>> = {
  RunInstances: (client) => client.send(launch()),
  StartInstances: (client) => client.send(new StartInstancesCommand({ DryRun, InstanceIds: [instance] })),
  StopInstances: (client) => client.send(new StopInstancesCommand({ DryRun, InstanceIds: [instance] })),
  TerminateInstances: (client) =>
    client.send(new TerminateInstancesCommand({ DryRun, InstanceIds: [instance] })),
  CreateTags: (client, type) =>
    client.send(new CreateTagsCommand({ DryRun, Resources: [existing(type)], Tags })),
  DeleteTags: (client, type) =>
    client.send(new DeleteTagsCommand({ DryRun, Resources: [existing(type)], Tags })),
  CreateSecurityGroup: (client) =>
    client.send(
      new CreateSecurityGroupCommand({
        DryRun,
        GroupName: 'new',
        Description: 'x',
        VpcId: vpc,
        ...tagged('security-group'),
      }),
    ),
  DeleteSecurityGroup: (client) => client.send(new DeleteSecurityGroupCommand({ DryRun, GroupId: group })),
  AuthorizeSecurityGroupIngress: (client) =>
    client.send(
      new AuthorizeSecurityGroupIngressCommand({
        DryRun,
        GroupId: group,
        ...tagged('security-group-rule'),
      }),
    ),
  AuthorizeSecurityGroupEgress: (client) =>
    client.send(
      new AuthorizeSecurityGroupEgressCommand({ DryRun, GroupId: group, ...tagged('security-group-rule') }),
    ),
  ModifyInstanceAttribute: (client, type) =>
    client.send(
      new ModifyInstanceAttributeCommand({
        DryRun,
        InstanceId: instance,
        ...(type === 'security-group' ? { Groups: [group] } : { InstanceType: { Value: 'm6i.large' } }),
      }),
    ),
  CreateImage: (client) =>
    client.send(
      new CreateImageCommand({
        DryRun,
        InstanceId: instance,
        Name: 'copy',
        ...tagged('image', 'snapshot'),
      }),
    ),
  CopyImage: (client) =>
    client.send(
      new CopyImageCommand({
        DryRun,
        SourceImageId: IMAGE,
        SourceRegion: REGION,
        Name: 'copy',
        ...tagged('image', 'snapshot'),
      }),
    ),
  DeregisterImage: (client) => client.send(new DeregisterImageCommand({ DryRun, ImageId: IMAGE })),
};

function existing(type: string): string {
  const ids: Readonly<Record<string, string>> = {
    image: IMAGE,
    instance,
    volume,
    vpc,
    subnet,
    'security-group': group,
    'route-table': routeTable,
  };
  return ids[type] ?? '';
}

/** Resources of the table that these calls do not touch. */
const UNTOUCHED = new Set([
  'RunInstances snapshot', // no mapping names one
  'ModifyInstanceAttribute volume', // no attribute of a volume is changed
  ...['CreateTags', 'DeleteTags'].flatMap((action) =>
    ['network-interface', 'placement-group', 'security-group-rule', 'snapshot', 'spot-instances-request'].map(
      (type) => `${action} ${type}`,
    ),
  ),
]);

/** Keys that the calls have not, and why. */
const ABSENT: Readonly<Record<string, string>> = {
  AuthorizedService: 'set by services of AWS alone',
  BootModeOverride: 'not sent',
  CreateAction: 'of tags that are made with a resource alone; tested below',
  LaunchTemplate: 'none is named',
  ManagedResourceOperator: 'nothing is managed by a service',
  OutpostArn: 'nothing is on an Outpost',
  ParentVolume: 'a volume has no other one as parent',
  ProductCode: 'no image is from the marketplace',
  SnapshotTime: 'nothing is made yet',
  SourceOutpostArn: 'nothing is on an Outpost',
  PlacementGroupStrategy: 'the group does not exist here',
};
/** Keys that one type of resource has not, though others have. */
const ABSENT_HERE = new Set([
  'CreateTags instance CpuOptionsAmdSevSnp',
  'CreateTags instance InstanceBandwidthWeighting',
  'CreateTags instance PlacementGroup',
  'CreateTags volume ParentSnapshot',
  'CreateTags volume VolumeInitializationRate',
  'CreateTags route-table ResourceTag/*',
  'CreateTags route-table aws:ResourceTag/*',
  'DeleteTags route-table ResourceTag/*',
  'DeleteTags route-table aws:ResourceTag/*',
  'ModifyInstanceAttribute instance CpuOptionsAmdSevSnp',
  'ModifyInstanceAttribute instance InstanceBandwidthWeighting',
  'ModifyInstanceAttribute instance PlacementGroup',
  'RunInstances placement-group ResourceTag/*',
  'RunInstances placement-group aws:ResourceTag/*',
  ...['StartInstances', 'StopInstances', 'TerminateInstances', 'CreateImage'].flatMap((action) =>
    ['CpuOptionsAmdSevSnp', 'InstanceBandwidthWeighting', 'PlacementGroup'].map(
      (key) => `${action} instance ${key}`,
    ),
  ),
]);

const ROWS = EC2_KEYS.trim()
  .split('\n')
  .map((line) => {
    const [action = '', type = '', ...keys] = line.split(' ');
    return { action, type, keys };
  })
  .filter(({ action, type }) => TYPES.includes(type) && !UNTOUCHED.has(`${action} ${type}`));

let sandbox: Sandbox;
beforeAll(async () => {
  const start = await startSandbox({ scenario: scenarioOf(SCENARIO), clock: NO_WAITS });
  if (start.kind === 'failed') throw new Error(start.message);
  sandbox = start.sandbox;
  return () => sandbox.close();
});

/** The keys of a denied check, as its encoded message tells them; their case is the policy's own. */
async function contextOfDenial(
  action: string,
  type: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { ec2, sts } = clientsOf(sandbox, keysOf(sandbox, type));
  const { code, message } = await failure(CALLS[action]?.(ec2, type) ?? Promise.reject(new Error(action)));
  expect([code, message]).toEqual(['UnauthorizedOperation', expect.stringContaining(`ec2:${action} on`)]);
  const EncodedMessage = message.slice(message.lastIndexOf(' ') + 1);
  const { DecodedMessage } = await sts.send(new DecodeAuthorizationMessageCommand({ EncodedMessage }));
  const decoded: {
    context: { conditions: { items: { key: string; values: { items: { value: string }[] } }[] } };
  } = JSON.parse(DecodedMessage ?? '');
  return new Map(
    decoded.context.conditions.items.map(({ key, values }) => [key, values.items.map(({ value }) => value)]),
  );
}

describe('the keys of every action and resource', () => {
  it.each(ROWS)('$action on $type', async ({ action, type, keys }) => {
    const context = await contextOfDenial(action, type);
    const names = [...context.keys()].map((key) => key.replace(/^ec2:/, '').replace(/\/.*/, '/*'));
    const expected = keys.filter(
      (key) => key !== 'Region' && ABSENT[key] === undefined && !ABSENT_HERE.has(`${action} ${type} ${key}`),
    );
    expect(expected.filter((key) => !names.includes(key))).toEqual([]);
    const own = names.filter((name) => !/^aws:(Region|Service|Resource|Type|Account|ARN)$/.test(name));
    expect(own.filter((name) => !keys.includes(name))).toEqual([]);
  });
});

describe('the values of a launch', () => {
  const value = async (type: string) => {
    const context = await contextOfDenial('RunInstances', type);
    return Object.fromEntries(
      [...context].filter(([key]) => !/^aws:(Region|Service|Resource$|Type|Account|ARN)/.test(key)),
    );
  };
  const shared = { 'ec2:IsLaunchTemplateResource': ['false'] };
  const zone = { 'ec2:AvailabilityZone': ['us-east-1a'], 'ec2:AvailabilityZoneId': ['use1-az6'] };
  const requested = { 'aws:RequestTag/team': ['ml'], 'aws:TagKeys': ['team'] };
  const has = (tags: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(tags).flatMap(([key, text]) => [
        [`aws:ResourceTag/${key}`, [text]],
        [`ec2:ResourceTag/${key}`, [text]],
      ]),
    );

  it.each<[string, object]>([
    [
      'instance',
      {
        ...shared,
        ...zone,
        ...requested,
        'ec2:CpuOptionsAmdSevSnp': ['enabled'],
        'ec2:EbsOptimized': ['true'],
        'ec2:InstanceAutoRecovery': ['disabled'],
        'ec2:InstanceBandwidthWeighting': ['vpc-1'],
        'ec2:InstanceID': ['*'],
        'ec2:InstanceMarketType': ['spot'],
        'ec2:InstanceMetadataTags': ['enabled'],
        'ec2:InstanceProfile': [`arn:aws:iam::${ACCOUNT}:instance-profile/skypilot-v1`],
        'ec2:InstanceType': ['m6i.2xlarge'],
        'ec2:MetadataHttpEndpoint': ['enabled'],
        'ec2:MetadataHttpPutResponseHopLimit': ['2'],
        'ec2:MetadataHttpTokens': ['required'],
        'ec2:PlacementGroup': [arn('placement-group', 'efa')],
        'ec2:RootDeviceType': ['ebs'],
        'ec2:Tenancy': ['dedicated'],
      },
    ],
    [
      'volume',
      {
        ...shared,
        ...zone,
        ...requested,
        'ec2:Encrypted': ['false'],
        'ec2:ParentSnapshot': [expect.stringMatching(/^arn:aws:ec2:us-east-1::snapshot\/snap-/)],
        'ec2:VolumeID': ['*'],
        'ec2:VolumeInitializationRate': ['100'],
        'ec2:VolumeIops': ['3500'],
        'ec2:VolumeSize': ['256'],
        'ec2:VolumeThroughput': ['250'],
        'ec2:VolumeType': ['gp3'],
      },
    ],
    [
      'network-interface',
      {
        ...shared,
        ...requested,
        'ec2:AvailabilityZone': ['us-east-1a'],
        'ec2:AssociatePublicIpAddress': ['true'],
        'ec2:NetworkInterfaceID': ['*'],
        'ec2:Subnet': [arn('subnet', subnet)],
        'ec2:Vpc': [arn('vpc', vpc)],
      },
    ],
    [
      'subnet',
      {
        ...shared,
        ...zone,
        ...has({ Name: 'lab-a', tier: 'public' }),
        'ec2:SubnetID': [subnet],
        'ec2:Vpc': [arn('vpc', vpc)],
      },
    ],
    [
      'security-group',
      {
        ...shared,
        ...has({ Name: 'skypilot' }),
        'ec2:SecurityGroupID': [group],
        'ec2:Vpc': [arn('vpc', vpc)],
      },
    ],
    [
      'image',
      {
        ...shared,
        ...has({ a: 'b' }),
        'ec2:ImageID': [IMAGE],
        'ec2:ImageType': ['machine'],
        'ec2:Owner': [ACCOUNT],
        'ec2:Public': ['false'],
        'ec2:RootDeviceType': ['ebs'],
      },
    ],
  ])('on %s', async (type, expected) => {
    expect(await value(type)).toEqual(expected);
  });
});
