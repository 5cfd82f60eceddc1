/**
 * Every finding skycheck can make: its code, how grave it is, and what `skycheck explain CODE` says about it.
 *
 * Codes are stable: scripts match on them. A new finding is an entry here and a rule in `rules/`.
 */
import type { Severity } from '../report/model.ts';

export interface FindingDefinition {
  readonly severity: Severity;
  readonly title: string;
  /** What it means, why it happens and how it is mended; paragraphs. */
  readonly explanation: readonly string[];
  readonly docs: string;
}

const AWS_PAGE = 'https://docs.skypilot.co/en/latest/cloud-setup/cloud-permissions/aws.html';
const IAM_GUIDE = 'https://docs.aws.amazon.com/IAM/latest/UserGuide';
const CLI_GUIDE = 'https://docs.aws.amazon.com/cli/latest/userguide';
const BOTO3_CREDENTIALS = 'https://boto3.amazonaws.com/v1/documentation/api/latest/guide/credentials.html';

function define(
  severity: Severity,
  title: string,
  docs: string,
  ...explanation: readonly string[]
): FindingDefinition {
  return { severity, title, docs, explanation };
}

export const FINDINGS = {
  'no-credentials': define(
    'error',
    'No AWS credentials were found',
    `${AWS_PAGE}#troubleshooting`,
    'boto3, which SkyPilot uses, asked all of its twelve sources in order and none had credentials. `skycheck aws -v` shows why each was passed over.',
    'Set up a static key with `aws configure`, or log in through IAM Identity Center with `aws configure sso`.',
  ),
  'no-default-profile': define(
    'error',
    'There is no profile named "default", and no other is chosen',
    `${AWS_PAGE}#common-issues`,
    'SkyPilot uses the profile that AWS_PROFILE names, and otherwise the one named "default". Any other profile is not used, even if it is the only one.',
    'Set AWS_PROFILE to the profile that you want (and put the line into .bashrc or .zshrc), or rename the section to "default" in the file.',
  ),
  'profile-not-found': define(
    'error',
    'The chosen profile does not exist',
    `${AWS_PAGE}#common-issues`,
    'A profile that is named, by AWS_PROFILE, AWS_DEFAULT_PROFILE or a flag, has to exist in one of the two files. boto3 fails before it looks at anything else, even where keys stand in the environment.',
    'In ~/.aws/config a profile is written [profile NAME]; in ~/.aws/credentials it is written [NAME].',
  ),
  'profile-from-environment': define(
    'info',
    'The profile is chosen by an environment variable',
    `${AWS_PAGE}#common-issues`,
    'SkyPilot respects AWS_PROFILE where it is set. If another account than you expect is enabled, this variable is the usual cause: it is often set in .bashrc or .zshrc.',
    'boto3 also reads AWS_DEFAULT_PROFILE, and prefers it to AWS_PROFILE where both are set.',
  ),
  'config-duplicate-section': define(
    'error',
    'A section stands twice in an AWS file',
    `${CLI_GUIDE}/cli-configure-files.html`,
    'boto3 refuses the whole file, so no profile works at all, not only the one that is written twice. Other SDKs read on.',
    'Merge the two sections into one.',
  ),
  'config-duplicate-key': define(
    'error',
    'A key stands twice in one section of an AWS file',
    `${CLI_GUIDE}/cli-configure-files.html`,
    'boto3 refuses the whole file, so no profile works at all. Other SDKs take the last value. Keys are compared without case.',
    'Remove one of the two lines.',
  ),
  'config-syntax-error': define(
    'error',
    'An AWS file has a line that boto3 cannot read',
    `${CLI_GUIDE}/cli-configure-files.html`,
    'boto3 refuses the whole file because of one line, so no profile works at all. Every line is a [section], a key = value, or a comment that starts with # or ;.',
  ),
  'config-missing-section-header': define(
    'error',
    'An AWS file has text before its first section',
    `${CLI_GUIDE}/cli-configure-files.html`,
    'boto3 refuses the whole file. Put the lines under [default] or another section.',
  ),
  'config-byte-order-mark': define(
    'error',
    'An AWS file begins with a byte order mark',
    `${CLI_GUIDE}/cli-configure-files.html`,
    'Some editors on Windows put three invisible bytes at the start. boto3 refuses the whole file; other SDKs skip them. Save the file as "UTF-8 without BOM".',
  ),
  'config-not-utf8': define(
    'error',
    'An AWS file is not UTF-8 text',
    `${CLI_GUIDE}/cli-configure-files.html`,
    'boto3 refuses the whole file because of one byte, even in a comment. Save the file as UTF-8.',
  ),
  'config-nested-value': define(
    'error',
    'An indented block of an AWS file has a line without "="',
    `${CLI_GUIDE}/cli-configure-files.html`,
    'A key without a value opens a block of indented key = value lines. boto3 refuses the whole file where such a line has no "=".',
  ),
  'config-too-large': define(
    'error',
    'An AWS file is too large to be read',
    `${CLI_GUIDE}/cli-configure-files.html`,
    'skycheck reads files up to 16 MiB. A configuration file of that size is most likely something else.',
  ),
  'config-file-ignored': define(
    'warning',
    'An AWS file that is named is not there, or cannot be read',
    `${CLI_GUIDE}/cli-configure-files.html`,
    'boto3 silently ignores a file that is missing, is a directory or may not be read, as if it were empty.',
  ),
  'partial-credentials': define(
    'error',
    'Half of the credentials is missing',
    BOTO3_CREDENTIALS,
    'An access key id was found without its secret key, or a role without the profile that assumes it. boto3 stops there and does not look for complete credentials elsewhere. The two files are not merged for static keys: both lines have to stand in the same file.',
  ),
  'credentials-config-invalid': define(
    'error',
    'The profile is not set up in a way that boto3 accepts',
    BOTO3_CREDENTIALS,
    'A setting of the profile is missing, contradicts another or names something that does not exist.',
  ),
  'role-loop': define(
    'error',
    'The roles of the profiles refer to each other in a circle',
    `${CLI_GUIDE}/cli-configure-role.html`,
    'source_profile leads back to a profile that was already visited. One profile of the chain needs credentials of its own.',
  ),
  'sso-never-logged-in': define(
    'error',
    'You have not logged in to AWS SSO yet',
    `${AWS_PAGE}#using-aws-sso`,
    'The profile uses AWS SSO (IAM Identity Center), and there is no stored login for it. Logging in needs AWS CLI v2, which pip does not install.',
  ),
  'sso-token-expired': define(
    'error',
    'The AWS SSO login has expired',
    `${AWS_PAGE}#using-aws-sso`,
    'The stored login is over and could not be renewed. SkyPilot fails with it, and its own message does not always say so. Log in again; that needs AWS CLI v2, which pip does not install.',
  ),
  'sso-token-invalid': define(
    'error',
    'The stored AWS SSO login is damaged',
    `${AWS_PAGE}#using-aws-sso`,
    'The file of the login could not be read as boto3 reads it, or the service does not accept its token. Log in again; the file is then written anew.',
  ),
  'sso-role-not-assigned': define(
    'error',
    'AWS SSO does not give you this role in this account',
    `${CLI_GUIDE}/cli-configure-sso.html`,
    'The login is valid, but sso_account_id and sso_role_name name an account and role that are not assigned to you. The SSO portal lists those that are.',
  ),
  'sso-aws-only': define(
    'info',
    'SSO credentials work if you use AWS only',
    `${AWS_PAGE}#multi-cloud-access-with-sso-login`,
    'SkyPilot does not ship SSO credentials to clusters. AWS clusters use their instance role instead; clusters on other clouds have no access to S3.',
    'If you use several clouds, set up a dedicated IAM user with an access key.',
  ),
  'credential-process-failed': define(
    'error',
    'The credential_process of the profile failed',
    `${CLI_GUIDE}/cli-configure-sourcing-external.html`,
    'boto3 runs the program without a shell: ~, $VARIABLES and pipes in the line are not expanded. It has to print JSON with Version 1, AccessKeyId and SecretAccessKey, and exit with 0.',
    'skycheck never prints its arguments or its output, for they may hold secrets.',
  ),
  'web-identity-failed': define(
    'error',
    'The web identity token could not be used',
    `${CLI_GUIDE}/cli-configure-role.html#cli-configure-role-oidc`,
    'web_identity_token_file (or AWS_WEB_IDENTITY_TOKEN_FILE) and the role behind it were chosen, and the file cannot be read or AWS did not accept it.',
  ),
  'assume-role-failed': define(
    'error',
    'The role of the profile could not be assumed',
    `${IAM_GUIDE}/troubleshoot_roles.html`,
    'The credentials of the source profile were found, but AWS did not hand out the role. Either the source identity lacks sts:AssumeRole on the role, or the trust policy of the role does not name the source identity.',
  ),
  'mfa-required': define(
    'error',
    'The role needs an MFA code, and there is no terminal to ask for it',
    `${CLI_GUIDE}/cli-configure-role.html#cli-configure-role-mfa`,
    'boto3 asks for the code at the terminal. In CI, under cron and in an API server of SkyPilot there is none.',
  ),
  'login-unsupported': define(
    'error',
    'The profile uses `aws login`, which plain boto3 cannot use',
    `${CLI_GUIDE}/cli-configure-sign-in.html`,
    'boto3 needs the extra `botocore[crt]` to use a login session; SkyPilot does not install it.',
  ),
  'login-token-invalid': define(
    'error',
    'The stored login of `aws login` cannot be used',
    `${CLI_GUIDE}/cli-configure-sign-in.html`,
    'The login is missing, damaged or over. Log in again.',
  ),
  'metadata-failed': define(
    'error',
    'The instance metadata service gave no usable credentials',
    'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html',
    'The machine answers like an EC2 instance, but not with the credentials of a role.',
  ),
  'container-credentials-failed': define(
    'error',
    'The container credentials endpoint gave no usable credentials',
    'https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html',
    'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or AWS_CONTAINER_CREDENTIALS_FULL_URI is set, so boto3 asks that address and nothing else.',
  ),
  'credentials-expired': define(
    'error',
    'The credentials say of themselves that they have expired',
    BOTO3_CREDENTIALS,
    'AWS_CREDENTIAL_EXPIRATION, or the source of the credentials, names an end that has passed. boto3 then refuses to use them.',
  ),
  'provider-unsupported': define(
    'error',
    'skycheck cannot load credentials from this source yet',
    BOTO3_CREDENTIALS,
    'boto3 would use this source, so skycheck does not pretend that another one is used. Nothing is known about the identity or its permissions.',
  ),
  'credentials-retrieval-failed': define(
    'error',
    'The credentials could not be fetched',
    BOTO3_CREDENTIALS,
    'The source was found, but asking it failed.',
  ),
  'access-key-invalid': define(
    'error',
    'AWS does not know this access key',
    `${IAM_GUIDE}/id_credentials_access-keys.html`,
    'The key was deleted or deactivated, has a typing error, belongs to another partition (GovCloud, China), or a session token that does not belong to it is sent along. Temporary keys (ASIA…) need their own session token.',
  ),
  'secret-key-wrong': define(
    'error',
    'The secret key does not belong to this access key',
    `${IAM_GUIDE}/id_credentials_access-keys.html`,
    'AWS knows the access key id, but the signature made with the secret key is wrong. Usual causes are a shortened copy, quotes or an inline comment in the file: boto3 takes all of the line.',
  ),
  'session-token-expired': define(
    'error',
    'The session token has expired',
    `${IAM_GUIDE}/id_credentials_temp.html`,
    'Temporary credentials were valid and no longer are. They have to be fetched anew from where they came from.',
  ),
  'clock-skew': define(
    'error',
    "This machine's clock is wrong",
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/signing-elements.html',
    'AWS refuses requests whose time differs from its own by more than five minutes. boto3 does not correct the clock, so SkyPilot fails too. Other SDKs correct it silently.',
  ),
  'no-network': define(
    'error',
    'AWS could not be reached',
    `${CLI_GUIDE}/cli-configure-proxy.html`,
    'The request did not get there: no network, a name that does not resolve (often a mistyped region), a proxy or a firewall. Nothing is known about the permissions.',
  ),
  'aws-call-failed': define(
    'error',
    'AWS did not answer as it should',
    'https://health.aws.amazon.com/health/status',
    'The service was busy, failed, or something between here and AWS answered instead. Nothing is known about what was asked.',
  ),
  'permissions-missing': define(
    'error',
    'Permissions are missing',
    `${AWS_PAGE}#minimal-iam-policy`,
    'No policy of this identity allows actions that SkyPilot needs. Adding the statement to a policy of the identity mends it.',
  ),
  'permissions-blocked': define(
    'error',
    'Permissions are blocked by another layer of policies',
    `${IAM_GUIDE}/reference_policies_evaluation-logic.html`,
    'A service control policy, a permissions boundary, a session policy or an explicit deny stops the action. Adding a statement to the identity does not help: the layer itself has to change.',
  ),
  'code-requirement-missing': define(
    'warning',
    'SkyPilot calls more than its documented policy allows',
    `${AWS_PAGE}#minimal-iam-policy`,
    "The policy on SkyPilot's AWS page does not contain these actions, but SkyPilot's code calls them. With the documented policy alone newer versions fail or lose something here.",
  ),
  'sky-check-too-optimistic': define(
    'warning',
    '`sky check aws` says enabled, but a launch would be denied',
    'https://github.com/skypilot-org/skypilot/issues/2416',
    '`sky check aws` looks at the identity, at availability zones and at the list of buckets, and at nothing else. It cannot see that a launch is denied.',
  ),
  'sky-credentials-file-missing': define(
    'warning',
    '`sky check aws` demands a credentials file that does not exist',
    `${AWS_PAGE}#troubleshooting`,
    'SkyPilot knows a few types of credentials and takes all others, static keys in ~/.aws/config among them, for a shared credentials file. Then it refuses to work where that file is missing, although boto3 has credentials.',
  ),
  'simulator-not-allowed': define(
    'warning',
    'This identity may not simulate its own permissions',
    `${IAM_GUIDE}/access_policies_testing-policies.html`,
    'IAM can tell what a principal may do (SimulatePrincipalPolicy), but this identity may not ask. What depends on it is unknown, which does not mean denied.',
    'The statement grants nothing but that question about itself.',
  ),
  'simulator-unavailable': define(
    'warning',
    'The policy simulator gave no complete answer',
    `${IAM_GUIDE}/access_policies_testing-policies.html`,
    'The endpoint has no simulator (as most emulators of AWS), or it failed. What depends on it is unknown, which does not mean denied.',
  ),
  'simulation-not-possible': define(
    'warning',
    'This kind of identity cannot be simulated',
    `${IAM_GUIDE}/access_policies_testing-policies.html`,
    'The policy simulator knows users and roles. The root user is not limited by IAM policies, but by service control policies where the account belongs to an organization; a federated session has at most the rights of its user.',
  ),
  'skypilot-role-missing': define(
    'warning',
    "The role of SkyPilot's instances does not exist",
    `${AWS_PAGE}#create-the-internal-iam-role-for-skypilot`,
    'SkyPilot gives its instances the instance profile skypilot-v1. It creates role and profile at the first launch where the identity may do that; otherwise they have to be created by hand.',
  ),
  'skypilot-role-empty': define(
    'warning',
    'The instance profile of SkyPilot holds no role',
    `${AWS_PAGE}#create-the-internal-iam-role-for-skypilot`,
    'An earlier attempt to create the role stopped half-way. Instances are launched without any rights.',
  ),
} as const satisfies Readonly<Record<string, FindingDefinition>>;

export type FindingCode = keyof typeof FINDINGS;

/** All codes, sorted. */
export const FINDING_CODES = (Object.keys(FINDINGS) as FindingCode[]).sort();

/** Whether a word is the code of a finding. */
export function isFindingCode(word: string): word is FindingCode {
  return Object.hasOwn(FINDINGS, word);
}
