import type { Truth } from '../truth.ts';
import type { TextPart } from '../wildcard.ts';

/** A policy's value: as parts for operators with wildcards, and as plain text. */
export interface PolicyValue {
  readonly text: string;
  readonly parts: readonly TextPart[];
}

/**
 * Compares one value of the request with one value of the policy. `unknown` means that the policy's value is
 * not of the operator's type; a value of the request that is not is simply no match.
 */
export type Comparison = (requested: string, wanted: PolicyValue) => Truth;
