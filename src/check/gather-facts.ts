/** Collects the facts of a check. Calls that do not need each other run side by side. */

import { type IdentityFacts, identify } from '../account/identity.ts';
import { type RoleReadiness, roleReadiness, UNKNOWN_ROLE } from '../account/role.ts';
import { type AwsFailure, type AwsResult, isOperational } from '../aws/aws-result.ts';
import type { AwsContext } from '../aws/context.ts';
import { partitionOfRegion } from '../aws-facts/partitions.ts';
import { accountState } from '../conditions/account-state.ts';
import { displayPath } from '../config/display-path.ts';
import type { CredentialsOutcome, ResolvedSetting } from '../credentials/credentials-outcome.ts';
import type { Resolution } from '../credentials/resolve.ts';
import { decideFacts, type Facts, type RoleState, type SkyPilotFacts } from '../findings/facts.ts';
import type { Host } from '../host.ts';
import type { ProbeOutcome } from '../permissions/probe.ts';
import { enabledBySkyCheck, makeReads, type ReadResults, unansweredReads } from '../permissions/reads.ts';
import type { SimulationOutcome } from '../permissions/simulate.ts';
import { knowsLogin } from '../skypilot/environment/sky-environment.ts';
import { skyCredentialsPath, skyIdentityType } from '../skypilot/identity-type.ts';
import { remoteIdentityOf } from '../skypilot/remote-identity.ts';
import type { ArnScope, CapabilityId } from '../skypilot/requirements.ts';
import { awsIsOff, skyRefusesConfig } from '../skypilot/sky-config.ts';
import { type CheckInputs, profileChooser, profileSetting } from './check-inputs.ts';
import { gatherNetwork, quotasOf } from './gather-network.ts';
import { gatherPermissions } from './gather-permissions.ts';
import { gatherSkyPilot } from './gather-skypilot.ts';
import { gatherOfflineFacts } from './offline-facts.ts';
import type { CheckRequest } from './request.ts';
import type { Sharing } from './sharing.ts';

/** @param aws - signed with the loaded credentials; undefined where there are none, or no call may be made */
export async function gatherFacts(
  request: CheckRequest,
  { resolution, skyConfig: sky }: CheckInputs,
  credentials: CredentialsOutcome,
  aws: AwsContext | undefined,
  host: Host,
  sharing: Sharing,
): Promise<Facts> {
  const online = request.offline ? undefined : aws;
  const region = regionSetting(request, resolution);
  const checkedRegion = region.value ?? partitionOfRegion(undefined).globalRegion;
  const asked =
    online === undefined
      ? Promise.resolve(notAsked(credentials, request))
      : identify(online, ssoRegionOf(credentials));
  const { role } = remoteIdentityOf(sky.config);
  const [offline, identity, reads] = await Promise.all([
    gatherOfflineFacts(resolution, region, credentials, request.endpointUrl, host),
    asked,
    online === undefined || !request.probe ? undefined : readsOf(online, checkedRegion, role, asked, sharing),
  ]);
  const scope = scopeOf(identity, checkedRegion, role);
  const readiness =
    reads === undefined ? UNKNOWN_ROLE : roleReadiness(reads.getInstanceProfile, reads.getRole);
  const question = { request, aws: online, identity, reads, scope, roleArn: readiness.arn };
  const where = { ...question, sky, checkedRegion, sharing };
  const [{ simulation, probe, capabilities, roleUses }, network, quotas, setup] = await Promise.all([
    sharing.once(shareKey('permissions', identity, checkedRegion), () => gatherPermissions(question)),
    gatherNetwork(where),
    quotasOf(where),
    gatherSkyPilot(sky, resolution, credentials, identity, host),
  ]);
  const view = await skyView(credentials, setup.login, host);
  return decideFacts({
    ...offline,
    config: resolution.config,
    profile: profileSetting(resolution, sky, request),
    profileChosenBy: profileChooser(sky.config, request),
    profileName: resolution.selection.setting.value ?? resolution.selection.lookupName,
    region,
    checkedRegion,
    trace: resolution.trace,
    credentials,
    identity: withPrincipal(identity, simulation),
    simulation,
    probe,
    capabilities,
    role: { name: role, state: roleState(readiness), arn: readiness.arn, readiness, uses: roleUses },
    skyCheck: { ...view, enabled: skyEnabled(identity, view.missingCredentialsFile, reads, setup) },
    skypilot: setup,
    network,
    accountState: accountStateOf(identity, reads, probe),
    failedCalls: [...unansweredReads(reads), ...probeFailures(probe).filter(isOperational)],
    quotas,
    required: request.required,
  });
}

function accountStateOf(
  identity: IdentityFacts,
  reads: ReadResults | undefined,
  probe: ProbeOutcome,
): Facts['accountState'] {
  if (identity.kind !== 'known' || reads === undefined) return { kind: 'unknown' };
  return accountState(Object.values<AwsResult<unknown>>({ ...reads }), probeFailures(probe));
}

function probeFailures(probe: ProbeOutcome): readonly AwsFailure[] {
  return probe.kind === 'done' ? probe.failures : [];
}

/** The reads wait for nobody, unless who is asking may show that another profile has made them already. */
async function readsOf(
  aws: AwsContext,
  region: string,
  role: string,
  asked: Promise<IdentityFacts>,
  sharing: Sharing,
): Promise<ReadResults> {
  const make = () => makeReads(aws, region, role);
  if (!sharing.isShared) return make();
  return sharing.once(shareKey('reads', await asked, region), make);
}

/** What is asked of AWS depends on the principal, its account and the region; undefined for an unknown identity. */
function shareKey(what: string, identity: IdentityFacts, region: string): string | undefined {
  if (identity.kind !== 'known') return undefined;
  const principal = identity.principalCandidates[0] ?? identity.arn;
  return JSON.stringify([what, identity.account, principal, region]);
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

/** ARNs of an account that is not known name any account: they are shown, never asked about. */
function scopeOf(identity: IdentityFacts, region: string, role: string): ArnScope {
  return identity.kind === 'known'
    ? { partition: identity.partition, region, account: identity.account, role }
    : { partition: partitionOfRegion(region).id, region, account: '*', role };
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

async function skyView(
  credentials: CredentialsOutcome,
  login: SkyPilotFacts['login'],
  host: Host,
): Promise<Pick<Facts['skyCheck'], 'identityType' | 'missingCredentialsFile'>> {
  if (credentials.kind !== 'loaded') return { identityType: undefined, missingCredentialsFile: undefined };
  const identityType = skyIdentityType(credentials.provider, knowsLogin(login?.environment));
  const { path } = skyCredentialsPath(host.env, host.home);
  const demanded = identityType === 'shared-credentials-file';
  const isMissing = demanded && (await host.readFile(path)).kind === 'missing';
  return { identityType, missingCredentialsFile: isMissing ? displayPath(path, host.home) : undefined };
}

function skyEnabled(
  identity: IdentityFacts,
  missingCredentialsFile: string | undefined,
  reads: ReadResults | undefined,
  { skyConfig: sky, caches }: SkyPilotFacts,
): Facts['skyCheck']['enabled'] {
  const stops = skyRefusesConfig(sky) || awsIsOff(sky.config) !== undefined;
  const isRemembered = identity.kind === 'failed' && caches.identities.length > 0;
  const passes = (identity.kind === 'known' || isRemembered) && missingCredentialsFile === undefined;
  if (!passes || stops) return [];
  const configured = sky.config.capabilities?.value;
  const answered = enabledBySkyCheck(reads);
  const remembered: readonly CapabilityId[] = caches.zones.length > 0 ? ['compute'] : [];
  const enabled = (['compute', 'storage'] as const).filter(
    (id) => answered.includes(id) || remembered.includes(id),
  );
  return enabled.filter((id) => configured === undefined || configured.includes(id));
}
