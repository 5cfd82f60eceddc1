/** The first thing to do: the fix of the gravest finding that no other finding causes. */
import type { Report, ReportFinding, ReportFixStep } from './report.ts';

export interface NextStep {
  /** What the steps are about. */
  readonly finding: ReportFinding;
  /** Who has to act, where it is not the person at the screen. */
  readonly by: string | undefined;
  readonly steps: readonly ReportFixStep[];
  /** Further errors with fixes of their own. */
  readonly others: readonly ReportFinding[];
}

/** Undefined where nothing that was asked for is in the way, or nobody knows a fix. */
export function nextStepOf(report: Report): NextStep | undefined {
  if (report.verdict === 'ready') return undefined;
  const roots = report.findings.filter(({ severity, cause }) => severity === 'error' && cause === null);
  const [finding, ...others] = roots.filter(({ fix }) => fix.length > 0);
  if (finding === undefined) return undefined;
  const { missingPolicyFix = [] } = report;
  // One document holds the statements of all findings.
  if (!hasStatements(finding) || missingPolicyFix.length === 0) {
    return { finding, by: undefined, steps: finding.fix, others };
  }
  return {
    finding,
    by: 'Someone who may edit IAM in this account',
    steps: [...missingPolicyFix, ...finding.fix.filter(({ kind }) => kind !== 'statement')],
    others: others.filter((other) => !hasStatements(other)),
  };
}

function hasStatements({ fix }: ReportFinding): boolean {
  return fix.some(({ kind }) => kind === 'statement');
}
