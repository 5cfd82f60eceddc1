import { expect, it } from 'vitest';
import type { Report } from '../../src/report/report.ts';
import { verdictText } from '../../src/report/verdict-words.ts';
import { waitSentence } from '../../src/report/wait-words.ts';
import { reportOf } from './report-of.ts';

type Waited = NonNullable<Report['waited']>;
const waited = (rest: Partial<Waited>): Waited => ({
  seconds: 120,
  outcome: 'still-denied',
  allowedAfterSeconds: null,
  tries: 4,
  stillDenied: [],
  ...rest,
});
const denied = (...actions: readonly string[]) => actions.map((action) => ({ action, resource: '*' }));

it.each<readonly [Partial<Report>, string | undefined]>([
  [{}, undefined],
  [{ waited: waited({ outcome: 'allowed', allowedAfterSeconds: 14 }) }, 'Allowed after 14 s.'],
  [{ waited: waited({ stillDenied: denied('a:A', 'a:A') }) }, 'Waited 120 s: a:A is not allowed yet.'],
  [
    { waited: waited({ stillDenied: denied('a:A', 'a:B', 'a:C') }) },
    'Waited 120 s: a:A, a:B, a:C are not allowed yet.',
  ],
  [
    { waited: waited({ stillDenied: denied('a:A', 'a:B', 'a:C', 'a:D') }) },
    'Waited 120 s: a:A, a:B and 2 more are not allowed yet.',
  ],
  [{ waited: waited({ outcome: 'nothing-denied' }) }, undefined],
  [
    { waited: waited({ outcome: 'nothing-denied' }), verdict: 'not-ready' },
    'Nothing that was asked for is denied, so nothing was waited for.',
  ],
])('of %j is %s', (about, sentence) => {
  expect(waitSentence(reportOf(about))).toBe(sentence);
});

it('stands behind the verdict', () => {
  const report = reportOf({ waited: waited({ outcome: 'allowed', allowedAfterSeconds: 14 }) });
  expect(verdictText(report)).toBe('Ready. Allowed after 14 s.');
});
