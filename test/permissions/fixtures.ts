import type { AwsFailure, AwsResult, FailureKind } from '../../src/aws/aws-result.ts';
import type { Denial } from '../../src/aws/denial/denial.ts';
import { decidePermissions } from '../../src/permissions/decide.ts';
import type { DecidedPermission, Evidence, RequiredPermission } from '../../src/permissions/decision.ts';
import { chooseLaunchObjects, type LaunchReads } from '../../src/permissions/launch-objects.ts';
import type { ReadResults } from '../../src/permissions/reads.ts';
import { expandPermissions } from '../../src/permissions/required-permissions.ts';
import { defaultGroupName, type Launch, launchSettings } from '../../src/skypilot/launch.ts';
import type { PermissionId } from '../../src/skypilot/requirements.ts';
import type { SkyConfig } from '../../src/skypilot/sky-config.ts';

const MACHINE = { userName: 'me', hostName: 'desk' };

/** A configuration that says nothing. */
const NO_CONFIG: SkyConfig = {
  workspace: { name: 'default', profile: undefined, disabled: undefined },
  allowedClouds: undefined,
  capabilities: undefined,
  vpcNames: undefined,
  subnetNames: undefined,
  useInternalIps: undefined,
  useSsm: undefined,
  sshProxyCommand: undefined,
  securityGroupName: undefined,
  remoteIdentity: undefined,
  diskEncrypted: undefined,
  labels: undefined,
  enforceTags: undefined,
  prioritizeReservations: undefined,
  specificReservations: undefined,
  apiServerEndpoint: undefined,
  jobsBucket: undefined,
  serveBucket: undefined,
  withoutCloudBucket: undefined,
  logStore: undefined,
};

export const SCOPE = { partition: 'aws', region: 'us-east-1', account: '111122223333', role: 'skypilot-v1' };
export const PERMISSIONS: readonly RequiredPermission[] = expandPermissions(SCOPE);

export const answered = <T>(value: T) => ({ kind: 'ok', value }) as const;

const ok = <T extends object>(value: T) => ({ kind: 'ok', value }) as const;

/** A default VPC with two subnets, a public image, and nothing of SkyPilot's. */
export const LAUNCH_READS: LaunchReads = {
  describeSkyImage: undefined,
  describeNamedImages: undefined,
  describeImages: ok({
    Images: [
      {
        ImageId: 'ami-0aaaaaaaaaaaaaaaa',
        RootDeviceName: '/dev/xvda',
        Name: 'al2023-ami-2023.9',
        CreationDate: '2026-01-01',
        ImageOwnerAlias: 'amazon',
        Public: true,
      },
    ],
  }),
  describeInstanceTypeOfferings: ok({
    InstanceTypeOfferings: ['us-east-1a', 'us-east-1b'].map((Location) => ({
      Location,
      InstanceType: 'm6i.2xlarge' as const,
    })),
  }),
  describeSubnets: ok({
    Subnets: [
      subnet('subnet-0aaaaaaaaaaaaaaaa', 'vpc-0aaaaaaaaaaaaaaaa', 'us-east-1b'),
      subnet('subnet-0bbbbbbbbbbbbbbbb', 'vpc-0aaaaaaaaaaaaaaaa', 'us-east-1a'),
      subnet('subnet-0cccccccccccccccc', 'vpc-0aaaaaaaaaaaaaaaa', 'us-east-1e'),
    ],
  }),
  describeVpcs: ok({ Vpcs: [{ VpcId: 'vpc-0aaaaaaaaaaaaaaaa', IsDefault: true }] }),
  describeRouteTables: ok({
    RouteTables: [
      {
        VpcId: 'vpc-0aaaaaaaaaaaaaaaa',
        Associations: [{ Main: true }],
        Routes: [{ GatewayId: 'igw-0aaaaaaaaaaaaaaaa' }],
      },
    ],
  }),
  describeSecurityGroups: ok({
    SecurityGroups: [
      { GroupId: 'sg-0aaaaaaaaaaaaaaaa', GroupName: 'default', VpcId: 'vpc-0aaaaaaaaaaaaaaaa' },
    ],
  }),
  describeInstances: ok({ Reservations: [] }),
};

function subnet(SubnetId: string, VpcId: string, AvailabilityZone: string) {
  return { SubnetId, VpcId, AvailabilityZone, State: 'available' as const, MapPublicIpOnLaunch: true };
}

/** The same with SkyPilot's own things: an image of its catalogue, its security group, an instance. */
export const OWN_READS: LaunchReads = {
  ...LAUNCH_READS,
  describeSkyImage: ok({
    Images: [
      {
        ImageId: 'ami-0dddddddddddddddd',
        RootDeviceName: '/dev/sda1',
        OwnerId: '999988887777',
        Public: true,
      },
    ],
  }),
  describeSecurityGroups: ok({
    SecurityGroups: [
      { GroupId: 'sg-0aaaaaaaaaaaaaaaa', GroupName: 'default', VpcId: 'vpc-0aaaaaaaaaaaaaaaa' },
      {
        GroupId: 'sg-0dddddddddddddddd',
        GroupName: defaultGroupName(MACHINE),
        VpcId: 'vpc-0aaaaaaaaaaaaaaaa',
        Tags: [{ Key: 'skypilot', Value: 'true' }],
        IpPermissions: [{ IpProtocol: 'tcp' }],
      },
    ],
  }),
  describeInstances: ok({
    Reservations: [
      {
        Instances: [
          { InstanceId: 'i-0eeeeeeeeeeeeeeee', State: { Name: 'terminated' as const } },
          { InstanceId: 'i-0dddddddddddddddd', State: { Name: 'running' as const } },
        ],
      },
    ],
  }),
};

const NOT_THERE = failed('not-found', 'NoSuchEntity');

/** All the reads: nothing is there but the network and an image, unless said otherwise. */
export function readResults(of: Partial<ReadResults> = {}): ReadResults {
  return {
    ...LAUNCH_READS,
    listBuckets: NOT_THERE,
    describeRegions: NOT_THERE,
    describeAvailabilityZones: NOT_THERE,
    describeInstanceTypes: NOT_THERE,
    describeCapacityReservations: NOT_THERE,
    getRole: NOT_THERE,
    getInstanceProfile: NOT_THERE,
    getSpotRole: NOT_THERE,
    ...of,
  };
}

/** A permission of the default launch with the decision that its evidence makes. */
export function decidedBy(id: PermissionId, ...evidence: readonly Evidence[]): DecidedPermission {
  const [decided] = decidePermissions(
    PERMISSIONS.filter((permission) => permission.id === id),
    evidence.map((found) => new Map([[id, found]])),
    'nobody asked',
  );
  if (decided === undefined) throw new Error(`no permission ${id}`);
  return decided;
}

const PROFILE_ARN = 'arn:aws:iam::111122223333:instance-profile/skypilot-v1';

/** A launch with what it goes to and the permissions that it needs. */
export function launchIn(
  reads: LaunchReads = LAUNCH_READS,
  config?: Partial<SkyConfig>,
  profileArn: string | undefined = PROFILE_ARN,
) {
  const settings = launchSettings(
    config === undefined ? undefined : { ...NO_CONFIG, ...config },
    {},
    MACHINE,
  );
  const question = { region: 'us-east-1', settings, wishes: { ...NO_CONFIG, ...config }, profileArn };
  const objects = chooseLaunchObjects(reads, question);
  const launch: Launch = { ...settings, place: objects.place };
  return { launch, objects, permissions: expandPermissions(SCOPE, launch) };
}

type Failed = Extract<AwsResult<never>, { kind: 'failed' }>;

export const SUCCESS = { kind: 'ok', value: 'would-succeed' } as const;

export function failed(kind: FailureKind, code: string, rest: Partial<AwsFailure> = {}): Failed {
  return { kind: 'failed', failure: { kind, code, message: code, service: 'ec2', operation: 'X', ...rest } };
}

/** EC2's refusal, with what its text names. */
export function refused(
  denial: Denial = { cause: { kind: 'unexplained' } },
  rest: Partial<AwsFailure> = {},
): Failed {
  return failed('denied', 'UnauthorizedOperation', { denial, ...rest });
}

export function arn(resource: string): string {
  return `arn:aws:ec2:us-east-1:111122223333:${resource}`;
}
