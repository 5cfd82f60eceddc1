import type { ServiceName } from './aws-result.ts';
import type { AwsContext } from './context.ts';
import type { EndpointPlan } from './endpoints.ts';
import { AwsTransport, NO_LOGGER } from './http.ts';
import { type Guardable, guard } from './read-only-guard.ts';
import type { WireEndpoint } from './wire/default-endpoint.ts';
import { WireClient } from './wire/wire-client.ts';

/**
 * The options that every client is made with.
 *
 * Each of them that is left out makes the SDK look for it in the environment, in `~/.aws` or at the metadata
 * service, so none is.
 */
function clientOptions(context: AwsContext, plan: EndpointPlan) {
  const { credentials } = context;
  return {
    region: plan.region,
    credentials:
      credentials === undefined
        ? noCredentials
        : // Without an expiry: the SDK would ask for fresh ones.
          {
            accessKeyId: credentials.accessKeyId,
            secretAccessKey: credentials.secretAccessKey,
            ...(credentials.sessionToken === undefined ? {} : { sessionToken: credentials.sessionToken }),
          },
    ...(plan.url === undefined ? {} : { endpoint: plan.url }),
    ignoreConfiguredEndpointUrls: true,
    useFipsEndpoint: plan.useFips,
    useDualstackEndpoint: plan.useDualstack,
    requestHandler: transportOf(context),
    // Retrying is `callAws`'s: the SDK's waits cannot be cancelled.
    maxAttempts: 1,
    retryMode: 'standard',
    defaultsMode: 'legacy' as const,
    authSchemePreference: [],
    sigv4aSigningRegionSet: async () => undefined,
    // As boto3: a wrong clock is a failure, and is not worked around.
    disableClockSkewCorrection: true,
    customUserAgent: [['skycheck', context.version]] as [string, string][],
    userAgentAppId: async () => undefined,
    logger: NO_LOGGER,
  };
}

export type ClientOptions = ReturnType<typeof clientOptions>;

async function noCredentials(): Promise<never> {
  throw new Error('This call would have to be signed, and there are no credentials.');
}

function transportOf(context: AwsContext): AwsTransport {
  context.shared.transport ??= new AwsTransport(context);
  return context.shared.transport;
}

/** Gives the one client of a service for a context and a region, made when it is first needed. */
export interface LazyClient<Client> {
  readonly service: ServiceName;
  get(context: AwsContext, plan: EndpointPlan): Client;
}

/**
 * Makes the SDK's clients of one service.
 *
 * @param make - `(options) => new XClient(options)`, with further options of the service
 */
export function lazyClient<Client, Input extends object, Output extends object>(
  service: ServiceName,
  make: (options: ClientOptions) => Client & Guardable<Input, Output>,
): LazyClient<Client> {
  return clientPerRegion(service, (context, plan) => {
    const client = make(clientOptions(context, plan));
    // Its headers would carry what the environment of a Lambda function says.
    client.middlewareStack.remove('recursionDetectionMiddleware');
    guard(client, service);
    return client;
  });
}

/**
 * Makes the clients of a service for calls that go without the SDK's client; the guard is in each of them.
 *
 * @param endpointOf - where they send
 */
export function lazyWireClient(
  service: ServiceName,
  endpointOf: (plan: EndpointPlan, context: AwsContext) => WireEndpoint,
): LazyClient<WireClient> {
  return clientPerRegion(
    service,
    (context, plan) =>
      new WireClient({
        service,
        endpoint: endpointOf(plan, context),
        credentials: context.credentials,
        transport: transportOf(context),
        userAgent: `skycheck-wire/1.0 api/${service} skycheck/${context.version}`,
      }),
  );
}

function clientPerRegion<Client>(
  service: ServiceName,
  make: (context: AwsContext, plan: EndpointPlan) => Client,
): LazyClient<Client> {
  const clients = new WeakMap<AwsContext, Map<string, Client>>();
  return {
    service,
    get(context, plan) {
      const ofContext = clients.get(context) ?? new Map<string, Client>();
      clients.set(context, ofContext);
      const known = ofContext.get(plan.region);
      if (known !== undefined) return known;
      const client = make(context, plan);
      ofContext.set(plan.region, client);
      return client;
    },
  };
}
