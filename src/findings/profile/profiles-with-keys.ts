/** Which profiles of the files name a source of credentials. */
import type { AwsConfig } from '../../config/aws-config-types.ts';

/** A profile with one of these names a source of credentials. */
const SOURCES = [
  'aws_access_key_id',
  'credential_process',
  'login_session',
  'role_arn',
  'sso_session',
  'sso_start_url',
  'web_identity_token_file',
];

export interface ProfilesOf {
  readonly config: AwsConfig;
}

/** Their names, in the order of the files. */
export function profilesWithKeys({ config }: ProfilesOf): readonly string[] {
  return [...config.profiles.values()]
    .filter(({ entries }) => SOURCES.some((key) => entries.has(key)))
    .map(({ name }) => name);
}
