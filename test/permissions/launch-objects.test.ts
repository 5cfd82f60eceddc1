import { describe, expect, it } from 'vitest';
import {
  chooseGroup,
  chooseImage,
  chooseStandIn,
  groupQuery,
  INSTANCE_QUERY,
  imageQuery,
  type LaunchReads,
  namedImageQuery,
  offeringQuery,
} from '../../src/permissions/launch-objects.ts';
import { imageNameOf } from '../../src/skypilot/launch-image.ts';
import { LAUNCH_READS, launchIn, OWN_READS, refused } from './fixtures.ts';

const at = { file: 'x', line: 1 };
const denied = refused();

describe('chooseLaunchObjects', () => {
  it("takes SkyPilot's own image, group and instance where there are any", () => {
    const { objects } = launchIn(OWN_READS);
    expect(objects.place.image).toMatchObject({ id: 'ami-0dddddddddddddddd', origin: 'skypilot' });
    expect(objects.place.group).toMatchObject({ kind: 'found', id: 'sg-0dddddddddddddddd', hasRules: true });
    expect(objects.dryRun.objects).toMatchObject({
      instance: 'i-0dddddddddddddddd',
      securityGroup: 'sg-0dddddddddddddddd',
    });
    expect(objects.standIns).toEqual([]);
  });

  it('says what it names in place of them, and for what nothing is there', () => {
    const { objects } = launchIn(LAUNCH_READS);
    expect(objects.standIns).toEqual(['image', 'security-group']);
    expect(objects.place.group).toEqual({ kind: 'missing' });
    expect(objects.dryRun.objects.instance).toBe('i-0123456789abcdef0');
    expect(objects.names).toMatchObject({ groupId: 'sg-0aaaaaaaaaaaaaaaa' });
  });

  it('goes from the last zone to the first, in zones that offer the type', () => {
    expect(launchIn(LAUNCH_READS).objects.names?.subnetId).toBe('subnet-0aaaaaaaaaaaaaaaa');
  });

  it('goes where the configuration says', () => {
    const named = { vpcNames: { value: ['ml'], at } };
    const reads = {
      ...LAUNCH_READS,
      describeVpcs: ok({
        Vpcs: [
          { VpcId: 'vpc-0aaaaaaaaaaaaaaaa', IsDefault: true },
          { VpcId: 'vpc-0fffffffffffffffff', Tags: [{ Key: 'Name', Value: 'ml' }] },
        ],
      }),
    };
    // The named VPC has no subnet: whatever else is tried is no launch of SkyPilot's.
    const { objects } = launchIn(reads, named);
    expect(objects.place.vpc).toBeUndefined();
    expect(objects.standIns).toEqual(expect.arrayContaining(['subnet', 'network-interface']));
  });

  it('does without what it may not look at, and says what lacks', () => {
    const { objects } = launchIn({ ...LAUNCH_READS, describeImages: denied, describeSubnets: denied });
    expect(objects.names).toBeUndefined();
    expect(objects.missing).toEqual(['machine image', 'subnet']);
    const groups = launchIn({ ...LAUNCH_READS, describeSecurityGroups: denied });
    expect(groups.objects.place.group).toEqual({ kind: 'unknown' });
  });
});

type Value<Name extends keyof LaunchReads> = Extract<NonNullable<LaunchReads[Name]>, { kind: 'ok' }>['value'];

const ok = <T extends object>(value: T) => ({ kind: 'ok', value }) as const;
const VPC = 'vpc-0aaaaaaaaaaaaaaaa';

type Images = NonNullable<Value<'describeImages'>['Images']>;
type Groups = NonNullable<Value<'describeSecurityGroups'>['SecurityGroups']>;
type Subnets = NonNullable<Value<'describeSubnets'>['Subnets']>;

describe('what is chosen, whole', () => {
  it("of a place where all is SkyPilot's own", () => {
    const { objects, launch } = launchIn(OWN_READS);
    const image = {
      id: 'ami-0dddddddddddddddd',
      rootDevice: '/dev/sda1',
      origin: 'skypilot',
      owner: '999988887777',
      isPublic: true,
    };
    const tags = [{ Key: 'skypilot', Value: 'true' }];
    expect(objects).toEqual({
      place: {
        region: 'us-east-1',
        zone: 'us-east-1b',
        subnet: { id: 'subnet-0aaaaaaaaaaaaaaaa', tags: [] },
        vpc: { id: VPC, tags: [] },
        vpcTenancy: undefined,
        image,
        group: { kind: 'found', id: 'sg-0dddddddddddddddd', tags, hasRules: true },
      },
      names: {
        image,
        subnetId: 'subnet-0aaaaaaaaaaaaaaaa',
        groupId: 'sg-0dddddddddddddddd',
        profileArn: 'arn:aws:iam::111122223333:instance-profile/skypilot-v1',
      },
      standIns: [],
      missing: [],
      dryRun: {
        madeUp: [
          'i-0123456789abcdef0',
          'ami-0123456789abcdef0',
          'sg-0123456789abcdef0',
          'vpc-0123456789abcdef0',
        ],
        objects: {
          region: 'us-east-1',
          instance: 'i-0dddddddddddddddd',
          securityGroup: 'sg-0dddddddddddddddd',
          vpc: VPC,
          ownImage: 'ami-0123456789abcdef0',
          publicImage: 'ami-0dddddddddddddddd',
          groupName: 'skycheck-dry-run',
          groupTags: tags,
          instanceTags: launch.tags,
        },
      },
    });
  });

  it('of a place of which nothing may be seen', () => {
    const reads = Object.fromEntries(Object.keys(LAUNCH_READS).map((name) => [name, denied])) as never;
    const { objects, launch } = launchIn(reads);
    expect(objects).toEqual({
      place: {
        region: 'us-east-1',
        zone: undefined,
        subnet: undefined,
        vpc: undefined,
        vpcTenancy: undefined,
        image: undefined,
        group: { kind: 'unknown' },
      },
      names: undefined,
      standIns: ['security-group'],
      missing: ['machine image', 'subnet'],
      dryRun: {
        madeUp: expect.any(Array),
        objects: {
          region: 'us-east-1',
          instance: 'i-0123456789abcdef0',
          securityGroup: 'sg-0123456789abcdef0',
          vpc: 'vpc-0123456789abcdef0',
          ownImage: 'ami-0123456789abcdef0',
          publicImage: undefined,
          groupName: launch.group.name,
          groupTags: launch.groupTags,
          instanceTags: launch.tags,
        },
      },
    });
  });

  it('with tags and tenancy of the network', () => {
    const Tags = [{ Key: 'a', Value: 'b' }, { Key: 'c' }, { Value: 'd' }];
    const tags = [
      { Key: 'a', Value: 'b' },
      { Key: 'c', Value: '' },
    ];
    const subnet = { VpcId: VPC, State: 'available' as const, MapPublicIpOnLaunch: true };
    const { objects } = launchIn({
      ...LAUNCH_READS,
      describeSubnets: ok({
        Subnets: [
          { ...subnet, SubnetId: 'subnet-1', AvailabilityZone: 'us-east-1a' },
          { ...subnet, SubnetId: 'subnet-2', AvailabilityZone: 'us-east-1b', Tags },
          { ...subnet, SubnetId: 'subnet-2', AvailabilityZone: 'us-east-1b' },
        ],
      }),
      describeVpcs: ok({
        Vpcs: [
          { VpcId: 'vpc-1', InstanceTenancy: 'default' as const },
          { VpcId: VPC, IsDefault: true, Tags, InstanceTenancy: 'dedicated' as const },
        ],
      }),
    });
    expect(objects.place).toMatchObject({
      zone: 'us-east-1b',
      subnet: { id: 'subnet-2', tags },
      vpc: { id: VPC, tags },
      vpcTenancy: 'dedicated',
    });
  });
});

describe('the subnet', () => {
  const subnetOf = (zone: string | undefined, rest: Partial<Subnets[number]> = {}) => ({
    SubnetId: `subnet-${zone}`,
    VpcId: 'vpc-other',
    ...(zone === undefined ? {} : { AvailabilityZone: zone }),
    ...rest,
  });
  /** No VPC is SkyPilot's. */
  const chosen = (subnets: Subnets, reads: Partial<LaunchReads> = {}) => {
    const { objects } = launchIn({
      ...LAUNCH_READS,
      describeVpcs: ok({ Vpcs: [] }),
      describeSubnets: ok({ Subnets: subnets }),
      describeSecurityGroups: ok({
        SecurityGroups: [{ GroupId: 'sg-1', GroupName: 'x', VpcId: 'vpc-other' }],
      }),
      ...reads,
    });
    return objects;
  };

  it.each<[string, Subnets, string | undefined]>([
    ['none', [], undefined],
    ['one without a name', [{ VpcId: 'vpc-other' }], undefined],
    ['one that is nowhere', [{ SubnetId: 'subnet-1' }], undefined],
    ['one that is not there yet', [subnetOf('us-east-1b', { State: 'pending' })], undefined],
    ['one in no zone', [subnetOf(undefined)], 'subnet-undefined'],
    [
      'zones that offer the type first',
      [subnetOf('us-east-1a'), subnetOf('us-east-1e')],
      'subnet-us-east-1a',
    ],
    ['the last zone of those', [subnetOf('us-east-1a'), subnetOf('us-east-1b')], 'subnet-us-east-1b'],
    [
      'the last zone of those, in any order',
      [subnetOf('us-east-1b'), subnetOf('us-east-1a')],
      'subnet-us-east-1b',
    ],
    [
      'the first of one zone',
      [subnetOf('us-east-1a', { SubnetId: 'subnet-1' }), subnetOf('us-east-1a')],
      'subnet-1',
    ],
    ['zones before none', [subnetOf(undefined), subnetOf('us-east-1e')], 'subnet-us-east-1e'],
  ])('that stands in: %s', (_title, subnets, expected) => {
    const { names, standIns, place, missing } = chosen(subnets);
    expect(names?.subnetId).toBe(expected);
    expect(missing).toEqual(expected === undefined ? ['subnet'] : []);
    expect(standIns).toEqual([
      'image',
      'security-group',
      ...(expected === undefined ? [] : ['subnet', 'network-interface']),
    ]);
    expect(place).toMatchObject({
      subnet: undefined,
      vpc: undefined,
      zone: undefined,
      group: { kind: 'unknown' },
    });
  });

  it("is SkyPilot's own, although another has a later zone", () => {
    const mine = { SubnetId: 'subnet-1', VpcId: VPC, State: 'available' as const, MapPublicIpOnLaunch: true };
    const subnets = [{ ...mine, AvailabilityZone: 'us-east-1a' }, subnetOf('us-east-1b')];
    const { objects } = launchIn({ ...LAUNCH_READS, describeSubnets: ok({ Subnets: subnets }) });
    expect(objects.names?.subnetId).toBe('subnet-1');
    expect(objects.standIns).toEqual(['image', 'security-group']);
  });

  it('that stands in says nothing of the tenancy', () => {
    const vpcs = ok({ Vpcs: [{ InstanceTenancy: 'dedicated' as const }] });
    expect(chosen([subnetOf('us-east-1a')], { describeVpcs: vpcs }).place.vpcTenancy).toBeUndefined();
  });

  it('is chosen by zone alone where nobody says where the type is offered', () => {
    const subnets = [subnetOf('us-east-1a'), subnetOf('us-east-1e')];
    for (const offerings of [denied, ok({}), ok({ InstanceTypeOfferings: [] })]) {
      const { names } = chosen(subnets, { describeInstanceTypeOfferings: offerings });
      expect(names?.subnetId).toBe('subnet-us-east-1e');
    }
  });

  it('lacks a security group', () => {
    const { names, missing } = chosen([subnetOf('us-east-1a')], {
      describeSecurityGroups: ok({ SecurityGroups: [{ GroupId: 'sg-1', VpcId: 'vpc-elsewhere' }] }),
    });
    expect([names, missing]).toEqual([undefined, ['security group']]);
  });

  it('that SkyPilot launches into may have no zone', () => {
    const subnet = {
      SubnetId: 'subnet-1',
      VpcId: VPC,
      State: 'available' as const,
      MapPublicIpOnLaunch: true,
    };
    const { objects } = launchIn({ ...LAUNCH_READS, describeSubnets: ok({ Subnets: [subnet] }) });
    expect(objects.place).toMatchObject({ subnet: { id: 'subnet-1' }, zone: undefined });
  });
});

describe('the security group', () => {
  const { launch } = launchIn();
  const own = launch.group.name;
  const group = (GroupId: string, GroupName: string, VpcId = VPC, rest: Partial<Groups[number]> = {}) => ({
    GroupId,
    GroupName,
    VpcId,
    ...rest,
  });

  it.each<[string, Groups, string | undefined, string | undefined]>([
    ['none', [], undefined, undefined],
    [
      'of another VPC',
      [group('sg-1', own, 'vpc-1'), group('sg-2', 'default', 'vpc-1')],
      undefined,
      undefined,
    ],
    ['any', [group('sg-1', 'x'), group('sg-2', 'y')], 'sg-1', 'sg-1'],
    [
      'the default one before others',
      [group('sg-1', 'x'), group('sg-2', 'default'), group('sg-3', 'y')],
      'sg-2',
      'sg-1',
    ],
    [
      "SkyPilot's before any",
      [group('sg-1', 'default'), group('sg-2', own), group('sg-3', own, 'vpc-1')],
      'sg-2',
      'sg-2',
    ],
    ['the first of the same name', [group('sg-1', own), group('sg-2', own)], 'sg-1', 'sg-1'],
    ['the first default one', [group('sg-1', 'default'), group('sg-2', 'default')], 'sg-1', 'sg-1'],
  ])('is %s', (_title, groups, here, elsewhere) => {
    const read = ok({ SecurityGroups: groups });
    const { objects } = launchIn({ ...LAUNCH_READS, describeSecurityGroups: read });
    expect(objects.names?.groupId).toBe(here);
    expect(chooseGroup(read, VPC, launch)).toBe(elsewhere);
  });

  it('is none where none may be seen', () => {
    expect(chooseGroup(denied, VPC, launch)).toBeUndefined();
    expect(chooseGroup(ok({}), VPC, launch)).toBeUndefined();
  });

  it.each<[Partial<Groups[number]>, object]>([
    [{}, { kind: 'found', id: 'sg-1', tags: [], hasRules: false }],
    [{ IpPermissions: [] }, { kind: 'found', id: 'sg-1', tags: [], hasRules: false }],
    [{ IpPermissions: [{}] }, { kind: 'found', id: 'sg-1', tags: [], hasRules: true }],
    [
      { Tags: [{ Key: 'a', Value: 'b' }] },
      { kind: 'found', id: 'sg-1', tags: [{ Key: 'a', Value: 'b' }], hasRules: false },
    ],
  ])('of SkyPilot with %j', (rest, expected) => {
    const read = ok({ SecurityGroups: [group('sg-1', own, VPC, rest)] });
    const { objects } = launchIn({ ...LAUNCH_READS, describeSecurityGroups: read });
    expect(objects.place.group).toEqual(expected);
  });
});

describe('the image', () => {
  const { launch } = launchIn();
  const image = (
    ImageId: string,
    Name?: string,
    CreationDate?: string,
    rest: Partial<Images[number]> = {},
  ) => ({
    ImageId,
    RootDeviceName: '/dev/xvda',
    ...(Name === undefined ? {} : { Name }),
    ...(CreationDate === undefined ? {} : { CreationDate }),
    ...rest,
  });

  it.each<[string, Images, string | undefined]>([
    ['none', [], undefined],
    ['one without an id', [{ RootDeviceName: '/dev/xvda' }], undefined],
    ['one without a root device', [{ ImageId: 'ami-1' }], undefined],
    ['of another architecture', [image('ami-1', 'al', '2026', { Architecture: 'arm64' })], undefined],
    ['of its architecture', [image('ami-1', 'al', '2026', { Architecture: 'x86_64' })], 'ami-1'],
    [
      'the newest',
      [image('ami-1', 'al', '2025'), image('ami-2', 'al', '2026'), image('ami-3', 'al', '2024')],
      'ami-2',
    ],
    [
      "Amazon's before newer ones",
      [image('ami-1', 'ubuntu', '2026'), image('ami-2', 'al2023', '2025')],
      'ami-2',
    ],
    [
      "Amazon's by its beginning",
      [image('ami-1', 'al2023', '2025'), image('ami-2', 'no-al', '2026')],
      'ami-1',
    ],
    ['named ones before others', [image('ami-1'), image('ami-2', undefined, '2025')], 'ami-2'],
    ['the first of equal ones', [image('ami-1'), image('ami-2')], 'ami-1'],
  ])('is %s', (_title, images, expected) => {
    const chosen = chooseImage(ok({ Images: images }), launch, 'stand-in');
    expect(chosen?.id).toBe(expected);
  });

  it.each<[string, LaunchReads['describeNamedImages'], string | undefined]>([
    ["called as SkyPilot's", ok({ Images: [image('ami-1', 'skypilot', '2020')] }), 'ami-1'],
    ["Amazon's, where none is called so", ok({ Images: [] }), 'ami-2'],
    ["Amazon's, where such may not be seen", denied, 'ami-2'],
    ["Amazon's, where such were not asked for", undefined, 'ami-2'],
  ])('that stands in is %s', (_title, describeNamedImages, expected) => {
    const describeImages = ok({ Images: [image('ami-2', 'al2023', '2026')] });
    expect(chooseStandIn({ describeNamedImages, describeImages }, launch)).toMatchObject({
      id: expected,
      origin: 'stand-in',
    });
    expect(chooseStandIn({ describeNamedImages: undefined, describeImages: denied }, launch)).toBeUndefined();
  });

  it.each([
    ['m6i.2xlarge', 'x86_64'],
    ['m7g.xlarge', 'arm64'],
  ])("called as SkyPilot's for %s is asked for", (instanceType, architecture) => {
    expect(namedImageQuery({ ...launch, instanceType })).toEqual({
      Filters: [
        { Name: 'name', Values: [imageNameOf(instanceType)] },
        { Name: 'is-public', Values: ['true'] },
        { Name: 'architecture', Values: [architecture] },
        { Name: 'root-device-type', Values: ['ebs'] },
        { Name: 'state', Values: ['available'] },
      ],
    });
  });

  it('is told with its owner', () => {
    const of = (rest: Partial<Images[number]>) =>
      chooseImage(ok({ Images: [image('ami-1', 'al', '2026', rest)] }), launch, 'skypilot');
    const told = { id: 'ami-1', rootDevice: '/dev/xvda', origin: 'skypilot', isPublic: undefined };
    expect(of({})).toEqual({ ...told, owner: undefined });
    expect(of({ OwnerId: '1', Public: false })).toEqual({ ...told, owner: '1', isPublic: false });
    expect(of({ OwnerId: '1', ImageOwnerAlias: 'amazon' })).toEqual({ ...told, owner: 'amazon' });
    expect(chooseImage(denied, launch, 'skypilot')).toBeUndefined();
    expect(chooseImage(ok({}), launch, 'skypilot')).toBeUndefined();
  });

  it.each([
    ['m6i.2xlarge', 'x86_64', 'amd64'],
    ['m7g.xlarge', 'arm64', 'arm64'],
  ])('for %s is asked for in %s', (instanceType, architecture, canonical) => {
    expect(imageQuery({ ...launch, instanceType })).toEqual({
      Owners: ['amazon', '099720109477'],
      Filters: [
        {
          Name: 'name',
          Values: ['al2023-ami-2023.*', `ubuntu/images/hvm-ssd*/ubuntu-noble-24.04-${canonical}-server-*`],
        },
        { Name: 'architecture', Values: [architecture] },
        { Name: 'root-device-type', Values: ['ebs'] },
        { Name: 'state', Values: ['available'] },
      ],
    });
  });
});

it.each<[string, LaunchReads['describeInstances'], string]>([
  ['none may be seen', denied, 'i-0123456789abcdef0'],
  ['there is none', ok({}), 'i-0123456789abcdef0'],
  [
    'one has no name',
    ok({ Reservations: [{ Instances: [{ State: { Name: 'running' } }] }] }),
    'i-0123456789abcdef0',
  ],
  [
    'all are gone',
    ok({
      Reservations: [
        {
          Instances: (['terminated', 'shutting-down'] as const).map((Name) => ({
            InstanceId: 'i-1',
            State: { Name },
          })),
        },
      ],
    }),
    'i-0123456789abcdef0',
  ],
  [
    'some are there',
    ok({ Reservations: [{}, { Instances: [{ InstanceId: 'i-1' }, { InstanceId: 'i-2' }] }] }),
    'i-1',
  ],
])('an instance is named where %s', (_title, describeInstances, expected) => {
  const { objects } = launchIn({ ...LAUNCH_READS, describeInstances });
  expect(objects.dryRun.objects.instance).toBe(expected);
});

it("asks for what is SkyPilot's own", () => {
  const { launch } = launchIn();
  expect([INSTANCE_QUERY, offeringQuery('m6i.2xlarge'), groupQuery(launch)]).toEqual([
    { Filters: [{ Name: 'tag-key', Values: ['ray-cluster-name'] }] },
    {
      LocationType: 'availability-zone',
      Filters: [{ Name: 'instance-type', Values: ['m6i.2xlarge'] }],
    },
    { Filters: [{ Name: 'group-name', Values: ['default', launch.group.name] }] },
  ]);
});
