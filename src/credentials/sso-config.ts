/** What a profile says of IAM Identity Center (SSO). Source: botocore `SSOProvider._load_sso_config`. */

import type { ConfigEntry, ConfigSection } from '../config/aws-config-types.ts';
import { type FileLine, placeText } from '../file-line.ts';
import type { CredentialError } from './credentials-outcome.ts';
import { credentialError } from './errors.ts';
import { type ProviderScope, profileWords } from './scope.ts';
import { shown } from './shown.ts';

export interface SsoConfig {
  /** Absent for a legacy profile, which names no `sso_session`. */
  readonly session?: {
    readonly name: string;
    /** The section; undefined where it is empty, which boto3 takes for none when it loads the token. */
    readonly section: ConfigSection | undefined;
  };
  readonly startUrl: string;
  readonly region: string;
  readonly accountId: string;
  readonly roleName: string;
  readonly source: FileLine;
}

export type SsoConfigResult =
  | { readonly kind: 'absent' }
  | { readonly kind: 'config'; readonly config: SsoConfig }
  | { readonly kind: 'error'; readonly error: CredentialError; readonly source: FileLine };

const REQUIRED = ['sso_role_name', 'sso_account_id', 'sso_start_url', 'sso_region'] as const;

type Entries = ReadonlyMap<string, ConfigEntry>;
type Merge =
  | { readonly kind: 'merged'; readonly entries: Entries }
  | { readonly kind: 'conflict'; readonly conflict: ConfigEntry; readonly session: ConfigEntry };

/** Lays the session's keys over the profile's; a key that both set must have one value. */
function mergeSession(profile: Entries, session: Entries): Merge {
  const merged = new Map(profile);
  for (const [key, entry] of session) {
    const own = profile.get(key);
    if (own !== undefined && own.value !== entry.value)
      return { kind: 'conflict', conflict: own, session: entry };
    merged.set(key, entry);
  }
  return { kind: 'merged', entries: merged };
}

function invalid(message: string, source: FileLine): SsoConfigResult {
  const error = credentialError('credentials-config-invalid', 'InvalidConfigError', message, {
    provider: 'sso',
    source,
  });
  return { kind: 'error', error, source };
}

function complete(
  scope: ProviderScope,
  entries: Entries,
  source: FileLine,
  session: SsoConfig['session'],
): SsoConfigResult {
  const missing = REQUIRED.filter((key) => !entries.has(key));
  if (missing.length > 0) {
    return invalid(`${capital(profileWords(scope))} uses SSO but lacks ${missing.join(', ')}.`, source);
  }
  const table = REQUIRED.find((key) => typeof entries.get(key)?.value !== 'string');
  if (table !== undefined) return invalid(`The value of ${table} must be on the line of its key.`, source);
  const text = (key: string): string => {
    const value = entries.get(key)?.value;
    return typeof value === 'string' ? value : '';
  };
  const config: SsoConfig = {
    ...(session === undefined ? {} : { session }),
    startUrl: text('sso_start_url'),
    region: text('sso_region'),
    accountId: text('sso_account_id'),
    roleName: text('sso_role_name'),
    source,
  };
  return { kind: 'config', config };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Reads and checks a profile's SSO settings; `absent` where it names neither role nor account. */
export function resolveSsoConfig(scope: ProviderScope): SsoConfigResult {
  const marker = scope.entries.get('sso_account_id') ?? scope.entries.get('sso_role_name');
  if (marker === undefined) return { kind: 'absent' };
  const reference = scope.entries.get('sso_session');
  if (reference === undefined) return complete(scope, scope.entries, marker.source, undefined);
  const name = reference.value;
  if (typeof name !== 'string') return invalid('sso_session must name one session.', reference.source);
  const section = scope.config.ssoSessions.get(name);
  if (section === undefined) {
    return invalid(
      `${capital(profileWords(scope))} names sso_session "${shown(name)}" (${placeText(reference.source)}), but there is no section [sso-session ${shown(name)}].`,
      reference.source,
    );
  }
  const merge = mergeSession(scope.entries, section.entries);
  if (merge.kind === 'conflict') {
    const { conflict, session } = merge;
    return invalid(
      `${conflict.key} differs between ${profileWords(scope)} (${placeText(conflict.source)}) and [sso-session ${name}] (${placeText(session.source)}).`,
      conflict.source,
    );
  }
  const session = { name, section: section.entries.size === 0 ? undefined : section };
  return complete(scope, merge.entries, marker.source, session);
}
