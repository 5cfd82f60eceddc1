/** Renewing the keys of `aws login`. Source: AWS Sign-In API, CreateOAuth2Token; RFC 9449 for the proof. */
import { createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto';
import { ApiError } from '../api-error.ts';
import type { HttpAnswer, PublicCall } from '../service-call.ts';
import { SIGNED_IN } from '../session-facts.ts';
import type { SignInTokens } from '../sign-in-logins.ts';
import { jsonAnswer } from '../wire.ts';

const SESSION_SECONDS = 900;

/** Answers CreateOAuth2Token with the grant `refresh_token`; a login itself needs a browser. */
export function createOAuth2Token(call: PublicCall, tokens: SignInTokens): HttpAnswer {
  const input = fieldsOf(call.body);
  const text = (name: string) => String(input[name] ?? '');
  if (text('grantType') !== 'refresh_token')
    throw signInError('ValidationException', 'INVALID_REQUEST', 'only the grant refresh_token is given here');
  const prover = proverOf(call);
  if (prover === undefined)
    throw signInError('ValidationException', 'INVALID_REQUEST', 'The DPoP proof is not valid');
  const renewed = tokens.renew(text('refreshToken'), text('clientId'));
  if (renewed === undefined || !isSameKey(prover, renewed.login.publicKey))
    throw signInError('AccessDeniedException', 'TOKEN_EXPIRED', 'The refresh token is not valid any more');
  const { login, next } = renewed;
  const key = call.keys.issue(login.caller, call.now, SESSION_SECONDS, SIGNED_IN);
  return jsonAnswer({
    accessToken: { accessKeyId: key.id, secretAccessKey: key.secret, sessionToken: key.token },
    tokenType: 'aws_sigv4',
    expiresIn: SESSION_SECONDS,
    refreshToken: next,
  });
}

function signInError(code: string, error: string, message: string): ApiError {
  return new ApiError(400, code, message, { error });
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
  } catch {
    return {};
  }
}

/** The key that the call's proof is signed with; undefined where there is none or it is about another call. */
function proverOf({ headers, endpoint, path }: PublicCall): JsonWebKey | undefined {
  const [header = '', payload = '', signature = ''] = (headers.get('dpop') ?? '').split('.');
  const key = publicKeyOf(fieldsOf(Buffer.from(header, 'base64url').toString()).jwk);
  const { htm, htu } = fieldsOf(Buffer.from(payload, 'base64url').toString());
  if (htm !== 'POST' || htu !== `${endpoint}${path}` || key === undefined) return undefined;
  const isSigned = verify(
    'sha256',
    Buffer.from(`${header}.${payload}`),
    { key, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  return isSigned ? key.export({ format: 'jwk' }) : undefined;
}

function publicKeyOf(jwk: unknown): KeyObject | undefined {
  if (typeof jwk !== 'object' || jwk === null) return undefined;
  try {
    return createPublicKey({ key: { ...jwk }, format: 'jwk' });
  } catch {
    return undefined;
  }
}

function isSameKey(left: JsonWebKey, right: JsonWebKey): boolean {
  return left.x === right.x && left.y === right.y;
}
