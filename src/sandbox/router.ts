/** From a request to the service and operation that it means. */
import type { QueryParams } from './query-params.ts';
import type { Protocol } from './service-call.ts';
import { metadataOperation } from './services/metadata.ts';
import { s3Operation } from './services/s3.ts';
import { SSO_PATHS } from './services/sso.ts';
import type { AuthorizationRead } from './sigv4.ts';

export interface Route {
  /** As in the credential scope: `sts`, `iam`, `ec2`, `s3`, `servicequotas`; or `sso`, `sso-oidc`, `signin`, `metadata`. */
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  readonly protocol: Protocol;
}

/** What routing looks at. */
export interface RoutedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: QueryParams;
  readonly params: QueryParams;
  readonly headers: ReadonlyMap<string, string>;
}

const PROTOCOLS: Readonly<Record<string, Protocol>> = {
  sts: 'query',
  iam: 'query',
  ec2: 'ec2',
  s3: 's3',
  servicequotas: 'json',
};

/** Finds the route: a signature names its service; without a signature the path does. */
export function routeOf(request: RoutedRequest, authorization: AuthorizationRead): Route {
  if (authorization.kind === 'signed') {
    const { service, region } = authorization.authorization;
    const protocol = PROTOCOLS[service] ?? 'query';
    return { service, region, protocol, operation: operationOf(request, service) };
  }
  return unsignedRoute(request);
}

function operationOf(request: RoutedRequest, service: string): string {
  if (service === 's3') return s3Operation(request);
  if (service === 'servicequotas') return request.headers.get('x-amz-target')?.split('.')[1] ?? '';
  return request.params.get('Action') ?? '';
}

function unsignedRoute(request: RoutedRequest): Route {
  const { method, path, params, query } = request;
  const metadata = metadataOperation(path);
  if (metadata !== undefined) return route('metadata', metadata, 'metadata');
  const portal = SSO_PATHS.get(path);
  if (portal !== undefined) return route('sso', portal, 'rest-json');
  if (method === 'POST' && path === '/token') return route('sso-oidc', 'CreateToken', 'rest-json');
  if (method === 'POST' && path === '/v1/token') return route('signin', 'CreateOAuth2Token', 'rest-json');
  const action = params.get('Action') ?? query.get('Action');
  if (action !== undefined) return route('sts', action, 'query');
  return route('s3', s3Operation(request), 's3');
}

function route(service: string, operation: string, protocol: Protocol): Route {
  return { service, operation, protocol, region: '' };
}
