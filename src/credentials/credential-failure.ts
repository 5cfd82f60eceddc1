/** What keeps a profile from having credentials, wherever it showed. */
import { isOperational } from '../aws/aws-result.ts';
import type {
  CredentialError,
  CredentialErrorCode,
  CredentialsOutcome,
  ResolutionTrace,
} from './credentials-outcome.ts';

export interface CredentialState {
  readonly trace: ResolutionTrace;
  readonly credentials: CredentialsOutcome;
}

/** The error that keeps the profile from having credentials: of loading them, else of choosing a provider. */
export function credentialFailure({ trace, credentials }: CredentialState): CredentialError | undefined {
  if (credentials.kind === 'failed') return credentials.error;
  if (credentials.kind === 'none') return credentials.fault;
  return trace.choice.kind === 'error' ? trace.choice.error : undefined;
}

/** Errors that leave open whether the credentials are good, though no call failed. */
const UNDECIDED_CODES: readonly CredentialErrorCode[] = [
  // What boto3 makes of it depends on its version.
  'ca-bundle-blank',
  'no-network',
  'provider-unsupported',
  'credentials-retrieval-failed',
];

/** Whether an error leaves open if there are good credentials: nobody who knows has answered. */
export function isUndecided({ code, failure }: CredentialError): boolean {
  return failure === undefined ? UNDECIDED_CODES.includes(code) : isOperational(failure);
}

/** Whether what is missing is a login that the AWS CLI would make. */
export function needsLogin(state: CredentialState): boolean {
  const code = credentialFailure(state)?.code;
  return code === 'sso-never-logged-in' || code === 'sso-token-expired' || code === 'sso-token-invalid';
}
