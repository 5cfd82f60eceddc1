/** Has AWS decode what it encoded in a denial, with the credentials that boto3 would use. */
import type { AwsResult } from '../aws/aws-result.ts';
import { type AwsContext, closeAwsContext, withCredentials } from '../aws/context.ts';
import { resolveOffline } from '../credentials/resolve.ts';
import type { Host } from '../host.ts';
import { denialOpener, type OpenDenial } from '../permissions/open-denials.ts';
import type { AccountRequest } from './ask-account.ts';
import { connect } from './connection.ts';
import { loadCredentialsOf } from './load-credentials.ts';

/** Runs work that may have denials opened. Credentials are loaded, and a call is made, only for the first of them. */
export async function withDenialOpener<T>(
  request: AccountRequest,
  host: Host,
  work: (open: OpenDenial) => Promise<T>,
): Promise<T> {
  let signed: Promise<AwsContext | undefined> | undefined;
  const open = denialOpener(async (message) => {
    signed ??= connected(request, host);
    const aws = await signed;
    if (aws === undefined) return NOT_POSSIBLE;
    const { decodeAuthorizationMessage } = await import('../aws/sts.ts');
    return decodeAuthorizationMessage(aws, message);
  });
  try {
    return await work(open);
  } finally {
    const aws = await signed;
    if (aws !== undefined) closeAwsContext(aws);
  }
}

const NOT_POSSIBLE: AwsResult<string> = {
  kind: 'failed',
  failure: {
    kind: 'other',
    service: 'sts',
    operation: 'DecodeAuthorizationMessage',
    code: 'NoCredentials',
    message: 'There are no credentials to ask with.',
  },
};

async function connected(request: AccountRequest, host: Host): Promise<AwsContext | undefined> {
  const resolution = await resolveOffline(host, request.profile);
  const aws = await connect(request, resolution, resolution.region.value, host);
  const credentials = await loadCredentialsOf(resolution, { ...request, offline: false }, host, aws);
  if (credentials.kind === 'loaded') return withCredentials(aws, credentials.credentials);
  closeAwsContext(aws);
  return undefined;
}
