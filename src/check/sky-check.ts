/** What `sky check aws` would say here, by SkyPilot's own rules. */
import type { IdentityFacts } from '../account/identity.ts';
import type { AwsResult } from '../aws/aws-result.ts';
import type { RefusedClient } from '../conditions/condition-facts.ts';
import { displayPath } from '../config/display-path.ts';
import type { CredentialsOutcome } from '../credentials/credentials-outcome.ts';
import type { Facts, SkyPilotFacts } from '../findings/facts.ts';
import type { Host } from '../host.ts';
import { enabledBySkyCheck, type ReadResults } from '../permissions/reads.ts';
import { knowsLogin } from '../skypilot/environment/sky-environment.ts';
import { skyCredentialsPath, skyIdentityType } from '../skypilot/identity-type.ts';
import type { CapabilityId } from '../skypilot/requirements.ts';
import { awsIsOff, skyRefusesConfig } from '../skypilot/sky-config.ts';

/**
 * @param refused - the clients that boto3 does not make
 * @param reads - the calls that `sky check` makes, too; undefined where none were made
 * @param zones - what was answered about zones in the other regions
 */
export async function foreseeSkyCheck(
  credentials: CredentialsOutcome,
  identity: IdentityFacts,
  refused: readonly RefusedClient[],
  reads: ReadResults | undefined,
  zones: readonly AwsResult<unknown>[],
  skypilot: SkyPilotFacts,
  host: Host,
): Promise<Facts['skyCheck']> {
  const seen = await identityTypeOf(credentials, skypilot.login, host);
  return {
    ...seen,
    enabled: enabledFor(identity, refused, seen.missingCredentialsFile, reads, zones, skypilot),
  };
}

/** The identity type that SkyPilot sees, and the file that it then demands. */
async function identityTypeOf(
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

/** The capabilities that `sky check` would call enabled; some of them it remembers without asking. */
function enabledFor(
  identity: IdentityFacts,
  refused: readonly RefusedClient[],
  missingCredentialsFile: string | undefined,
  reads: ReadResults | undefined,
  zones: readonly AwsResult<unknown>[],
  { skyConfig: sky, caches }: SkyPilotFacts,
): Facts['skyCheck']['enabled'] {
  const stops = skyRefusesConfig(sky) || awsIsOff(sky.config) !== undefined;
  const isRemembered = identity.kind === 'failed' && caches.identities.length > 0;
  const passes = (identity.kind === 'known' || isRemembered) && missingCredentialsFile === undefined;
  if (!passes || stops) return [];
  const configured = sky.config.capabilities?.value;
  const isMade = (service: RefusedClient['service']) => !refused.some((client) => client.service === service);
  const answered = enabledBySkyCheck(reads, zones).filter((id) => isMade(id === 'storage' ? 's3' : 'ec2'));
  const remembered: readonly CapabilityId[] = caches.zones.length > 0 ? ['compute'] : [];
  const enabled = (['compute', 'storage'] as const).filter(
    (id) => answered.includes(id) || remembered.includes(id),
  );
  return enabled.filter((id) => configured === undefined || configured.includes(id));
}
