import type { AwsContext } from '../aws/context.ts';
import { clientError } from '../credentials/client-error.ts';
import type { CredentialError, CredentialsOutcome } from '../credentials/credentials-outcome.ts';
import { credentialError } from '../credentials/errors.ts';
import { loadContext, loadCredentials } from '../credentials/load.ts';
import type { Resolution } from '../credentials/resolve.ts';
import type { Host } from '../host.ts';
import { readCaBundle } from './ca-bundle-facts.ts';
import { lookForLogin } from './login-facts.ts';
import type { CheckRequest } from './request.ts';
import { NOTHING_SHARED, type Sharing } from './sharing.ts';

/** Loads the credentials that the trace picked; without `remote` calls where the check is offline. */
export async function loadCredentialsOf(
  resolution: Resolution,
  request: Pick<CheckRequest, 'offline' | 'renewSsoToken' | 'timeoutMs'>,
  host: Host,
  aws: AwsContext,
  sharing: Sharing = NOTHING_SHARED,
): Promise<CredentialsOutcome> {
  const context = loadContext({
    host,
    region: aws.region,
    remote: request.offline ? undefined : await remoteFor(aws),
    renewSsoToken: request.renewSsoToken && !request.offline,
    awsCrt: await takesLogin(resolution, host),
    processTimeoutMs: request.timeoutMs,
    inTurn: (key, work) => sharing.inTurn(key, work),
  });
  return loadCredentials(resolution.trace, resolution.scope, context);
}

/** The same, for a check: what keeps boto3 from making any client keeps it from using the credentials, too. */
export async function loadUsableCredentials(
  resolution: Resolution,
  request: Pick<CheckRequest, 'offline' | 'renewSsoToken' | 'timeoutMs'>,
  host: Host,
  aws: AwsContext,
  sharing: Sharing = NOTHING_SHARED,
): Promise<CredentialsOutcome> {
  const outcome =
    unreadInTime(resolution) ?? (await loadCredentialsOf(resolution, request, host, aws, sharing));
  if (outcome.kind !== 'loaded' && outcome.kind !== 'needs-network') return outcome;
  const error =
    clientError(resolution.scope, aws.region, 'sts') ?? (await blankBundleError(resolution, host));
  return error === undefined ? outcome : { kind: 'failed', error };
}

/**
 * A file that nobody could read in time may name other credentials, whatever else was found; only those of the
 * environment come before all files.
 */
function unreadInTime({ scope, trace }: Resolution): CredentialsOutcome | undefined {
  const late = [scope.config.config, scope.config.credentials].find(
    ({ state }) => state.kind === 'unreadable' && state.code === 'ETIMEDOUT',
  );
  if (late === undefined) return undefined;
  if (trace.choice.kind === 'provider' && trace.choice.provider === 'env') return undefined;
  const message = `${late.display} was not read in time.`;
  return {
    kind: 'none',
    fault: credentialError('credentials-retrieval-failed', 'NoCredentialsError', message),
  };
}

async function blankBundleError(resolution: Resolution, host: Host): Promise<CredentialError | undefined> {
  const bundle = await readCaBundle(resolution, host);
  if (bundle.kind !== 'blank') return undefined;
  const { location, at } = bundle.setting;
  const message = `${location} names no file of trusted certificates, but is set.`;
  return credentialError('ca-bundle-blank', 'InvalidConfigError', message, { source: at });
}

/** Where it is not known, the keys are loaded all the same: a finding says so. */
async function takesLogin(resolution: Resolution, host: Host): Promise<boolean> {
  const kind = (await lookForLogin(resolution, host))?.support.kind;
  return kind === 'supported' || kind === 'not-known';
}

async function remoteFor(aws: AwsContext) {
  const { createCredentialRemote } = await import('../credentials/aws-remote.ts');
  return createCredentialRemote(aws);
}
