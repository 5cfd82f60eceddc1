import { expect, it } from 'vitest';
import { numberIn } from '../../../src/iam/operators/numeric.ts';

it.each([
  ['0', 0],
  ['-7', -7],
  ['+7', 7],
  ['007', 7],
  ['2.50', 2.5],
  ['.5', 0.5],
  ['5.', 5],
  ['1e3', 1000],
  [' 5 ', 5],
  ['', undefined],
  ['-', undefined],
  ['.', undefined],
  ['0x10', undefined],
  ['Infinity', undefined],
  ['NaN', undefined],
  ['1_000', undefined],
  ['1,000', undefined],
  ['1e9999', undefined],
])('%j is %s', (text, expected) => {
  expect(numberIn(text)).toBe(expected);
});
