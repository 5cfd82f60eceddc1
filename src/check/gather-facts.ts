/** Collects the facts of a check. Calls that do not need each other run side by side. */

import { type IdentityFacts, identify } from '../account/identity.ts';
import type { AwsContext } from '../aws/context.ts';
import { partitionOfRegion } from '../aws/partition.ts';
import { displayPath } from '../config/display-path.ts';
import type { CredentialsOutcome, ResolvedSetting } from '../credentials/model.ts';
import type { Resolution } from '../credentials/resolve.ts';
import type { Facts, RoleState } from '../findings/facts.ts';
import type { Host } from '../host.ts';
import { enabledBySkyCheck, makeReads, type ReadResults } from '../permissions/reads.ts';
import type { SimulationOutcome } from '../permissions/simulate.ts';
import { skyCredentialsPath, skyIdentityType } from '../skypilot/identity-type.ts';
import { type ArnScope, DEFAULT_ROLE } from '../skypilot/requirements.ts';
import { gatherPermissions } from './gather-permissions.ts';
import { gatherOfflineFacts } from './offline-facts.ts';
import type { CheckRequest } from './request.ts';
import type { Sharing } from './sharing.ts';

/** @param aws - signed with the loaded credentials; undefined where there are none, or no call may be made */
export async function gatherFacts(
  request: CheckRequest,
  resolution: Resolution,
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
  const [offline, identity, reads, sky] = await Promise.all([
    gatherOfflineFacts(resolution, region, credentials, host),
    asked,
    online === undefined || !request.probe ? undefined : readsOf(online, checkedRegion, asked, sharing),
    skyView(credentials, host),
  ]);
  const scope = scopeOf(identity, checkedRegion);
  const roleArn = roleArnOf(reads);
  const question = { request, aws: online, identity, reads, scope, roleArn };
  const { simulation, probe, capabilities, roleUses } = await sharing.once(
    shareKey('permissions', identity, checkedRegion),
    () => gatherPermissions(question),
  );
  return {
    ...offline,
    config: resolution.config,
    profile: resolution.selection.setting,
    profileName: resolution.selection.setting.value ?? resolution.selection.lookupName,
    region,
    checkedRegion,
    trace: resolution.trace,
    credentials,
    identity: withPrincipal(identity, simulation),
    simulation,
    probe,
    capabilities,
    role: { name: DEFAULT_ROLE, state: roleState(reads), arn: roleArn, uses: roleUses },
    sky: { ...sky, enabled: skyEnabled(identity, sky.missingCredentialsFile, reads) },
    required: request.required,
  };
}

/** The reads wait for nobody, unless who is asking may show that another profile has made them already. */
async function readsOf(
  aws: AwsContext,
  region: string,
  asked: Promise<IdentityFacts>,
  sharing: Sharing,
): Promise<ReadResults> {
  const make = () => makeReads(aws, region, DEFAULT_ROLE);
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
function scopeOf(identity: IdentityFacts, region: string): ArnScope {
  return identity.kind === 'known'
    ? { partition: identity.partition, region, account: identity.account, role: DEFAULT_ROLE }
    : { partition: partitionOfRegion(region).id, region, account: '*', role: DEFAULT_ROLE };
}

/** The simulator knew one of the candidates: that is the principal. */
function withPrincipal(identity: IdentityFacts, outcome: SimulationOutcome): IdentityFacts {
  if (identity.kind !== 'known' || identity.principalArn !== undefined || outcome.kind !== 'done')
    return identity;
  return outcome.failures.length === 0 ? { ...identity, principalArn: outcome.principalArn } : identity;
}

function roleState(reads: ReadResults | undefined): RoleState {
  const profile = reads?.getInstanceProfile;
  if (profile?.kind === 'ok') return profile.value.roles.length > 0 ? 'present' : 'profile-without-role';
  return profile?.kind === 'failed' && profile.failure.kind === 'not-found' ? 'missing' : 'unknown';
}

/** The role that instances get is the one in the profile; where there is no profile, the one of that name. */
function roleArnOf(reads: ReadResults | undefined): string | undefined {
  const [inProfile] = reads?.getInstanceProfile.kind === 'ok' ? reads.getInstanceProfile.value.roles : [];
  return inProfile?.arn ?? (reads?.getRole.kind === 'ok' ? reads.getRole.value.arn : undefined);
}

async function skyView(
  credentials: CredentialsOutcome,
  host: Host,
): Promise<Pick<Facts['sky'], 'identityType' | 'missingCredentialsFile'>> {
  if (credentials.kind !== 'loaded') return { identityType: undefined, missingCredentialsFile: undefined };
  const identityType = skyIdentityType(credentials.provider);
  const { path } = skyCredentialsPath(host.env, host.home);
  const demanded = identityType === 'shared-credentials-file';
  const isMissing = demanded && (await host.readFile(path)).kind === 'missing';
  return { identityType, missingCredentialsFile: isMissing ? displayPath(path, host.home) : undefined };
}

function skyEnabled(
  identity: IdentityFacts,
  missingCredentialsFile: string | undefined,
  reads: ReadResults | undefined,
): Facts['sky']['enabled'] {
  const passes = identity.kind === 'known' && missingCredentialsFile === undefined;
  return passes ? enabledBySkyCheck(reads) : [];
}
