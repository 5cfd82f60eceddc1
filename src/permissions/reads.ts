import { type AwsFailure, type AwsResult, isOperational } from '../aws/aws-result.ts';
import type { AwsContext } from '../aws/context.ts';
import type { Ec2Reads, Region } from '../aws/ec2.ts';
import type { IamInstanceProfile, IamRole } from '../aws/iam.ts';
import type { CapabilityId } from '../skypilot/requirements.ts';
import type { Evidence } from './decision.ts';
import {
  IMAGE_QUERY,
  OFFERING_QUERY,
  SECURITY_GROUP_QUERY,
  type TargetReads,
  TYPE_QUERY,
} from './probe-targets.ts';
import { evidenceOfRead } from './read-evidence.ts';

/** The harmless calls that are really made, by the action that each is. */
export interface ReadResults extends TargetReads {
  readonly listBuckets: AwsResult<unknown>;
  readonly describeRegions: AwsResult<readonly Region[]>;
  readonly describeAvailabilityZones: AwsResult<unknown>;
  readonly describeInstances: AwsResult<unknown>;
  readonly describeInstanceTypes: AwsResult<unknown>;
  readonly describeRouteTables: AwsResult<unknown>;
  readonly describeCapacityReservations: AwsResult<unknown>;
  readonly getRole: AwsResult<IamRole>;
  readonly getInstanceProfile: AwsResult<IamInstanceProfile>;
  /** The service-linked role of spot instances. */
  readonly getSpotRole: AwsResult<IamRole>;
}

/** Source: EC2 User Guide, "Service-linked role for Spot Instance requests". */
const SPOT_SERVICE_ROLE = 'AWSServiceRoleForEC2Spot';

/** The requirement that each read is; the others only help. */
const NEED_IDS = {
  listBuckets: 'storage/s3:ListAllMyBuckets@any',
  describeRegions: 'compute/ec2:DescribeRegions@any',
  describeAvailabilityZones: 'compute/ec2:DescribeAvailabilityZones@any',
  describeInstances: 'compute/ec2:DescribeInstances@any',
  describeImages: 'compute/ec2:DescribeImages@any',
  describeInstanceTypes: 'compute/ec2:DescribeInstanceTypes@any',
  describeSubnets: 'compute/ec2:DescribeSubnets@any',
  describeVpcs: 'compute/ec2:DescribeVpcs@any',
  describeRouteTables: 'compute/ec2:DescribeRouteTables@any',
  describeSecurityGroups: 'compute/ec2:DescribeSecurityGroups@any',
  describeCapacityReservations: 'compute/ec2:DescribeCapacityReservations@any',
  getRole: 'compute/iam:GetRole@role',
  getInstanceProfile: 'compute/iam:GetInstanceProfile@instance-profile',
} as const satisfies Partial<Readonly<Record<keyof ReadResults, string>>>;

/** The smallest page that every describe call takes. */
const FEW = { MaxResults: 5 };
/** Enough to find the default VPC's parts in all but the largest accounts. */
const MANY = { MaxResults: 200 };

/**
 * Makes the reads that SkyPilot makes itself, side by side. They need no identity, so nothing waits for STS.
 *
 * @param region - where EC2 is asked
 * @param role - the name of SkyPilot's role and instance profile
 */
export async function makeReads(aws: AwsContext, region: string, role: string): Promise<ReadResults> {
  const [ec2, iam, s3] = await Promise.all([
    import('../aws/ec2.ts'),
    import('../aws/iam.ts'),
    import('../aws/s3.ts'),
  ]);
  const read = <Name extends keyof Ec2Reads>(operation: Name, input: Ec2Reads[Name]['input']) =>
    ec2.readEc2(aws, region, operation, input);
  return settled({
    listBuckets: s3.listBuckets(aws),
    describeRegions: ec2.describeRegions(aws, region),
    describeAvailabilityZones: ec2.describeAvailabilityZones(aws, region),
    describeInstances: read('DescribeInstances', FEW),
    describeImages: read('DescribeImages', IMAGE_QUERY),
    describeInstanceTypes: read('DescribeInstanceTypes', TYPE_QUERY),
    describeInstanceTypeOfferings: read('DescribeInstanceTypeOfferings', OFFERING_QUERY),
    describeSubnets: read('DescribeSubnets', MANY),
    describeVpcs: read('DescribeVpcs', MANY),
    describeRouteTables: read('DescribeRouteTables', FEW),
    describeSecurityGroups: read('DescribeSecurityGroups', SECURITY_GROUP_QUERY),
    describeCapacityReservations: read('DescribeCapacityReservations', FEW),
    getRole: iam.getRole(aws, role),
    getInstanceProfile: iam.getInstanceProfile(aws, role),
    getSpotRole: iam.getRole(aws, SPOT_SERVICE_ROLE),
  });
}

type Pending<T> = { readonly [Key in keyof T]: Promise<T[Key]> };

async function settled<T extends object>(pending: Pending<T>): Promise<T> {
  const entries = Object.entries<Promise<unknown>>(pending);
  const values = await Promise.all(entries.map(async ([key, value]) => [key, await value] as const));
  return Object.fromEntries(values) as T;
}

/** What the reads prove, by the id of the permission; nothing where none were made. */
export function readEvidenceByPermission(reads: ReadResults | undefined): ReadonlyMap<string, Evidence> {
  if (reads === undefined) return new Map();
  const names = Object.keys(NEED_IDS) as (keyof typeof NEED_IDS)[];
  return new Map(names.map((name) => [NEED_IDS[name], evidenceOfRead(reads[name])]));
}

/**
 * The reads that ended without an answer. What an endpoint does not know at all counts only where SkyPilot needs it:
 * skycheck can do without its helpers.
 */
export function unansweredReads(reads: ReadResults | undefined): readonly AwsFailure[] {
  return Object.entries<AwsResult<unknown>>({ ...reads }).flatMap(([name, read]) => {
    if (read.kind !== 'failed' || !isOperational(read.failure)) return [];
    return name in NEED_IDS || read.failure.kind !== 'unsupported-operation' ? [read.failure] : [];
  });
}

/** Whether EC2 has answered anything as EC2 does. */
export function ec2Answered(reads: ReadResults): boolean {
  return Object.entries<AwsResult<unknown>>({ ...reads }).some(
    ([name, { kind }]) => name.startsWith('describe') && kind === 'ok',
  );
}

/**
 * The capabilities that `sky check aws` enables on the strength of these calls: compute by the availability zones,
 * storage by the list of buckets. Source: SkyPilot `sky/clouds/aws.py`, `_check_compute_credentials` and
 * `_check_storage_credentials`.
 */
export function enabledBySkyCheck(reads: ReadResults | undefined): readonly CapabilityId[] {
  if (reads === undefined) return [];
  const compute = reads.describeRegions.kind === 'ok' && reads.describeAvailabilityZones.kind === 'ok';
  return [
    ...(compute ? (['compute'] as const) : []),
    ...(reads.listBuckets.kind === 'ok' ? (['storage'] as const) : []),
  ];
}
