/** What `aws configure list` would print in the same home and environment, from boto3's rules. */
import { closeAwsContext } from './aws/context.ts';
import { connect } from './check/connection.ts';
import { loadCredentialsOf } from './check/load-credentials.ts';
import type { CheckRequest } from './check/request.ts';
import { type ConfigureList, configureList } from './credentials/configure-list.ts';
import { resolveOffline } from './credentials/resolve.ts';
import type { Host } from './host.ts';

export type ConfigureRequest = Pick<
  CheckRequest,
  'profile' | 'offline' | 'renewSsoToken' | 'endpointUrl' | 'timeoutMs' | 'signal' | 'version'
>;

/** Resolves and loads as a check does, and stops there. A call is made only where the credentials take one. */
export async function listConfiguration(request: ConfigureRequest, host: Host): Promise<ConfigureList> {
  const resolution = await resolveOffline(host, request.profile);
  const aws = await connect(request, resolution, resolution.region.value, host);
  try {
    return configureList(resolution, await loadCredentialsOf(resolution, request, host, aws));
  } finally {
    closeAwsContext(aws);
  }
}
