import * as http from 'node:http';
import * as https from 'node:https';
import type { Clock } from '../time.ts';
import type { AwsSettings } from './context.ts';
import { refuseOtherOrigins } from './network-settings.ts';
import { type ProxyAddress, parseProxy, TunnelAgent } from './proxy-agent.ts';
import { abortFailure, fromSystemError, systemCode } from './transport-error.ts';
import { trustOf } from './trust.ts';

const MAX_ANSWER_BYTES = 1024 * 1024;

/** A call to a metadata service, which is no AWS API. */
export interface HttpRequest {
  readonly method: 'GET' | 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** For connecting, and again for the whole answer after it, in milliseconds. */
  readonly timeoutMs: number;
  /** Whether HTTP_PROXY and NO_PROXY count: for instance metadata they do, for container metadata not. */
  readonly useProxy: boolean;
}

/** How a plain HTTP call to a metadata service ended. The body holds secrets. */
export type HttpAnswer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body: string;
      /** True where a proxy was asked to pass the request on: then the answer may be the proxy's own. */
      readonly byProxy: boolean;
    }
  /** Connected, then no answer. */
  | { readonly kind: 'read-timeout' }
  | { readonly kind: 'connect-timeout' }
  /** Refused, reset, unroutable, closed early. */
  | { readonly kind: 'connection-failed'; readonly code: string }
  /** Not something that can be sent, such as a URL that cannot be parsed. */
  | { readonly kind: 'invalid-request' }
  | { readonly kind: 'too-large' };

/**
 * Sends one request on a connection of its own, follows no redirect, and reads at most 1 MiB. Never throws.
 *
 * @param settings - how the network is reached; its signal ends the request at once, as a failed connection with code
 *   `ECANCELED`, or `ETIMEDOUT` where it is the time limit of the run
 */
export function sendPlainRequest(
  request: HttpRequest,
  settings: Pick<AwsSettings, 'network' | 'signal' | 'limit'>,
): Promise<HttpAnswer> {
  const { network, signal, limit } = settings;
  if (signal.aborted) return Promise.resolve(aborted(signal));
  const url = URL.canParse(request.url) ? new URL(request.url) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    return Promise.resolve({ kind: 'invalid-request' });
  try {
    const proxyUrl = request.useProxy ? network.proxyFor(url) : undefined;
    refuseOtherOrigins(network, url, proxyUrl);
    const proxy = proxyUrl === undefined ? undefined : parseProxy(proxyUrl);
    const sent = open(request, url, proxy, limit);
    return answerOf(sent, request.timeoutMs, proxy !== undefined, settings);
  } catch (error) {
    const code = systemCode(error);
    // Node throws at once for what HTTP cannot carry, such as a line break in a header.
    return Promise.resolve(
      code?.startsWith('ERR_') && code !== 'ERR_INVALID_URL'
        ? { kind: 'invalid-request' }
        : { kind: 'connection-failed', code: code ?? 'UNKNOWN' },
    );
  }
}

function open(
  request: HttpRequest,
  url: URL,
  proxy: ProxyAddress | undefined,
  limit: Clock['limit'],
): http.ClientRequest {
  const { method, timeoutMs } = request;
  const headers: Record<string, string> = { ...request.headers, Connection: 'close' };
  // boto3 reads no bundle here: metadata services are asked with the public certificates.
  const trust = url.protocol === 'https:' || proxy?.protocol === 'https:' ? trustOf({}) : undefined;
  if (proxy === undefined) {
    const options = { method, headers, agent: false as const, ...trust };
    return (url.protocol === 'https:' ? https : http).request(url, options);
  }
  if (url.protocol === 'https:' && trust !== undefined) {
    const agent = new TunnelAgent(proxy, { connectTimeoutMs: timeoutMs, limit }, { keepAlive: false }, trust);
    return https.request(url, { method, headers, agent });
  }
  const { authorization, hostname, port } = proxy;
  return (proxy.protocol === 'https:' ? https : http).request({
    ...trust,
    method,
    host: hostname,
    port,
    path: url.href,
    agent: false,
    headers: {
      ...headers,
      Host: url.host,
      ...(authorization === undefined ? {} : { 'Proxy-Authorization': authorization }),
    },
  });
}

function aborted(signal: AbortSignal): HttpAnswer {
  return { kind: 'connection-failed', code: abortFailure(signal).code };
}

function answerOf(
  request: http.ClientRequest,
  timeoutMs: number,
  byProxy: boolean,
  { signal, limit }: Pick<AwsSettings, 'signal' | 'limit'>,
): Promise<HttpAnswer> {
  return new Promise((resolve) => {
    const end = (answer: HttpAnswer) => {
      lift();
      signal.removeEventListener('abort', onAbort);
      resolve(answer);
      request.destroy();
    };
    const fail = (error: unknown) =>
      end({ kind: 'connection-failed', code: fromSystemError(error, '').code });
    const onAbort = () => end(aborted(signal));
    let lift = limit(timeoutMs, () => end({ kind: 'connect-timeout' }));
    const onConnected = () => {
      lift();
      lift = limit(timeoutMs, () => end({ kind: 'read-timeout' }));
    };
    signal.addEventListener('abort', onAbort, { once: true });
    request.once('socket', (socket) => {
      if (socket.connecting) socket.once('connect', onConnected);
      else onConnected();
    });
    // The listener stays: a request that is destroyed may still have an error.
    request.on('error', fail);
    request.once('response', (response) => {
      readBody(response, byProxy).then(end, fail);
    });
    request.end();
  });
}

async function readBody(response: http.IncomingMessage, byProxy: boolean): Promise<HttpAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) return { kind: 'too-large' };
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks).toString('utf8');
  return { kind: 'answer', status: response.statusCode ?? 0, body, byProxy };
}
