/** The role of an EC2 instance. Source: botocore `InstanceMetadataProvider` and `InstanceMetadataFetcher`. */

import type { CredentialsOutcome } from '../credentials-outcome.ts';
import { credentialError } from '../errors.ts';
import { loadFresh } from '../freshness.ts';
import { jsonFields, parseJsonText } from '../json.ts';
import { failed, type LoadContext, type Loader, loaded, needsNetwork } from '../load-context.ts';
import { type MetadataSettings, metadataSettings } from '../metadata-settings.ts';
import type { CredentialRemote, HttpAnswer } from '../remote.ts';
import { parseTimestamp } from '../timestamp.ts';

const provider = 'iam-role' as const;
const TOKEN_PATH = 'latest/api/token';
const LOCATION = 'instance metadata service';
const ROLE_PATH = 'latest/meta-data/iam/security-credentials/';
/** Bounds of our own, for boto3 takes any number. */
const MAX_TIMEOUT_MS = 30_000;
const MAX_ATTEMPTS = 10;

interface Service {
  readonly remote: CredentialRemote;
  readonly settings: MetadataSettings;
}

type Answer<T> = { readonly value: T } | { readonly outcome: CredentialsOutcome };

const NOTHING = { outcome: { kind: 'none' } } as const;

function fail(botocoreError: string, message: string): { readonly outcome: CredentialsOutcome } {
  return { outcome: failed(credentialError('metadata-failed', botocoreError, message, { provider })) };
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

/** The session token; undefined where the service speaks version 1 only. */
async function fetchToken(service: Service): Promise<Answer<string | undefined>> {
  const headers = { 'x-aws-ec2-metadata-token-ttl-seconds': '21600' };
  for (let attempt = 1; attempt <= Math.min(service.settings.attempts, MAX_ATTEMPTS); attempt += 1) {
    const answer = await send(service, 'PUT', TOKEN_PATH, headers);
    if (answer.kind === 'read-timeout') return { value: undefined };
    if (answer.kind === 'invalid-request') {
      return fail('HTTPClientError', 'The address of the instance metadata service cannot be used.');
    }
    if (answer.kind !== 'answer') continue;
    if (answer.status === 200) return { value: answer.body };
    if (answer.status === 400) return NOTHING;
    if ([403, 404, 405].includes(answer.status)) return { value: undefined };
  }
  return { value: undefined };
}

/** Reads a path until `accept` takes the body. */
async function fetchBody(
  service: Service,
  path: string,
  token: string | undefined,
  accept: (body: string) => boolean,
): Promise<Answer<string>> {
  if (service.settings.v1Disabled && (token === undefined || token === '')) {
    const message =
      'The instance metadata service gave no token, and version 1, which needs none, is disabled.';
    return fail('MetadataRetrievalError', message);
  }
  const headers: Record<string, string> = token === undefined ? {} : { 'x-aws-ec2-metadata-token': token };
  for (let attempt = 1; attempt <= Math.min(service.settings.attempts, MAX_ATTEMPTS); attempt += 1) {
    const answer = await send(service, 'GET', path, headers);
    if (answer.kind === 'invalid-request') {
      return fail('HTTPClientError', 'The instance metadata service named a role that cannot be asked for.');
    }
    const isBody = answer.kind === 'answer' && answer.status === 200 && answer.body !== '';
    if (isBody && accept(answer.body)) return { value: answer.body };
  }
  return NOTHING;
}

interface Fetched {
  readonly outcome: CredentialsOutcome;
  /** True where boto3 goes on with keys that were not renewed in time. Source: botocore `_evaluate_expiration`. */
  readonly extended: boolean;
}

function ended(outcome: CredentialsOutcome): Fetched {
  return { outcome, extended: false };
}

function fromJson(body: string): Fetched {
  const fields = jsonFields(parseJsonText(body)?.value);
  const names = ['AccessKeyId', 'SecretAccessKey', 'Token', 'Expiration'] as const;
  // The service answers errors with status 200 and other fields: boto3 then has no credentials.
  if (fields === undefined || names.some((name) => !fields.has(name))) return ended({ kind: 'none' });
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

async function loadOnce(service: Service): Promise<Fetched> {
  const token = await fetchToken(service);
  if ('outcome' in token) return ended(token.outcome);
  const role = await fetchBody(service, ROLE_PATH, token.value, () => true);
  if ('outcome' in role) return ended(role.outcome);
  const isJson = (body: string) => parseJsonText(body) !== undefined;
  const body = await fetchBody(service, ROLE_PATH + role.value, token.value, isJson);
  return 'outcome' in body ? ended(body.outcome) : fromJson(body.value);
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
