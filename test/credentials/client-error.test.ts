import { describe, expect, it } from 'vitest';
import { clientError, stsClientError, stsSigningError } from '../../src/credentials/client-error.ts';
import { QUIET, resolve } from './load-case.ts';

async function scopeOf(config: string, env: Record<string, string> = {}) {
  return (await resolve({ env: { ...QUIET, ...env }, files: { '~/.aws/config': config } })).scope;
}

const SESSION = '[sso-session s]\nsso_start_url = u\nsso_region = us-east-1\n';

describe('clientError', () => {
  it('has nothing against a sound profile, with a region or without', async () => {
    const scope = await scopeOf(`[default]\nsso_session = s\n${SESSION}`);
    expect([clientError(scope, undefined, 'sts'), clientError(scope, 'us-east-1', 'ec2')]).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('finds a region that is no host name', async () => {
    expect(clientError(await scopeOf(''), 'us west 2', 'sts')).toMatchObject({
      botocoreError: 'InvalidRegionError',
    });
  });

  it.each([
    ['is not there', '[default]\nsso_session = other\n', 'there is no section [sso-session other]'],
    [
      'lacks its region',
      '[default]\nsso_session = s\n[sso-session s]\nsso_start_url = u\n',
      'lacks sso_region',
    ],
  ])('finds an SSO session that %s, even with keys in the environment', async (_, config, words) => {
    const scope = await scopeOf(config, { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' });
    expect(clientError(scope, 'us-east-1', 'sts')).toMatchObject({
      code: 'credentials-config-invalid',
      botocoreError: 'InvalidConfigError',
      message: expect.stringContaining(words),
      source: { file: '~/.aws/config', line: 2 },
    });
  });
});

describe('STS without a region', () => {
  it('works at its own endpoint and not, when signed, at a configured one', async () => {
    const own = await scopeOf('');
    expect([stsClientError(own, undefined), stsSigningError(own, undefined)]).toEqual([undefined, undefined]);
    const configured = await scopeOf('[default]\nendpoint_url = http://127.0.0.1:1\n');
    expect(stsClientError(configured, undefined)).toBeUndefined();
    expect(stsSigningError(configured, undefined)).toMatchObject({ botocoreError: 'NoRegionError' });
  });

  it('does not work with a blank one', async () => {
    expect(stsClientError(await scopeOf(''), '')).toMatchObject({ botocoreError: 'ValueError' });
  });
});
