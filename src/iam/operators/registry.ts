import { arnLike } from './arn.ts';
import { binaryEquals } from './binary.ts';
import { bool } from './bool.ts';
import type { Comparison } from './comparison.ts';
import { date } from './date.ts';
import { ipAddress } from './ip-address.ts';
import { numeric } from './numeric.ts';
import { stringEquals, stringEqualsIgnoreCase, stringLike } from './string.ts';

/** How a base operator compares. */
export interface BaseOperator {
  readonly compare: Comparison;
  /** Negated operators hold where the comparison holds for none of the policy's values. */
  readonly negated: boolean;
  /** Whether policy variables in its values are filled in. */
  readonly variables: boolean;
}

/** `none`: no set operator. */
export type Quantifier = 'none' | 'ForAllValues' | 'ForAnyValue';

/** An operator as written in a policy, taken apart. */
export type Operator =
  | {
      readonly kind: 'comparison';
      readonly base: BaseOperator;
      readonly quantifier: Quantifier;
      readonly ifExists: boolean;
    }
  | { readonly kind: 'null' }
  | { readonly kind: 'unknown' };

const text = (compare: Comparison, negated = false): BaseOperator => ({ compare, negated, variables: true });
const plain = (compare: Comparison, negated = false): BaseOperator => ({
  compare,
  negated,
  variables: false,
});

const equal = (requested: number, wanted: number) => requested === wanted;
const less = (requested: number, wanted: number) => requested < wanted;
const lessOrEqual = (requested: number, wanted: number) => requested <= wanted;
const greater = (requested: number, wanted: number) => requested > wanted;
const greaterOrEqual = (requested: number, wanted: number) => requested >= wanted;

/** Source: IAM User Guide, "IAM JSON policy elements: Condition operators" and "… Variables and tags". */
const BASE_OPERATORS: ReadonlyMap<string, BaseOperator> = new Map([
  ['StringEquals', text(stringEquals)],
  ['StringNotEquals', text(stringEquals, true)],
  ['StringEqualsIgnoreCase', text(stringEqualsIgnoreCase)],
  ['StringNotEqualsIgnoreCase', text(stringEqualsIgnoreCase, true)],
  ['StringLike', text(stringLike)],
  ['StringNotLike', text(stringLike, true)],
  ['NumericEquals', plain(numeric(equal))],
  ['NumericNotEquals', plain(numeric(equal), true)],
  ['NumericLessThan', plain(numeric(less))],
  ['NumericLessThanEquals', plain(numeric(lessOrEqual))],
  ['NumericGreaterThan', plain(numeric(greater))],
  ['NumericGreaterThanEquals', plain(numeric(greaterOrEqual))],
  ['DateEquals', plain(date(equal))],
  ['DateNotEquals', plain(date(equal), true)],
  ['DateLessThan', plain(date(less))],
  ['DateLessThanEquals', plain(date(lessOrEqual))],
  ['DateGreaterThan', plain(date(greater))],
  ['DateGreaterThanEquals', plain(date(greaterOrEqual))],
  ['Bool', text(bool)],
  ['BinaryEquals', plain(binaryEquals)],
  ['IpAddress', plain(ipAddress)],
  ['NotIpAddress', plain(ipAddress, true)],
  ['ArnEquals', text(arnLike)],
  ['ArnNotEquals', text(arnLike, true)],
  ['ArnLike', text(arnLike)],
  ['ArnNotLike', text(arnLike, true)],
]);

const WRITTEN = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/;

/** The names of all base operators, `Null` included. */
export const OPERATOR_NAMES: readonly string[] = [...BASE_OPERATORS.keys(), 'Null'];

/** Takes an operator such as `ForAnyValue:StringLikeIfExists` apart. `Null` takes neither prefix nor suffix. */
export function operatorOf(written: string): Operator {
  if (written === 'Null') return { kind: 'null' };
  const match = WRITTEN.exec(written);
  const base = BASE_OPERATORS.get(match?.[2] ?? '');
  if (match === null || base === undefined) return { kind: 'unknown' };
  const quantifier = match[1] === 'ForAllValues' || match[1] === 'ForAnyValue' ? match[1] : 'none';
  return { kind: 'comparison', base, quantifier, ifExists: match[3] !== undefined };
}
