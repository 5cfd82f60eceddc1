/** Connects to AWS as boto3 would with the same environment and profile: endpoints, proxies, certificates. */
import { type AwsContext, createAwsContext } from '../aws/context.ts';
import { readEndpointSettings } from '../aws/endpoints.ts';
import type { NetworkSettings } from '../aws/network-settings.ts';
import { proxyForUrl } from '../aws/proxy-settings.ts';
import type { Resolution } from '../credentials/resolve.ts';
import type { Host } from '../host.ts';
import { readCaBundle, trustSettings } from './ca-bundle-facts.ts';

export interface ConnectionRequest {
  /** `--endpoint-url`. */
  readonly endpointUrl: string | undefined;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly version: string;
  readonly onRequest?: AwsContext['onRequest'];
}

/** One call may take this long at most, however long the whole run may. */
const CALL_TIMEOUT_MS = 20_000;
const CONNECT_TIMEOUT_MS = 5_000;

/** Makes a context without credentials for the resolved profile and region. Nothing is sent yet. */
export async function connect(
  request: ConnectionRequest,
  resolution: Resolution,
  region: string | undefined,
  host: Host,
): Promise<AwsContext> {
  return createAwsContext({
    region,
    endpoints: readEndpointSettings({
      flag: request.endpointUrl,
      env: host.env,
      profile: resolution.scope.entries,
      services: resolution.config.services,
    }),
    network: await networkSettings(resolution, host),
    timeoutMs: Math.min(CALL_TIMEOUT_MS, request.timeoutMs),
    connectTimeoutMs: Math.min(CONNECT_TIMEOUT_MS, request.timeoutMs),
    signal: request.signal,
    now: () => host.now(),
    limit: (ms, onEnd) => host.limit(ms, onEnd),
    pause: (ms, signal) => host.pause(ms, signal),
    version: request.version,
    onRequest: request.onRequest,
  });
}

async function networkSettings(resolution: Resolution, host: Host): Promise<NetworkSettings> {
  const bundle = await readCaBundle(resolution, host);
  const { onlyOrigin } = host;
  return {
    proxyFor: (url) => proxyForUrl(url, host.env),
    ...trustSettings(bundle),
    ...(onlyOrigin === undefined ? {} : { onlyOrigin }),
  };
}
