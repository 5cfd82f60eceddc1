import { expect, it } from 'vitest';
import { duration } from '../../../src/report/text/duration.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

it.each([
  [0, 'less than a minute'],
  [29_999, 'less than a minute'],
  [30_000, '1 min'],
  [59 * MINUTE, '59 min'],
  [HOUR, '1 h 0 min'],
  [HOUR + 61_000, '1 h 1 min'],
  [47 * HOUR + 59 * MINUTE, '47 h 59 min'],
  [48 * HOUR, '2 days'],
  [72 * HOUR - 2 * MINUTE, '2 days'],
])('%i ms are %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});
