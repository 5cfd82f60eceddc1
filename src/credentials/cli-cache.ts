/**
 * Keys of roles that the AWS CLIs keep in `~/.aws/cli/cache`, which no SDK reads: with them `aws` goes on working where
 * boto3 has to ask again.
 */
import { createHash } from 'node:crypto';
import { displayPath } from '../config/display-path.ts';
import type { Host } from '../host.ts';
import type { Credentials } from './credentials-outcome.ts';
import { jsonFields, parseJson } from './json.ts';
import { asciiJson, pythonJson } from './python-json.ts';
import type { RoleStep } from './role-plan.ts';
import type { SsoConfig } from './sso-config.ts';
import { parseTimestamp } from './timestamp.ts';

export interface CliCache {
  /** Shown with `~`. */
  readonly file: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

export interface CachedKeys extends CliCache {
  readonly credentials: Credentials;
}

/** The CLIs ask anew when less than this is left. Source: botocore `CachedCredentialFetcher`. */
export const CACHE_WINDOW_MS = 15 * 60_000;

/** Only AWS CLI v2 keeps those of an SSO login. Source: botocore `SSOCredentialFetcher._create_cache_key`. */
export function ssoCacheName({ accountId, roleName, session, startUrl }: SsoConfig): string {
  const login = session === undefined ? { startUrl } : { sessionName: session.name };
  return hashed(asciiJson(JSON.stringify({ accountId, roleName, ...login })));
}

/** Both CLIs keep those of a role. Source: botocore `BaseAssumeRoleCredentialFetcher._create_cache_key`. */
export function roleCacheName(step: RoleStep): string {
  return hashed(
    pythonJson({
      DurationSeconds: step.durationSeconds,
      ExternalId: step.externalId,
      RoleArn: step.roleArn,
      RoleSessionName: step.roleSessionName || undefined,
      SerialNumber: step.mfaSerial,
    }),
  );
}

function hashed(text: string): string {
  return createHash('sha1').update(text, 'utf8').digest('hex');
}

/** Undefined where there are none, or they have ended. */
export async function liveCachedKeys(host: Host, name: string): Promise<CachedKeys | undefined> {
  const path = `${host.home.replace(/\/+$/, '')}/.aws/cli/cache/${name}.json`;
  const read = await host.readFile(path);
  if (read.kind !== 'file') return undefined;
  const keys = jsonFields(jsonFields(parseJson(read.bytes)?.value)?.get('Credentials'));
  const text = (field: string) => {
    const value = keys?.get(field);
    return typeof value === 'string' ? value : '';
  };
  const end = parseTimestamp(text('Expiration'));
  if (end.kind !== 'instant' || end.ms <= host.now()) return undefined;
  const credentials = {
    accessKeyId: text('AccessKeyId'),
    secretAccessKey: text('SecretAccessKey'),
    sessionToken: text('SessionToken'),
  };
  return { file: displayPath(path, host.home), until: end.ms, credentials };
}
