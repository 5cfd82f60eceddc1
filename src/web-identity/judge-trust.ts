/** Whether a role's trust policy admits a web identity, and if not, which part of it is in the way. */

import { evaluateCondition } from '../iam/conditions.ts';
import { coversAction } from '../iam/evaluate-statement.ts';
import { operatorOf } from '../iam/operators/registry.ts';
import type { Condition, PolicyDocument, RequestContext, Statement } from '../iam/policy-types.ts';
import { requestContext } from '../iam/request-context.ts';
import type { Scope } from '../iam/scope.ts';
import { allOf, anyOf, not, type Truth } from '../iam/truth.ts';
import { isoTime } from '../time.ts';
import { comparableClaims, issuerKind, providerHost, providerPrincipal } from './issuers.ts';
import { type Slip, slipsOf } from './subject-slips.ts';
import { SOURCE_IDENTITY, type TokenClaims } from './token-claims.ts';
import { TAG_ACTION, WEB_IDENTITY_ACTION } from './trust-document.ts';

export type PrincipalSlip =
  /** It names users, roles, accounts or services. */
  | 'no-provider'
  | 'saml-provider'
  | 'url-for-arn'
  | 'other-issuer'
  | 'letter-case'
  | 'other-account'
  | 'other-partition';

/** What keeps a statement from admitting the token. */
export type TrustFailure =
  | { readonly part: 'action'; readonly action: string; readonly written: readonly string[] }
  | {
      readonly part: 'principal';
      readonly slip: PrincipalSlip;
      readonly wanted: string;
      readonly written: readonly string[];
    }
  | {
      readonly part: 'condition';
      readonly condition: Condition;
      /** The claim that the key stands for. */
      readonly claim: string;
      readonly problem:
        | { readonly kind: 'value'; readonly actual: readonly string[]; readonly slips: readonly Slip[] }
        | { readonly kind: 'claim-absent' }
        /** AWS does not compare this claim: the condition never holds. */
        | { readonly kind: 'claim-not-a-key' }
        | { readonly kind: 'key-of-other-provider'; readonly wanted: string };
    };

export interface JudgedStatement {
  readonly statement: Statement;
  readonly truth: Truth;
  /** Empty unless the truth is `no`. */
  readonly failures: readonly TrustFailure[];
  /** Why it cannot be decided; empty unless the truth is `unknown`. */
  readonly undecided: readonly string[];
}

export interface TrustJudgement {
  readonly decision: 'admitted' | 'refused' | 'undecided';
  /** The principal that a statement has to name. */
  readonly provider: string;
  /** Its account; undefined where nothing tells it. */
  readonly account: string | undefined;
  readonly partition: string;
  /** Of those that speak of web identities at all; where none does, all that allow. */
  readonly statements: readonly JudgedStatement[];
  readonly deniedBy: JudgedStatement | undefined;
}

export interface TrustQuestion {
  readonly document: PolicyDocument;
  readonly claims: TokenClaims & { readonly issuer: string };
  /** The account of the role; undefined: that of the provider which the policy names. */
  readonly account: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What is asked, with what follows from it. */
interface Asked {
  readonly host: string;
  readonly account: string | undefined;
  readonly partition: string;
  readonly provider: string;
  readonly context: RequestContext;
  readonly version: PolicyDocument['version'];
}

/**
 * Judges every statement. A condition on something else than the token, such as the address of the caller, leaves the
 * answer open.
 *
 * Source: IAM User Guide, "AWS JSON policy elements: Principal", "Available keys for AWS OIDC federation", "How AWS
 * enforcement code logic evaluates requests to allow or deny access".
 */
export function judgeTrust(question: TrustQuestion): TrustJudgement {
  const asked = askedOf(question);
  const { statements } = question.document;
  const wanted = actionsOf(question.claims);
  const judged = wanted.map((action) => judgeAction(action, statements, asked));
  const gravest =
    judged.find(({ decision }) => decision === 'refused') ??
    judged.find(({ decision }) => decision === 'undecided') ??
    judged[0];
  const { provider, account, partition } = asked;
  const none = { decision: 'refused', statements: [], deniedBy: undefined } as const;
  return { ...(gravest ?? none), provider, account, partition };
}

/** Source: AWS STS, "Pass session tags in AWS STS" and "Monitor and control actions taken with assumed roles". */
function actionsOf({ sessionTags, values }: TokenClaims): readonly string[] {
  return [
    WEB_IDENTITY_ACTION,
    ...(sessionTags ? [TAG_ACTION] : []),
    ...(values.has(SOURCE_IDENTITY) ? ['sts:SetSourceIdentity'] : []),
  ];
}

function askedOf({ document, claims, account, now }: TrustQuestion): Asked {
  const host = providerHost(claims.issuer);
  const named = document.statements
    .flatMap((statement) => federatedOf(statement.principal))
    .map(providerParts)
    .find((parts) => parts?.host === host);
  const partition = named?.partition ?? 'aws';
  const whose = account ?? named?.account;
  const provider = providerPrincipal(host, partition, whose ?? 'ACCOUNT');
  return {
    host,
    account: whose,
    partition,
    provider,
    context: contextOf(claims, host, provider, now),
    version: document.version,
  };
}

function contextOf(claims: TokenClaims, host: string, provider: string, now: number): RequestContext {
  const { values } = claims;
  // Source: IAM User Guide, "Available keys for AWS OIDC federation": `azp` stands for `aud`, and `aud` is then `oaud`.
  const azp = values.get('azp');
  const aud = values.get('aud');
  const named = [...values].filter(([claim]) => comparableClaims(host).includes(claim));
  const own = [...named, ...(azp === undefined ? [] : [['aud', azp] as const, ['oaud', aud ?? []] as const])];
  return requestContext({
    ...Object.fromEntries(own.flatMap(([claim, texts]) => [[`${host}:${claim}`, texts] as const])),
    'aws:FederatedProvider': provider,
    'aws:SecureTransport': 'true',
    'aws:CurrentTime': isoTime(now).replace(/\.\d+Z$/, 'Z'),
    'aws:EpochTime': String(Math.floor(now / 1000)),
  });
}

function judgeAction(
  action: string,
  statements: readonly Statement[],
  asked: Asked,
): Pick<TrustJudgement, 'decision' | 'statements' | 'deniedBy'> {
  const judged = statements.map((statement) => judgeStatement(action, statement, asked));
  const denies = judged.filter(({ statement }) => statement.effect === 'Deny');
  const allows = judged.filter(({ statement }) => statement.effect === 'Allow');
  const relevant = allows.filter(({ statement }) => speaksOfProviders(statement));
  const shown = relevant.length > 0 ? relevant : allows;
  const denied = denies.find(({ truth }) => truth === 'yes');
  if (denied !== undefined) return { decision: 'refused', statements: shown, deniedBy: denied };
  const allowed = anyOf(allows.map(({ truth }) => truth));
  if (allowed === 'no') return { decision: 'refused', statements: shown, deniedBy: undefined };
  const undecided = denies.find(({ truth }) => truth === 'unknown');
  if (undecided !== undefined) return { decision: 'undecided', statements: [undecided], deniedBy: undefined };
  return {
    decision: allowed === 'yes' ? 'admitted' : 'undecided',
    statements: shown.filter(({ truth }) => truth === allowed),
    deniedBy: undefined,
  };
}

function speaksOfProviders({ principal, actions = [] }: Statement): boolean {
  return federatedOf(principal).length > 0 || actions.some((action) => /webidentity/i.test(action));
}

function judgeStatement(action: string, statement: Statement, asked: Asked): JudgedStatement {
  const scope: Scope = {
    action,
    resource: '*',
    context: asked.context,
    version: asked.version,
    missingKeys: { isAbsent: (key) => isClaimKey(key) },
  };
  const conditions = statement.conditions.map((condition) => ({
    condition,
    ...evaluateCondition(condition, scope),
  }));
  const covered: Truth = coversAction(statement, action) ? 'yes' : 'no';
  const principal = principalTruth(statement, asked);
  const truth = allOf([covered, principal, ...conditions.map((result) => result.truth)]);
  const failures = (): readonly TrustFailure[] => [
    ...(covered === 'yes' ? [] : [{ part: 'action', action, written: statement.actions ?? [] } as const]),
    ...(principal === 'no' ? [principalFailure(statement, asked)] : []),
    ...conditions
      .filter((result) => result.truth === 'no')
      .map(({ condition }) => conditionFailure(condition, asked)),
  ];
  const undecided = [
    ...(principal === 'unknown' ? ['AWS does not document whether "*" stands for identity providers'] : []),
    ...conditions.flatMap(({ truth: holds, reason }) =>
      holds === 'unknown' ? [reason ?? 'undecidable'] : [],
    ),
  ];
  return {
    statement,
    truth,
    failures: truth === 'no' ? failures() : [],
    undecided: truth === 'unknown' ? undecided : [],
  };
}

/** Keys of identity providers begin with a host; what the token lacks is absent. AWS's own begin with a service. */
function isClaimKey(key: string): boolean {
  return key.slice(0, key.lastIndexOf(':')).includes('.');
}

function principalTruth({ effect, principal, notPrincipal }: Statement, asked: Asked): Truth {
  const everyone: Truth = effect === 'Deny' ? 'yes' : 'unknown';
  if (principal !== undefined) return namesProvider(principal, asked, everyone);
  return notPrincipal === undefined ? 'no' : not(namesProvider(notPrincipal, asked, 'yes'));
}

function namesProvider(principal: unknown, { provider, host }: Asked, everyone: Truth): Truth {
  if (principal === '*') return everyone;
  const federated = federatedOf(principal);
  const isNamed = (name: string) => bare(name) === bare(provider) || name === host;
  if (federated.some((name) => (name.startsWith('arn:') ? isNamed(name) : name === provider))) return 'yes';
  return [...federated, ...textsAt(principal, 'AWS')].includes('*') ? everyone : 'no';
}

/** Without the slash that some issuers end in. */
function bare(arn: string): string {
  return arn.replace(/\/+$/, '');
}

function principalFailure({ principal }: Statement, asked: Asked): TrustFailure {
  const written = namesIn(principal);
  return { part: 'principal', slip: principalSlip(principal, asked), wanted: asked.provider, written };
}

function principalSlip(principal: unknown, { host, account, partition }: Asked): PrincipalSlip {
  const federated = federatedOf(principal);
  if (federated.length === 0) return 'no-provider';
  const parts = federated.map(providerParts);
  if (parts.every((provider) => provider === undefined)) {
    return federated.some((name) => name.includes(':saml-provider/')) ? 'saml-provider' : 'url-for-arn';
  }
  const same = parts.find((provider) => provider?.host === host);
  if (same === undefined) {
    return parts.some((provider) => provider?.host.toLowerCase() === host.toLowerCase())
      ? 'letter-case'
      : 'other-issuer';
  }
  return same.account !== account || same.partition === partition ? 'other-account' : 'other-partition';
}

function conditionFailure(condition: Condition, { host, context }: Asked): TrustFailure {
  const at = condition.key.lastIndexOf(':');
  const [prefix, claim] = [condition.key.slice(0, Math.max(at, 0)), condition.key.slice(at + 1)];
  const failure = { part: 'condition', condition, claim } as const;
  const wanted = `${host}:${claim}`;
  if (isClaimKey(condition.key) && bare(prefix).toLowerCase() !== host.toLowerCase()) {
    return { ...failure, problem: { kind: 'key-of-other-provider', wanted } };
  }
  if (isClaimKey(condition.key) && !comparableClaims(host).includes(claim.toLowerCase())) {
    return { ...failure, problem: { kind: 'claim-not-a-key' } };
  }
  const actual = context.get(condition.key.toLowerCase());
  if (actual === undefined) return { ...failure, problem: { kind: 'claim-absent' } };
  return {
    ...failure,
    problem: { kind: 'value', actual, slips: valueSlips(condition, claim, actual, host) },
  };
}

function valueSlips(
  { operator, values }: Condition,
  claim: string,
  actual: readonly string[],
  host: string,
): readonly Slip[] {
  const read = operatorOf(operator);
  // With an operator that excludes, the value is one that shall not be.
  if (read.kind !== 'comparison' || read.base.negated) return [];
  const isLiteral = /StringEquals/.test(operator);
  return slipsOf(claim.toLowerCase(), actual[0] ?? '', values, issuerKind(host), isLiteral);
}

interface ProviderParts {
  readonly partition: string;
  readonly account: string;
  readonly host: string;
}

function providerParts(arn: string): ProviderParts | undefined {
  const [, partition, account, host] = /^arn:([^:]*):iam::([^:]*):oidc-provider\/(.+)$/.exec(arn) ?? [];
  if (partition === undefined || account === undefined || host === undefined) return undefined;
  return { partition, account, host: bare(host) };
}

/** The identity providers that a principal names. */
export function federatedOf(principal: unknown): readonly string[] {
  return textsAt(principal, 'Federated');
}

function namesIn(principal: unknown): readonly string[] {
  if (typeof principal === 'string') return [principal];
  return ['Federated', 'AWS', 'Service', 'CanonicalUser'].flatMap((kind) => textsAt(principal, kind));
}

function textsAt(principal: unknown, name: string): readonly string[] {
  if (typeof principal !== 'object' || principal === null) return [];
  const value: unknown = Object.entries(principal).find(([key]) => key === name)?.[1];
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.filter((item) => typeof item === 'string');
}
