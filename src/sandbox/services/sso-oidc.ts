/** Renewing SSO tokens. Source: IAM Identity Center OIDC API reference, CreateToken. */
import { ApiError } from '../api-error.ts';
import type { HttpAnswer, PublicCall } from '../service-call.ts';
import type { SsoTokens } from '../sso-logins.ts';
import { jsonAnswer } from '../wire.ts';

const LARGEST_FIELD = 4096;

/** Answers CreateToken with the grant `refresh_token`; other grants need a browser. */
export function createToken(call: PublicCall, tokens: SsoTokens): HttpAnswer {
  const input = fieldsOf(call.body);
  const grant = input.get('grantType');
  if (grant !== 'refresh_token')
    throw oidcError('UnsupportedGrantTypeException', 'unsupported_grant_type', `no grant type ${grant} here`);
  const renewed = tokens.renew(input.get('refreshToken') ?? '', input.get('clientId') ?? '', call.now);
  if (renewed === undefined)
    throw oidcError('InvalidGrantException', 'invalid_grant', 'Invalid refresh token provided');
  return jsonAnswer({
    accessToken: renewed.accessToken,
    refreshToken: renewed.refreshToken,
    expiresIn: renewed.seconds,
    tokenType: 'Bearer',
  });
}

function oidcError(code: string, error: string, description: string): ApiError {
  return new ApiError(400, code, description, { error, error_description: description });
}

function fieldsOf(body: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === 'object' && value !== null)
      for (const [name, field] of Object.entries(value))
        if (typeof field === 'string' && field.length <= LARGEST_FIELD) fields.set(name, field);
  } catch {
    throw oidcError('InvalidRequestException', 'invalid_request', 'the body is not JSON');
  }
  return fields;
}
