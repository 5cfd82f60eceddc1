/** A relay in front of a sandbox that knows which operation each call is, and spoils those that a test chooses. */
import * as http from 'node:http';
import { onTestFinished } from 'vitest';
import { listen } from '../aws/support/loopback.ts';

/** A call that arrived. */
export interface RelayedCall {
  /** As the API names it; a path for the metadata of machines. */
  readonly operation: string;
  /** As in the credential scope; empty without a signature. */
  readonly service: string;
  /** From 1, among all calls. */
  readonly number: number;
  /** From 1, among the calls of the operation. */
  readonly ofOperation: number;
}

interface Relayed {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What is sent instead; `pass` asks the sandbox. */
export type Spoiler = (
  response: http.ServerResponse,
  call: RelayedCall,
  pass: () => Promise<Relayed>,
) => void | Promise<void>;

export interface Relay {
  readonly url: string;
  readonly calls: readonly RelayedCall[];
  /** How many calls the sandbox has not answered yet. */
  pending(): number;
}

/** @param choose - what spoils a call; undefined passes it on */
export async function relayTo(
  endpoint: string,
  choose: (call: RelayedCall) => Spoiler | undefined,
): Promise<Relay> {
  const calls: RelayedCall[] = [];
  const agent = new http.Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());
  let pending = 0;
  const server = http.createServer((request, response) => {
    response.sendDate = false;
    pending += 1;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => undefined);
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const { operation, service } = nameOf(request, body.toString('utf8'));
      const ofOperation = calls.filter((call) => call.operation === operation).length + 1;
      const call = { operation, service, number: calls.length + 1, ofOperation };
      calls.push(call);
      const pass = () => ask(endpoint, request, body, agent);
      const spoiler = choose(call) ?? passOn;
      void Promise.resolve(spoiler(response, call, pass)).finally(() => {
        pending -= 1;
      });
    });
  });
  const port = await listen(server);
  return { url: `http://127.0.0.1:${port}`, calls, pending: () => pending };
}

const passOn: Spoiler = async (response, _call, pass) => {
  const { status, headers, body } = await pass();
  response.writeHead(status, headers);
  response.end(body);
};

function ask(
  endpoint: string,
  { method, url, headers }: http.IncomingMessage,
  body: Buffer,
  agent: http.Agent,
): Promise<Relayed> {
  return new Promise((resolve, reject) => {
    const request = http.request(`${endpoint}${url ?? '/'}`, { method, headers, agent }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) }),
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}

const PATHS: readonly (readonly [path: RegExp, operation: string])[] = [
  [/^\/federation\/credentials/, 'GetRoleCredentials'],
  [/^\/token$/, 'CreateToken'],
  [/^\/v1\/token/, 'CreateOAuth2Token'],
  [/x-id=ListBuckets|^\/$/, 'ListBuckets'],
  [/^\/latest\//, 'instance metadata'],
];

function nameOf(
  { url = '/', headers }: http.IncomingMessage,
  body: string,
): Pick<RelayedCall, 'operation' | 'service'> {
  const service = /Credential=[^/]+\/\d+\/[^/]*\/([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? '';
  const target = headers['x-amz-target'];
  const operation =
    new URLSearchParams(body).get('Action') ??
    (typeof target === 'string' ? target.split('.')[1] : undefined) ??
    PATHS.find(([path]) => path.test(url))?.[1] ??
    'container';
  return { operation, service };
}
