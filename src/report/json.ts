import type { ProfileReports, Report } from './report.ts';

/** A report, or those of several profiles, as one JSON document that ends with a line break. */
export function renderJson(report: Report | ProfileReports): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
