import * as http from 'node:http';
import * as https from 'node:https';
import type { Duplex } from 'node:stream';
import { TransportError } from './transport-error.ts';

type Created = (error: Error | null, stream: Duplex) => void;

/** Ends a connection that is not ready in time. */
export function limitConnecting(
  socket: Duplex,
  ready: 'connect' | 'secureConnect',
  timeoutMs: number,
  host: string,
): void {
  const timer = setTimeout(() => {
    socket.destroy(new TransportError('timeout', 'ETIMEDOUT', `No connection within ${timeoutMs} ms.`, host));
  }, timeoutMs);
  for (const event of [ready, 'close']) socket.once(event, () => clearTimeout(timer));
}

/** Connects to http endpoints and proxies within a time limit. */
export class LimitedHttpAgent extends http.Agent {
  readonly #timeoutMs: number;

  constructor(timeoutMs: number, options: http.AgentOptions) {
    super(options);
    this.#timeoutMs = timeoutMs;
  }

  override createConnection(options: http.ClientRequestArgs, created?: Created) {
    const socket = super.createConnection(options, created);
    if (socket) limitConnecting(socket, 'connect', this.#timeoutMs, String(options.host));
    return socket;
  }
}

/** Connects to https endpoints and proxies within a time limit, TLS included. */
export class LimitedHttpsAgent extends https.Agent {
  readonly #timeoutMs: number;

  constructor(timeoutMs: number, options: https.AgentOptions) {
    super(options);
    this.#timeoutMs = timeoutMs;
  }

  override createConnection(options: https.RequestOptions, created?: Created) {
    const socket = super.createConnection(options, created);
    if (socket) limitConnecting(socket, 'secureConnect', this.#timeoutMs, String(options.host));
    return socket;
  }
}
