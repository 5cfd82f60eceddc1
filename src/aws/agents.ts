import * as http from 'node:http';
import * as https from 'node:https';
import type { Duplex } from 'node:stream';
import type { Clock } from '../time.ts';
import { TransportError } from './transport-error.ts';

type Created = (error: Error | null, stream: Duplex) => void;

/** How long connecting may take, in milliseconds, and by which clock. */
export interface ConnectLimit {
  readonly connectTimeoutMs: number;
  readonly limit: Clock['limit'];
}

/** Ends a connection that is not ready in time. */
export function limitConnecting(
  socket: Duplex,
  ready: 'connect' | 'secureConnect',
  { connectTimeoutMs, limit }: ConnectLimit,
  host: string,
): void {
  const lift = limit(connectTimeoutMs, () => {
    const message = `No connection within ${connectTimeoutMs} ms.`;
    socket.destroy(new TransportError('timeout', 'ETIMEDOUT', message, { host }));
  });
  for (const event of [ready, 'close']) socket.once(event, lift);
}

/** Connects to http endpoints and proxies within a time limit. */
export class LimitedHttpAgent extends http.Agent {
  readonly #limit: ConnectLimit;

  constructor(limit: ConnectLimit, options: http.AgentOptions) {
    super(options);
    this.#limit = limit;
  }

  override createConnection(options: http.ClientRequestArgs, created?: Created) {
    const socket = super.createConnection(options, created);
    if (socket) limitConnecting(socket, 'connect', this.#limit, String(options.host));
    return socket;
  }
}

/** Connects to https endpoints and proxies within a time limit, TLS included. */
export class LimitedHttpsAgent extends https.Agent {
  readonly #limit: ConnectLimit;

  constructor(limit: ConnectLimit, options: https.AgentOptions) {
    super(options);
    this.#limit = limit;
  }

  override createConnection(options: https.RequestOptions, created?: Created) {
    const socket = super.createConnection(options, created);
    if (socket) limitConnecting(socket, 'secureConnect', this.#limit, String(options.host));
    return socket;
  }
}
