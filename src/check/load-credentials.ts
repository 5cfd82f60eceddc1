import type { AwsContext } from '../aws/context.ts';
import { loadContext, loadCredentials } from '../credentials/load.ts';
import type { CredentialsOutcome } from '../credentials/model.ts';
import type { Resolution } from '../credentials/resolve.ts';
import type { Host } from '../host.ts';
import type { CheckRequest } from './request.ts';

/** Loads the credentials that the trace picked; without `remote` calls where the check is offline. */
export async function loadCredentialsOf(
  resolution: Resolution,
  request: Pick<CheckRequest, 'offline' | 'renewSsoToken' | 'timeoutMs'>,
  host: Host,
  aws: AwsContext,
): Promise<CredentialsOutcome> {
  const context = loadContext({
    host,
    region: aws.region,
    remote: request.offline ? undefined : await remoteFor(aws),
    renewSsoToken: request.renewSsoToken && !request.offline,
    processTimeoutMs: request.timeoutMs,
  });
  return loadCredentials(resolution.trace, resolution.scope, context);
}

async function remoteFor(aws: AwsContext) {
  const { createCredentialRemote } = await import('../credentials/aws-remote.ts');
  return createCredentialRemote(aws);
}
