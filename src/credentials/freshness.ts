/** What boto3 does with credentials that end soon. Source: botocore `RefreshableCredentials`. */

import type { CredentialsOutcome, ProviderName } from './credentials-outcome.ts';
import { credentialError } from './errors.ts';
import { failed } from './load-context.ts';

const ADVISORY_MS = 15 * 60_000;
const MANDATORY_MS = 10 * 60_000;

/** The error that boto3 raises for fresh credentials that are expired all the same. */
export function expiredOutcome(provider: ProviderName, what: string): CredentialsOutcome {
  const message = `${what} expired already.`;
  return failed(credentialError('credentials-expired', 'RuntimeError', message, { provider }));
}

function remainingMs(outcome: CredentialsOutcome, now: number): number {
  if (outcome.kind !== 'loaded') return Number.POSITIVE_INFINITY;
  return (outcome.credentials.expiresAt ?? Number.POSITIVE_INFINITY) - now;
}

/** Turns credentials that are expired into boto3's error. */
export function rejectExpired(outcome: CredentialsOutcome, now: number, what: string): CredentialsOutcome {
  if (outcome.kind !== 'loaded' || remainingMs(outcome, now) >= 0) return outcome;
  return expiredOutcome(outcome.provider, what);
}

/**
 * Loads; where less than 15 minutes are left, loads once more, as boto3 does on first use. A second failure counts
 * only where less than 10 minutes are left.
 */
export async function loadFresh(
  load: () => Promise<CredentialsOutcome>,
  now: () => number,
  what: string,
): Promise<CredentialsOutcome> {
  const first = await load();
  const left = remainingMs(first, now());
  if (left >= ADVISORY_MS) return first;
  const second = await load();
  if (second.kind !== 'loaded') return left < MANDATORY_MS ? second : first;
  return rejectExpired(second, now(), what);
}
