/**
 * What SkyPilot itself prints where a finding holds: the words that people search for.
 *
 * Source: SkyPilot 0.14.1, `sky/clouds/aws.py` (`_sts_get_caller_identity`, `_check_compute_credentials`,
 * `_check_storage_credentials`) and the launches that were measured.
 */
import { type FindingCode, topicOf } from './registry.ts';

/** Where it is printed, and what; or that SkyPilot prints nothing of it, and what happens instead. */
export type SkyPilotSays =
  | { readonly where: 'sky check aws' | 'sky launch'; readonly text: string }
  | { readonly where: 'nowhere'; readonly text: string };

const atCheck = (text: string): SkyPilotSays => ({ where: 'sky check aws', text });
const atLaunch = (text: string): SkyPilotSays => ({ where: 'sky launch', text });
const nothing = (text: string): SkyPilotSays => ({ where: 'nowhere', text });

const NOT_SET = atCheck('AWS credentials are not set.');
/** For every error that AWS answers with. */
const KEYS_WRONG = atCheck(
  'Failed to access AWS services with credentials. Make sure that the access and secret keys are correct.',
);
const TOKEN_EXPIRED = atCheck('AWS access token is expired.');
const CONFIG_INVALID = atCheck('Invalid AWS configuration.');
/** For every error of boto3's that has no words of its own. */
const NO_USER = atCheck('Failed to get AWS user. Reason: followed by what boto3 said.');
const ENABLED = nothing('`sky check aws` goes by what boto3 reads, and tells nothing of the mistake.');
const DENIED = atLaunch(
  'An error occurred (UnauthorizedOperation) when calling the RunInstances operation, or AccessDenied and another operation, in the log of the launch. Without ec2:DescribeRegions or s3:ListAllMyBuckets `sky check aws` says "It is likely due to permission issues".',
);
const NOT_ASKED = nothing('SkyPilot does not ask, and finds out when it launches.');

/** By topic, for the codes that have nothing of their own; undefined for what is not about SkyPilot. */
const BY_TOPIC: Readonly<Record<string, SkyPilotSays | undefined>> = {
  profile: nothing('SkyPilot takes the profile that boto3 chooses, and does not name it.'),
  credentials: NO_USER,
  login: ENABLED,
  settings: ENABLED,
  identity: KEYS_WRONG,
  permissions: DENIED,
  role: nothing('The launch succeeds, and what needs the role fails on the cluster later.'),
  account: atLaunch('the error that EC2 answers every call with, in the log of the launch.'),
  region: nothing('SkyPilot chooses regions by its catalog; only STS goes to the configured one.'),
  network: nothing('SkyPilot skips the regions that it cannot use, one after the other, as it launches.'),
  connection: NO_USER,
  clock: KEYS_WRONG,
  'sky check': nothing('`sky check aws` calls it enabled.'),
  skypilot: nothing('SkyPilot goes on without a word about it.'),
  task: atLaunch(
    'the reason that the finding quotes, or an error of the storage, before anything is launched.',
  ),
  upload: nothing('SkyPilot copies what it finds, and what runs on the cluster fails later.'),
};

const BY_CODE: readonly (readonly [codes: readonly FindingCode[], says: SkyPilotSays])[] = [
  [['no-credentials', 'env-blank-profile', 'env-keys-blank'], NOT_SET],
  [
    [
      'assume-role-failed',
      'env-stray-session-token',
      'env-session-token-missing',
      'region-not-enabled',
      'sso-role-not-assigned',
      'web-identity-audience-refused',
      'web-identity-provider-missing',
      'web-identity-refused',
      'web-identity-token-expired',
    ],
    KEYS_WRONG,
  ],
  [['credentials-config-invalid', 'role-loop', 'config-nested-value'], CONFIG_INVALID],
  [['sso-token-expired'], TOKEN_EXPIRED],
  [['aws-cli-too-old-for-sso'], atCheck('awscli is too old to use SSO.')],
  [
    [
      'config-byte-order-mark',
      'config-duplicate-key',
      'config-duplicate-section',
      'config-missing-section-header',
      'config-not-utf8',
      'config-syntax-error',
      'config-utf-16',
      'profile-not-found',
      'no-default-profile',
      'region-malformed',
      'region-unknown',
      'sso-never-logged-in',
      'sso-token-invalid',
    ],
    NO_USER,
  ],
  [
    ['other-sdks-differ', 'credentials-end-too-soon', 'credentials-end-unknown', 'login-support-unknown'],
    NOT_ASKED,
  ],
  [
    ['sso-aws-only'],
    atCheck(
      'AWS SSO is set. It will work if you use AWS only, but will cause problems if you want to use multiple clouds.',
    ),
  ],
  [
    ['code-requirement-missing'],
    atLaunch('NoClusterLaunchedError: the security group of the first launch in a VPC cannot be tagged.'),
  ],
  [['launch-denied-in-regions'], nothing('SkyPilot tries the next region, until one launches.')],
  [
    [
      'capability-undecided',
      'dry-run-ignored',
      'simulation-not-possible',
      'simulator-not-allowed',
      'simulator-unavailable',
    ],
    nothing('SkyPilot asks neither the simulator nor for dry runs; it finds out when it launches.'),
  ],
  [
    ['skypilot-role-missing'],
    nothing(
      'SkyPilot makes the role with the first launch; where it may not, the launch fails with AccessDenied when calling the CreateRole operation.',
    ),
  ],
  [
    ['account-refused', 'account-not-opted-in', 'account-being-verified'],
    atCheck('Failed to fetch the availability zones for the account. It is likely due to permission issues.'),
  ],
  [['sky-down-fails'], atLaunch('nothing at first; `sky down` then fails with "No default VPC found".')],
  [
    ['trust-setting-ignored', 'sky-config-key-ignored'],
    nothing('SkyPilot does not use the setting; of ignored keys of its configuration it prints a line.'),
  ],
  [['sky-credentials-file-missing'], atCheck('~/.aws/credentials does not exist.')],
  [['sky-aws-not-allowed'], atCheck('AWS is not included in allowed_clouds in ~/.sky/config.yaml')],
  [
    [
      'sky-config-broken',
      'sky-config-conflict',
      'sky-config-invalid',
      'sky-config-missing',
      'sky-config-unreadable',
    ],
    atCheck('why its configuration is refused; every other command ends with the same.'),
  ],
  [['cluster-owner-mismatch'], atLaunch('ClusterOwnerIdentityMismatchError.')],
  [
    ['task-choice-likely', 'task-bucket-elsewhere', 'task-flags-ignored'],
    nothing('SkyPilot goes on with what it takes.'),
  ],
  [
    ['task-bucket-denied', 'task-bucket-undecided'],
    atLaunch('StorageBucketGetError, for a bucket that it may not look at.'),
  ],
];

/**
 * What SkyPilot prints where a finding holds.
 *
 * @returns undefined for a finding that is not about what SkyPilot does: policy documents, faults of skycheck
 */
export function skyPilotSays(code: FindingCode): SkyPilotSays | undefined {
  return BY_CODE.find(([codes]) => codes.includes(code))?.[1] ?? BY_TOPIC[topicOf(code) ?? ''];
}
