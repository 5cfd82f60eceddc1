import { setMaxListeners } from 'node:events';
import type { Clock } from '../time.ts';
import type { FailureKind, ServiceName } from './aws-result.ts';
import type { Credentials } from './credentials.ts';
import type { EndpointSettings } from './endpoints.ts';
import type { AwsTransport } from './http.ts';
import type { NetworkSettings } from './network-settings.ts';

/** One request, with when it was sent and when its answer was read, in milliseconds since 1970. */
export interface SentRequest {
  readonly service: ServiceName;
  readonly operation: string;
  /** Undefined for the service's global endpoint. */
  readonly region: string | undefined;
  readonly startedAt: number;
  readonly endedAt: number;
  /** 1 for the first time that a call is sent. */
  readonly attempt: number;
  /** `ok`, or the kind of its failure. */
  readonly outcome: 'ok' | FailureKind;
}

/** Everything that calls to AWS depend on; nothing is read from elsewhere. */
export interface AwsSettings extends Clock {
  /** Absent where only unsigned operations are called. */
  readonly credentials?: Credentials;
  /** As boto3 resolved it; undefined where nothing sets it. */
  readonly region: string | undefined;
  readonly endpoints: EndpointSettings;
  readonly network: NetworkSettings;
  /** For one attempt of a call, from connecting to the last byte, in milliseconds. */
  readonly timeoutMs: number;
  /** For connecting alone, proxy and TLS included, in milliseconds. */
  readonly connectTimeoutMs: number;
  /** The largest answer that is read, in bytes; larger ones fail unparsed. */
  readonly maxAnswerBytes?: number;
  /** Ends every call at once: the time limit of the whole run, or Ctrl-C. */
  readonly signal: AbortSignal;
  /** Is told of each request when it was answered, or failed. */
  readonly onRequest?: ((request: SentRequest) => void) | undefined;
  /** The version of skycheck, for the user agent. */
  readonly version: string;
}

/** The settings with what calls made with them share. Make with `createAwsContext`, end with `closeAwsContext`. */
export interface AwsContext extends AwsSettings {
  /** Connections, shared by every context that is made from this one. */
  readonly shared: { transport?: AwsTransport; closed: boolean };
  /** Further values that no message may show, such as an SSO token sent with a call. */
  readonly secrets: readonly string[];
}

/** Makes a context. Costs nothing until the first call: no SDK module is loaded and no connection opened. */
export function createAwsContext(settings: AwsSettings): AwsContext {
  // Every call in flight listens to the signal; Node warns on stderr above ten listeners.
  setMaxListeners(0, settings.signal);
  return { ...settings, shared: { closed: false }, secrets: [] };
}

/** The same context with other credentials, such as those of an assumed role, on the same connections. */
export function withCredentials(context: AwsContext, credentials: Credentials | undefined): AwsContext {
  const { credentials: _replaced, ...rest } = context;
  return { ...rest, ...(credentials === undefined ? {} : { credentials }) };
}

/** The same context for another region, on the same connections. */
export function withRegion(context: AwsContext, region: string | undefined): AwsContext {
  return { ...context, region };
}

/** Closes every connection, so that the process can exit at once; calls in flight end as cancelled. */
export function closeAwsContext(context: AwsContext): void {
  context.shared.closed = true;
  context.shared.transport?.close();
}
