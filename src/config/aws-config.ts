/** Loads the AWS config and credentials files as boto3 does. */
import type { Host } from '../host.ts';
import type { AwsConfig, ConfigFile, ConfigSection, ConfigValue } from './aws-config-types.ts';
import { buildProfileMap, mergeProfiles } from './profile-map.ts';
import { readRawConfig } from './raw-config.ts';

const FILES = {
  config: { variable: 'AWS_CONFIG_FILE', fallback: '~/.aws/config' },
  credentials: { variable: 'AWS_SHARED_CREDENTIALS_FILE', fallback: '~/.aws/credentials' },
} as const;

async function loadFile(role: 'config' | 'credentials', host: Host): Promise<ConfigFile> {
  const { variable, fallback } = FILES[role];
  const set = host.env[variable];
  const setting = set ?? fallback;
  const raw = await readRawConfig(setting, host);
  return { role, setting, variable: set === undefined ? undefined : variable, ...raw };
}

function parseErrorOf(file: ConfigFile) {
  return file.state.kind === 'broken' ? file.state.error : undefined;
}

/**
 * Locates, reads, parses and merges both files. Never throws: what is wrong is part of the value.
 *
 * Source: botocore `Session.full_config`.
 */
export async function loadAwsConfig(host: Host): Promise<AwsConfig> {
  const [config, credentials] = await Promise.all([loadFile('config', host), loadFile('credentials', host)]);
  const { profiles: configProfiles, ssoSessions, services } = buildProfileMap(config.sections);
  return {
    config,
    credentials,
    error: parseErrorOf(config) ?? parseErrorOf(credentials),
    profiles: mergeProfiles(configProfiles, credentials.sections),
    configProfiles,
    credentialSections: new Map(credentials.sections.map((section) => [section.name, section])),
    ssoSessions,
    services,
  };
}

/** All profile names: those of the config file in file order, then those of the credentials file alone. */
export function profileNames(config: AwsConfig): readonly string[] {
  return [...config.profiles.keys()];
}

/** The value of a key where it is text; undefined where it is absent or a table. */
export function textValue(
  section: Pick<ConfigSection, 'entries'> | undefined,
  key: string,
): string | undefined {
  const value: ConfigValue | undefined = section?.entries.get(key)?.value;
  return typeof value === 'string' ? value : undefined;
}

/** The profile and those that its roles are assumed with, each once: `source_profile` of `source_profile`. */
export function profileChain(config: Pick<AwsConfig, 'profiles'>, name: string): readonly string[] {
  const chain = new Set<string>();
  for (let next: string | undefined = name; next !== undefined && !chain.has(next); ) {
    chain.add(next);
    next = textValue(config.profiles.get(next), 'source_profile');
  }
  return [...chain];
}
