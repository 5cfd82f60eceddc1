/** The stored logins of a scenario, and what IAM Identity Center knows of them. */

import type { Account, Role } from './account.ts';
import type { Cloud } from './cloud.ts';
import { opaqueToken } from './ids.ts';
import type { Scenario, SsoLoginScenario } from './scenario.ts';
import { permissionSetRole } from './standard-roles.ts';

export interface SsoLogin {
  readonly scenario: SsoLoginScenario;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** The secrets of each stored login. */
export function ssoLogins(scenario: Scenario): readonly SsoLogin[] {
  return scenario.home.ssoLogins.map((login, index) => {
    const seed = ['sso', login.session, String(index)];
    return {
      scenario: login,
      accessToken: opaqueToken(120, 'access', ...seed),
      refreshToken: opaqueToken(120, 'refresh', ...seed),
      clientId: opaqueToken(22, 'client', ...seed),
      clientSecret: opaqueToken(120, 'client-secret', ...seed),
    };
  });
}

export interface Assignment {
  readonly account: Account;
  readonly permissionSet: string;
  readonly role: Role;
}

/** What the portal's one user is assigned. */
export function assignments(cloud: Cloud): readonly Assignment[] {
  const { sso } = cloud.scenario;
  if (sso === undefined) return [];
  return [...cloud.accounts.values()].flatMap((account) =>
    sso.permissionSets.flatMap((set) => {
      const role = account.roles.get(permissionSetRole(set, account.scenario, sso.region).name);
      const assigned = set.accounts?.includes(account.id) ?? true;
      return assigned && role !== undefined ? [{ account, permissionSet: set.name, role }] : [];
    }),
  );
}

/** The access tokens that the portal accepts; renewing adds to them. */
export interface SsoTokens {
  /** Whether the portal accepts a token now. */
  isValid(token: string, now: number): boolean;
  /** A new token for a refresh token; undefined where that is not accepted. */
  renew(refreshToken: string, clientId: string, now: number): RenewedToken | undefined;
}

export interface RenewedToken {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly seconds: number;
}

const RENEWED_SECONDS = 8 * 3_600;

/** The tokens of a cloud's logins. A refresh token works once; it is replaced with the token that it renews. */
export function ssoTokens(cloud: Cloud): SsoTokens {
  const valid = new Map<string, number>();
  const renewable = new Map<string, string>();
  for (const login of ssoLogins(cloud.scenario)) {
    const { revoked, expires, refreshable, refreshRevoked } = login.scenario;
    if (!revoked) valid.set(login.accessToken, cloud.startedAt + expires);
    if (refreshable && !refreshRevoked) renewable.set(login.refreshToken, login.clientId);
  }
  let renewals = 0;
  return {
    isValid: (token, now) => (valid.get(token) ?? 0) > now,
    renew: (refreshToken, clientId, now) => {
      if (renewable.get(refreshToken) !== clientId) return undefined;
      renewals += 1;
      const renewed: RenewedToken = {
        accessToken: opaqueToken(120, 'renewed', refreshToken, String(renewals)),
        refreshToken: opaqueToken(120, 'renewed-refresh', refreshToken, String(renewals)),
        seconds: RENEWED_SECONDS,
      };
      renewable.delete(refreshToken);
      renewable.set(renewed.refreshToken, clientId);
      valid.set(renewed.accessToken, now + RENEWED_SECONDS * 1000);
      return renewed;
    },
  };
}
