import { define, type FindingDefinitions } from '../definition.ts';
import { AWS_PAGE, CLI_GUIDE } from '../links.ts';

/** Findings about logins of IAM Identity Center. */
export const SSO_FINDINGS = {
  'sso-never-logged-in': define(
    'error',
    'You have not logged in to AWS SSO yet',
    `${AWS_PAGE}#using-aws-sso`,
    'The profile uses AWS SSO (IAM Identity Center), and there is no stored login for it. Logging in needs AWS CLI v2, which pip does not install.',
  ),
  'sso-token-expired': define(
    'error',
    'Your SSO login has expired',
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
    'The login is valid, but sso_account_id and sso_role_name name an account and role that are not assigned to you, or do not exist. The SSO portal lists those that are. Logging in again does not change that.',
  ),
  'sso-aws-only': define(
    'info',
    'SSO credentials work if you use AWS only',
    `${AWS_PAGE}#multi-cloud-access-with-sso-login`,
    'SkyPilot does not ship SSO credentials to clusters. AWS clusters use their instance role instead; clusters on other clouds have no access to S3.',
    'If you use several clouds, set up a dedicated IAM user with an access key.',
  ),
  'sso-start-url-differs': define(
    'warning',
    'There is a login for the same portal under another spelling of its URL',
    `${CLI_GUIDE}/cli-configure-sso.html`,
    'Without an sso-session, boto3 finds a login by the exact text of sso_start_url: a slash or # at the end makes it another one.',
  ),
  'sso-login-stored-under-url': define(
    'warning',
    'There is a login for this portal, but not for this sso-session',
    `${CLI_GUIDE}/cli-configure-sso.html`,
    'A profile with sso_session finds its login under the name of the session. Other tools, and profiles without sso_session, store it under the start URL. Log in once with this profile.',
  ),
  'sso-region-unknown': define(
    'warning',
    'The region of the SSO portal is not a known region',
    `${CLI_GUIDE}/cli-configure-sso.html`,
    'sso_region names the region of IAM Identity Center, such as us-east-1: not what the console calls it, and no availability zone. `aws sso login` and boto3 ask that region, so no login works while it is wrong.',
  ),
  'sso-login-of-other-region': define(
    'warning',
    'The stored login was made in another region than the profile names',
    `${CLI_GUIDE}/cli-configure-sso.html`,
    'IAM Identity Center is in one region, and a login counts there only. Two profiles, or a profile and its sso-session, that name the same portal and different values of sso_region share one stored login.',
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
} as const satisfies FindingDefinitions;
