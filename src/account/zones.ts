/** The availability zones of every region that SkyPilot uses: with none at all it leaves AWS out. */
import type { AwsResult } from '../aws/aws-result.ts';
import type { AwsContext } from '../aws/context.ts';
import type { AvailabilityZone } from '../aws/ec2.ts';
import { inParallel } from '../aws/in-parallel.ts';

const REGIONS_AT_ONCE = 16;

/**
 * Asks as SkyPilot does, in each region. Source: SkyPilot `sky/catalog/data_fetchers/fetch_aws.py`,
 * `fetch_availability_zone_mappings`.
 */
export async function readZones(
  aws: AwsContext,
  regions: readonly string[],
): Promise<readonly AwsResult<readonly AvailabilityZone[]>[]> {
  if (regions.length === 0) return [];
  const { describeAvailabilityZones } = await import('../aws/ec2.ts');
  return inParallel(regions, REGIONS_AT_ONCE, (region) => describeAvailabilityZones(aws, region));
}
