import { answeringHost } from './answering-host.ts';
import type { AwsFailure, CustomEndpoint, FailureKind, ServiceName } from './aws-result.ts';
import { skewOf, TOLERATED_SKEW_MS } from './clock-skew.ts';
import { condenseDenial, parseDenial } from './denial/parse-denial.ts';
import { shownDenial } from './denial/shown-denial.ts';
import { type Redact, shorten } from './redact.ts';
import { systemCode, TransportError } from './transport-error.ts';

/** What is known of a call besides its error. */
export interface CallFacts {
  readonly service: ServiceName;
  readonly operation: string;
  /** Present where the endpoint is not AWS's own: emulators fail in ways of their own. */
  readonly endpoint?: CustomEndpoint;
  /** True for temporary credentials: those can expire. */
  readonly temporaryCredentials: boolean;
  /** Our clock when the error came, milliseconds since 1970. */
  readonly now: number;
  readonly redact: Redact;
}

/** Of what is read of a text before it is shortened: patterns must not meet megabytes. */
const MAX_TEXT = 20_000;
const MAX_MESSAGE = 300;
const MAX_CODE = 128;

/**
 * Turns whatever a call threw into a failure of a known kind. Only AWS's own refusals become `denied`; an answer
 * that carries no AWS error code never does.
 *
 * @returns a failure whose texts hold no secret and no control characters
 */
export function classify(error: unknown, facts: CallFacts): AwsFailure {
  const seen = inspect(error);
  const kind = kindOf(seen, facts);
  const { transport, page } = seen;
  const host = transport?.host ?? (seen.fromService ? undefined : seen.answeredBy);
  const skewMs = kind === 'clock-skew' ? skewOf(seen.message, seen.date, facts.now) : undefined;
  return {
    kind,
    service: facts.service,
    operation: facts.operation,
    code: shorten(facts.redact(seen.code), MAX_CODE),
    message: messageOf(seen, kind, facts.redact),
    ...(seen.status === undefined ? {} : { httpStatus: seen.status }),
    ...(seen.reason === undefined ? {} : { reason: shorten(facts.redact(seen.reason), MAX_CODE) }),
    ...(host === undefined ? {} : { host }),
    ...(transport?.proxy === undefined ? {} : { proxy: transport.proxy }),
    ...(transport?.isRunLimit === true ? { isRunLimit: true } : {}),
    ...(page === undefined ? {} : { page: shorten(facts.redact(page), MAX_CODE) }),
    ...(facts.endpoint === undefined ? {} : { endpoint: facts.endpoint }),
    ...(skewMs === undefined ? {} : { skewMs }),
    ...(kind === 'denied' ? { denial: shownDenial(parseDenial(seen.message), facts.redact) } : {}),
  };
}

/** A failure for an answer that came with status 200 and is not what the operation answers with. */
export function malformedAnswer(facts: CallFacts, what: string): AwsFailure {
  return {
    kind: 'malformed-answer',
    service: facts.service,
    operation: facts.operation,
    code: 'MalformedAnswer',
    message: shorten(facts.redact(what), MAX_MESSAGE),
    ...(facts.endpoint === undefined ? {} : { endpoint: facts.endpoint }),
  };
}

function messageOf(seen: Seen, kind: FailureKind, redact: Redact): string {
  if (kind !== 'denied') return shorten(redact(seen.message), MAX_MESSAGE);
  // Redacting may lengthen a text (masks), hence the order.
  return shorten(condenseDenial(redact(condenseDenial(seen.message, Infinity)), MAX_MESSAGE), MAX_MESSAGE);
}

/** What is in an error, whoever made it. */
interface Seen {
  readonly code: string;
  readonly message: string;
  /** True where a service named the code. */
  readonly fromService: boolean;
  readonly transport: TransportError | undefined;
  readonly status: number | undefined;
  /** The answer's Date header. */
  readonly date: string | undefined;
  readonly isHtml: boolean;
  /** The title of a page without AWS's error code; blank where it has none. */
  readonly page: string | undefined;
  /** The host that was asked. */
  readonly answeredBy: string | undefined;
  /** The sign-in service's word for why it denies. */
  readonly reason: string | undefined;
  readonly name: string;
}

type Fields = Readonly<Record<string, unknown>>;

function inspect(error: unknown): Seen {
  const fields = fieldsOf(error);
  const status = numberOf(fieldsOf(fields.$metadata).httpStatusCode);
  const response = fieldsOf(fields.$response);
  const isHtml = startsAsHtml(response.body);
  const name = textOf(fields.name) ?? 'Error';
  const serviceCode = serviceCodeOf(fields, name);
  const transport = findTransportError(error);
  const code =
    transport?.code ?? serviceCode ?? systemCode(error) ?? (status === undefined ? name : `HTTP ${status}`);
  return {
    code,
    message: transport?.message ?? describe(fields, serviceCode, status),
    fromService: serviceCode !== undefined,
    transport,
    status,
    date: textOf(fieldsOf(response.headers).date),
    isHtml,
    page: isHtml && serviceCode === undefined ? titleOfPage(response.body) : undefined,
    answeredBy: answeringHost(fields.$response),
    reason: textOf(fields.error),
    name,
  };
}

/** Names that the SDK makes up where an answer names no code. */
const NO_CODE: ReadonlySet<string> = new Set([
  'Unknown',
  'UnknownError',
  'Error',
  'SyntaxError',
  'TypeError',
]);

function serviceCodeOf(fields: Fields, name: string): string | undefined {
  if (fields.$fault === undefined) return undefined;
  const code = textOf(fields.Code) ?? textOf(fieldsOf(fields.Error).Code);
  if (code !== undefined && code !== '') return code;
  // The SDK calls a 404 of the query protocols "NotFound" even where the answer is no AWS error at all.
  const madeUp = name === 'NotFound' && fieldsOf(fields.Error).Code === undefined;
  return NO_CODE.has(name) || madeUp ? undefined : name;
}

function describe(fields: Fields, serviceCode: string | undefined, status: number | undefined): string {
  const message = textOf(fields.message) ?? '';
  if (serviceCode !== undefined) return message === 'UnknownError' || message === 'Unknown' ? '' : message;
  if (status !== undefined && status >= 300) return `The answer has status ${status} and is no AWS error.`;
  if (status !== undefined) return 'The answer cannot be read as what AWS answers with.';
  return message;
}

function kindOf(seen: Seen, facts: CallFacts): FailureKind {
  if (seen.transport !== undefined) return seen.transport.kind;
  if (seen.name === 'ReadOnlyViolation') return 'read-only-violation';
  if (seen.status === 407) return 'proxy';
  if (seen.status === 501) return 'unsupported-operation';
  if (seen.fromService) return kindOfServiceCode(seen, facts);
  if (seen.status !== undefined)
    return kindOfStatus(seen.status, seen.isHtml && facts.endpoint !== undefined);
  return 'other';
}

const KINDS_BY_CODE: ReadonlyMap<string, FailureKind> = new Map(
  Object.entries({
    denied: [
      'AccessDenied',
      'AllAccessDisabled',
      'AuthFailure.ServiceLinkedRoleCreationNotPermitted',
      'Forbidden',
      'NotAuthorized',
      'UnauthorizedOperation',
    ],
    'invalid-access-key': [
      'AuthFailure',
      'IncompleteSignature',
      'InvalidAccessKeyId',
      'InvalidClientTokenId',
      'InvalidToken',
      'MissingAuthenticationToken',
      'UnrecognizedClient',
    ],
    'wrong-secret-key': ['InvalidSignature', 'SignatureDoesNotMatch'],
    // Unauthorized, InvalidGrant and InvalidClient are those of IAM Identity Center: the login is over.
    'expired-credentials': [
      'ExpiredToken',
      'InvalidClient',
      'InvalidGrant',
      'RequestExpired',
      'TokenRefreshRequired',
      'Unauthorized',
    ],
    'clock-skew': ['RequestInTheFuture', 'RequestTimeTooSkewed'],
    'not-found': ['NoSuchBucket', 'NoSuchEntity', 'NoSuchResource', 'ResourceNotFound'],
    throttled: [
      'BandwidthLimitExceeded',
      'PriorRequestNotComplete',
      'RequestLimitExceeded',
      'SlowDown',
      'TooManyRequests',
    ],
    'server-error': [
      'IDPCommunicationError',
      // AWS could not ask the identity provider.
      'IDPCommunicationError',
      'InternalError',
      'InternalFailure',
      'InternalServer',
      'ServiceUnavailable',
      'Unavailable',
    ],
    'unsupported-operation': ['InvalidAction', 'NotImplemented', 'UnknownOperation'],
    'opt-in-required': [
      'NotSignedUp',
      'OptInRequired',
      'PendingVerification',
      'RegionDisabled',
      'SubscriptionRequired',
    ],
  } satisfies Partial<Record<FailureKind, readonly string[]>>).flatMap(([kind, codes]) =>
    codes.map((code) => [code, kind as FailureKind] as const),
  ),
);

/** Where AWS uses a code for several things, and only the text says which. */
const KINDS_BY_MESSAGE: readonly {
  readonly code: string;
  readonly message: RegExp;
  readonly kind: FailureKind;
}[] = [
  { code: 'AuthFailure', message: /not authorized for images?\b/i, kind: 'image-not-shared' },
  // The identity provider could not be reached from AWS, which passes.
  {
    code: 'InvalidIdentityToken',
    message: /retrieve verification key/i,
    kind: 'server-error',
  },
  // The endpoint is another region's than the one that is set: the keys are not to blame.
  { code: 'SignatureDoesNotMatch', message: /scoped to (a valid|correct) region/i, kind: 'wrong-region' },
  { code: 'InvalidParameterCombination', message: /\bfree[ -]tier\b/i, kind: 'free-plan' },
];

/** Source: botocore 1.43.11, `LoginCredentialFetcher.refresh_credentials`. */
const LOGIN_IS_OVER: ReadonlySet<string> = new Set(['TOKEN_EXPIRED', 'USER_CREDENTIALS_CHANGED']);

function kindOfServiceCode(seen: Seen, facts: CallFacts): FailureKind {
  const code = seen.code.replace(/^Client\./, '').replace(/Exception$/, '');
  if (seen.reason !== undefined && LOGIN_IS_OVER.has(seen.reason)) return 'expired-credentials';
  const byMessage = KINDS_BY_MESSAGE.find(
    (known) => known.code === code && known.message.test(seen.message),
  )?.kind;
  if (byMessage !== undefined) return byMessage;
  const kind = KINDS_BY_CODE.get(code);
  if (kind !== undefined) return kindOfRefusedSignature(code, kind, seen, facts);
  if (/throttl|^TooManyRequests/i.test(code) || seen.status === 429) return 'throttled';
  // Said in outages of the identity provider, too. Source: aws-sdk-rust issue 827.
  if (code === 'InvalidIdentityToken' && /retrieve verification key/i.test(seen.message))
    return 'server-error';
  if (/\.NotFound$/.test(code)) return 'not-found';
  return seen.status !== undefined && seen.status >= 500 ? 'server-error' : 'other';
}

/** A signature that is refused may be a matter of the clock: by the text, or by the server's time. */
function kindOfRefusedSignature(code: string, kind: FailureKind, seen: Seen, facts: CallFacts): FailureKind {
  const skew = skewOf(seen.message, seen.date, facts.now);
  const skewed = skew !== undefined && Math.abs(skew) > TOLERATED_SKEW_MS;
  if (kind === 'wrong-secret-key') {
    return /signature (expired|not yet current)/i.test(seen.message) ? 'clock-skew' : kind;
  }
  // EC2 says AuthFailure to a skewed clock too; other codes of unknown keys are never about time.
  if (code === 'AuthFailure') return skewed ? 'clock-skew' : kind;
  if (code === 'RequestExpired') return skewed || !facts.temporaryCredentials ? 'clock-skew' : kind;
  return kind;
}

/** Of an answer without an AWS error code. */
function kindOfStatus(status: number, emulatorPage: boolean): FailureKind {
  if (status === 404 || status === 405) return 'unsupported-operation';
  // moto answers what it lacks with status 500 and a page.
  if (status === 500 && emulatorPage) return 'unsupported-operation';
  if (status === 429) return 'throttled';
  return status >= 500 ? 'server-error' : 'malformed-answer';
}

function findTransportError(error: unknown, depth = 0): TransportError | undefined {
  if (error instanceof TransportError) return error;
  if (depth > 5 || !(error instanceof Error)) return undefined;
  return findTransportError(error.cause, depth + 1);
}

function startsAsHtml(body: unknown): boolean {
  return /^\s*<(!doctype html|html)/i.test(startOf(body, 200));
}

function titleOfPage(body: unknown): string {
  const title = /<title[^>]{0,200}>([^<]{0,300})/i.exec(startOf(body, MAX_TEXT))?.[1] ?? '';
  return title.replace(/\s+/g, ' ').trim();
}

/** @param size - bytes, or characters */
function startOf(body: unknown, size: number): string {
  if (typeof body === 'string') return body.slice(0, size);
  return body instanceof Uint8Array ? Buffer.from(body.subarray(0, size)).toString('utf8') : '';
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value.slice(0, MAX_TEXT) : undefined;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
