import { truthOf } from '../truth.ts';
import type { Comparison } from './comparison.ts';

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?$/;

/** An integer or decimal; undefined for anything else. */
export function numberIn(text: string): number | undefined {
  const trimmed = text.trim();
  return NUMBER.test(trimmed) ? Number(trimmed) : undefined;
}

/**
 * A numeric operator from what it asks of the two numbers.
 *
 * Source: IAM User Guide, "IAM JSON policy elements: Condition operators", "Numeric condition operators".
 */
export function numeric(holds: (requested: number, wanted: number) => boolean): Comparison {
  return (requested, wanted) => {
    const wantedNumber = numberIn(wanted.text);
    if (wantedNumber === undefined) return 'unknown';
    const requestedNumber = numberIn(requested);
    return truthOf(requestedNumber !== undefined && holds(requestedNumber, wantedNumber));
  };
}
