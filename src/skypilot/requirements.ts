/**
 * What SkyPilot needs of AWS, as data: one entry per action, with the resources it acts on, the context AWS
 * decides by, the capability that needs it, where that is known from, what SkyPilot does without it, and how it can be
 * tried without harm.
 *
 * A new capability is an entry in `CAPABILITIES` and its requirements in `REQUIREMENTS`; nothing else changes. What may
 * leave the program, the dry runs, the simulation, statements, reports and the README's list are made from them.
 *
 * Sources: the "Minimal IAM policy" section of SkyPilot's AWS page (`documented`), SkyPilot's own code and pull
 * requests where they call more than the page grants (`code`); what each is needed for was measured by taking one
 * grant at a time away from SkyPilot 0.14.1.
 */
import { servicePrincipalSuffix } from '../aws-facts/partitions.ts';
import { DRY_RUN_NAME, type Ec2DryRun, ec2DryRun } from './ec2-dry-run-entry.ts';
import type { Launch } from './launch.ts';

const CAPABILITY_LIST = [
  { id: 'compute', title: 'launch, stop and terminate instances', without: 'Launches fail', core: true },
  { id: 'storage', title: 'use S3 buckets', without: 'S3 buckets do not work', core: true },
  {
    id: 'spot',
    title: 'launch spot instances (use_spot)',
    without: 'Spot instances fail',
    core: false,
  },
  {
    id: 'auto-role',
    title: 'let SkyPilot create the role of its instances',
    without: 'SkyPilot cannot create its role',
    core: false,
  },
  {
    id: 'ports',
    title: 'open ports (resources.ports, sky serve)',
    without: 'Opening ports fails',
    core: false,
  },
  { id: 'clone-disk', title: 'sky launch --clone-disk-from', without: 'Cloning a disk fails', core: false },
  {
    id: 'bucket-create',
    title: 'create and delete S3 buckets',
    without: 'Creating buckets fails',
    core: false,
  },
  {
    id: 'ssm',
    title: 'reach instances through Systems Manager (aws.use_ssm)',
    without: 'Instances cannot be reached through Systems Manager',
    core: false,
  },
  {
    id: 'efa',
    title: 'Elastic Fabric Adapter (network_tier: best)',
    without: 'Elastic Fabric Adapter fails',
    core: false,
  },
  {
    id: 'reservations',
    title: 'launch into capacity reservations',
    without: 'Reservations are not used',
    core: false,
  },
  {
    id: 'quota-check',
    title: 'look at quotas before a launch',
    without: 'Quotas cannot be looked up',
    core: false,
  },
] as const;

export type CapabilityId = (typeof CAPABILITY_LIST)[number]['id'];

export interface Capability {
  readonly id: CapabilityId;
  /** What a person can do with it, in a few words. */
  readonly title: string;
  /** What happens without it, as a clause. */
  readonly without: string;
  /** True for the two that `sky check` itself prints. */
  readonly core: boolean;
}

export const CAPABILITIES: readonly Capability[] = CAPABILITY_LIST;

export const CAPABILITY_IDS: readonly CapabilityId[] = CAPABILITIES.map(({ id }) => id);

/**
 * The resources that requirements act on.
 *
 * `pattern` is what a policy statement names; `concrete` is a well-formed ARN that AWS's simulator can decide on,
 * for wildcards in a simulated ARN give wrong answers. The `${…}` are filled in by `fillArn`.
 */
export const RESOURCES = {
  any: { pattern: '*', concrete: '*' },
  image: {
    pattern: 'arn:${Partition}:ec2:*::image/ami-*',
    concrete: 'arn:${Partition}:ec2:${Region}::image/ami-0123456789abcdef0',
  },
  'own-image': {
    pattern: 'arn:${Partition}:ec2:*::image/*',
    concrete: 'arn:${Partition}:ec2:${Region}::image/ami-0fedcba9876543210',
  },
  instance: {
    pattern: 'arn:${Partition}:ec2:*:${Account}:instance/*',
    concrete: 'arn:${Partition}:ec2:${Region}:${Account}:instance/i-0123456789abcdef0',
  },
  'network-interface': {
    pattern: 'arn:${Partition}:ec2:*:${Account}:network-interface/*',
    concrete: 'arn:${Partition}:ec2:${Region}:${Account}:network-interface/eni-0123456789abcdef0',
  },
  subnet: {
    pattern: 'arn:${Partition}:ec2:*:${Account}:subnet/*',
    concrete: 'arn:${Partition}:ec2:${Region}:${Account}:subnet/subnet-0123456789abcdef0',
  },
  volume: {
    pattern: 'arn:${Partition}:ec2:*:${Account}:volume/*',
    concrete: 'arn:${Partition}:ec2:${Region}:${Account}:volume/vol-0123456789abcdef0',
  },
  'security-group': {
    pattern: 'arn:${Partition}:ec2:*:${Account}:security-group/*',
    concrete: 'arn:${Partition}:ec2:${Region}:${Account}:security-group/sg-0123456789abcdef0',
  },
  vpc: {
    pattern: 'arn:${Partition}:ec2:*:${Account}:vpc/*',
    concrete: 'arn:${Partition}:ec2:${Region}:${Account}:vpc/vpc-0123456789abcdef0',
  },
  snapshot: {
    pattern: 'arn:${Partition}:ec2:*::snapshot/*',
    concrete: 'arn:${Partition}:ec2:${Region}::snapshot/snap-0123456789abcdef0',
  },
  'capacity-reservation': {
    pattern: 'arn:${Partition}:ec2:*:${Account}:capacity-reservation/*',
    concrete: 'arn:${Partition}:ec2:${Region}:${Account}:capacity-reservation/cr-0123456789abcdef0',
  },
  role: {
    pattern: 'arn:${Partition}:iam::${Account}:role${RolePath}${Role}',
    concrete: 'arn:${Partition}:iam::${Account}:role${RolePath}${Role}',
  },
  'instance-profile': {
    pattern: 'arn:${Partition}:iam::${Account}:instance-profile${ProfilePath}${Role}',
    concrete: 'arn:${Partition}:iam::${Account}:instance-profile${ProfilePath}${Role}',
  },
  'spot-service-role': {
    pattern: '*',
    concrete:
      'arn:${Partition}:iam::${Account}:role/aws-service-role/spot.amazonaws.com/AWSServiceRoleForEC2Spot',
  },
  bucket: { pattern: 'arn:${Partition}:s3:::*', concrete: 'arn:${Partition}:s3:::skypilot-example-bucket' },
  object: {
    pattern: 'arn:${Partition}:s3:::*/*',
    concrete: 'arn:${Partition}:s3:::skypilot-example-bucket/path/file',
  },
  'ssm-document': {
    pattern: 'arn:${Partition}:ssm:*::document/AWS-StartSSHSession',
    concrete: 'arn:${Partition}:ssm:${Region}::document/AWS-StartSSHSession',
  },
} as const satisfies Record<string, { readonly pattern: string; readonly concrete: string }>;

export type ResourceKind = keyof typeof RESOURCES;

/** A context key that AWS supplies with the real request, as the simulator takes it. */
export interface ContextEntry {
  readonly key: string;
  readonly type: 'string' | 'stringList' | 'boolean' | 'numeric';
  /** May hold the same `${…}` variables as an ARN. */
  readonly values: readonly string[];
}

/** Where the need is known from. `block` names the part of the AWS page's policy; `ref` the code or pull request. */
export type RequirementSource =
  | {
      readonly kind: 'documented';
      readonly block: 'minimal' | 'auto-role' | 'clone-disk' | 'ports' | 's3' | 's3-create';
    }
  | { readonly kind: 'code'; readonly ref: string };

/** What SkyPilot does without a permission: the operation fails, or something smaller is lost. */
export type Impact = 'fails' | 'degrades';

interface RequirementOf<Id extends string, Action extends string, Kinds extends readonly ResourceKind[]> {
  readonly id: Id;
  readonly capability: CapabilityId;
  readonly action: Action;
  readonly resources: Kinds;
  /** Keys that are the same for every launch; those of the launch itself are added by `launchContext`. */
  readonly context: readonly ContextEntry[];
  readonly source: RequirementSource;
  readonly impact: Impact;
  /** Why SkyPilot needs it, or what happens without it; one sentence part. */
  readonly why: string;
  /** What happens without it, as a clause, where that is not all of the capability. */
  readonly consequence?: string;
  /** A condition that the documented policy puts on the statement. */
  readonly policyCondition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The dry run that tries it; `launch` where it is part of RunInstances. */
  readonly dryRun?: Ec2DryRun | 'launch';
  /** Settings of a launch with which it stops SkyPilot although it does not otherwise. */
  readonly failsWhere?: (launch: Launch) => boolean;
  /** Why a launch does without it; undefined where it does not. */
  readonly notNeededBecause?: (launch: Launch) => string | undefined;
}

type Entry<Kinds, Suffix> = {
  readonly resources: Kinds;
  /** Tells apart requirements of one capability with the same action. */
  readonly idSuffix?: Suffix;
} & Pick<
  RequirementOf<string, string, []>,
  'source' | 'why' | 'consequence' | 'policyCondition' | 'dryRun' | 'failsWhere' | 'notNeededBecause'
> &
  Partial<Pick<RequirementOf<string, string, []>, 'impact' | 'context'>>;

type IdOf<Capability extends string, Action extends string, Suffix extends string> = [Suffix] extends [never]
  ? `${Capability}/${Action}`
  : `${Capability}/${Action}#${Suffix}`;

function requirement<
  const Id extends CapabilityId,
  const Action extends string,
  const Kinds extends readonly ResourceKind[],
  const Suffix extends string = never,
>(
  capability: Id,
  action: Action,
  entry: Entry<Kinds, Suffix>,
): RequirementOf<IdOf<Id, Action, Suffix>, Action, Kinds> {
  const { idSuffix, impact = 'fails', context = [], ...rest } = entry;
  const id = `${capability}/${action}${idSuffix === undefined ? '' : `#${idSuffix}`}`;
  // The type says in letters what the line above puts together.
  return { id: id as IdOf<Id, Action, Suffix>, capability, action, impact, context, ...rest };
}

const text = (key: string, ...values: string[]): ContextEntry => ({ key, type: 'string', values });

const minimal = { kind: 'documented', block: 'minimal' } as const;

const passedToEc2 = text('iam:PassedToService', 'ec2.${ServiceSuffix}');

const ownRole = ({ profile }: Launch) =>
  profile.sentAs === 'name'
    ? `aws.remote_identity names the role ${profile.name}, which SkyPilot then passes without looking at it`
    : undefined;

const groupIsThere = ({ place, group }: Launch) =>
  place.group.kind === 'found' ? `the security group ${group.name} is in the VPC already` : undefined;

const groupHasRules = ({ place, group }: Launch) =>
  place.group.kind === 'found' && place.group.hasRules
    ? `the security group ${group.name} has its rules already`
    : undefined;

/** Two rules for one address of a network that is reserved for documentation, RFC 5737: no group is likely to have them. */
const RULE = {
  IpProtocol: 'tcp',
  FromPort: 22,
  ToPort: 22,
  IpRanges: [{ CidrIp: '198.51.100.1/32', Description: DRY_RUN_NAME }],
};

const createGroup = ec2DryRun('CreateSecurityGroup', ({ vpc, groupName, groupTags }) => ({
  Description: 'Auto-created security group for Ray workers',
  GroupName: groupName,
  VpcId: vpc,
  TagSpecifications: [{ ResourceType: 'security-group' as const, Tags: [...groupTags] }],
}));

const addRule = ec2DryRun('AuthorizeSecurityGroupIngress', ({ securityGroup }) => ({
  GroupId: securityGroup,
  IpPermissions: [RULE],
}));

const groupTagSource = { kind: 'code', ref: 'skypilot PR #8981, issue #9466' } as const;

const REQUIREMENT_LIST = [
  requirement('compute', 'ec2:RunInstances', {
    resources: ['image', 'instance', 'network-interface', 'subnet', 'volume', 'security-group'],
    source: minimal,
    why: 'launches instances',
    dryRun: 'launch',
  }),
  requirement('compute', 'ec2:TerminateInstances', {
    resources: ['instance'],
    source: minimal,
    why: 'sky down, autodown',
    consequence: 'sky down and autodown fail',
    dryRun: ec2DryRun('TerminateInstances', ({ instance }) => ({ InstanceIds: [instance] })),
  }),
  requirement('compute', 'ec2:StartInstances', {
    resources: ['instance'],
    source: minimal,
    why: 'sky start',
    consequence: 'sky start fails',
    dryRun: ec2DryRun('StartInstances', ({ instance }) => ({ InstanceIds: [instance] })),
  }),
  requirement('compute', 'ec2:StopInstances', {
    resources: ['instance'],
    source: minimal,
    why: 'sky stop, autostop',
    consequence: 'sky stop and autostop fail',
    dryRun: ec2DryRun('StopInstances', ({ instance }) => ({ InstanceIds: [instance] })),
  }),
  requirement('compute', 'ec2:CreateTags', {
    resources: ['instance'],
    source: minimal,
    why: 'marks the head node after a launch',
    dryRun: ec2DryRun('CreateTags', ({ instance, instanceTags }) => ({
      Resources: [instance],
      Tags: [...instanceTags],
    })),
  }),
  requirement('compute', 'ec2:CreateTags', {
    idSuffix: 'launch',
    resources: ['instance'],
    source: minimal,
    context: [text('ec2:CreateAction', 'RunInstances')],
    why: 'tags the instances of a cluster as it launches them',
    dryRun: 'launch',
  }),
  requirement('compute', 'ec2:DeleteTags', {
    resources: ['instance'],
    source: minimal,
    impact: 'degrades',
    why: 'part of the documented policy; SkyPilot never calls it',
    dryRun: ec2DryRun('DeleteTags', ({ instance, instanceTags }) => ({
      Resources: [instance],
      Tags: [...instanceTags],
    })),
  }),
  requirement('compute', 'ec2:DescribeRegions', {
    resources: ['any'],
    source: minimal,
    why: 'lists the regions of the account; SkyPilot asks in us-east-1',
  }),
  requirement('compute', 'ec2:DescribeAvailabilityZones', {
    resources: ['any'],
    source: minimal,
    why: 'maps availability zones; sky check makes this call in every enabled region',
  }),
  requirement('compute', 'ec2:DescribeInstances', {
    resources: ['any'],
    source: minimal,
    why: 'sky status, and waiting for instances',
  }),
  requirement('compute', 'ec2:DescribeImages', {
    resources: ['any'],
    source: minimal,
    why: 'looks up the root device of the image before every launch',
  }),
  requirement('compute', 'ec2:DescribeInstanceTypes', {
    resources: ['any'],
    source: minimal,
    impact: 'degrades',
    why: 'part of the documented policy; only Elastic Fabric Adapter needs it',
  }),
  requirement('compute', 'ec2:DescribeSubnets', {
    resources: ['any'],
    source: minimal,
    why: 'picks a subnet',
  }),
  requirement('compute', 'ec2:DescribeVpcs', {
    resources: ['any'],
    source: minimal,
    why: 'finds the default or the named VPC',
  }),
  requirement('compute', 'ec2:DescribeRouteTables', {
    resources: ['any'],
    source: minimal,
    why: 'tells public subnets from private ones',
  }),
  requirement('compute', 'ec2:DescribeSecurityGroups', {
    resources: ['any'],
    source: minimal,
    why: 'finds the security group of SkyPilot',
  }),
  requirement('compute', 'ec2:DescribeCapacityReservations', {
    resources: ['any'],
    source: minimal,
    impact: 'degrades',
    why: 'part of the documented policy; only capacity reservations need it',
    // SkyPilot `sky/optimizer.py`: the error of the call ends the launch.
    failsWhere: ({ usesReservations, spot }) => usesReservations && !spot,
  }),
  requirement('compute', 'ec2:CreateSecurityGroup', {
    resources: ['security-group', 'vpc'],
    source: minimal,
    why: 'creates the security group of SkyPilot',
    consequence: 'The first launch in a VPC fails',
    dryRun: createGroup,
    notNeededBecause: groupIsThere,
  }),
  requirement('compute', 'ec2:AuthorizeSecurityGroupIngress', {
    resources: ['security-group'],
    source: minimal,
    why: 'lets SSH and the nodes of a cluster in',
    consequence: 'The first launch in a VPC fails',
    dryRun: addRule,
    notNeededBecause: groupHasRules,
  }),
  requirement('compute', 'iam:GetRole', {
    resources: ['role'],
    source: minimal,
    impact: 'degrades',
    why: 'part of the documented policy; SkyPilot looks for the role only where the instance profile has none',
    notNeededBecause: ownRole,
  }),
  requirement('compute', 'iam:PassRole', {
    resources: ['role'],
    source: minimal,
    context: [passedToEc2],
    why: 'gives the role to the instances',
    dryRun: 'launch',
  }),
  requirement('compute', 'iam:GetInstanceProfile', {
    resources: ['instance-profile'],
    source: minimal,
    why: 'looks for the instance profile at every launch',
    notNeededBecause: ownRole,
  }),
  requirement('compute', 'ec2:CreateTags', {
    idSuffix: 'security-group',
    resources: ['security-group'],
    source: groupTagSource,
    context: [text('ec2:CreateAction', 'CreateSecurityGroup')],
    why: 'SkyPilot 0.12.1 and newer tags the security group it creates: the first launch in a VPC fails without it',
    consequence: 'The first launch in a VPC fails',
    dryRun: createGroup,
    notNeededBecause: groupIsThere,
  }),
  requirement('compute', 'ec2:CreateTags', {
    idSuffix: 'volume',
    resources: ['volume'],
    source: { kind: 'code', ref: 'skypilot PR #9747, PR #10627' },
    context: [text('ec2:CreateAction', 'RunInstances')],
    impact: 'degrades',
    why: 'SkyPilot tags volumes at launch: without it 0.13 fails, and 0.14 and newer leave volumes untagged',
    dryRun: 'launch',
    failsWhere: ({ enforceTags }) => enforceTags.includes('volume'),
  }),

  requirement('storage', 's3:ListAllMyBuckets', {
    resources: ['any'],
    source: { kind: 'documented', block: 's3' },
    why: 'sky check makes this call to test storage',
  }),
  requirement('storage', 's3:ListBucket', {
    resources: ['bucket'],
    source: { kind: 'documented', block: 's3' },
    why: 'looks into buckets, syncs files',
  }),
  requirement('storage', 's3:GetBucketLocation', {
    resources: ['bucket'],
    source: { kind: 'documented', block: 's3' },
    impact: 'degrades',
    why: 'part of the documented policy; SkyPilot never calls it',
  }),
  requirement('storage', 's3:GetObject', {
    resources: ['object'],
    source: { kind: 'documented', block: 's3' },
    why: 'downloads files',
  }),
  requirement('storage', 's3:PutObject', {
    resources: ['object'],
    source: { kind: 'documented', block: 's3' },
    why: 'uploads files',
  }),
  requirement('storage', 's3:DeleteObject', {
    resources: ['object'],
    source: { kind: 'documented', block: 's3' },
    why: 'empties buckets',
  }),

  requirement('spot', 'ec2:RunInstances', {
    resources: ['instance'],
    source: minimal,
    why: 'launches instances in the spot market',
    dryRun: 'launch',
  }),
  requirement('spot', 'iam:CreateServiceLinkedRole', {
    resources: ['spot-service-role'],
    source: minimal,
    context: [text('iam:AWSServiceName', 'spot.amazonaws.com')],
    policyCondition: { StringEquals: { 'iam:AWSServiceName': 'spot.amazonaws.com' } },
    why: "the account's first spot instance needs the service-linked role",
  }),

  requirement('auto-role', 'iam:GetRole', {
    resources: ['role'],
    source: { kind: 'documented', block: 'auto-role' },
    why: 'looks for the role before it creates it',
  }),
  requirement('auto-role', 'iam:CreateRole', {
    resources: ['role'],
    source: { kind: 'documented', block: 'auto-role' },
    why: 'creates the role, always without a permissions boundary',
  }),
  requirement('auto-role', 'iam:AttachRolePolicy', {
    idSuffix: 'AmazonEC2FullAccess',
    resources: ['role'],
    source: { kind: 'documented', block: 'auto-role' },
    context: [text('iam:PolicyARN', 'arn:${Partition}:iam::aws:policy/AmazonEC2FullAccess')],
    why: 'attaches AmazonEC2FullAccess to the role',
  }),
  requirement('auto-role', 'iam:AttachRolePolicy', {
    idSuffix: 'AmazonS3FullAccess',
    resources: ['role'],
    source: { kind: 'documented', block: 'auto-role' },
    context: [text('iam:PolicyARN', 'arn:${Partition}:iam::aws:policy/AmazonS3FullAccess')],
    why: 'attaches AmazonS3FullAccess to the role',
  }),
  requirement('auto-role', 'iam:CreateInstanceProfile', {
    resources: ['instance-profile'],
    source: { kind: 'documented', block: 'auto-role' },
    why: 'creates the instance profile',
  }),
  requirement('auto-role', 'iam:AddRoleToInstanceProfile', {
    resources: ['instance-profile'],
    source: { kind: 'documented', block: 'auto-role' },
    why: 'puts the role into the instance profile',
  }),
  requirement('auto-role', 'iam:PutRolePolicy', {
    resources: ['role'],
    source: { kind: 'code', ref: 'sky/provision/aws/config.py, skypilot PR #3668' },
    why: 'SkyPilot writes an inline policy that lets controllers pass the role; without it the role is created half-way',
  }),

  requirement('ports', 'ec2:CreateSecurityGroup', {
    resources: ['security-group', 'vpc'],
    source: { kind: 'documented', block: 'minimal' },
    why: 'creates a security group for each cluster with open ports',
    dryRun: createGroup,
  }),
  requirement('ports', 'ec2:CreateTags', {
    idSuffix: 'security-group',
    resources: ['security-group'],
    source: groupTagSource,
    context: [text('ec2:CreateAction', 'CreateSecurityGroup')],
    why: 'tags the security group of each cluster with open ports: every launch with ports fails without it',
    dryRun: createGroup,
  }),
  requirement('ports', 'ec2:AuthorizeSecurityGroupIngress', {
    resources: ['security-group'],
    source: { kind: 'documented', block: 'minimal' },
    why: 'opens the ports',
    dryRun: addRule,
  }),
  requirement('ports', 'ec2:DeleteSecurityGroup', {
    resources: ['security-group'],
    source: { kind: 'documented', block: 'ports' },
    why: 'removes the security group of a cluster with open ports',
    dryRun: ec2DryRun('DeleteSecurityGroup', ({ securityGroup }) => ({ GroupId: securityGroup })),
  }),
  requirement('ports', 'ec2:ModifyInstanceAttribute', {
    resources: ['instance', 'security-group'],
    source: { kind: 'documented', block: 'ports' },
    why: 'moves instances to a security group with the ports open',
    dryRun: ec2DryRun('ModifyInstanceAttribute', ({ instance, securityGroup }) => ({
      InstanceId: instance,
      Groups: [securityGroup],
    })),
  }),

  requirement('clone-disk', 'ec2:CreateImage', {
    resources: ['own-image', 'instance', 'snapshot'],
    source: { kind: 'documented', block: 'clone-disk' },
    why: 'makes an image of the disk',
    dryRun: ec2DryRun('CreateImage', ({ instance }) => ({ InstanceId: instance, Name: DRY_RUN_NAME })),
  }),
  requirement('clone-disk', 'ec2:CopyImage', {
    resources: ['own-image', 'snapshot'],
    source: { kind: 'documented', block: 'clone-disk' },
    why: 'copies the image to another region',
    dryRun: ec2DryRun('CopyImage', ({ publicImage, region }) =>
      publicImage === undefined
        ? undefined
        : { Name: DRY_RUN_NAME, SourceImageId: publicImage, SourceRegion: region },
    ),
  }),
  requirement('clone-disk', 'ec2:DeregisterImage', {
    resources: ['own-image'],
    source: { kind: 'documented', block: 'clone-disk' },
    why: 'removes the image',
    dryRun: ec2DryRun('DeregisterImage', ({ ownImage }) => ({ ImageId: ownImage })),
  }),

  requirement('bucket-create', 's3:CreateBucket', {
    resources: ['bucket'],
    source: { kind: 'documented', block: 's3-create' },
    why: 'creates buckets, also one per managed job',
  }),
  requirement('bucket-create', 's3:DeleteBucket', {
    resources: ['bucket'],
    source: { kind: 'documented', block: 's3-create' },
    why: 'deletes buckets',
  }),
  requirement('bucket-create', 's3:PutBucketTagging', {
    resources: ['bucket'],
    source: { kind: 'documented', block: 's3-create' },
    impact: 'degrades',
    why: 'tags buckets where aws.labels is set, and then no bucket is made without it',
    failsWhere: ({ labels }) => labels.length > 0,
  }),

  requirement('ssm', 'ssm:StartSession', {
    resources: ['instance', 'ssm-document'],
    source: { kind: 'code', ref: 'sky/backends/backend_utils.py; AWS page of newer versions, section SSM' },
    why: 'opens the tunnel for SSH',
  }),
  requirement('efa', 'ec2:AuthorizeSecurityGroupEgress', {
    resources: ['security-group'],
    source: { kind: 'code', ref: 'sky/provision/aws/config.py' },
    why: 'lets the nodes talk to each other over EFA',
    dryRun: ec2DryRun('AuthorizeSecurityGroupEgress', ({ securityGroup }) => ({
      GroupId: securityGroup,
      IpPermissions: [RULE],
    })),
  }),
  requirement('efa', 'ec2:DescribeInstanceTypes', {
    resources: ['any'],
    source: { kind: 'documented', block: 'minimal' },
    why: 'looks up how many network cards an instance type has',
  }),
  requirement('reservations', 'ec2:RunInstances', {
    resources: ['capacity-reservation'],
    source: { kind: 'code', ref: 'sky/provision/aws/instance.py' },
    why: 'launches into a reservation',
    dryRun: 'launch',
  }),
  requirement('reservations', 'ec2:DescribeCapacityReservations', {
    resources: ['any'],
    source: { kind: 'documented', block: 'minimal' },
    why: 'looks up capacity reservations',
  }),
  requirement('quota-check', 'servicequotas:GetServiceQuota', {
    resources: ['any'],
    source: { kind: 'code', ref: 'sky/clouds/aws.py' },
    impact: 'degrades',
    why: 'SkyPilot looks at the quota before it tries a launch, and silently does not where it may not',
  }),
] as const;

type ListedRequirement = (typeof REQUIREMENT_LIST)[number];

/** Such as `compute/ec2:RunInstances`; with `#suffix` where one capability needs an action for several reasons. */
export type RequirementId = ListedRequirement['id'];

/** Such as `ec2:RunInstances`. */
export type RequiredAction = ListedRequirement['action'];

type PermissionIdOf<Listed> =
  Listed extends RequirementOf<infer Id, string, infer Kinds> ? `${Id}@${Kinds[number]}` : never;

/** A requirement on one kind of resource, such as `compute/ec2:RunInstances@volume`. */
export type PermissionId = PermissionIdOf<ListedRequirement>;

export type Requirement = RequirementOf<RequirementId, RequiredAction, readonly ResourceKind[]>;

export const REQUIREMENTS: readonly Requirement[] = REQUIREMENT_LIST;

/** The operations of EC2 that would change something and that requirements try: they are sent as dry runs only. */
export const EC2_DRY_RUN_OPERATIONS: readonly string[] = [
  ...new Set(
    REQUIREMENTS.flatMap(({ dryRun }) => {
      if (dryRun === undefined) return [];
      return dryRun === 'launch' ? 'RunInstances' : dryRun.operation;
    }),
  ),
].sort();

/** Where a requirement's ARNs point: filled in once the identity is known. */
export interface ArnScope {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  /** The name of SkyPilot's role and instance profile. */
  readonly role: string;
  /** Where the role and the profile are in IAM: begins and ends with a slash, `/` where nothing else is known. */
  readonly rolePath?: string | undefined;
  readonly profilePath?: string | undefined;
}

/**
 * Replaces `${Partition}`, `${Region}`, `${Account}`, `${Role}`, `${RolePath}` and `${ProfilePath}`, and
 * `${ServiceSuffix}` by what the names of service principals end in.
 */
export function fillArn(template: string, scope: ArnScope): string {
  return template
    .replaceAll('${ServiceSuffix}', servicePrincipalSuffix(scope.partition))
    .replaceAll('${Partition}', scope.partition)
    .replaceAll('${Region}', scope.region)
    .replaceAll('${Account}', scope.account)
    .replaceAll('${RolePath}', scope.rolePath ?? '/')
    .replaceAll('${ProfilePath}', scope.profilePath ?? '/')
    .replaceAll('${Role}', scope.role);
}
