import { evaluateCondition } from './conditions.ts';
import { matchesAnyAction, matchesAnyResource } from './match.ts';
import type { Condition, Statement } from './policy-types.ts';
import type { Scope } from './scope.ts';
import type { Truth } from './truth.ts';
import { allOf, not } from './truth.ts';

/** Whether a statement applies to a request. `missing` are the absent context keys that bear on the answer. */
export interface StatementResult {
  readonly truth: Truth;
  readonly missing: readonly string[];
  /** Why the truth is unknown. */
  readonly reason?: string;
}

const DOES_NOT_APPLY: StatementResult = { truth: 'no', missing: [] };

/**
 * Whether a statement applies: its action, its resource and all of its conditions match. A statement without
 * actions or without resources applies to nothing.
 *
 * Source: IAM User Guide, "IAM JSON policy element reference".
 */
export function evaluateStatement(statement: Statement, scope: Scope): StatementResult {
  if (!coversAction(statement, scope.action)) return DOES_NOT_APPLY;
  const resource = coversResource(statement, scope);
  if (resource.truth === 'no' && resource.missing.length === 0) return DOES_NOT_APPLY;
  return together([resource, ...conditionResults(statement.conditions, scope)]);
}

/** Whether all conditions hold. */
export function evaluateConditions(conditions: readonly Condition[], scope: Scope): StatementResult {
  return together(conditionResults(conditions, scope));
}

function conditionResults(conditions: readonly Condition[], scope: Scope): readonly StatementResult[] {
  return conditions.map((condition) => evaluateCondition(condition, scope));
}

/** Where one part fails for sure, the keys that other parts lack have no bearing. */
function together(parts: readonly StatementResult[]): StatementResult {
  if (parts.some((part) => part.truth === 'no' && part.missing.length === 0)) return DOES_NOT_APPLY;
  const truth = allOf(parts.map((part) => part.truth));
  const missing = [...new Set(parts.flatMap((part) => part.missing))];
  const reason = parts.find((part) => part.reason !== undefined)?.reason;
  return truth === 'unknown' && reason !== undefined ? { truth, missing, reason } : { truth, missing };
}

/** Whether the statement's Action or NotAction covers an action. */
export function coversAction(statement: Statement, action: string): boolean {
  if (statement.actions !== undefined) return matchesAnyAction(statement.actions, action);
  return statement.notActions !== undefined && !matchesAnyAction(statement.notActions, action);
}

function coversResource(statement: Statement, scope: Scope): StatementResult {
  const listed = statement.resources ?? statement.notResources;
  if (listed === undefined) return DOES_NOT_APPLY;
  const match = matchesAnyResource(listed, scope);
  const truth = statement.resources === undefined ? not(match.truth) : match.truth;
  if (truth !== 'unknown') return { truth, missing: match.missing };
  return { truth, missing: match.missing, reason: `the value of "${match.missing[0] ?? ''}" is not known` };
}
