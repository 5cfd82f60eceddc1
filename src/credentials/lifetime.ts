/** How long credentials can be used: whether they end, and whether boto3 gets new ones by itself. */
import type { TokenClaims } from '../web-identity/token-claims.ts';
import type { CredentialsOutcome, ProviderName } from './credentials-outcome.ts';
import type { KeyOrigin } from './key-origin.ts';
import type { Resolution } from './resolve.ts';
import { CREDENTIAL_SOURCES, planRoles, type RolePlan } from './role-plan.ts';
import type { SsoLoginState } from './sso-login-state.ts';

/** Times are milliseconds since 1970; a reason is a clause, such as "long-term keys do not end". */
export type Lifetime =
  /** As long as nobody takes them away. */
  | { readonly kind: 'lasting'; readonly reason: string }
  | { readonly kind: 'ends'; readonly at: number; readonly why: EndReason; readonly reason: string }
  /** Nothing tells when; between these times, where they are known. */
  | {
      readonly kind: 'open';
      readonly atLeast: number | undefined;
      readonly atMost: number | undefined;
      readonly why: OpenReason;
      readonly reason: string;
    };

/** What ends them, for whoever says what to do about it. */
export type EndReason = 'sso-login' | 'session-keys' | 'mfa' | 'identity-token';
export type OpenReason = 'sso-session' | 'session-keys' | 'process' | 'aws-login' | 'identity-token' | 'mfa';

export interface LifetimeFacts {
  readonly resolution: Resolution;
  readonly credentials: CredentialsOutcome;
  readonly keyOrigin: KeyOrigin;
  /** The login that is used, or that the first role of a chain is assumed with. */
  readonly ssoLogin: SsoLoginState | undefined;
  /** What the token of a web identity says; undefined where there is none, or it tells nothing. */
  readonly token: TokenClaims | undefined;
  /** Whether whoever made the token puts a new one in its place: Kubernetes does, a CI job does not. */
  readonly tokenIsRenewed: boolean | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const HOUR_MS = 60 * 60_000;

/** Source: AWS STS API, GetSessionToken: 129,600 seconds; AssumeRole and its kin give at most 12 hours. */
const LONGEST_SESSION_MS = 36 * HOUR_MS;

/** Source: AWS SDKs and Tools Reference Guide, "Login with AWS console credentials": renewed for up to 12 hours. */
const LONGEST_AWS_LOGIN_MS = 12 * HOUR_MS;

/**
 * A token got in the last moment of its registration, and the keys got with it in its last. Source: IAM Identity Center
 * User Guide: access tokens and role sessions last at most 12 hours each.
 */
const AFTER_REGISTRATION_MS = 24 * HOUR_MS;

/**
 * How long the credentials of a profile can be used by boto3, in this process and in later ones; undefined where there are
 * none. Pure.
 */
export function lifetimeOf(facts: LifetimeFacts): Lifetime | undefined {
  const { credentials, resolution } = facts;
  if (credentials.kind === 'none' || credentials.kind === 'failed') return undefined;
  const { choice } = resolution.trace;
  if (choice.kind !== 'provider') return undefined;
  if (choice.provider !== 'assume-role') return ofProvider(choice.provider, facts);
  const plan = planRoles(resolution.scope);
  return plan.kind === 'plan' ? ofRoles(plan, facts) : undefined;
}

/** Whether credentials can be used until a time, in milliseconds since 1970. */
export function lastsUntil(lifetime: Lifetime, until: number): 'allowed' | 'denied' | 'unknown' {
  switch (lifetime.kind) {
    case 'lasting':
      return 'allowed';
    case 'ends':
      return lifetime.at >= until ? 'allowed' : 'denied';
    case 'open':
      if (lifetime.atLeast !== undefined && lifetime.atLeast >= until) return 'allowed';
      return lifetime.atMost !== undefined && lifetime.atMost < until ? 'denied' : 'unknown';
  }
}

function open(
  why: OpenReason,
  reason: string,
  between: { readonly atLeast?: number | undefined; readonly atMost?: number | undefined } = {},
): Lifetime {
  return { kind: 'open', atLeast: between.atLeast, atMost: between.atMost, why, reason };
}

function ofProvider(provider: ProviderName, facts: LifetimeFacts): Lifetime {
  switch (provider) {
    case 'sso':
      return ofSsoLogin(facts.ssoLogin);
    case 'login':
      return open(
        'aws-login',
        'a login by `aws login` lasts 12 hours at most, and its file does not tell since when',
        {
          atLeast: expiryOf(facts),
          atMost: facts.now + LONGEST_AWS_LOGIN_MS,
        },
      );
    case 'custom-process':
      return ofProcess(facts);
    case 'assume-role-with-web-identity':
      return ofWebIdentity(facts);
    case 'container-role':
    case 'iam-role':
      return { kind: 'lasting', reason: 'the role of this machine gives new keys by itself' };
    default:
      return ofKeys(facts);
  }
}

/** Keys that are written down, in a file or in variables: boto3 gets no others. */
function ofKeys({ credentials, keyOrigin, now }: LifetimeFacts): Lifetime {
  const isSession =
    keyOrigin.isTemporary ||
    keyOrigin.tokens.length > 0 ||
    (credentials.kind === 'loaded' && credentials.credentials.sessionToken !== undefined);
  if (!isSession) return { kind: 'lasting', reason: 'long-term keys do not end' };
  return ofSessionKeys(keyOrigin.until, now);
}

/** @param until - when they end by what a tool wrote down */
export function ofSessionKeys(until: number | undefined, now: number): Lifetime {
  return until === undefined
    ? open('session-keys', 'nothing here tells when these session keys end', {
        atMost: now + LONGEST_SESSION_MS,
      })
    : { kind: 'ends', at: until, why: 'session-keys', reason: 'these are keys of a session' };
}

function ofSsoLogin(login: SsoLoginState | undefined): Lifetime {
  switch (login?.kind) {
    case 'valid':
      if (login.renewableUntil === undefined)
        return {
          kind: 'ends',
          at: login.until,
          why: 'sso-login',
          reason: 'the SSO login ends, and boto3 cannot renew it',
        };
      return ofRenewableLogin(login.until, login.renewableUntil);
    case 'renews':
      return ofRenewableLogin(login.since, login.renewableUntil);
    default:
      return open('sso-session', 'there is no valid SSO login');
  }
}

/** The end of the session at the other side, with which renewals end, is in no file. */
function ofRenewableLogin(until: number, registration: number | undefined): Lifetime {
  return open(
    'sso-session',
    'the SSO login is renewed by itself until its session in IAM Identity Center ends, and no file tells when that is',
    { atLeast: until, atMost: registration === undefined ? undefined : registration + AFTER_REGISTRATION_MS },
  );
}

/** Source: botocore `ProcessProvider`: with an Expiration the program is run again before it. */
function ofProcess(facts: LifetimeFacts): Lifetime {
  const { credentials } = facts;
  if (credentials.kind !== 'loaded')
    return open('process', 'only the program of credential_process tells how long its keys last');
  const { sessionToken, expiresAt } = credentials.credentials;
  if (expiresAt !== undefined)
    return open(
      'process',
      'the program of credential_process is run again then, and nobody knows whether it gives new keys',
      { atLeast: expiresAt },
    );
  return sessionToken === undefined
    ? { kind: 'lasting', reason: 'the program of credential_process gives long-term keys' }
    : ofSessionKeys(undefined, facts.now);
}

/** Source: botocore `AssumeRoleWithWebIdentityProvider`: the file is read again for each new session. */
function ofWebIdentity(facts: LifetimeFacts): Lifetime {
  const { token, tokenIsRenewed } = facts;
  if (tokenIsRenewed === true)
    return { kind: 'lasting', reason: 'Kubernetes renews the identity token, and boto3 the keys' };
  const end = token?.expiresAt;
  if (end === undefined) return open('identity-token', 'the identity token does not tell when it ends');
  if (tokenIsRenewed === undefined)
    return open('identity-token', 'whether anything renews the identity token nobody knows', {
      atLeast: end,
    });
  return {
    kind: 'ends',
    at: end,
    why: 'identity-token',
    reason: 'the identity token of this CI job ends, and nothing renews it',
  };
}

/** Each session of a role is short, and boto3 starts the next by itself while it can. */
function ofRoles(plan: Extract<RolePlan, { kind: 'plan' }>, facts: LifetimeFacts): Lifetime {
  if (plan.steps.some(({ mfaSerial }) => mfaSerial !== undefined)) return ofRolesWithMfa(facts);
  const { source } = plan;
  const provider = source.kind === 'profile' ? source.provider : CREDENTIAL_SOURCES[source.name];
  const lifetime = ofProvider(provider, withoutRoleKeys(facts));
  if (lifetime.kind !== 'lasting') return lifetime;
  const chained =
    plan.steps.length > 1 ? ', each of the one hour that AWS allows where roles are chained' : '';
  return {
    kind: 'lasting',
    reason: `a new session of the role starts whenever one ends${chained}`,
  };
}

function ofRolesWithMfa(facts: LifetimeFacts): Lifetime {
  const end = expiryOf(facts);
  const reason = 'the role wants an MFA code for each new session, which takes a person';
  return end === undefined ? open('mfa', reason) : { kind: 'ends', at: end, why: 'mfa', reason };
}

/** What is loaded are the keys of the last role, and not those that it was assumed with. */
function withoutRoleKeys(facts: LifetimeFacts): LifetimeFacts {
  return {
    ...facts,
    credentials: { kind: 'needs-network', provider: 'assume-role', location: '', reason: '' },
  };
}

function expiryOf({ credentials }: LifetimeFacts): number | undefined {
  return credentials.kind === 'loaded' ? credentials.credentials.expiresAt : undefined;
}
