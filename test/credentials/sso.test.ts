import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { loadContext, loadCredentials } from '../../src/credentials/load.ts';
import { resolveOffline } from '../../src/credentials/resolve.ts';
import { resolveSsoConfig } from '../../src/credentials/sso-config.ts';
import { ssoLoginState } from '../../src/credentials/sso-login-state.ts';
import { fakeHost, NOW } from './fake-host.ts';
import {
  errorOf,
  fakeRemote,
  keyOf,
  keys,
  type LoadCase,
  load,
  ok,
  QUIET,
  refusal,
  resolve,
} from './load-case.ts';

const START_URL = 'https://corp.awsapps.com/start';
const CONFIG = `[default]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Admin
[sso-session corp]
sso_start_url = ${START_URL}
sso_region = eu-west-1
`;
const LEGACY = `[default]
sso_start_url = ${START_URL}
sso_region = eu-west-1
sso_account_id = 123456789012
sso_role_name = Admin
`;
const HOUR = 3_600_000;

const tokenFile = (name: string) => `~/.aws/sso/cache/${createHash('sha1').update(name).digest('hex')}.json`;
const iso = (offsetMs: number) => new Date(NOW + offsetMs).toISOString().replace('.000', '');

function token(endsIn: number, more: Record<string, unknown> = {}): string {
  return JSON.stringify({
    startUrl: START_URL,
    region: 'eu-west-1',
    accessToken: 'access',
    expiresAt: iso(endsIn),
    ...more,
  });
}

const TICKET = {
  clientId: 'client',
  clientSecret: 'client-secret',
  refreshToken: 'refresh',
  registrationExpiresAt: iso(24 * HOUR),
};

function setup(file: string | undefined, config = CONFIG, more: Partial<LoadCase> = {}): LoadCase {
  const name = config === LEGACY ? START_URL : 'corp';
  return {
    env: QUIET,
    files: { '~/.aws/config': config, ...(file === undefined ? {} : { [tokenFile(name)]: file }) },
    ...more,
  };
}

const giving = fakeRemote({
  getRoleCredentials: async ({ accessToken, region, roleName, accountId }) =>
    ok(keys([accessToken, region, roleName, accountId].join('-'))),
});

describe('a valid login', () => {
  it.each([
    ['an SSO session', CONFIG],
    ['a legacy profile', LEGACY],
  ])('of %s gives role credentials', async (_, config) => {
    const { outcome } = await load(setup(token(HOUR), config, { remote: giving }));
    expect(keyOf(outcome)).toEqual(['sso', 'ASIAaccess-eu-west-1-Admin-123456789012']);
    expect(outcome).toMatchObject({
      sso: { startUrl: START_URL, tokenExpiresAt: NOW + HOUR, tokenFile: expect.any(String) },
    });
  });

  it('is told offline without a call', async () => {
    const { outcome } = await load(setup(token(HOUR)));
    expect(outcome).toMatchObject({ kind: 'needs-network', provider: 'sso', sso: { sessionName: 'corp' } });
  });

  it.each([
    ['UnauthorizedException', ['sso-token-expired', 'UnauthorizedSSOTokenError']],
    ['ForbiddenException', ['sso-role-not-assigned', 'ClientError']],
    ['ResourceNotFoundException', ['sso-role-not-assigned', 'ClientError']],
    ['TooManyRequestsException', ['credentials-retrieval-failed', 'ClientError']],
  ])('refused with %s', async (code, expected) => {
    const remote = fakeRemote({ getRoleCredentials: async () => refusal(code) });
    const { outcome } = await load(setup(token(HOUR), CONFIG, { remote }));
    expect(errorOf(outcome)).toEqual(expected);
    expect(outcome).toMatchObject({ error: { failure: { code, message: 'as AWS said it' } } });
  });

  it('tells a network failure from a refusal', async () => {
    const remote = fakeRemote({ getRoleCredentials: async () => refusal('ENOTFOUND', 'network') });
    const { outcome } = await load(setup(token(HOUR), CONFIG, { remote }));
    expect(errorOf(outcome)).toEqual(['no-network', 'EndpointConnectionError']);
  });
});

describe('a login that cannot be used', () => {
  it.each<[string, string | undefined, string, readonly string[]]>([
    ['never made', undefined, CONFIG, ['sso-never-logged-in', 'SSOTokenLoadError']],
    ['expired', token(-HOUR), CONFIG, ['sso-token-expired', 'TokenRetrievalError']],
    ['expired, legacy', token(-HOUR, TICKET), LEGACY, ['sso-token-expired', 'UnauthorizedSSOTokenError']],
    ['not JSON', '{', CONFIG, ['sso-token-invalid', 'KeyError']],
    ['without expiresAt', '{"accessToken":"x"}', CONFIG, ['sso-token-invalid', 'SSOTokenLoadError']],
    [
      'an unreadable end',
      '{"accessToken":"x","expiresAt":"soon"}',
      CONFIG,
      ['sso-token-invalid', 'ParserError'],
    ],
    [
      'an end without a zone',
      '{"accessToken":"x","expiresAt":"2030-01-01T00:00:00"}',
      CONFIG,
      ['sso-token-invalid', 'TypeError'],
    ],
    [
      'an expired registration',
      token(-HOUR, { ...TICKET, registrationExpiresAt: iso(-1000) }),
      CONFIG,
      ['sso-token-expired', 'TokenRetrievalError'],
    ],
  ])('%s', async (_, file, config, expected) => {
    const { outcome, host } = await load(setup(file, config, { remote: fakeRemote({}) }));
    expect(errorOf(outcome)).toEqual(expected);
    expect(host.written.size).toBe(0);
  });

  it('sso_region that is no region', async () => {
    const { outcome } = await load(
      setup(token(HOUR), CONFIG.replace('eu-west-1', 'eu west'), { remote: fakeRemote({}) }),
    );
    expect(errorOf(outcome)).toEqual(['credentials-config-invalid', 'InvalidRegionError']);
  });

  it('a session section without start URL, even where the profile has it', async () => {
    const config = CONFIG.replace(`sso_start_url = ${START_URL}\n`, '').replace(
      '[sso',
      `sso_start_url = ${START_URL}\n[sso`,
    );
    const { outcome } = await load(setup(token(HOUR), config, { remote: fakeRemote({}) }));
    expect(errorOf(outcome)).toEqual(['credentials-config-invalid', 'InvalidConfigError']);
  });
});

describe('renewing', () => {
  const renewing = fakeRemote({
    ...giving,
    createToken: async ({ refreshToken }) =>
      ok({ accessToken: `new-${refreshToken}`, expiresInSeconds: 28_800, refreshToken: 'next' }),
    getRoleCredentials: async ({ accessToken }) => ok(keys(accessToken)),
  });

  it('happens with less than 15 minutes left and is written back as boto3 does', async () => {
    const { outcome, host } = await load(setup(token(14 * 60_000, TICKET), CONFIG, { remote: renewing }));
    expect(keyOf(outcome)?.[1]).toBe('ASIAnew-refresh');
    expect(outcome).toMatchObject({ sso: { renewed: true, tokenExpiresAt: NOW + 8 * HOUR } });
    expect([...host.written.values()]).toEqual([
      `{"startUrl": "${START_URL}", "region": "eu-west-1", "accessToken": "new-refresh", "expiresAt": "${iso(8 * HOUR)}", "clientId": "client", "clientSecret": "client-secret", "registrationExpiresAt": "${TICKET.registrationExpiresAt}", "refreshToken": "next"}`,
    ]);
  });

  it('does not happen with 15 minutes left', async () => {
    const { outcome, host } = await load(setup(token(15 * 60_000, TICKET), CONFIG, { remote: giving }));
    expect(outcome.kind).toBe('loaded');
    expect(host.written.size).toBe(0);
  });

  it('refused leaves the token in use while it lasts', async () => {
    const remote = fakeRemote({ ...giving, createToken: async () => refusal('InvalidGrantException') });
    expect((await load(setup(token(60_000, TICKET), CONFIG, { remote }))).outcome.kind).toBe('loaded');
    const { outcome } = await load(setup(token(-1000, TICKET), CONFIG, { remote }));
    expect(errorOf(outcome)).toEqual(['sso-token-expired', 'TokenRetrievalError']);
  });

  it('that does not reach the service is an error even while the token lasts', async () => {
    const remote = fakeRemote({ ...giving, createToken: async () => refusal('ETIMEDOUT', 'timeout') });
    const { outcome } = await load(setup(token(60_000, TICKET), CONFIG, { remote }));
    expect(errorOf(outcome)).toEqual(['no-network', 'ConnectTimeoutError']);
  });

  it('spends nothing where the result could not be saved, and says so', async () => {
    const remote = fakeRemote({});
    const { outcome } = await load(setup(token(60_000, TICKET), CONFIG, { remote, unwritable: 'EROFS' }));
    const file = tokenFile('corp');
    expect(outcome).toMatchObject({
      kind: 'failed',
      error: {
        code: 'credentials-retrieval-failed',
        botocoreError: 'OSError',
        message: `The login in ${file} has to be renewed, which was not tried: the result could not be saved beside ${file} (EROFS), and what is not saved ends the login.`,
      },
    });
  });

  it('says what happened where saving fails all the same', async () => {
    const { outcome } = await load(
      setup(token(60_000, TICKET), CONFIG, { remote: renewing, failsToSave: true }),
    );
    expect(outcome).toMatchObject({
      kind: 'failed',
      error: {
        message: `The SSO token was renewed but could not be saved in ${tokenFile('corp')}; log in again.`,
      },
    });
  });

  it('is left to who has done it while one waited for the file', async () => {
    const host = fakeHost(setup(token(60_000, TICKET)));
    const hold = host.holdFile;
    const other = {
      ...host,
      // Another program renews it in between.
      holdFile: async (file: string) => {
        const held = await hold(file);
        if (held.kind === 'held') await held.replace(token(8 * HOUR, { ...TICKET, accessToken: 'theirs' }));
        return held;
      },
    };
    const resolution = await resolveOffline(other, undefined);
    const remote = fakeRemote({ getRoleCredentials: async ({ accessToken }) => ok(keys(accessToken)) });
    const context = loadContext({ host: other, region: 'eu-west-1', remote, pause: async () => undefined });
    const outcome = await loadCredentials(resolution.trace, resolution.scope, context);
    expect(keyOf(outcome)?.[1]).toBe('ASIAtheirs');
  });

  it('may be forbidden', async () => {
    const { outcome, host } = await load(
      setup(token(-1000, TICKET), CONFIG, { remote: fakeRemote({}), context: { renewSsoToken: false } }),
    );
    expect(outcome).toMatchObject({
      kind: 'failed',
      error: { code: 'sso-token-expired' },
      sso: { renewable: true },
    });
    expect(host.written.size).toBe(0);
  });

  it('is only foretold offline', async () => {
    const { outcome } = await load(setup(token(-1000, TICKET)));
    expect(outcome).toMatchObject({ kind: 'needs-network', sso: { renewable: true } });
  });
});

describe('ssoLoginState', () => {
  async function state(file: string | undefined, config = CONFIG, more: Record<string, string> = {}) {
    const files = { ...setup(file, config).files, ...more };
    const { scope } = await resolve({ files });
    const sso = resolveSsoConfig(scope);
    if (sso.kind !== 'config') throw new Error('no SSO');
    return ssoLoginState(fakeHost({ files }), sso.config);
  }

  it.each<[string, string | undefined, string, unknown]>([
    ['valid', token(HOUR, TICKET), CONFIG, { kind: 'valid', until: NOW + HOUR, renewable: true }],
    ['renewable', token(-HOUR, TICKET), CONFIG, { kind: 'renews', since: NOW - HOUR }],
    ['legacy', token(-HOUR, TICKET), LEGACY, { kind: 'expired', why: 'legacy-profile' }],
    ['without a refresh token', token(-HOUR), CONFIG, { kind: 'expired', why: 'fields-missing' }],
    [
      'of an expired registration',
      token(-HOUR, { ...TICKET, registrationExpiresAt: iso(-1) }),
      CONFIG,
      { kind: 'expired', why: 'registration-expired' },
    ],
    ['corrupt', '{', CONFIG, { kind: 'corrupt', problem: 'is not JSON' }],
    ['missing', undefined, CONFIG, { kind: 'never-logged-in', similar: undefined }],
  ])('tells a login that is %s', async (_, file, config, expected) => {
    expect(await state(file, config)).toMatchObject(expected as object);
  });

  it('finds a login to the same portal under another spelling', async () => {
    const url = `${START_URL}/`;
    const other = { [tokenFile(url)]: token(HOUR).replace(START_URL, url) };
    expect(await state(undefined, LEGACY, other)).toMatchObject({
      kind: 'never-logged-in',
      similar: { startUrl: url, tokenFile: tokenFile(url) },
    });
  });

  it('finds role credentials of the AWS CLI v2 that hide the expired login', async () => {
    const key = '{"accountId":"123456789012","roleName":"Admin","sessionName":"corp"}';
    const file = `~/.aws/cli/cache/${createHash('sha1').update(key).digest('hex')}.json`;
    const cache = { [file]: JSON.stringify({ ProviderType: 'sso', Credentials: { Expiration: iso(HOUR) } }) };
    expect(await state(token(-HOUR), CONFIG, cache)).toMatchObject({ hiddenBy: { file, until: NOW + HOUR } });
  });
});
