/**
 * Every finding skycheck can make: its code, how grave it is, and what `skycheck explain CODE` says about it.
 *
 * Codes are stable: scripts match on them. A new finding is an entry here and a rule in `rules/`.
 */
import type { Severity } from '../report/report.ts';

export interface FindingDefinition {
  readonly severity: Severity;
  readonly title: string;
  /** What it means, why it happens and how it is mended; paragraphs. */
  readonly explanation: readonly string[];
  readonly docs: string;
}

const AWS_PAGE = 'https://docs.skypilot.co/en/latest/cloud-setup/cloud-permissions/aws.html';
const SKY_CONFIG = 'https://docs.skypilot.co/en/latest/reference/config.html';
const SKY_CONFIG_SOURCES = 'https://docs.skypilot.co/en/latest/reference/config-sources.html';
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
  'dry-run-ignored': define(
    'error',
    'The endpoint does not respect dry runs',
    'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/CommonParameters.html',
    'skycheck asks EC2 what it would allow by calls with DryRun set, which EC2 always answers with an error and never carries out. This endpoint answered with success. AWS does not do that; some emulators of AWS ignore DryRun. What such an answer is about stays unknown.',
    'Use `--no-probe` with this endpoint.',
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
  'skypilot-role-permissions-missing': define(
    'warning',
    "The role of SkyPilot's instances lacks permissions",
    `${AWS_PAGE}#create-the-internal-iam-role-for-skypilot`,
    'Instances act with the role skypilot-v1, not with the rights of whoever launched them: a cluster that stops or terminates itself, and controllers that launch other instances, need them in the policies of the role.',
    'A role that somebody made by hand, or whose creation stopped half-way, often lacks the part that lets controllers pass the role on (skypilot issue #3366).',
  ),
  'skypilot-role-empty': define(
    'warning',
    'The instance profile of SkyPilot holds no role',
    `${AWS_PAGE}#create-the-internal-iam-role-for-skypilot`,
    'An earlier attempt to create the role stopped half-way. SkyPilot tries to put the role in at the next launch; an identity that may not do that cannot launch.',
  ),
  'skypilot-role-trust': define(
    'error',
    "EC2 may not assume the role of SkyPilot's instances",
    `${AWS_PAGE}#create-the-internal-iam-role-for-skypilot`,
    'The trust policy of a role says who may assume it. Without ec2.amazonaws.com in it, instances get no credentials from the role: autostop, buckets and controllers fail on them.',
  ),
  'sky-config-missing': define(
    'error',
    'A variable names a configuration file of SkyPilot that does not exist',
    SKY_CONFIG_SOURCES,
    'SkyPilot reads the file that SKYPILOT_CONFIG, SKYPILOT_GLOBAL_CONFIG or SKYPILOT_PROJECT_CONFIG names, and every `sky` command stops with FileNotFoundError where there is none.',
  ),
  'sky-config-unreadable': define(
    'error',
    'A configuration file of SkyPilot cannot be read',
    SKY_CONFIG_SOURCES,
    'The file is there, but it is a directory, too large, or this user may not read it. `sky` commands stop there.',
  ),
  'sky-config-broken': define(
    'error',
    'A configuration file of SkyPilot is no valid YAML, so SkyPilot ignores all of it',
    SKY_CONFIG,
    'SkyPilot logs the mistake and goes on as if the file were empty: the VPC, the role, the profile of the workspace and the clouds that it names are all ignored.',
  ),
  'sky-config-invalid': define(
    'error',
    'SkyPilot refuses its configuration',
    SKY_CONFIG,
    'SkyPilot compares its configuration with a schema. One key that it does not know, or a value of another type, stops every `sky` command with "Invalid config YAML".',
    'skycheck looks at the parts that concern AWS.',
  ),
  'sky-config-conflict': define(
    'error',
    'Two settings of SkyPilot exclude each other',
    SKY_CONFIG,
    'Instances are reached through Systems Manager (aws.use_ssm) or through a proxy command (aws.ssh_proxy_command), not through both. SkyPilot stops with InvalidCloudConfigs.',
  ),
  'sky-aws-not-allowed': define(
    'error',
    "SkyPilot's configuration leaves AWS out",
    SKY_CONFIG,
    'Whatever the credentials may do, `sky check` does not enable a cloud that allowed_clouds does not list, or that the active workspace disables.',
  ),
  'sky-capabilities-restricted': define(
    'info',
    "SkyPilot's configuration restricts what AWS is used for",
    SKY_CONFIG,
    'With `capabilities`, SkyPilot checks and uses the listed ones only; the others are left out without a word.',
  ),
  'sky-profile-from-workspace': define(
    'info',
    'The profile is chosen by a workspace of SkyPilot',
    'https://docs.skypilot.co/en/latest/admin/workspaces.html',
    'With workspaces.<name>.aws.profile, SkyPilot hands the profile to boto3 explicitly: AWS_PROFILE and keys in the environment have no say. The AWS CLI, which SkyPilot calls for some things, still follows the environment.',
  ),
  'sky-uses-ssm': define(
    'info',
    'SkyPilot will reach instances through Systems Manager',
    SKY_CONFIG,
    'With aws.use_internal_ips and no aws.ssh_proxy_command, SkyPilot turns Systems Manager on unless aws.use_ssm is false. The identity then needs ssm:StartSession, the role AmazonSSMManagedInstanceCore, and this machine the session-manager-plugin.',
  ),
  'regions-not-usable': define(
    'warning',
    'SkyPilot cannot launch in some regions',
    `${AWS_PAGE}#using-a-specific-vpc`,
    'Before a launch, SkyPilot looks in the region for the VPC of the configured name, or else for the default VPC, and in it for subnets that are public, or private with aws.use_internal_ips. A region without them is skipped, or the launch fails.',
  ),
  'regions-unknown': define(
    'info',
    'Some regions could not be looked at',
    `${AWS_PAGE}#using-a-specific-vpc`,
    'The calls that tell the VPCs and subnets of these regions failed. That says nothing about the regions.',
  ),
  'partition-not-offered': define(
    'warning',
    'SkyPilot offers no region of this part of AWS',
    AWS_PAGE,
    "SkyPilot's catalogue has regions of the commercial part of AWS only, none of GovCloud or China.",
  ),
  'security-group-missing': define(
    'info',
    'The configured security group does not exist everywhere',
    SKY_CONFIG,
    'SkyPilot creates a security group of the name that aws.security_group_name gives, where the VPC has none. It never opens ports in a group that was named so.',
  ),
  'static-temporary-keys': define(
    'warning',
    'Temporary keys stand in a file as if they were permanent',
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
  'sky-identity-cache-stale': define(
    'warning',
    'SkyPilot remembers another identity than AWS tells',
    AWS_PAGE,
    'SkyPilot keeps what STS said in a file that never expires. The name of the file depends on the profile, the type of the credentials, the last four characters of the key and the region: other credentials of the same looks get the old identity.',
    'Deleting the file is safe: SkyPilot asks STS again.',
  ),
  'sky-zone-cache-stale': define(
    'warning',
    "SkyPilot's list of availability zones is out of date",
    AWS_PAGE,
    'SkyPilot keeps the availability zones of an identity in a file that never expires. Regions that were enabled since are not offered, and with the file there `sky check` asks EC2 nothing at all.',
    'Deleting the file is safe: SkyPilot asks EC2 again.',
  ),
  'sky-api-server-remote': define(
    'warning',
    'SkyPilot uses an API server on another machine, with credentials of its own',
    'https://docs.skypilot.co/en/latest/reference/api-server/api-server.html',
    'With a remote API server it is the server that checks and launches: the AWS credentials and AWS_PROFILE of this machine have no effect on it. skycheck looked at this machine.',
    'Run skycheck where the server runs to check its credentials.',
  ),
  'cluster-owner-mismatch': define(
    'warning',
    'Clusters on record belong to another account',
    AWS_PAGE,
    'SkyPilot records who launched a cluster, [UserId, account], and refuses every operation on it with ClusterOwnerIdentityMismatchError while credentials of another account are active.',
  ),
  'cluster-owner-changes': define(
    'info',
    'Clusters on record were launched by another identity of this account',
    AWS_PAGE,
    'SkyPilot warns at the next operation on them, goes on, and records the present identity as the owner.',
  ),
  'sky-state-not-read': define(
    'info',
    "SkyPilot's record of clusters was not read",
    AWS_PAGE,
    'The owners of clusters stand in ~/.sky/state.db, an SQLite database. skycheck reads it, and never writes, where its Node has SQLite.',
  ),
  'policy-account-misspelt': define(
    'error',
    'A resource of a policy names something else than an account',
    `${AWS_PAGE}#minimal-iam-policy`,
    "The part of an ARN that is for the account holds no account number, so the statement covers nothing. Most often the placeholder <account-ID-without-hyphens> of SkyPilot's AWS page was not replaced, or the number has hyphens.",
    '`skycheck policy generate` fills the number in.',
  ),
  'policy-action-unknown': define(
    'warning',
    'A policy names an action that does not exist',
    `${IAM_GUIDE}/reference_policies_actions-resources-contextkeys.html`,
    'IAM takes any name when a policy is made, so a typing error is not noticed until something is denied. A statement about an unknown action covers nothing.',
    'skycheck knows the actions of the services that SkyPilot uses, and the names of all services. An action that is newer than skycheck is reported, too.',
  ),
  'policy-operator-unknown': define(
    'warning',
    'A policy has a condition operator that IAM does not know',
    `${IAM_GUIDE}/reference_policies_elements_condition_operators.html`,
    'IAM refuses to make such a policy. Operators are spelled with capitals as in StringEquals. What hangs on the statement is unknown.',
  ),
  'policy-document-unusual': define(
    'warning',
    'A policy has something that hardly anyone means',
    `${IAM_GUIDE}/reference_policies_grammar.html`,
    'The document can be read, but IAM refuses part of it, or it does not mean what it seems to: without Version 2012-10-17, for example, policy variables are plain text.',
  ),
  'policy-too-large': define(
    'warning',
    'A policy is too large for IAM',
    `${IAM_GUIDE}/reference_iam-quotas.html`,
    'A managed policy may have 6,144 characters, white space aside; the inline policies of a user 2,048, of a group 5,120 and of a role 10,240 altogether.',
  ),
  'policy-value-not-known-yet': define(
    'warning',
    'A policy depends on values that are filled in later',
    'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html',
    'The template or plan holds parameters or attributes that are known only when it is deployed. Account, region and partition are filled in; what hangs on the others is unknown, which does not mean denied.',
    'For Terraform, the JSON of the state after applying has all values.',
  ),
  'policy-condition-undecided': define(
    'warning',
    'Policies have conditions that are decided only by a real request',
    `${IAM_GUIDE}/reference_policies_condition-keys.html`,
    'Whether a statement applies depends on something that documents alone do not tell, such as the region, tags, or how the person has logged in. What hangs on it is unknown, which does not mean denied.',
    '--region tells the region. `skycheck aws` asks AWS with the real identity.',
  ),
  'policies-taken-together': define(
    'info',
    'Several policies of one file are taken together',
    `${IAM_GUIDE}/access_policies_managed-vs-inline.html`,
    'skycheck evaluates all policies of a file as if they were attached to one identity. Where they belong to different ones, none of these may be allowed all of it.',
    'To check one of them, give it in a file of its own.',
  ),
  'policy-account-unknown': define(
    'info',
    'No account is named',
    `${IAM_GUIDE}/reference-arns.html`,
    "Neither --account nor an ARN of the policies tells the account, so resources are shown with the account number of AWS's examples. Conditions on the account are undecided.",
  ),
  'scp-default-assumed': define(
    'info',
    'FullAWSAccess is assumed beside a service control policy that only denies',
    'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html',
    'An account may do only what every level of the organization allows. AWS attaches the policy FullAWSAccess to every level, and policies that only deny are meant to stand beside it.',
  ),
  'ca-bundle-unreadable': define(
    'error',
    'The file of trusted certificates cannot be read',
    `${CLI_GUIDE}/cli-configure-envvars.html`,
    'AWS_CA_BUNDLE, ca_bundle in the profile or REQUESTS_CA_BUNDLE names a file that is not there or may not be read. boto3 then fails at its first call over https.',
  ),
  'config-profile-word-missing': define(
    'warning',
    'A section of ~/.aws/config lacks the word "profile"',
    `${CLI_GUIDE}/cli-configure-files.html`,
    'In the config file a profile is written [profile NAME]; only [default] goes without. boto3 does not see the section as a profile.',
  ),
  'config-profile-word-in-credentials': define(
    'warning',
    'A section of ~/.aws/credentials has the word "profile"',
    `${CLI_GUIDE}/cli-configure-files.html`,
    'In the credentials file a profile is written [NAME], without the word. boto3 takes the word for a part of the name.',
  ),
  'config-keys-in-two-files': define(
    'warning',
    'The access key and its secret stand in different files',
    `${CLI_GUIDE}/cli-configure-files.html`,
    'boto3 does not put static keys together from two files, and stops with half of the credentials. Other SDKs do.',
  ),
  'config-key-in-two-files': define(
    'info',
    'A setting of the profile stands in both files with different values',
    `${CLI_GUIDE}/cli-configure-files.html`,
    'boto3 takes the value of the credentials file.',
  ),
  'config-profile-defined-twice': define(
    'warning',
    'Two sections of ~/.aws/config define the same profile',
    `${CLI_GUIDE}/cli-configure-files.html`,
    'boto3 uses the later section alone, as if the earlier one were not there. Other SDKs merge the two, or prefer the one with the word "profile".',
  ),
  'config-inline-comment': define(
    'warning',
    'A comment behind a value is part of the value',
    `${CLI_GUIDE}/cli-configure-files.html`,
    'boto3 knows comments on lines of their own only. Other SDKs cut the value at the comment.',
  ),
  'config-quoted-value': define(
    'warning',
    'The quotes around a value are part of the value',
    `${CLI_GUIDE}/cli-configure-files.html`,
    'Neither boto3 nor other SDKs remove quotes in the AWS files.',
  ),
  'config-continued-value': define(
    'warning',
    'An indented line continues the value before it',
    `${CLI_GUIDE}/cli-configure-files.html`,
    'boto3 appends an indented line, with a line break, to the value of the line before. Other SDKs read it as a line of its own or ignore it.',
  ),
  'config-blank-key': define(
    'warning',
    'A key is set to nothing',
    `${CLI_GUIDE}/cli-configure-files.html`,
    'boto3 uses an empty key as it is, and AWS refuses the signature. Other SDKs ignore it.',
  ),
  'config-key-case': define(
    'info',
    'A key is written in capitals',
    `${CLI_GUIDE}/cli-configure-files.html`,
    'boto3 reads keys in any case; other SDKs do not find this one.',
  ),
  'config-name-unknown-elsewhere': define(
    'info',
    'A profile has a name that other SDKs cannot read',
    `${CLI_GUIDE}/cli-configure-files.html`,
    'boto3 takes blanks and any letters in a name. Other SDKs read letters without accents, digits and - _ @ + . % : / only, and do not see the profile.',
  ),
  'config-default-section-leaks': define(
    'warning',
    'The section [DEFAULT] counts in every profile of its file',
    'https://docs.python.org/3/library/configparser.html',
    'Written in capitals it is not the profile "default": boto3 gives its keys to every section of the file. Other SDKs take it for an ordinary section.',
  ),
  'static-keys-in-config-file': define(
    'info',
    'Static keys stand in ~/.aws/config, where SkyPilot does not look for them',
    `${AWS_PAGE}#troubleshooting`,
    'boto3 uses them. SkyPilot knows no such type of credentials: it demands ~/.aws/credentials, and ships that file, without these keys, to clusters.',
  ),
  'config-readable-by-others': define(
    'warning',
    'Others on this machine can read a file with keys',
    `${CLI_GUIDE}/cli-configure-files.html`,
    'The AWS CLI writes the file readable by its owner only.',
  ),
  'env-keys-half-set': define(
    'warning',
    'Only one of the two key variables is set',
    `${CLI_GUIDE}/cli-configure-envvars.html`,
    'With AWS_ACCESS_KEY_ID alone boto3 stops with an error; with AWS_SECRET_ACCESS_KEY alone it looks elsewhere. Other SDKs look elsewhere in both cases.',
  ),
  'env-stray-session-token': define(
    'warning',
    'A session token is set beside a long-term key',
    `${CLI_GUIDE}/cli-configure-envvars.html`,
    'Keys that begin with AKIA have no session token. boto3 sends the one that is set all the same, and AWS refuses the pair.',
  ),
  'env-session-token-alone': define(
    'info',
    'A session token is set without keys',
    `${CLI_GUIDE}/cli-configure-envvars.html`,
    'It has no effect, for tokens of the environment go with keys of the environment only.',
  ),
  'env-session-token-missing': define(
    'warning',
    'A temporary key is set without its session token',
    `${CLI_GUIDE}/cli-configure-envvars.html`,
    'Keys that begin with ASIA are valid together with their session token only.',
  ),
  'env-blank-profile': define(
    'warning',
    'The profile variable is set to nothing',
    `${CLI_GUIDE}/cli-configure-envvars.html`,
    'boto3 looks for a profile without a name, and fails. Other SDKs take a blank variable for an unset one.',
  ),
  'env-two-profiles': define(
    'warning',
    'AWS_DEFAULT_PROFILE and AWS_PROFILE name different profiles',
    `${CLI_GUIDE}/cli-configure-envvars.html`,
    'boto3, and so SkyPilot, takes AWS_DEFAULT_PROFILE. The AWS CLI v2 and other SDKs take AWS_PROFILE.',
  ),
  'env-default-profile-variable': define(
    'info',
    'AWS_DEFAULT_PROFILE chooses the profile for boto3 and the AWS CLI only',
    `${CLI_GUIDE}/cli-configure-envvars.html`,
    'Other SDKs read AWS_PROFILE.',
  ),
  'env-keys-over-profile': define(
    'warning',
    'Keys in the environment win over the profile',
    BOTO3_CREDENTIALS,
    'boto3 takes the keys of the environment even where a variable names a profile. The JavaScript SDK takes the profile.',
  ),
  'env-region-ignored': define(
    'info',
    'boto3 does not read AWS_REGION',
    `${CLI_GUIDE}/cli-configure-envvars.html`,
    'It reads AWS_DEFAULT_REGION. The AWS CLI v2 and other SDKs read AWS_REGION.',
  ),
  'env-two-regions': define(
    'info',
    'AWS_DEFAULT_REGION and AWS_REGION name different regions',
    `${CLI_GUIDE}/cli-configure-envvars.html`,
    'boto3 takes AWS_DEFAULT_REGION. The AWS CLI v2 and other SDKs take AWS_REGION.',
  ),
  'env-config-file-variable': define(
    'warning',
    'SkyPilot takes AWS_CONFIG_FILE for the path of the credentials file',
    `${AWS_PAGE}#troubleshooting`,
    'boto3 reads the variable as the path of the config file. SkyPilot, where it ships static credentials to clusters, ships that file in place of ~/.aws/credentials.',
  ),
  'env-credentials-file-variable': define(
    'warning',
    'SkyPilot does not read AWS_SHARED_CREDENTIALS_FILE',
    `${AWS_PAGE}#troubleshooting`,
    'boto3 reads it. SkyPilot looks for ~/.aws/credentials all the same, demands that it exists where the keys are static, and ships it to clusters.',
  ),
  'env-blank-file-variable': define(
    'warning',
    'The variable of an AWS file is set to nothing',
    `${CLI_GUIDE}/cli-configure-envvars.html`,
    'boto3 then reads no such file at all. Other SDKs read the usual one.',
  ),
  'env-metadata-switch-unclear': define(
    'info',
    'AWS_EC2_METADATA_DISABLED is set to a word that SDKs read differently',
    `${CLI_GUIDE}/cli-configure-envvars.html`,
    'boto3 switches instance metadata off for the word "true" only. Other SDKs do so for any word but "false".',
  ),
  'other-sdks-differ': define(
    'info',
    'Other SDKs would use other credentials of this profile',
    BOTO3_CREDENTIALS,
    'The profile has several sources of credentials. boto3 and the AWS CLI prefer one, other SDKs another.',
  ),
  'region-malformed': define(
    'error',
    'The region has a name that boto3 refuses',
    'https://docs.aws.amazon.com/general/latest/gr/rande.html',
    'A region is made of letters, digits and hyphens, such as us-east-1. boto3 fails before it makes a call.',
  ),
  'region-needed': define(
    'warning',
    'boto3 needs a region where the endpoint is configured',
    `${CLI_GUIDE}/cli-configure-endpoints.html`,
    "At AWS itself STS, IAM and S3 work without a region. With an endpoint of one's own boto3 refuses to make a client (NoRegionError), so SkyPilot fails where skycheck, which signs for us-east-1 then, goes on.",
  ),
  'region-unknown': define(
    'warning',
    'There seems to be no such region',
    'https://docs.aws.amazon.com/general/latest/gr/rande.html',
    'boto3 takes the name and then looks for servers that do not exist, which reads like a failing network. A name that ends in a letter is that of an availability zone.',
  ),
  'sso-start-url-differs': define(
    'warning',
    'There is a login for the same portal under another spelling of its URL',
    `${CLI_GUIDE}/cli-configure-sso.html`,
    'Without an sso-session, boto3 finds a login by the exact text of sso_start_url: a slash or # at the end makes it another one.',
  ),
  'sso-cli-cache-hides-expiry': define(
    'warning',
    'The AWS CLI still works, but the login behind it has expired',
    `${AWS_PAGE}#using-aws-sso`,
    'The AWS CLI v2 keeps role credentials in ~/.aws/cli/cache and uses them until they end. boto3, and so SkyPilot, does not look there.',
  ),
  'aws-cli-too-old-for-sso': define(
    'warning',
    'The first `aws` on PATH is version 1, which cannot log in',
    `${AWS_PAGE}#using-aws-sso`,
    '`pip install skypilot[aws]` installs AWS CLI v1, which hides a v2 that comes later on PATH. `aws sso login` needs v2: call it by its full path, or make an alias.',
  ),
} as const satisfies Readonly<Record<string, FindingDefinition>>;

export type FindingCode = keyof typeof FINDINGS;

/** All codes, sorted. */
export const FINDING_CODES = (Object.keys(FINDINGS) as FindingCode[]).sort();

/** Whether a word is the code of a finding. */
export function isFindingCode(word: string): word is FindingCode {
  return Object.hasOwn(FINDINGS, word);
}
