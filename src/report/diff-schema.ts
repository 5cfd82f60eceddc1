/** The schema of what `skycheck report --diff` prints as JSON (`schema/report-diff.schema.json`). */
import * as z from 'zod';
import { findingSchema, identitySchema } from './schema.ts';
import { SCHEMA_VERSION } from './vocabulary.ts';

const change = z.object({
  /** The profile, where several were compared. */
  of: z.string().optional(),
  /** A capability or the verdict; a setting; an action with its resource. */
  what: z.string(),
  from: z.string(),
  to: z.string(),
});

export const diffSchema = z
  .object({
    schemaVersion: z.literal(SCHEMA_VERSION),
    /** 1 where something that was asked for got worse. */
    exitCode: z.number().int(),
    changed: z.boolean(),
    /** Of what was asked for: that is less certain or gone. */
    worse: z.array(change),
    better: z.array(change),
    /** Null where AWS confirmed none, and where several profiles were compared. */
    identity: z.object({ from: identitySchema.nullable(), to: identitySchema.nullable() }),
    /** Where several profiles were compared: those of each; null where AWS confirmed none, or a report lacks. */
    identities: z
      .array(z.object({ of: z.string(), from: identitySchema.nullable(), to: identitySchema.nullable() }))
      .optional(),
    /** The identity, the profile, where credentials and region come from, and the like. */
    settings: z.array(change),
    /** Permissions, conditions, and capabilities that were not asked for. */
    decisions: z.array(change),
    findings: z.object({ appeared: z.array(findingSchema), gone: z.array(findingSchema) }),
  })
  .meta({ title: 'skycheck report --diff' });

export type ReportDiff = z.infer<typeof diffSchema>;
export type Change = z.infer<typeof change>;
