import { GetRoleCommand } from '@aws-sdk/client-iam';
import { GetRoleCredentialsCommand, ListAccountRolesCommand, ListAccountsCommand } from '@aws-sdk/client-sso';
import { CreateTokenCommand } from '@aws-sdk/client-sso-oidc';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import type { Sandbox, Scenario } from '../../src/sandbox/sandbox.ts';
import { NO_WAITS } from '../support/clocks.ts';
import { ACCOUNT, clientsOf, failure, scenarioOf, shipped, started } from './support.ts';

const NONE = { accessKeyId: 'none', secretAccessKey: 'none' };

function tokenOf(sandbox: Sandbox): Record<string, string> {
  const file = sandbox.files('/home/me').find((entry) => entry.path.startsWith('.aws/sso/cache/'));
  return JSON.parse(file?.text ?? '{}');
}

function ask(sandbox: Sandbox, accessToken: string, roleName = 'AdministratorAccess', accountId = ACCOUNT) {
  const { sso } = clientsOf(sandbox, NONE);
  return sso.send(new GetRoleCredentialsCommand({ accessToken, roleName, accountId }));
}

function withLogin(login: string, region = 'us-east-1'): Scenario {
  return scenarioOf(`
description: x
accounts: [{ id: "${ACCOUNT}", alias: example }, { id: "444455556666" }]
sso:
  region: ${region}
  permissionSets: [{ name: AdministratorAccess, policies: [AdministratorAccess], accounts: ["${ACCOUNT}"] }]
home:
  profiles: [{ name: default, permissionSet: AdministratorAccess }]
  ssoLogins: [${login}]
`);
}

describe('the SSO portal', () => {
  it('gives credentials of the reserved role, whose path names the region', async () => {
    const now = NO_WAITS.now();
    const sandbox = await started(withLogin('{}', 'eu-west-1'), { clock: { ...NO_WAITS, now: () => now } });
    const { roleCredentials } = await ask(sandbox, tokenOf(sandbox).accessToken ?? '');
    expect(roleCredentials?.expiration).toBe(now + 3_600_000);
    const keys = {
      accessKeyId: roleCredentials?.accessKeyId ?? '',
      secretAccessKey: roleCredentials?.secretAccessKey ?? '',
      sessionToken: roleCredentials?.sessionToken ?? '',
    };
    const { sts, iam } = clientsOf(sandbox, keys);
    const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
    const name = /assumed-role\/(AWSReservedSSO_AdministratorAccess_[0-9a-f]{16})\/alice@example\.com$/.exec(
      Arn ?? '',
    )?.[1];
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: name }));
    expect(Role?.Path).toBe('/aws-reserved/sso.amazonaws.com/eu-west-1/');
  });

  it('refuses what is not assigned, and tokens that it does not know', async () => {
    const sandbox = await started(withLogin('{}'));
    const { accessToken = '' } = tokenOf(sandbox);
    const noAccess = { code: 'ForbiddenException', status: 403, message: 'No access' };
    expect(await failure(ask(sandbox, accessToken, 'Other'))).toEqual(noAccess);
    expect(await failure(ask(sandbox, accessToken, undefined, '444455556666'))).toEqual(noAccess);
    const invalid = {
      code: 'UnauthorizedException',
      status: 401,
      message: 'Session token not found or invalid',
    };
    expect(await failure(ask(sandbox, 'wrong'))).toEqual(invalid);
    const revoked = await started(withLogin('{ revoked: true }'));
    expect(await failure(ask(revoked, tokenOf(revoked).accessToken ?? ''))).toEqual(invalid);
    const expired = await started(shipped('sso-expired'));
    expect(await failure(ask(expired, tokenOf(expired).accessToken ?? ''))).toEqual(invalid);
  });

  it('lists accounts and roles', async () => {
    const sandbox = await started(withLogin('{}'));
    const { accessToken = '' } = tokenOf(sandbox);
    const { sso } = clientsOf(sandbox, NONE);
    const { accountList } = await sso.send(new ListAccountsCommand({ accessToken }));
    expect(accountList?.map((account) => [account.accountId, account.accountName])).toEqual([
      [ACCOUNT, 'example'],
    ]);
    const { roleList } = await sso.send(new ListAccountRolesCommand({ accessToken, accountId: ACCOUNT }));
    expect(roleList).toEqual([{ roleName: 'AdministratorAccess', accountId: ACCOUNT }]);
  });
});

describe('renewing a login', () => {
  const renew = (sandbox: Sandbox, token: Record<string, string>, grantType = 'refresh_token') => {
    const { clientId = '', clientSecret = '', refreshToken = '' } = token;
    const { oidc } = clientsOf(sandbox, NONE);
    return oidc.send(new CreateTokenCommand({ clientId, clientSecret, refreshToken, grantType }));
  };

  it('gives a token that the portal takes, and takes each refresh token once', async () => {
    const sandbox = await started(shipped('sso-renewable'));
    const stored = tokenOf(sandbox);
    expect((await failure(ask(sandbox, stored.accessToken ?? ''))).status).toBe(401);
    const fresh = await renew(sandbox, stored);
    expect(fresh.expiresIn).toBe(28_800);
    await expect(ask(sandbox, fresh.accessToken ?? '')).resolves.toBeDefined();
    expect((await failure(renew(sandbox, stored))).code).toBe('InvalidGrantException');
    const again = await renew(sandbox, { ...stored, refreshToken: fresh.refreshToken ?? '' });
    await expect(ask(sandbox, again.accessToken ?? '')).resolves.toBeDefined();
  });

  it('fails where the session has ended, and for other grants', async () => {
    const sandbox = await started(withLogin('{ expires: -5m, refreshable: true, refreshRevoked: true }'));
    const stated = await failure(renew(sandbox, tokenOf(sandbox)));
    expect(stated).toMatchObject({ code: 'InvalidGrantException', status: 400 });
    const other = await failure(renew(sandbox, tokenOf(sandbox), 'authorization_code'));
    expect(other.code).toBe('UnsupportedGrantTypeException');
  });
});
