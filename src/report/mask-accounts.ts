/** Reports without the numbers of accounts, for pipelines whose logs everybody may read. */
import type { ReportDocument } from './document.ts';

/** As long as a number, so that columns stay. */
const MASK = '*'.repeat(12);

/** Twelve digits that are no part of a longer number. Source: IAM User Guide, account identifiers. */
const ACCOUNT = /(?<!\d)\d{12}(?!\d)/g;

/** A copy in which no text has the number of an account. */
export function withoutAccounts(document: ReportDocument): ReportDocument {
  return mapTexts(document, (text) => text.replace(ACCOUNT, MASK)) as ReportDocument;
}

/** The numbers of accounts that a report names, each once, in their order. */
export function accountsIn(document: ReportDocument): readonly string[] {
  const found = new Set<string>();
  mapTexts(document, (text) => {
    for (const [number] of text.matchAll(ACCOUNT)) found.add(number);
    return text;
  });
  return [...found];
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [change(name), mapTexts(inner, change)]),
  );
}
