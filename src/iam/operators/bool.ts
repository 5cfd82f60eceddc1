import { truthOf } from '../truth.ts';
import type { Comparison } from './comparison.ts';

/** Source: IAM User Guide, "IAM JSON policy elements: Condition operators", "Boolean condition operators". */
export const bool: Comparison = (requested, wanted) => {
  const wantedText = wanted.text.toLowerCase();
  if (wantedText !== 'true' && wantedText !== 'false') return 'unknown';
  return truthOf(requested.toLowerCase() === wantedText);
};
