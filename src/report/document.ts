/** What is printed and saved: one report, or several side by side. */
import type { ProfileReports, Report } from './report.ts';
import { trustAsReport } from './trust-as-report.ts';
import type { TrustReport } from './trust-schema.ts';
import { SCHEMA_VERSION } from './vocabulary.ts';

/** One report, or a list of them, however many are in it. */
export type ReportDocument =
  | { readonly kind: 'single'; readonly report: Report }
  | { readonly kind: 'several'; readonly report: ProfileReports }
  /** About trust policies. */
  | { readonly kind: 'trust'; readonly report: TrustReport };

/** The reports of a document, in their order. */
export function reportsOf(document: ReportDocument): readonly Report[] {
  switch (document.kind) {
    case 'single':
      return [document.report];
    case 'several':
      return document.report.reports;
    case 'trust':
      return [trustAsReport(document.report)];
  }
}

/** Several reports as one document, with the exit status of the worst: 1 before 3 before 0. */
export function sideBySide(reports: readonly Report[]): ProfileReports {
  const codes = reports.map(({ exitCode }) => exitCode);
  const exitCode = codes.find((code) => code === 1) ?? codes.find((code) => code !== 0) ?? 0;
  return { schemaVersion: SCHEMA_VERSION, exitCode, reports };
}
