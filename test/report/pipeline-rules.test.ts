import { describe, expect, it } from 'vitest';
import type { ReportDocument } from '../../src/report/document.ts';
import { type PipelineRules, withRules } from '../../src/report/pipeline-rules.ts';
import type { Report } from '../../src/report/report.ts';
import { capabilityOf, findingOf, reportOf } from './report-of.ts';

const warning = findingOf({ code: 'region-malformed', severity: 'warning' });
const error = findingOf({ code: 'permissions-missing' });
const hint = findingOf({ code: 'sso-aws-only', severity: 'info' });

const ready = reportOf({ capabilities: [capabilityOf()], findings: [warning, hint] });
const denied = reportOf({
  verdict: 'not-ready',
  verdictReason: 'compute is denied',
  exitCode: 1,
  findings: [error, warning],
});
const undecided = reportOf({ ...denied, verdict: 'undecided', verdictReason: 'nobody knows', exitCode: 3 });

const failOn = (...what: readonly string[]) =>
  what.map((each) => ({ what: each, from: `--fail-on ${each}` }));
const rules = (about: Partial<PipelineRules>): PipelineRules => ({
  ignore: [],
  failOn: [],
  exitZero: false,
  ...about,
});
const apply = (report: Report, about: Partial<PipelineRules>): Report => {
  const document: ReportDocument = withRules({ kind: 'single', report }, rules(about));
  if (document.kind !== 'single') throw new Error(document.kind);
  return document.report;
};

describe('--ignore', () => {
  it('hides and never enables', () => {
    expect(apply(denied, { ignore: ['permissions-missing'] })).toEqual({
      ...denied,
      findings: [warning],
      ignored: [error],
    });
  });

  it('shows by itself what follows from what is hidden', () => {
    const effect = findingOf({ code: 'sky-check-too-optimistic', cause: 'permissions-missing' });
    const report = reportOf({ findings: [error, effect] });
    expect(apply(report, { ignore: ['permissions-missing'] }).findings).toEqual([{ ...effect, cause: null }]);
  });

  it('changes nothing where nothing is to be ignored', () => {
    expect(apply(denied, {})).toBe(denied);
    expect(apply(ready, { ignore: ['no-network'] })).toEqual({ ...ready, ignored: [] });
  });
});

describe('--fail-on', () => {
  it.each<[Report, readonly string[], string | undefined]>([
    [ready, ['warning'], '--fail-on warning lets no warning pass, and there is the warning region-malformed'],
    [ready, ['error'], undefined],
    [ready, ['error', 'sso-aws-only'], '--fail-on sso-aws-only is set, and there is the hint sso-aws-only'],
    [
      ready,
      ['region-malformed'],
      '--fail-on region-malformed is set, and there is the warning region-malformed',
    ],
    [ready, ['no-network'], undefined],
    [{ ...ready, findings: [hint] }, ['warning'], undefined],
    [
      { ...ready, findings: [error] },
      ['error'],
      '--fail-on error lets no error pass, and there is the error permissions-missing',
    ],
    [
      { ...ready, findings: [error] },
      ['warning'],
      '--fail-on warning lets no warning pass, and there is the error permissions-missing',
    ],
  ])('case %#', (report, what, reason) => {
    const judged = apply(report, { failOn: failOn(...what) });
    expect(judged).toEqual(
      reason === undefined
        ? report
        : {
            ...report,
            verdict: 'not-ready',
            exitCode: 1,
            verdictReason: `compute is enabled, but ${reason}`,
          },
    );
  });

  it('is about ready runs', () => {
    for (const report of [denied, undecided]) {
      expect(apply(report, { failOn: failOn('warning', 'error', 'region-malformed') })).toEqual(report);
    }
  });

  it('does not count what is ignored', () => {
    const judged = apply(ready, { ignore: ['region-malformed'], failOn: failOn('warning') });
    expect([judged.verdict, judged.exitCode]).toEqual(['ready', 0]);
  });
});

describe('--exit-zero', () => {
  it.each([ready, denied, undecided])('ends with 0 and leaves the verdict, case %#', (report) => {
    expect(apply(report, { exitZero: true })).toEqual({ ...report, exitCode: 0 });
    const failed = apply(report, { exitZero: true, failOn: failOn('warning') });
    expect([failed.verdict, failed.exitCode]).toEqual([
      report.verdict === 'ready' ? 'not-ready' : report.verdict,
      0,
    ]);
  });
});

it('of several reports the status follows', () => {
  const several = (...reports: readonly Report[]): ReportDocument => ({
    kind: 'several',
    report: { schemaVersion: '1.0', exitCode: 9, reports },
  });
  expect(withRules(several(ready, undecided), rules({ failOn: failOn('warning') })).report.exitCode).toBe(1);
  expect(withRules(several(ready, undecided), rules({})).report.exitCode).toBe(3);
  expect(withRules(several(denied, undecided), rules({ exitZero: true })).report.exitCode).toBe(0);
});
