import { expect, it } from 'vitest';
import type { Report } from '../../src/report/report.ts';
import {
  exitSentence,
  skyCheckSentence,
  verdictOfAll,
  verdictSentence,
} from '../../src/report/verdict-words.ts';
import { capabilityOf, reportOf } from './report-of.ts';

const policyCheck = { account: null, partition: 'aws', role: 'skypilot-v1', documents: [] };

it.each<[Partial<Report>, string]>([
  [{}, 'Ready. Next: sky launch --cloud aws'],
  [{ asked: ['spot'], verdictReason: 'spot is enabled' }, 'Ready: spot is enabled.'],
  [{ policyCheck }, 'Ready: compute is enabled.'],
  [{ verdict: 'not-ready', verdictReason: 'compute is denied' }, 'Not ready: compute is denied.'],
  [{ verdict: 'undecided', verdictReason: 'no call was made' }, 'Undecided: no call was made.'],
])('%j', (about, text) => {
  expect(verdictSentence(reportOf(about))).toBe(text);
});

it('says the exit status where it is no plain failure', () => {
  const capability = { ...capabilityOf(), id: 'compute', status: 'enabled' as const };
  expect(exitSentence(reportOf())).toBeUndefined();
  expect(exitSentence(reportOf({ verdict: 'undecided', exitCode: 3 }))).toBe('Exit status 3.');
  expect(exitSentence(reportOf({ verdict: 'not-ready', exitCode: 1 }))).toBeUndefined();
  const byStrict = { verdict: 'not-ready', exitCode: 1, capabilities: [capability] } as const;
  expect(exitSentence(reportOf({ ...byStrict, capabilities: [capability] }))).toBe('Exit status 1.');
});

it('says what sky check would say only where it differs', () => {
  expect(skyCheckSentence(reportOf())).toBeUndefined();
  expect(skyCheckSentence(reportOf({ enabled: ['storage', 'compute'] }))).toBeUndefined();
  expect(skyCheckSentence(reportOf({ enabled: [] }))).toBe(
    '`sky check aws` would print enabled [compute, storage].',
  );
  expect(skyCheckSentence(reportOf({ skyCheck: [] }))).toBe('`sky check aws` would print disabled.');
  expect(skyCheckSentence(reportOf({ skyCheck: [], policyCheck }))).toBeUndefined();
});

it.each<[readonly Report['verdict'][], Report['verdict'], string]>([
  [['ready', 'ready'], 'ready', 'Ready: 2 of 2 profiles are ready.'],
  [['ready', 'undecided'], 'undecided', 'Undecided: 1 of 2 profiles is undecided.'],
  [['undecided', 'not-ready', 'not-ready'], 'not-ready', 'Not ready: 2 of 3 profiles are not ready.'],
])('of several %j is the worst', (verdicts, verdict, text) => {
  const reports = verdicts.map((each) => reportOf({ verdict: each }));
  expect(verdictOfAll(reports)).toEqual({ verdict, text });
});
