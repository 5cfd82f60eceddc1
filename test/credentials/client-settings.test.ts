import { expect, it } from 'vitest';
import { clientSettingError } from '../../src/credentials/client-settings.ts';
import { QUIET, resolve } from './load-case.ts';

async function errorFor(env: Record<string, string>, config = '') {
  const files = { '~/.aws/config': `[default]\n${config}` };
  const { scope } = await resolve({ env: { ...QUIET, ...env }, files });
  return clientSettingError(scope, 'sts');
}

/** By a variable and by the profile: what boto3 refuses, and what it takes. */
const SETTINGS: readonly (readonly [variable: string, key: string, refused: string, taken: string])[] = [
  ['AWS_RETRY_MODE', 'retry_mode', 'fast', 'adaptive'],
  ['AWS_MAX_ATTEMPTS', 'max_attempts', 'many', '3'],
  ['AWS_MAX_ATTEMPTS', 'max_attempts', '0', '1'],
  ['AWS_DEFAULTS_MODE', 'defaults_mode', 'smart', 'In-Region'],
  ['AWS_STS_REGIONAL_ENDPOINTS', 'sts_regional_endpoints', 'global', 'legacy'],
  ['AWS_S3_US_EAST_1_REGIONAL_ENDPOINT', 's3_us_east_1_regional_endpoint', 'global', 'regional'],
  ['AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES', 'request_min_compression_size_bytes', '0', '1048576'],
  ['AWS_REQUEST_CHECKSUM_CALCULATION', 'request_checksum_calculation', 'never', 'WHEN_REQUIRED'],
  ['AWS_RESPONSE_CHECKSUM_VALIDATION', 'response_checksum_validation', 'never', 'when_supported'],
  ['AWS_ACCOUNT_ID_ENDPOINT_MODE', 'account_id_endpoint_mode', 'off', 'Disabled'],
  ['AWS_S3_DISABLE_EXPRESS_SESSION_AUTH', 's3_disable_express_session_auth', '1', 'True'],
  ['AWS_ENDPOINT_URL', 'endpoint_url', 'localhost:4566', 'http://localhost:4566'],
];

it.each(SETTINGS)('%s and %s take not "%s" but "%s"', async (variable, key, refused, taken) => {
  const byVariable = await errorFor({ [variable]: refused });
  expect(byVariable).toMatchObject({ code: 'client-setting-invalid', variable });
  expect(byVariable?.message).toContain(variable);
  const byProfile = await errorFor({}, `${key} = ${refused}\n`);
  expect(byProfile).toMatchObject({
    code: 'client-setting-invalid',
    botocoreError: byVariable?.botocoreError,
    source: { file: '~/.aws/config', line: 2 },
  });
  expect(await errorFor({ [variable]: taken })).toBeUndefined();
  expect(await errorFor({}, `${key} = ${taken}\n`)).toBeUndefined();
  // The variable wins, whatever the profile says.
  expect(await errorFor({ [variable]: taken }, `${key} = ${refused}\n`)).toBeUndefined();
});

it('says nothing of a long value, which may be a secret in the wrong place', async () => {
  const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
  const error = await errorFor({ AWS_RETRY_MODE: secret });
  expect(error?.message).toBe(
    'AWS_RETRY_MODE is something else; boto3 takes legacy, standard or adaptive, and makes no client with anything else.',
  );
});

it('has nothing against a home without settings', async () => {
  expect(await errorFor({})).toBeUndefined();
});
