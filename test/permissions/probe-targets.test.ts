import { describe, expect, it } from 'vitest';
import { chooseTargets, type TargetReads } from '../../src/permissions/probe-targets.ts';
import { refused } from './fixtures.ts';

const ok = <T extends object>(value: T) => ({ kind: 'ok', value: { ...value, $metadata: {} } }) as const;

const READS: TargetReads = {
  describeImages: ok({
    Images: [
      { ImageId: 'ami-ubuntu', RootDeviceName: '/dev/sda1', Name: 'ubuntu/x', CreationDate: '2026-09-01' },
      {
        ImageId: 'ami-old',
        RootDeviceName: '/dev/xvda',
        Name: 'al2023-ami-2023.1',
        CreationDate: '2025-01-01',
      },
      {
        ImageId: 'ami-new',
        RootDeviceName: '/dev/xvda',
        Name: 'al2023-ami-2023.9',
        CreationDate: '2026-01-01',
      },
      {
        ImageId: 'ami-arm',
        RootDeviceName: '/dev/xvda',
        Name: 'al2023',
        CreationDate: '2027',
        Architecture: 'arm64',
      },
    ],
  }),
  describeInstanceTypeOfferings: ok({
    InstanceTypeOfferings: [
      { Location: 'us-east-1b', InstanceType: 't2.micro' },
      { Location: 'us-east-1b', InstanceType: 't3.small' },
    ],
  }),
  describeSubnets: ok({
    Subnets: [
      { SubnetId: 'subnet-other', VpcId: 'vpc-other', AvailabilityZone: 'us-east-1b', State: 'available' },
      { SubnetId: 'subnet-e', VpcId: 'vpc-default', AvailabilityZone: 'us-east-1e', State: 'available' },
      { SubnetId: 'subnet-b', VpcId: 'vpc-default', AvailabilityZone: 'us-east-1b', State: 'available' },
    ],
  }),
  describeVpcs: ok({ Vpcs: [{ VpcId: 'vpc-other' }, { VpcId: 'vpc-default', IsDefault: true }] }),
  describeSecurityGroups: ok({
    SecurityGroups: [
      { GroupId: 'sg-other', VpcId: 'vpc-other' },
      { GroupId: 'sg-default', VpcId: 'vpc-default' },
    ],
  }),
};

describe('chooseTargets', () => {
  it('takes the newest Amazon image and the default VPC, in a zone that offers a small type', () => {
    expect(chooseTargets(READS)).toEqual({
      image: { id: 'ami-new', rootDevice: '/dev/xvda' },
      instanceType: 't3.small',
      subnetId: 'subnet-b',
      vpcId: 'vpc-default',
      securityGroupId: 'sg-default',
    });
  });

  it('takes any VPC where there is no default one', () => {
    const reads = { ...READS, describeVpcs: ok({ Vpcs: [{ VpcId: 'vpc-other' }] }) };
    expect(chooseTargets(reads)).toMatchObject({
      subnetId: 'subnet-other',
      vpcId: 'vpc-other',
      securityGroupId: 'sg-other',
    });
  });

  it('does without what it may not look at', () => {
    const denied = refused();
    const reads = {
      ...READS,
      describeInstanceTypeOfferings: denied,
      describeVpcs: denied,
      describeImages: denied,
    };
    expect(chooseTargets(reads)).toMatchObject({
      image: undefined,
      instanceType: 't3.micro',
      subnetId: 'subnet-other',
    });
    const none = { ...reads, describeSubnets: denied, describeSecurityGroups: denied };
    expect(chooseTargets(none)).toEqual({
      image: undefined,
      instanceType: 't3.micro',
      subnetId: undefined,
      vpcId: undefined,
      securityGroupId: undefined,
    });
  });

  it('ignores entries without ids and subnets that are not ready', () => {
    const reads = {
      ...READS,
      describeImages: ok({ Images: [{ RootDeviceName: '/dev/xvda' }, { ImageId: 'ami-x' }] }),
      describeSubnets: ok({
        Subnets: [{ SubnetId: 'subnet-x', VpcId: 'vpc-default', State: 'pending' as const }, {}],
      }),
    };
    expect(chooseTargets(reads)).toMatchObject({
      image: undefined,
      subnetId: undefined,
      vpcId: 'vpc-default',
    });
  });
});
