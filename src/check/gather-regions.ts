/** Where SkyPilot's launch is allowed: one region is enough for it, so a denial in one decides nothing yet. */
import type { NetworkState } from '../account/network.ts';
import type { AwsContext } from '../aws/context.ts';
import type { Denial } from '../aws/denial/denial.ts';
import type { DryRunGate } from '../permissions/dry-run-gate.ts';
import type { Guardrail } from '../permissions/launch-guardrail.ts';
import {
  isOverVolumeTags,
  outcomeIn,
  type RegionLaunch,
  type RegionsQuestion,
  readNames,
  tryLaunchIn,
  type UsableRegion,
} from '../permissions/launch-regions.ts';
import type { LaunchOutcome } from '../permissions/send-dry-runs.ts';
import type { StartedPermissions } from './gather-permissions.ts';
import type { CheckRequest } from './request.ts';

/** What decides over the regions to try. */
export interface RegionsAsked {
  readonly request: Pick<CheckRequest, 'regions'>;
  readonly network: NetworkState;
  readonly checkedRegion: string;
  /** What SkyPilot would send in the checked region. */
  readonly permissions: Pick<StartedPermissions, 'launch'>;
}

export interface RegionsContext extends RegionsQuestion, RegionsAsked {
  /** Undefined where no call may be made. */
  readonly aws: AwsContext | undefined;
  readonly gate: DryRunGate;
  /** What is asked in the checked region. */
  readonly permissions: Pick<StartedPermissions, 'launch' | 'dryRuns'>;
}

/**
 * What is known of the launch in every region that SkyPilot may use.
 *
 * Other regions are tried where the checked one denies the launch or cannot take one, and where several were asked for;
 * not by default: CloudTrail records every dry run. What a launch there would name is asked for while it is found out
 * over what the launch was denied.
 */
export async function gatherLaunches(context: RegionsContext): Promise<readonly RegionLaunch[]> {
  const { aws, network, checkedRegion, permissions } = context;
  const mayAsk = aws !== undefined && context.gate.kind === 'open';
  const launched = await permissions.dryRuns.launched;
  const first = isOverVolumeTags(launched) ? undefined : { launch: launched, guardrail: undefined };
  const foreseen = mayAsk ? regionsToTry(context, first) : [];
  const names = aws === undefined ? new Map() : readNames(aws, foreseen, context);
  const explained = await permissions.dryRuns.explained;
  const candidates = mayAsk ? regionsToTry(context, explained) : [];
  const tried = aws === undefined ? [] : await tryLaunchIn(aws, candidates, context, names);
  const outcome = await permissions.dryRuns.outcome;
  const own = outcomeIn(checkedRegion, outcome?.launch);
  const others = (network.kind === 'checked' ? network.regions : [])
    .filter(({ region }) => region !== checkedRegion)
    .map(({ region }) => tried.find((launch) => launch.region === region) ?? outcomeIn(region, undefined));
  return [own, ...others];
}

/** The region in which SkyPilot launches first, where that is another than the checked one. */
export function regionInstead(launches: readonly RegionLaunch[], checkedRegion: string): string | undefined {
  if (launches.find(({ region }) => region === checkedRegion)?.launch === 'allowed') return undefined;
  return launches.find(({ launch }) => launch === 'allowed')?.region;
}

/** A statement that looks at nothing of a place stops the launch everywhere, and a role has no region. */
function hangsOnRegion(denial: Denial | undefined, guardrail: Guardrail | undefined): boolean {
  const isMissingPass =
    denial?.action?.toLowerCase() === 'iam:passrole' && denial.cause.kind === 'missing-allow';
  if (isMissingPass) return false;
  const isExplained = denial?.cause.kind === 'explicit-deny' && denial.cause.statements.length > 0;
  return isExplained ? namesPlace(denial) : guardrail === undefined;
}

/** Whether the statements that deny look at the region or what is in it. */
function namesPlace({ cause }: Denial): boolean {
  const statements = cause.kind === 'explicit-deny' ? cause.statements : [];
  return statements.some(
    ({ conditions, resources }) =>
      conditions.some(({ key }) => PLACE_KEYS.test(key)) || resources.some(namesRegion),
  );
}

const PLACE_KEYS =
  /^(aws:requestedregion|ec2:(region|availabilityzone(id)?|vpc|vpcid|subnet|subnetid|securitygroupid|imageid)|(aws|ec2):resourcetag\/.+)$/i;

/** Whether an ARN pattern names a region or an id, which only one region has. */
function namesRegion(pattern: string): boolean {
  const [, , , region = '*', , ...rest] = pattern.split(':');
  const id = rest.join(':').split('/')[1] ?? '*';
  return !/^\**$/.test(region) || /\w-[0-9a-f]{8,}/.test(id);
}

/**
 * Pure: the other regions in which the launch is worth trying.
 *
 * @param outcome - of the launch in the checked region; undefined where no dry run was sent
 */
export function regionsToTry(
  { request, network, checkedRegion, permissions }: RegionsAsked,
  outcome: LaunchOutcome | undefined,
): readonly UsableRegion[] {
  const usable = (network.kind === 'checked' ? network.regions : []).filter(
    (state): state is UsableRegion => state.kind === 'usable' && state.region !== checkedRegion,
  );
  if (request.regions !== undefined) return usable;
  if (outcome === undefined) return [];
  const { launch, guardrail } = outcome;
  if (launch?.kind === 'failed' && launch.failure.kind === 'denied')
    return hangsOnRegion(launch.failure.denial, guardrail) ? usable : [];
  // The first use of a region is what AWS verifies.
  if (launch?.kind === 'failed' && launch.failure.code === 'PendingVerification') return usable;
  const hasPlace = permissions.launch.place.vpc !== undefined;
  if (hasPlace) return [];
  const isKnown =
    network.kind === 'checked' &&
    network.regions.some(({ region, kind }) => region === checkedRegion && kind === 'unusable');
  return isKnown ? usable.slice(0, 1) : usable;
}
