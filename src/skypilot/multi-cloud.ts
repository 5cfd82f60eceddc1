import type { ProviderName } from '../config/providers.ts';

/** A row of the AWS page's table "Multi-cloud access with SSO login", answered for these credentials. */
export interface FeatureSupport {
  readonly feature: string;
  readonly works: 'yes' | 'no' | 'partly';
  readonly note: string | null;
}

/**
 * What works with these credentials.
 *
 * SkyPilot ships the credentials file to clusters, and nothing else: whatever does not stand in that file has no
 * effect on other clouds. Source: AWS page, "Multi-cloud access with SSO login"; SkyPilot `sky/clouds/aws.py`.
 */
export function featureSupport(provider: ProviderName): readonly FeatureSupport[] {
  const shipped = provider === 'shared-credentials-file';
  return [
    { feature: 'Use S3 buckets on an AWS cluster', works: 'yes', note: null },
    {
      feature: 'Use S3 buckets on a cluster in another cloud',
      works: shipped ? 'yes' : 'no',
      note: shipped ? null : 'only static credentials in ~/.aws/credentials are shipped to clusters',
    },
    {
      feature: 'Run managed jobs across multiple clouds',
      works: shipped ? 'yes' : 'partly',
      note: shipped ? null : 'the jobs controller must run on AWS',
    },
  ];
}
