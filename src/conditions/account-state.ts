import type { AwsFailure, AwsResult } from '../aws/aws-result.ts';
import type { AccountState } from './condition-facts.ts';

/**
 * Whether EC2 serves the account, from everything that was asked of it.
 *
 * Source: EC2 API Reference, "Error codes", `Blocked`, `OptInRequired`, `PendingVerification` and `AuthFailure`.
 *
 * @param reads - the describe calls
 * @param dryRunFailures - of dry runs; launches alone may show that an account is blocked
 */
export function accountState(
  reads: readonly AwsResult<unknown>[],
  dryRunFailures: readonly AwsFailure[],
): AccountState {
  const failures = [
    ...reads.flatMap((read) => (read.kind === 'failed' ? [read.failure] : [])),
    ...dryRunFailures,
  ].filter(({ service }) => service === 'ec2');
  const named = (code: string) => failures.find((failure) => failure.code === code);
  const blocked = named('Blocked');
  if (blocked !== undefined) return { kind: 'blocked', failure: blocked };
  const notOptedIn = named('OptInRequired');
  if (notOptedIn !== undefined) return { kind: 'not-opted-in', failure: notOptedIn };
  const pending = named('PendingVerification');
  if (pending !== undefined) return { kind: 'being-verified', failure: pending };
  const freePlan = failures.find(({ kind }) => kind === 'free-plan');
  if (freePlan !== undefined) return { kind: 'free-plan', failure: freePlan };
  const image = failures.find(({ kind }) => kind === 'image-not-shared');
  if (image !== undefined) return { kind: 'image-not-shared', failure: image };
  if (reads.some(({ kind }) => kind === 'ok')) return { kind: 'served' };
  const refused = named('AuthFailure');
  return refused === undefined ? { kind: 'unknown' } : { kind: 'refused', failure: refused };
}
