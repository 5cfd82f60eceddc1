/** Whose account a policy is for, where the person does not say: asked of STS, as `skycheck aws` asks. */
import { identify } from '../account/identity.ts';
import { closeAwsContext, withCredentials } from '../aws/context.ts';
import type { CredentialsOutcome } from '../credentials/credentials-outcome.ts';
import { resolveOffline } from '../credentials/resolve.ts';
import type { Host } from '../host.ts';
import { connect } from './connection.ts';
import { loadCredentialsOf } from './load-credentials.ts';
import type { CheckRequest } from './request.ts';

export type AccountAnswer =
  | {
      readonly kind: 'known';
      readonly account: string;
      readonly partition: string;
      /** The ARNs that the user or role has, or may have; empty where it is neither. */
      readonly principalArns: readonly string[];
    }
  | { readonly kind: 'failed'; readonly reason: string };

export type AccountRequest = Pick<
  CheckRequest,
  'profile' | 'renewSsoToken' | 'endpointUrl' | 'timeoutMs' | 'signal' | 'version'
>;

/** Asks with the credentials that boto3 would use. Nothing else is asked. */
export async function askAccount(request: AccountRequest, host: Host): Promise<AccountAnswer> {
  const resolution = await resolveOffline(host, request.profile);
  const aws = await connect(request, resolution, resolution.region.value, host);
  try {
    const credentials = await loadCredentialsOf(resolution, { ...request, offline: false }, host, aws);
    if (credentials.kind !== 'loaded') return { kind: 'failed', reason: credentialsReason(credentials) };
    const identity = await identify(withCredentials(aws, credentials.credentials), credentials.sso?.region);
    if (identity.kind === 'known') return { ...identity, principalArns: identity.principalCandidates };
    const reason = identity.kind === 'failed' ? identity.failure.code : identity.reason;
    return { kind: 'failed', reason: `AWS did not tell whose credentials these are (${reason})` };
  } finally {
    closeAwsContext(aws);
  }
}

function credentialsReason(credentials: Exclude<CredentialsOutcome, { kind: 'loaded' }>): string {
  switch (credentials.kind) {
    case 'none':
      return 'there are no AWS credentials';
    case 'failed':
      return `the AWS credentials cannot be loaded (${credentials.error.code})`;
    default:
      return `the AWS credentials cannot be loaded (${credentials.reason})`;
  }
}
