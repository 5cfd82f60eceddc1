/** The credentials of a container. Source: botocore `ContainerProvider` and `ContainerMetadataFetcher`. */
import type { AwsFailure } from '../../aws/aws-result.ts';
import { decodeUtf8 } from '../../config/ini-file.ts';
import type { CredentialsOutcome } from '../credentials-outcome.ts';
import { credentialError } from '../errors.ts';
import { loadFresh } from '../freshness.ts';
import { jsonFields, parseJsonText } from '../json.ts';
import { failed, type LoadContext, type Loader, loaded, needsNetwork } from '../load-context.ts';
import type { CredentialRemote, HttpAnswer } from '../remote.ts';
import type { ProviderScope } from '../scope.ts';
import { httpFailure, sourceFailure } from '../source-failure.ts';
import { parseTimestamp } from '../timestamp.ts';

const provider = 'container-role' as const;
const TARGET = 'container-credentials' as const;
const OPERATION = 'GetCredentials';
const SUBJECT = "The container's credential service";
const HOST = '169.254.170.2';
const ALLOWED_HOSTS = [HOST, '169.254.170.23', 'fd00:ec2::23', 'localhost'];
const TIMEOUT_MS = 2000;
const ATTEMPTS = 3;
const PAUSE_MS = 1000;

type Step<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'ended'; readonly outcome: CredentialsOutcome };

function fail(
  botocoreError: string,
  message: string,
  failure?: AwsFailure,
): Extract<Step<never>, { kind: 'ended' }> {
  const error = credentialError('container-credentials-failed', botocoreError, message, { provider });
  return { kind: 'ended', outcome: failed(failure === undefined ? error : { ...error, failure }) };
}

/** The service's answer is garbage. */
function failOnAnswer(botocoreError: string, message: string) {
  const failure = sourceFailure(TARGET, OPERATION, 'malformed-answer', 'MalformedAnswer', message);
  return fail(botocoreError, `${message}.`, failure);
}

function isLoopback(host: string): boolean {
  const octets = /^127\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(host);
  if (octets === null) return host === '::1' || host === '0:0:0:0:0:0:0:1';
  return octets.slice(1).every((octet) => Number(octet) <= 255 && String(Number(octet)) === octet);
}

/** The full URL; only HTTPS, loopback and the metadata hosts are allowed. */
function targetUrl({ env }: ProviderScope): Step<string> {
  const relative = env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI;
  const url =
    relative === undefined ? (env.AWS_CONTAINER_CREDENTIALS_FULL_URI ?? '') : `http://${HOST}${relative}`;
  const parts = /^([a-z][a-z0-9+.-]*):\/\/(?:[^/?#@]*@)?(?:\[([^\]/?#]*)\]|([^/?#:]*))/i.exec(url);
  const host = (parts?.[2] ?? parts?.[3] ?? '').toLowerCase();
  if (/^https:/i.test(url) || isLoopback(host) || ALLOWED_HOSTS.includes(host))
    return { kind: 'value', value: url };
  const variable =
    relative === undefined ? 'AWS_CONTAINER_CREDENTIALS_FULL_URI' : 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI';
  const message = `${variable} names a host that boto3 does not ask: it wants https, a loopback address or one of ${ALLOWED_HOSTS.join(', ')}.`;
  return fail('ValueError', message);
}

/** The Authorization header: from the token file, which wins, or from the variable. */
async function authorization(
  { env }: ProviderScope,
  { host }: LoadContext,
): Promise<Step<string | undefined>> {
  const file = env.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE;
  let token = env.AWS_CONTAINER_AUTHORIZATION_TOKEN;
  if (file !== undefined) {
    const read = await host.readFile(file.startsWith('/') ? file : `${host.cwd}/${file}`);
    if (read.kind !== 'file') {
      const botocoreError = read.kind === 'directory' ? 'IsADirectoryError' : 'FileNotFoundError';
      return fail(
        botocoreError,
        'The file that AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE names cannot be read.',
      );
    }
    const decoded = decodeUtf8(read.bytes);
    if (decoded.kind === 'not-utf8') {
      return fail(
        'UnicodeDecodeError',
        'The file that AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE names is not UTF-8.',
      );
    }
    token = decoded.text;
  }
  if (token !== undefined && /[\r\n]/.test(token)) {
    return fail(
      'ValueError',
      'The authorization token of the container holds a line break, so boto3 does not send it.',
    );
  }
  return { kind: 'value', value: token };
}

async function fetchJson(
  remote: CredentialRemote,
  url: string,
  token: string | undefined,
  context: LoadContext,
): Promise<Step<unknown>> {
  const headers = {
    Accept: 'application/json',
    ...(token === undefined ? {} : { Authorization: token }),
  };
  let answer: HttpAnswer = { kind: 'invalid-request' };
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    if (attempt > 1) await context.pause(PAUSE_MS);
    answer = await remote.http({ method: 'GET', url, headers, timeoutMs: TIMEOUT_MS, useProxy: false });
    if (answer.kind === 'invalid-request') break;
    const json = answer.kind === 'answer' && answer.status === 200 ? parseJsonText(answer.body) : undefined;
    if (json !== undefined) return { kind: 'value', value: json.value };
  }
  const failure = httpFailure(TARGET, OPERATION, SUBJECT, answer, token === undefined ? [] : [token]);
  return fail('CredentialRetrievalError', `${failure.message}.`, failure);
}

function fromJson(value: unknown, location: string): CredentialsOutcome {
  const fields = jsonFields(value);
  const text = (name: string) => {
    const field = fields?.get(name);
    return typeof field === 'string' ? field : undefined;
  };
  const [accessKeyId, secretAccessKey, sessionToken, expiration] = [
    text('AccessKeyId'),
    text('SecretAccessKey'),
    text('Token'),
    text('Expiration'),
  ];
  if (
    accessKeyId === undefined ||
    secretAccessKey === undefined ||
    sessionToken === undefined ||
    expiration === undefined
  ) {
    const message = `${SUBJECT} answered without complete keys`;
    return failOnAnswer(fields === undefined ? 'TypeError' : 'KeyError', message).outcome;
  }
  const end = parseTimestamp(expiration);
  if (end.kind !== 'instant') {
    const botocoreError = end.kind === 'unreadable' ? 'ParserError' : 'TypeError';
    return failOnAnswer(botocoreError, "The container's keys name no readable Expiration").outcome;
  }
  return loaded(provider, location, { accessKeyId, secretAccessKey, sessionToken, expiresAt: end.ms });
}

async function loadOnce(scope: ProviderScope, context: LoadContext): Promise<CredentialsOutcome> {
  const location =
    scope.env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI === undefined
      ? 'AWS_CONTAINER_CREDENTIALS_FULL_URI'
      : 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI';
  const token = await authorization(scope, context);
  if (token.kind === 'ended') return token.outcome;
  const url = targetUrl(scope);
  if (url.kind === 'ended') return url.outcome;
  if (context.remote === undefined) {
    return needsNetwork(provider, location, "it takes a call to the container's credential service");
  }
  const json = await fetchJson(context.remote, url.value, token.value, context);
  return json.kind === 'ended' ? json.outcome : fromJson(json.value, location);
}

/** Asks the container's credential service, up to three times. */
export const loadContainerRole: Loader = (scope, context) =>
  loadFresh(
    () => loadOnce(scope, context),
    () => context.host.now(),
    "The container's credentials",
  );
