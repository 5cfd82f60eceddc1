import { expect, it } from 'vitest';
import { relativeTime, span, utcTime } from '../../../src/report/text/times.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

it.each([
  [0, 'less than a minute'],
  [MINUTE - 1, 'less than a minute'],
  [MINUTE, '1 minute'],
  [-2 * MINUTE, '2 minutes'],
  [HOUR - 1, '59 minutes'],
  [HOUR, '1 hour'],
  [2 * DAY - 1, '47 hours'],
  [2 * DAY, '2 days'],
  [3 * DAY - 1, '2 days'],
])('%i ms are %s', (ms, text) => {
  expect(span(ms)).toBe(text);
});

it.each([
  ['2026-11-30T13:00:00Z', 'in 1 hour'],
  ['2026-11-30T10:00:00Z', '2 hours ago'],
  ['2026-11-30T12:00:00Z', 'less than a minute ago'],
])('%s is %s', (iso, text) => {
  expect(relativeTime(iso, '2026-11-30T12:00:00Z')).toBe(text);
});

it('prints UTC to the minute', () => {
  expect(utcTime('2026-11-28T19:09:27.000Z')).toBe('2026-11-28 19:09 UTC');
});
