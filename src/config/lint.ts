/**
 * What goes wrong silently in the AWS config and credentials files, as facts with file and line, named as the findings
 * about them.
 *
 * No fact repeats a value: a value may be a secret.
 */
import type { FileLine } from '../file-line.ts';
import type { AwsConfig, ConfigEntry, ConfigFile, ConfigSection } from './aws-config-types.ts';
import { shlexSplit } from './python-shlex.ts';
import { lintValues, type ValueLint } from './value-lint.ts';

export type ConfigLint =
  | ValueLint
  /** `[foo]` in the config file, where only `[profile foo]` counts. */
  | { readonly kind: 'config-profile-word-missing'; readonly profile: string; readonly source: FileLine }
  /** `[profile foo]` in the credentials file, where it makes a profile named `profile foo`. */
  | {
      readonly kind: 'config-profile-word-in-credentials';
      readonly section: string;
      readonly profile: string;
      readonly source: FileLine;
    }
  /** The access key is in one file and the secret key in the other; boto3 does not put them together. */
  | {
      readonly kind: 'config-keys-in-two-files';
      readonly profile: string;
      readonly accessKey: FileLine;
      readonly secretKey: FileLine;
    }
  /** Both files set a key of the profile to different values; the credentials file wins. */
  | {
      readonly kind: 'config-key-in-two-files';
      readonly profile: string;
      readonly key: string;
      readonly source: FileLine;
      readonly overridden: FileLine;
    }
  /** Two sections of the config file name one profile; the later replaces the earlier. */
  | {
      readonly kind: 'config-profile-defined-twice';
      readonly profile: string;
      readonly source: FileLine;
      readonly replaced: FileLine;
    }
  /** ` # …` or ` ; …` after a value is part of it. */
  | {
      readonly kind: 'config-inline-comment';
      readonly profile: string | undefined;
      readonly section: string;
      readonly key: string;
      readonly source: FileLine;
    }
  /** The quotes around a value are part of it. */
  | {
      readonly kind: 'config-quoted-value';
      readonly profile: string | undefined;
      readonly section: string;
      readonly key: string;
      readonly source: FileLine;
    }
  /** An indented line continues the value before it. */
  | {
      readonly kind: 'config-continued-value';
      readonly profile: string | undefined;
      readonly section: string;
      readonly key: string;
      readonly source: FileLine;
    }
  | {
      readonly kind: 'config-blank-key';
      readonly profile: string | undefined;
      readonly section: string;
      readonly key: string;
      readonly source: FileLine;
    }
  /** boto3 lower-cases keys, other SDKs do not find this one. */
  | {
      readonly kind: 'config-key-case';
      readonly profile: string | undefined;
      readonly section: string;
      readonly key: string;
      readonly writtenKey: string;
      readonly source: FileLine;
    }
  /** A name with characters that the JavaScript and other SDKs do not read. */
  | { readonly kind: 'config-name-unknown-elsewhere'; readonly profile: string; readonly source: FileLine }
  /** The keys of `[DEFAULT]` count in every section of the file. */
  | {
      readonly kind: 'config-default-section-leaks';
      readonly profile?: undefined;
      readonly keys: readonly string[];
      readonly source: FileLine;
    }
  /** Static keys of the profile in the config file alone: SkyPilot wants the credentials file. */
  | { readonly kind: 'static-keys-in-config-file'; readonly profile: string; readonly source: FileLine }
  /** Others on the machine can read a file that holds secrets. */
  | {
      readonly kind: 'config-readable-by-others';
      readonly profile?: undefined;
      readonly file: string;
      readonly mode: number;
    };

/** Keys that a section has only where it is meant for a profile. */
const PROFILE_KEYS: ReadonlySet<string> = new Set([
  'aws_access_key_id',
  'aws_secret_access_key',
  'aws_session_token',
  'credential_process',
  'credential_source',
  'output',
  'region',
  'role_arn',
  'source_profile',
  'sso_account_id',
  'sso_role_name',
  'sso_session',
  'sso_start_url',
  'web_identity_token_file',
]);

const SECRET_KEYS: ReadonlySet<string> = new Set([
  'aws_access_key_id',
  'aws_secret_access_key',
  'aws_session_token',
]);

/** Keys whose values hold blanks and quotes by right. */
const FREE_TEXT_KEYS: ReadonlySet<string> = new Set(['credential_process', 'cli_pager']);

/** The other settings of a profile that boto3, the AWS CLI or the SDKs read. */
const OTHER_KEYS: ReadonlySet<string> = new Set([
  'account_id_endpoint_mode',
  'aws_account_id',
  'aws_security_token',
  'ca_bundle',
  'cli_auto_prompt',
  'cli_pager',
  'defaults_mode',
  'duration_seconds',
  'ec2_metadata_service_endpoint',
  'ec2_metadata_service_endpoint_mode',
  'ec2_metadata_v1_disabled',
  'endpoint_url',
  'external_id',
  'ignore_configured_endpoint_urls',
  'imds_use_ipv6',
  'login_session',
  'max_attempts',
  'metadata_service_num_attempts',
  'metadata_service_timeout',
  'mfa_serial',
  'retry_mode',
  'role_session_name',
  'sdk_ua_app_id',
  'services',
  'sso_region',
  'sso_registration_scopes',
  'sts_regional_endpoints',
  'use_dualstack_endpoint',
  'use_fips_endpoint',
]);

/** What the JavaScript SDK takes for a name. Source: `@smithy/shared-ini-file-loader` `parseIni`. */
const NAME_KNOWN_ELSEWHERE = /^[\w@+.%:/-]+$/;

/** The name that a header such as `profile foo` gives; undefined for other headers. */
function profileNameOf(section: ConfigSection): string | undefined {
  if (section.name === 'default') return 'default';
  if (!section.name.startsWith('profile')) return undefined;
  const split = shlexSplit(section.name);
  return split.kind === 'words' && split.words.length === 2 ? split.words[1] : undefined;
}

function isPlainHeader(name: string): boolean {
  return !/^(profile|sso-session|services)/.test(name) && !['default', 'plugins', 'preview'].includes(name);
}

function headerLints({ config, credentials }: AwsConfig): readonly ConfigLint[] {
  const missing = config.sections
    .filter(
      ({ name, entries }) => isPlainHeader(name) && [...entries.keys()].some((key) => PROFILE_KEYS.has(key)),
    )
    .map(({ name, source }): ConfigLint => ({ kind: 'config-profile-word-missing', profile: name, source }));
  const extra = credentials.sections.flatMap((section): ConfigLint[] => {
    const profile = section.name === 'default' ? undefined : profileNameOf(section);
    if (profile === undefined) return [];
    return [
      { kind: 'config-profile-word-in-credentials', section: section.name, profile, source: section.source },
    ];
  });
  return [...missing, ...extra];
}

function twiceLints({ config }: AwsConfig): readonly ConfigLint[] {
  const seen = new Map<string, FileLine>();
  const lints: ConfigLint[] = [];
  for (const section of config.sections) {
    const profile = profileNameOf(section);
    if (profile === undefined) continue;
    const replaced = seen.get(profile);
    if (replaced !== undefined) {
      lints.push({ kind: 'config-profile-defined-twice', profile, source: section.source, replaced });
    }
    seen.set(profile, section.source);
  }
  return lints;
}

/** Keys of one profile in both files. */
function splitLints(aws: AwsConfig): readonly ConfigLint[] {
  const lints: ConfigLint[] = [];
  for (const [profile, config] of aws.configProfiles) {
    const credentials = aws.credentialSections.get(profile);
    if (credentials === undefined) continue;
    for (const [key, entry] of credentials.entries) {
      const overridden = config.entries.get(key);
      if (overridden === undefined || overridden.value === entry.value || !isKnownKey(key)) continue;
      lints.push({
        kind: 'config-key-in-two-files',
        profile,
        key,
        source: entry.source,
        overridden: overridden.source,
      });
    }
    lints.push(...dividedKeys(profile, config, credentials), ...dividedKeys(profile, credentials, config));
  }
  return lints;
}

function dividedKeys(
  profile: string,
  keySection: ConfigSection,
  secretSection: ConfigSection,
): readonly ConfigLint[] {
  const accessKey = keySection.entries.get('aws_access_key_id');
  const secretKey = secretSection.entries.get('aws_secret_access_key');
  const isDivided =
    !keySection.entries.has('aws_secret_access_key') && !secretSection.entries.has('aws_access_key_id');
  if (accessKey === undefined || secretKey === undefined || !isDivided) return [];
  return [
    { kind: 'config-keys-in-two-files', profile, accessKey: accessKey.source, secretKey: secretKey.source },
  ];
}

function valueLints(owner: SectionOwner, entry: ConfigEntry): readonly ConfigLint[] {
  const { key, writtenKey, value, source } = entry;
  const where = { ...owner, key, source };
  const lints: ConfigLint[] = [];
  if (!isKnownKey(key)) return lints;
  if (writtenKey !== key) lints.push({ kind: 'config-key-case', ...where, writtenKey });
  if (typeof value !== 'string') return lints;
  const isFree = FREE_TEXT_KEYS.has(key);
  if (value.includes('\n')) lints.push({ kind: 'config-continued-value', ...where });
  if (!isFree && /\s[#;]/.test(value)) lints.push({ kind: 'config-inline-comment', ...where });
  if (!isFree && /^(["']).*\1$/s.test(value) && value.length > 1) {
    lints.push({ kind: 'config-quoted-value', ...where });
  }
  if (value === '' && SECRET_KEYS.has(key) && key !== 'aws_session_token') {
    lints.push({ kind: 'config-blank-key', ...where });
  }
  return lints;
}

interface SectionOwner {
  readonly section: string;
  readonly profile: string | undefined;
}

/** The profile that a section belongs to, or was meant to; undefined for the other kinds of sections. */
function ownerOf({ role }: ConfigFile, section: ConfigSection): string | undefined {
  const named = profileNameOf(section);
  if (named !== undefined) return named;
  return role === 'credentials' || isPlainHeader(section.name) ? section.name : undefined;
}

function entryLints({ config, credentials }: AwsConfig): readonly ConfigLint[] {
  return [config, credentials].flatMap((file) =>
    file.sections.flatMap((section) =>
      [...section.entries.values()]
        .filter((entry) => !entry.inherited)
        .flatMap((entry) => valueLints({ section: section.name, profile: ownerOf(file, section) }, entry)),
    ),
  );
}

function nameLints(aws: AwsConfig): readonly ConfigLint[] {
  return [...aws.profiles.values()].flatMap(({ name, sections }): ConfigLint[] => {
    const source = sections[0]?.source;
    if (source === undefined || NAME_KNOWN_ELSEWHERE.test(name)) return [];
    // Named in its own finding already.
    if (sections.some((section) => section.name === name && profileNameOf(section) !== undefined)) return [];
    return [{ kind: 'config-name-unknown-elsewhere', profile: name, source }];
  });
}

function staticKeyLints(aws: AwsConfig): readonly ConfigLint[] {
  return [...aws.configProfiles].flatMap(([profile, section]): ConfigLint[] => {
    const key = section.entries.get('aws_access_key_id');
    if (key === undefined || aws.credentialSections.get(profile)?.entries.has('aws_access_key_id')) return [];
    return [{ kind: 'static-keys-in-config-file', profile, source: key.source }];
  });
}

function holdsSecrets(file: ConfigFile): boolean {
  return file.sections.some((section) => [...section.entries.keys()].some((key) => SECRET_KEYS.has(key)));
}

/** Of a file that could be read; one that could not counts as none. */
function fileLints(file: ConfigFile): readonly ConfigLint[] {
  const { state, display } = file;
  if (state.kind !== 'parsed') return [];
  const { defaults, mode } = state;
  const isOpen = (mode & 0o077) !== 0 && holdsSecrets(file);
  return [
    ...(isOpen ? [{ kind: 'config-readable-by-others', file: display, mode } as const] : []),
    ...(defaults === undefined || file.sections.length === 0 ? [] : leakLints(defaults)),
  ];
}

function leakLints({ entries, source }: ConfigSection): readonly ConfigLint[] {
  if (entries.size === 0) return [];
  const keys = [...entries.values()].map(({ key }) => key).filter(isKnownKey);
  return [{ kind: 'config-default-section-leaks', keys, source }];
}

/** Only names that are certainly no secret are repeated: a misplaced secret may be before a `=`. */
function isKnownKey(key: string): boolean {
  return PROFILE_KEYS.has(key) || OTHER_KEYS.has(key);
}

/** Finds everything; the facts are in a fixed order, file by file within each kind. */
export function lintConfig(config: AwsConfig): readonly ConfigLint[] {
  return [
    ...headerLints(config),
    ...twiceLints(config),
    ...splitLints(config),
    ...entryLints(config),
    ...nameLints(config),
    ...staticKeyLints(config),
    ...lintValues(config),
    ...fileLints(config.config),
    ...fileLints(config.credentials),
  ];
}
