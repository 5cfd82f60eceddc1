/** The schemas of what `skycheck configure … --format json` prints. Names are fixed; fields are only added. */
import * as z from 'zod';
import { SCHEMA_VERSION } from './report.ts';

const error = z.object({ code: z.string(), message: z.string() });

export const configureListSchema = z
  .object({
    schemaVersion: z.literal(SCHEMA_VERSION),
    rows: z
      .array(
        z.object({
          name: z.enum(['profile', 'access_key', 'secret_key', 'region']),
          value: z.string(),
          type: z.string(),
          location: z.string(),
        }),
      )
      .readonly(),
    error: error.nullable(),
  })
  .meta({ title: 'skycheck configure list' });

const ssoLogin = z.object({
  session: z.string().nullable(),
  startUrl: z.string(),
  state: z.enum(['never-logged-in', 'corrupt', 'valid', 'renews', 'expired']),
  /** When the stored token ends or ended. */
  expiresAt: z.iso.datetime().nullable(),
  needsLogin: z.boolean(),
});

export const profileListSchema = z
  .object({
    schemaVersion: z.literal(SCHEMA_VERSION),
    active: z.object({
      name: z.string(),
      exists: z.boolean(),
      /** The variable that chooses it; null where none does. */
      because: z.string().nullable(),
      /** The source of credentials in the environment that wins over it. */
      overriddenBy: z.string().nullable(),
    }),
    profiles: z.array(
      z.object({
        name: z.string(),
        active: z.boolean(),
        /** botocore's name of the provider, `none`, or `error`. */
        kind: z.string(),
        error: error.nullable(),
        account: z.string().nullable(),
        role: z.string().nullable(),
        region: z.string().nullable(),
        sso: ssoLogin.nullable(),
        definedAt: z.array(z.object({ file: z.string(), line: z.number().int() })),
      }),
    ),
    error: error.nullable(),
  })
  .meta({ title: 'skycheck configure list-profiles' });

const TOOLS = ['boto3', 'cli-v1', 'cli-v2', 'js-sdk'] as const;
const place = z.object({ file: z.string(), line: z.number().int() });

const comparedSetting = z.object({
  /** Null where nothing sets it. */
  value: z.string().nullable(),
  /** What sets it: a variable, a flag, or a file and line. */
  location: z.string().nullable(),
});

export const configureCompareSchema = z
  .object({
    schemaVersion: z.literal(SCHEMA_VERSION),
    exitCode: z.union([z.literal(0), z.literal(1)]),
    /** Whether all act as one identity in one region; `failed` where boto3 gets no credentials, and no other does. */
    verdict: z.enum(['agree', 'part', 'failed']),
    tools: z.array(
      z.object({
        id: z.enum(TOOLS),
        /** `resolved` by skycheck's own reading, `ran` (`aws configure list`), `asked` (the SDK itself), or by `rules`. */
        how: z.enum(['resolved', 'ran', 'asked', 'rules']),
        /** Why it is by rules alone; null where it is not. */
        because: z.enum(['not-installed', 'did-not-run', 'sandbox']).nullable(),
        program: z.string().nullable(),
        version: z.string().nullable(),
        profile: comparedSetting,
        credentials: z.object({
          state: z.enum(['keys', 'not-fetched', 'failed', 'none']),
          /** botocore's name of the source. */
          type: z.string().nullable(),
          location: z.string().nullable(),
          /** Sixteen asterisks and the last four characters; null where they are not there without a call. */
          accessKeyId: z
            .string()
            .regex(/^\*{16}.{0,4}$/)
            .nullable(),
          /** The call that it would make for them. */
          call: z.string().nullable(),
          /** The file of kept keys that they are from. */
          cache: z.string().nullable(),
          error: error.nullable(),
        }),
        region: comparedSetting,
        endpoint: comparedSetting,
        certificates: comparedSetting,
        proxy: comparedSetting,
        fips: comparedSetting,
      }),
    ),
    /** Where tools part from boto3; what to look at first is first. */
    differences: z.array(
      z.object({
        row: z.enum(['profile', 'credentials', 'region', 'endpoint', 'certificates', 'proxy', 'fips']),
        tools: z.array(z.enum(TOOLS)),
        /** The kind of the reason, such as `variable-unread`. */
        reason: z.string(),
        why: z.string(),
        at: place.nullable(),
        fix: z.array(z.object({ kind: z.enum(['command', 'statement', 'edit', 'ask']), text: z.string() })),
      }),
    ),
  })
  .meta({ title: 'skycheck configure compare' });

export type ConfigureCompareDocument = z.infer<typeof configureCompareSchema>;
export type ConfigureListDocument = z.infer<typeof configureListSchema>;
export type ProfileListDocument = z.infer<typeof profileListSchema>;
