/** Keys of a profile whose names are nearly those that boto3 looks for: it passes over them without a word. */
import { closestTo } from '../../closest-word.ts';
import type { ConfigEntry } from '../../config/aws-config-types.ts';
import { placeText } from '../../file-line.ts';
import type { Facts } from '../facts.ts';
import { type FixStep, replace } from '../fix-step.ts';

/** What tells boto3 where a profile's credentials come from. Source: botocore `credentials.py`, its providers. */
const CREDENTIAL_KEYS = [
  'aws_access_key_id',
  'aws_secret_access_key',
  'aws_session_token',
  'credential_process',
  'credential_source',
  'role_arn',
  'source_profile',
  'sso_account_id',
  'sso_role_name',
  'sso_session',
  'sso_start_url',
  'web_identity_token_file',
] as const;

/** So many letters may be wrong: `aws_access_key` is no slip of the finger, but half of a name. */
const MOST_LETTERS = 3;

export interface MisspeltKey {
  readonly entry: ConfigEntry;
  readonly meant: string;
}

/** Those of the profile that was chosen. */
export function misspeltKeys({
  config,
  profileName,
}: Pick<Facts, 'config' | 'profileName'>): readonly MisspeltKey[] {
  const entries = [...(config.profiles.get(profileName)?.entries.values() ?? [])];
  return entries.flatMap((entry) => {
    const meant = meantKey(entry.key);
    return meant === undefined || entries.some(({ key }) => key === meant) ? [] : [{ entry, meant }];
  });
}

function meantKey(key: string): string | undefined {
  const known: readonly string[] = CREDENTIAL_KEYS;
  if (known.includes(key)) return undefined;
  // A line for a shell.
  const bare = key.replace(/^(export|set|setx)\s+/, '').replaceAll('-', '_');
  if (known.includes(bare)) return bare;
  // What it lacks or has too much of at an end.
  const whole = known.find((each) => each === `aws_${bare}` || (bare.length > 11 && each.startsWith(bare)));
  return whole ?? closestTo(bare, CREDENTIAL_KEYS, MOST_LETTERS);
}

/** A sentence for each. */
export function misspeltText(keys: readonly MisspeltKey[]): string {
  return keys
    .map(
      ({ entry, meant }) =>
        ` ${placeText(entry.source)} has "${entry.writtenKey}", which boto3 passes over; it may mean ${meant}.`,
    )
    .join('');
}

export function misspeltFix(keys: readonly MisspeltKey[]): readonly FixStep[] {
  return keys.map(({ entry, meant }) => replace(entry.source, entry.writtenKey, meant));
}
