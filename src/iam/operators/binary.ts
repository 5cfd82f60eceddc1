import { truthOf } from '../truth.ts';
import type { Comparison } from './comparison.ts';

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * Compares base-64 texts; padding aside, equal bytes have equal texts.
 *
 * Source: IAM User Guide, "IAM JSON policy elements: Condition operators", "Binary condition operators".
 */
export const binaryEquals: Comparison = (requested, wanted) => {
  if (!BASE64.test(wanted.text)) return 'unknown';
  return truthOf(requested.replace(/=+$/, '') === wanted.text.replace(/=+$/, ''));
};
