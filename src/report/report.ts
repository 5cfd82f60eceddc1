/** The report: everything skycheck has to say, as data. Reporters know nothing else. Its fields are in `schema.ts`. */
export type {
  ProfileReports,
  Report,
  ReportCapability,
  ReportFinding,
  ReportQuotas,
  ReportRegion,
  ReportRequirement,
  ReportRoleUse,
  ReportStatement,
} from './schema.ts';

export const SCHEMA_VERSION = '1.0';

export const SEVERITIES = ['error', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];
