import { arnComponents, arnSegments } from '../match.ts';
import { truthOf } from '../truth.ts';
import { matchesPattern, patternOf } from '../wildcard.ts';
import type { Comparison } from './comparison.ts';

/**
 * `ArnEquals` and `ArnLike`, which are the same: each of the six components is matched on its own.
 *
 * Source: IAM User Guide, "IAM JSON policy elements: Condition operators", "Amazon Resource Name (ARN)
 * condition operators".
 */
export const arnLike: Comparison = (requested, wanted) => {
  const segments = arnSegments(patternOf(wanted.parts));
  if (segments === undefined) return 'unknown';
  const components = arnComponents(requested);
  if (components === undefined) return 'no';
  return truthOf(segments.every((segment, index) => matchesPattern(segment, components[index] ?? '')));
};
