/** One call to a service, and its answer. */
import type { Caller } from './callers.ts';
import type { Cloud } from './cloud.ts';
import type { KeyRing } from './key-ring.ts';
import type { QueryParams } from './query-params.ts';
import type { SessionFacts } from './session-facts.ts';

/** The wire format of a service's errors. */
export type Protocol = 'query' | 'ec2' | 's3' | 'json' | 'rest-json' | 'metadata';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What every handler may look at. */
export interface CallFacts {
  readonly cloud: Cloud;
  readonly keys: KeyRing;
  /** The server's clock, milliseconds since 1970. */
  readonly now: number;
  /** `http://127.0.0.1:PORT`. */
  readonly endpoint: string;
  readonly requestId: string;
  readonly method: string;
  /** Decoded, without the query. */
  readonly path: string;
  readonly query: QueryParams;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** A call without a signature. */
export interface PublicCall extends CallFacts {
  /** Parameters of the Query protocol; empty elsewhere. */
  readonly params: QueryParams;
}

/** A signed call whose signature has been checked. */
export interface ServiceCall extends PublicCall {
  readonly protocol: Protocol;
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  readonly caller: Caller;
  readonly temporary:
    | { readonly issuedAt: number; readonly accessKeyId: string; readonly session: SessionFacts }
    | undefined;
}
