/** Keys from the environment. Source: botocore `EnvProvider`. */
import { rejectExpired } from '../freshness.ts';
import { type Loader, loaded } from '../load-context.ts';
import { parseTimestamp } from '../timestamp.ts';

/** The variables of the session token; the older one wins. */
const TOKEN_VARIABLES = ['AWS_SECURITY_TOKEN', 'AWS_SESSION_TOKEN'] as const;

/** Reads the variables; refuses keys that AWS_CREDENTIAL_EXPIRATION says have expired. */
export const loadEnv: Loader = async ({ env }, { host }) => {
  const token = TOKEN_VARIABLES.map((name) => env[name]).find((value) => value !== undefined && value !== '');
  const end = parseTimestamp(env.AWS_CREDENTIAL_EXPIRATION ?? '');
  const outcome = loaded('env', 'AWS_ACCESS_KEY_ID', {
    accessKeyId: env.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '',
    ...(token === undefined ? {} : { sessionToken: token }),
    ...(end.kind === 'instant' ? { expiresAt: end.ms } : {}),
  });
  return rejectExpired(outcome, host.now(), 'By AWS_CREDENTIAL_EXPIRATION, the keys in the environment');
};
