/** The report: everything skycheck has to say, as data. Reporters know nothing else. Its fields are in `schema.ts`. */
export type {
  ProfileReports,
  Report,
  ReportCapability,
  ReportFinding,
  ReportFixStep,
  ReportQuotas,
  ReportRegion,
  ReportRequirement,
  ReportRoleUse,
  ReportTask,
  ReportValidFor,
} from './schema.ts';

export { bySeverity, SCHEMA_VERSION, type Severity } from './vocabulary.ts';
