/** Keys in the environment. Source: botocore `EnvProvider`. */
import { credentialError } from '../errors.ts';
import type { ProviderAnswer, ProviderScope } from '../scope.ts';
import { parseTimestamp } from '../timestamp.ts';

const PARTIAL_HINT = 'boto3 does not look further once AWS_ACCESS_KEY_ID is set';

function expiryProblem(expiration: string | undefined) {
  if (expiration === undefined || expiration === '') return undefined;
  if (parseTimestamp(expiration).kind === 'instant') return undefined;
  const botocoreError = parseTimestamp(expiration).kind === 'zoneless' ? 'TypeError' : 'ParserError';
  const message =
    'AWS_CREDENTIAL_EXPIRATION is not a point in time with a zone, such as 2030-01-31T12:00:00Z.';
  return credentialError('credentials-config-invalid', botocoreError, message, { provider: 'env' });
}

/** Applies as soon as AWS_ACCESS_KEY_ID is set; then a missing secret key is an error. */
export function examineEnv(scope: ProviderScope): ProviderAnswer {
  if (scope.ignoreVariables) {
    return { kind: 'passed-over', reason: 'the profile is named explicitly, so key variables do not count' };
  }
  const { AWS_ACCESS_KEY_ID: key, AWS_SECRET_ACCESS_KEY: secret } = scope.env;
  if (key === undefined || key === '') {
    return { kind: 'passed-over', reason: `AWS_ACCESS_KEY_ID is ${key === '' ? 'blank' : 'not set'}` };
  }
  const reason = 'AWS_ACCESS_KEY_ID is set';
  if (secret === undefined || secret === '') {
    const message = `AWS_ACCESS_KEY_ID is set but AWS_SECRET_ACCESS_KEY is not; ${PARTIAL_HINT}.`;
    const error = credentialError('partial-credentials', 'PartialCredentialsError', message, {
      provider: 'env',
    });
    return { kind: 'applies', reason, error };
  }
  const error = expiryProblem(scope.env.AWS_CREDENTIAL_EXPIRATION);
  return { kind: 'applies', reason, ...(error === undefined ? {} : { error }) };
}
