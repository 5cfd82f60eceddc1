import type { Report } from './model.ts';

/** The report as one JSON document that ends with a line break. */
export function renderJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
