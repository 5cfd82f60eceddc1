/** What would admit a token, as a document. */
import {
  admittingStatement,
  type TrustDocument,
  type TrustStatement,
} from '../../web-identity/trust-document.ts';
import type { TrustFacts } from './trust-facts.ts';

/** The statement that would admit the token, for the account of the role. */
export function wantedStatement({ claims, policies }: TrustFacts): TrustStatement | undefined {
  const { account, partition = 'aws' } = policies[0]?.judgement ?? {};
  return admittingStatement(claims, account ?? 'ACCOUNT', partition);
}

/** The whole policy that would admit the token. */
export function admittingPolicy(facts: TrustFacts): TrustDocument | undefined {
  const statement = wantedStatement(facts);
  return statement === undefined ? undefined : { Version: '2012-10-17', Statement: [statement] };
}
