import type { FileLine } from '../file-line.ts';
import type { ReportFinding, Severity } from '../report/report.ts';
import { type FixStep, reportStep } from './fix-step.ts';
import { FINDINGS, type FindingCode } from './registry.ts';

/** A diagnosed problem or hint. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly title: string;
  readonly detail: string;
  /** Where in a file it is. */
  readonly at: FileLine | undefined;
  /** What it follows from, if that is found too; the likeliest first. */
  readonly possibleCauses: readonly FindingCode[];
  readonly fix: readonly FixStep[];
  readonly docs: string;
}

/** What was seen of a finding here. */
export interface Seen {
  /** In sentences. */
  readonly detail: string;
  readonly fix?: readonly FixStep[];
  /** Where the case is graver or lighter than usual. */
  readonly severity?: Severity;
  readonly at?: FileLine | undefined;
  readonly possibleCauses?: readonly FindingCode[];
}

/** Makes a finding of the registry's definition and what was seen. */
export function finding(code: FindingCode, seen: Seen): Finding {
  const { severity, title, docs } = FINDINGS[code];
  return {
    code,
    severity: seen.severity ?? severity,
    title,
    detail: seen.detail,
    at: seen.at,
    possibleCauses: seen.possibleCauses ?? [],
    fix: seen.fix ?? [],
    docs,
  };
}

/** Findings as reports have them, each with the one of them that causes it. */
export function reportFindings(findings: readonly Finding[]): ReportFinding[] {
  const codes = new Set(findings.map(({ code }) => code));
  return findings.map(({ code, severity, title, detail, at, possibleCauses, fix, docs }) => ({
    code,
    severity,
    title,
    detail,
    at: at === undefined ? null : { file: at.file, line: at.line },
    cause: possibleCauses.find((cause) => cause !== code && codes.has(cause)) ?? null,
    fix: fix.map(reportStep),
    docs,
  }));
}
