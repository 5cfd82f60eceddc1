import { expect, it } from 'vitest';
import { relativeTime, span, timeLeft, utcTime } from '../../src/report/times.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

it.each([
  [0, 'less than a minute'],
  [MINUTE - 1, 'less than a minute'],
  [MINUTE, '1 minute'],
  [-59 * MINUTE, '59 minutes'],
  [HOUR, '1 hour'],
  [48 * HOUR - 1, '47 hours'],
  [48 * HOUR, '2 days'],
])('%i ms are %s', (ms, text) => {
  expect(span(ms)).toBe(text);
});

it.each([
  [MINUTE - 1, 'less than a minute'],
  [40 * MINUTE, '40 minutes'],
  [HOUR, '1 h'],
  [8 * HOUR - 1, '7 h 59 min'],
  [48 * HOUR - 1, '47 h 59 min'],
  [72 * HOUR, '3 days'],
])('%i ms are left: %s', (ms, text) => {
  expect(timeLeft(ms)).toBe(text);
});

it('is relative to the report', () => {
  const now = '2026-11-28T19:09:27.000Z';
  expect(relativeTime('2026-11-28T17:09:26.000Z', now)).toBe('2 hours ago');
  expect(relativeTime('2026-11-28T19:49:27.000Z', now)).toBe('in 40 minutes');
  expect(utcTime(now)).toBe('2026-11-28 19:09 UTC');
});
