/** The stored token of an SSO login. Source: botocore `utils.SSOTokenLoader` and `JSONFileCache`. */
import { createHash } from 'node:crypto';
import { displayPath } from '../config/display-path.ts';
import type { Host } from '../host.ts';
import { jsonFields, parseJson } from './json.ts';

export interface SsoToken {
  readonly path: string;
  readonly display: string;
  /** Secret. */
  readonly accessToken: string;
  /** As written. */
  readonly expiresAt: unknown;
  /** Secret. Every field as stored. */
  readonly fields: ReadonlyMap<string, unknown>;
}

export type SsoTokenRead =
  | { readonly kind: 'token'; readonly token: SsoToken }
  | { readonly kind: 'missing'; readonly display: string }
  /** `botocoreError` is the class that boto3 raises. */
  | {
      readonly kind: 'invalid';
      readonly display: string;
      readonly botocoreError: string;
      readonly problem: string;
    };

/** The file of a session's token, or of a legacy profile's by its start URL, character for character. */
function ssoTokenPath(host: Host, keyText: string): string {
  const hash = createHash('sha1').update(keyText, 'utf8').digest('hex');
  return `${host.home.replace(/\/+$/, '')}/.aws/sso/cache/${hash}.json`;
}

/** What Python makes of looking for two names in something that is no object. */
function notAnObjectError(value: unknown): string {
  const names = ['accessToken', 'expiresAt'];
  const holds = (name: string) => (typeof value === 'string' || Array.isArray(value)) && value.includes(name);
  if (names.every(holds) || !(typeof value === 'string' || Array.isArray(value))) return 'TypeError';
  return 'SSOTokenLoadError';
}

/** Reads a token file by boto3's rules. */
export async function readSsoToken(host: Host, keyText: string): Promise<SsoTokenRead> {
  const path = ssoTokenPath(host, keyText);
  const display = displayPath(path, host.home);
  const invalid = (botocoreError: string, problem: string): SsoTokenRead => ({
    kind: 'invalid',
    display,
    botocoreError,
    problem,
  });
  const read = await host.readFile(path);
  if (read.kind === 'missing' || read.kind === 'directory') return { kind: 'missing', display };
  if (read.kind !== 'file') return invalid('KeyError', 'cannot be read');
  const json = parseJson(read.bytes);
  if (json === undefined) return invalid('KeyError', 'is not JSON');
  const fields = jsonFields(json.value);
  if (fields === undefined) return invalid(notAnObjectError(json.value), 'is not a JSON object');
  if (!fields.has('accessToken') || !fields.has('expiresAt')) {
    return invalid('SSOTokenLoadError', 'lacks accessToken or expiresAt');
  }
  const accessToken = fields.get('accessToken');
  if (typeof accessToken !== 'string') return invalid('ParamValidationError', 'holds no text as accessToken');
  return { kind: 'token', token: { path, display, accessToken, expiresAt: fields.get('expiresAt'), fields } };
}
