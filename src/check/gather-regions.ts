/** Where SkyPilot's launch is allowed: one region is enough for it, so a denial in one decides nothing yet. */
import type { NetworkState, RegionState } from '../account/network.ts';
import type { AwsContext } from '../aws/context.ts';
import type { DryRunGate } from '../permissions/dry-run-gate.ts';
import {
  outcomeIn,
  type RegionLaunch,
  type RegionsQuestion,
  tryLaunchIn,
} from '../permissions/launch-regions.ts';
import type { DryRunOutcome } from '../permissions/send-dry-runs.ts';
import type { PermissionFacts } from './gather-permissions.ts';
import type { CheckRequest } from './request.ts';

export interface RegionsContext extends RegionsQuestion {
  readonly request: Pick<CheckRequest, 'regions'>;
  /** Undefined where no call may be made. */
  readonly aws: AwsContext | undefined;
  readonly gate: DryRunGate;
  readonly network: NetworkState;
  readonly checkedRegion: string;
  /** What was found in the checked region. */
  readonly permissions: PermissionFacts;
}

/**
 * What is known of the launch in every region that SkyPilot may use.
 *
 * Other regions are tried where the checked one denies the launch or cannot take one, and where several were asked for;
 * not by default: CloudTrail records every dry run.
 */
export async function gatherLaunches(context: RegionsContext): Promise<readonly RegionLaunch[]> {
  const { aws, network, checkedRegion } = context;
  const regions = network.kind === 'checked' ? network.regions : [];
  const own = ownOutcome(context);
  const candidates = context.gate.kind === 'open' ? regionsToTry(context, own) : [];
  const tried = aws === undefined ? [] : await tryLaunchIn(aws, candidates, context);
  const others = regions
    .filter(({ region }) => region !== checkedRegion)
    .map(({ region }) => tried.find((launch) => launch.region === region) ?? outcomeIn(region, undefined));
  return [own, ...others];
}

/** The region in which SkyPilot launches first, where that is another than the checked one. */
export function regionInstead(launches: readonly RegionLaunch[], checkedRegion: string): string | undefined {
  if (launches.find(({ region }) => region === checkedRegion)?.launch === 'allowed') return undefined;
  return launches.find(({ launch }) => launch === 'allowed')?.region;
}

function ownOutcome({ permissions, checkedRegion }: RegionsContext): RegionLaunch {
  const { dryRuns } = permissions;
  return outcomeIn(checkedRegion, dryRuns.kind === 'done' ? dryRuns.launch : undefined);
}

/** A field of the launch that a policy stops it stops everywhere, and a role has no region. */
function hangsOnRegion({ guardrail, launch }: Extract<DryRunOutcome, { kind: 'done' }>): boolean {
  const denial = launch?.kind === 'failed' ? launch.failure.denial : undefined;
  const isMissingPass =
    denial?.action?.toLowerCase() === 'iam:passrole' && denial.cause.kind === 'missing-allow';
  return guardrail === undefined && !isMissingPass;
}

type UsableRegion = Extract<RegionState, { kind: 'usable' }>;

/** Pure: the other regions in which the launch is worth trying. */
export function regionsToTry(
  {
    request,
    network,
    checkedRegion,
    permissions,
  }: Pick<RegionsContext, 'request' | 'network' | 'checkedRegion' | 'permissions'>,
  own: RegionLaunch,
): readonly UsableRegion[] {
  const usable = (network.kind === 'checked' ? network.regions : []).filter(
    (state): state is UsableRegion => state.kind === 'usable' && state.region !== checkedRegion,
  );
  if (request.regions !== undefined) return usable;
  const { dryRuns, launch } = permissions;
  if (dryRuns.kind !== 'done') return [];
  if (own.launch === 'denied') return hangsOnRegion(dryRuns) ? usable : [];
  const hasPlace = launch.place.vpc !== undefined;
  if (hasPlace) return [];
  const isKnown =
    network.kind === 'checked' &&
    network.regions.some(({ region, kind }) => region === checkedRegion && kind === 'unusable');
  return isKnown ? usable.slice(0, 1) : usable;
}
