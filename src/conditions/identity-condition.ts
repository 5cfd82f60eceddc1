import type { AwsFailure, FailureKind } from '../aws/aws-result.ts';
import { credentialFailure, isUndecided } from '../credentials/credential-failure.ts';
import type { CredentialError } from '../credentials/credentials-outcome.ts';
import type { ConditionFacts } from './condition-facts.ts';

type Answer = { readonly decision: 'allowed' | 'denied' | 'unknown'; readonly reason: string };

/** Whether AWS confirmed an identity. */
export function identityCondition(facts: Pick<ConditionFacts, 'trace' | 'credentials' | 'identity'>): Answer {
  const { credentials, identity } = facts;
  const error = credentialFailure(facts);
  if (error !== undefined) return ofError(error);
  if (credentials.kind === 'none') return { decision: 'denied', reason: 'there are no credentials' };
  switch (identity.kind) {
    case 'known':
      return { decision: 'allowed', reason: 'AWS confirmed the identity' };
    case 'not-asked':
      return { decision: 'unknown', reason: identity.reason };
    case 'failed':
      return identity.knownIn === undefined
        ? ofFailure(identity.failure)
        : { decision: 'denied', reason: 'the account has not enabled the region' };
  }
}

function ofError(error: CredentialError): Answer {
  const isOpen = isUndecided(error);
  return { decision: isOpen ? 'unknown' : 'denied', reason: reasonOf(error, isOpen) };
}

function reasonOf({ code, failure, setting }: CredentialError, isOpen: boolean): string {
  if (isOpen && failure?.isRunLimit === true)
    return `the time limit (--timeout) was over before the credentials were there (${failure.operation})`;
  if (isOpen && failure !== undefined)
    return `the credentials could not be fetched (${failure.operation}: ${failure.code})`;
  if (failure?.kind === 'clock-skew') return "this machine's clock is wrong";
  switch (code) {
    case 'sso-never-logged-in':
    case 'sso-token-expired':
    case 'sso-token-invalid':
    case 'login-token-invalid':
      return 'there is no valid login';
    case 'profile-not-found':
      return 'the profile does not exist';
    case 'no-network':
      return 'AWS could not be reached for the credentials';
    case 'client-setting-invalid':
      return `boto3 does not accept ${setting ?? 'a setting'}`;
    case 'ca-bundle-unreadable':
    case 'ca-bundle-blank':
      return 'the file of trusted certificates cannot be used';
    case 'provider-unsupported':
      return 'skycheck cannot load credentials from their source';
    case 'credentials-retrieval-failed':
      return 'the credentials could not be fetched';
    default:
      return code.startsWith('config-') ? 'boto3 cannot read an AWS file' : 'there are no usable credentials';
  }
}

/** Answers by which these credentials cannot be used from here. Everything else leaves open whether they are good. */
const REFUSALS: Partial<Readonly<Record<FailureKind, string>>> = {
  'invalid-access-key': 'AWS does not accept the credentials',
  'wrong-secret-key': 'AWS does not accept the credentials',
  'expired-credentials': 'the credentials have expired',
  'wrong-region': "the region is not that of AWS's endpoint",
  'clock-skew': "this machine's clock is wrong",
  'ca-bundle': 'the file of trusted certificates cannot be used',
  'opt-in-required': 'AWS does not serve the account in this region',
  denied: 'AWS does not say whose credentials these are',
};

function ofFailure(failure: AwsFailure): Answer {
  const { kind, code, proxy, page } = failure;
  const refused = REFUSALS[kind];
  if (refused !== undefined) return { decision: 'denied', reason: refused };
  if (failure.isRunLimit === true)
    return { decision: 'unknown', reason: 'the time limit (--timeout) was over before AWS answered' };
  if (proxy !== undefined && (kind === 'proxy' || kind === 'network'))
    return { decision: 'unknown', reason: `the proxy ${proxy} let no call through to AWS (${code})` };
  if (page !== undefined)
    return { decision: 'unknown', reason: `something else answered in place of AWS (${code})` };
  return { decision: 'unknown', reason: `AWS did not tell whose credentials these are (${code})` };
}
