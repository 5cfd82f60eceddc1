import type { EC2Client, RunInstancesCommandInput } from '@aws-sdk/client-ec2';
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
  DescribeImagesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  ModifyInstanceAttributeCommand,
  RunInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { resourceId } from '../../src/sandbox/ids.ts';
import type { Scenario } from '../../src/sandbox/sandbox.ts';
import { ACCOUNT, allow, clientsOf, failure, policy, shipped, started, userWith } from './support.ts';

const FAKE = {
  instance: 'i-0123456789abcdef0',
  group: 'sg-0123456789abcdef0',
  vpc: 'vpc-0123456789abcdef0',
  image: 'ami-0123456789abcdef0',
  volume: 'vol-0123456789abcdef0',
};

async function ec2Of(scenario: Scenario, region = 'us-east-1') {
  return clientsOf(await started(scenario), undefined, region).ec2;
}

async function realThings(ec2: EC2Client) {
  const [images, vpcs, subnets, groups] = await Promise.all([
    ec2.send(
      new DescribeImagesCommand({
        Owners: ['amazon'],
        Filters: [{ Name: 'name', Values: ['al2023*x86_64'] }],
      }),
    ),
    ec2.send(new DescribeVpcsCommand({})),
    ec2.send(new DescribeSubnetsCommand({})),
    ec2.send(new DescribeSecurityGroupsCommand({})),
  ]);
  return {
    image: images.Images?.[0]?.ImageId ?? '',
    vpc: vpcs.Vpcs?.[0]?.VpcId ?? '',
    subnet: subnets.Subnets?.[0]?.SubnetId ?? '',
    group: groups.SecurityGroups?.[0]?.GroupId ?? '',
  };
}

const DryRun = true;

describe('dry runs of an administrator', () => {
  const instanceHere = resourceId('i', ACCOUNT, 'us-east-1', '0');
  const admin = userWith(policy(allow('*')), '    network: [{ regions: [us-east-1], instances: [{}] }]');

  it('find what does not exist, and let pass what does', async () => {
    const ec2 = await ec2Of(admin);
    const { image, vpc, group } = await realThings(ec2);
    const codes = async (calls: readonly Promise<unknown>[]) =>
      Promise.all(calls.map(async (call) => (await failure(call)).code));
    const InstanceIds = (id: string) => ({ InstanceIds: [id], DryRun });
    expect(
      await codes([
        ec2.send(new TerminateInstancesCommand(InstanceIds(FAKE.instance))),
        ec2.send(new TerminateInstancesCommand(InstanceIds(instanceHere))),
        ec2.send(new StartInstancesCommand(InstanceIds(instanceHere))),
        ec2.send(new StopInstancesCommand(InstanceIds('i-test'))),
        ec2.send(
          new CreateTagsCommand({ Resources: [FAKE.volume], Tags: [{ Key: 'a', Value: 'b' }], DryRun }),
        ),
        ec2.send(new DeleteTagsCommand({ Resources: [instanceHere], DryRun })),
        ec2.send(new CreateTagsCommand({ Resources: ['thing-1'], Tags: [{ Key: 'a' }], DryRun })),
      ]),
    ).toEqual([
      'InvalidInstanceID.NotFound',
      'DryRunOperation',
      'DryRunOperation',
      'InvalidInstanceID.Malformed',
      'InvalidVolume.NotFound',
      'DryRunOperation',
      'InvalidID',
    ]);
    const groupInput = { GroupName: 'sky', Description: 'x', DryRun };
    const ssh = [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];
    expect(
      await codes([
        ec2.send(new CreateSecurityGroupCommand({ ...groupInput, VpcId: vpc })),
        ec2.send(new CreateSecurityGroupCommand(groupInput)),
        ec2.send(new CreateSecurityGroupCommand({ ...groupInput, GroupName: 'default' })),
        ec2.send(new CreateSecurityGroupCommand({ ...groupInput, VpcId: FAKE.vpc })),
        ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: group, IpPermissions: ssh, DryRun })),
        ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: FAKE.group, DryRun })),
        ec2.send(new AuthorizeSecurityGroupIngressCommand({ DryRun })),
        ec2.send(new AuthorizeSecurityGroupEgressCommand({ GroupId: group, DryRun })),
        ec2.send(new DeleteSecurityGroupCommand({ GroupId: FAKE.group, DryRun })),
        ec2.send(new DeleteSecurityGroupCommand({ GroupId: group, DryRun })),
      ]),
    ).toEqual([
      'DryRunOperation',
      'DryRunOperation',
      'InvalidGroup.Duplicate',
      'InvalidVpcID.NotFound',
      'DryRunOperation',
      'InvalidGroup.NotFound',
      'DryRunOperation',
      'DryRunOperation',
      'InvalidGroup.NotFound',
      'CannotDelete',
    ]);
    const copy = { Name: 'x', SourceRegion: 'us-east-1', DryRun };
    expect(
      await codes([
        ec2.send(new ModifyInstanceAttributeCommand({ InstanceId: instanceHere, Groups: [group], DryRun })),
        ec2.send(new ModifyInstanceAttributeCommand({ InstanceId: FAKE.instance, Groups: [group], DryRun })),
        ec2.send(new CreateImageCommand({ InstanceId: instanceHere, Name: 'x', DryRun })),
        ec2.send(new CreateImageCommand({ InstanceId: FAKE.instance, Name: 'x', DryRun })),
        ec2.send(new CopyImageCommand({ ...copy, SourceImageId: image })),
        ec2.send(new CopyImageCommand({ ...copy, SourceImageId: FAKE.image })),
        ec2.send(new DeregisterImageCommand({ ImageId: FAKE.image, DryRun })),
        ec2.send(new DeregisterImageCommand({ ImageId: image, DryRun })),
      ]),
    ).toEqual([
      'DryRunOperation',
      'InvalidInstanceID.NotFound',
      'DryRunOperation',
      'InvalidInstanceID.NotFound',
      'DryRunOperation',
      'InvalidAMIID.NotFound',
      'InvalidAMIID.NotFound',
      'AuthFailure',
    ]);
  });

  it('that are no dry runs are refused: nothing ever changes', async () => {
    const ec2 = await ec2Of(admin);
    const { image } = await realThings(ec2);
    const real = [
      ec2.send(new TerminateInstancesCommand({ InstanceIds: [instanceHere] })),
      ec2.send(
        new RunInstancesCommand({ ImageId: image, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 }),
      ),
      ec2.send(new CreateSecurityGroupCommand({ GroupName: 'a', Description: 'b' })),
    ];
    for (const call of real)
      expect(await failure(call)).toMatchObject({ code: 'UnsupportedOperation', status: 400 });
  });
});

describe('dry runs of someone who may do nothing', () => {
  it('are all denied, before anything is looked up, but after the form of ids', async () => {
    const ec2 = await ec2Of(userWith(policy(allow('none:None'))));
    const { instance, group, vpc, image } = FAKE;
    const calls: readonly (readonly [Promise<unknown>, string])[] = [
      [ec2.send(new TerminateInstancesCommand({ InstanceIds: [instance], DryRun })), 'TerminateInstances'],
      [ec2.send(new StartInstancesCommand({ InstanceIds: [instance], DryRun })), 'StartInstances'],
      [ec2.send(new StopInstancesCommand({ InstanceIds: [instance], DryRun })), 'StopInstances'],
      [
        ec2.send(new CreateTagsCommand({ Resources: [instance], Tags: [{ Key: 'a' }], DryRun })),
        'CreateTags',
      ],
      [ec2.send(new DeleteTagsCommand({ Resources: [instance], DryRun })), 'DeleteTags'],
      [
        ec2.send(new CreateSecurityGroupCommand({ GroupName: 'a', Description: 'b', VpcId: vpc, DryRun })),
        'CreateSecurityGroup',
      ],
      [
        ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: group, DryRun })),
        'AuthorizeSecurityGroupIngress',
      ],
      [ec2.send(new DeleteSecurityGroupCommand({ GroupId: group, DryRun })), 'DeleteSecurityGroup'],
      [
        ec2.send(new ModifyInstanceAttributeCommand({ InstanceId: instance, Groups: [group], DryRun })),
        'ModifyInstanceAttribute',
      ],
      [ec2.send(new CreateImageCommand({ InstanceId: instance, Name: 'a', DryRun })), 'CreateImage'],
      [
        ec2.send(
          new CopyImageCommand({ Name: 'a', SourceImageId: image, SourceRegion: 'us-east-1', DryRun }),
        ),
        'CopyImage',
      ],
      [ec2.send(new DeregisterImageCommand({ ImageId: image, DryRun })), 'DeregisterImage'],
      [
        ec2.send(new RunInstancesCommand({ ImageId: image, MinCount: 1, MaxCount: 1, DryRun })),
        'RunInstances',
      ],
    ];
    for (const [call, action] of calls) {
      const { code, status, message } = await failure(call);
      expect([code, status]).toEqual(['UnauthorizedOperation', 403]);
      expect(message).toContain(
        `is not authorized to perform: ec2:${action} on resource: arn:aws:ec2:us-east-1:`,
      );
    }
    const malformed = ec2.send(new TerminateInstancesCommand({ InstanceIds: ['i-test'], DryRun }));
    expect((await failure(malformed)).code).toBe('InvalidInstanceID.Malformed');
  });
});

describe('RunInstances', () => {
  type Input = Partial<RunInstancesCommandInput>;

  async function launch(
    scenario: Scenario,
    input: Input | ((real: { subnet: string; group: string }) => Input) = {},
    region?: string,
  ) {
    const ec2 = await ec2Of(scenario, region);
    const real = await realThings(ec2);
    const more = typeof input === 'function' ? input(real) : input;
    return failure(
      ec2.send(
        new RunInstancesCommand({
          ImageId: real.image,
          InstanceType: 'm6i.large',
          MinCount: 1,
          MaxCount: 1,
          DryRun,
          ...more,
        }),
      ),
    );
  }

  const profile: Input = { IamInstanceProfile: { Name: 'skypilot-v1' } };
  const tags = (...types: ('instance' | 'volume')[]): Input => ({
    TagSpecifications: types.map((ResourceType) => ({ ResourceType, Tags: [{ Key: 'a', Value: 'b' }] })),
  });
  const launcher = policy(allow(['ec2:Describe*', 'ec2:RunInstances']));

  it('is allowed to the minimal user, with profile and tags on instances', async () => {
    const stated = await launch(shipped('minimal'), ({ subnet, group }) => ({
      ...profile,
      ...tags('instance'),
      SubnetId: subnet,
      SecurityGroupIds: [group],
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 256, Encrypted: true } }],
      MetadataOptions: { HttpTokens: 'required' },
    }));
    expect(stated).toEqual({
      code: 'DryRunOperation',
      status: 412,
      message: 'Request would have succeeded, but DryRun flag is set.',
    });
  });

  it('names the action that is really missing', async () => {
    const named = async (scenario: Scenario, input: Input) =>
      / perform: (\S+ on resource: \S+)/.exec((await launch(scenario, input)).message)?.[1];
    expect(await named(shipped('minimal'), tags('instance', 'volume'))).toBe(
      `ec2:CreateTags on resource: arn:aws:ec2:us-east-1:${ACCOUNT}:volume/*`,
    );
    expect(await named(userWith(launcher), profile)).toBe(
      `iam:PassRole on resource: arn:aws:iam::${ACCOUNT}:role/skypilot-v1`,
    );
    const withoutVolumes = policy(allow('ec2:*'), {
      Effect: 'Deny',
      Action: 'ec2:RunInstances',
      Resource: 'arn:aws:ec2:*:*:volume/*',
    });
    expect(await named(userWith(withoutVolumes), {})).toBe(
      `ec2:RunInstances on resource: arn:aws:ec2:us-east-1:${ACCOUNT}:volume/*`,
    );
  });

  it('of a spot instance wants the service-linked role, or the permission to make it', async () => {
    const spot: Input = { InstanceMarketOptions: { MarketType: 'spot' } };
    expect(await launch(userWith(launcher), spot)).toMatchObject({
      code: 'AuthFailure.ServiceLinkedRoleCreationNotPermitted',
      status: 403,
    });
    expect((await launch(userWith(launcher, '    spotRole: true'), spot)).code).toBe('DryRunOperation');
    expect((await launch(shipped('minimal'), spot)).code).toBe('DryRunOperation');
  });

  it('meets conditions on type, encryption and metadata', async () => {
    const strict = policy(
      allow('ec2:*'),
      {
        Effect: 'Deny',
        Action: 'ec2:RunInstances',
        Resource: 'arn:aws:ec2:*:*:instance/*',
        Condition: { StringNotEquals: { 'ec2:MetadataHttpTokens': 'required' } },
      },
      {
        Effect: 'Deny',
        Action: 'ec2:RunInstances',
        Resource: 'arn:aws:ec2:*:*:volume/*',
        Condition: { Bool: { 'ec2:Encrypted': 'false' } },
      },
    );
    const tokens: Input = { MetadataOptions: { HttpTokens: 'required' } };
    const encrypted: Input = { BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: true } }] };
    const code = async (input: Input) => (await launch(userWith(strict), input)).code;
    expect(await code(tokens)).toBe('UnauthorizedOperation');
    expect(await code(encrypted)).toBe('UnauthorizedOperation');
    expect(await code({ ...tokens, ...encrypted })).toBe('DryRunOperation');
    const scp = (type: Input['InstanceType']) =>
      launch(shipped('scp-denied'), type ? { InstanceType: type } : {}, 'eu-west-1');
    expect((await scp('p5.48xlarge')).message).toContain('in a service control policy');
    expect((await scp(undefined)).code).toBe('DryRunOperation');
  });

  it.each<[string, Input, string]>([
    ['an image that does not exist', { ImageId: FAKE.image }, 'InvalidAMIID.NotFound'],
    ['a malformed image', { ImageId: 'ami-test' }, 'InvalidAMIID.Malformed'],
    ['no image', { ImageId: undefined }, 'MissingParameter'],
    ['a subnet that does not exist', { SubnetId: 'subnet-0123456789abcdef0' }, 'InvalidSubnetID.NotFound'],
    ['a group that does not exist', { SecurityGroupIds: [FAKE.group] }, 'InvalidGroup.NotFound'],
    ['a group name that does not exist', { SecurityGroups: ['nope'] }, 'InvalidGroup.NotFound'],
    ['a profile that does not exist', { IamInstanceProfile: { Name: 'nope' } }, 'InvalidParameterValue'],
    ['a type that does not exist', { InstanceType: 'x9.huge' as 'm6i.large' }, 'InvalidParameterValue'],
    ['a type of another architecture', { InstanceType: 't4g.micro' }, 'InvalidParameterValue'],
    [
      'a volume that is too small',
      { BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 1 } }] },
      'InvalidBlockDeviceMapping',
    ],
    ['a quota of zero', { InstanceType: 'p4d.24xlarge' }, 'VcpuLimitExceeded'],
    [
      'a spot quota of zero',
      { InstanceType: 'p5.48xlarge', InstanceMarketOptions: { MarketType: 'spot' } },
      'MaxSpotInstanceCountExceeded',
    ],
  ])('%s', async (_, input, code) => {
    expect((await launch(shipped('admin'), input)).code).toBe(code);
  });

  it('needs a network', async () => {
    expect((await launch(shipped('no-default-vpc'))).code).toBe('VPCIdNotSpecified');
    const empty = userWith(
      policy(allow('*')),
      '    network: [{ defaultVpc: false, vpcs: [{ default: true }] }]',
    );
    expect((await launch(empty)).code).toBe('MissingInput');
    const two = userWith(
      policy(allow('*')),
      '    network: [{ vpcs: [{ name: other, subnets: [{ zone: a }] }] }]',
    );
    const { message } = await launch(two, {
      SubnetId: resourceId('subnet', ACCOUNT, 'us-east-1', 'other', '0'),
      SecurityGroupIds: [resourceId('sg', ACCOUNT, 'us-east-1', 'vpc 0', 'default')],
    });
    expect(message).toContain('belong to different networks');
  });
});
