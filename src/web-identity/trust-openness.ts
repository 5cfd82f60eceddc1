/** Whom a trust policy admits beside those that are meant. */
import { coversAction } from '../iam/evaluate-statement.ts';
import { operatorOf } from '../iam/operators/registry.ts';
import type { Condition, PolicyDocument, Statement } from '../iam/policy-types.ts';
import { issuerKind, requiredClaims } from './issuers.ts';
import { federatedOf } from './judge-trust.ts';
import { WEB_IDENTITY_ACTION } from './trust-document.ts';

export type Opening =
  /** IAM refuses to save the policy: none of the claims is compared with anything but everything. */
  | { readonly kind: 'refused-by-iam'; readonly claims: readonly string[] }
  /** Any token of the issuer. */
  | { readonly kind: 'any-subject' }
  | { readonly kind: 'any-owner'; readonly value: string }
  | { readonly kind: 'owners-by-beginning'; readonly value: string }
  | { readonly kind: 'any-repository'; readonly value: string }
  | { readonly kind: 'repositories-by-beginning'; readonly value: string }
  /** Every branch, tag, environment and pull request. */
  | { readonly kind: 'whole-repository'; readonly value: string }
  | { readonly kind: 'pull-requests'; readonly value: string }
  /** The condition holds where the token has no such claim. */
  | { readonly kind: 'holds-without-claim'; readonly operator: string; readonly key: string }
  | { readonly kind: 'any-audience' };

export interface OpenStatement {
  readonly statement: Statement;
  readonly host: string;
  readonly openings: readonly Opening[];
}

/** The statements that admit web identities by less than who they are. */
export function openStatements({ statements }: PolicyDocument): readonly OpenStatement[] {
  return statements
    .filter((statement) => statement.effect === 'Allow' && coversAction(statement, WEB_IDENTITY_ACTION))
    .flatMap((statement) =>
      federatedOf(statement.principal).map((name) => {
        const host = name.replace(/^arn:[^/]*:oidc-provider\//, '').replace(/\/+$/, '');
        return { statement, host, openings: openingsOf(statement, host) };
      }),
    )
    .filter(({ openings, host }) => openings.length > 0 && !host.includes(':saml-provider/'));
}

function openingsOf({ conditions }: Statement, host: string): readonly Opening[] {
  const ofHost = conditions.filter(({ key }) => key.toLowerCase().startsWith(`${host.toLowerCase()}:`));
  const comparing = (claim: string) =>
    ofHost.filter(
      ({ key, operator }) => key.toLowerCase() === `${host}:${claim}`.toLowerCase() && isScoping(operator),
    );
  const loose = ofHost.filter(({ operator }) => holdsWithoutClaim(operator));
  const required = requiredClaims(host);
  const scoped = required.filter((claim) => comparing(claim).some((condition) => !admitsAll(condition)));
  const subjects = comparing('sub');
  const values = subjects.flatMap((condition) =>
    /Like/.test(condition.operator) ? condition.values : condition.values.map(literal),
  );
  return [
    ...(required.length > 0 && scoped.length === 0
      ? [{ kind: 'refused-by-iam', claims: required } as const]
      : []),
    ...(subjects.length === 0 && required.length === 0 ? [{ kind: 'any-subject' } as const] : []),
    ...(issuerKind(host) === 'github' ? values.flatMap(githubOpenings) : values.flatMap(anyOpenings)),
    ...loose.map(({ operator, key }) => ({ kind: 'holds-without-claim', operator, key }) as const),
    ...(comparing('aud').length === 0 ? [{ kind: 'any-audience' } as const] : []),
  ];
}

/** What IAM counts as comparing. Source: IAM's answer MalformedPolicyDocument to trust policies without. */
function isScoping(written: string): boolean {
  return /^(ForAnyValue:)?String(Equals|Like|EqualsIgnoreCase)$/.test(written);
}

/** IAM looks at the first value only, by public observation of CreateRole in 2026. */
function admitsAll({ operator, values }: Condition): boolean {
  return operator.includes('Like') && /^\*+$/.test(values[0] ?? '');
}

function holdsWithoutClaim(written: string): boolean {
  const operator = operatorOf(written);
  return operator.kind === 'comparison' && (operator.quantifier === 'ForAllValues' || operator.ifExists);
}

/** Nothing in it stands for anything else. */
function literal(value: string): string {
  return value.replaceAll(/[*?]/g, '_');
}

function anyOpenings(value: string): readonly Opening[] {
  return /^\*+$/.test(value) ? [{ kind: 'any-subject' }] : [];
}

function githubOpenings(value: string): readonly Opening[] {
  const [, owner = '', repository, context] = /^repo:([^/:]*)(?:\/([^:]*))?(?::(.*))?$/s.exec(value) ?? [];
  if (/^\*+$/.test(value) || (value.startsWith('repo:') && /^[*?]/.test(owner))) {
    return [{ kind: 'any-owner', value }];
  }
  if (!value.startsWith('repo:')) return [];
  // `OWNER@*` is one owner's name, whatever its id.
  if (/[*?]/.test(owner.replace(/@\*$/, ''))) return [{ kind: 'owners-by-beginning', value }];
  const name = (repository ?? '').replace(/@\*$/, '');
  if (/^\*+$/.test(name)) return [{ kind: 'any-repository', value }];
  if (/[*?]/.test(name)) return [{ kind: 'repositories-by-beginning', value }];
  if (context !== undefined && /^\*+$/.test(context)) return [{ kind: 'whole-repository', value }];
  return context === 'pull_request' ? [{ kind: 'pull-requests', value }] : [];
}
