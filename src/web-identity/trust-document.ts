/** Trust policies for web identities. */
import { providerHost, providerPrincipal } from './issuers.ts';
import type { TokenClaims } from './token-claims.ts';

export interface TrustStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow';
  readonly Principal: { readonly Federated: string };
  readonly Action: string | readonly string[];
  readonly Condition: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export interface TrustDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly TrustStatement[];
}

/** Whom a trust policy is to admit. */
export interface Admitted {
  /** The issuer's URL without its scheme. */
  readonly host: string;
  readonly partition: string;
  readonly account: string;
  readonly audience: string | undefined;
  /** Texts in which `*` and `?` stand for anything, if `patterns` says so. */
  readonly subjects: readonly string[];
  readonly patterns: boolean;
  readonly sessionTags?: boolean;
}

export const WEB_IDENTITY_ACTION = 'sts:AssumeRoleWithWebIdentity';
export const TAG_ACTION = 'sts:TagSession';

/** The statement that admits these subjects, and nothing else. */
function trustStatement(admitted: Admitted): TrustStatement {
  const { host, partition, account, audience, subjects, patterns, sessionTags = false } = admitted;
  const [only, ...others] = subjects.map(escaped);
  const sub = { [`${host}:sub`]: only !== undefined && others.length === 0 ? only : [only ?? '', ...others] };
  const aud = audience === undefined ? {} : { [`${host}:aud`]: escaped(audience) };
  return {
    Effect: 'Allow',
    Principal: { Federated: providerPrincipal(host, partition, account) },
    Action: sessionTags ? [WEB_IDENTITY_ACTION, TAG_ACTION] : WEB_IDENTITY_ACTION,
    Condition: patterns
      ? { ...(audience === undefined ? {} : { StringEquals: aud }), StringLike: sub }
      : { StringEquals: { ...aud, ...sub } },
  };
}

export function trustDocument(admitted: Admitted): TrustDocument {
  return { Version: '2012-10-17', Statement: [trustStatement(admitted)] };
}

/** What stands for a policy variable is written so that it stands for itself. Source: IAM User Guide, "IAM policy elements: Variables and tags". */
function escaped(text: string): string {
  return text.replaceAll('${', '${$}{');
}

/** The statement that admits exactly the token with these claims; undefined where they do not name issuer and subject. */
export function admittingStatement(
  claims: TokenClaims | undefined,
  account: string,
  partition: string,
): TrustStatement | undefined {
  if (claims?.issuer === undefined || claims.subject === undefined) return undefined;
  const { issuer, subject, sessionTags } = claims;
  const audience = claims.values.get('azp')?.[0] ?? claims.audience;
  const host = providerHost(issuer);
  const admitted = { host, partition, account, audience, sessionTags };
  return trustStatement({ ...admitted, subjects: [subject], patterns: false });
}
