import { define, type FindingDefinitions } from '../definition.ts';
import { AWS_PAGE, SKY_CONFIG } from '../links.ts';

/** Findings about what SkyPilot copies to clusters. */
export const UPLOAD_FINDINGS = {
  'static-temporary-keys': define(
    'warning',
    'Temporary keys are saved as permanent ones',
    `${AWS_PAGE}#multi-cloud-access-with-sso-login`,
    'A key that begins with ASIA belongs to a session that ends, often within hours; nothing in the file says when, and nothing renews it. SkyPilot ships such a file to clusters, where the keys stop working as well.',
    'Set up the source of the session instead: `aws configure sso`, role_arn, or credential_process.',
  ),
  'profile-name-not-shipped': define(
    'warning',
    'Clusters get the credentials file, but not the name of the profile',
    `${AWS_PAGE}#common-issues`,
    'SkyPilot copies the whole credentials file to clusters and does not set AWS_PROFILE there: what runs on a cluster uses the profile "default" of the file, be it another account or missing (skypilot issue #2737).',
  ),
  'credentials-file-shipped': define(
    'info',
    'The keys of every profile are copied to clusters',
    SKY_CONFIG,
    'With static credentials and aws.remote_identity: LOCAL_CREDENTIALS, which is the default, SkyPilot copies the whole credentials file to every cluster, also the profiles that it does not use.',
    'With SERVICE_ACCOUNT or NO_UPLOAD nothing is copied; clusters on AWS use their role.',
  ),
  'sky-ships-other-credentials': define(
    'warning',
    'SkyPilot ships a file that does not hold the credentials in use',
    AWS_PAGE,
    'SkyPilot knows some types of credentials only, and takes all others for a credentials file. It then copies the credentials file to clusters, although boto3 took its credentials from elsewhere.',
  ),
} as const satisfies FindingDefinitions;
