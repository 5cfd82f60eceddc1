import type { IncomingMessage } from 'node:http';
import type * as https from 'node:https';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { type ConnectLimit, LimitedHttpAgent, LimitedHttpsAgent } from './agents.ts';
import { noteAnsweringHost } from './answering-host.ts';
import { type NetworkSettings, refuseOtherOrigins } from './network-settings.ts';
import { inTunnel, type ProxyAddress, parseProxy, proxyError, TunnelAgent } from './proxy-agent.ts';
import { abortFailure, fromSystemError, TransportError } from './transport-error.ts';
import { trustOf } from './trust.ts';

type Request = Parameters<NodeHttpHandler['handle']>[0];
type Answer = Awaited<ReturnType<NodeHttpHandler['handle']>>;

/** The SDK's XML parser takes half a second for as much. */
const DEFAULT_MAX_ANSWER_BYTES = 4 * 1024 * 1024;
const AGENT_OPTIONS = { keepAlive: true, maxSockets: 50 };

export interface TransportOptions extends ConnectLimit {
  /** For one request, from connecting to the last byte of its answer, in milliseconds. */
  readonly timeoutMs: number;
  readonly maxAnswerBytes?: number;
  readonly network: NetworkSettings;
  readonly signal: AbortSignal;
}

interface Route {
  readonly handler: NodeHttpHandler;
  readonly proxy: ProxyAddress | undefined;
}

/**
 * Sends the requests of every client: with time limits, through the proxy, with the trusted certificates, and
 * reads answers up to a limit before anything parses them. Follows no redirects. Every failure is thrown as a
 * TransportError.
 */
export class AwsTransport {
  readonly metadata = { handlerProtocol: 'http/1.1' };
  readonly #options: TransportOptions;
  readonly #routes = new Map<string, Route>();
  readonly #inFlight = new Set<AbortController>();

  constructor(options: TransportOptions) {
    this.#options = options;
  }

  /** The SDK's interface of request handlers; the answer's body is read whole. */
  async handle(request: Request): Promise<Answer> {
    const { timeoutMs, signal } = this.#options;
    const stop = new AbortController();
    const onAbort = () => stop.abort(abortFailure(signal, request.hostname));
    const lift = this.#options.limit(timeoutMs, () => stop.abort(outOfTime(request.hostname, timeoutMs)));
    this.#inFlight.add(stop);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    try {
      return await this.#exchange(request, stop.signal);
    } catch (error) {
      throw stop.signal.aborted ? abortFailure(stop.signal) : fromSystemError(error, request.hostname);
    } finally {
      lift();
      signal.removeEventListener('abort', onAbort);
      this.#inFlight.delete(stop);
    }
  }

  /** Called by the SDK when one client is done with; the connections serve the others on. */
  destroy(): void {}

  /** Part of the SDK's interface; nothing is set from outside. */
  updateHttpClientConfig(): void {}

  /** Part of the SDK's interface. */
  httpHandlerConfigs(): object {
    return {};
  }

  /** Closes every connection and ends what is in flight. */
  close(): void {
    for (const request of this.#inFlight) {
      request.abort(new TransportError('cancelled', 'ECANCELED', 'The run is over.'));
    }
    for (const { handler } of this.#routes.values()) handler.destroy();
    this.#routes.clear();
  }

  async #exchange(request: Request, signal: AbortSignal): Promise<Answer> {
    const port = request.port === undefined ? '' : `:${request.port}`;
    const url = new URL(`${request.protocol}//${request.hostname}${port}`);
    const { handler, proxy } = this.#routeTo(url);
    const forwarded = proxy !== undefined && url.protocol === 'http:';
    const sent = forwarded ? forwardedRequest(request, url, proxy) : request;
    try {
      const { response } = await orAborted(handler.handle(sent, { abortSignal: signal }), signal);
      response.body = await this.#readBody(response.body, response.headers, signal);
      noteAnsweringHost(response, url.hostname);
      return { response };
    } catch (error) {
      if (proxy === undefined || signal.aborted) throw error;
      throw forwarded ? proxyError(error, proxy, url.hostname) : inTunnel(error, proxy, url.hostname);
    }
  }

  #routeTo(url: URL): Route {
    const { network } = this.#options;
    const proxyUrl = network.proxyFor(url);
    refuseOtherOrigins(network, url, proxyUrl);
    const key = `${url.protocol} ${proxyUrl ?? ''}`;
    const known = this.#routes.get(key);
    if (known !== undefined) return known;
    const proxy = proxyUrl === undefined ? undefined : parseProxy(proxyUrl);
    const handler = new NodeHttpHandler({
      httpAgent: new LimitedHttpAgent(this.#options, AGENT_OPTIONS),
      ...(url.protocol === 'https:' || proxy?.protocol === 'https:' ? this.#overTls(url, proxy) : {}),
      logger: NO_LOGGER,
    });
    const route = { handler, proxy };
    this.#routes.set(key, route);
    return route;
  }

  #overTls(url: URL, proxy: ProxyAddress | undefined): { readonly httpsAgent: https.Agent } {
    const trust = trustOf(this.#options.network);
    const options = { ...AGENT_OPTIONS, ...trust };
    const direct = proxy === undefined || url.protocol === 'http:';
    return {
      httpsAgent: direct
        ? new LimitedHttpsAgent(this.#options, options)
        : new TunnelAgent(proxy, this.#options, options, trust),
    };
  }

  async #readBody(
    body: IncomingMessage,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    const limit = this.#options.maxAnswerBytes ?? DEFAULT_MAX_ANSWER_BYTES;
    const onAbort = () => body.destroy(abortFailure(signal));
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      if (Number(headers['content-length']) > limit) throw tooLarge(limit);
      const chunks: Buffer[] = [];
      let size = 0;
      for await (const chunk of body as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > limit) throw tooLarge(limit);
        chunks.push(chunk);
      }
      return Buffer.concat(chunks);
    } finally {
      signal.removeEventListener('abort', onAbort);
      if (!body.complete) body.destroy();
    }
  }
}

/** The SDK writes to the console where it is given no logger. */
export const NO_LOGGER = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

/** Node drops a connection that switches protocols (status 101) without a word: the SDK's handler would wait for ever. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(abortFailure(signal));
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    work.then(resolve, reject);
  });
}

function outOfTime(host: string, timeoutMs: number): TransportError {
  return new TransportError('timeout', 'ETIMEDOUT', `${host} gave no whole answer within ${timeoutMs} ms.`, {
    host,
  });
}

function tooLarge(limit: number): TransportError {
  return new TransportError(
    'malformed-answer',
    'AnswerTooLarge',
    `The answer is larger than ${limit} bytes.`,
  );
}

/** A request to an http endpoint as it is sent to a proxy: with the whole URL as its path. */
function forwardedRequest(request: Request, url: URL, proxy: ProxyAddress): Request {
  return Object.assign(request.clone(), {
    protocol: proxy.protocol,
    hostname: proxy.hostname,
    port: proxy.port,
    path: `${url.origin}${request.path}`,
    headers: {
      ...request.headers,
      ...(proxy.authorization === undefined ? {} : { 'proxy-authorization': proxy.authorization }),
    },
  });
}
