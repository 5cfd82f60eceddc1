/** Reads saved reports again: what `--format json` wrote, of this major version of the schema. */
import * as z from 'zod';
import type { ReportDocument } from './document.ts';
import { type ProfileReports, profileReportsSchema, type Report, reportSchema } from './schema.ts';
import { type TrustReport, trustReportSchema } from './trust-schema.ts';
import { SCHEMA_VERSION } from './vocabulary.ts';

export type SavedRead =
  | { readonly kind: 'document'; readonly document: ReportDocument }
  /** Why not, as a clause. */
  | { readonly kind: 'refused'; readonly reason: string };

/** Reads the text of a file. Fields that a later minor version added are kept. Never throws. */
export function readSaved(text: string): SavedRead {
  const json = parsed(text);
  if (json === undefined) return refused('it is no whole JSON document');
  const head = z.object({ schemaVersion: z.string() }).safeParse(json);
  if (!head.success) return refused('it is no report of skycheck');
  const reason = whyNotThisVersion(head.data.schemaVersion);
  return reason === undefined ? document(json) : refused(reason);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refused(reason: string): SavedRead {
  return { kind: 'refused', reason };
}

const MAJOR = SCHEMA_VERSION.split('.')[0];

function whyNotThisVersion(version: string): string | undefined {
  const major = /^(\d{1,9})\.\d{1,9}$/.exec(version)?.[1];
  if (major === undefined) return 'it is no report of skycheck';
  return major === MAJOR ? undefined : `its schemaVersion is ${version}, and this skycheck reads ${MAJOR}.x`;
}

/** What skycheck saves: its own exit statuses only. */
const EXIT_CODE = z.union([z.literal(0), z.literal(1), z.literal(3)]);
const minor = { schemaVersion: z.string(), exitCode: EXIT_CODE };
const SCHEMAS = {
  single: reportSchema.extend(minor),
  several: profileReportsSchema.extend({ ...minor, reports: z.array(reportSchema.extend(minor)) }),
  trust: trustReportSchema.extend(minor),
};

/** What the schema has found right is taken as it is, with all that a later version put beside it. */
function document(json: unknown): SavedRead {
  const kind = kindOf(json);
  const read = SCHEMAS[kind].safeParse(json);
  if (!read.success) return refused(`it is no report of skycheck (${problem(read.error)})`);
  switch (kind) {
    case 'single':
      return { kind: 'document', document: { kind, report: json as Report } };
    case 'several':
      return { kind: 'document', document: { kind, report: json as ProfileReports } };
    case 'trust':
      return { kind: 'document', document: { kind, report: json as TrustReport } };
  }
}

function kindOf(json: unknown): ReportDocument['kind'] {
  const has = (name: string) => z.object({ [name]: z.array(z.unknown()) }).safeParse(json).success;
  if (has('reports')) return 'several';
  return has('policies') ? 'trust' : 'single';
}

/** Such as "capabilities.0.status: Invalid option". */
function problem({ issues: [first] }: z.ZodError): string {
  return first === undefined ? 'unknown' : `${first.path.join('.')}: ${first.message}`;
}
