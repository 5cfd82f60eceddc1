/**
 * What the AWS SDK for JavaScript makes of this machine, by its rules; where it is really asked, its answer is laid over
 * this (`js-sdk-answer.ts`).
 *
 * Source: `@aws-sdk/credential-provider-node` and `-ini` 3.972, `@smithy/core` 3.
 */
import type { ProviderName } from '../config/providers.ts';
import { maskKey } from '../credentials/mask.ts';
import type { SsoTokenRead } from '../credentials/sso-token.ts';
import { parseTimestamp } from '../credentials/timestamp.ts';
import { placeText } from '../file-line.ts';
import type { Host } from '../host.ts';
import { processId, roleId, ssoId } from './botocore-view.ts';
import { fingerprint } from './fingerprint.ts';
import { type JsFiles, type JsSection, jsProfile } from './js-files.ts';
import {
  type KeySource,
  type KeyView,
  NOT_SET,
  type Setting,
  type ToolHow,
  type ToolView,
} from './tool-view.ts';
import { bareUrl } from './url-text.ts';

type Env = Host['env'];

export interface JsFacts {
  readonly how: ToolHow;
  readonly env: Env;
  /** `--profile`. */
  readonly flag: string | undefined;
  readonly files: JsFiles;
  /** The stored login of the profile, where it has one to have. */
  readonly ssoToken: SsoTokenRead | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export function jsView(facts: JsFacts): ToolView {
  const { how, env } = facts;
  return {
    tool: 'js-sdk',
    how,
    profile: profileSetting(facts),
    credentials: jsKeys(facts),
    region: regionOf(facts),
    endpoint: endpointOf(facts),
    certificates: certificatesOf(env),
    // It follows no proxy that nobody gives it in code.
    proxy: NOT_SET,
    fips: switchOf(facts, 'AWS_USE_FIPS_ENDPOINT', 'use_fips_endpoint'),
  };
}

/** The profile that it looks up; a blank variable counts as none. */
export function jsProfileName({ env, flag }: Pick<JsFacts, 'env' | 'flag'>): string {
  return flag || env.AWS_PROFILE || 'default';
}

function profileSetting({ env, flag }: JsFacts): Setting {
  if (flag !== undefined) return { value: flag, flag: '--profile' };
  return env.AWS_PROFILE ? { value: env.AWS_PROFILE, variable: 'AWS_PROFILE' } : NOT_SET;
}

function regionOf(facts: JsFacts): Setting {
  const { env, files } = facts;
  if (env.AWS_REGION !== undefined) return { value: env.AWS_REGION, variable: 'AWS_REGION' };
  const entry = jsProfile(files, jsProfileName(facts))?.get('region');
  if (entry !== undefined) return entry;
  return env.AWS_EC2_METADATA_DISABLED ? NOT_SET : { value: undefined, otherwise: 'instance-metadata' };
}

/** The words true and false alone count, as they are. */
function switchOf(facts: JsFacts, variable: string, key: string): Setting {
  const { env, files } = facts;
  const value = env[variable];
  if (value === 'true') return { value, variable };
  if (value === 'false') return NOT_SET;
  const entry = jsProfile(files, jsProfileName(facts), 'config')?.get(key);
  return entry?.value === 'true' ? entry : NOT_SET;
}

function endpointOf(facts: JsFacts): Setting {
  const { env, files } = facts;
  const ignored = switchOf(facts, 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', 'ignore_configured_endpoint_urls');
  if (ignored.value !== undefined) return NOT_SET;
  const variable = ['AWS_ENDPOINT_URL_STS', 'AWS_ENDPOINT_URL'].find((name) => env[name]);
  if (variable !== undefined) return { value: bareUrl(env[variable] ?? ''), variable };
  const profile = jsProfile(files, jsProfileName(facts), 'config');
  const services = profile?.get('services');
  const section = services === undefined ? undefined : files.services.get(services.value);
  if (services !== undefined && section === undefined) return NOT_SET;
  const entry = section?.get('sts.endpoint_url') ?? profile?.get('endpoint_url');
  return entry === undefined ? NOT_SET : { value: bareUrl(entry.value), at: entry.at };
}

/** What Node trusts beside its own certificates. AWS_CA_BUNDLE and `ca_bundle` are not read. */
function certificatesOf(env: Env): Setting {
  if (env.NODE_TLS_REJECT_UNAUTHORIZED === '0') {
    return { value: 'not checked', variable: 'NODE_TLS_REJECT_UNAUTHORIZED' };
  }
  if (env.NODE_EXTRA_CA_CERTS) return { value: env.NODE_EXTRA_CA_CERTS, variable: 'NODE_EXTRA_CA_CERTS' };
  return env.NODE_USE_SYSTEM_CA === '1' ? { value: "the system's", variable: 'NODE_USE_SYSTEM_CA' } : NOT_SET;
}

/** The links of the provider chain, in its order: the first that has an answer. */
function jsKeys(facts: JsFacts): KeyView {
  return (
    fromEnvironment(facts) ??
    fromProfile(facts, jsProfileName(facts)) ??
    fromTokenVariable(facts) ??
    fromMetadata(facts)
  );
}

/** Passed over where a profile is named. */
function fromEnvironment({ env, flag }: JsFacts): KeyView | undefined {
  if (flag || env.AWS_PROFILE) return undefined;
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (!accessKeyId || !secretAccessKey) return undefined;
  const source = { provider: 'env', location: 'AWS_ACCESS_KEY_ID', id: undefined } as const;
  return keys(source, accessKeyId, secretAccessKey, env.AWS_SESSION_TOKEN || undefined);
}

function keys(
  source: KeySource,
  accessKeyId: string,
  secretAccessKey: string,
  sessionToken: string | undefined,
): KeyView {
  return {
    kind: 'keys',
    source,
    accessKeyId: maskKey(accessKeyId),
    fingerprint: fingerprint({ accessKeyId, secretAccessKey, sessionToken }),
  };
}

/** The kinds of profile in the order in which the SDK looks for them, which is not boto3's. */
function fromProfile(facts: JsFacts, name: string): KeyView | undefined {
  const profile = jsProfile(facts.files, name);
  if (profile === undefined) return undefined;
  const role = profile.get('role_arn');
  const sourceProfile = profile.get('source_profile');
  const hasSource = (sourceProfile === undefined) !== (profile.get('credential_source') === undefined);
  if (role !== undefined && hasSource) {
    if (sourceProfile !== undefined && jsProfile(facts.files, sourceProfile.value) === undefined)
      return undefined;
    return toFetch('assume-role', role, roleId(role.value), 'AssumeRole');
  }
  const key = profile.get('aws_access_key_id');
  const secret = profile.get('aws_secret_access_key');
  if (key !== undefined && secret !== undefined) {
    const isFromCredentials = facts.files.credentialProfiles.get(name)?.has('aws_access_key_id') === true;
    const provider = isFromCredentials ? 'shared-credentials-file' : 'config-file';
    return keys(
      { provider, ...placed(key), id: undefined },
      key.value,
      secret.value,
      profile.get('aws_session_token')?.value,
    );
  }
  const token = profile.get('web_identity_token_file');
  if (token !== undefined && role !== undefined) {
    return toFetch('assume-role-with-web-identity', token, roleId(role.value), 'AssumeRoleWithWebIdentity');
  }
  const command = profile.get('credential_process');
  if (command !== undefined) {
    return toFetch('custom-process', command, processId(command.value), 'the credential_process');
  }
  return fromSso(facts, profile) ?? fromLogin(profile);
}

function fromLogin(profile: JsSection): KeyView | undefined {
  const login = profile.get('login_session');
  return login === undefined ? undefined : toFetch('login', login, 'login', 'CreateOAuth2Token');
}

function placed({ at }: { readonly at: KeySource['at'] & object }) {
  return { location: placeText(at), at };
}

function toFetch(
  provider: ProviderName,
  entry: { readonly at: KeySource['at'] & object },
  id: string | undefined,
  call: string,
): KeyView {
  return { kind: 'not-fetched', source: { provider, ...placed(entry), id }, call };
}

const SSO_KEYS = ['sso_account_id', 'sso_role_name', 'sso_session', 'sso_start_url', 'sso_region'] as const;
/** A login with less left is renewed first. */
const RENEWAL_WINDOW_MS = 5 * 60_000;

function fromSso({ files, ssoToken, now }: JsFacts, profile: JsSection): KeyView | undefined {
  const first = SSO_KEYS.map((key) => profile.get(key)).find((entry) => entry !== undefined);
  if (first === undefined) return undefined;
  const failed = (code: string, message: string): KeyView => ({
    kind: 'failed',
    code,
    message,
    at: first.at,
  });
  const account = profile.get('sso_account_id')?.value;
  const role = profile.get('sso_role_name')?.value;
  const reference = profile.get('sso_session');
  const session = reference === undefined ? profile : files.ssoSessions.get(reference.value);
  if (session === undefined) {
    return failed('credentials-config-invalid', 'The SDK finds no section for sso_session.');
  }
  const isWhole =
    account !== undefined && role !== undefined && session.has('sso_region') && session.has('sso_start_url');
  if (!isWhole)
    return failed('credentials-config-invalid', 'The SSO settings of the profile are incomplete.');
  const use = (call: string) => toFetch('sso', first, ssoId(account, role), call);
  if (ssoToken === undefined) return use('GetRoleCredentials');
  if (ssoToken.kind !== 'token') return failed('sso-never-logged-in', 'There is no stored login for it.');
  const { expiresAt, fields } = ssoToken.token;
  const end = typeof expiresAt === 'string' ? parseTimestamp(expiresAt) : undefined;
  const left = end?.kind === 'instant' ? end.ms - now : 0;
  if (reference === undefined) {
    return left > 0
      ? use('GetRoleCredentials')
      : failed('sso-token-expired', 'The stored login has expired.');
  }
  if (left > RENEWAL_WINDOW_MS) return use('GetRoleCredentials');
  const renews = ['clientId', 'clientSecret', 'refreshToken'].every((name) => fields.get(name));
  return renews ? use('CreateToken') : failed('sso-token-expired', 'The stored login has expired.');
}

function fromTokenVariable({ env }: JsFacts): KeyView | undefined {
  if (!env.AWS_WEB_IDENTITY_TOKEN_FILE || !env.AWS_ROLE_ARN) return undefined;
  const source = {
    provider: 'assume-role-with-web-identity',
    location: 'AWS_WEB_IDENTITY_TOKEN_FILE',
    id: roleId(env.AWS_ROLE_ARN),
  } as const;
  return { kind: 'not-fetched', source, call: 'AssumeRoleWithWebIdentity' };
}

function fromMetadata({ env }: JsFacts): KeyView {
  const variable = ['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'AWS_CONTAINER_CREDENTIALS_FULL_URI'].find(
    (name) => env[name],
  );
  if (variable !== undefined) {
    const source = { provider: 'container-role', location: variable, id: 'container-role' } as const;
    return { kind: 'not-fetched', source, call: 'the container agent' };
  }
  const disabled = env.AWS_EC2_METADATA_DISABLED;
  if (disabled && disabled !== 'false') return { kind: 'none' };
  const source = { provider: 'iam-role', location: 'nothing else is set', id: 'iam-role' } as const;
  return { kind: 'not-fetched', source, call: 'the instance metadata service' };
}
