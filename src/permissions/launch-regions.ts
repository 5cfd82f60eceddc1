/** Whether SkyPilot's launch is allowed in other regions than the checked one. */
import type { RegionState } from '../account/network.ts';
import { resourceTypeOf } from '../aws/arn.ts';
import type { AwsFailure, AwsResult } from '../aws/aws-result.ts';
import type { AwsContext } from '../aws/context.ts';
import type { DenialCause } from '../aws/denial/denial.ts';
import type { Ec2Reads } from '../aws/ec2.ts';
import { inParallel, roomFor } from '../aws/in-parallel.ts';
import type { Launch, LaunchImage, LaunchSettings } from '../skypilot/launch.ts';
import { unknownPlace } from '../skypilot/launch.ts';
import { denialReason, UNEXPLAINED } from './denial-layer.ts';
import {
  chooseGroup,
  chooseImage,
  chooseStandIn,
  groupQuery,
  imageQuery,
  namedImageQuery,
} from './launch-objects.ts';
import {
  type LaunchInput,
  type LaunchNames,
  launchInput,
  launchRequest,
  withoutTagsOn,
} from './launch-request.ts';

/** What was found out about the launch in one region. */
export interface RegionLaunch {
  readonly region: string;
  readonly launch: 'allowed' | 'denied' | 'unknown' | 'not-asked';
  /** For a denial, and for what is unknown. */
  readonly reason: string | undefined;
}

export type UsableRegion = Extract<RegionState, { kind: 'usable' }>;

export interface RegionsQuestion {
  readonly settings: LaunchSettings;
  /** Undefined where it is known not to be usable. */
  readonly profileArn: string | undefined;
  /** The image of SkyPilot's catalogue in a region. */
  imageId(region: string): Promise<string | undefined>;
}

/** As many as an account has of SkyPilot's without opting in; EC2 throttles launches in each region by itself. */
const REGIONS_AT_ONCE = 16;

/** What a launch would name in each region; undefined where something lacks. */
export type RegionNames = ReadonlyMap<string, Promise<LaunchNames | undefined>>;

/** Asks what a launch in each region would name: two calls a region, or three. */
export function readNames(
  aws: AwsContext,
  regions: readonly UsableRegion[],
  question: RegionsQuestion,
): RegionNames {
  const room = roomFor(REGIONS_AT_ONCE);
  return new Map(regions.map((state) => [state.region, room(() => namesIn(aws, state, question))]));
}

/**
 * Tries the launch in each region.
 *
 * @param allNames - as far as they were asked for before
 */
export function tryLaunchIn(
  aws: AwsContext,
  regions: readonly UsableRegion[],
  question: RegionsQuestion,
  allNames: RegionNames = new Map(),
): Promise<readonly RegionLaunch[]> {
  return inParallel(regions, REGIONS_AT_ONCE, async (state) => {
    const { region } = state;
    const { settings } = question;
    const names = await (allNames.get(region) ?? namesIn(aws, state, question));
    if (names === undefined) return { region, launch: 'unknown', reason: 'there is no image to try it with' };
    const launch: Launch = { ...settings, place: unknownPlace(region) };
    return outcomeIn(region, await tryAsSkyPilot(aws, region, launchInput(launch, names), launch));
  });
}

/** Where tags on volumes are denied SkyPilot launches without, unless the configuration insists on them. */
async function tryAsSkyPilot(
  aws: AwsContext,
  region: string,
  input: LaunchInput,
  { enforceTags }: Launch,
): Promise<AwsResult<'would-succeed'>> {
  const { dryRunEc2 } = await import('../aws/ec2-dry-run.ts');
  const first = await dryRunEc2(aws, region, launchRequest(input));
  if (!isOverVolumeTags(first) || enforceTags.includes('volume')) return first;
  return dryRunEc2(aws, region, launchRequest(withoutTagsOn(input, ['volume'])));
}

/** Whether a launch is denied over tags on volumes, without which SkyPilot can do. */
export function isOverVolumeTags(answer: AwsResult<'would-succeed'> | undefined): boolean {
  const { action, resource } = (answer?.kind === 'failed' ? answer.failure.denial : undefined) ?? {};
  const isTag = action?.toLowerCase() === 'ec2:createtags';
  return isTag && resource !== undefined && resourceTypeOf(resource) === 'volume';
}

async function namesIn(
  aws: AwsContext,
  { region, vpc, subnets }: UsableRegion,
  question: RegionsQuestion,
): Promise<LaunchNames | undefined> {
  const { settings, profileArn } = question;
  const { readEc2 } = await import('../aws/ec2.ts');
  const own = await question.imageId(region);
  const [image, groups] = await Promise.all([
    imageIn(aws, region, settings, own),
    readEc2(aws, region, 'DescribeSecurityGroups', groupQuery(settings)),
  ]);
  const groupId = chooseGroup(groups, vpc.id, settings);
  const [last] = [...subnets].sort((a, b) => (a.zone < b.zone ? 1 : -1));
  if (image === undefined || groupId === undefined || last === undefined) return undefined;
  return { image, groupId, subnetId: last.id, profileArn };
}

/** @param own - the id of SkyPilot's image, where it is known */
async function imageIn(
  aws: AwsContext,
  region: string,
  settings: LaunchSettings,
  own: string | undefined,
): Promise<LaunchImage | undefined> {
  const { readEc2 } = await import('../aws/ec2.ts');
  const read = (input: Ec2Reads['DescribeImages']['input']) => readEc2(aws, region, 'DescribeImages', input);
  if (own !== undefined)
    return chooseImage(await read({ Filters: [{ Name: 'image-id', Values: [own] }] }), settings, 'skypilot');
  const [describeNamedImages, describeImages] = await Promise.all([
    read(namedImageQuery(settings)),
    read(imageQuery(settings)),
  ]);
  return chooseStandIn({ describeNamedImages, describeImages }, settings);
}

/** Pure: what a dry run of the launch says about a region. */
export function outcomeIn(region: string, result: AwsResult<'would-succeed'> | undefined): RegionLaunch {
  if (result === undefined) return { region, launch: 'not-asked', reason: undefined };
  if (result.kind === 'ok') return { region, launch: 'allowed', reason: undefined };
  const { failure } = result;
  return failure.kind === 'denied'
    ? { region, launch: 'denied', reason: reasonOf(failure) }
    : { region, launch: 'unknown', reason: failure.code };
}

/** The layer alone: the policy and its statement are shown where the checked region's denial is. */
function reasonOf({ denial = UNEXPLAINED }: AwsFailure): string {
  const { action, cause } = denial;
  const bare: DenialCause =
    cause.kind === 'explicit-deny'
      ? { kind: cause.kind, ...(cause.in && { in: cause.in }), statements: [] }
      : cause;
  return `${action === undefined ? '' : `${action}: `}${denialReason({ ...denial, cause: bare })}`;
}
