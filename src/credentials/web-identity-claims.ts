import { jsonFields, parseJsonText } from './json.ts';

/** What a web identity token says of whom it is for: no secret, unlike the token. */
export interface TokenClaims {
  readonly subject: string | undefined;
  readonly audience: string | undefined;
  readonly issuer: string | undefined;
}

/** Reads the claims of a JSON Web Token without checking its signature; undefined for what is none. */
export function claimsOf(token: string): TokenClaims | undefined {
  const [, payload] = token.trim().split('.');
  if (payload === undefined || !/^[\w-]+=*$/.test(payload)) return undefined;
  const fields = jsonFields(parseJsonText(Buffer.from(payload, 'base64url').toString('utf8'))?.value);
  if (fields === undefined) return undefined;
  const text = (name: string) => {
    const value = fields.get(name);
    const first: unknown = Array.isArray(value) ? value[0] : value;
    return typeof first === 'string' ? first.slice(0, MAX_CLAIM) : undefined;
  };
  return { subject: text('sub'), audience: text('aud'), issuer: text('iss') };
}

/** Subjects of GitHub and GitLab are far shorter. */
const MAX_CLAIM = 300;

/** `a token with the subject "…", the audience "…" and the issuer "…"`; what it lacks is left out. */
export function tokenText(claims: TokenClaims | undefined): string {
  const named = [
    ['subject', claims?.subject],
    ['audience', claims?.audience],
    ['issuer', claims?.issuer],
  ].flatMap(([name, value]) => (value === undefined ? [] : [`the ${name} "${value}"`]));
  if (named.length === 0) return 'its token';
  return `a token with ${[named.slice(0, -1).join(', '), named.at(-1)].filter((part) => part !== '').join(' and ')}`;
}
