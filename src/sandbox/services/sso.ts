/** The portal of IAM Identity Center. Source: IAM Identity Center Portal API reference. */

import type { Account } from '../account.ts';
import { ApiError } from '../api-error.ts';
import type { Caller } from '../callers.ts';
import { hexId } from '../ids.ts';
import type { HttpAnswer, PublicCall } from '../service-call.ts';
import { PLAIN_SESSION } from '../session-facts.ts';
import type { SsoTokens } from '../sso-logins.ts';
import { assignments } from '../sso-logins.ts';
import { jsonAnswer } from '../wire.ts';

/** The portal's paths, with their operations. */
export const SSO_PATHS: ReadonlyMap<string, string> = new Map([
  ['/federation/credentials', 'GetRoleCredentials'],
  ['/assignment/accounts', 'ListAccounts'],
  ['/assignment/roles', 'ListAccountRoles'],
]);

/** Answers a call to the portal. */
export function ssoPortal(call: PublicCall, operation: string, tokens: SsoTokens): HttpAnswer {
  const token = call.headers.get('x-amz-sso_bearer_token');
  if (token === undefined || !tokens.isValid(token, call.now))
    throw new ApiError(401, 'UnauthorizedException', 'Session token not found or invalid');
  switch (operation) {
    case 'ListAccounts':
      return listAccounts(call);
    case 'ListAccountRoles':
      return listAccountRoles(call);
    default:
      return getRoleCredentials(call);
  }
}

const SESSION_SECONDS = 3_600;

function getRoleCredentials(call: PublicCall): HttpAnswer {
  const found = assignments(call.cloud).find(
    (assignment) =>
      assignment.account.id === call.query.get('account_id') &&
      assignment.permissionSet === call.query.get('role_name'),
  );
  if (found === undefined) throw new ApiError(403, 'ForbiddenException', 'No access');
  const { account, role } = found;
  const sessionName = call.cloud.scenario.sso?.user ?? '';
  const caller: Caller = { kind: 'role', account, role, sessionName, policies: [] };
  const session = {
    ...PLAIN_SESSION,
    context: { 'identitystore:UserId': hexId('identity store', sessionName) },
  };
  const key = call.keys.issue(caller, call.now, SESSION_SECONDS, session);
  return jsonAnswer({
    roleCredentials: {
      accessKeyId: key.id,
      secretAccessKey: key.secret,
      sessionToken: key.token,
      expiration: key.expiresAt,
    },
  });
}

function listAccounts(call: PublicCall): HttpAnswer {
  const accounts: readonly Account[] = [
    ...new Set(assignments(call.cloud).map((assignment) => assignment.account)),
  ];
  return jsonAnswer({
    accountList: accounts.map(({ id, scenario }) => ({
      accountId: id,
      accountName: scenario.alias ?? id,
      emailAddress: `aws+${id}@example.com`,
    })),
  });
}

function listAccountRoles(call: PublicCall): HttpAnswer {
  const id = call.query.get('account_id');
  const roles = assignments(call.cloud).filter((assignment) => assignment.account.id === id);
  if (roles.length === 0) throw new ApiError(403, 'ForbiddenException', 'No access');
  return jsonAnswer({
    roleList: roles.map((assignment) => ({
      roleName: assignment.permissionSet,
      accountId: assignment.account.id,
    })),
  });
}
