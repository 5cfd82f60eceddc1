/** What STS makes of a web identity token that it does not accept. */

export type WebIdentityRefusal =
  /** Issuer and signature are good: it is the trust policy, a role that is not there, or the organization. */
  | 'not-admitted'
  | 'no-provider'
  | 'audience'
  | 'expired'
  /** The certificate of the issuer is not the one that the provider lists. */
  | 'thumbprint'
  | 'invalid'
  /** It is about something else than the token. */
  | 'other';

/** AWS uses one code for several things, and only the text says which. Source: AWS's answers in public issues. */
const BY_MESSAGE: readonly (readonly [message: RegExp, refusal: WebIdentityRefusal])[] = [
  [/no openidconnect provider found/i, 'no-provider'],
  [/incorrect token audience/i, 'audience'],
  [/thumbprint/i, 'thumbprint'],
  [/token.*expired|expired.*token/i, 'expired'],
];

/** Reads code and message of a failed AssumeRoleWithWebIdentity. */
export function webIdentityRefusal(code: string, message: string): WebIdentityRefusal {
  switch (code.replace(/Exception$/, '')) {
    case 'AccessDenied':
      return 'not-admitted';
    case 'ExpiredToken':
      return 'expired';
    case 'IDPRejectedClaim':
      return 'invalid';
    case 'InvalidIdentityToken':
      return BY_MESSAGE.find(([pattern]) => pattern.test(message))?.[1] ?? 'invalid';
    default:
      return 'other';
  }
}
