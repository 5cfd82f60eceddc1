/** Steps that put static keys where boto3 and SkyPilot look for them. */
import type { AwsConfig } from '../../config/aws-config-types.ts';
import type { Facts } from '../facts.ts';
import { command, type FixStep, shellWord, unset } from '../fix-step.ts';

/**
 * Asks for new keys of a profile. With the profile `default` named, by flag or variable, the AWS CLI writes the region
 * into a second section, `[profile default]`. Source: awscli `customizations/configure/configure.py`.
 */
export function enterKeys(profile: string, { profile: setting }: Pick<Facts, 'profile'>): readonly FixStep[] {
  if (profile !== 'default') return [command('aws', 'configure', '--profile', profile)];
  const { type, location } = setting;
  if (setting.value === undefined) return [command('aws', 'configure')];
  if (type === 'env' && location !== undefined) return [unset(location), command('aws', 'configure')];
  return [command('env', '-u', 'AWS_PROFILE', '-u', 'AWS_DEFAULT_PROFILE', 'aws', 'configure')];
}

const KEYS = ['aws_access_key_id', 'aws_secret_access_key', 'aws_session_token'];

/**
 * Copies the keys of a profile from the config file into the credentials file. `aws configure` does not: it writes
 * only what is entered anew and differs.
 */
export function copyKeys(profile: string, config: AwsConfig): readonly FixStep[] {
  const there = config.credentialSections.get(profile)?.entries;
  const here = config.configProfiles.get(profile)?.entries;
  const flag = ['--profile', profile];
  return KEYS.filter((key) => here?.has(key) === true && there?.has(key) !== true).map((key) =>
    command(
      ...['aws', 'configure', 'set', key],
      { shell: `"$(aws configure get ${key} ${flag.map(shellWord).join(' ')})"` },
      ...flag,
    ),
  );
}
