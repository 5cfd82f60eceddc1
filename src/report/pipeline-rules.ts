/** What a pipeline asks of a report beside the check: what is not shown, what makes a ready run fail, with which status. */
import { type ReportDocument, sideBySide } from './document.ts';
import type { Report, ReportFinding } from './report.ts';

export interface PipelineRules {
  /** Codes of findings that are not shown. */
  readonly ignore: readonly string[];
  readonly failOn: readonly FailOn[];
  /** End with 0, whatever the verdict. */
  readonly exitZero: boolean;
}

export interface FailOn {
  /** A severity, and what is graver; or the code of a finding. */
  readonly what: string;
  /** Who says so: a flag, or a line of a file. */
  readonly from: string;
}

/** What rules are about, in a report of any kind. */
interface Ruled {
  readonly findings: Report['findings'];
  readonly ignored?: Report['ignored'];
  readonly verdict: Report['verdict'];
  readonly verdictReason: string;
  readonly exitCode: number;
}

/** Reports as the rules have them; of several the exit status follows. Pure. */
export function withRules(document: ReportDocument, rules: PipelineRules): ReportDocument {
  switch (document.kind) {
    case 'single':
      return { kind: 'single', report: underRules(document.report, rules) };
    case 'trust':
      return { kind: 'trust', report: underRules(document.report, rules) };
    case 'several': {
      const reports = document.report.reports.map((report) => underRules(report, rules));
      return { kind: 'several', report: sideBySide(reports) };
    }
  }
}

/** One report as the rules have it. Pure. */
export function underRules<T extends Ruled>(report: T, rules: PipelineRules): T {
  const judged = failing(hiding(report, rules.ignore), rules.failOn);
  return rules.exitZero ? { ...judged, exitCode: 0 } : judged;
}

/** Hides, and decides nothing: the verdict stays. What follows from a hidden cause is shown by itself. */
function hiding<T extends Ruled>(report: T, codes: readonly string[]): T {
  if (codes.length === 0) return report;
  const isIgnored = ({ code }: ReportFinding) => codes.includes(code);
  const findings = report.findings
    .filter((finding) => !isIgnored(finding))
    .map((finding) => ({
      ...finding,
      cause: finding.cause !== null && codes.includes(finding.cause) ? null : finding.cause,
    }));
  return { ...report, findings, ignored: [...(report.ignored ?? []), ...report.findings.filter(isIgnored)] };
}

/** A ready run fails with the first rule that meets a finding. */
function failing<T extends Ruled>(report: T, failOn: readonly FailOn[]): T {
  if (report.verdict !== 'ready') return report;
  for (const rule of failOn) {
    const met = report.findings.find((finding) => meets(finding, rule.what));
    if (met !== undefined) {
      const verdictReason = `${report.verdictReason}, but ${reasonOf(rule, met)}`;
      return { ...report, verdict: 'not-ready', verdictReason, exitCode: 1 };
    }
  }
  return report;
}

function meets({ code, severity }: ReportFinding, what: string): boolean {
  if (what === 'error') return severity === 'error';
  return what === 'warning' ? severity !== 'info' : code === what;
}

function reasonOf({ what, from }: FailOn, { code, severity }: ReportFinding): string {
  const found = `there is the ${severity === 'info' ? 'hint' : severity} ${code}`;
  return what === 'warning' || what === 'error'
    ? `${from} lets no ${what} pass, and ${found}`
    : `${from} is set, and ${found}`;
}
