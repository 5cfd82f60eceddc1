import type { AwsFailure, FailureKind } from '../../aws/aws-result.ts';
import { failureText } from '../../aws/failure-text.ts';
import { findingOfFault } from '../connection/connection-rules.ts';
import { aboutHost, faultFix } from '../connection/fault-fix.ts';
import { aboutKeys, replaceKeys } from '../credentials/renew-keys.ts';
import type { Facts } from '../facts.ts';
import { type Finding, finding } from '../finding.ts';
import type { FixStep } from '../fix-step.ts';
import type { FindingCode } from '../registry.ts';
import { loginStep } from '../sso/login-step.ts';

/** Findings about asking AWS who we are. */
export function identityFindings(facts: Facts): readonly Finding[] {
  if (facts.identity.kind !== 'failed') return [];
  const { failure, knownIn } = facts.identity;
  // The rule about the region says more.
  if (knownIn !== undefined) return [];
  // The rule about the file of certificates says more.
  if (failure.kind === 'ca-bundle' && facts.caBundle.kind === 'unreadable') return [];
  return [
    finding(codeOf(failure.kind), {
      detail: isAboutCredentials(failure.kind)
        ? withKeys(failureText(failure), aboutKeys(facts))
        : withKeys(failureText(failure), aboutHost(failure, facts)),
      possibleCauses: [...(isAboutKeys(failure.kind) ? MALFORMED_KEYS : []), ...CAUSES],
      fix: fixOf(failure, facts),
    }),
  ];
}

function withKeys(text: string, about: string): string {
  return about === '' ? text : `${text.replace(/[.\s]+$/, '')}.${about}`;
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
  const provider = facts.credentials.kind === 'loaded' ? facts.credentials.provider : undefined;
  switch (failure.kind) {
    case 'expired-credentials':
      if (provider === 'sso') return [loginStep(facts.profileName, facts)];
      return replaceKeys(facts);
    case 'invalid-access-key':
    case 'wrong-secret-key':
      return replaceKeys(facts);
    default:
      return faultFix(failure, facts);
  }
}

function isAboutCredentials(kind: FailureKind): boolean {
  return kind === 'invalid-access-key' || kind === 'wrong-secret-key' || kind === 'expired-credentials';
}
