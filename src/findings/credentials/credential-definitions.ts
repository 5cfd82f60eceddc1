import { define, type FindingDefinitions } from '../definition.ts';
import { AWS_PAGE, BOTO3_CREDENTIALS, CLI_GUIDE, IAM_GUIDE } from '../links.ts';

/** Findings about getting credentials. */
export const CREDENTIAL_FINDINGS = {
  'no-credentials': define(
    'error',
    'No AWS credentials were found',
    `${AWS_PAGE}#troubleshooting`,
    'boto3, which SkyPilot uses, asked all of its twelve sources in order and none had credentials. `skycheck aws -v` shows why each was passed over.',
    'Set up a static key with `aws configure`, or log in through IAM Identity Center with `aws configure sso`.',
  ),
  'partial-credentials': define(
    'error',
    'The credentials are incomplete',
    BOTO3_CREDENTIALS,
    'An access key id was found without its secret key, or a role without the profile that assumes it. boto3 stops there and does not look for complete credentials elsewhere. The two files are not merged for static keys: both lines have to be in the same file.',
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
  'credential-process-failed': define(
    'error',
    'The credential_process of the profile failed',
    `${CLI_GUIDE}/cli-configure-sourcing-external.html`,
    'boto3 runs the program without a shell: ~, $VARIABLES and pipes in the line are not expanded. It has to print JSON with Version 1, AccessKeyId and SecretAccessKey, and exit with 0.',
    'skycheck never prints its arguments or its output, since they may hold secrets; of what it says on stderr it prints the last line, without anything that looks like a secret.',
  ),
  'web-identity-failed': define(
    'error',
    'The web identity token could not be used',
    `${CLI_GUIDE}/cli-configure-role.html#cli-configure-role-oidc`,
    'web_identity_token_file (or AWS_WEB_IDENTITY_TOKEN_FILE) and the role behind it were chosen, and the file cannot be read or AWS did not accept it.',
  ),
  'web-identity-refused': define(
    'error',
    'The role does not admit the web identity token',
    `${IAM_GUIDE}/troubleshoot_oidc.html`,
    'AWS accepted issuer and signature of the token, and then did not hand out the role. Either a condition of its trust policy is not fulfilled (mostly the subject), or there is no such role, or a policy of the organization denies it: AWS says the same of all of them.',
    'Which condition it is: `aws iam get-role --role-name ROLE | skycheck policy check --trust - --claims FILE`, with the file of the token. `skycheck policy generate --for github` prints a trust policy for a repository.',
  ),
  'web-identity-provider-missing': define(
    'error',
    'The account has no identity provider for this token',
    `${IAM_GUIDE}/id_roles_providers_create_oidc.html`,
    "Web identities need an OpenID Connect provider in the role's account, with the issuer of the token as its URL. Another partition's STS says the same.",
  ),
  'web-identity-audience-refused': define(
    'error',
    'The identity provider does not list the audience of the token',
    `${IAM_GUIDE}/id_roles_providers_create_oidc.html`,
    'The provider has a list of client IDs, and the audience (aud) of the token is none of them. That is apart from the condition on the audience in the trust policy of the role.',
  ),
  'web-identity-token-expired': define(
    'error',
    'The web identity token has expired',
    `${CLI_GUIDE}/cli-configure-role.html#cli-configure-role-oidc`,
    'Such tokens live for minutes. The file holds an old one, or the clock of this machine is wrong.',
  ),
  'web-identity-token-invalid': define(
    'error',
    'AWS does not accept the web identity token',
    `${IAM_GUIDE}/troubleshoot_oidc.html`,
    'The signature does not fit the keys that the issuer publishes, the file holds something else than a token, or the certificate of the issuer is not the one that the provider lists.',
  ),
  'ci-without-id-token': define(
    'error',
    'This job may not ask GitHub for an identity token',
    'https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws',
    'A job of GitHub Actions gets the address of its token only with `permissions: id-token: write`, in the workflow or in the job. Jobs for pull requests from forks get neither a token nor secrets.',
  ),
  'assume-role-failed': define(
    'error',
    'The role could not be assumed',
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
    "The profile uses `aws login`, which boto3 in SkyPilot's environment cannot use",
    `${CLI_GUIDE}/cli-configure-sign-in.html`,
    'boto3 uses the keys of `aws login` from botocore 1.41 on, and only where the package awscrt is beside it (the extra `botocore[crt]`); SkyPilot does not install it. skycheck looks at the files of the Python that `sky` starts with.',
  ),
  'login-support-unknown': define(
    'warning',
    "Whether boto3 in SkyPilot's environment can use `aws login` is not known",
    AWS_PAGE,
    'boto3 uses the keys of `aws login` only where the package awscrt is installed beside it. skycheck finds that out by looking at the files of the Python that the first `sky` on PATH starts with; it runs no Python.',
    'What else is said here holds where the package is there. Activate the environment of SkyPilot and run skycheck again.',
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
  'other-sdks-differ': define(
    'info',
    'Other SDKs would use other credentials of this profile',
    BOTO3_CREDENTIALS,
    'The profile has several sources of credentials. boto3 and the AWS CLI prefer one, other SDKs another.',
  ),
} as const satisfies FindingDefinitions;
