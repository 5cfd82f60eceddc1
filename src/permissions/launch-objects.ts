/** The real things that a launch here goes to, as SkyPilot would choose them, and what dry runs may name of them. */
import { networkFactsOf } from '../account/network-reads.ts';
import type { AwsResult } from '../aws/aws-result.ts';
import type { Ec2Reads } from '../aws/ec2.ts';
import type { DryRunObjects } from '../skypilot/ec2-dry-run-entry.ts';
import { DRY_RUN_NAME } from '../skypilot/ec2-dry-run-entry.ts';
import type { LaunchGroup, LaunchImage, LaunchPlace, LaunchSettings, Tag } from '../skypilot/launch.ts';
import { architectureOf, imageNameOf } from '../skypilot/launch-image.ts';
import { chooseNetwork, type NetworkFacts, type NetworkWishes } from '../skypilot/network-rules.ts';
import type { ResourceKind } from '../skypilot/requirements.ts';
import type { LaunchNames } from './launch-request.ts';

type Read<Name extends keyof Ec2Reads> = AwsResult<Ec2Reads[Name]['output']>;

/** The describe calls that they are chosen from. */
export interface LaunchReads {
  /** The image of SkyPilot's catalogue; undefined where there is no catalogue. */
  readonly describeSkyImage: Read<'DescribeImages'> | undefined;
  /** Public images that are called as SkyPilot's are; undefined where its catalogue says which it is. */
  readonly describeNamedImages: Read<'DescribeImages'> | undefined;
  /** Public images of Amazon and Canonical. */
  readonly describeImages: Read<'DescribeImages'>;
  readonly describeInstanceTypeOfferings: Read<'DescribeInstanceTypeOfferings'>;
  readonly describeSubnets: Read<'DescribeSubnets'>;
  readonly describeVpcs: Read<'DescribeVpcs'>;
  readonly describeRouteTables: Read<'DescribeRouteTables'>;
  readonly describeSecurityGroups: Read<'DescribeSecurityGroups'>;
  /** Those that SkyPilot launched. */
  readonly describeInstances: Read<'DescribeInstances'>;
}

export interface LaunchObjects {
  readonly place: LaunchPlace;
  /** Undefined where something lacks. */
  readonly names: LaunchNames | undefined;
  /** The kinds of things that are named in place of SkyPilot's own. */
  readonly standIns: readonly ResourceKind[];
  /** What lacks, in words. */
  readonly missing: readonly string[];
  readonly dryRun: { readonly objects: DryRunObjects; readonly madeUp: readonly string[] };
}

/** Ids that are well-formed, and that nothing has: a malformed id is refused before permissions are looked at. */
const MADE_UP = {
  instance: 'i-0123456789abcdef0',
  image: 'ami-0123456789abcdef0',
  securityGroup: 'sg-0123456789abcdef0',
  vpc: 'vpc-0123456789abcdef0',
};

/**
 * Images by Amazon or Canonical, few enough for one page. Images are not asked for in pages: EC2 filters after it
 * has cut the pages, so that a small one may be empty.
 */
export function imageQuery({ instanceType }: LaunchSettings): Ec2Reads['DescribeImages']['input'] {
  const architecture = architectureOf(instanceType);
  const canonical = architecture === 'arm64' ? 'arm64' : 'amd64';
  return {
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
  };
}

/** Public images that are called as SkyPilot's are. */
export function namedImageQuery({ instanceType }: LaunchSettings): Ec2Reads['DescribeImages']['input'] {
  return {
    Filters: [
      { Name: 'name', Values: [imageNameOf(instanceType)] },
      { Name: 'is-public', Values: ['true'] },
      { Name: 'architecture', Values: [architectureOf(instanceType)] },
      { Name: 'root-device-type', Values: ['ebs'] },
      { Name: 'state', Values: ['available'] },
    ],
  };
}

/** Every instance that SkyPilot launched carries this tag. Source: SkyPilot `sky/provision/constants.py`. */
export const INSTANCE_QUERY: Ec2Reads['DescribeInstances']['input'] = {
  Filters: [{ Name: 'tag-key', Values: ['ray-cluster-name'] }],
};

export function offeringQuery(instanceType: string): Ec2Reads['DescribeInstanceTypeOfferings']['input'] {
  return {
    LocationType: 'availability-zone',
    Filters: [{ Name: 'instance-type', Values: [instanceType] }],
  };
}

export function groupQuery({ group }: LaunchSettings): Ec2Reads['DescribeSecurityGroups']['input'] {
  return { Filters: [{ Name: 'group-name', Values: ['default', group.name] }] };
}

/** What is known beside the calls. */
export interface LaunchQuestion {
  readonly region: string;
  readonly settings: LaunchSettings;
  readonly wishes: NetworkWishes;
  /** The ARN of the instance profile; undefined where it is known not to be usable. */
  readonly profileArn: string | undefined;
}

/** Chooses as SkyPilot does; where its own choice is not to be had, something that does for a dry run. */
export function chooseLaunchObjects(reads: LaunchReads, question: LaunchQuestion): LaunchObjects {
  const network = chooseSubnet(reads, question);
  const groups = found(reads.describeSecurityGroups)?.SecurityGroups ?? [];
  const inVpc = groups.filter(({ VpcId }) => network !== undefined && VpcId === network.vpcId);
  const own = inVpc.find(({ GroupName }) => GroupName === question.settings.group.name);
  const other = inVpc.find(({ GroupName }) => GroupName === 'default') ?? inVpc[0];
  const group = groupOf(reads, own);
  const sky = reads.describeSkyImage && chooseImage(reads.describeSkyImage, question.settings, 'skypilot');
  const image = sky ?? chooseStandIn(reads, question.settings);
  const groupId = own?.GroupId ?? other?.GroupId;
  const missing = [
    ...(image === undefined ? ['machine image'] : []),
    ...(network === undefined ? ['subnet'] : groupId === undefined ? ['security group'] : []),
  ];
  const names =
    image === undefined || network === undefined || groupId === undefined
      ? undefined
      : { image, subnetId: network.subnetId, groupId, profileArn: question.profileArn };
  return {
    place: placeOf(reads, question.region, network, image, group),
    names,
    standIns: [
      ...(image?.origin === 'stand-in' ? (['image'] as const) : []),
      ...(own === undefined ? (['security-group'] as const) : []),
      ...(network?.isOwn === false ? (['subnet', 'network-interface'] as const) : []),
    ],
    missing,
    dryRun: {
      madeUp: Object.values(MADE_UP),
      objects: {
        region: question.region,
        instance: ownInstanceId(reads) ?? MADE_UP.instance,
        securityGroup: own?.GroupId ?? MADE_UP.securityGroup,
        vpc: network?.vpcId ?? MADE_UP.vpc,
        ownImage: MADE_UP.image,
        publicImage: image?.id,
        groupName: own === undefined ? question.settings.group.name : DRY_RUN_NAME,
        groupTags: question.settings.groupTags,
        instanceTags: question.settings.tags,
      },
    },
  };
}

function found<T>(result: AwsResult<T> | undefined): T | undefined {
  return result?.kind === 'ok' ? result.value : undefined;
}

interface ChosenSubnet {
  readonly subnetId: string;
  readonly vpcId: string;
  readonly zone: string;
  /** False where SkyPilot would not launch into it. */
  readonly isOwn: boolean;
}

/** SkyPilot goes from the last zone to the first. Source: SkyPilot `sky/provision/aws/config.py`, `_usable_subnets`. */
function chooseSubnet(reads: LaunchReads, { region, wishes }: LaunchQuestion): ChosenSubnet | undefined {
  const network = networkFactsOf(
    region,
    reads.describeVpcs,
    reads.describeSubnets,
    reads.describeRouteTables,
  );
  const facts: NetworkFacts | undefined = found(network);
  const choice = facts === undefined ? undefined : chooseNetwork(facts, wishes);
  const usable = choice?.kind === 'usable' ? choice.subnets : [];
  const any = (found(reads.describeSubnets)?.Subnets ?? []).flatMap((subnet) =>
    subnet.SubnetId && subnet.VpcId && subnet.State !== 'pending'
      ? [{ id: subnet.SubnetId, vpcId: subnet.VpcId, zone: subnet.AvailabilityZone ?? '' }]
      : [],
  );
  const offered = new Set(
    (found(reads.describeInstanceTypeOfferings)?.InstanceTypeOfferings ?? []).map(({ Location }) => Location),
  );
  const isOwn = usable.length > 0;
  const [best] = [...(isOwn ? usable : any)].sort(
    (a, b) => Number(offered.has(b.zone)) - Number(offered.has(a.zone)) || compare(b.zone, a.zone),
  );
  return best === undefined ? undefined : { subnetId: best.id, vpcId: best.vpcId, zone: best.zone, isOwn };
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

type Groups = NonNullable<Ec2Reads['DescribeSecurityGroups']['output']['SecurityGroups']>;

function groupOf({ describeSecurityGroups }: LaunchReads, own: Groups[number] | undefined): LaunchGroup {
  if (describeSecurityGroups.kind === 'failed') return { kind: 'unknown' };
  if (own?.GroupId === undefined) return { kind: 'missing' };
  const hasRules = (own.IpPermissions ?? []).length > 0;
  return { kind: 'found', id: own.GroupId, tags: tagsOf(own.Tags), hasRules };
}

type Images = NonNullable<Ec2Reads['DescribeImages']['output']['Images']>;

/** The image to launch among those that were found; of public ones Amazon's newest, then Canonical's. */
export function chooseImage(
  read: Read<'DescribeImages'>,
  settings: LaunchSettings,
  origin: LaunchImage['origin'],
): LaunchImage | undefined {
  const rank = ({ Name = '', CreationDate = '' }: Images[number]) =>
    `${Number(Name.startsWith('al'))}${CreationDate}`;
  const images = [...(found(read)?.Images ?? [])].sort((a, b) => compare(rank(b), rank(a)));
  return imageOf(images, origin, settings);
}

/** An image of another owner than Amazon rather than one of Amazon's: policies ask for the owner. */
export function chooseStandIn(
  { describeNamedImages, describeImages }: Pick<LaunchReads, 'describeNamedImages' | 'describeImages'>,
  settings: LaunchSettings,
): LaunchImage | undefined {
  const named = describeNamedImages && chooseImage(describeNamedImages, settings, 'stand-in');
  return named ?? chooseImage(describeImages, settings, 'stand-in');
}

/** The id of a security group in a VPC: SkyPilot's own where it is there, else another. */
export function chooseGroup(
  read: Read<'DescribeSecurityGroups'>,
  vpcId: string,
  { group }: LaunchSettings,
): string | undefined {
  const inVpc = (found(read)?.SecurityGroups ?? []).filter(({ VpcId }) => VpcId === vpcId);
  const own = inVpc.find(({ GroupName }) => GroupName === group.name);
  return (own ?? inVpc[0])?.GroupId;
}

function imageOf(
  images: Images | undefined,
  origin: LaunchImage['origin'],
  { instanceType }: LaunchSettings,
): LaunchImage | undefined {
  const wanted = architectureOf(instanceType);
  const [image] = (images ?? []).flatMap((candidate): readonly LaunchImage[] => {
    const { ImageId, RootDeviceName, Architecture, ImageOwnerAlias, OwnerId, Public } = candidate;
    const fits = Architecture === undefined || Architecture === wanted;
    if (!ImageId || !RootDeviceName || !fits) return [];
    return [
      {
        id: ImageId,
        rootDevice: RootDeviceName,
        origin,
        owner: ImageOwnerAlias ?? OwnerId,
        isPublic: Public,
      },
    ];
  });
  return image;
}

function placeOf(
  reads: LaunchReads,
  region: string,
  network: ChosenSubnet | undefined,
  image: LaunchImage | undefined,
  group: LaunchGroup,
): LaunchPlace {
  const own = network?.isOwn === true ? network : undefined;
  const subnet = (found(reads.describeSubnets)?.Subnets ?? []).find(
    ({ SubnetId }) => SubnetId === own?.subnetId,
  );
  const vpc = (found(reads.describeVpcs)?.Vpcs ?? []).find(({ VpcId }) => VpcId === own?.vpcId);
  return {
    region,
    zone: own?.zone === '' ? undefined : own?.zone,
    subnet: own === undefined ? undefined : { id: own.subnetId, tags: tagsOf(subnet?.Tags) },
    vpc: own === undefined ? undefined : { id: own.vpcId, tags: tagsOf(vpc?.Tags) },
    vpcTenancy: own === undefined ? undefined : vpc?.InstanceTenancy,
    image,
    group: own === undefined ? { kind: 'unknown' } : group,
  };
}

function ownInstanceId({ describeInstances }: LaunchReads): string | undefined {
  const instances = (found(describeInstances)?.Reservations ?? []).flatMap(({ Instances = [] }) => Instances);
  return instances.find(({ InstanceId, State }) => InstanceId && isThere(State?.Name))?.InstanceId;
}

function isThere(state: string | undefined): boolean {
  return state !== 'terminated' && state !== 'shutting-down';
}

function tagsOf(
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] = [],
): readonly Tag[] {
  return tags.flatMap(({ Key, Value }) => (Key === undefined ? [] : [{ Key, Value: Value ?? '' }]));
}
