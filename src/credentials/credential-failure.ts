/** What keeps a profile from having credentials, wherever it showed. */
import type { CredentialError, CredentialsOutcome, ResolutionTrace } from './credentials-outcome.ts';

export interface CredentialState {
  readonly trace: ResolutionTrace;
  readonly credentials: CredentialsOutcome;
}

/** The error that stands between the profile and credentials: of loading them, else of choosing a provider. */
export function credentialFailure({ trace, credentials }: CredentialState): CredentialError | undefined {
  if (credentials.kind === 'failed') return credentials.error;
  return trace.choice.kind === 'error' ? trace.choice.error : undefined;
}

/** Whether what stands in the way is a login that the AWS CLI would make. */
export function needsLogin(state: CredentialState): boolean {
  const code = credentialFailure(state)?.code;
  return code === 'sso-never-logged-in' || code === 'sso-token-expired' || code === 'sso-token-invalid';
}
