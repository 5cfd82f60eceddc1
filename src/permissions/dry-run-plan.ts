/**
 * Which dry runs tell something about which permissions.
 *
 * A launch is tried as SkyPilot makes it, whatever changes something on SkyPilot's own things where the account has
 * them. Where it has none a stand-in is named: what is denied for that one may be allowed for the real one, for its
 * tags or its id may be what decides.
 */
import type { CreateSecurityGroupCommandInput } from '@aws-sdk/client-ec2';
import { groupBy } from '../group-by.ts';
import { type DryRunObjects, type DryRunRequest, dryRunRequest } from '../skypilot/ec2-dry-run-entry.ts';
import type { Launch } from '../skypilot/launch.ts';
import type { ResourceKind } from '../skypilot/requirements.ts';
import type { RequiredPermission } from './decision.ts';
import type { LaunchField } from './launch-fields.ts';
import type { LaunchObjects } from './launch-objects.ts';
import {
  inSpotMarket,
  intoReservation,
  type LaunchInput,
  launchInput,
  launchRequest,
  withoutProfile,
  withoutTagsOn,
} from './launch-request.ts';
import type { LaunchVariation } from './launch-variations.ts';

export interface PlannedDryRun {
  /** What is tried, in words: `RunInstances without tags`. */
  readonly what: string;
  readonly request: DryRunRequest;
  /** The permissions that success proves and that a denial may be about. */
  readonly decides: readonly RequiredPermission[];
  /** Of those, the ones for which something else than SkyPilot's own is named: a denial is no proof about them. */
  readonly standIns: readonly RequiredPermission[];
  /** Whether it names an id that nothing has: AWS seems to look for the thing only after permissions. */
  readonly madeUp: boolean;
  /** For a launch that is unlike SkyPilot's in one field: success names what a guardrail wants. */
  readonly varies?: LaunchField;
  readonly variation?: Pick<LaunchVariation, 'what' | 'adds'>;
}

/** The launch as SkyPilot sends it, and what else can be made of it. */
export interface PlannedLaunch extends PlannedDryRun {
  readonly input: LaunchInput;
}

export interface DryRunPlan {
  /** What names nothing real comes first. */
  readonly calls: readonly PlannedDryRun[];
  /** Undefined where something lacks. */
  readonly launch: PlannedLaunch | undefined;
  /** Why a permission cannot be tried; those in neither list have no harmless way. */
  readonly untried: ReadonlyMap<string, string>;
}

/** Plans the dry runs for a list of permissions. */
export function planDryRuns(
  permissions: readonly RequiredPermission[],
  launch: Launch,
  objects: LaunchObjects,
): DryRunPlan {
  const planned = planLaunch(permissions, launch, objects);
  const others =
    planned === undefined
      ? []
      : [...planReserved(permissions, launch, planned), ...planSpot(permissions, launch, planned)];
  return {
    calls: [...ownDryRuns(permissions, objects), ...others],
    launch: planned,
    untried: untriedReasons(permissions, launch, objects, planned),
  };
}

/** An id of a requirement's own: the digits of AWS's documentation name nothing that exists. */
const MADE_UP_ID = /-0123456789abcdef0\b/;

/** The dry runs that requirements bring along: one for each distinct request. */
function ownDryRuns(
  permissions: readonly RequiredPermission[],
  { dryRun }: LaunchObjects,
): readonly PlannedDryRun[] {
  const requested = permissions.flatMap((permission) => {
    const request = requestOf(permission, dryRun.objects);
    return request === undefined ? [] : [{ permission, request }];
  });
  const groups = groupBy(requested, ({ request }) => JSON.stringify([request.operation, request.input]));
  const calls = [...groups.values()].map((group): PlannedDryRun => {
    const { request } = group[0];
    const decides = group.map(({ permission }) => permission);
    const text = JSON.stringify(request.input);
    const madeUp = MADE_UP_ID.test(text) || dryRun.madeUp.some((id) => text.includes(id));
    return { what: request.operation, request, decides, standIns: madeUp ? decides : [], madeUp };
  });
  return [...calls.filter(({ madeUp }) => madeUp), ...calls.filter(({ madeUp }) => !madeUp)];
}

function requestOf(
  { requirement: { dryRun } }: RequiredPermission,
  objects: DryRunObjects,
): DryRunRequest | undefined {
  return dryRun === undefined || dryRun === 'launch' ? undefined : dryRun.requestFor(objects);
}

/** What an instance is launched from and into; a reservation is something else that a launch may use. */
const LAUNCH_KINDS: readonly ResourceKind[] = [
  'image',
  'instance',
  'network-interface',
  'subnet',
  'volume',
  'security-group',
];

function isOfLaunch({ requirement, resourceKind }: RequiredPermission, { spot }: Launch): boolean {
  if (requirement.dryRun !== 'launch' || (isOfSpot(requirement) && !spot)) return false;
  return requirement.action !== 'ec2:RunInstances' || LAUNCH_KINDS.includes(resourceKind);
}

function isOfSpot({ capability }: RequiredPermission['requirement']): boolean {
  return capability === 'spot';
}

function planLaunch(
  permissions: readonly RequiredPermission[],
  launch: Launch,
  { names, standIns }: LaunchObjects,
): PlannedLaunch | undefined {
  if (names === undefined) return undefined;
  const decides = permissions
    .filter((permission) => isOfLaunch(permission, launch))
    .filter(({ requirement }) => requirement.action !== 'iam:PassRole' || names.profileArn !== undefined);
  const input = launchInput(launch, names);
  return {
    what: 'RunInstances as SkyPilot sends it',
    request: launchRequest(input),
    input,
    decides,
    standIns: decides.filter(
      ({ requirement, resourceKind }) =>
        requirement.action === 'ec2:RunInstances' && standIns.includes(resourceKind),
    ),
    madeUp: false,
  };
}

function planReserved(
  permissions: readonly RequiredPermission[],
  launch: Launch,
  planned: PlannedLaunch,
): readonly PlannedDryRun[] {
  const decides = permissions.filter(({ resourceKind }) => resourceKind === 'capacity-reservation');
  if (decides.length === 0) return [];
  const madeUp = launch.reservations.length === 0;
  const input = intoReservation(planned.input, launch);
  return [
    {
      what: 'RunInstances into a capacity reservation',
      request: launchRequest(input),
      decides,
      standIns: madeUp ? decides : [],
      madeUp,
    },
  ];
}

/** The launch in the spot market, where it is not a spot launch by itself. */
function planSpot(
  permissions: readonly RequiredPermission[],
  { spot }: Launch,
  planned: PlannedLaunch,
): readonly PlannedDryRun[] {
  const decides = permissions.filter(
    ({ requirement }) => requirement.dryRun === 'launch' && isOfSpot(requirement),
  );
  if (spot || decides.length === 0) return [];
  const input = inSpotMarket(planned.input);
  const what = 'RunInstances of a spot instance';
  return [{ what, request: launchRequest(input), decides, standIns: [], madeUp: false }];
}

/** The launch with one field changed: it proves what that field is not about. */
export function variedLaunch(
  launch: PlannedLaunch,
  { field, what, input, about, adds }: LaunchVariation,
): PlannedDryRun {
  const concerns = ({ requirement, resourceKind }: RequiredPermission) =>
    about.includes(resourceKind) && (requirement.action === 'ec2:RunInstances' || field === 'tags');
  return {
    ...without(launch, `RunInstances ${what}`, input, (permission) => !concerns(permission)),
    varies: field,
    variation: { what, ...(adds === undefined ? {} : { adds }) },
  };
}

/** A security group made without tags: it proves all but the tags. */
export function untaggedGroup(call: PlannedDryRun): PlannedDryRun {
  const { TagSpecifications: _left, ...input } = call.request.input as CreateSecurityGroupCommandInput;
  return {
    ...call,
    what: 'CreateSecurityGroup without tags',
    request: dryRunRequest('CreateSecurityGroup', input),
    decides: call.decides.filter(({ requirement }) => requirement.action !== 'ec2:CreateTags'),
  };
}

/** Another launch without tags on volumes. */
export function untaggedVolumes(call: PlannedDryRun): PlannedDryRun {
  const input = withoutTagsOn(call.request.input as LaunchInput, ['volume']);
  return { ...call, what: `${call.what} without tags on volumes`, request: launchRequest(input) };
}

/** The launch without what is denied beside the launch itself: tags of volumes, all tags, the role. */
export function reducedLaunches(launch: PlannedLaunch): {
  readonly volumeTags: PlannedDryRun;
  readonly tags: PlannedDryRun;
  readonly profile: PlannedDryRun;
  readonly both: PlannedDryRun;
} {
  const isTag = ({ requirement }: RequiredPermission) => requirement.action === 'ec2:CreateTags';
  const isPass = ({ requirement }: RequiredPermission) => requirement.action === 'iam:PassRole';
  const untagged = withoutTagsOn(launch.input, ['instance', 'volume']);
  return {
    volumeTags: without(
      launch,
      'RunInstances without tags on volumes',
      withoutTagsOn(launch.input, ['volume']),
      (permission) => !(isTag(permission) && permission.resourceKind === 'volume'),
    ),
    tags: without(launch, 'RunInstances without tags', untagged, (permission) => !isTag(permission)),
    profile: without(
      launch,
      'RunInstances without an instance profile',
      withoutProfile(launch.input),
      (permission) => !isPass(permission),
    ),
    both: without(
      launch,
      'RunInstances without tags and without an instance profile',
      withoutProfile(untagged),
      (permission) => !isTag(permission) && !isPass(permission),
    ),
  };
}

function without(
  launch: PlannedLaunch,
  what: string,
  input: LaunchInput,
  isDecided: (permission: RequiredPermission) => boolean,
): PlannedDryRun {
  const { input: _own, ...rest } = launch;
  return { ...rest, what, request: launchRequest(input), decides: launch.decides.filter(isDecided) };
}

function untriedReasons(
  permissions: readonly RequiredPermission[],
  launch: Launch,
  { names, missing }: LaunchObjects,
  planned: PlannedLaunch | undefined,
): ReadonlyMap<string, string> {
  const ofLaunch = permissions.filter(({ requirement }) => requirement.dryRun === 'launch');
  if (planned === undefined) {
    const reason = `no ${missing.join(' and no ')} was found in ${launch.place.region} to try a launch with`;
    return new Map(ofLaunch.map(({ id }) => [id, reason]));
  }
  const pass = ofLaunch.filter(({ requirement }) => requirement.action === 'iam:PassRole');
  if (names?.profileArn !== undefined) return new Map();
  return new Map(pass.map(({ id }) => [id, 'there is no instance profile to try it with']));
}
