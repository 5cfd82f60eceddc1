/** From a request to its answer: routing, faults, signature, region, permission, operation. */
import { randomUUID } from 'node:crypto';
import { ApiError } from './api-error.ts';
import { authenticate, authenticationError } from './authenticate.ts';
import type { Cloud } from './cloud.ts';
import type { FaultPlan } from './faults.ts';
import { serverError, throttleError } from './faults.ts';
import type { AccessKey, KeyRing } from './key-ring.ts';
import { isTrue, parseForm } from './query-params.ts';
import { REGIONS } from './regions.ts';
import { checkServiceIsOpen } from './restrictions.ts';
import type { Route } from './router.ts';
import { routeOf } from './router.ts';
import type { Fault } from './scenario.ts';
import type { HttpAnswer, PublicCall, ServiceCall } from './service-call.ts';
import { ec2Operations } from './services/ec2.ts';
import { iamOperations } from './services/iam.ts';
import { metadataService } from './services/metadata.ts';
import type { HttpOperations, QueryOperations } from './services/operations.ts';
import { s3Operations } from './services/s3.ts';
import { serviceQuotasOperations } from './services/service-quotas.ts';
import { createOAuth2Token } from './services/signin.ts';
import { ssoPortal } from './services/sso.ts';
import { createToken } from './services/sso-oidc.ts';
import { stsOperations, stsPublicOperations } from './services/sts.ts';
import type { SignInTokens } from './sign-in-logins.ts';
import type { AuthorizationRead, WireRequest } from './sigv4.ts';
import { readAuthorization } from './sigv4.ts';
import type { SsoTokens } from './sso-logins.ts';
import { ec2Answer, errorAnswer, queryAnswer, textAnswer } from './wire.ts';

/** What all requests of a server share. */
export interface ServerState {
  readonly cloud: Cloud;
  readonly keys: KeyRing;
  readonly ssoTokens: SsoTokens;
  readonly signInTokens: SignInTokens;
  readonly faults: FaultPlan;
  readonly endpoint: string;
  /** The server's clock. */
  now(): number;
}

/** An answer with what is to happen to it on its way, and what the log says of it. */
export interface Served {
  readonly route: Route;
  readonly answer: HttpAnswer;
  readonly errorCode: string | undefined;
  readonly dryRun: boolean;
  readonly faults: readonly Fault[];
  readonly requestId: string;
}

/** Answers a request; nothing that a client sends makes it throw. */
export function serve(state: ServerState, request: WireRequest): Served {
  const requestId = randomUUID();
  const authorization = readAuthorization(request.headers);
  const call = publicCall(state, request, requestId);
  const route = routeOf(call, authorization);
  const faults = state.faults.strike(route);
  const result = answerOrError(route, requestId, () => {
    failOnPurpose(faults, route);
    return answer(state, request, call, route, authorization);
  });
  return { route, ...result, dryRun: isTrue(call.params, 'DryRun'), faults, requestId };
}

function publicCall(state: ServerState, request: WireRequest, requestId: string): PublicCall {
  const at = request.target.indexOf('?');
  const path = at < 0 ? request.target : request.target.slice(0, at);
  const body = request.body.toString('utf8');
  const isForm = request.headers.get('content-type')?.includes('x-www-form-urlencoded') ?? false;
  const query = parseForm(at < 0 ? '' : request.target.slice(at + 1));
  return {
    cloud: state.cloud,
    keys: state.keys,
    now: state.now(),
    endpoint: state.endpoint,
    requestId,
    method: request.method,
    path: decodePath(path),
    query,
    headers: request.headers,
    body,
    params: isForm ? parseForm(body) : query,
  };
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function answerOrError(
  route: Route,
  requestId: string,
  make: () => HttpAnswer,
): Pick<Served, 'answer' | 'errorCode'> {
  try {
    return { answer: make(), errorCode: undefined };
  } catch (error) {
    const known =
      error instanceof ApiError
        ? error
        : new ApiError(500, 'InternalFailure', 'The sandbox itself failed: this is a bug in it.');
    return { answer: errorAnswer(route.protocol, route.service, requestId, known), errorCode: known.code };
  }
}

function failOnPurpose(faults: readonly Fault[], route: Route): void {
  for (const fault of faults) {
    if (fault.kind === 'throttle') throw throttleError(route.protocol);
    if (fault.kind === 'server-error') throw serverError(route.protocol, fault.status);
    if (fault.kind === 'error') throw new ApiError(fault.status, fault.code, fault.message);
  }
}

function answer(
  state: ServerState,
  request: WireRequest,
  call: PublicCall,
  route: Route,
  authorization: AuthorizationRead,
): HttpAnswer {
  if (authorization.kind === 'incomplete') throw authenticationError(route.protocol, authorization);
  if (authorization.kind === 'unsigned') return publicAnswer(state, call, route);
  const key = authenticate(request, authorization.authorization, state.keys, route.protocol, state.now());
  checkRegion(route, key);
  const temporary =
    key.kind === 'temporary'
      ? { issuedAt: key.issuedAt, accessKeyId: key.id, session: key.session }
      : undefined;
  return serviceAnswer({ ...call, ...route, caller: key.caller, temporary });
}

/** Services without signatures, and STS's one operation without. */
function publicAnswer(state: ServerState, call: PublicCall, route: Route): HttpAnswer {
  switch (route.service) {
    case 'metadata':
      return metadataService(call, route.operation);
    case 'sso':
      return ssoPortal(call, route.operation, state.ssoTokens);
    case 'sso-oidc':
      return createToken(call, state.ssoTokens);
    case 'signin':
      return createOAuth2Token(call, state.signInTokens);
    default: {
      const operation = route.service === 'sts' ? stsPublicOperations.get(route.operation) : undefined;
      if (operation === undefined) throw authenticationError(route.protocol, { kind: 'unsigned' });
      return queryAnswer('sts', route.operation, call.requestId, operation(call));
    }
  }
}

/** Regions that do not exist cannot be reached in AWS, and those that are not enabled take no credentials. */
function checkRegion(route: Route, key: AccessKey): void {
  const region = REGIONS.get(route.region);
  const { account } = key.caller;
  if (region === undefined || region.partition !== account.partition)
    throw new ApiError(
      403,
      'SignatureDoesNotMatch',
      `Credential should be scoped to a valid region, not '${route.region}'. `,
    );
  const regional = route.service !== 'iam' && route.service !== 's3';
  if (regional && !account.enabledRegions.has(route.region))
    throw authenticationError(route.protocol, { kind: 'wrong-token' });
}

const QUERY_SERVICES: ReadonlyMap<string, QueryOperations> = new Map([
  ['sts', stsOperations],
  ['iam', iamOperations],
  ['ec2', ec2Operations],
]);

const HTTP_SERVICES: ReadonlyMap<string, HttpOperations> = new Map([
  ['s3', s3Operations],
  ['servicequotas', serviceQuotasOperations],
]);

function serviceAnswer(call: ServiceCall): HttpAnswer {
  if (call.service === 'ec2') checkServiceIsOpen(call);
  const http = HTTP_SERVICES.get(call.service)?.get(call.operation);
  if (http !== undefined) return http(call);
  const query = QUERY_SERVICES.get(call.service)?.get(call.operation);
  if (query === undefined) throw unknownOperation(call);
  const fields = query(call);
  return call.service === 'ec2'
    ? ec2Answer(call.operation, call.requestId, fields)
    : queryAnswer(call.service, call.operation, call.requestId, fields);
}

function unknownOperation(call: ServiceCall): ApiError {
  const { protocol, service, operation } = call;
  if (!QUERY_SERVICES.has(service) && !HTTP_SERVICES.has(service))
    return new ApiError(501, 'NotImplemented', `The sandbox has no service ${service}.`);
  if (protocol === 's3')
    return new ApiError(
      501,
      'NotImplemented',
      `The sandbox does not answer ${operation}: it never changes anything.`,
    );
  const code = protocol === 'json' ? 'UnknownOperationException' : 'InvalidAction';
  return new ApiError(400, code, `The sandbox does not answer ${operation}.`);
}

/** The answer to a request that is too large to be read. */
export function tooLarge(): HttpAnswer {
  return textAnswer('Request entity too large', 413);
}
