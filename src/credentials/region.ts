/** Which region boto3 uses. */
import type { AwsConfig } from '../config/aws-config-types.ts';
import type { Host } from '../host.ts';
import type { ResolvedSetting } from './credentials-outcome.ts';
import type { ProfileSelection } from './profile.ts';
import { shown } from './shown.ts';

/** For a value that is a table to boto3; it is no region name and fails as one. Its lines may hold secrets. */
const TABLE = '{…}';

/**
 * Resolves the region: AWS_DEFAULT_REGION (AWS_REGION is not read), else the profile's `region`, where the
 * credentials file wins over the config file. None is no error: STS, IAM and S3 work without.
 *
 * As in `aws configure list`, the location is the config file even where the credentials file sets it; `source`
 * names the true line.
 *
 * Source: botocore `BOTOCORE_DEFAUT_SESSION_VARIABLES`, awscli `ConfigureListCommand._lookup_config`.
 */
export function resolveRegion(
  env: Host['env'],
  config: AwsConfig,
  selection: ProfileSelection,
): ResolvedSetting {
  const fromEnv = env.AWS_DEFAULT_REGION;
  if (fromEnv !== undefined) return { value: fromEnv, type: 'env', location: 'AWS_DEFAULT_REGION' };
  const entry = config.error === undefined ? selection.profile?.entries.get('region') : undefined;
  if (entry === undefined) return { value: undefined, type: undefined, location: undefined };
  return {
    value: typeof entry.value === 'string' ? shown(entry.value) : TABLE,
    type: 'config-file',
    location: config.config.setting,
    source: entry.source,
  };
}
