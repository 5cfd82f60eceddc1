/** What one provider looks at: the environment, the files and one profile. */

import type { AwsConfig, ConfigEntry } from '../config/aws-config-types.ts';
import type { FileLine } from '../file-line.ts';
import type { Host } from '../host.ts';
import type { CredentialError } from './credentials-outcome.ts';
import type { TraceFacts } from './facts.ts';

export interface ProviderScope {
  readonly env: Host['env'];
  readonly config: AwsConfig;
  readonly facts: TraceFacts;
  /** The profile that the provider looks up. */
  readonly profileName: string;
  /** Its keys from both files; empty where there is no such profile. */
  readonly entries: ReadonlyMap<string, ConfigEntry>;
  /** The keys of the selected profile, for settings of the whole session. */
  readonly sessionEntries: ReadonlyMap<string, ConfigEntry>;
  /** True where the profile was named in code, by flag or by `source_profile`: key and web-identity variables do not count. */
  readonly ignoreVariables: boolean;
}

/** What a provider says of a scope, before any call. */
export type ProviderAnswer =
  | { readonly kind: 'passed-over'; readonly reason: string; readonly source?: FileLine }
  | {
      readonly kind: 'applies';
      readonly reason: string;
      readonly source?: FileLine;
      /** What boto3 raises, where that is known before any call. */
      readonly error?: CredentialError;
    };

export type Examiner = (scope: ProviderScope) => ProviderAnswer;

/** The scope of another profile, as `source_profile` opens it. */
export function scopeOfProfile(scope: ProviderScope, profileName: string): ProviderScope {
  const entries = scope.config.profiles.get(profileName)?.entries ?? new Map<string, ConfigEntry>();
  return { ...scope, profileName, entries, ignoreVariables: true };
}

/** A key's value where it is text. */
export function textOf(scope: ProviderScope, key: string): string | undefined {
  const value = scope.entries.get(key)?.value;
  return typeof value === 'string' ? value : undefined;
}

/** `profile dev`, for reasons. */
export function profileWords(scope: ProviderScope): string {
  return `profile "${scope.profileName}"`;
}
