/** A role assumed with a web identity token. Source: botocore `AssumeRoleWithWebIdentityProvider`. */

import { displayPath } from '../../config/display-path.ts';
import { decodeUtf8 } from '../../config/ini-file.ts';
import type { Host } from '../../host.ts';
import { type WebIdentityRefusal, webIdentityRefusal } from '../../web-identity/refusal.ts';
import { claimsOfToken } from '../../web-identity/token-claims.ts';
import { stsClientError } from '../client-error.ts';
import type { CredentialError, CredentialErrorCode } from '../credentials-outcome.ts';
import { callError, credentialError } from '../errors.ts';
import { rejectExpired } from '../freshness.ts';
import { failed, type Loader, loaded, needsNetwork } from '../load-context.ts';
import { parameterError } from '../parameter-check.ts';
import { webIdentityValue } from '../providers/web-identity.ts';
import { defaultSessionName } from '../session-name.ts';
import { shown } from '../shown.ts';

const provider = 'assume-role-with-web-identity' as const;

const READ_ERRORS: Readonly<Record<string, string>> = {
  EACCES: 'PermissionError',
  ENOENT: 'FileNotFoundError',
};

const REFUSAL_CODES: Readonly<Record<WebIdentityRefusal, CredentialErrorCode>> = {
  'not-admitted': 'web-identity-refused',
  'no-provider': 'web-identity-provider-missing',
  audience: 'web-identity-audience-refused',
  expired: 'web-identity-token-expired',
  thumbprint: 'web-identity-token-invalid',
  invalid: 'web-identity-token-invalid',
  other: 'assume-role-failed',
};

type TokenRead =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'error'; readonly error: CredentialError };

/** The token file's text; `~` and variables in its path mean nothing. */
async function readToken(host: Host, path: string): Promise<TokenRead> {
  const read = await host.readFile(path.startsWith('/') ? path : `${host.cwd}/${path}`);
  const unreadable = (botocoreError: string, problem: string): TokenRead => ({
    kind: 'error',
    error: credentialError(
      'web-identity-failed',
      botocoreError,
      `The web identity token file ${shown(displayPath(path, host.home))} ${problem}.`,
      { provider },
    ),
  });
  switch (read.kind) {
    case 'file': {
      const decoded = decodeUtf8(read.bytes);
      if (decoded.kind === 'not-utf8') return unreadable('UnicodeDecodeError', 'is not UTF-8');
      return { kind: 'token', token: decoded.text.replace(/\r\n?/g, '\n') };
    }
    case 'missing':
      return unreadable('FileNotFoundError', 'does not exist');
    case 'directory':
      return unreadable('IsADirectoryError', 'is a directory');
    case 'too-large':
      return unreadable('none', 'is larger than 16 MiB');
    case 'unreadable':
      return unreadable(READ_ERRORS[read.code] ?? 'OSError', `cannot be read (${read.code})`);
  }
}

/** Reads the token file and calls AssumeRoleWithWebIdentity, unsigned. */
export const loadWebIdentity: Loader = async (scope, context) => {
  const file = webIdentityValue(scope, 'web_identity_token_file');
  const role = webIdentityValue(scope, 'role_arn');
  if (file === undefined || role === undefined) return { kind: 'none' };
  const location = file.from;
  const read = await readToken(context.host, file.value);
  if (read.kind === 'error') return failed(read.error);
  const name = webIdentityValue(scope, 'role_session_name')?.value;
  const roleSessionName = name === undefined || name === '' ? defaultSessionName(context.host) : name;
  const noClient = stsClientError(scope, context.region);
  if (noClient !== undefined) return failed({ ...noClient, provider });
  const problem = parameterError(provider, [
    ['role_arn', role.value],
    ['role_session_name', roleSessionName],
    ['web identity token', read.token],
  ]);
  if (problem !== undefined) return failed(problem);
  if (context.remote === undefined) {
    return needsNetwork(
      provider,
      location,
      'assuming the role takes a call to STS AssumeRoleWithWebIdentity',
    );
  }
  const result = await context.remote.assumeRoleWithWebIdentity({
    // A blank region passes only at a configured endpoint, where it does not matter.
    region: context.region || undefined,
    roleArn: role.value,
    roleSessionName,
    webIdentityToken: read.token,
  });
  if (result.kind === 'failed') {
    const { failure } = result;
    const refusal = webIdentityRefusal(failure.code, failure.message);
    const error = callError(failure, REFUSAL_CODES[refusal], provider, { source: file.source });
    if (error.code !== REFUSAL_CODES[refusal]) return failed(error);
    // What the trust policy of the role is to be compared with.
    const webIdentity = {
      roleArn: shown(role.value),
      claims: claimsOfToken(read.token),
      tokenFrom: file.from,
      roleFrom: role.from,
    };
    return failed({ ...error, webIdentity });
  }
  const outcome = loaded(provider, location, result.value);
  return rejectExpired(outcome, context.host.now(), 'The credentials that STS gave');
};
