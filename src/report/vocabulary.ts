/** The words of the report that code and schema share. */

export const SCHEMA_VERSION = '1.0';

export const SEVERITIES = ['error', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];
