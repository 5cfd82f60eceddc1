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
import { type GroupFacts, readNetwork } from './network-reads.ts';

/** A security group that the configuration names, in the chosen VPC. */
export type NamedGroup =
  /** SkyPilot takes it as it is; only where it has no rule for what comes in does it add its own. */
  | { readonly kind: 'found'; readonly name: string; readonly id: string; readonly admitsAnything: boolean }
  /** SkyPilot makes it at the first launch. */
  | { readonly kind: 'missing'; readonly name: string }
  | { readonly kind: 'unknown'; readonly name: string };

export type RegionState =
  | {
      readonly kind: 'usable';
      readonly region: string;
      readonly vpc: VpcFacts;
      readonly subnets: readonly SubnetFacts[];
      /** Whether `sky down` finds a VPC afterwards: it knows the configured name, else the default VPC alone. */
      readonly endable: boolean;
      /** One for each name in the configuration. */
      readonly securityGroups: readonly NamedGroup[];
    }
  | {
      readonly kind: 'unusable';
      readonly region: string;
      readonly problem: NetworkProblem;
      /** What SkyPilot will say, or do. */
      readonly foreseen: string;
    }
  /** A call failed: that says nothing about the region. */
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
 * @param enabled - what DescribeRegions answered; undefined where it did not
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

/** Pure: what the calls answered, by SkyPilot's rules. */
function judgeRegion(
  network: NetworkFacts,
  groups: AwsResult<readonly GroupFacts[]> | undefined,
  question: NetworkQuestion,
): RegionState {
  const { region } = network;
  const choice = chooseNetwork(network, question);
  if (choice.kind === 'unusable') return { ...choice, region };
  const securityGroups = question.securityGroups.map((name) => namedGroup(name, groups, choice.vpc));
  return { ...choice, region, securityGroups };
}

function namedGroup(
  name: string,
  groups: AwsResult<readonly GroupFacts[]> | undefined,
  vpc: VpcFacts,
): NamedGroup {
  if (groups?.kind !== 'ok') return { kind: 'unknown', name };
  const found = groups.value.find((group) => group.vpcId === vpc.id && group.name === name);
  if (found === undefined) return { kind: 'missing', name };
  return { kind: 'found', name, id: found.id, admitsAnything: found.admitsAnything };
}
