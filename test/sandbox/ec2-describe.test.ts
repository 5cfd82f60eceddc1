import {
  DescribeAccountAttributesCommand,
  DescribeAvailabilityZonesCommand,
  DescribeCapacityReservationsCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeInstanceTypesCommand,
  DescribeKeyPairsCommand,
  DescribeRegionsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../src/sandbox/sandbox.ts';
import { allow, clientsOf, failure, policy, shipped, started, userWith } from './support.ts';

const everything = policy(allow('*'));

async function ec2Of(scenario: Scenario = shipped('admin'), region = 'us-east-1') {
  return clientsOf(await started(scenario), undefined, region).ec2;
}

const filter = (Name: string, ...Values: string[]) => ({ Filters: [{ Name, Values }] });

describe('regions and zones', () => {
  it('are the seventeen that every account has, and those it opted in to', async () => {
    const ec2 = await ec2Of(userWith(everything, '    optInRegions: [af-south-1]'));
    const { Regions } = await ec2.send(new DescribeRegionsCommand({}));
    expect(Regions).toHaveLength(18);
    expect(Regions).toContainEqual({
      RegionName: 'af-south-1',
      Endpoint: 'ec2.af-south-1.amazonaws.com',
      OptInStatus: 'opted-in',
    });
    const all = await ec2.send(new DescribeRegionsCommand({ AllRegions: true }));
    expect(all.Regions?.length).toBeGreaterThan(30);
    const status = filter('opt-in-status', 'opt-in-not-required', 'opted-in');
    const enabled = await ec2.send(new DescribeRegionsCommand({ AllRegions: true, ...status }));
    expect(enabled.Regions).toHaveLength(18);
    const named = await ec2.send(new DescribeRegionsCommand({ RegionNames: ['eu-west-1'] }));
    expect(named.Regions?.map((region) => region.RegionName)).toEqual(['eu-west-1']);
    const wrong = ec2.send(new DescribeRegionsCommand({ RegionNames: ['us-wst-2'] }));
    expect((await failure(wrong)).code).toBe('InvalidParameterValue');
  });

  it('of other partitions are their own', async () => {
    const ec2 = await ec2Of(userWith(everything, '    partition: aws-cn'), 'cn-north-1');
    const { Regions } = await ec2.send(new DescribeRegionsCommand({}));
    expect(Regions?.map((region) => region.Endpoint)).toEqual([
      'ec2.cn-north-1.amazonaws.com.cn',
      'ec2.cn-northwest-1.amazonaws.com.cn',
    ]);
  });

  it('zones carry their ids', async () => {
    const ec2 = await ec2Of(undefined, 'us-west-2');
    const { AvailabilityZones } = await ec2.send(new DescribeAvailabilityZonesCommand({}));
    expect(AvailabilityZones?.map((zone) => [zone.ZoneName, zone.ZoneId])).toEqual([
      ['us-west-2a', 'usw2-az2'],
      ['us-west-2b', 'usw2-az1'],
      ['us-west-2c', 'usw2-az3'],
      ['us-west-2d', 'usw2-az4'],
    ]);
  });
});

describe('networks', () => {
  it('every region has a default VPC with a public subnet in each zone', async () => {
    const ec2 = await ec2Of(undefined, 'eu-west-1');
    const { Vpcs } = await ec2.send(new DescribeVpcsCommand(filter('is-default', 'true')));
    expect(Vpcs).toHaveLength(1);
    const VpcId = Vpcs?.[0]?.VpcId ?? '';
    const { Subnets } = await ec2.send(new DescribeSubnetsCommand(filter('vpc-id', VpcId)));
    expect(
      Subnets?.map((subnet) => [subnet.AvailabilityZone, subnet.MapPublicIpOnLaunch, subnet.CidrBlock]),
    ).toEqual([
      ['eu-west-1a', true, '172.31.0.0/20'],
      ['eu-west-1b', true, '172.31.16.0/20'],
      ['eu-west-1c', true, '172.31.32.0/20'],
    ]);
    const { RouteTables } = await ec2.send(new DescribeRouteTablesCommand(filter('vpc-id', VpcId)));
    expect(RouteTables?.[0]?.Associations?.[0]?.Main).toBe(true);
    expect(RouteTables?.[0]?.Routes?.[1]?.GatewayId).toMatch(/^igw-/);
    const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand(filter('vpc-id', VpcId)));
    expect(SecurityGroups?.map((group) => group.GroupName)).toEqual(['default']);
  });

  it('differ between regions and stay the same between runs', async () => {
    const idIn = async (region: string) => {
      const { Vpcs } = await (await ec2Of(undefined, region)).send(new DescribeVpcsCommand({}));
      return Vpcs?.[0]?.VpcId;
    };
    expect(await idIn('eu-west-1')).toBe(await idIn('eu-west-1'));
    expect(await idIn('eu-west-1')).not.toBe(await idIn('eu-west-2'));
  });

  it('are those of the scenario: a named VPC with public and private subnets', async () => {
    const ec2 = await ec2Of(shipped('custom-vpc'), 'us-west-2');
    expect((await ec2.send(new DescribeVpcsCommand(filter('isDefault', 'true')))).Vpcs).toEqual([]);
    const { Vpcs } = await ec2.send(new DescribeVpcsCommand(filter('tag:Name', 'my-*')));
    expect(Vpcs).toHaveLength(1);
    const { Subnets } = await ec2.send(new DescribeSubnetsCommand({}));
    const hidden = Subnets?.filter((subnet) => !subnet.MapPublicIpOnLaunch) ?? [];
    expect(hidden).toHaveLength(1);
    const ofHidden = filter('association.subnet-id', hidden[0]?.SubnetId ?? '');
    const { RouteTables } = await ec2.send(new DescribeRouteTablesCommand(ofHidden));
    expect(RouteTables?.[0]?.Routes?.map((route) => route.GatewayId)).toEqual(['local']);
    const { SecurityGroups } = await ec2.send(
      new DescribeSecurityGroupsCommand(filter('group-name', 'my-security-group')),
    );
    expect(SecurityGroups?.[0]?.IpPermissions?.[1]).toMatchObject({ FromPort: 22, ToPort: 22 });
    const missing = await ec2Of(shipped('no-default-vpc'), 'eu-west-3');
    expect((await missing.send(new DescribeVpcsCommand({}))).Vpcs).toEqual([]);
  });

  it('come in pages', async () => {
    const ec2 = await ec2Of();
    const first = await ec2.send(new DescribeSubnetsCommand({ MaxResults: 5 }));
    expect(first.Subnets).toHaveLength(5);
    const rest = await ec2.send(
      new DescribeSubnetsCommand({ MaxResults: 5, NextToken: first.NextToken ?? '' }),
    );
    expect(rest.Subnets).toHaveLength(1);
    expect(rest.NextToken).toBeUndefined();
    const small = ec2.send(new DescribeSubnetsCommand({ MaxResults: 1 }));
    expect((await failure(small)).message).toContain('maxResults');
  });

  it.each([
    [new DescribeVpcsCommand({ VpcIds: ['vpc-x'] }), 'InvalidVpcID.Malformed'],
    [new DescribeVpcsCommand({ VpcIds: ['vpc-0123456789abcdef0'] }), 'InvalidVpcID.NotFound'],
    [new DescribeVpcsCommand({ ...filter('colour', 'red') }), 'InvalidParameterValue'],
    [new DescribeVpcsCommand({ DryRun: true }), 'DryRunOperation'],
  ])('refuse what makes no sense', async (command, code) => {
    expect((await failure((await ec2Of()).send(command))).code).toBe(code);
  });
});

describe('machines', () => {
  it('images are found as people look for them', async () => {
    const ec2 = await ec2Of();
    const { Images } = await ec2.send(
      new DescribeImagesCommand({
        Owners: ['amazon'],
        Filters: [
          { Name: 'name', Values: ['al2023-ami-2023*'] },
          { Name: 'architecture', Values: ['x86_64'] },
          { Name: 'state', Values: ['available'] },
        ],
      }),
    );
    expect(Images).toHaveLength(1);
    expect(Images?.[0]).toMatchObject({
      RootDeviceName: '/dev/xvda',
      Public: true,
      ImageOwnerAlias: 'amazon',
    });
    const canonical = await ec2.send(new DescribeImagesCommand({ Owners: ['099720109477'] }));
    expect(canonical.Images).toHaveLength(1);
    expect((await ec2.send(new DescribeImagesCommand({ Owners: ['self'] }))).Images).toEqual([]);
    const other = await (await ec2Of(undefined, 'us-west-2')).send(new DescribeImagesCommand({}));
    expect(other.Images?.[0]?.ImageId).not.toBe(Images?.[0]?.ImageId);
  });

  it('instances are those of the scenario', async () => {
    const rest =
      '    network: [{ regions: [us-east-1], instances: [{ name: sky-head, state: stopped, tags: { skypilot-cluster-name: a } }, { type: g5.xlarge, spot: true, profile: skypilot-v1 }] }]';
    const ec2 = await ec2Of(userWith(everything, rest));
    const { Reservations } = await ec2.send(
      new DescribeInstancesCommand(filter('tag:skypilot-cluster-name', 'a')),
    );
    expect(Reservations?.[0]?.Instances?.[0]).toMatchObject({
      State: { Name: 'stopped' },
      InstanceType: 'm6i.large',
      Tags: [
        { Key: 'Name', Value: 'sky-head' },
        { Key: 'skypilot-cluster-name', Value: 'a' },
      ],
    });
    const spot = await ec2.send(new DescribeInstancesCommand(filter('instance-lifecycle', 'spot')));
    expect(spot.Reservations?.[0]?.Instances?.[0]?.IamInstanceProfile?.Arn).toContain('/skypilot-v1');
  });

  it('instance types, capacity reservations and account attributes', async () => {
    const ec2 = await ec2Of();
    const { InstanceTypes } = await ec2.send(
      new DescribeInstanceTypesCommand({ InstanceTypes: ['p5.48xlarge'] }),
    );
    expect(InstanceTypes?.[0]).toMatchObject({
      VCpuInfo: { DefaultVCpus: 192 },
      NetworkInfo: { EfaSupported: true },
      GpuInfo: { Gpus: [{ Name: 'H100', Count: 8 }] },
    });
    const unknown = ec2.send(
      new DescribeInstanceTypesCommand({ InstanceTypes: ['x9.huge' as 'p5.48xlarge'] }),
    );
    expect((await failure(unknown)).code).toBe('InvalidInstanceType');
    const reservations = await ec2.send(new DescribeCapacityReservationsCommand({}));
    expect(reservations.CapacityReservations).toEqual([]);
    const { AccountAttributes } = await ec2.send(
      new DescribeAccountAttributesCommand({ AttributeNames: ['default-vpc'] }),
    );
    expect(AccountAttributes?.[0]?.AttributeValues?.[0]?.AttributeValue).toMatch(/^vpc-/);
  });

  it('an action that the sandbox does not have is not valid', async () => {
    expect((await failure((await ec2Of()).send(new DescribeKeyPairsCommand({})))).code).toBe('InvalidAction');
  });
});
