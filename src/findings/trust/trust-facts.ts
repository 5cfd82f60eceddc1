import type { ReadPolicy } from '../../policy/read-policies.ts';
import type { TrustJudgement } from '../../web-identity/judge-trust.ts';
import type { TokenClaims } from '../../web-identity/token-claims.ts';
import type { OpenStatement } from '../../web-identity/trust-openness.ts';

/** A trust policy with what it makes of the token. */
export interface JudgedPolicy {
  readonly policy: ReadPolicy;
  readonly judgement: TrustJudgement;
  readonly open: readonly OpenStatement[];
}

/** The facts of a check of trust policies: what its findings and its report are made from. */
export interface TrustFacts {
  readonly claims: TokenClaims & { readonly issuer: string };
  readonly policies: readonly JudgedPolicy[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What the verdict is about: whether any of the policies admits the token. */
export function decisionOf({ policies }: TrustFacts): TrustJudgement['decision'] {
  const decisions = policies.map(({ judgement }) => judgement.decision);
  if (decisions.includes('admitted')) return 'admitted';
  return decisions.includes('undecided') ? 'undecided' : 'refused';
}
