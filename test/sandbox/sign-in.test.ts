import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSignInToken } from '../../src/aws/signin.ts';
import type { Sandbox, Scenario } from '../../src/sandbox/sandbox.ts';
import { contextFor } from '../aws/support/loopback.ts';
import { checkScenario } from '../permissions/check-sandbox.ts';
import { ACCOUNT, clientsOf, failure, scenarioOf, shipped, started } from './support.ts';

function loginOf(sandbox: Sandbox) {
  const file = sandbox.files('/home/me').find((entry) => entry.path.startsWith('.aws/login/cache/'));
  return JSON.parse(file?.text ?? '{}');
}

function renew(sandbox: Sandbox, change: object = {}) {
  const { clientId, refreshToken, dpopKey } = loginOf(sandbox);
  return createSignInToken(contextFor(sandbox.endpoint), {
    region: 'us-east-1',
    clientId,
    refreshToken,
    dpopKey,
    ...change,
  });
}

function withLogin(login: string): Scenario {
  return scenarioOf(`
description: x
accounts: [{ id: "${ACCOUNT}", users: [{ name: me, policies: [AdministratorAccess] }] }]
home: { profiles: [{ name: default, login: me, ${login} }] }
`);
}

const refused = { kind: 'failed', failure: { code: 'AccessDeniedException', reason: 'TOKEN_EXPIRED' } };

describe('the sign-in service', () => {
  it('renews a login for who holds its key, once for each refresh token', async () => {
    const sandbox = await started(withLogin('expires: -1h'));
    const renewed = await renew(sandbox);
    if (renewed.kind !== 'ok') throw new Error(renewed.failure.message);
    const { credentials, refreshToken } = renewed.value;
    const { Arn } = await clientsOf(sandbox, credentials).sts.send(
      new (await import('@aws-sdk/client-sts')).GetCallerIdentityCommand({}),
    );
    expect(Arn).toBe(`arn:aws:iam::${ACCOUNT}:user/me`);
    expect(await renew(sandbox)).toMatchObject(refused);
    expect(await renew(sandbox, { refreshToken })).toMatchObject({ kind: 'ok' });
  });

  it('refuses other keys, other clients, unknown tokens and logins that were revoked', async () => {
    const sandbox = await started(withLogin('expires: -1h'));
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const dpopKey = privateKey.export({ type: 'sec1', format: 'pem' }).toString();
    for (const change of [{ dpopKey }, { clientId: 'other' }, { refreshToken: 'unknown' }])
      expect(await renew(sandbox, change)).toMatchObject(refused);
    expect(await renew(await started(withLogin('revoked: true')))).toMatchObject(refused);
  });

  it('takes no call without a proof', async () => {
    const sandbox = await started(withLogin(''));
    const answer = await fetch(`${sandbox.endpoint}/v1/token`, {
      method: 'POST',
      body: JSON.stringify({ grantType: 'refresh_token' }),
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ __type: 'ValidationException', error: 'INVALID_REQUEST' });
  });

  it('made keys that end when the scenario says so', async () => {
    const keys = async (scenario: Scenario) => {
      const sandbox = await started(scenario);
      const { accessKeyId, secretAccessKey, sessionToken } = loginOf(sandbox).accessToken;
      const { iam } = clientsOf(sandbox, { accessKeyId, secretAccessKey, sessionToken });
      const { GetRoleCommand } = await import('@aws-sdk/client-iam');
      return iam.send(new GetRoleCommand({ RoleName: 'skypilot-v1' }));
    };
    expect((await keys(withLogin('expires: +1m'))).Role?.RoleName).toBe('skypilot-v1');
    expect((await failure(keys(withLogin('expires: -1m')))).code).toBe('ExpiredToken');
  });
});

describe('a check with aws login', () => {
  it('renews keys that end soon', async () => {
    const { report, sandbox } = await checkScenario(shipped('aws-login'));
    expect(report).toMatchObject({ exitCode: 0, credentials: { type: 'login' }, findings: [] });
    expect(sandbox.requests().filter(({ service }) => service === 'signin')).toHaveLength(1);
  });

  it('names a login that cannot be renewed', async () => {
    const scenario = shipped('aws-login');
    const profiles = scenario.home.profiles.map((profile) => ({ ...profile, revoked: true }));
    const { report } = await checkScenario({ ...scenario, home: { ...scenario.home, profiles } } as Scenario);
    expect(report.exitCode).toBe(1);
    expect(report.findings[0]?.code).toBe('login-token-invalid');
  });
});
