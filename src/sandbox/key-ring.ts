/** The access keys that the servers know: those of users, and temporary ones that expire. */

import type { Account } from './account.ts';
import type { Caller } from './callers.ts';
import type { Cloud } from './cloud.ts';
import { opaqueToken, secretKey, uniqueId } from './ids.ts';
import { storePolicy } from './policies.ts';
import type { SessionScenario } from './scenario.ts';
import type { SessionFacts } from './session-facts.ts';
import { PLAIN_SESSION, SIGNED_IN } from './session-facts.ts';
import { signInLogins } from './sign-in-logins.ts';

/** A user's own access key. */
export interface LongTermKey {
  readonly kind: 'long-term';
  readonly id: string;
  readonly secret: string;
  readonly active: boolean;
  readonly caller: Caller;
}

export interface TemporaryKey {
  readonly kind: 'temporary';
  readonly id: string;
  readonly secret: string;
  readonly token: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly caller: Caller;
  readonly session: SessionFacts;
}

export type AccessKey = LongTermKey | TemporaryKey;

export interface KeyRing {
  find(accessKeyId: string): AccessKey | undefined;
  /** Makes temporary credentials. */
  issue(caller: Caller, now: number, seconds: number, session?: SessionFacts): TemporaryKey;
}

/** The key pair of a user's key in a scenario. */
export function userKey(
  account: { readonly id: string },
  user: {
    readonly name: string;
    readonly keys: readonly { id?: string | undefined; secret?: string | undefined }[];
  },
  index: number,
): { readonly id: string; readonly secret: string } {
  const key = user.keys[index];
  return {
    id: key?.id ?? uniqueId('AKIA', account.id, user.name, String(index)),
    secret: key?.secret ?? secretKey(account.id, user.name, String(index)),
  };
}

/** The credentials of a scenario's session. */
export function sessionKey(
  account: { readonly id: string },
  session: SessionScenario,
): { readonly id: string; readonly secret: string; readonly token: string } {
  return {
    id: session.id ?? uniqueId('ASIA', account.id, session.name),
    secret: session.secret ?? secretKey(account.id, session.name),
    token: session.token ?? opaqueToken(260, account.id, session.name),
  };
}

/** The keys of a cloud. Only issuing temporary ones adds to it; they live as long as the server. */
export function keyRing(cloud: Cloud): KeyRing {
  const keys = new Map<string, AccessKey>();
  for (const account of cloud.accounts.values()) {
    for (const key of [...longTermKeys(account), ...sessionKeys(account, cloud.startedAt)])
      keys.set(key.id, key);
  }
  for (const key of signInKeys(cloud)) keys.set(key.id, key);
  let issued = 0;
  return {
    find: (accessKeyId) => keys.get(accessKeyId),
    issue: (caller, now, seconds, session = PLAIN_SESSION) => {
      issued += 1;
      const seed = ['issued', String(issued), String(cloud.startedAt)];
      const key: TemporaryKey = {
        kind: 'temporary',
        id: uniqueId('ASIA', ...seed),
        secret: secretKey(...seed),
        token: opaqueToken(300, ...seed),
        issuedAt: now,
        expiresAt: now + seconds * 1000,
        caller,
        session,
      };
      keys.set(key.id, key);
      return key;
    },
  };
}

function longTermKeys(account: Account): readonly LongTermKey[] {
  return account.scenario.users.flatMap((scenario) => {
    const user = account.users.get(scenario.name);
    if (user === undefined) return [];
    return scenario.keys.map((key, index) => ({
      kind: 'long-term' as const,
      ...userKey(account, scenario, index),
      active: key.status === 'Active',
      caller: { kind: 'user' as const, account, user },
    }));
  });
}

function sessionKeys(account: Account, startedAt: number): readonly TemporaryKey[] {
  return account.scenario.sessions.flatMap((session) => {
    const caller = sessionCaller(account, session);
    if (caller === undefined) return [];
    return [
      {
        kind: 'temporary' as const,
        ...sessionKey(account, session),
        issuedAt: issuedAt(session, startedAt),
        expiresAt: startedAt + session.expires,
        caller,
        session: {
          tags: session.tags,
          mfaAt: session.mfa ? issuedAt(session, startedAt) : undefined,
          sourceIdentity: session.sourceIdentity,
          context: {},
        },
      },
    ];
  });
}

function signInKeys(cloud: Cloud): readonly TemporaryKey[] {
  return signInLogins(cloud).map(({ key, caller, expiresAt }) => ({
    kind: 'temporary',
    ...key,
    issuedAt: expiresAt - 900_000,
    expiresAt,
    caller,
    session: SIGNED_IN,
  }));
}

/** An hour before the start, or before the end of what has ended by then. */
function issuedAt(session: SessionScenario, startedAt: number): number {
  return startedAt + Math.min(0, session.expires) - 3_600_000;
}

function sessionCaller(account: Account, session: SessionScenario): Caller | undefined {
  const { of, name } = session;
  const policies =
    session.policy === undefined
      ? []
      : [storePolicy({ name: `session policy of ${name}`, type: 'none' }, session.policy)];
  switch (of.kind) {
    case 'root':
      return { kind: 'root', account };
    case 'role': {
      const role = account.roles.get(of.role);
      return role && { kind: 'role', account, role, sessionName: name, policies };
    }
    case 'user': {
      const user = account.users.get(of.user);
      return user && { kind: 'user', account, user };
    }
    case 'federated': {
      const user = account.users.get(of.user);
      return user && { kind: 'federated', account, user, name, policies };
    }
  }
}
