/** The role of an EC2 instance. Source: botocore `InstanceMetadataProvider` and `InstanceMetadataFetcher`. */

import type { AwsFailure } from '../../aws/aws-result.ts';
import type { CredentialsOutcome } from '../credentials-outcome.ts';
import { credentialError } from '../errors.ts';
import { loadFresh } from '../freshness.ts';
import { jsonFields, parseJsonText } from '../json.ts';
import { failed, type LoadContext, type Loader, loaded, needsNetwork } from '../load-context.ts';
import { type MetadataSettings, metadataSettings } from '../metadata-settings.ts';
import type { CredentialRemote, HttpAnswer } from '../remote.ts';
import { httpFailure, sourceFailure } from '../source-failure.ts';
import { parseTimestamp } from '../timestamp.ts';

const provider = 'iam-role' as const;
const TARGET = 'instance-metadata' as const;
const SUBJECT = 'The instance metadata service';
const CREDENTIALS = 'GET credentials';
const TOKEN_PATH = 'latest/api/token';
/** The call whose answer the hop limit may keep away. */
const TOKEN_CALL = `PUT ${TOKEN_PATH}`;
const LOCATION = 'instance metadata service';
const ROLE_PATH = 'latest/meta-data/iam/security-credentials/';
/** Bounds of our own, for boto3 takes any number. */
const MAX_TIMEOUT_MS = 30_000;
const MAX_ATTEMPTS = 10;

interface Service {
  readonly remote: CredentialRemote;
  readonly settings: MetadataSettings;
}

type Answer<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'ended'; readonly outcome: CredentialsOutcome };

/** The instance's token for version 2; where there is none, why. */
interface Token {
  /** Undefined where the service speaks version 1 only. */
  readonly text: string | undefined;
  readonly fault: AwsFailure | undefined;
}

function fail(
  botocoreError: string,
  message: string,
  failure?: AwsFailure,
): Extract<Answer<never>, { kind: 'ended' }> {
  const error = credentialError('metadata-failed', botocoreError, message, { provider });
  return { kind: 'ended', outcome: failed({ ...error, ...(failure && { failure }) }) };
}

/** boto3 then finds no credentials and does not say why. */
function nothing(fault?: AwsFailure): Extract<Answer<never>, { kind: 'ended' }> {
  if (fault === undefined) return { kind: 'ended', outcome: { kind: 'none' } };
  const error = credentialError('metadata-failed', 'NoCredentialsError', `${fault.message}.`, { provider });
  return { kind: 'ended', outcome: { kind: 'none', fault: { ...error, failure: fault } } };
}

/** Nobody is at the address, as on every machine that is no instance. */
const NOBODY_THERE: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'EACCES',
  'ENOTFOUND',
  'EPERM',
]);

/** What an answer without credentials means; undefined where there is plainly no metadata service, or no role. */
function faultOf(operation: string, answer: HttpAnswer): AwsFailure | undefined {
  if (answer.kind === 'connect-timeout') return undefined;
  if (answer.kind === 'connection-failed' && NOBODY_THERE.has(answer.code)) return undefined;
  const failure = httpFailure(TARGET, operation, SUBJECT, answer);
  if (answer.kind === 'read-timeout' && operation === TOKEN_CALL) {
    return {
      ...failure,
      message: `${failure.message}: its answer does not come further than the hop limit allows, as where a container asks`,
    };
  }
  if (answer.kind !== 'answer') return failure;
  if (answer.byProxy) return proxysAnswer(operation, failure.code);
  // Version 1 has no tokens, and an instance without a role has no such path.
  return answer.status === 404 || answer.status === 405 ? undefined : failure;
}

/** The proxy cannot know the instance's own address: its answer says nothing of the instance. */
function proxysAnswer(operation: string, code: string): AwsFailure {
  const said = code.replace('HTTP', 'status');
  const message = `${SUBJECT} was asked through the proxy of HTTP_PROXY, and not reached (${said}): put 169.254.169.254 into NO_PROXY`;
  return sourceFailure(TARGET, operation, 'other', code, message);
}

function send(
  { remote, settings }: Service,
  method: 'GET' | 'PUT',
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<HttpAnswer> {
  const url = `${settings.baseUrl}${settings.baseUrl.endsWith('/') ? '' : '/'}${path}`;
  const timeoutMs = Math.min(settings.timeoutSeconds * 1000, MAX_TIMEOUT_MS);
  return remote.http({ method, url, headers, timeoutMs, useProxy: true });
}

async function fetchToken(service: Service): Promise<Answer<Token>> {
  const headers = { 'x-aws-ec2-metadata-token-ttl-seconds': '21600' };
  let fault: AwsFailure | undefined;
  for (let attempt = 1; attempt <= Math.min(service.settings.attempts, MAX_ATTEMPTS); attempt += 1) {
    const answer = await send(service, 'PUT', TOKEN_PATH, headers);
    if (answer.kind === 'invalid-request') {
      return fail('HTTPClientError', 'The address of the instance metadata service cannot be used.');
    }
    if (answer.kind === 'answer' && answer.status === 200) {
      return { kind: 'value', value: { text: answer.body, fault: undefined } };
    }
    fault = faultOf(TOKEN_CALL, answer);
    if (answer.kind === 'answer' && answer.status === 400) return nothing(fault);
    if (answer.kind === 'read-timeout') break;
    if (answer.kind === 'answer' && [403, 404, 405].includes(answer.status)) break;
  }
  return { kind: 'value', value: { text: undefined, fault } };
}

/** Reads a path until `accept` takes the body. */
async function fetchBody(
  service: Service,
  path: string,
  token: Token,
  accept: (body: string) => boolean,
): Promise<Answer<string>> {
  if (service.settings.v1Disabled && (token.text === undefined || token.text === '')) {
    const message =
      'The instance metadata service gave no token, and version 1, which needs none, is disabled.';
    return fail('MetadataRetrievalError', message);
  }
  const headers: Record<string, string> =
    token.text === undefined ? {} : { 'x-aws-ec2-metadata-token': token.text };
  let fault: AwsFailure | undefined;
  for (let attempt = 1; attempt <= Math.min(service.settings.attempts, MAX_ATTEMPTS); attempt += 1) {
    const answer = await send(service, 'GET', path, headers);
    if (answer.kind === 'invalid-request') {
      const message = `${SUBJECT} named a role that cannot be asked for`;
      // No name of a role makes an address that is none: something else answered.
      const failure = sourceFailure(TARGET, CREDENTIALS, 'malformed-answer', 'MalformedAnswer', message);
      return fail('HTTPClientError', `${message}.`, failure);
    }
    const isBody = answer.kind === 'answer' && answer.status === 200 && answer.body !== '';
    if (isBody && accept(answer.body)) return { kind: 'value', value: answer.body };
    fault = faultOf(`GET ${path}`, answer);
  }
  // Without a token, what kept it away is the cause.
  return nothing(token.fault ?? fault);
}

interface Fetched {
  readonly outcome: CredentialsOutcome;
  /** True where boto3 goes on with keys that were not renewed in time. Source: botocore `_evaluate_expiration`. */
  readonly extended: boolean;
}

function ended(outcome: CredentialsOutcome): Fetched {
  return { outcome, extended: false };
}

/** The service answers errors with status 200 and other fields: boto3 then has no credentials. */
function refusalIn(fields: ReadonlyMap<string, unknown> | undefined): AwsFailure {
  const code = fields?.get('Code');
  const isCode = typeof code === 'string' && /^[A-Za-z]{1,64}$/.test(code);
  return isCode && code !== 'Success'
    ? sourceFailure(TARGET, CREDENTIALS, 'other', code, `${SUBJECT} gave no credentials of its role: ${code}`)
    : sourceFailure(
        TARGET,
        CREDENTIALS,
        'malformed-answer',
        'MalformedAnswer',
        `${SUBJECT} did not answer with credentials`,
      );
}

function fromJson(body: string): Fetched {
  const fields = jsonFields(parseJsonText(body)?.value);
  const names = ['AccessKeyId', 'SecretAccessKey', 'Token', 'Expiration'] as const;
  if (fields === undefined || names.some((name) => !fields.has(name))) {
    return ended(nothing(refusalIn(fields)).outcome);
  }
  const [accessKeyId, secretAccessKey, sessionToken, expiration] = names.map((name) => fields.get(name));
  if (
    typeof accessKeyId !== 'string' ||
    typeof secretAccessKey !== 'string' ||
    typeof sessionToken !== 'string' ||
    typeof expiration !== 'string'
  ) {
    return ended(fail('TypeError', 'The instance metadata service gave keys that are not text.').outcome);
  }
  const end = parseTimestamp(expiration);
  if (end.kind !== 'instant') {
    const botocoreError = end.kind === 'unreadable' ? 'ParserError' : 'TypeError';
    return ended(fail(botocoreError, 'The keys of the instance name no readable Expiration.').outcome);
  }
  const keys = { accessKeyId, secretAccessKey, sessionToken, expiresAt: end.ms };
  const extended = /^\d{4}-\d{1,2}-\d{1,2}T\d{1,2}:\d{1,2}:\d{1,2}Z$/.test(expiration);
  return { outcome: loaded(provider, LOCATION, keys), extended };
}

/** Source: IAM API Reference, `CreateRole`. */
const ROLE_NAME = /^[\w+=,.@-]{1,64}\s*$/;

function isUnexplained(outcome: CredentialsOutcome): boolean {
  return outcome.kind === 'none' && outcome.fault === undefined;
}

/** boto3 asks for whatever it was answered with; what cannot be a role's name came from something else. */
function noRole(): CredentialsOutcome {
  const message = `${SUBJECT} did not answer with the name of a role`;
  return nothing(sourceFailure(TARGET, CREDENTIALS, 'malformed-answer', 'MalformedAnswer', message)).outcome;
}

async function loadOnce(service: Service): Promise<Fetched> {
  const token = await fetchToken(service);
  if (token.kind === 'ended') return ended(token.outcome);
  const role = await fetchBody(service, ROLE_PATH, token.value, () => true);
  if (role.kind === 'ended') return ended(role.outcome);
  const isJson = (body: string) => parseJsonText(body) !== undefined;
  const body = await fetchBody(service, ROLE_PATH + role.value, token.value, isJson);
  if (body.kind === 'value') return fromJson(body.value);
  return ended(isUnexplained(body.outcome) && !ROLE_NAME.test(role.value) ? noRole() : body.outcome);
}

async function ask(service: Service, context: LoadContext): Promise<CredentialsOutcome> {
  const first = await loadOnce(service);
  if (first.extended) return first.outcome;
  let next: Fetched | undefined = first;
  const load = async () => {
    const fetched = next ?? (await loadOnce(service));
    next = undefined;
    return fetched.outcome;
  };
  return loadFresh(load, () => context.host.now(), "The instance's credentials");
}

/** Asks the instance metadata service, by version 2 where it gives a token; nothing found is no error. */
export const loadIamRole: Loader = async (scope, context) => {
  const result = metadataSettings(scope);
  if (result.kind === 'error') return failed(result.error);
  const { settings } = result;
  if (context.remote === undefined) {
    return needsNetwork(provider, LOCATION, 'only the instance metadata service knows');
  }
  if (settings.timeoutSeconds <= 0) {
    const message = 'The timeout of the instance metadata service is not greater than 0.';
    return fail('HTTPClientError', message).outcome;
  }
  return ask({ remote: context.remote, settings }, context);
};
