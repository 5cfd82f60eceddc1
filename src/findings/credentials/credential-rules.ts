import type { AwsFailure } from '../../aws/aws-result.ts';
import { skyWordOf, skyWordOfService } from '../../conditions/condition.ts';
import { credentialFailure, isUndecided } from '../../credentials/credential-failure.ts';
import type {
  CredentialError,
  CredentialErrorCode,
  ProviderName,
} from '../../credentials/credentials-outcome.ts';
import { NO_RENEWAL } from '../../credentials/sso-login-state.ts';
import { placeText } from '../../file-line.ts';
import { aboutHost, faultFix } from '../connection/fault-fix.ts';
import type { Facts } from '../facts.ts';
import { type Finding, finding } from '../finding.ts';
import { ask, command, edit, type FixStep, notedCommand, setVariable, unset } from '../fix-step.ts';
import { profilesWithKeys } from '../profile/profiles-with-keys.ts';
import type { FindingCode } from '../registry.ts';
import { loginStep } from '../sso/login-step.ts';
import { copyKeys, enterKeys } from './enter-keys.ts';
import { lifetimeFindings } from './lifetime-rules.ts';
import { loginCondition, loginFindings, loginFix, loginObstacle } from './login-rules.ts';
import { type MisspeltKey, misspeltFix, misspeltKeys, misspeltText } from './misspelt-key.ts';
import { misspeltSetting } from './misspelt-setting.ts';
import { refusedRole } from './refused-role.ts';
import { aboutKeys, completeVariables, renewKeys, replaceKeys } from './renew-keys.ts';
import { nameSource } from './role-source.ts';
import { webIdentityFinding, withoutToken } from './web-identity-rules.ts';

/** Findings about getting the credentials. */
export function credentialFindings(facts: Facts): readonly Finding[] {
  const error = credentialFailure(facts);
  return [
    ...(error === undefined ? [] : failure(facts, error)),
    ...loginFindings(facts),
    ...withoutToken(facts),
    ...noCredentials(facts),
    ...otherSdks(facts),
    ...refusedClients(facts),
    ...lifetimeFindings(facts),
  ];
}

function failure(facts: Facts, error: CredentialError): readonly Finding[] {
  const { code } = error;
  // The rules about profiles and files say more of these two.
  if (code === 'profile-not-found' || facts.config.error !== undefined) return [];
  // So does the rule about the file of certificates.
  if (
    code === 'ca-bundle-blank' ||
    (code === 'ca-bundle-unreadable' && facts.caBundle.kind === 'unreadable')
  ) {
    return [];
  }
  const place = error.source === undefined ? '' : ` See ${placeText(error.source)}.`;
  const token = webIdentityFinding(error, facts);
  if (token !== undefined) return [token];
  return [
    finding(code, {
      detail: `${sentence(error.message)}${expiryText(code, facts)}${isOfEnvironment(error) ? aboutKeys(facts) : ''}${obstacleText(code, facts)}${refusalText(error)}${error.failure === undefined ? '' : aboutHost(error.failure, facts)}${place}`,
      at: error.source,
      possibleCauses: causesOf(error),
      fix: fixOf(error, facts),
    }),
  ];
}

/** Settings that keep boto3 from making clients of one service alone. */
function refusedClients(facts: Facts): readonly Finding[] {
  return facts.refusedClients.map(({ service, error }) =>
    finding('client-setting-invalid', {
      stops: facts.capabilities
        .map(({ id }) => id)
        .filter((id) => skyWordOf(id) === skyWordOfService(service)),
      detail: `${sentence(error.message)} It keeps boto3 from making a client of ${service} alone.`,
      at: error.source,
      fix: fixOf(error, facts),
    }),
  );
}

function obstacleText(code: CredentialErrorCode, facts: Facts): string {
  const obstacle =
    code === 'login-unsupported'
      ? loginObstacle(facts)
      : code === 'login-token-invalid'
        ? loginCondition(facts)
        : undefined;
  return obstacle === undefined ? '' : ` ${obstacle}`;
}

function causesOf({ code, provider }: CredentialError): readonly FindingCode[] {
  switch (code) {
    case 'partial-credentials':
      return provider === 'env' ? ['env-keys-half-set'] : ['config-keys-in-two-files'];
    case 'credentials-config-invalid':
      return ['region-malformed', 'sso-region-unknown'];
    case 'web-identity-failed':
      return ['ci-without-id-token'];
    case 'sso-never-logged-in':
      return [
        'config-start-url-malformed',
        'sso-region-unknown',
        'sso-start-url-differs',
        'sso-login-stored-under-url',
      ];
    case 'no-network':
      return ['ca-bundle-unreadable', 'sso-region-unknown', 'region-unknown'];
    case 'sso-role-not-assigned':
      return ['config-account-id-malformed', 'config-permission-set-is-role', 'sso-login-of-other-region'];
    case 'sso-token-expired':
      return ['sso-region-unknown'];
    case 'sso-token-invalid':
      return ['sso-region-unknown', 'sso-login-of-other-region'];
    case 'assume-role-failed':
    case 'credentials-retrieval-failed':
      return [
        'config-role-arn-malformed',
        'config-duration-too-long',
        'config-key-malformed',
        'env-key-malformed',
      ];
    default:
      return [];
  }
}

function isOfEnvironment({ code, provider }: CredentialError): boolean {
  return code === 'credentials-expired' && provider === 'env';
}

/** Why STS does not hand out the role, as far as it tells. */
function refusalText({ code, failure, webIdentity }: CredentialError): string {
  const text =
    code === 'assume-role-failed' && failure !== undefined ? refusedRole(failure, webIdentity).text : '';
  return text === '' ? '' : ` ${text}`;
}

/** Why an SSO login does not renew itself; since when it is over, the report tells. */
function expiryText(code: CredentialErrorCode, { ssoLogin }: Facts): string {
  if (code !== 'sso-token-expired' || ssoLogin?.kind !== 'expired') return '';
  return ` ${upperFirst(NO_RENEWAL[ssoLogin.why])}.`;
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** What is to be assigned, as the profile names it. */
function assignment({ credentials }: Facts): string {
  const sso = credentials.kind === 'failed' ? credentials.sso : undefined;
  if (sso === undefined) return 'assign the permission set to you.';
  return `assign the permission set "${sso.roleName}" in account ${sso.accountId} to you.`;
}

function fixOf(
  { code, botocoreError, provider, profileName, failure, variable, source, webIdentity }: CredentialError,
  facts: Facts,
): readonly FixStep[] {
  const profile = profileName ?? facts.profileName;
  switch (code) {
    case 'sso-never-logged-in':
    case 'sso-token-expired':
    case 'sso-token-invalid':
      return [loginStep(profile, facts)];
    case 'sso-role-not-assigned':
      return [
        ask('the administrators of IAM Identity Center', assignment(facts)),
        notedCommand(
          'chooses another account and role of those that you have',
          ...['aws', 'configure', 'sso', '--profile', profile],
        ),
      ];
    case 'login-token-invalid':
      return [
        command('aws', 'login', '--profile', profile),
        ...(loginCondition(facts) === undefined ? [] : loginFix(facts)),
      ];
    case 'login-unsupported':
      return loginFix(facts);
    case 'partial-credentials':
      if (provider === 'assume-role') return nameSource(profile, facts);
      if (provider === 'env') return completeVariables(facts, 'AWS_SECRET_ACCESS_KEY');
      return misspeltKeys(facts).length > 0
        ? misspeltFix(misspeltKeys(facts))
        : [...copyKeys(profile, facts.config), ...enterKeys(profile, facts)];
    case 'credentials-expired':
      return provider === 'env' ? renewKeys(facts) : [];
    case 'client-setting-invalid':
      if (variable !== undefined) return [unset(variable)];
      return source === undefined ? [] : [edit(source)];
    case 'assume-role-failed':
    case 'aws-call-failed':
      if (failure === undefined) return [];
      if (isAboutKeys(failure.kind)) return replaceKeys(facts);
      // AWS's sentence names the setting.
      if (failure.code === 'ValidationError') return source === undefined ? [] : [edit(source)];
      return refusedRole(failure, webIdentity).fix;
    case 'credentials-config-invalid':
      return source === undefined ? [] : [misspeltSetting(source, facts) ?? edit(source)];
    case 'role-loop':
      return source === undefined ? [] : [edit(source)];
    case 'credential-process-failed':
      // A program that ran says itself what it lacks.
      return source === undefined || botocoreError === 'CredentialRetrievalError' ? [] : [edit(source)];
    case 'metadata-failed':
      return failure === undefined ? [] : metadataFix(failure);
    case 'no-network':
    case 'clock-skew':
    case 'certificate-untrusted':
      return failure === undefined ? [] : faultFix(failure, facts);
    default:
      return [];
  }
}

/** Source: EC2 User Guide, "Modify instance metadata options for existing instances". */
function metadataFix({ kind, code, operation }: AwsFailure): readonly FixStep[] {
  const options = (...words: readonly string[]) => [
    notedCommand(
      'for the instance that this runs on',
      ...['aws', 'ec2', 'modify-instance-metadata-options', '--instance-id'],
      { shell: 'INSTANCE_ID' },
      ...words,
    ),
  ];
  if (!operation.startsWith('PUT ')) return [];
  if (kind === 'timeout') return options('--http-put-response-hop-limit', '2');
  return code === 'HTTP 403' ? options('--http-endpoint', 'enabled') : [];
}

/** The keys with which a role is assumed are refused. */
function isAboutKeys(kind: AwsFailure['kind']): boolean {
  return kind === 'invalid-access-key' || kind === 'wrong-secret-key' || kind === 'expired-credentials';
}

function noCredentials(facts: Facts): readonly Finding[] {
  if (facts.credentials.kind !== 'none') return [];
  // Then it is not known whether there are none.
  if (facts.credentials.fault !== undefined && isUndecided(facts.credentials.fault)) return [];
  const isUnsetDefault = facts.profile.value === undefined && !facts.config.profiles.has('default');
  // Then `no-default-profile` says more.
  if (isUnsetDefault && facts.config.profiles.size > 0) return [];
  const others = profilesWithKeys(facts)
    .filter((name) => name !== facts.profileName)
    .slice(0, MOST_PROFILES);
  const elsewhere = others.length === 0 ? '' : ` Credentials are in ${others.join(', ')}.`;
  const misspelt = misspeltKeys(facts);
  const where = facts.config.profiles.has(facts.profileName)
    ? `The profile "${facts.profileName}" exists, but it holds no credentials and names no source of any.${misspeltText(misspelt)}${elsewhere}`
    : `There are no profiles in ${facts.config.config.display} or ${facts.config.credentials.display}, and no keys in the environment.`;
  return [
    finding('no-credentials', {
      detail: where,
      possibleCauses: [
        'ci-without-id-token',
        ...(facts.keyOrigin.automation === undefined ? [] : (['env-keys-blank'] as const)),
        'config-profile-word-missing',
        'config-profile-word-in-credentials',
        'config-file-ignored',
      ],
      fix: withoutKeysFix(facts, misspelt, others[0]),
    }),
  ];
}

function withoutKeysFix(
  facts: Facts,
  misspelt: readonly MisspeltKey[],
  other: string | undefined,
): readonly FixStep[] {
  if (misspelt.length > 0) return misspeltFix(misspelt);
  return other === undefined ? setUp(facts) : [setVariable('AWS_PROFILE', other)];
}

/** Two ways to have credentials at all; one is enough. */
function setUp(facts: Facts): readonly FixStep[] {
  const flag = facts.profile.value === undefined ? [] : ['--profile', facts.profile.value];
  return [
    ...enterKeys(facts.profileName, facts),
    notedCommand(
      'or with IAM Identity Center (SSO); needs AWS CLI v2',
      ...['aws', 'configure', 'sso', ...flag],
    ),
  ];
}

/** As many as a sentence takes. */
const MOST_PROFILES = 5;

/** The sources that boto3 prefers in a profile, each with what other SDKs prefer to it. Source: AWS SDK for JavaScript v3, `credential-provider-ini`. */
function otherSdks(facts: Facts): readonly Finding[] {
  const { choice } = facts.trace;
  const entries = facts.config.profiles.get(facts.profileName)?.entries;
  if (choice.kind !== 'provider' || entries === undefined) return [];
  const other = otherChoice(choice.provider, (key) => entries.has(key));
  if (other === undefined) return [];
  return [
    finding('other-sdks-differ', {
      detail: `boto3 and the AWS CLI use ${choice.provider} of profile "${facts.profileName}"; other SDKs use ${other}.`,
    }),
  ];
}

function otherChoice(provider: ProviderName, has: (key: string) => boolean): string | undefined {
  if (provider === 'sso' && has('aws_access_key_id')) return 'its static keys';
  if (provider === 'sso' && has('credential_process')) return 'its credential_process';
  if (provider === 'custom-process' && has('aws_access_key_id')) return 'its static keys';
  if (provider === 'login' && has('aws_access_key_id')) return 'its static keys';
  return undefined;
}
