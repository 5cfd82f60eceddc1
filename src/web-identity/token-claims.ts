/** What a web identity token says of whom it is for: no secret, unlike the token. */
export interface TokenClaims {
  readonly issuer: string | undefined;
  readonly subject: string | undefined;
  /** The first, where there are several. */
  readonly audience: string | undefined;
  /** Milliseconds since 1970. */
  readonly expiresAt: number | undefined;
  /** Every claim with a text, a number, true or false, or a list of those; all as texts. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** Whether the token asks for tags on the session, which the role has to allow as well. */
  readonly sessionTags: boolean;
}

export type ClaimsRead =
  | { readonly kind: 'claims'; readonly claims: TokenClaims }
  /** A clause without anything of the text, which may be a secret. */
  | { readonly kind: 'failed'; readonly reason: string };

/** The claim of session tags. Source: AWS STS, "Pass session tags in AWS STS", AssumeRoleWithWebIdentity. */
const SESSION_TAGS = 'https://aws.amazon.com/tags';

/** The claim that sets the source identity. Source: IAM User Guide, "Monitor and control actions taken with assumed roles". */
export const SOURCE_IDENTITY = 'https://aws.amazon.com/source_identity';

/** Source: AWS STS API, AssumeRoleWithWebIdentity: WebIdentityToken has at most 20,000 characters. */
const LONGEST_TEXT = 65_536;

/** No value of AWS is longer. */
const LONGEST_CLAIM = 2048;
const MOST_CLAIMS = 200;
const MOST_VALUES = 100;

/** Reads the claims of a JSON Web Token without checking its signature; undefined for what is none. */
export function claimsOfToken(token: string): TokenClaims | undefined {
  const [, payload] = token.trim().split('.');
  return payload === undefined ? undefined : claimsOfPayload(payload);
}

/**
 * Reads claims in any form in which people have them: a JSON object, a whole token, the middle part of one, or the
 * answer of the address that a job asks for its token (`{"value": "…"}`).
 */
export function readClaims(text: string): ClaimsRead {
  if (text.length > LONGEST_TEXT) return { kind: 'failed', reason: 'it is longer than any token' };
  const trimmed = text.trim().replace(/^"(.*)"$/s, '$1');
  if (trimmed === '') return { kind: 'failed', reason: 'there is nothing in it' };
  const claims = trimmed.startsWith('{') ? claimsOfJson(trimmed) : claimsOfEncoded(trimmed);
  if (claims !== undefined) return { kind: 'claims', claims };
  return {
    kind: 'failed',
    reason: trimmed.startsWith('{')
      ? 'it is no JSON object of claims'
      : 'it is neither JSON claims nor a JSON Web Token',
  };
}

function claimsOfEncoded(text: string): TokenClaims | undefined {
  return text.includes('.') ? claimsOfToken(text) : claimsOfPayload(text);
}

function claimsOfPayload(payload: string): TokenClaims | undefined {
  if (!/^[\w-]+=*$/.test(payload)) return undefined;
  return claimsOfObject(parseJson(Buffer.from(payload, 'base64url').toString('utf8')));
}

function claimsOfJson(text: string): TokenClaims | undefined {
  const value = parseJson(text);
  const token = isObject(value) && !('sub' in value) && 'value' in value ? value.value : undefined;
  return typeof token === 'string' ? claimsOfToken(token) : claimsOfObject(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function claimsOfObject(value: unknown): TokenClaims | undefined {
  if (!isObject(value)) return undefined;
  const entries = Object.entries(value).slice(0, MOST_CLAIMS);
  const values = new Map(
    entries.flatMap(([name, claim]) => {
      const texts = textsOf(claim);
      return texts === undefined ? [] : [[name, texts] as const];
    }),
  );
  const [issuer, subject, audience] = ['iss', 'sub', 'aud'].map((name) =>
    isText(firstOf(entries, name)) ? values.get(name)?.[0] : undefined,
  );
  const end = Number(values.get('exp')?.[0] ?? Number.NaN);
  return {
    issuer,
    subject,
    audience,
    // Beyond this no date is one.
    expiresAt: end > 0 && end < 8.64e12 ? end * 1000 : undefined,
    values,
    sessionTags: entries.some(([name]) => name === SESSION_TAGS || name.startsWith(`${SESSION_TAGS}/`)),
  };
}

function firstOf(entries: readonly (readonly [string, unknown])[], name: string): unknown {
  const claim = entries.find(([key]) => key === name)?.[1];
  return Array.isArray(claim) ? claim[0] : claim;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function textsOf(claim: unknown): readonly string[] | undefined {
  const items: readonly unknown[] = Array.isArray(claim) ? claim.slice(0, MOST_VALUES) : [claim];
  const texts = items.flatMap((item) =>
    typeof item === 'string' || typeof item === 'number' || typeof item === 'boolean'
      ? [String(item).slice(0, LONGEST_CLAIM)]
      : [],
  );
  return texts.length === items.length ? texts : undefined;
}

/** As much of a claim as a sentence takes; subjects of GitHub and GitLab are far shorter. */
const LONGEST_SHOWN = 300;

/** `a token with the subject "…", the audience "…" and the issuer "…"`; what it lacks is left out. */
export function tokenText(claims: TokenClaims | undefined): string {
  const named = [
    ['subject', claims?.subject],
    ['audience', claims?.audience],
    ['issuer', claims?.issuer],
  ].flatMap(([name, value]) =>
    value === undefined ? [] : [`the ${name} "${value.slice(0, LONGEST_SHOWN)}"`],
  );
  if (named.length === 0) return 'its token';
  return `a token with ${[named.slice(0, -1).join(', '), named.at(-1)].filter((part) => part !== '').join(' and ')}`;
}
