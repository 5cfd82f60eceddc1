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

export type ConfigureListDocument = z.infer<typeof configureListSchema>;
export type ProfileListDocument = z.infer<typeof profileListSchema>;
