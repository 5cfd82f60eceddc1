import type { ReportFinding, Severity } from '../report/report.ts';
import { FINDINGS, type FindingCode } from './registry.ts';

export interface Finding extends ReportFinding {
  readonly code: FindingCode;
}

/**
 * Makes a finding of the registry's definition and what was seen.
 *
 * @param seen - what was seen, in sentences; the commands or statements that mend it; and where the case is graver
 *   or lighter than usual, its severity
 */
export function finding(
  code: FindingCode,
  seen: { readonly detail: string; readonly fix?: readonly string[]; readonly severity?: Severity },
): Finding {
  const { severity, title, docs } = FINDINGS[code];
  return {
    code,
    severity: seen.severity ?? severity,
    title,
    detail: seen.detail,
    fix: [...(seen.fix ?? [])],
    docs,
  };
}

/** A word as a POSIX shell takes it literally. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
