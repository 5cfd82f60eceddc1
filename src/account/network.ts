/** Whether SkyPilot can launch in each region: its VPCs and subnets, region beside region. */

import type { AwsFailure, AwsResult } from '../aws/aws-result.ts';
import type { AwsContext } from '../aws/context.ts';
import { inParallel } from '../aws/in-parallel.ts';
import {
  chooseNetwork,
  type NetworkFacts,
  type NetworkProblem,
  type NetworkWishes,
  type SubnetFacts,
  type VpcFacts,
} from '../skypilot/network-rules.ts';
import { isSkypilotRegion, regionGoneSince, SKYPILOT_REGIONS } from '../skypilot/regions.ts';
import { readNetwork } from './network-reads.ts';

/** Whether a security group of the configured name is in the chosen VPC; SkyPilot makes a missing one. */
export type GroupState = 'found' | 'missing' | 'unknown';

export type RegionState =
  | {
      readonly kind: 'usable';
      readonly region: string;
      readonly vpc: VpcFacts;
      readonly subnets: readonly SubnetFacts[];
      /** Undefined where the configuration names none. */
      readonly securityGroup: GroupState | undefined;
    }
  | {
      readonly kind: 'unusable';
      readonly region: string;
      readonly problem: NetworkProblem;
      /** What SkyPilot will say, or do. */
      readonly foreseen: string;
    }
  /** Nobody told: that says nothing about the region. */
  | { readonly kind: 'unknown'; readonly region: string; readonly failure: AwsFailure };

export type NetworkState =
  | { readonly kind: 'checked'; readonly regions: readonly RegionState[] }
  | { readonly kind: 'not-checked'; readonly reason: string };

export interface NetworkQuestion extends NetworkWishes {
  /** The regions to look at. */
  readonly regions: readonly string[];
  /** The names that `aws.security_group_name` gives groups. */
  readonly securityGroups: readonly string[];
}

/** Regions asked at the same time, each with three calls or four: as many as an account has of SkyPilot's without opting in. */
const REGIONS_AT_ONCE = 16;

/**
 * The regions that SkyPilot uses in an account: those of its catalogue that are enabled.
 *
 * Source: SkyPilot `sky/catalog/data_fetchers/fetch_aws.py`, `get_enabled_regions`.
 *
 * @param enabled - what DescribeRegions told; undefined where it did not
 * @param region - where to look where it did not
 */
export function regionsToCheck(enabled: readonly string[] | undefined, region: string): readonly string[] {
  return enabled === undefined ? [region] : SKYPILOT_REGIONS.filter((name) => enabled.includes(name));
}

/** Looks at the network of each region; one level of calls, however many regions there are. */
export async function checkNetwork(
  aws: AwsContext,
  question: NetworkQuestion,
): Promise<readonly RegionState[]> {
  return inParallel(question.regions, REGIONS_AT_ONCE, (region) => checkRegion(aws, region, question));
}

async function checkRegion(aws: AwsContext, region: string, question: NetworkQuestion): Promise<RegionState> {
  if (!isSkypilotRegion(region)) {
    const since = regionGoneSince(region);
    const gone = since === undefined ? '' : ` since SkyPilot ${since}`;
    const foreseen = `SkyPilot's catalogue does not have the region ${region}${gone}; no launch goes there.`;
    return { kind: 'unusable', region, problem: 'not-offered', foreseen };
  }
  const { network, groups } = await readNetwork(aws, region, question.securityGroups);
  if (network.kind === 'failed') return { kind: 'unknown', region, failure: network.failure };
  return judgeRegion(network.value, groups, question);
}

/** Pure: what the calls told, by SkyPilot's rules. */
function judgeRegion(
  network: NetworkFacts,
  groups: AwsResult<readonly { readonly vpcId: string }[]> | undefined,
  question: NetworkQuestion,
): RegionState {
  const { region } = network;
  const choice = chooseNetwork(network, question);
  if (choice.kind === 'unusable') return { ...choice, region };
  return { ...choice, region, securityGroup: groupState(groups, choice.vpc) };
}

function groupState(
  groups: AwsResult<readonly { readonly vpcId: string }[]> | undefined,
  vpc: VpcFacts,
): GroupState | undefined {
  if (groups === undefined) return undefined;
  if (groups.kind === 'failed') return 'unknown';
  return groups.value.some(({ vpcId }) => vpcId === vpc.id) ? 'found' : 'missing';
}
