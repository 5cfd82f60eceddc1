/** With `--valid-for`: how long the credentials last, here and where SkyPilot's controller runs. */
import type { CredentialsOutcome } from '../credentials/credentials-outcome.ts';
import { endByFile, isSessionKey, type KeyOrigin } from '../credentials/key-origin.ts';
import { type Lifetime, lastsUntil, lifetimeOf, ofSessionKeys } from '../credentials/lifetime.ts';
import { webIdentityValue } from '../credentials/providers/web-identity.ts';
import type { Resolution } from '../credentials/resolve.ts';
import { planRoles } from '../credentials/role-plan.ts';
import type { ProviderScope } from '../credentials/scope.ts';
import { resolveSsoConfig } from '../credentials/sso-config.ts';
import { type SsoLoginState, ssoLoginState } from '../credentials/sso-login-state.ts';
import type { LifetimeFact } from '../findings/facts.ts';
import type { Host } from '../host.ts';
import type { RemoteIdentity } from '../skypilot/remote-identity.ts';
import type { Upload } from '../skypilot/upload.ts';
import type { CiJob } from '../web-identity/ci-job.ts';
import { claimsOfToken, type TokenClaims } from '../web-identity/token-claims.ts';

/** What is known by then. */
export interface KnownForLifetime {
  readonly resolution: Resolution;
  readonly credentials: CredentialsOutcome;
  readonly keyOrigin: KeyOrigin;
  readonly ciJob: CiJob | undefined;
  readonly upload: Upload;
  readonly remoteIdentity: RemoteIdentity;
  /** Jobs and services go on without this machine, by what their controller has. */
  readonly hasController: boolean;
}

/**
 * Looks at files only; undefined where there are no credentials, which is then what is found.
 *
 * @param forMs - how long the job takes, in milliseconds
 */
export async function gatherLifetime(
  forMs: number,
  known: KnownForLifetime,
  host: Host,
): Promise<LifetimeFact | undefined> {
  const { resolution, credentials, keyOrigin } = known;
  const scope = startOf(resolution);
  const now = host.now();
  const until = now + forMs;
  const [ssoLogin, token] = await Promise.all([loginOf(scope, host), tokenOf(scope, host)]);
  const client = lifetimeOf({
    resolution,
    credentials,
    keyOrigin,
    ssoLogin,
    token: token?.claims,
    tokenIsRenewed: token?.isRenewed ?? (known.ciJob === undefined ? undefined : false),
    now,
  });
  if (client === undefined) return undefined;
  const controller = controllerLifetime(known, client, now);
  return {
    forMs,
    until,
    client: { lifetime: client, decision: lastsUntil(client, until) },
    controller: { lifetime: controller, decision: lastsUntil(controller, until) },
    decidedBy: known.hasController ? 'controller' : 'client',
    startProfile: scope.profileName,
  };
}

/** The profile itself, or the one that the first role of its chain is assumed with. */
function startOf({ scope, trace }: Resolution): ProviderScope {
  if (trace.choice.kind !== 'provider' || trace.choice.provider !== 'assume-role') return scope;
  const plan = planRoles(scope);
  return plan.kind === 'plan' ? plan.source.scope : scope;
}

async function loginOf(scope: ProviderScope, host: Host): Promise<SsoLoginState | undefined> {
  const sso = resolveSsoConfig(scope);
  return sso.kind === 'config' ? ssoLoginState(host, sso.config) : undefined;
}

/** Where the kubelet puts tokens, and renews them. Source: Kubernetes, "Configure Service Accounts for Pods"; EKS, "IAM roles for service accounts". */
const PROJECTED = /^\/var\/run\/secrets\//;

async function tokenOf(
  scope: ProviderScope,
  host: Host,
): Promise<{ readonly claims: TokenClaims | undefined; readonly isRenewed: true | undefined } | undefined> {
  const file = webIdentityValue(scope, 'web_identity_token_file')?.value;
  if (file === undefined || file === '') return undefined;
  const read = await host.readFile(file.startsWith('/') ? file : `${host.cwd}/${file}`);
  if (read.kind !== 'file') return undefined;
  const claims = claimsOfToken(new TextDecoder().decode(read.bytes));
  return { claims, isRenewed: PROJECTED.test(file) ? true : undefined };
}

/**
 * Source: SkyPilot `sky/clouds/aws.py`, `get_credential_file_mounts`: the controller gets the credentials file where that is
 * where the keys are; else it uses the role of its instance.
 */
function controllerLifetime(known: KnownForLifetime, client: Lifetime, now: number): Lifetime {
  const { upload, remoteIdentity, resolution } = known;
  const byRole = {
    kind: 'lasting',
    reason: `the controller uses its role ${remoteIdentity.role}, which gives new keys by itself`,
  } as const;
  if (upload.kind !== 'file') return byRole;
  // Clusters have the file and not the profile's name.
  const shipped = resolution.config.credentialSections.get('default');
  if (shipped === undefined) return byRole;
  if (resolution.scope.profileName === 'default') return client;
  const isSession =
    isSessionKey(shipped.entries.get('aws_access_key_id')?.value) || shipped.entries.has('aws_session_token');
  return isSession
    ? ofSessionKeys(endByFile(shipped.entries), now)
    : { kind: 'lasting', reason: 'the controller gets long-term keys, which do not end' };
}
