import type { ProviderName } from '../config/providers.ts';

/** A row of the AWS page's table "Multi-cloud access with SSO login", answered for these credentials. */
export interface FeatureSupport {
  readonly feature: string;
  readonly works: 'yes' | 'no' | 'partly';
  readonly note: string | null;
}

export interface Shipping {
  /** Whether `aws.remote_identity` lets the credentials file be shipped. */
  readonly upload: boolean;
  /** The profile in use. */
  readonly profile: string;
}

/**
 * What works with these credentials.
 *
 * SkyPilot ships the credentials file to clusters, and nothing else: whatever is not in that file has no
 * effect on other clouds. The profile's name is not shipped either, so that there `[default]` is used. Source: AWS
 * page, "Multi-cloud access with SSO login"; SkyPilot `sky/clouds/aws.py`; skypilot issue #2737.
 */
export function featureSupport(provider: ProviderName, shipping: Shipping): readonly FeatureSupport[] {
  const { works, note } = elsewhere(provider, shipping);
  return [
    { feature: 'Use S3 buckets on an AWS cluster', works: 'yes', note: null },
    { feature: 'Use S3 buckets on a cluster in another cloud', works, note },
    {
      feature: 'Run managed jobs across multiple clouds',
      works: works === 'no' ? 'partly' : works,
      note: works === 'no' ? 'the jobs controller must run on AWS' : note,
    },
  ];
}

function elsewhere(
  provider: ProviderName,
  { upload, profile }: Shipping,
): Pick<FeatureSupport, 'works' | 'note'> {
  if (provider !== 'shared-credentials-file') {
    return { works: 'no', note: 'only static credentials in ~/.aws/credentials are shipped to clusters' };
  }
  if (!upload) return { works: 'no', note: 'aws.remote_identity keeps the credentials file from clusters' };
  if (profile === 'default') return { works: 'yes', note: null };
  return {
    works: 'partly',
    note: `with the keys of [default] in the shipped file, for the profile's name, "${profile}", is not shipped`,
  };
}
