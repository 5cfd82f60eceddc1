import { expect, it } from 'vitest';
import { nextStepOf } from '../../src/report/next-step.ts';
import type { ReportFixStep } from '../../src/report/report.ts';
import { findingOf, reportOf } from './report-of.ts';

const command = (text: string): ReportFixStep => ({ kind: 'command', text });
const statement: ReportFixStep = { kind: 'statement', text: '{}' };
const login = findingOf({ fix: [command('aws sso login')] });

it('is the fix of the first error that nothing else causes', () => {
  const findings = [
    findingOf({ code: 'without-fix' }),
    findingOf({ cause: 'sso-token-expired', fix: [command('no')] }),
    login,
    findingOf({ severity: 'warning', fix: [command('later')] }),
    findingOf({ code: 'other', fix: [command('then')] }),
  ];
  expect(nextStepOf(reportOf({ verdict: 'not-ready', findings }))).toEqual({
    finding: login,
    by: undefined,
    steps: login.fix,
    others: [findings[4]],
  });
});

it('is not there where all is well, or nobody knows a fix', () => {
  expect(nextStepOf(reportOf({ findings: [login] }))).toBeUndefined();
  expect(nextStepOf(reportOf({ verdict: 'undecided', findings: [findingOf()] }))).toBeUndefined();
});

it('is the one document in place of the statements of all findings', () => {
  const missing = findingOf({ fix: [statement, command('beside')] });
  const findings = [missing, findingOf({ code: 'more', fix: [statement] }), login];
  const missingPolicyFix = [command('write'), command('apply')];
  expect(nextStepOf(reportOf({ verdict: 'not-ready', findings, missingPolicyFix }))).toEqual({
    finding: missing,
    by: 'Someone who may edit IAM in this account',
    steps: [...missingPolicyFix, command('beside')],
    others: [login],
  });
  expect(nextStepOf(reportOf({ verdict: 'not-ready', findings, missingPolicyFix: [] }))?.steps).toEqual(
    missing.fix,
  );
});
