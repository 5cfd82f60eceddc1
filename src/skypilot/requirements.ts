/**
 * What SkyPilot needs of AWS, as data: one entry per action, with the resources it acts on, the context AWS
 * decides by, the capability that needs it and where the need is known from.
 *
 * A new capability is an entry in `CAPABILITIES` and its requirements in `REQUIREMENTS`; nothing else changes.
 *
 * Sources: the "Minimal IAM policy" section of SkyPilot's AWS page (`documented`), and SkyPilot's own code and
 * pull requests where they call more than the page grants (`code`).
 */

import { servicePrincipalSuffix } from '../aws-facts/partitions.ts';

export const CAPABILITY_IDS = [
  'compute',
  'storage',
  'spot',
  'auto-role',
  'ports',
  'clone-disk',
  'bucket-create',
  'ssm',
  'efa',
  'reservations',
  'quota-check',
] as const;

export type CapabilityId = (typeof CAPABILITY_IDS)[number];

export interface Capability {
  readonly id: CapabilityId;
  /** What a person can do with it, in a few words. */
  readonly title: string;
  /** True for the two that `sky check` itself prints. */
  readonly core: boolean;
}

export const CAPABILITIES: readonly Capability[] = [
  { id: 'compute', title: 'launch, stop and terminate instances', core: true },
  { id: 'storage', title: 'use S3 buckets', core: true },
  { id: 'spot', title: 'first use of spot instances in an account', core: false },
  { id: 'auto-role', title: 'let SkyPilot create the role of its instances', core: false },
  { id: 'ports', title: 'open ports (resources.ports, sky serve)', core: false },
  { id: 'clone-disk', title: 'sky launch --clone-disk-from', core: false },
  { id: 'bucket-create', title: 'create and delete S3 buckets', core: false },
  { id: 'ssm', title: 'reach instances through Systems Manager (aws.use_ssm)', core: false },
  { id: 'efa', title: 'Elastic Fabric Adapter (network_tier: best)', core: false },
  { id: 'reservations', title: 'launch into capacity reservations', core: false },
  { id: 'quota-check', title: 'look at quotas before a launch', core: false },
];

/** The role and instance profile that SkyPilot gives its instances. Source: SkyPilot `sky/skylet/constants`, AWS page. */
export const DEFAULT_ROLE = 'skypilot-v1';

/**
 * The resources that requirements act on.
 *
 * `pattern` is what a policy statement names; `concrete` is a well-formed ARN that AWS's simulator can decide on,
 * for wildcards in a simulated ARN give wrong answers. `${Partition}`, `${Region}`, `${Account}` and `${Role}` are
 * filled in by `fillArn`.
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
    pattern: 'arn:${Partition}:iam::${Account}:role/${Role}',
    concrete: 'arn:${Partition}:iam::${Account}:role/${Role}',
  },
  'instance-profile': {
    pattern: 'arn:${Partition}:iam::${Account}:instance-profile/${Role}',
    concrete: 'arn:${Partition}:iam::${Account}:instance-profile/${Role}',
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
  readonly type: 'string' | 'boolean';
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

export interface Requirement {
  readonly id: string;
  readonly capability: CapabilityId;
  readonly action: string;
  readonly resources: readonly ResourceKind[];
  readonly context: readonly ContextEntry[];
  readonly source: RequirementSource;
  /** What SkyPilot does without it: the operation fails, or something smaller is lost. */
  readonly impact: 'fails' | 'degrades';
  /** Why SkyPilot needs it, or what happens without it; one sentence part. */
  readonly why: string;
  /** A condition that the documented policy puts on the statement. */
  readonly policyCondition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The simulator's scenario for launches. Source: IAM API, SimulatePrincipalPolicy `ResourceHandlingOption`. */
  readonly resourceHandling?: 'EC2-VPC-EBS-Subnet';
}

const text = (key: string, ...values: string[]): ContextEntry => ({ key, type: 'string', values });

const minimal = { kind: 'documented', block: 'minimal' } as const;

type Entry = Pick<Requirement, 'resources' | 'source' | 'why' | 'policyCondition' | 'resourceHandling'> &
  Partial<Pick<Requirement, 'impact' | 'context'>> & {
    /** Tells apart requirements of one capability with the same action. */
    readonly idSuffix?: string;
  };

function requirement(capability: CapabilityId, action: string, entry: Entry): Requirement {
  const { idSuffix, impact = 'fails', context = [], ...rest } = entry;
  const id = `${capability}/${action}${idSuffix === undefined ? '' : `#${idSuffix}`}`;
  return { id, capability, action, impact, context, ...rest };
}

/** The describe calls behind `ec2:Describe*`: the ten that SkyPilot really makes. */
const DESCRIBES: readonly (readonly [action: string, why: string])[] = [
  ['DescribeRegions', 'lists the regions of the account'],
  ['DescribeAvailabilityZones', 'maps availability zones; sky check makes this call'],
  ['DescribeInstances', 'sky status, and waiting for instances'],
  ['DescribeImages', 'looks up machine images'],
  ['DescribeInstanceTypes', 'looks up instance types'],
  ['DescribeSubnets', 'picks a subnet'],
  ['DescribeVpcs', 'finds the default or the named VPC'],
  ['DescribeRouteTables', 'tells public subnets from private ones'],
  ['DescribeSecurityGroups', 'finds the security group of SkyPilot'],
  ['DescribeCapacityReservations', 'looks up capacity reservations'],
];

const passedToEc2 = text('iam:PassedToService', 'ec2.${ServiceSuffix}');

export const REQUIREMENTS: readonly Requirement[] = [
  requirement('compute', 'ec2:RunInstances', {
    resources: ['image', 'instance', 'network-interface', 'subnet', 'volume', 'security-group'],
    source: minimal,
    why: 'launches instances',
    resourceHandling: 'EC2-VPC-EBS-Subnet',
  }),
  requirement('compute', 'ec2:TerminateInstances', {
    resources: ['instance'],
    source: minimal,
    why: 'sky down, autodown',
  }),
  requirement('compute', 'ec2:StartInstances', {
    resources: ['instance'],
    source: minimal,
    why: 'sky start',
  }),
  requirement('compute', 'ec2:StopInstances', {
    resources: ['instance'],
    source: minimal,
    why: 'sky stop, autostop',
  }),
  requirement('compute', 'ec2:CreateTags', {
    resources: ['instance'],
    source: minimal,
    why: 'tags the instances of a cluster',
  }),
  requirement('compute', 'ec2:DeleteTags', {
    resources: ['instance'],
    source: minimal,
    impact: 'degrades',
    why: 'part of the documented policy',
  }),
  ...DESCRIBES.map(([action, why]) =>
    requirement('compute', `ec2:${action}`, { resources: ['any'], source: minimal, why }),
  ),
  requirement('compute', 'ec2:CreateSecurityGroup', {
    resources: ['security-group', 'vpc'],
    source: minimal,
    why: 'creates the security group of SkyPilot',
  }),
  requirement('compute', 'ec2:AuthorizeSecurityGroupIngress', {
    resources: ['security-group'],
    source: minimal,
    why: 'lets SSH and the nodes of a cluster in',
  }),
  requirement('compute', 'iam:GetRole', {
    resources: ['role'],
    source: minimal,
    why: 'looks for the role of the instances',
  }),
  requirement('compute', 'iam:PassRole', {
    resources: ['role'],
    source: minimal,
    context: [passedToEc2],
    why: 'gives the role to the instances',
  }),
  requirement('compute', 'iam:GetInstanceProfile', {
    resources: ['instance-profile'],
    source: minimal,
    why: 'looks for the instance profile at every launch',
  }),
  requirement('compute', 'ec2:CreateTags', {
    idSuffix: 'security-group',
    resources: ['security-group'],
    source: { kind: 'code', ref: 'skypilot PR #8981, issue #9466' },
    context: [text('ec2:CreateAction', 'CreateSecurityGroup')],
    why: 'SkyPilot 0.12 and newer tags the security group it creates: the first launch in a VPC fails without it',
  }),
  requirement('compute', 'ec2:CreateTags', {
    idSuffix: 'volume',
    resources: ['volume'],
    source: { kind: 'code', ref: 'skypilot PR #9747, PR #10627' },
    context: [text('ec2:CreateAction', 'RunInstances')],
    impact: 'degrades',
    why: 'newer SkyPilot tags volumes at launch: versions between the two pull requests fail, later ones leave volumes untagged',
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
    why: "finds a bucket's region",
  }),
  ...(
    [
      ['s3:GetObject', 'downloads files'],
      ['s3:PutObject', 'uploads files'],
      ['s3:DeleteObject', 'empties buckets'],
    ] as const
  ).map(([action, why]) =>
    requirement('storage', action, {
      resources: ['object'],
      source: { kind: 'documented', block: 's3' },
      why,
    }),
  ),

  requirement('spot', 'iam:CreateServiceLinkedRole', {
    resources: ['spot-service-role'],
    source: minimal,
    context: [text('iam:AWSServiceName', 'spot.amazonaws.com')],
    policyCondition: { StringEquals: { 'iam:AWSServiceName': 'spot.amazonaws.com' } },
    why: "the account's first spot instance needs the service-linked role",
  }),

  requirement('auto-role', 'iam:CreateRole', {
    resources: ['role'],
    source: { kind: 'documented', block: 'auto-role' },
    why: 'creates the role',
  }),
  ...['AmazonEC2FullAccess', 'AmazonS3FullAccess'].map((policy) =>
    requirement('auto-role', 'iam:AttachRolePolicy', {
      idSuffix: policy,
      resources: ['role'],
      source: { kind: 'documented', block: 'auto-role' },
      context: [text('iam:PolicyARN', `arn:\${Partition}:iam::aws:policy/${policy}`)],
      why: `attaches ${policy} to the role`,
    }),
  ),
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

  requirement('ports', 'ec2:DeleteSecurityGroup', {
    resources: ['security-group'],
    source: { kind: 'documented', block: 'ports' },
    why: 'removes the security group of a cluster with open ports',
  }),
  requirement('ports', 'ec2:ModifyInstanceAttribute', {
    resources: ['instance', 'security-group'],
    source: { kind: 'documented', block: 'ports' },
    why: 'moves instances to a security group with the ports open',
  }),

  requirement('clone-disk', 'ec2:CreateImage', {
    resources: ['own-image', 'instance', 'snapshot'],
    source: { kind: 'documented', block: 'clone-disk' },
    why: 'makes an image of the disk',
  }),
  requirement('clone-disk', 'ec2:CopyImage', {
    resources: ['own-image', 'snapshot'],
    source: { kind: 'documented', block: 'clone-disk' },
    why: 'copies the image to another region',
  }),
  requirement('clone-disk', 'ec2:DeregisterImage', {
    resources: ['own-image'],
    source: { kind: 'documented', block: 'clone-disk' },
    why: 'removes the image',
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
    why: 'tags buckets where aws.labels is set',
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
  }),
  requirement('reservations', 'ec2:RunInstances', {
    resources: ['capacity-reservation'],
    source: { kind: 'code', ref: 'sky/provision/aws/instance.py' },
    why: 'launches into a reservation',
  }),
  requirement('quota-check', 'servicequotas:GetServiceQuota', {
    resources: ['any'],
    source: { kind: 'code', ref: 'sky/clouds/aws.py' },
    impact: 'degrades',
    why: 'SkyPilot looks at the quota before it tries a launch, and silently does not where it may not',
  }),
];

/** Where a requirement's ARNs point: filled in once the identity is known. */
export interface ArnScope {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly role: string;
}

/**
 * Replaces `${Partition}`, `${Region}`, `${Account}` and `${Role}`, and `${ServiceSuffix}` by what the names of
 * service principals end in.
 */
export function fillArn(template: string, scope: ArnScope): string {
  return template
    .replaceAll('${ServiceSuffix}', servicePrincipalSuffix(scope.partition))
    .replaceAll('${Partition}', scope.partition)
    .replaceAll('${Region}', scope.region)
    .replaceAll('${Account}', scope.account)
    .replaceAll('${Role}', scope.role);
}
