/**
 * The settings that boto3 refuses when it makes a client, whatever the credentials.
 *
 * Source: botocore 1.44.8, `Session.create_client`, `ClientArgsCreator`, `Config`, `EndpointCreator`; measured by
 * `test/interop/client-settings.test.ts`.
 */
import { readEndpointSettings } from '../aws/endpoints.ts';
import type { ConfigEntry, ConfigValue } from '../config/aws-config-types.ts';
import { parsePythonInt } from '../config/python-text.ts';
import { type FileLine, placeText } from '../file-line.ts';
import type { CredentialError } from './credentials-outcome.ts';
import { credentialError } from './errors.ts';
import type { ProviderScope } from './scope.ts';
import { shown } from './shown.ts';

/** The services of which clients are made here, by botocore's names. */
export type ClientService = 'sts' | 'ec2' | 'iam' | 's3' | 'service-quotas' | 'sso' | 'sso-oidc' | 'signin';

interface Setting {
  readonly value: ConfigValue;
  /** The variable, or the key. */
  readonly name: string;
  /** The variable, where one sets it. */
  readonly variable?: string;
  readonly source?: FileLine;
}

interface Refusal {
  /** The class that botocore raises. */
  readonly botocoreError: string;
  /** What it takes, as the end of a sentence that begins with "boto3 takes". */
  readonly takes: string;
}

interface Scope extends ProviderScope {
  readonly service: ClientService;
}

type Rule = (scope: Scope) => CredentialError | undefined;

/** A variable, even a blank one, else the key of the profile. Source: botocore `ConfigChainFactory`. */
function settingOf(scope: ProviderScope, variable: string | undefined, key: string): Setting | undefined {
  const fromEnv = variable === undefined ? undefined : scope.env[variable];
  if (variable !== undefined && fromEnv !== undefined) return { value: fromEnv, name: variable, variable };
  return settingOfEntry(scope.sessionEntries.get(key));
}

function settingOfEntry(entry: ConfigEntry): Setting;
function settingOfEntry(entry: ConfigEntry | undefined): Setting | undefined;
function settingOfEntry(entry: ConfigEntry | undefined): Setting | undefined {
  return entry === undefined ? undefined : { value: entry.value, name: entry.key, source: entry.source };
}

function refused(setting: Setting, { botocoreError, takes }: Refusal): CredentialError {
  const place = setting.source === undefined ? '' : ` (${placeText(setting.source)})`;
  const message = `${setting.name}${place} is ${valueText(setting.value)}; boto3 takes ${takes}, and makes no client with anything else.`;
  const { source, variable } = setting;
  const error = {
    ...credentialError('client-setting-invalid', botocoreError, message, { source }),
    setting: `${setting.name}${place}`,
  };
  return variable === undefined ? error : { ...error, variable };
}

/** Long or odd values stay unsaid: they may be something that was put into the wrong variable. */
function valueText(value: ConfigValue): string {
  if (typeof value !== 'string') return 'an indented block';
  if (value.trim() === '') return 'blank';
  return /^[\w.,:+ -]{1,40}$/.test(value) ? `"${value}"` : 'something else';
}

/** A setting with a variable and a key, and what is wrong with its value. */
function rule(
  variable: string | undefined,
  key: string,
  check: (value: ConfigValue, scope: Scope) => Refusal | undefined,
): Rule {
  return (scope) => {
    const setting = settingOf(scope, variable, key);
    const refusal = setting === undefined ? undefined : check(setting.value, scope);
    return setting === undefined || refusal === undefined ? undefined : refused(setting, refusal);
  };
}

/** A setting that takes one of some words. */
function words(
  botocoreError: string,
  allowed: readonly string[],
  { anyCase }: { readonly anyCase: boolean },
): (value: ConfigValue) => Refusal | undefined {
  const takes = listed(allowed);
  return (value) => {
    const word = typeof value === 'string' && anyCase ? value.toLowerCase() : value;
    return typeof word === 'string' && allowed.includes(word) ? undefined : { botocoreError, takes };
  };
}

function listed(allowed: readonly string[]): string {
  return `${allowed.slice(0, -1).join(', ')} or ${allowed.at(-1)}`;
}

const REGIONAL = ['legacy', 'regional'];
const CHECKSUMS = words('InvalidChecksumConfigError', ['when_supported', 'when_required'], { anyCase: true });

const DEFAULTS_MODES = ['legacy', 'auto', 'standard', 'in-region', 'cross-region', 'mobile'];

function defaultsMode(value: ConfigValue): Refusal | undefined {
  const botocoreError = typeof value === 'string' ? 'InvalidDefaultsMode' : 'AttributeError';
  return words(botocoreError, DEFAULTS_MODES, { anyCase: true })(value);
}

/** A blank one counts as none. */
function stsRegional(value: ConfigValue): Refusal | undefined {
  if (value === '') return undefined;
  return words('InvalidSTSRegionalEndpointsConfigError', REGIONAL, { anyCase: false })(value);
}

const ATTEMPTS = 'a whole number from 1';

function attemptsAreNumber(value: ConfigValue): Refusal | undefined {
  if (typeof value !== 'string') return { botocoreError: 'TypeError', takes: ATTEMPTS };
  return parsePythonInt(value) === undefined ? { botocoreError: 'ValueError', takes: ATTEMPTS } : undefined;
}

function attemptsAreEnough(value: ConfigValue): Refusal | undefined {
  const attempts = typeof value === 'string' ? parsePythonInt(value) : undefined;
  return attempts !== undefined && attempts < 1
    ? { botocoreError: 'InvalidMaxRetryAttemptsError', takes: ATTEMPTS }
    : undefined;
}

const MAX_COMPRESSION_SIZE = 1_048_576;

function compressionSize(value: ConfigValue): Refusal | undefined {
  const size = typeof value === 'string' ? parsePythonInt(value) : undefined;
  return size !== undefined && size >= 1 && size <= MAX_COMPRESSION_SIZE
    ? undefined
    : { botocoreError: 'InvalidConfigError', takes: `a whole number from 1 to ${MAX_COMPRESSION_SIZE}` };
}

function text(botocoreError: string, takes: string): (value: ConfigValue) => Refusal | undefined {
  return (value) => (typeof value === 'string' ? undefined : { botocoreError, takes });
}

/** A table of services; anything else has no look-up. */
function apiVersions(value: ConfigValue): Refusal | undefined {
  const takes = 'indented lines such as "ec2 = 2016-11-15" below it';
  return typeof value === 'string' ? { botocoreError: 'AttributeError', takes } : undefined;
}

/** The versions of the services' models that botocore has; a version that it lacks makes no client. */
const API_VERSIONS: Readonly<Record<ClientService, readonly string[]>> = {
  sts: ['2011-06-15'],
  ec2: [
    ...['2014-09-01', '2014-10-01', '2015-03-01', '2015-04-15', '2015-10-01'],
    ...['2016-04-01', '2016-09-15', '2016-11-15'],
  ],
  iam: ['2010-05-08'],
  s3: ['2006-03-01'],
  'service-quotas': ['2019-06-24'],
  sso: ['2019-06-10'],
  'sso-oidc': ['2019-06-10'],
  signin: ['2023-01-01'],
};

function apiVersionOfService(value: ConfigValue, { service }: Scope): Refusal | undefined {
  const version = typeof value === 'string' ? undefined : value.get(service);
  const known = API_VERSIONS[service];
  return version === undefined || known.includes(version)
    ? undefined
    : { botocoreError: 'DataNotFoundError', takes: `for ${service} ${known.join(', ')}` };
}

/** The endpoint's own settings: what a services section lacks, before all else about the endpoint. */
function endpointOf(
  scope: Scope,
  botocoreErrors: Readonly<Record<string, string>>,
): CredentialError | undefined {
  const { env, config, service } = scope;
  const sources = { flag: undefined, env, profile: scope.sessionEntries, services: config.services };
  const choice = readEndpointSettings(sources).choose(service);
  if (choice.kind !== 'invalid') return undefined;
  const { code, location, message, source } = choice.problem;
  const botocoreError = botocoreErrors[code];
  if (botocoreError === undefined) return undefined;
  const error = {
    ...credentialError('client-setting-invalid', botocoreError, `${location}: ${message}`, { source }),
    setting: location,
  };
  return source === undefined ? { ...error, variable: location } : error;
}

/** Text in place of S3's settings is passed over, but for S3's own client; a blank is taken for settings. */
function s3Text({ sessionEntries, service }: Scope): CredentialError | undefined {
  const setting = settingOfEntry(sessionEntries.get('s3'));
  if (setting === undefined || typeof setting.value !== 'string') return undefined;
  const takes = 'indented lines such as "addressing_style = path" below it';
  const matters = setting.value === '' || service === 's3';
  return matters ? refused(setting, { botocoreError: 'AttributeError', takes }) : undefined;
}

/** Settings of S3 keep every client from being made where they are refused: all are made with them. */
function s3Section(scope: Scope): CredentialError | undefined {
  const setting = settingOfEntry(scope.sessionEntries.get('s3'));
  if (setting === undefined) return undefined;
  const { value } = setting;
  if (typeof value === 'string') return s3Text(scope);
  const style = value.get('addressing_style');
  if (style === undefined || ['virtual', 'auto', 'path'].includes(style)) return undefined;
  const named = { ...setting, value: style, name: 'addressing_style in s3' };
  return refused(named, { botocoreError: 'InvalidS3AddressingStyleError', takes: 'virtual, auto or path' });
}

function s3Regional(scope: Scope): CredentialError | undefined {
  const section = scope.sessionEntries.get('s3');
  // boto3 then reads no setting of S3 at all.
  if (typeof section?.value === 'string') return undefined;
  const own = settingOf(scope, 'AWS_S3_US_EAST_1_REGIONAL_ENDPOINT', 's3_us_east_1_regional_endpoint');
  const nested = section?.value.get('us_east_1_regional_endpoint');
  const setting =
    own ??
    (nested === undefined || section === undefined
      ? undefined
      : { value: nested, name: 'us_east_1_regional_endpoint in s3', source: section.source });
  if (setting === undefined) return undefined;
  const error = 'InvalidS3UsEast1RegionalEndpointConfigError';
  const refusal = words(error, REGIONAL, { anyCase: false })(setting.value);
  return refusal === undefined ? undefined : refused(setting, refusal);
}

/** Read only where client side monitoring is on. */
function monitoringPort(scope: Scope): CredentialError | undefined {
  const enabled = settingOf(scope, 'AWS_CSM_ENABLED', 'csm_enabled')?.value;
  if (typeof enabled !== 'string' || enabled.toLowerCase() !== 'true') return undefined;
  return rule('AWS_CSM_PORT', 'csm_port', (value) => {
    const isNumber = typeof value === 'string' && parsePythonInt(value) !== undefined;
    const botocoreError = typeof value === 'string' ? 'ValueError' : 'TypeError';
    return isNumber ? undefined : { botocoreError, takes: 'a whole number' };
  })(scope);
}

/**
 * The error where the selected profile names an SSO session that is absent or incomplete. boto3 looks for it
 * before it makes any client, even one that signs with other keys.
 *
 * Source: botocore `Session.create_client`, `SSOTokenProvider._load_sso_config`.
 */
function ssoSessionError(scope: ProviderScope): CredentialError | undefined {
  const reference = scope.sessionEntries.get('sso_session');
  if (reference === undefined) return undefined;
  if (typeof reference.value !== 'string') {
    return refused(settingOfEntry(reference), {
      botocoreError: 'TypeError',
      takes: 'the name of one session',
    });
  }
  const name = reference.value;
  const session = scope.config.ssoSessions.get(name);
  const missing = ['sso_start_url', 'sso_region'].filter((key) => !session?.entries.has(key));
  if (missing.length === 0) return undefined;
  const problem =
    session === undefined
      ? `there is no section [sso-session ${shown(name)}]`
      : `[sso-session ${name}] lacks ${missing.join(' and ')}`;
  const message = `The profile names sso_session "${shown(name)}" (${placeText(reference.source)}), but ${problem}.`;
  return credentialError('credentials-config-invalid', 'InvalidConfigError', message, {
    source: reference.source,
  });
}

const STS_REGIONAL = rule('AWS_STS_REGIONAL_ENDPOINTS', 'sts_regional_endpoints', stsRegional);

/** In the order in which boto3 comes upon them. */
const RULES: readonly Rule[] = [
  rule(undefined, 'api_versions', apiVersions),
  ssoSessionError,
  rule('AWS_DEFAULTS_MODE', 'defaults_mode', defaultsMode),
  rule(undefined, 'api_versions', apiVersionOfService),
  (scope) =>
    endpointOf(scope, {
      'services-not-text': 'TypeError',
      'services-section-missing': 'InvalidConfigError',
      'services-value': 'AttributeError',
    }),
  (scope) => (usesOwnEndpoint(scope) ? undefined : STS_REGIONAL(scope)),
  (scope) => (scope.service === 's3' ? (s3Regional(scope) ?? s3Text(scope)) : undefined),
  rule('AWS_MAX_ATTEMPTS', 'max_attempts', attemptsAreNumber),
  rule('AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES', 'request_min_compression_size_bytes', compressionSize),
  rule('AWS_REQUEST_CHECKSUM_CALCULATION', 'request_checksum_calculation', CHECKSUMS),
  rule('AWS_RESPONSE_CHECKSUM_VALIDATION', 'response_checksum_validation', CHECKSUMS),
  rule(
    'AWS_ACCOUNT_ID_ENDPOINT_MODE',
    'account_id_endpoint_mode',
    words('InvalidConfigError', ['preferred', 'disabled', 'required'], { anyCase: true }),
  ),
  rule(
    'AWS_AUTH_SCHEME_PREFERENCE',
    'auth_scheme_preference',
    text('InvalidConfigError', 'names separated by commas'),
  ),
  rule(
    'AWS_S3_DISABLE_EXPRESS_SESSION_AUTH',
    's3_disable_express_session_auth',
    words('InvalidConfigError', ['true', 'false'], { anyCase: true }),
  ),
  s3Section,
  rule('AWS_MAX_ATTEMPTS', 'max_attempts', attemptsAreEnough),
  rule(
    'AWS_RETRY_MODE',
    'retry_mode',
    words('InvalidRetryModeError', ['legacy', 'standard', 'adaptive'], { anyCase: false }),
  ),
  (scope) => endpointOf(scope, { 'url-not-text': 'TypeError', 'malformed-url': 'ValueError' }),
  STS_REGIONAL,
  s3Regional,
  monitoringPort,
];

/** For STS boto3 comes upon the setting earlier, unless its endpoint is configured or a variant. */
function usesOwnEndpoint(scope: Scope): boolean {
  if (scope.service !== 'sts') return true;
  const { env, config } = scope;
  const sources = { flag: undefined, env, profile: scope.sessionEntries, services: config.services };
  const settings = readEndpointSettings(sources);
  return settings.choose('sts').kind !== 'default' || settings.useFips || settings.useDualstack;
}

/**
 * The error that boto3 raises when it makes a client of a service, for a setting in the environment or the selected
 * profile; undefined where it makes one.
 */
export function clientSettingError(
  scope: ProviderScope,
  service: ClientService,
): CredentialError | undefined {
  const ofService: Scope = { ...scope, service };
  for (const check of RULES) {
    const error = check(ofService);
    if (error !== undefined) return error;
  }
  return undefined;
}
