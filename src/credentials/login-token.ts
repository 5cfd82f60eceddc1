/** The stored keys of `aws login`. Source: botocore `LoginCredentialFetcher` and `LoginTokenLoader`. */

import { createHash } from 'node:crypto';
import { displayPath } from '../config/display-path.ts';
import { expandUser, expandVariables } from '../config/python-path.ts';
import type { FileLine } from '../file-line.ts';
import type { Host } from '../host.ts';
import type { CredentialError, Credentials } from './credentials-outcome.ts';
import { credentialError } from './errors.ts';
import { jsonFields, parseJson } from './json.ts';
import { parseTimestamp } from './timestamp.ts';

export interface LoginToken {
  readonly path: string;
  readonly display: string;
  readonly credentials: Credentials & { readonly expiresAt: number };
  /** Secret. */
  readonly refreshToken: string;
  /** Secret. */
  readonly dpopKey: string;
  readonly clientId: string;
  /** Secret. Every field as stored. */
  readonly fields: ReadonlyMap<string, unknown>;
}

export type LoginTokenRead =
  | { readonly kind: 'token'; readonly token: LoginToken }
  | { readonly kind: 'error'; readonly error: CredentialError };

const REQUIRED = ['accessToken', 'refreshToken', 'dpopKey', 'clientId'] as const;

/** Source: botocore `get_login_token_cache_directory`. */
async function cacheDirectory(host: Host): Promise<string> {
  const named = host.env.AWS_LOGIN_CACHE_DIRECTORY;
  if (named === undefined) return `${host.home.replace(/\/+$/, '')}/.aws/login/cache`;
  const path = await expandUser(expandVariables(named, host.env), host);
  return path.startsWith('/') ? path : `${host.cwd}/${path}`;
}

type FieldsRead =
  | { readonly kind: 'token'; readonly token: LoginToken }
  | { readonly kind: 'invalid'; readonly botocoreError: string; readonly problem: string };

function invalidFields(botocoreError: string, problem: string): FieldsRead {
  return { kind: 'invalid', botocoreError, problem };
}

function fromFields(fields: ReadonlyMap<string, unknown>, path: string, display: string): FieldsRead {
  const missing = REQUIRED.filter((name) => !fields.has(name));
  if (missing.length > 0) return invalidFields('LoginTokenLoadError', `lacks ${missing.join(', ')}`);
  const access = jsonFields(fields.get('accessToken'));
  const text = (from: ReadonlyMap<string, unknown> | undefined, name: string) => {
    const value = from?.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  const accessKeyId = text(access, 'accessKeyId');
  const secretAccessKey = text(access, 'secretAccessKey');
  const sessionToken = text(access, 'sessionToken');
  const expiresAt = text(access, 'expiresAt');
  const isComplete = access?.has('accountId') ?? false;
  if (!accessKeyId || !secretAccessKey || !sessionToken || !expiresAt || !isComplete) {
    return invalidFields('KeyError', 'holds no complete keys');
  }
  const end = parseTimestamp(expiresAt);
  if (end.kind !== 'instant') {
    const botocoreError = end.kind === 'zoneless' ? 'TypeError' : 'ParserError';
    return invalidFields(botocoreError, 'holds no readable expiresAt');
  }
  const credentials = { accessKeyId, secretAccessKey, sessionToken, expiresAt: end.ms };
  const refreshToken = text(fields, 'refreshToken') ?? '';
  const dpopKey = text(fields, 'dpopKey') ?? '';
  const clientId = text(fields, 'clientId') ?? '';
  return {
    kind: 'token',
    token: { path, display, credentials, refreshToken, dpopKey, clientId, fields },
  };
}

/** Reads the file of one login session. */
export async function readLoginToken(
  host: Host,
  session: string,
  source: FileLine | undefined,
): Promise<LoginTokenRead> {
  const hash = createHash('sha256').update(session, 'utf8').digest('hex');
  const path = `${await cacheDirectory(host)}/${hash}.json`;
  const display = displayPath(path, host.home);
  const invalid = (botocoreError: string, problem: string): LoginTokenRead => ({
    kind: 'error',
    error: credentialError('login-token-invalid', botocoreError, `${display} ${problem}.`, {
      provider: 'login',
      source,
    }),
  });
  const read = await host.readFile(path);
  if (read.kind === 'missing' || read.kind === 'directory') {
    return invalid('LoginTokenLoadError', 'does not exist: there is no login for this session');
  }
  if (read.kind !== 'file') return invalid('KeyError', 'cannot be read');
  const json = parseJson(read.bytes);
  if (json === undefined) return invalid('KeyError', 'is not JSON');
  const fields = jsonFields(json.value);
  if (fields === undefined) return invalid('TypeError', 'is not a JSON object');
  const result = fromFields(fields, path, display);
  return result.kind === 'token' ? result : invalid(result.botocoreError, result.problem);
}
