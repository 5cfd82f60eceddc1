/** The schema of what `skycheck policy check --trust` prints as JSON (`schema/trust-check.schema.json`). */
import * as z from 'zod';
import { findingSchema } from './schema.ts';
import { SCHEMA_VERSION, VERDICTS } from './vocabulary.ts';

const decision = z.enum(['allowed', 'denied', 'unknown']);

/** What keeps a statement from admitting the token. */
const failure = z.object({
  part: z.enum(['action', 'principal', 'condition']),
  /** The operator and the key of a condition; null for other parts. */
  operator: z.string().nullable(),
  key: z.string().nullable(),
  /** What the policy has there. */
  expected: z.array(z.string()),
  /** What the token has, or needs; empty where it lacks the claim. */
  actual: z.array(z.string()),
  /** Which slips these are, such as `environment-in-subject`. */
  slips: z.array(z.string()),
  text: z.string(),
});

const statement = z.object({
  /** From 0. */
  index: z.number().int(),
  sid: z.string().nullable(),
  effect: z.enum(['Allow', 'Deny']),
  decision,
  failures: z.array(failure),
  /** Why it is not known. */
  undecided: z.array(z.string()),
});

const policy = z.object({
  name: z.string(),
  /** The role, as far as the file tells. */
  role: z.string().nullable(),
  decision,
  statements: z.array(statement),
});

const texts = z.union([z.string(), z.array(z.string())]);

const trustDocument = z.object({
  Version: z.literal('2012-10-17'),
  Statement: z.array(
    z.object({
      Effect: z.literal('Allow'),
      Principal: z.object({ Federated: z.string() }),
      Action: texts,
      Condition: z.record(z.string(), z.record(z.string(), texts)),
    }),
  ),
});

export const trustReportSchema = z
  .object({
    schemaVersion: z.literal(SCHEMA_VERSION),
    tool: z.object({ name: z.literal('skycheck'), version: z.string() }),
    cloud: z.literal('aws'),
    checkedAt: z.iso.datetime(),
    /** Ready: a policy admits the token. */
    verdict: z.enum(VERDICTS),
    /** Why, as a clause. */
    verdictReason: z.string(),
    exitCode: z.number().int(),
    /** What the token says of itself; never the token. */
    token: z.object({
      issuer: z.string(),
      subject: z.string().nullable(),
      audience: z.string().nullable(),
      expiresAt: z.iso.datetime().nullable(),
    }),
    /** The principal that a statement has to name. */
    provider: z.string(),
    account: z.string().nullable(),
    policies: z.array(policy),
    /** A whole trust policy that admits exactly this token; null where the token has no subject. */
    admittingPolicy: trustDocument.nullable(),
    findings: z.array(findingSchema),
    /** What was found and is not shown, since somebody asked for that. */
    ignored: z.array(findingSchema).optional(),
  })
  .meta({ title: 'skycheck policy check --trust' });

export type TrustReport = z.infer<typeof trustReportSchema>;
export type TrustReportStatement = TrustReport['policies'][number]['statements'][number];
