import type { Comparison, PolicyValue } from './operators/comparison.ts';
import type { BaseOperator, Operator, Quantifier } from './operators/registry.ts';
import { operatorOf } from './operators/registry.ts';
import type { Condition } from './policy-types.ts';
import { quoted } from './problems.ts';
import type { Scope } from './scope.ts';
import { isUndecided, valuesOf } from './scope.ts';
import type { Truth } from './truth.ts';
import { allOf, anyOf, not, truthOf } from './truth.ts';
import { expand, plainText } from './variables.ts';

/** What became of a condition. `reason` says why it is unknown. */
export interface ConditionResult {
  readonly truth: Truth;
  /** Context keys that were asked for and that the request lacks, as written in the policy. */
  readonly missing: readonly string[];
  readonly reason?: string;
}

/** A policy value for comparing: expanded, without a value, or undecided for want of a key. */
type Wanted =
  | { readonly kind: 'value'; readonly value: PolicyValue }
  | { readonly kind: 'no-value' }
  | { readonly kind: 'undecided' };

/**
 * Evaluates one operator on one context key.
 *
 * Source: IAM User Guide, "IAM JSON policy elements: Condition", "… Condition operators" and "Conditions with
 * multiple context keys or values".
 */
export function evaluateCondition(condition: Condition, scope: Scope): ConditionResult {
  const operator = operatorOf(condition.operator);
  const values = valuesOf(scope, condition.key);
  const missing = values === undefined ? [condition.key] : [];
  if (operator.kind === 'unknown') {
    return { truth: 'unknown', missing, reason: `the operator ${quoted(condition.operator)} is not known` };
  }
  if (values === undefined && isUndecided(scope, [condition.key])) {
    return { truth: 'unknown', missing, reason: `the value of ${quoted(condition.key)} is not known` };
  }
  if (operator.kind === 'null') return { ...nullCheck(condition, values), missing };
  if (values === undefined || values.length === 0) {
    return { truth: truthOf(holdsWithoutValue(operator)), missing };
  }
  if (operator.quantifier !== 'none' && isNull(values)) {
    return { truth: truthOf(operator.quantifier === 'ForAllValues'), missing };
  }
  return compareAll(condition, operator.base, operator.quantifier, values, scope);
}

/** Set operators and `Null` take an empty string for no value; elsewhere it is one, as in `s3:prefix`. */
function isNull(values: readonly string[] | undefined): boolean {
  return values === undefined || values.every((value) => value === '');
}

function holdsWithoutValue(operator: Operator & { kind: 'comparison' }): boolean {
  if (operator.ifExists || operator.quantifier === 'ForAllValues') return true;
  return operator.quantifier === 'none' && operator.base.negated;
}

function nullCheck(condition: Condition, values: readonly string[] | undefined): ConditionResult {
  const found = isNull(values);
  const truths = condition.values.map((wanted): Truth => {
    const text = wanted.toLowerCase();
    if (text !== 'true' && text !== 'false') return 'unknown';
    return truthOf((text === 'true') === found);
  });
  return withReason({ truth: anyOf(truths), missing: [] }, condition);
}

function compareAll(
  condition: Condition,
  base: BaseOperator,
  quantifier: Quantifier,
  values: readonly string[],
  scope: Scope,
): ConditionResult {
  const missing = new Set<string>();
  const wanted = condition.values.map((value) => wantedValue(value, base, scope, missing));
  const truths = values.map((value) => compareOne(value, wanted, base));
  const truth = quantified(truths, quantifier);
  if (truth === 'unknown' && !truths.includes('unknown')) {
    const reason = `${quoted(condition.key)} has several values, for which ${condition.operator} is not made`;
    return { truth, missing: [...missing], reason };
  }
  return withReason({ truth, missing: [...missing] }, condition);
}

/**
 * Without a set operator several values of the request have no documented answer, so they must agree.
 */
function quantified(truths: readonly Truth[], quantifier: Quantifier): Truth {
  if (quantifier === 'ForAllValues') return allOf(truths);
  if (quantifier === 'ForAnyValue') return anyOf(truths);
  return allOf(truths) === anyOf(truths) ? anyOf(truths) : 'unknown';
}

function wantedValue(written: string, base: BaseOperator, scope: Scope, missing: Set<string>): Wanted {
  if (!base.variables) {
    return { kind: 'value', value: { text: written, parts: [{ text: written, literal: false }] } };
  }
  const expansion = expand(written, scope);
  for (const key of expansion.missing) missing.add(key);
  if (isUndecided(scope, [...expansion.missing])) return { kind: 'undecided' };
  if (expansion.kind === 'no-value') return { kind: 'no-value' };
  return { kind: 'value', value: { text: plainText(expansion.parts), parts: expansion.parts } };
}

function compareOne(value: string, wanted: readonly Wanted[], base: BaseOperator): Truth {
  const matches = anyOf(wanted.map((pattern) => compareWith(base.compare, value, pattern)));
  return base.negated ? not(matches) : matches;
}

function compareWith(compare: Comparison, value: string, wanted: Wanted): Truth {
  if (wanted.kind === 'value') return compare(value, wanted.value);
  return wanted.kind === 'undecided' ? 'unknown' : 'no';
}

function withReason(result: ConditionResult, condition: Condition): ConditionResult {
  if (result.truth !== 'unknown') return result;
  const [missing] = result.missing;
  const reason =
    missing === undefined
      ? `${quoted(condition.values.join(', '))} is not what ${condition.operator} can compare with`
      : `the value of ${quoted(missing)} is not known`;
  return { ...result, reason };
}
