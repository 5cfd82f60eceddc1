/** What every loader is given, and what it answers. */
import type { Host } from '../host.ts';
import type {
  CredentialError,
  Credentials,
  CredentialsOutcome,
  ProviderName,
  SsoFacts,
} from './credentials-outcome.ts';
import type { CredentialRemote } from './remote.ts';
import type { ProviderScope } from './scope.ts';

export interface LoadContext {
  readonly host: Host;
  /** The region that boto3 sends STS calls to; undefined for none. */
  readonly region: string | undefined;
  /** Absent: no network call may be made. */
  readonly remote: CredentialRemote | undefined;
  /** False for `--no-refresh`: an SSO token is never renewed. */
  readonly renewSsoToken: boolean;
  /** Whether boto3's optional `awscrt`, without which it refuses `aws login`, counts as installed. */
  readonly awsCrt: boolean;
  /** How long a `credential_process` may take. */
  readonly processTimeoutMs: number;
  /**
   * Runs work after all earlier work of the same key has ended: two renewals of one SSO login at a time would spend
   * its refresh token twice.
   */
  inTurn<T>(key: string, work: () => Promise<T>): Promise<T>;
  /** Waits between attempts. */
  pause(ms: number): Promise<void>;
}

export type Loader = (scope: ProviderScope, context: LoadContext) => Promise<CredentialsOutcome>;

/** The outcome of credentials that are there. */
export function loaded(
  provider: ProviderName,
  location: string,
  credentials: Credentials,
  sso?: SsoFacts,
): CredentialsOutcome {
  return { kind: 'loaded', provider, location, credentials, ...(sso === undefined ? {} : { sso }) };
}

/** The outcome of a provider that applies and fails. */
export function failed(error: CredentialError, sso?: SsoFacts): CredentialsOutcome {
  return { kind: 'failed', error, ...(sso === undefined ? {} : { sso }) };
}

/** The outcome where only a call would show it and none is allowed. */
export function needsNetwork(
  provider: ProviderName,
  location: string,
  reason: string,
  sso?: SsoFacts,
): CredentialsOutcome {
  return { kind: 'needs-network', provider, location, reason, ...(sso === undefined ? {} : { sso }) };
}
