/** The file of trusted certificates, as boto3 chooses it. */
import { type FileLine, placeText } from '../file-line.ts';
import type { ConfiguredValues } from './endpoints.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The file of certificates that take the place of the public ones, and what names it. */
export interface CaBundleSetting {
  /** As written; `~` is the home directory. Blank where the setting is. */
  readonly path: string;
  /** The variable, or file and line. */
  readonly location: string;
  /** The variable that names it; undefined where a file does. */
  readonly variable: 'AWS_CA_BUNDLE' | 'REQUESTS_CA_BUNDLE' | undefined;
  /** The line that names it, where a file does. */
  readonly at: FileLine | undefined;
}

/** What is known of the file. */
export type CaBundle =
  /** None is named: the public certificates are trusted. */
  | { readonly kind: 'none' }
  | { readonly kind: 'read'; readonly setting: CaBundleSetting; readonly pem: Uint8Array }
  /** Named in vain: `problem` ends a sentence that begins with the path. */
  | { readonly kind: 'unreadable'; readonly setting: CaBundleSetting; readonly problem: string }
  /** boto3 before 1.44 then checks no certificates at all; since then it makes no client. */
  | { readonly kind: 'blank'; readonly setting: CaBundleSetting };

/**
 * The setting: AWS_CA_BUNDLE, else the profile's `ca_bundle`, else REQUESTS_CA_BUNDLE; a blank one counts. CURL_CA_BUNDLE
 * and SSL_CERT_FILE are not read.
 *
 * Source: botocore `session.create_client`, `EndpointCreator._get_verify_value`.
 */
export function caBundleSetting(env: Env, profile: ConfiguredValues): CaBundleSetting | undefined {
  return (
    ofVariable(env, 'AWS_CA_BUNDLE') ??
    ofProfile(profile.get('ca_bundle')) ??
    ofVariable(env, 'REQUESTS_CA_BUNDLE')
  );
}

function ofVariable(env: Env, variable: 'AWS_CA_BUNDLE' | 'REQUESTS_CA_BUNDLE'): CaBundleSetting | undefined {
  const path = env[variable];
  return path === undefined ? undefined : { path, location: variable, variable, at: undefined };
}

function ofProfile(setting: ReturnType<ConfiguredValues['get']>): CaBundleSetting | undefined {
  if (typeof setting?.value !== 'string') return undefined;
  const { value, source } = setting;
  const location = source === undefined ? 'ca_bundle' : placeText(source);
  return { path: value, location, variable: undefined, at: source };
}

/** A setting of trust that Node, curl or OpenSSL reads and boto3 does not. */
export interface OtherTrust {
  readonly variable: string;
  readonly value: string;
}

const OF_OTHERS: readonly (readonly [variable: string, matters: (value: string) => boolean])[] = [
  ['NODE_EXTRA_CA_CERTS', () => true],
  ['NODE_TLS_REJECT_UNAUTHORIZED', (value) => value === '0'],
  ['NODE_USE_SYSTEM_CA', (value) => value === '1'],
  ['CURL_CA_BUNDLE', () => true],
  ['SSL_CERT_FILE', () => true],
  ['SSL_CERT_DIR', () => true],
];

/** Those that are set: with them other programs may reach what boto3 does not. */
export function otherTrustSettings(env: Env): readonly OtherTrust[] {
  return OF_OTHERS.flatMap(([variable, matters]) => {
    const value = env[variable];
    return value === undefined || value === '' || !matters(value) ? [] : [{ variable, value }];
  });
}
