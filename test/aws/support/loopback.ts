import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import {
  type AwsContext,
  type AwsSettings,
  closeAwsContext,
  createAwsContext,
} from '../../../src/aws/context.ts';
import type { EndpointSettings } from '../../../src/aws/endpoints.ts';
import { NO_WAITS } from '../../support/clocks.ts';

/** Settings of a machine that configures no endpoint at all. */
export const DEFAULT_ENDPOINTS: EndpointSettings = {
  useFips: false,
  useDualstack: false,
  useGlobalSts: false,
  choose: () => ({ kind: 'default' }),
};

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

export type Answer = (response: http.ServerResponse, request: Received) => void;

export interface Loopback {
  readonly url: string;
  readonly port: number;
  readonly received: readonly Received[];
  /** How many connections are open. */
  connections(): Promise<number>;
}

/** A server on loopback for one test, which ends with it. The answers are given in turn, the last one on and on. */
export async function loopback(...answers: readonly Answer[]): Promise<Loopback> {
  const received: Received[] = [];
  const server = http.createServer((request, response) => {
    // The real date would be far from the context's.
    response.sendDate = false;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const entry = { method, url, headers, body: Buffer.concat(chunks).toString('utf8') };
      received.push(entry);
      answers[Math.min(received.length, answers.length) - 1]?.(response, entry);
    });
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    received,
    connections: () =>
      new Promise((resolve, reject) => {
        server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
      }),
  };
}

/** Starts a server for one test. */
export async function listen(server: http.Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return (server.address() as AddressInfo).port;
}

export function xml(status: number, body: string, headers: http.OutgoingHttpHeaders = {}): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'text/xml', ...headers });
    response.end(body);
  };
}

export function json(status: number, body: unknown, headers: http.OutgoingHttpHeaders = {}): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
}

/** An error as STS and IAM answer with it. */
export function queryError(status: number, code: string, message: string, headers = {}): Answer {
  return xml(
    status,
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
    headers,
  );
}

/** An error as EC2 answers with it. */
export function ec2Error(status: number, code: string, message: string, headers = {}): Answer {
  return xml(
    status,
    `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>r</RequestID></Response>`,
    headers,
  );
}

export const IDENTITY = xml(
  200,
  `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/dev/alice</Arn><UserId>AIDAEXAMPLE</UserId><Account>123456789012</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></GetCallerIdentityResponse>`,
);

/** What o'clock it is for every context. */
export const NOW = Date.UTC(2026, 5, 1, 12);

export const CREDENTIALS = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};

/** A context for one test whose every service is at the URL. */
export function contextFor(url: string, settings: Partial<AwsSettings> = {}): AwsContext {
  const context = createAwsContext({
    credentials: CREDENTIALS,
    region: 'us-east-1',
    endpoints: { ...DEFAULT_ENDPOINTS, choose: () => ({ kind: 'custom', url, location: 'a test' }) },
    network: { proxyFor: () => undefined },
    timeoutMs: 3000,
    connectTimeoutMs: 1000,
    signal: new AbortController().signal,
    ...NO_WAITS,
    now: () => NOW,
    version: '0.0.0-test',
    ...settings,
  });
  onTestFinished(() => closeAwsContext(context));
  return context;
}
