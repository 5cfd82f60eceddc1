/** Renewing an SSO token as boto3 does. Source: botocore `tokens.SSOTokenProvider`. */

import type { AwsFailure } from '../aws/aws-result.ts';
import { isoTime } from '../time.ts';

import type { CredentialError } from './credentials-outcome.ts';
import { callError, credentialError, isTransportFailure } from './errors.ts';
import type { LoadContext } from './load-context.ts';
import type { HeldFile } from './login-file.ts';
import { pythonJson } from './python-json.ts';
import type { CredentialRemote, RenewedToken } from './remote.ts';
import type { SsoToken } from './sso-token.ts';
import { parseTimestamp } from './timestamp.ts';

/** boto3 renews once less than this is left. */
export const RENEWAL_WINDOW_MS = 15 * 60_000;

/** What boto3 needs in the token file to renew without a login. */
export interface RenewalTicket {
  readonly refreshToken: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly registrationExpiresAt: string;
}

export type TicketResult =
  | { readonly kind: 'ticket'; readonly ticket: RenewalTicket }
  /** Only a login helps. */
  | { readonly kind: 'none'; readonly why: 'fields-missing' | 'registration-expired' }
  | { readonly kind: 'error'; readonly error: CredentialError };

const TICKET_FIELDS = ['refreshToken', 'clientId', 'clientSecret', 'registrationExpiresAt'] as const;

/** Whether boto3 would try to renew this token. */
export function renewalTicket(token: SsoToken, now: number): TicketResult {
  const [refreshToken, clientId, clientSecret, registrationExpiresAt] = TICKET_FIELDS.map((name) =>
    token.fields.get(name),
  );
  if (TICKET_FIELDS.some((name) => !token.fields.has(name))) return { kind: 'none', why: 'fields-missing' };
  const registration =
    typeof registrationExpiresAt === 'string' ? parseTimestamp(registrationExpiresAt) : undefined;
  const isText =
    typeof refreshToken === 'string' &&
    typeof clientId === 'string' &&
    typeof clientSecret === 'string' &&
    typeof registrationExpiresAt === 'string';
  if (!isText || registration?.kind !== 'instant') {
    const message = `${token.display} is malformed: its registration cannot be read.`;
    const botocoreError = registration?.kind === 'unreadable' ? 'ParserError' : 'TypeError';
    return {
      kind: 'error',
      error: credentialError('sso-token-invalid', botocoreError, message, { provider: 'sso' }),
    };
  }
  if (registration.ms - now <= 0) return { kind: 'none', why: 'registration-expired' };
  return { kind: 'ticket', ticket: { refreshToken, clientId, clientSecret, registrationExpiresAt } };
}

/** `2030-01-31T12:00:00Z`, without fractions. */
export function utcSeconds(ms: number): string {
  return `${isoTime(ms).slice(0, 19)}Z`;
}

export type RenewalResult =
  | { readonly kind: 'renewed'; readonly accessToken: string; readonly expiresAt: number }
  /** boto3 makes nothing of it while the stored token lasts, and says afterwards that it has expired. */
  | { readonly kind: 'not-renewed'; readonly failure: AwsFailure }
  | { readonly kind: 'error'; readonly error: CredentialError };

interface Session {
  readonly startUrl: string;
  /** As written in the config, for the token file. */
  readonly region: string;
  readonly callRegion: string;
}

async function save(
  hold: HeldFile,
  token: SsoToken,
  session: Session,
  ticket: RenewalTicket,
  renewed: RenewedToken & { readonly expiresAt: number },
): Promise<CredentialError | undefined> {
  const text = pythonJson({
    startUrl: session.startUrl,
    region: session.region,
    accessToken: renewed.accessToken,
    expiresAt: utcSeconds(renewed.expiresAt),
    clientId: ticket.clientId,
    clientSecret: ticket.clientSecret,
    registrationExpiresAt: ticket.registrationExpiresAt,
    refreshToken: renewed.refreshToken,
  });
  try {
    await hold.replace(text);
    return undefined;
  } catch {
    const message = `The SSO token was renewed but could not be saved in ${token.display}; log in again.`;
    return credentialError('credentials-retrieval-failed', 'OSError', message, { provider: 'sso' });
  }
}

/**
 * Renews a token and writes it back the way boto3 does, for an unsaved renewal can invalidate the login. To be called
 * so that it is brought to its end (`Host.finish`).
 */
export async function renewSsoToken(
  context: LoadContext,
  remote: CredentialRemote,
  hold: HeldFile,
  token: SsoToken,
  session: Session,
  ticket: RenewalTicket,
): Promise<RenewalResult> {
  const { refreshToken, clientId, clientSecret } = ticket;
  const result = await remote.createToken({
    region: session.callRegion,
    refreshToken,
    clientId,
    clientSecret,
  });
  if (result.kind === 'failed') {
    const { failure } = result;
    const stopsBoto3 = isTransportFailure(failure) || failure.kind === 'malformed-answer';
    if (!stopsBoto3) return { kind: 'not-renewed', failure };
    return { kind: 'error', error: callError(failure, 'sso-token-expired', 'sso') };
  }
  const expiresAt = context.host.now() + result.value.expiresInSeconds * 1000;
  const problem = await save(hold, token, session, ticket, { ...result.value, expiresAt });
  if (problem !== undefined) return { kind: 'error', error: problem };
  return { kind: 'renewed', accessToken: result.value.accessToken, expiresAt };
}
