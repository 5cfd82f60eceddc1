import type { FailureKind } from './aws-result.ts';

/** What else is known of a failure on the way. */
interface Circumstances {
  /** The host that was to be reached: the endpoint's. */
  readonly host?: string | undefined;
  /** The proxy that was asked to reach it, as `host:port`. */
  readonly proxy?: string | undefined;
  /** It was the time limit of the whole run. */
  readonly isRunLimit?: boolean;
}

/** A failure on the way to an answer. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly kind: FailureKind;
  readonly code: string;
  readonly host: string | undefined;
  readonly proxy: string | undefined;
  readonly isRunLimit: boolean;

  /** @param code - the system's error code, or a word in its manner */
  constructor(
    kind: FailureKind,
    code: string,
    message: string,
    { host, proxy, isRunLimit = false }: Circumstances = {},
  ) {
    super(message);
    this.kind = kind;
    this.code = code;
    this.host = host;
    this.proxy = proxy;
    this.isRunLimit = isRunLimit;
  }
}

/**
 * What an abort signal means: out of time, where its reason says so, or stopped by the person.
 *
 * @param host - the host whose answer was awaited
 */
export function abortFailure(signal: AbortSignal, host?: string): TransportError {
  const reason: unknown = signal.reason;
  if (reason instanceof TransportError) return reason;
  if (!(reason instanceof Error) || reason.name !== 'TimeoutError')
    return new TransportError('cancelled', 'ECANCELED', 'Cancelled.');
  const message = 'The time limit of the whole run (--timeout) is over.';
  return new TransportError('timeout', 'ETIMEDOUT', message, { host, isRunLimit: true });
}

/**
 * What an error of Node's network modules means.
 *
 * @param host - the host that was to be reached
 */
export function fromSystemError(error: unknown, host: string): TransportError {
  if (error instanceof TransportError) return error;
  const code = systemCode(error) ?? (error instanceof Error ? error.name : 'Error');
  const text = error instanceof Error ? error.message : '';
  return new TransportError(kindOfSystemCode(code), code, text === '' ? `connect ${code} ${host}` : text, {
    host,
  });
}

/** The system's error code of an error, of its cause, or of the first of several attempts to connect. */
export function systemCode(error: unknown, depth = 0): string | undefined {
  if (depth > 5 || !(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string' && error.code !== '') return error.code;
  const attempts: readonly unknown[] = 'errors' in error && Array.isArray(error.errors) ? error.errors : [];
  return systemCode(error.cause ?? attempts[0], depth + 1);
}

const NETWORK_CODES: ReadonlySet<string> = new Set([
  'EADDRNOTAVAIL',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'EPROTO',
]);

/** OpenSSL's verdicts about certificates, as Node names them, and Node's own. */
const CERTIFICATE_CODE =
  /^(CERT_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT|UNABLE_TO_(GET|VERIFY|DECRYPT|DECODE)_|ERR_TLS_CERT|CRL_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED)/;

function kindOfSystemCode(code: string): FailureKind {
  // ERR_OSSL_: a file of certificates that holds none.
  if (CERTIFICATE_CODE.test(code) || code.startsWith('ERR_OSSL_')) return 'certificate';
  if (NETWORK_CODES.has(code) || /^(EAI_|ERR_SSL_)/.test(code)) return 'network';
  // What Node's HTTP parser does not take for HTTP.
  if (code.startsWith('HPE_')) return 'malformed-answer';
  if (code === 'ETIMEDOUT' || code === 'TimeoutError') return 'timeout';
  return code === 'AbortError' || code === 'ABORT_ERR' ? 'cancelled' : 'other';
}
