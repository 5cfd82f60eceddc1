/** Who signed a request, or the error that the service answers with. */
import { ApiError } from './api-error.ts';
import type { AccessKey, KeyRing, TemporaryKey } from './key-ring.ts';
import type { Protocol } from './service-call.ts';
import type { Authorization, WireRequest } from './sigv4.ts';
import { formatAmzDate, parseAmzDate, signatureMatches } from './sigv4.ts';

/** Why a request is not from whom it says. */
export type AuthenticationFailure =
  | { readonly kind: 'unsigned' }
  | { readonly kind: 'incomplete'; readonly message: string }
  | { readonly kind: 'unknown-key'; readonly accessKeyId: string }
  | { readonly kind: 'wrong-token' }
  | { readonly kind: 'expired-token' }
  | { readonly kind: 'wrong-signature'; readonly accessKeyId: string }
  | { readonly kind: 'clock'; readonly sent: number; readonly server: number; readonly limitMs: number };

const MINUTE_MS = 60_000;
const CLOCK_LIMIT_MS = 5 * MINUTE_MS;
const S3_CLOCK_LIMIT_MS = 15 * MINUTE_MS;

/**
 * Checks a signed request as AWS does: the key, its token, the clock, the signature.
 *
 * @param now The server's clock.
 */
export function authenticate(
  request: WireRequest,
  authorization: Authorization,
  keys: KeyRing,
  protocol: Protocol,
  now: number,
): AccessKey {
  const { accessKeyId } = authorization;
  const key = keys.find(accessKeyId);
  const fail = (failure: AuthenticationFailure): never => {
    throw authenticationError(protocol, failure);
  };
  if (key === undefined || (key.kind === 'long-term' && !key.active))
    return fail({ kind: 'unknown-key', accessKeyId });
  const token = request.headers.get('x-amz-security-token');
  if (token !== (key.kind === 'temporary' ? key.token : undefined)) return fail({ kind: 'wrong-token' });
  if (key.kind === 'temporary' && key.expiresAt <= now) return fail({ kind: 'expired-token' });
  const sent = parseAmzDate(request.headers.get('x-amz-date') ?? '');
  if (sent === undefined)
    return fail({
      kind: 'incomplete',
      message: "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
    });
  const limitMs = protocol === 's3' ? S3_CLOCK_LIMIT_MS : CLOCK_LIMIT_MS;
  if (Math.abs(now - sent) > limitMs) return fail({ kind: 'clock', sent, server: now, limitMs });
  if (!signatureMatches(request, authorization, key.secret))
    return fail({ kind: 'wrong-signature', accessKeyId });
  // IAM takes no sessions of a user without multi-factor authentication, and none of a federated user.
  if (authorization.service === 'iam' && key.kind === 'temporary' && isUserSession(key))
    return fail({ kind: 'wrong-token' });
  return key;
}

function isUserSession({ caller, session }: TemporaryKey): boolean {
  return (
    caller.kind === 'federated' ||
    (caller.kind === 'user' && session.mfaAt === undefined && !session.signedIn)
  );
}

/** The error of a service for a request whose sender it does not know. */
export function authenticationError(protocol: Protocol, failure: AuthenticationFailure): ApiError {
  switch (protocol) {
    case 'ec2':
      return ec2Error(failure);
    case 's3':
      return s3Error(failure);
    case 'json':
      return jsonError(failure);
    default:
      return queryError(failure);
  }
}

const WRONG_SIGNATURE =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';
const INVALID_TOKEN = 'The security token included in the request is invalid.';
const EXPIRED_TOKEN = 'The security token included in the request is expired';
const UNSIGNED = 'Request is missing Authentication Token';

/** Source: botocore, "Signature expired" and "Signature not yet current" as STS and IAM word them. */
function clockText({ sent, server, limitMs }: Extract<AuthenticationFailure, { kind: 'clock' }>): string {
  const minutes = limitMs / MINUTE_MS;
  const [at, clock] = [formatAmzDate(sent), formatAmzDate(server)];
  if (sent < server)
    return `Signature expired: ${at} is now earlier than ${formatAmzDate(server - limitMs)} (${clock} - ${minutes} min.)`;
  return `Signature not yet current: ${at} is still later than ${formatAmzDate(server + limitMs)} (${clock} + ${minutes} min.)`;
}

function queryError(failure: AuthenticationFailure): ApiError {
  switch (failure.kind) {
    case 'unsigned':
      return new ApiError(403, 'MissingAuthenticationToken', UNSIGNED);
    case 'incomplete':
      return new ApiError(400, 'IncompleteSignature', failure.message);
    case 'unknown-key':
    case 'wrong-token':
      return new ApiError(403, 'InvalidClientTokenId', INVALID_TOKEN);
    case 'expired-token':
      return new ApiError(403, 'ExpiredToken', EXPIRED_TOKEN);
    case 'wrong-signature':
      return new ApiError(403, 'SignatureDoesNotMatch', WRONG_SIGNATURE);
    case 'clock':
      return new ApiError(403, 'SignatureDoesNotMatch', clockText(failure));
  }
}

/** EC2 has the same error for a wrong key, a wrong secret and a wrong clock. */
function ec2Error(failure: AuthenticationFailure): ApiError {
  if (failure.kind === 'expired-token') return new ApiError(400, 'RequestExpired', 'Request has expired.');
  if (failure.kind === 'unsigned')
    return new ApiError(400, 'MissingParameter', 'The request must contain the parameter AWSAccessKeyId');
  return new ApiError(401, 'AuthFailure', 'AWS was not able to validate the provided access credentials');
}

function s3Error(failure: AuthenticationFailure): ApiError {
  switch (failure.kind) {
    case 'unsigned':
      return new ApiError(403, 'AccessDenied', 'Access Denied');
    case 'incomplete':
      return new ApiError(400, 'AuthorizationHeaderMalformed', failure.message);
    case 'unknown-key':
      return new ApiError(
        403,
        'InvalidAccessKeyId',
        'The AWS Access Key Id you provided does not exist in our records.',
        { AWSAccessKeyId: failure.accessKeyId },
      );
    case 'wrong-token':
      return new ApiError(400, 'InvalidToken', 'The provided token is malformed or otherwise invalid.');
    case 'expired-token':
      return new ApiError(400, 'ExpiredToken', 'The provided token has expired.');
    case 'wrong-signature':
      return new ApiError(
        403,
        'SignatureDoesNotMatch',
        'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
        { AWSAccessKeyId: failure.accessKeyId },
      );
    case 'clock':
      return new ApiError(
        403,
        'RequestTimeTooSkewed',
        'The difference between the request time and the current time is too large.',
        {
          RequestTime: formatAmzDate(failure.sent),
          ServerTime: new Date(failure.server).toISOString(),
          MaxAllowedSkewMilliseconds: String(failure.limitMs),
        },
      );
  }
}

function jsonError(failure: AuthenticationFailure): ApiError {
  switch (failure.kind) {
    case 'unsigned':
      return new ApiError(400, 'MissingAuthenticationTokenException', UNSIGNED);
    case 'incomplete':
      return new ApiError(400, 'IncompleteSignatureException', failure.message);
    case 'unknown-key':
    case 'wrong-token':
      return new ApiError(400, 'UnrecognizedClientException', INVALID_TOKEN);
    case 'expired-token':
      return new ApiError(400, 'ExpiredTokenException', EXPIRED_TOKEN);
    case 'wrong-signature':
      return new ApiError(400, 'InvalidSignatureException', WRONG_SIGNATURE);
    case 'clock':
      return new ApiError(400, 'InvalidSignatureException', clockText(failure));
  }
}
