import { type Printable, printableData } from '../printable.ts';

/** A report whose texts may be shown; the statements of a fix keep the line breaks that skycheck gave them. */
export function printableReport<T extends object>(report: T): Printable<T> {
  return printableData(report, (holder) => 'kind' in holder && holder.kind === 'statement');
}
