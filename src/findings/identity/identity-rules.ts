import type { AwsFailure, FailureKind } from '../../aws/aws-result.ts';
import { failureText } from '../../aws/failure-text.ts';
import { findingOfFault } from '../connection/connection-rules.ts';
import { faultFix } from '../connection/fault-fix.ts';
import { enterKeys } from '../credentials/enter-keys.ts';
import type { Facts } from '../facts.ts';
import { type Finding, finding } from '../finding.ts';
import { command, type FixStep, unset } from '../fix-step.ts';
import type { FindingCode } from '../registry.ts';

/** Findings about asking AWS who we are. */
export function identityFindings(facts: Facts): readonly Finding[] {
  if (facts.identity.kind !== 'failed') return [];
  const { failure } = facts.identity;
  // The rule about the file of certificates says more.
  if (failure.kind === 'ca-bundle' && facts.caBundle.kind === 'unreadable') return [];
  return [
    finding(codeOf(failure.kind), {
      detail: failureText(failure),
      possibleCauses: [...(isAboutKeys(failure.kind) ? MALFORMED_KEYS : []), ...CAUSES],
      fix: fixOf(failure, facts),
    }),
  ];
}

/** What makes AWS refuse, or keeps calls from reaching it, the likeliest first. */
const CAUSES: readonly FindingCode[] = [
  'config-inline-comment',
  'config-quoted-value',
  'config-continued-value',
  'config-blank-key',
  'env-stray-session-token',
  'env-session-token-missing',
  'ca-bundle-unreadable',
  'region-unknown',
];

/** A key that cannot be one, or that nobody meant, is what AWS refuses; it is not why nobody answers. */
const MALFORMED_KEYS: readonly FindingCode[] = [
  'env-keys-over-profile',
  'config-key-malformed',
  'env-key-malformed',
];

function isAboutKeys(kind: FailureKind): boolean {
  return kind === 'invalid-access-key' || kind === 'wrong-secret-key' || kind === 'other';
}

function codeOf(kind: FailureKind): FindingCode {
  switch (kind) {
    case 'invalid-access-key':
      return 'access-key-invalid';
    case 'wrong-secret-key':
      return 'secret-key-wrong';
    case 'expired-credentials':
      return 'session-token-expired';
    case 'clock-skew':
      return 'clock-skew';
    default:
      return findingOfFault(kind);
  }
}

function fixOf(failure: AwsFailure, facts: Facts): readonly FixStep[] {
  const profile = facts.profileName;
  const provider = facts.credentials.kind === 'loaded' ? facts.credentials.provider : undefined;
  switch (failure.kind) {
    case 'invalid-access-key':
    case 'wrong-secret-key':
      if (provider === 'env')
        return [unset('AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN')];
      return enterKeys(profile, facts);
    case 'expired-credentials':
      if (provider === 'sso') return [command('aws', 'sso', 'login', '--profile', profile)];
      if (provider === 'env')
        return [unset('AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN')];
      return enterKeys(profile, facts);
    default:
      return faultFix(failure, facts.otherTrust);
  }
}
