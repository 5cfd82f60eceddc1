/** The HTTP server on loopback: reads bounded requests, sends answers, and breaks them where a fault says so. */
import { setMaxListeners } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { Clock } from '../time.ts';
import type { Served, ServerState } from './dispatch.ts';
import { serve, tooLarge } from './dispatch.ts';
import { spoil } from './faults.ts';
import type { HttpAnswer } from './service-call.ts';
import type { WireRequest } from './sigv4.ts';

/** A call that has been served. */
export interface ServedRequest {
  readonly service: string;
  readonly operation: string;
  /** Empty for calls without a signature. */
  readonly region: string;
  readonly status: number;
  readonly errorCode: string | undefined;
  readonly dryRun: boolean;
  /** Whether the answer says that something has been made or changed. */
  readonly changed: boolean;
  /** The server's clock at the answer, milliseconds since 1970. */
  readonly at: number;
}

export type Listening =
  | {
      readonly kind: 'listening';
      readonly port: number;
      requests(): readonly ServedRequest[];
      close(): Promise<void>;
    }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

/** Larger than any request that the services know: a policy document has at most 131,072 characters. */
const LARGEST_BODY = 2 * 1024 * 1024;
const LONGEST_LOG = 100_000;
const HOST = '127.0.0.1';

/** What the server needs of its state, which knows the endpoint only once there is a port. */
export type StateFor = (endpoint: string) => ServerState;

/** Starts listening on 127.0.0.1; latency is waited for with `pause`. */
export function listen(port: number, pause: Clock['pause'], stateFor: StateFor): Promise<Listening> {
  const log: ServedRequest[] = [];
  let state: ServerState | undefined;
  const closing = new AbortController();
  // Every answer that is late listens to it; Node warns above ten listeners.
  setMaxListeners(0, closing.signal);
  const late: Late = (ms) => pause(ms, closing.signal);
  const server = createServer((request, response) => {
    if (state === undefined) response.destroy();
    else void handle(state, request, response, log, late);
  });
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      resolve({ kind: 'failed', code: error.code ?? 'UNKNOWN', message: error.message }),
    );
    server.listen(port, HOST, () => {
      const address = server.address();
      const actual = typeof address === 'object' && address !== null ? address.port : port;
      state = stateFor(`http://${HOST}:${actual}`);
      resolve({
        kind: 'listening',
        port: actual,
        requests: () => [...log],
        close: () => {
          closing.abort();
          return close(server);
        },
      });
    });
  });
}

/** Waits so many milliseconds; false where the server is closed meanwhile. */
type Late = (ms: number) => Promise<boolean>;

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function handle(
  state: ServerState,
  request: IncomingMessage,
  response: ServerResponse,
  log: ServedRequest[],
  late: Late,
): Promise<void> {
  const body = await readBody(request);
  if (body === 'aborted') return;
  if (body === 'too-large') {
    response.shouldKeepAlive = false;
    send(state, response, tooLarge(), '');
    return;
  }
  const served = serve(state, wireRequest(request, body));
  const latency = served.faults.reduce((sum, fault) => sum + (fault.kind === 'latency' ? fault.ms : 0), 0);
  if (latency > 0 && !(await late(latency))) return;
  if (log.length < LONGEST_LOG) log.push(logEntry(served, state.now()));
  deliver(state, response, served);
}

async function readBody(request: IncomingMessage): Promise<Buffer | 'too-large' | 'aborted'> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request) {
      if (!Buffer.isBuffer(chunk)) continue;
      size += chunk.length;
      if (size > LARGEST_BODY) return 'too-large';
      chunks.push(chunk);
    }
  } catch {
    return 'aborted';
  }
  return Buffer.concat(chunks);
}

function wireRequest(request: IncomingMessage, body: Buffer): WireRequest {
  const headers = new Map<string, string>();
  for (const [name, values] of Object.entries(request.headersDistinct))
    if (values !== undefined) headers.set(name, values.map((value) => value.trim()).join(','));
  return { method: request.method ?? 'GET', target: request.url ?? '/', headers, body };
}

function logEntry(served: Served, at: number): ServedRequest {
  const { route, answer, errorCode, dryRun } = served;
  const { service, operation, region } = route;
  const changed = changesSomething(route) && statusSent(served) < 300;
  return { service, operation, region, status: answer.status, errorCode, dryRun, changed, at };
}

const READS: Readonly<Record<string, RegExp>> = {
  ec2: /^(Describe|Get)/,
  iam: /^(Get|List|Simulate)/,
  s3: /^(Get|Head|List)/,
};

/** Whether an operation of a service with resources would make or change some. */
function changesSomething({ service, operation }: Served['route']): boolean {
  return READS[service] !== undefined && !READS[service].test(operation);
}

/** The status that the client sees, which a fault may have chosen. */
function statusSent({ answer, faults }: Served): number {
  const instead = faults.find((fault) => fault.kind === 'answer');
  return instead?.status ?? answer.status;
}

/** Sends the answer, or what a fault leaves of it. */
function deliver(state: ServerState, response: ServerResponse, served: Served): void {
  const fault = served.faults.find((entry) => entry.kind !== 'latency');
  switch (fault?.kind) {
    case 'hang':
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'truncate':
      sendHalf(state, response, served.answer, served.requestId);
      return;
    case 'malformed':
    case 'empty':
      send(state, response, spoil(served.answer, fault.kind), served.requestId);
      return;
    case 'answer': {
      const { status, body, contentType } = fault;
      send(state, response, { status, body, headers: { 'content-type': contentType } }, served.requestId);
      return;
    }
    default:
      send(state, response, served.answer, served.requestId);
  }
}

function writeHead(
  state: ServerState,
  response: ServerResponse,
  answer: HttpAnswer,
  requestId: string,
): void {
  response.sendDate = false;
  response.writeHead(answer.status, {
    // Clients learn the server's clock from here.
    date: new Date(state.now()).toUTCString(),
    ...(requestId === '' ? {} : { 'x-amzn-requestid': requestId, 'x-amz-request-id': requestId }),
    ...answer.headers,
    ...(answer.body === '' ? {} : { 'content-length': String(Buffer.byteLength(answer.body)) }),
  });
}

function send(state: ServerState, response: ServerResponse, answer: HttpAnswer, requestId: string): void {
  writeHead(state, response, answer, requestId);
  response.end(answer.body);
}

/** Announces the whole body, sends half of it and hangs up. */
function sendHalf(state: ServerState, response: ServerResponse, answer: HttpAnswer, requestId: string): void {
  writeHead(state, response, answer, requestId);
  response.write(answer.body.slice(0, Math.floor(answer.body.length / 2)), () => response.destroy());
}
