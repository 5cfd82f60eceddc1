/** Principals that statements of trust, resource control and endpoint policies name. */
import type { Statement } from '../iam/policy-types.ts';

/** The principals of a kind that a statement names; `"*"` alone means AWS principals of all accounts. */
export function principalsOf(statement: Statement, kind: 'AWS' | 'Federated'): readonly string[] {
  return namesIn(statement.principal, kind);
}

/** The AWS principals that a statement spares; undefined for a statement that names those it is about. */
export function sparedPrincipals(statement: Statement): readonly string[] | undefined {
  return statement.notPrincipal === undefined ? undefined : namesIn(statement.notPrincipal, 'AWS');
}

function namesIn(principal: unknown, kind: 'AWS' | 'Federated'): readonly string[] {
  if (principal === '*') return kind === 'AWS' ? ['*'] : [];
  if (typeof principal !== 'object' || principal === null) return [];
  const named: unknown = Object.entries(principal).find(([key]) => key === kind)?.[1];
  return (Array.isArray(named) ? named : [named]).filter((name) => typeof name === 'string');
}
