/**
 * Which dry runs would tell something about which permissions.
 *
 * Inputs are as real as they can be, for what is unlike a real launch is denied by policies with conditions that a
 * real launch meets (encryption, IMDSv2, tags). What would change a thing names one that does not exist.
 */
import type { DryRunInput, DryRunRequest } from '../aws/ec2-dry-run.ts';
import type { ResourceKind } from '../skypilot/requirements.ts';
import type { RequiredPermission } from './decision.ts';
import type { ProbeTargets } from './probe-targets.ts';

export interface PlannedDryRun {
  /** What is tried, in words: `RunInstances with tagged volumes`. */
  readonly what: string;
  readonly request: DryRunRequest;
  /** The permissions that success proves and that a denial may be about. */
  readonly decides: readonly RequiredPermission[];
  /** Of those, the permissions that "not found" makes likely: AWS seems to look for the thing only after permissions. */
  readonly likelyIfNotFound: readonly RequiredPermission[];
}

export interface DryRunPlan {
  /** In the order to send them: what names nothing real comes first. */
  readonly calls: readonly PlannedDryRun[];
  /** Launches without tags, for where tagging is what is denied. */
  readonly withoutTags: readonly PlannedDryRun[];
  /** Why a permission cannot be tried; permissions that stand nowhere have no harmless probe. */
  readonly untried: ReadonlyMap<string, string>;
}

/** Ids that are well-formed, and that no resource has: a malformed id is refused before permissions are looked at. */
const MADE_UP = {
  instance: 'i-0123456789abcdef0',
  image: 'ami-0123456789abcdef0',
  securityGroup: 'sg-0123456789abcdef0',
  vpc: 'vpc-0123456789abcdef0',
  reservation: 'cr-0123456789abcdef0',
};

const NAME = 'skycheck-dry-run';
/** The disk that SkyPilot gives an instance unless told otherwise. Source: SkyPilot `sky/resources.py`. */
const DISK_GIB = 256;
/** As SkyPilot tags the nodes of a cluster. Source: SkyPilot `sky/provision/constants.py`, `sky/provision/aws/instance.py`. */
const CLUSTER_TAGS = ['Name', 'ray-cluster-name', 'skypilot-cluster-name'].map((Key) => ({
  Key,
  Value: NAME,
}));
/** Source: SkyPilot PR #8981. */
const GROUP_TAGS = [{ Key: 'skypilot', Value: 'true' }];
/** One address of a network that is reserved for documentation, RFC 5737: no rule is likely to have it already. */
const SSH_RULE = [
  {
    IpProtocol: 'tcp',
    FromPort: 22,
    ToPort: 22,
    IpRanges: [{ CidrIp: '198.51.100.1/32', Description: NAME }],
  },
];

/**
 * Plans the dry runs for a list of permissions.
 *
 * @param instanceProfile - the profile that SkyPilot gives its instances; undefined where it is known not to be
 *   usable, so that passing its role cannot be tried
 */
export function planDryRuns(
  permissions: readonly RequiredPermission[],
  region: string,
  targets: ProbeTargets,
  instanceProfile: string | undefined,
): DryRunPlan {
  const launches = planLaunches(permissions, region, targets, instanceProfile);
  const calls = [
    ...onMadeUpIds(permissions),
    ...launches.calls,
    ...onNetwork(permissions, targets),
    ...copies(permissions, region, targets),
  ];
  return {
    calls: calls.filter(({ decides }) => decides.length > 0),
    withoutTags: launches.withoutTags,
    untried: launches.untried,
  };
}

function permissionsOf(
  permissions: readonly RequiredPermission[],
  action: string,
  kinds?: readonly ResourceKind[],
): readonly RequiredPermission[] {
  return permissions.filter(
    ({ requirement, resourceKind }) =>
      requirement.action === action && (kinds === undefined || kinds.includes(resourceKind)),
  );
}

/** What would change a thing that exists, tried on one that does not. */
function onMadeUpIds(permissions: readonly RequiredPermission[]): readonly PlannedDryRun[] {
  const onInstance = { InstanceIds: [MADE_UP.instance] };
  const tags = { Resources: [MADE_UP.instance], Tags: CLUSTER_TAGS };
  const groups = { InstanceId: MADE_UP.instance, Groups: [MADE_UP.securityGroup] };
  const plan = (request: DryRunRequest, kinds?: readonly ResourceKind[]): PlannedDryRun => {
    const decides = permissionsOf(permissions, `ec2:${request.operation}`, kinds);
    return { what: request.operation, request, decides, likelyIfNotFound: decides };
  };
  return [
    plan({ operation: 'DeleteTags', input: tags }),
    plan({ operation: 'CreateTags', input: tags }, ['instance']),
    plan({ operation: 'StopInstances', input: onInstance }),
    plan({ operation: 'StartInstances', input: onInstance }),
    plan({ operation: 'TerminateInstances', input: onInstance }),
    plan({ operation: 'ModifyInstanceAttribute', input: groups }),
    plan({ operation: 'DeleteSecurityGroup', input: { GroupId: MADE_UP.securityGroup } }),
    plan({ operation: 'CreateImage', input: { InstanceId: MADE_UP.instance, Name: NAME } }),
    plan({ operation: 'DeregisterImage', input: { ImageId: MADE_UP.image } }),
  ];
}

/** Security groups: made in the real VPC, rules added to its default group. */
function onNetwork(
  permissions: readonly RequiredPermission[],
  targets: ProbeTargets,
): readonly PlannedDryRun[] {
  const group: DryRunInput<'CreateSecurityGroup'> = {
    GroupName: NAME,
    Description: NAME,
    VpcId: targets.vpcId ?? MADE_UP.vpc,
  };
  const tagged: DryRunInput<'CreateSecurityGroup'> = {
    ...group,
    TagSpecifications: [{ ResourceType: 'security-group', Tags: GROUP_TAGS }],
  };
  const rule = { GroupId: targets.securityGroupId ?? MADE_UP.securityGroup, IpPermissions: SSH_RULE };
  const create = permissionsOf(permissions, 'ec2:CreateSecurityGroup');
  const ingress = permissionsOf(permissions, 'ec2:AuthorizeSecurityGroupIngress');
  const egress = permissionsOf(permissions, 'ec2:AuthorizeSecurityGroupEgress');
  return [
    {
      what: 'CreateSecurityGroup',
      request: { operation: 'CreateSecurityGroup', input: group },
      decides: create,
      likelyIfNotFound: create,
    },
    {
      what: 'CreateSecurityGroup with tags',
      request: { operation: 'CreateSecurityGroup', input: tagged },
      decides: permissionsOf(permissions, 'ec2:CreateTags', ['security-group']),
      likelyIfNotFound: [],
    },
    {
      what: 'AuthorizeSecurityGroupIngress',
      request: { operation: 'AuthorizeSecurityGroupIngress', input: rule },
      decides: ingress,
      likelyIfNotFound: ingress,
    },
    {
      what: 'AuthorizeSecurityGroupEgress',
      request: { operation: 'AuthorizeSecurityGroupEgress', input: rule },
      decides: egress,
      likelyIfNotFound: egress,
    },
  ];
}

/** An image copied within its region. */
function copies(
  permissions: readonly RequiredPermission[],
  region: string,
  { image }: ProbeTargets,
): readonly PlannedDryRun[] {
  if (image === undefined) return [];
  return [
    {
      what: 'CopyImage',
      request: {
        operation: 'CopyImage',
        input: { Name: NAME, SourceImageId: image.id, SourceRegion: region },
      },
      decides: permissionsOf(permissions, 'ec2:CopyImage'),
      likelyIfNotFound: [],
    },
  ];
}

/** What an instance is launched from and into; a reservation is something else that a launch may use. */
const LAUNCH_KINDS = [
  'image',
  'instance',
  'network-interface',
  'subnet',
  'volume',
  'security-group',
] as const;

function planLaunches(
  permissions: readonly RequiredPermission[],
  region: string,
  targets: ProbeTargets,
  instanceProfile: string | undefined,
): DryRunPlan {
  const launch = permissionsOf(permissions, 'ec2:RunInstances', LAUNCH_KINDS);
  const reserved = permissionsOf(permissions, 'ec2:RunInstances', ['capacity-reservation']);
  const tag = permissionsOf(permissions, 'ec2:CreateTags', ['instance']);
  const tagVolume = permissionsOf(permissions, 'ec2:CreateTags', ['volume']);
  const pass = permissionsOf(permissions, 'iam:PassRole');
  const plain = plainLaunch(targets);
  const untriedPass =
    instanceProfile === undefined ? because(pass, 'there is no instance profile to try it with') : [];
  if (plain === undefined) {
    const reason = missingTargets(region, targets);
    const untried = because([...launch, ...reserved, ...tagVolume, ...pass], reason);
    return { calls: [], withoutTags: [], untried: new Map([...untried, ...untriedPass]) };
  }
  const tagged = withTags(plain, 'instance');
  const run = (
    what: string,
    input: DryRunInput<'RunInstances'>,
    ...decides: readonly RequiredPermission[]
  ): PlannedDryRun => ({
    what: `RunInstances${what}`,
    request: { operation: 'RunInstances', input },
    decides,
    likelyIfNotFound: [],
  });
  const profile =
    instanceProfile === undefined ? undefined : { IamInstanceProfile: { Name: instanceProfile } };
  const with_ = ` with the instance profile ${instanceProfile}`;
  return {
    calls: [
      run('', tagged, ...launch, ...tag),
      ...(profile === undefined ? [] : [run(with_, { ...tagged, ...profile }, ...launch, ...tag, ...pass)]),
      run(' with tagged volumes', withTags(tagged, 'volume'), ...tagVolume),
      run(' into a capacity reservation', intoReservation(tagged), ...reserved),
    ],
    withoutTags: [
      run(' without tags', plain, ...launch),
      ...(profile === undefined
        ? []
        : [run(`${with_} and without tags`, { ...plain, ...profile }, ...launch, ...pass)]),
    ],
    untried: new Map(untriedPass),
  };
}

function because(
  permissions: readonly RequiredPermission[],
  reason: string,
): readonly (readonly [string, string])[] {
  return permissions.map(({ id }) => [id, reason]);
}

function missingTargets(region: string, { image, subnetId }: ProbeTargets): string {
  const missing = [
    ...(image === undefined ? ['machine image'] : []),
    ...(subnetId === undefined ? ['subnet'] : []),
  ];
  return `no ${missing.join(' and no ')} was found in ${region} to try a launch with`;
}

/** The launch of one small instance as SkyPilot would make it; undefined where the account has nothing to launch into. */
function plainLaunch(targets: ProbeTargets): DryRunInput<'RunInstances'> | undefined {
  const { image, instanceType, subnetId, securityGroupId } = targets;
  if (image === undefined || subnetId === undefined) return undefined;
  return {
    MinCount: 1,
    MaxCount: 1,
    ImageId: image.id,
    // One of a short list of names that the SDK's enumeration has.
    InstanceType: instanceType as NonNullable<DryRunInput<'RunInstances'>['InstanceType']>,
    SubnetId: subnetId,
    ...(securityGroupId === undefined ? {} : { SecurityGroupIds: [securityGroupId] }),
    BlockDeviceMappings: [
      {
        DeviceName: image.rootDevice,
        Ebs: { Encrypted: true, VolumeType: 'gp3', VolumeSize: DISK_GIB, DeleteOnTermination: true },
      },
    ],
    MetadataOptions: { HttpTokens: 'required', HttpEndpoint: 'enabled' },
  };
}

function withTags(
  input: DryRunInput<'RunInstances'>,
  type: 'instance' | 'volume',
): DryRunInput<'RunInstances'> {
  const { TagSpecifications = [] } = input;
  return { ...input, TagSpecifications: [...TagSpecifications, { ResourceType: type, Tags: CLUSTER_TAGS }] };
}

function intoReservation(input: DryRunInput<'RunInstances'>): DryRunInput<'RunInstances'> {
  const CapacityReservationTarget = { CapacityReservationId: MADE_UP.reservation };
  return { ...input, CapacityReservationSpecification: { CapacityReservationTarget } };
}
