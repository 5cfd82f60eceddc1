import * as http from 'node:http';
import * as net from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { AwsFailure, AwsResult } from '../../src/aws/aws-result.ts';
import { type AwsSettings, closeAwsContext, withRegion } from '../../src/aws/context.ts';
import { getCallerIdentity } from '../../src/aws/sts.ts';
import { limitTime } from '../../src/time.ts';
import { eventually, isPending, testClock } from '../support/clocks.ts';
import {
  type Answer,
  contextFor,
  DEFAULT_ENDPOINTS,
  IDENTITY,
  type Loopback,
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

/** An identity that is asked for by a clock that the test moves, once the server has the call. */
async function asked(server: Loopback, settings: Partial<AwsSettings> = {}) {
  const clock = testClock();
  const context = contextFor(server.url, { ...clock, timeoutMs: 200, ...settings });
  const result = failure(getCallerIdentity(context));
  await eventually(() => server.received.length > 0);
  return { clock, context, result };
}

/** What a call ends with when its time is over; it goes on until then. */
async function afterItsTime({ clock, result }: Awaited<ReturnType<typeof asked>>): Promise<AwsFailure> {
  await clock.advance(199);
  expect(await isPending(result)).toBe(true);
  await clock.advance(1);
  return result;
}

describe('time limits', () => {
  test('a server that says nothing', async () => {
    const server = await loopback(silent);
    expect(await afterItsTime(await asked(server))).toMatchObject({ kind: 'timeout', host: '127.0.0.1' });
    expect(server.received.length).toBe(1);
  });

  test('an answer that stops in the middle', async () => {
    const server = await loopback((response) => {
      response.writeHead(200, { 'content-type': 'text/xml' });
      response.write('<GetCallerIdentityResponse>');
    });
    expect((await afterItsTime(await asked(server))).kind).toBe('timeout');
  });

  test('an answer that drips: the limit is for the whole of it', async () => {
    const drips: (() => void)[] = [];
    const server = await loopback((response) => {
      response.writeHead(200, { 'content-type': 'text/xml' });
      drips.push(() => response.write(' '));
    });
    const call = await asked(server);
    for (let passed = 0; passed < 180; passed += 20) {
      for (const drip of drips) drip();
      await call.clock.advance(20);
    }
    expect(await isPending(call.result)).toBe(true);
    await call.clock.advance(20);
    expect((await call.result).kind).toBe('timeout');
  });

  test.each([
    ['the call', { timeoutMs: 200 }],
    ['connecting', { connectTimeoutMs: 200 }],
  ])('a port that accepts and never speaks TLS: the limit of %s', async (_what, limits) => {
    const server = net.createServer((socket) => socket.on('error', () => {}));
    const sockets: net.Socket[] = [];
    server.on('connection', (socket) => sockets.push(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    const { port } = server.address() as net.AddressInfo;
    const clock = testClock();
    const context = contextFor(`https://127.0.0.1:${port}`, { ...clock, ...limits });
    const result = failure(getCallerIdentity(context));
    await eventually(() => sockets.length > 0);
    await clock.advance(200);
    expect(await result).toMatchObject({ kind: 'timeout', host: '127.0.0.1' });
  });

  test('the limit of the whole run, while a throttled call waits', async () => {
    const server = await loopback(queryError(400, 'Throttling', 'Rate exceeded'));
    const clock = testClock();
    const { signal } = limitTime(clock, 300);
    const context = contextFor(server.url, { ...clock, signal });
    const result = failure(getCallerIdentity(context));
    await clock.running('pause');
    // The first wait is half fixed, half random: from 250 to 500 ms.
    await clock.advance(249);
    expect(await isPending(result)).toBe(true);
    await eventually(async () => {
      await clock.advance(signal.aborted ? 0 : 51);
      return signal.aborted && !(await isPending(result));
    });
    expect((await result).kind).toMatch(/throttled|timeout/);
    expect((await failure(getCallerIdentity(context))).kind).toBe('timeout');
  });

  test('the limit of the whole run, while a call waits', async () => {
    const server = await loopback(silent);
    const clock = testClock();
    const { signal } = limitTime(clock, 100);
    const { result } = await asked(server, { ...clock, signal });
    await clock.advance(100);
    expect((await result).kind).toBe('timeout');
  });

  test('stopped by the person', async () => {
    const controller = new AbortController();
    const { result } = await asked(await loopback(silent), { signal: controller.signal });
    controller.abort();
    expect((await result).kind).toBe('cancelled');
  });

  test('closed meanwhile', async () => {
    const { result, context } = await asked(await loopback(silent));
    closeAwsContext(context);
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

  test.each([
    ['throttled', queryError(400, 'Throttling', 'Rate exceeded'), [500, 1000, 2000, 4000]],
    ['a server error', queryError(500, 'InternalFailure', 'Sorry'), [200, 400]],
    ['dropped', reset, [100]],
  ])('%s: the waits grow, each half fixed and half random', async (_what, answer, longest) => {
    const server = await loopback(answer);
    const clock = testClock();
    const result = failure(getCallerIdentity(contextFor(server.url, { ...clock })));
    for (const ms of longest) {
      await clock.running('pause');
      await clock.advance(ms);
    }
    await result;
    expect(server.received.length).toBe(longest.length + 1);
    expect(clock.pauses.length).toBe(longest.length);
    for (const [index, ms] of longest.entries()) {
      expect(clock.pauses[index]).toBeGreaterThanOrEqual(ms / 2);
      expect(clock.pauses[index]).toBeLessThanOrEqual(ms);
    }
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
    // Three bytes come, and then nothing: what is announced is enough.
    expect(await failure(getCallerIdentity(contextFor(server.url, { ...testClock() })))).toMatchObject({
      kind: 'malformed-answer',
      code: 'AnswerTooLarge',
    });
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

  test('just within the limit: parsed, and no answer', async () => {
    const body = `<GetCallerIdentityResponse>${'<a b="c">d</a>'.repeat(290_000)}</GetCallerIdentityResponse>`;
    expect(body.length).toBeLessThan(4 * 1024 * 1024);
    const server = await loopback((response) => response.end(body));
    const ended = await failure(getCallerIdentity(contextFor(server.url, { ...testClock() })));
    expect(ended.kind).toBe('malformed-answer');
    expect(ended.code).not.toBe('AnswerTooLarge');
  });

  test('cut off', async () => {
    const server = await loopback((response) => {
      response.writeHead(200, { 'content-length': 1000 });
      response.write('<GetCallerIdentityResponse>', () => response.socket?.destroy());
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
  await eventually(async () => (await server.connections()) === 0);
});
