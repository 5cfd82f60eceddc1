import { type Printable, printableData } from '../printable.ts';
import type { ProfileReports, Report } from './report.ts';
import type { TrustReport } from './trust-schema.ts';

/** A report whose texts may be shown; the statements of a fix keep the line breaks that skycheck gave them. */
export function printableReport<T extends Report | ProfileReports | TrustReport>(report: T): Printable<T> {
  return printableData(report, (holder) => 'kind' in holder && holder.kind === 'statement');
}
