/** Collects the facts of a check. Calls that do not need each other run side by side. */

import { type IdentityFacts, identify } from '../account/identity.ts';
import type { NetworkState } from '../account/network.ts';
import { type RoleReadiness, roleReadiness, UNKNOWN_ROLE } from '../account/role.ts';
import { skyImageId } from '../account/sky-catalog.ts';
import { readZones } from '../account/zones.ts';
import { type AwsFailure, type AwsResult, isOperational } from '../aws/aws-result.ts';
import type { AwsContext } from '../aws/context.ts';
import type { AvailabilityZone } from '../aws/ec2.ts';
import { partitionOfRegion } from '../aws-facts/partitions.ts';
import { accountState } from '../conditions/account-state.ts';
import type {
  CredentialsOutcome,
  ProviderName,
  ResolvedSetting,
} from '../credentials/credentials-outcome.ts';
import type { Resolution } from '../credentials/resolve.ts';
import { decideFacts, type Facts, type RoleState } from '../findings/facts.ts';
import type { Host } from '../host.ts';
import { askDryRunGate, type DryRunGate, OPEN_GATE } from '../permissions/dry-run-gate.ts';
import type { RegionLaunch } from '../permissions/launch-regions.ts';
import { makeReads, type ReadResults, unansweredReads } from '../permissions/reads.ts';
import type { DryRunOutcome } from '../permissions/send-dry-runs.ts';
import type { SimulationOutcome } from '../permissions/simulate.ts';
import { type LaunchSettings, launchSettings } from '../skypilot/launch.ts';
import { chooseRegions, isSkypilotRegion } from '../skypilot/regions.ts';
import { scopeOf } from './arn-scope.ts';
import { type CheckInputs, profileChooser, profileSetting } from './check-inputs.ts';
import type { KnownForLifetime } from './gather-lifetime.ts';
import { gatherNetwork, type NetworkContext, quotasOf } from './gather-network.ts';
import {
  instanceProfileArn,
  type PermissionFacts,
  type PermissionQuestion,
  startPermissions,
} from './gather-permissions.ts';
import { gatherLaunches, regionInstead } from './gather-regions.ts';
import { gatherSkyPilot } from './gather-skypilot.ts';
import type { PlannedTask } from './gather-task.ts';
import { gatherOfflineFacts } from './offline-facts.ts';
import type { CheckRequest } from './request.ts';
import type { Sharing } from './sharing.ts';
import { foreseeSkyCheck } from './sky-check.ts';

/** The facts of a check, and what was asked about permissions, so that some of it can be asked again. */
export interface Gathered {
  readonly facts: Facts;
  readonly question: PermissionQuestion;
}

/**
 * @param aws - signed with the loaded credentials; undefined where there are none, or no call may be made
 * @param onIdentity - is told who it is as soon as that is known
 */
export async function gatherFacts(
  request: CheckRequest,
  { resolution, skyConfig: sky }: CheckInputs,
  credentials: CredentialsOutcome,
  aws: AwsContext | undefined,
  host: Host,
  sharing: Sharing,
  onIdentity: (identity: IdentityFacts) => void = () => undefined,
  task?: PlannedTask,
): Promise<Gathered> {
  const online = request.offline ? undefined : aws;
  const region = regionSetting(request, resolution);
  const startRegion = startRegionOf(request, region.value);
  const asked =
    online === undefined
      ? Promise.resolve(notAsked(credentials, request))
      : identify(online, ssoRegionOf(credentials));
  void asked.then(onIdentity);
  const settings = launchSettings(sky.config, request.launch, host);
  const role = settings.profile.name;
  const share = { sharing, session: sessionOf(credentials) };
  const real = request.realCalls ? online : undefined;
  const [offline, identity, reads, gate] = await Promise.all([
    gatherOfflineFacts(resolution, region, credentials, request.endpointUrl, host),
    asked,
    real === undefined ? undefined : readsOf(real, startRegion, settings, host, asked, share),
    real === undefined ? OPEN_GATE : gateOf(real, startRegion, request.sandbox !== undefined, asked, share),
  ]);
  const readiness =
    reads === undefined ? UNKNOWN_ROLE : roleReadiness(reads.getInstanceProfile, reads.getRole);
  const scope = scopeOf(identity, startRegion, role, readiness);
  const question = {
    request,
    aws: online,
    identity,
    reads,
    gate,
    scope,
    settings,
    wishes: sky.config,
    roleArn: readiness.arn,
  };
  const where = { ...question, sky, checkedRegion: startRegion, sharing };
  const zonesElsewhere =
    real === undefined
      ? []
      : sharing.once(shareKey('zones', identity, startRegion, share.session), () =>
          zonesOf(real, reads, startRegion),
        );
  const [found, zones, quotas, skypilot] = await Promise.all([
    launchFacts(where, host, share),
    zonesElsewhere,
    quotasOf(where),
    gatherSkyPilot(sky, resolution, credentials, identity, host),
  ]);
  const { checkedRegion, network, launches } = found;
  const { launch, simulation, dryRuns, capabilities, roleUses } = found.permissions;
  const skyCheck = await foreseeSkyCheck(
    credentials,
    identity,
    offline.refusedClients,
    reads,
    zones,
    skypilot,
    host,
  );
  const planned = await task?.atAws({
    zones: [reads?.describeAvailabilityZones, ...zones],
    launch,
    launches,
    beside: {
      ...{ request, aws: real, identity, scope: { ...scope, region: checkedRegion } },
      ...{ simulation, reads, readiness, skypilot, host },
      profileName: resolution.selection.setting.value ?? resolution.selection.profileName,
    },
  });
  const facts = decideFacts({
    ...offline,
    config: resolution.config,
    profile: profileSetting(resolution, sky, request),
    profileChosenBy: profileChooser(sky.config, request),
    profileName: resolution.selection.setting.value ?? resolution.selection.profileName,
    region,
    checkedRegion,
    trace: resolution.trace,
    credentials,
    identity: withPrincipal(identity, simulation),
    simulation,
    dryRuns,
    launch,
    launches,
    capabilities,
    role: { name: role, state: roleState(readiness), arn: readiness.arn, readiness, uses: roleUses },
    skyCheck,
    skypilot,
    network,
    accountState: accountStateOf(identity, reads, dryRuns),
    failedCalls: [...unansweredReads(reads), ...dryRunFailures(dryRuns).filter(isOperational)],
    quotas,
    required: request.required,
    withPolicies: request.withPolicies,
    task: planned,
    lifetime: await lifetimeFact(
      request.validForMs,
      { resolution, credentials, ...offline, ...skypilot, hasController: planned?.controller !== undefined },
      host,
    ),
  });
  return { facts, question: found.question };
}

async function lifetimeFact(
  validForMs: number | undefined,
  known: KnownForLifetime,
  host: Host,
): Promise<Facts['lifetime']> {
  if (validForMs === undefined) return undefined;
  const { gatherLifetime } = await import('./gather-lifetime.ts');
  return gatherLifetime(validForMs, known, host);
}

interface LaunchFacts {
  /** Where the launch is allowed, or else where it was asked for first. */
  readonly checkedRegion: string;
  readonly permissions: PermissionFacts;
  /** What these are the answer to. */
  readonly question: PermissionQuestion;
  readonly network: NetworkState;
  readonly launches: readonly RegionLaunch[];
}

/** Permissions and networks side by side; then, where it takes that, launches elsewhere, and permissions there. */
async function launchFacts(
  where: PermissionQuestion & NetworkContext,
  host: Host,
  share: Shared,
): Promise<LaunchFacts> {
  const { request, reads, identity, gate, scope, settings, checkedRegion } = where;
  const aws = reads === undefined ? undefined : where.aws;
  const { sharing } = share;
  const permissions = await sharing.once(
    shareKey('permissions', identity, checkedRegion, share.session),
    async () => startPermissions(where),
  );
  const looked = gatherNetwork(where);
  const tried = looked.then((network) =>
    sharing.once(shareKey('launches', identity, checkedRegion, share.session), () =>
      gatherLaunches({
        request,
        aws,
        gate,
        network,
        checkedRegion,
        permissions,
        settings,
        profileArn: reads === undefined ? undefined : instanceProfileArn(reads, scope),
        imageId: (name) => skyImageId(host, name, settings.instanceType),
      }),
    ),
  );
  const moved = tried.then(async (launches) => {
    const region = aws === undefined ? undefined : regionInstead(launches, checkedRegion);
    if (aws === undefined || region === undefined) return undefined;
    const simulator = await permissions.simulator;
    return {
      checkedRegion: region,
      ...(await checkIn(region, { ...where, simulator }, aws, host, share)),
    };
  });
  const [first, network, launches, elsewhere] = await Promise.all([permissions.facts, looked, tried, moved]);
  return { checkedRegion, permissions: first, question: where, ...elsewhere, network, launches };
}

/** The same questions in another region, where a launch is allowed. */
async function checkIn(
  region: string,
  question: PermissionQuestion,
  aws: AwsContext,
  host: Host,
  share: Shared,
): Promise<Pick<LaunchFacts, 'permissions' | 'question'>> {
  const { identity, scope, settings } = question;
  const reads = await readsOf(aws, region, settings, host, Promise.resolve(identity), share);
  const there = { ...question, reads, scope: { ...scope, region } };
  const { facts } = await share.sharing.once(
    shareKey('permissions', identity, region, share.session),
    async () => startPermissions(there),
  );
  return { permissions: await facts, question: there };
}

/** The zones of the enabled regions beside the checked one, as SkyPilot asks for them. */
function zonesOf(
  aws: AwsContext,
  reads: ReadResults | undefined,
  checkedRegion: string,
): Promise<readonly AwsResult<readonly AvailabilityZone[]>[]> {
  const enabled = reads?.describeRegions.kind === 'ok' ? reads.describeRegions.value : [];
  const names = enabled.map(({ name }) => name).filter((name) => name !== checkedRegion);
  return readZones(aws, names.filter(isSkypilotRegion));
}

function accountStateOf(
  identity: IdentityFacts,
  reads: ReadResults | undefined,
  dryRuns: DryRunOutcome,
): Facts['accountState'] {
  if (identity.kind !== 'known' || reads === undefined) return { kind: 'unknown' };
  return accountState(
    Object.values<AwsResult<unknown> | undefined>({ ...reads }).filter((read) => read !== undefined),
    dryRunFailures(dryRuns),
  );
}

function dryRunFailures(dryRuns: DryRunOutcome): readonly AwsFailure[] {
  return dryRuns.kind === 'done' ? dryRuns.failures : [];
}

/** What profiles of one principal share. */
interface Shared {
  readonly sharing: Sharing;
  readonly session: string | undefined;
}

/** The reads wait for nobody, unless who is asking may show that another profile has made them already. */
async function readsOf(
  aws: AwsContext,
  region: string,
  settings: LaunchSettings,
  host: Host,
  asked: Promise<IdentityFacts>,
  { sharing, session }: Shared,
): Promise<ReadResults> {
  const { id, globalRegion } = partitionOfRegion(region);
  const catalogRegion = id === 'aws' ? globalRegion : region;
  const make = async () => {
    const image = await skyImageId(host, region, settings.instanceType);
    return makeReads(aws, { region, catalogRegion, settings, skyImageId: image });
  };
  if (!sharing.isShared) return make();
  return sharing.once(shareKey('reads', await asked, region, session), make);
}

/** Providers whose sessions boto3 starts itself, and without a policy of their own. */
const WITHOUT_SESSION_POLICY: readonly ProviderName[] = [
  'assume-role',
  'assume-role-with-web-identity',
  'sso',
  'login',
];

/** As with the reads: it waits for nobody, unless another profile may have asked already. */
async function gateOf(
  aws: AwsContext,
  region: string,
  trusted: boolean,
  asked: Promise<IdentityFacts>,
  { sharing, session }: Shared,
): Promise<DryRunGate> {
  const ask = () => askDryRunGate(aws, region, trusted);
  if (!sharing.isShared) return ask();
  return sharing.once(shareKey('dry-run gate', await asked, region, session), ask);
}

/** What tells sessions of one principal apart, where a session may have a policy of its own; undefined where none has. */
function sessionOf(credentials: CredentialsOutcome): string | undefined {
  if (credentials.kind !== 'loaded' || WITHOUT_SESSION_POLICY.includes(credentials.provider))
    return undefined;
  const { sessionToken, accessKeyId } = credentials.credentials;
  return sessionToken === undefined ? undefined : accessKeyId;
}

/** What is asked of AWS depends on the principal, its account and the region; undefined for an unknown identity. */
function shareKey(
  what: string,
  identity: IdentityFacts,
  region: string,
  session: string | undefined,
): string | undefined {
  if (identity.kind !== 'known') return undefined;
  const principal = identity.principalCandidates[0] ?? identity.arn;
  return JSON.stringify([what, identity.account, principal, region, session]);
}

/** The region that boto3 would use, unless patterns ask for others. */
function startRegionOf({ region, regions, startRegion }: CheckRequest, resolved: string | undefined): string {
  const chosen = region ?? startRegion ?? resolved ?? partitionOfRegion(undefined).globalRegion;
  if (region !== undefined || regions === undefined) return chosen;
  const asked = chooseRegions(regions, undefined);
  return asked.includes(chosen) ? chosen : (asked[0] ?? chosen);
}

function regionSetting(request: CheckRequest, { region }: Resolution): ResolvedSetting {
  return request.region === undefined
    ? region
    : { value: request.region, type: 'manual', location: '--region' };
}

function notAsked(credentials: CredentialsOutcome, request: CheckRequest): IdentityFacts {
  const reason =
    request.offline && credentials.kind !== 'none'
      ? 'no call was made (--offline)'
      : 'there are no usable credentials';
  return { kind: 'not-asked', reason };
}

function ssoRegionOf(credentials: CredentialsOutcome): string | undefined {
  return credentials.kind === 'loaded' ? credentials.sso?.region : undefined;
}

/** The simulator knew one of the candidates: that is the principal. */
function withPrincipal(identity: IdentityFacts, outcome: SimulationOutcome): IdentityFacts {
  if (identity.kind !== 'known' || identity.principalArn !== undefined || outcome.kind !== 'done')
    return identity;
  return outcome.failures.length === 0 ? { ...identity, principalArn: outcome.principalArn } : identity;
}

function roleState({ profile, profileHoldsRole }: RoleReadiness): RoleState {
  if (profile === 'exists') return profileHoldsRole ? 'present' : 'profile-without-role';
  return profile;
}
