import type { AwsContext } from '../aws/context.ts';
import type { IamInstanceProfile } from '../aws/iam.ts';
import type { AwsResult } from '../aws/model.ts';
import type { CapabilityId } from '../skypilot/requirements.ts';
import type { Evidence } from './model.ts';
import { evidenceOfRead } from './read-evidence.ts';

/** The harmless calls that are really made, by the action that each is. */
export interface ReadResults {
  readonly listBuckets: AwsResult<unknown>;
  readonly describeRegions: AwsResult<unknown>;
  readonly describeAvailabilityZones: AwsResult<unknown>;
  readonly getRole: AwsResult<unknown>;
  readonly getInstanceProfile: AwsResult<IamInstanceProfile>;
}

/** The requirement that each read is. */
const NEED_IDS: Readonly<Record<keyof ReadResults, string>> = {
  listBuckets: 'storage/s3:ListAllMyBuckets@any',
  describeRegions: 'compute/ec2:DescribeRegions@any',
  describeAvailabilityZones: 'compute/ec2:DescribeAvailabilityZones@any',
  getRole: 'compute/iam:GetRole@role',
  getInstanceProfile: 'compute/iam:GetInstanceProfile@instance-profile',
};

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
  const [listBuckets, describeRegions, describeAvailabilityZones, getRole, getInstanceProfile] =
    await Promise.all([
      s3.listBuckets(aws),
      ec2.describeRegions(aws, region),
      ec2.describeAvailabilityZones(aws, region),
      iam.getRole(aws, role),
      iam.getInstanceProfile(aws, role),
    ]);
  return { listBuckets, describeRegions, describeAvailabilityZones, getRole, getInstanceProfile };
}

/** What the reads prove, by the id of the need; nothing where none were made. */
export function readEvidenceByNeed(reads: ReadResults | undefined): ReadonlyMap<string, Evidence> {
  if (reads === undefined) return new Map();
  const names = Object.keys(NEED_IDS) as (keyof ReadResults)[];
  return new Map(names.map((name) => [NEED_IDS[name], evidenceOfRead(reads[name])]));
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
