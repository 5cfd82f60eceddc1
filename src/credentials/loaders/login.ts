/** The keys of `aws login`. Source: botocore `LoginProvider`. */

import type { FileLine } from '../../file-line.ts';
import { clientError } from '../client-error.ts';
import type { CredentialError, CredentialsOutcome } from '../credentials-outcome.ts';
import { callError, credentialError } from '../errors.ts';
import { expiredOutcome } from '../freshness.ts';
import { jsonFields } from '../json.ts';
import { failed, type LoadContext, type Loader, loaded, needsNetwork } from '../load-context.ts';
import { type HeldFile, holdingLogin } from '../login-file.ts';
import { type LoginToken, readLoginToken } from '../login-token.ts';
import { pythonJson } from '../python-json.ts';
import type { CredentialRemote, SignInToken } from '../remote.ts';
import { type ProviderScope, textOf } from '../scope.ts';
import { utcSeconds } from '../sso-renewal.ts';

const provider = 'login' as const;
/** boto3 renews once no more than this is left. */
const RENEWAL_WINDOW_MS = 5 * 60_000;

async function save(
  hold: HeldFile,
  token: LoginToken,
  renewed: SignInToken,
  expiresAt: number,
): Promise<CredentialError | undefined> {
  const access = jsonFields(token.fields.get('accessToken'));
  const fields = {
    ...Object.fromEntries(token.fields),
    accessToken: {
      accessKeyId: renewed.accessKeyId,
      secretAccessKey: renewed.secretAccessKey,
      sessionToken: renewed.sessionToken,
      accountId: access?.get('accountId'),
      expiresAt: utcSeconds(expiresAt),
    },
    refreshToken: renewed.refreshToken,
  };
  try {
    await hold.replace(pythonJson(fields));
    return undefined;
  } catch {
    const message = `The login was renewed but could not be saved in ${token.display}; log in again.`;
    return credentialError('credentials-retrieval-failed', 'OSError', message, { provider });
  }
}

async function renew(
  scope: ProviderScope,
  context: LoadContext,
  token: LoginToken,
  source: FileLine | undefined,
  hold: HeldFile | undefined,
  again: (hold: HeldFile) => Promise<CredentialsOutcome>,
): Promise<CredentialsOutcome> {
  const { remote } = context;
  if (remote === undefined) {
    return needsNetwork(provider, token.display, 'the keys have expired; boto3 would renew them by a call');
  }
  if (!context.renewSsoToken) {
    const message = `The keys in ${token.display} have expired; boto3 would renew them, but renewing was forbidden.`;
    return failed(
      credentialError('login-token-invalid', 'LoginRefreshRequired', message, { provider, source }),
    );
  }
  const region = textOfField(token, 'signInRegion') ?? context.region;
  const noClient = clientError(scope, region, 'signin');
  if (noClient !== undefined) return failed({ ...noClient, provider });
  if (hold !== undefined)
    return context.host.finish(() => renewHeld(context, remote, region, token, source, hold));
  // Read again once it is held: somebody else may have renewed it meanwhile.
  const held = await holdingLogin(context, provider, token, again);
  return held.kind === 'done' ? held.value : failed(held.error);
}

/** Source: botocore `LoginCredentialFetcher.refresh_credentials`; tokens of older logins have none. */
function textOfField({ fields }: LoginToken, name: string): string | undefined {
  const value = fields.get(name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

async function renewHeld(
  context: LoadContext,
  remote: CredentialRemote,
  region: string | undefined,
  token: LoginToken,
  source: FileLine | undefined,
  hold: HeldFile,
): Promise<CredentialsOutcome> {
  const { clientId, refreshToken, dpopKey } = token;
  const result = await remote.createSignInToken({ region, clientId, refreshToken, dpopKey });
  if (result.kind === 'failed') {
    const { failure } = result;
    const denied = failure.code === 'AccessDeniedException';
    const more = { source, ...(denied ? { botocoreError: 'LoginRefreshRequired' } : {}) };
    return failed(callError(failure, 'login-token-invalid', provider, more));
  }
  const { accessKeyId, secretAccessKey, sessionToken, expiresInSeconds } = result.value;
  const expiresAt = context.host.now() + expiresInSeconds * 1000;
  const problem = await save(hold, token, result.value, expiresAt);
  if (problem !== undefined) return failed(problem);
  if (expiresAt < context.host.now()) return expiredOutcome(provider, 'The renewed keys');
  return loaded(provider, token.display, { accessKeyId, secretAccessKey, sessionToken, expiresAt });
}

/** Plain boto3 refuses this provider; with `awscrt` it reads the stored keys and renews them at the end. */
export const loadLogin: Loader = async (scope, context) => {
  if (context.awsCrt) return useLogin(scope, context, undefined);
  const message =
    'The profile uses "aws login", which boto3 supports only with the extra package of botocore[crt].';
  const extra = { provider, source: scope.entries.get('login_session')?.source };
  return failed(credentialError('login-unsupported', 'MissingDependencyException', message, extra));
};

async function useLogin(
  scope: ProviderScope,
  context: LoadContext,
  hold: HeldFile | undefined,
): Promise<CredentialsOutcome> {
  const source = scope.entries.get('login_session')?.source;
  const read = await readLoginToken(context.host, textOf(scope, 'login_session') ?? '', source);
  if (read.kind === 'error') return failed(read.error);
  const { token } = read;
  const left = token.credentials.expiresAt - context.host.now();
  if (left > RENEWAL_WINDOW_MS) return loaded(provider, token.display, token.credentials);
  const outcome = await renew(scope, context, token, source, hold, (held) => useLogin(scope, context, held));
  // Offline, keys that still last are used as they are.
  return outcome.kind === 'needs-network' && left > 0
    ? loaded(provider, token.display, token.credentials)
    : outcome;
}
