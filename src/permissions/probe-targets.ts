/** Real things of the account that dry runs name: an AMI, a subnet with its VPC and default security group. */

import type { AwsResult } from '../aws/aws-result.ts';
import type { Ec2Reads } from '../aws/ec2.ts';

/** What was found; each part may be missing. */
export interface ProbeTargets {
  readonly image: { readonly id: string; readonly rootDevice: string } | undefined;
  /** Small, of the image's architecture, and offered in the subnet's zone where AWS told. */
  readonly instanceType: string;
  readonly subnetId: string | undefined;
  readonly vpcId: string | undefined;
  /** The VPC's default security group. */
  readonly securityGroupId: string | undefined;
}

type Read<Name extends keyof Ec2Reads> = AwsResult<Ec2Reads[Name]['output']>;

/** The describe calls that targets are chosen from. */
export interface TargetReads {
  readonly describeImages: Read<'DescribeImages'>;
  readonly describeInstanceTypeOfferings: Read<'DescribeInstanceTypeOfferings'>;
  readonly describeSubnets: Read<'DescribeSubnets'>;
  readonly describeVpcs: Read<'DescribeVpcs'>;
  readonly describeSecurityGroups: Read<'DescribeSecurityGroups'>;
}

const ARCHITECTURE = 'x86_64';

/** Small instance types of that architecture, the likeliest first. */
const INSTANCE_TYPES = ['t3.micro', 't3.small', 't2.micro', 'm5.large', 'm6i.large'] as const;

/**
 * Images by Amazon or Canonical, few enough for one page. Images are not asked for in pages: EC2 filters after it
 * has cut the pages, so that a small one may be empty.
 */
export const IMAGE_QUERY: Ec2Reads['DescribeImages']['input'] = {
  Owners: ['amazon', '099720109477'],
  Filters: [
    {
      Name: 'name',
      Values: ['al2023-ami-2023.*', 'ubuntu/images/hvm-ssd*/ubuntu-noble-24.04-amd64-server-*'],
    },
    { Name: 'architecture', Values: [ARCHITECTURE] },
    { Name: 'root-device-type', Values: ['ebs'] },
    { Name: 'state', Values: ['available'] },
  ],
};

export const OFFERING_QUERY: Ec2Reads['DescribeInstanceTypeOfferings']['input'] = {
  LocationType: 'availability-zone',
  Filters: [{ Name: 'instance-type', Values: [...INSTANCE_TYPES] }],
};

export const TYPE_QUERY: Ec2Reads['DescribeInstanceTypes']['input'] = {
  Filters: [{ Name: 'instance-type', Values: [...INSTANCE_TYPES] }],
};

export const SECURITY_GROUP_QUERY: Ec2Reads['DescribeSecurityGroups']['input'] = {
  MaxResults: 200,
  Filters: [{ Name: 'group-name', Values: ['default'] }],
};

/** Chooses what dry runs name: in the default VPC where there is one, else in any. */
export function chooseTargets(reads: TargetReads): ProbeTargets {
  const offers = offersByZone(reads.describeInstanceTypeOfferings);
  const subnet = chooseSubnet(reads, offers);
  const groups = found(reads.describeSecurityGroups)?.SecurityGroups ?? [];
  const vpcId = subnet?.vpcId ?? defaultVpcs(reads).values().next().value;
  return {
    image: chooseImage(reads.describeImages),
    instanceType: offers.get(subnet?.zone ?? '')?.[0] ?? INSTANCE_TYPES[0],
    subnetId: subnet?.id,
    vpcId,
    securityGroupId: groups.find(({ VpcId }) => vpcId !== undefined && VpcId === vpcId)?.GroupId,
  };
}

function found<T>(result: AwsResult<T>): T | undefined {
  return result.kind === 'ok' ? result.value : undefined;
}

/** Amazon's newest before Canonical's newest. */
function chooseImage(read: TargetReads['describeImages']): ProbeTargets['image'] {
  const images = (found(read)?.Images ?? []).flatMap((image) => {
    const { ImageId, RootDeviceName, Name = '', CreationDate = '', Architecture } = image;
    const fits = Architecture === undefined || Architecture === ARCHITECTURE;
    if (!ImageId || !RootDeviceName || !fits) return [];
    return [
      { id: ImageId, rootDevice: RootDeviceName, rank: `${Number(Name.startsWith('al'))}${CreationDate}` },
    ];
  });
  const [best] = images.sort((a, b) => compare(b.rank, a.rank));
  return best === undefined ? undefined : { id: best.id, rootDevice: best.rootDevice };
}

/** The types of `INSTANCE_TYPES` that each zone offers, in their order. */
function offersByZone(
  read: TargetReads['describeInstanceTypeOfferings'],
): ReadonlyMap<string, readonly string[]> {
  const offers = found(read)?.InstanceTypeOfferings ?? [];
  const zones = new Set(offers.flatMap(({ Location }) => Location ?? []));
  const offered = (zone: string, type: string) =>
    offers.some(({ Location, InstanceType }) => Location === zone && InstanceType === type);
  return new Map([...zones].map((zone) => [zone, INSTANCE_TYPES.filter((type) => offered(zone, type))]));
}

interface Place {
  readonly id: string;
  readonly vpcId: string;
  readonly zone: string;
}

function chooseSubnet(reads: TargetReads, offers: ReadonlyMap<string, unknown>): Place | undefined {
  const standard = defaultVpcs(reads);
  const places = (found(reads.describeSubnets)?.Subnets ?? []).flatMap((subnet) => {
    const { SubnetId, VpcId, AvailabilityZone: zone = '', State, AvailableIpAddressCount: free } = subnet;
    if (!SubnetId || !VpcId || State === 'pending') return [];
    const merits = [standard.has(VpcId) || subnet.DefaultForAz === true, offers.has(zone), free !== 0];
    return [{ id: SubnetId, vpcId: VpcId, zone, rank: merits.map(Number).join('') }];
  });
  return places.sort((a, b) => compare(b.rank, a.rank))[0];
}

function defaultVpcs(reads: TargetReads): ReadonlySet<string> {
  const vpcs = found(reads.describeVpcs)?.Vpcs ?? [];
  return new Set(vpcs.flatMap(({ VpcId, IsDefault }) => (IsDefault === true && VpcId ? [VpcId] : [])));
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
