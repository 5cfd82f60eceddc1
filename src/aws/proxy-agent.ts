import * as http from 'node:http';
import * as https from 'node:https';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import * as tls from 'node:tls';
import { type ConnectLimit, limitConnecting } from './agents.ts';
import { fromSystemError, systemCode, TransportError } from './transport-error.ts';
import type { TrustOptions } from './trust.ts';

/** A proxy's address, with what it wants to know of us. */
export interface ProxyAddress {
  readonly protocol: 'http:' | 'https:';
  readonly hostname: string;
  readonly port: number;
  /** The Proxy-Authorization header's value, where the URL names a user and a password. */
  readonly authorization?: string;
}

/**
 * Reads a proxy's URL; throws a TransportError of kind `proxy` for one that is none. The message names no part of
 * the URL, which may hold a password.
 */
export function parseProxy(text: string): ProxyAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.hostname === '') {
    throw new TransportError('proxy', 'ERR_INVALID_URL', "The proxy's URL is malformed.");
  }
  const protocol = url.protocol === 'https:' ? 'https:' : 'http:';
  const port = url.port === '' ? (protocol === 'https:' ? 443 : 80) : Number(url.port);
  const hostname = url.hostname.replace(/^\[|\]$/g, '');
  if (url.username === '' || url.password === '') return { protocol, hostname, port };
  const userAndPassword = `${decode(url.username)}:${decode(url.password)}`;
  const authorization = `Basic ${Buffer.from(userAndPassword, 'utf8').toString('base64')}`;
  return { protocol, hostname, port, authorization };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/**
 * A failure of the proxy, for whatever went wrong with it.
 *
 * @param host - the endpoint's, which was to be reached
 */
export function proxyError(error: unknown, proxy: ProxyAddress, host: string): TransportError {
  if (error instanceof TransportError) return error;
  const code = systemCode(error) ?? 'ProxyError';
  return new TransportError('proxy', code, '', { host, proxy: addressOf(proxy) });
}

/** A failure behind the proxy: on the way on to the endpoint, or of the endpoint itself. */
export function inTunnel(error: unknown, proxy: ProxyAddress, host: string): TransportError {
  const failure = fromSystemError(error, host);
  const { kind, code, message } = failure;
  return failure.proxy === undefined
    ? new TransportError(kind, code, message, { host, proxy: addressOf(proxy) })
    : failure;
}

function addressOf({ hostname, port }: ProxyAddress): string {
  return `${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`;
}

/** Reaches https endpoints through a proxy, each by a tunnel of its own (CONNECT). */
export class TunnelAgent extends https.Agent {
  readonly #proxy: ProxyAddress;
  readonly #limit: ConnectLimit;
  readonly #trust: TrustOptions;
  readonly #opening = new Set<http.ClientRequest>();

  constructor(proxy: ProxyAddress, limit: ConnectLimit, options: https.AgentOptions, trust: TrustOptions) {
    super(options);
    this.#proxy = proxy;
    this.#limit = limit;
    this.#trust = trust;
  }

  override createConnection(
    options: https.RequestOptions,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    const host = String(options.host);
    this.#openTunnel(host, options.port ?? 443)
      .then((socket) => this.#secure(socket, host, options.servername))
      .then(
        (secured) => callback?.(null, secured),
        // Node looks at no stream where there is an error; its types ask for one all the same.
        (error: unknown) => callback?.(proxyError(error, this.#proxy, host), new Duplex()),
      );
    return undefined;
  }

  override destroy(): void {
    for (const request of this.#opening) request.destroy();
    super.destroy();
  }

  /** TLS with the endpoint, inside the tunnel. */
  #secure(socket: Socket, host: string, servername: string | undefined): tls.TLSSocket {
    try {
      const name = servername === undefined ? {} : { servername };
      const secured = tls.connect({ ...this.#trust, socket, host, ...name });
      limitConnecting(secured, 'secureConnect', this.#limit, host);
      return secured;
    } catch (error) {
      // What Node throws at once is about the certificates that it was given.
      socket.destroy();
      throw fromSystemError(error, host);
    }
  }

  #openTunnel(wanted: string, wantedPort: number | string): Promise<Socket> {
    const { protocol, hostname, port, authorization } = this.#proxy;
    const target = `${wanted.includes(':') ? `[${wanted}]` : wanted}:${wantedPort}`;
    const way = { host: wanted, proxy: addressOf(this.#proxy) };
    const request = (protocol === 'https:' ? https : http).request({
      ...this.#trust,
      method: 'CONNECT',
      host: hostname,
      port,
      path: target,
      agent: false,
      headers: {
        Host: target,
        ...(authorization === undefined ? {} : { 'Proxy-Authorization': authorization }),
      },
    });
    this.#opening.add(request);
    return new Promise<Socket>((resolve, reject) => {
      const lift = this.#limit.limit(this.#limit.connectTimeoutMs, () => {
        reject(new TransportError('proxy', 'ETIMEDOUT', 'The proxy does not answer.', way));
        request.destroy();
      });
      request.once('close', lift);
      request.once('error', reject);
      request.once('connect', (response, socket) => {
        lift();
        if (response.statusCode === 200) return resolve(socket);
        socket.destroy();
        reject(refusedTunnel(response.statusCode, authorization !== undefined, way));
      });
      request.end();
    }).finally(() => this.#opening.delete(request));
  }
}

function refusedTunnel(
  status: number | undefined,
  isUserGiven: boolean,
  way: { readonly host: string; readonly proxy: string },
): TransportError {
  const why =
    status !== 407
      ? 'it refuses to connect to this host'
      : isUserGiven
        ? 'it does not accept the user and password that its URL names'
        : 'it wants a user and a password';
  const message = `it answered with status ${status}: ${why}`;
  return new TransportError('proxy', `HTTP ${status}`, message, way);
}
