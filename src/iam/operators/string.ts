import { truthOf } from '../truth.ts';
import { matchesPattern, patternOf } from '../wildcard.ts';
import type { Comparison } from './comparison.ts';

// Source for all: IAM User Guide, "IAM JSON policy elements: Condition operators", "String condition operators".

export const stringEquals: Comparison = (requested, wanted) => truthOf(requested === wanted.text);

export const stringEqualsIgnoreCase: Comparison = (requested, wanted) =>
  truthOf(requested.toLowerCase() === wanted.text.toLowerCase());

export const stringLike: Comparison = (requested, wanted) =>
  truthOf(matchesPattern(patternOf(wanted.parts), requested));
