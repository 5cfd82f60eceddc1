import type { FailureKind } from '../aws/aws-result.ts';
import { credentialFailure, isUndecided } from '../credentials/credential-failure.ts';
import type { Facts } from '../findings/facts.ts';
import type { Finding } from '../findings/finding.ts';
import type { CapabilityStatus } from '../permissions/decision.ts';

/** What the check comes to. The exit status is the same in every format. */
export interface Verdict {
  readonly status: 'enabled' | 'disabled' | 'inconclusive';
  readonly exitCode: 0 | 1 | 3;
}

/** Answers of AWS by which these credentials cannot be used from here. */
const REFUSALS: readonly FailureKind[] = [
  'invalid-access-key',
  'wrong-secret-key',
  'expired-credentials',
  'clock-skew',
];

/**
 * Status and exit status of a check.
 *
 * `0`: compute or storage is enabled and so is every required capability. `1`: both are disabled, there are no
 * usable credentials, a required capability is disabled, or `strict` is set and there is a warning. `3`: neither.
 */
export function judge(facts: Facts, findings: readonly Finding[], strict: boolean): Verdict {
  const status = credentialsAreUnusable(facts) ? 'disabled' : coreStatus(facts.capabilities);
  return verdictOf(status, facts, findings, strict);
}

/** The exit status that belongs to a status, with what is required. */
export function verdictOf(
  status: Verdict['status'],
  { capabilities, required }: Pick<Facts, 'capabilities' | 'required'>,
  findings: readonly Finding[],
  strict: boolean,
): Verdict {
  const has = (wanted: CapabilityStatus) =>
    capabilities.some((capability) => required.includes(capability.id) && capability.status === wanted);
  const warned = strict && findings.some(({ severity }) => severity !== 'info');
  if (status === 'disabled' || has('disabled') || warned) return { status, exitCode: 1 };
  if (status === 'inconclusive' || has('unknown')) return { status, exitCode: 3 };
  return { status, exitCode: 0 };
}

/** AWS is enabled where compute or storage is, and disabled where both are. */
export function coreStatus(capabilities: Facts['capabilities']): Verdict['status'] {
  const core = capabilities.filter((capability) => capability.core);
  if (core.some(({ status }) => status === 'enabled')) return 'enabled';
  return core.every(({ status }) => status === 'disabled') ? 'disabled' : 'inconclusive';
}

/** Whether it is certain that SkyPilot cannot use these credentials from here. */
function credentialsAreUnusable(facts: Facts): boolean {
  const error = credentialFailure(facts);
  if (error !== undefined) return !isUndecided(error);
  if (facts.credentials.kind === 'none') return true;
  return facts.identity.kind === 'failed' && REFUSALS.includes(facts.identity.failure.kind);
}
