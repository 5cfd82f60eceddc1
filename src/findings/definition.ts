import type { Severity } from '../report/report.ts';

/** What is the same for every finding of a code. */
export interface FindingDefinition {
  readonly severity: Severity;
  readonly title: string;
  /** What it means, why it happens and what to do about it; paragraphs. */
  readonly explanation: readonly string[];
  readonly docs: string;
}

/** The findings of a topic, by code. */
export type FindingDefinitions = Readonly<Record<string, FindingDefinition>>;

export function define(
  severity: Severity,
  title: string,
  docs: string,
  ...explanation: readonly string[]
): FindingDefinition {
  return { severity, title, docs, explanation };
}
