/** The words of the report that code and schema share. */

export const SCHEMA_VERSION = '1.0';

export const VERDICTS = ['ready', 'not-ready', 'undecided'] as const;

export const SEVERITIES = ['error', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The most severe first; among equals the order stays. */
export function bySeverity<T extends { readonly severity: Severity }>(items: readonly T[]): readonly T[] {
  return SEVERITIES.flatMap((severity) => items.filter((item) => item.severity === severity));
}
