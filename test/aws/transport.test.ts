import * as http from 'node:http';
import * as net from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { AwsFailure, AwsResult } from '../../src/aws/aws-result.ts';
import { closeAwsContext, withRegion } from '../../src/aws/context.ts';
import { getCallerIdentity } from '../../src/aws/sts.ts';
import {
  type Answer,
  contextFor,
  DEFAULT_ENDPOINTS,
  IDENTITY,
  listen,
  loopback,
  queryError,
} from './support/loopback.ts';

async function failure(result: Promise<AwsResult<unknown>>): Promise<AwsFailure> {
  const ended = await result;
  if (ended.kind === 'ok') throw new Error('no failure');
  return ended.failure;
}

const silent: Answer = () => {};
const reset: Answer = (response) => response.socket?.resetAndDestroy();

describe('time limits', () => {
  test('a server that says nothing', async () => {
    const server = await loopback(silent);
    const started = performance.now();
    expect(await failure(getCallerIdentity(contextFor(server.url, { timeoutMs: 200 })))).toMatchObject({
      kind: 'timeout',
      host: '127.0.0.1',
    });
    expect(performance.now() - started).toBeLessThan(1500);
    expect(server.received.length).toBe(1);
  });

  test('an answer that stops in the middle', async () => {
    const server = await loopback((response) => {
      response.writeHead(200, { 'content-type': 'text/xml' });
      response.write('<GetCallerIdentityResponse>');
    });
    const result = getCallerIdentity(contextFor(server.url, { timeoutMs: 200 }));
    expect((await failure(result)).kind).toBe('timeout');
  });

  test('an answer that drips', async () => {
    const server = await loopback((response) => {
      response.writeHead(200, { 'content-type': 'text/xml' });
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    });
    const result = getCallerIdentity(contextFor(server.url, { timeoutMs: 200 }));
    expect((await failure(result)).kind).toBe('timeout');
  });

  test('a port that accepts and never speaks, with TLS', async () => {
    const server = net.createServer((socket) => socket.on('error', () => {}));
    const sockets: net.Socket[] = [];
    server.on('connection', (socket) => sockets.push(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    const { port } = server.address() as net.AddressInfo;
    for (const limits of [{ timeoutMs: 200 }, { connectTimeoutMs: 200 }]) {
      const started = performance.now();
      const result = getCallerIdentity(contextFor(`https://127.0.0.1:${port}`, limits));
      expect(await failure(result)).toMatchObject({ kind: 'timeout', host: '127.0.0.1' });
      expect(performance.now() - started).toBeLessThan(900);
    }
  });

  test('the limit of the whole run, while a throttled call waits', async () => {
    const server = await loopback(queryError(400, 'Throttling', 'Rate exceeded'));
    const started = performance.now();
    const context = contextFor(server.url, { signal: AbortSignal.timeout(300) });
    const ended = await failure(getCallerIdentity(context));
    expect(ended.kind).toBe('throttled');
    expect(performance.now() - started).toBeLessThan(1500);
    expect((await failure(getCallerIdentity(context))).kind).toBe('timeout');
  });

  test('the limit of the whole run, while a call waits', async () => {
    const server = await loopback(silent);
    const context = contextFor(server.url, { signal: AbortSignal.timeout(100) });
    expect((await failure(getCallerIdentity(context))).kind).toBe('timeout');
  });

  test('stopped by the person', async () => {
    const server = await loopback(silent);
    const controller = new AbortController();
    const result = failure(getCallerIdentity(contextFor(server.url, { signal: controller.signal })));
    setTimeout(() => controller.abort(), 50);
    expect((await result).kind).toBe('cancelled');
  });

  test('closed meanwhile', async () => {
    const server = await loopback(silent);
    const context = contextFor(server.url);
    const result = failure(getCallerIdentity(context));
    setTimeout(() => closeAwsContext(context), 50);
    expect((await result).kind).toBe('cancelled');
    expect((await failure(getCallerIdentity(context))).kind).toBe('cancelled');
  });
});

describe('trying again', () => {
  test('throttled, then answered', async () => {
    const throttled = queryError(400, 'Throttling', 'Rate exceeded');
    const server = await loopback(throttled, throttled, IDENTITY);
    expect((await getCallerIdentity(contextFor(server.url))).kind).toBe('ok');
    expect(server.received.length).toBe(3);
  });

  test('dropped once, then answered', async () => {
    const server = await loopback(reset, IDENTITY);
    expect((await getCallerIdentity(contextFor(server.url))).kind).toBe('ok');
  });

  test('dropped twice', async () => {
    const server = await loopback(reset);
    expect(await failure(getCallerIdentity(contextFor(server.url)))).toMatchObject({
      kind: 'network',
      code: 'ECONNRESET',
      host: '127.0.0.1',
      attempts: 2,
    });
  });

  test('a server error, then answered', async () => {
    const server = await loopback(queryError(500, 'InternalFailure', 'Sorry'), IDENTITY);
    expect((await getCallerIdentity(contextFor(server.url))).kind).toBe('ok');
  });

  test('a denial is not sent again', async () => {
    const server = await loopback(queryError(403, 'AccessDenied', 'No'));
    await failure(getCallerIdentity(contextFor(server.url)));
    expect(server.received.length).toBe(1);
  });
});

describe('answers that cannot be read', () => {
  test('30 MB, announced', async () => {
    const server = await loopback((response) => {
      response.writeHead(200, { 'content-length': 30_000_000 });
      response.write('<a>');
    });
    const started = performance.now();
    expect(await failure(getCallerIdentity(contextFor(server.url)))).toMatchObject({
      kind: 'malformed-answer',
      code: 'AnswerTooLarge',
    });
    expect(performance.now() - started).toBeLessThan(1500);
  });

  test('30 MB, unannounced, and as an error', async () => {
    for (const status of [200, 403]) {
      const server = await loopback((response) => {
        response.writeHead(status);
        const chunk = `<a>${'x'.repeat(65_536)}</a>`;
        let sent = 0;
        const more = () => {
          while (sent < 30_000_000 && response.write(chunk)) sent += chunk.length;
          if (sent < 30_000_000) response.once('drain', more);
          else response.end();
        };
        more();
      });
      const ended = await failure(getCallerIdentity(contextFor(server.url)));
      expect(ended).toMatchObject({ kind: 'malformed-answer', code: 'AnswerTooLarge' });
    }
  });

  test('just within the limit: parsed in bounded time', async () => {
    const body = `<GetCallerIdentityResponse>${'<a b="c">d</a>'.repeat(290_000)}</GetCallerIdentityResponse>`;
    expect(body.length).toBeLessThan(4 * 1024 * 1024);
    const server = await loopback((response) => response.end(body));
    const started = performance.now();
    expect((await failure(getCallerIdentity(contextFor(server.url)))).kind).toBe('malformed-answer');
    expect(performance.now() - started).toBeLessThan(4000);
  });

  test('cut off', async () => {
    const server = await loopback((response) => {
      response.writeHead(200, { 'content-length': 1000 });
      response.write('<GetCallerIdentityResponse>');
      setTimeout(() => response.socket?.destroy(), 20);
    });
    expect((await failure(getCallerIdentity(contextFor(server.url)))).kind).toBe('network');
  });

  test('no HTTP', async () => {
    const server = http.createServer();
    server.on('connection', (socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
    const port = await listen(server);
    expect(await failure(getCallerIdentity(contextFor(`http://127.0.0.1:${port}`)))).toMatchObject({
      kind: 'malformed-answer',
    });
  });

  test('a redirect is not followed', async () => {
    const elsewhere = await loopback(IDENTITY);
    const server = await loopback((response) => {
      response.writeHead(307, { location: elsewhere.url });
      response.end();
    });
    expect((await failure(getCallerIdentity(contextFor(server.url)))).kind).toBe('malformed-answer');
    expect(elsewhere.received).toEqual([]);
  });
});

describe('no way there', () => {
  test('refused', async () => {
    const port = await listen(http.createServer());
    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const free = (server.address() as net.AddressInfo).port;
    await new Promise<void>((resolve) => server.close(() => resolve()));
    expect(port).not.toBe(free);
    expect(await failure(getCallerIdentity(contextFor(`http://127.0.0.1:${free}`)))).toMatchObject({
      kind: 'network',
      code: 'ECONNREFUSED',
      host: '127.0.0.1',
    });
  });

  test('a name that does not exist', async () => {
    const ended = await failure(getCallerIdentity(contextFor('http://nothing.invalid')));
    expect(ended).toMatchObject({ kind: 'network', host: 'nothing.invalid' });
    expect(ended.code).toMatch(/^(ENOTFOUND|EAI_AGAIN)$/);
  });

  test('an endpoint URL that is none', async () => {
    const problem = { code: 'malformed-url', location: 'AWS_ENDPOINT_URL', message: 'Malformed.' } as const;
    const endpoints = { ...DEFAULT_ENDPOINTS, choose: () => ({ kind: 'invalid', problem }) as const };
    const ended = await failure(getCallerIdentity(contextFor('http://127.0.0.1', { endpoints })));
    expect(ended).toMatchObject({
      kind: 'other',
      code: 'InvalidEndpoint',
      message: 'AWS_ENDPOINT_URL: Malformed.',
    });
  });

  test('a region that is none', async () => {
    const ended = await failure(getCallerIdentity(contextFor('http://127.0.0.1', { region: 'us west 2' })));
    expect(ended).toMatchObject({ kind: 'other', code: 'InvalidRegion' });
  });
});

test('many calls side by side, without a warning of Node', async () => {
  const server = await loopback(IDENTITY);
  const warnings: Error[] = [];
  const onWarning = (warning: Error) => warnings.push(warning);
  process.on('warning', onWarning);
  onTestFinished(() => {
    process.off('warning', onWarning);
  });
  const context = contextFor(server.url);
  const results = await Promise.all(Array.from({ length: 60 }, () => getCallerIdentity(context)));
  expect(results.every((result) => result.kind === 'ok')).toBe(true);
  await new Promise((resolve) => setImmediate(resolve));
  expect(warnings.filter((warning) => warning.name === 'MaxListenersExceededWarning')).toEqual([]);
});

test('connections are kept for the next call, and closing ends them', async () => {
  const server = await loopback(IDENTITY);
  const context = contextFor(server.url);
  await getCallerIdentity(context);
  await getCallerIdentity(withRegion(context, 'eu-west-1'));
  expect(await server.connections()).toBe(1);
  closeAwsContext(context);
  await vi.waitFor(async () => expect(await server.connections()).toBe(0));
});
