import * as http from 'node:http';
import * as https from 'node:https';
import * as net from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { AwsSettings } from '../../src/aws/context.ts';
import { getCallerIdentity } from '../../src/aws/sts.ts';
import { eventually, isPending, testClock } from '../support/clocks.ts';
import { TEST_CERTIFICATE, TEST_KEY } from './support/certificate.ts';
import { contextFor, IDENTITY, listen, loopback } from './support/loopback.ts';

interface TestProxy {
  readonly url: string;
  /** What it was asked for, with the credentials it was shown. */
  readonly seen: { target: string; authorization: string | undefined }[];
}

/** A proxy that tunnels and forwards on loopback. */
async function proxyServer(secure = false): Promise<TestProxy> {
  const seen: TestProxy['seen'] = [];
  const forward: http.RequestListener = (request, response) => {
    const { 'proxy-authorization': authorization, ...headers } = request.headers;
    seen.push({ target: request.url ?? '', authorization });
    const onward = http.request(request.url ?? '', { method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  };
  const server = secure
    ? https.createServer({ key: TEST_KEY, cert: TEST_CERTIFICATE }, forward)
    : http.createServer(forward);
  server.on('connect', (request: http.IncomingMessage, socket: net.Socket) => {
    seen.push({ target: request.url ?? '', authorization: request.headers['proxy-authorization'] });
    const [host = '', port] = (request.url ?? '').split(':');
    const onward = net.connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
    onTestFinished(() => {
      onward.destroy();
      socket.destroy();
    });
  });
  const port = await listen(server as http.Server);
  return { url: `${secure ? 'https' : 'http'}://127.0.0.1:${port}`, seen };
}

async function tlsServer(): Promise<string> {
  const server = https.createServer({ key: TEST_KEY, cert: TEST_CERTIFICATE }, (request, response) => {
    request.resume().on('end', () => IDENTITY(response, { method: '', url: '', headers: {}, body: '' }));
  });
  return `https://127.0.0.1:${await listen(server as unknown as http.Server)}`;
}

const ca = Buffer.from(TEST_CERTIFICATE);

function through(proxyUrl: string, withCa = true): AwsSettings['network'] {
  return { proxyFor: () => proxyUrl, ...(withCa ? { ca } : {}) };
}

test('the certificates that are given are trusted, and no others', async () => {
  const url = await tlsServer();
  const trusting = contextFor(url, { network: { proxyFor: () => undefined, ca } });
  expect((await getCallerIdentity(trusting)).kind).toBe('ok');
  expect(await getCallerIdentity(contextFor(url))).toMatchObject({
    kind: 'failed',
    failure: { kind: 'certificate', code: 'DEPTH_ZERO_SELF_SIGNED_CERT', host: '127.0.0.1' },
  });
});

test.each(['', 'no certificates', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'])(
  'a file of certificates with none in it: %j',
  async (text) => {
    const [url, proxy] = [await tlsServer(), await proxyServer()];
    const bad = Buffer.from(text);
    for (const proxyFor of [() => undefined, () => proxy.url]) {
      const result = await getCallerIdentity(contextFor(url, { network: { proxyFor, ca: bad } }));
      expect(result).toMatchObject({ kind: 'failed', failure: { kind: 'ca-bundle' } });
    }
  },
);

test('a plain server at an https URL is no matter of certificates', async () => {
  const server = await loopback(IDENTITY);
  const result = await getCallerIdentity(contextFor(server.url.replace('http:', 'https:')));
  expect(result).toMatchObject({ kind: 'failed', failure: { kind: 'network' } });
});

test.each([false, true])('https through a proxy with TLS=%s', async (secure) => {
  const [proxy, url] = [await proxyServer(secure), await tlsServer()];
  const context = contextFor(url, { network: through(proxy.url) });
  expect((await getCallerIdentity(context)).kind).toBe('ok');
  expect((await getCallerIdentity(context)).kind).toBe('ok');
  expect(proxy.seen).toEqual([{ target: url.slice('https://'.length), authorization: undefined }]);
});

test.each([false, true])('http through a proxy with TLS=%s', async (secure) => {
  const [proxy, server] = [await proxyServer(secure), await loopback(IDENTITY)];
  const context = contextFor(server.url, { network: through(proxy.url) });
  expect(await getCallerIdentity(context)).toMatchObject({ kind: 'ok' });
  expect(proxy.seen).toEqual([{ target: `${server.url}/`, authorization: undefined }]);
  expect(server.received[0]?.headers.host).toBe(`127.0.0.1:${server.port}`);
});

test('the certificate of the endpoint is checked through the tunnel', async () => {
  const [proxy, url] = [await proxyServer(), await tlsServer()];
  const result = await getCallerIdentity(contextFor(url, { network: through(proxy.url, false) }));
  expect(result).toMatchObject({ kind: 'failed', failure: { kind: 'certificate' } });
});

test('user and password of the proxy', async () => {
  const [proxy, url] = [await proxyServer(), await tlsServer()];
  const withUser = proxy.url.replace('//', '//me:p%40ss@');
  const authorization = `Basic ${Buffer.from('me:p@ss').toString('base64')}`;
  expect((await getCallerIdentity(contextFor(url, { network: through(withUser) }))).kind).toBe('ok');
  const server = await loopback(IDENTITY);
  expect((await getCallerIdentity(contextFor(server.url, { network: through(withUser) }))).kind).toBe('ok');
  expect(proxy.seen.map((entry) => entry.authorization)).toEqual([authorization, authorization]);
  expect(server.received[0]?.headers).not.toHaveProperty('proxy-authorization');
});

test.each([
  ['refuses', 407, /user and password that its URL names/],
  ['refuses', 503, /refuses to connect/],
])('a proxy that %s: %i', async (_word, status, text) => {
  const server = http.createServer((_request, response) => {
    response.writeHead(status);
    response.end('<html>');
  });
  server.on('connect', (_request, socket) => socket.end(`HTTP/1.1 ${status} No\r\n\r\n`));
  const network = through(`http://me:secret-word@127.0.0.1:${await listen(server)}`);
  const result = await getCallerIdentity(contextFor('https://sts.example.com', { network }));
  expect(result).toMatchObject({
    kind: 'failed',
    failure: {
      kind: 'proxy',
      code: `HTTP ${status}`,
      message: expect.stringMatching(text),
      host: 'sts.example.com',
      proxy: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    },
  });
  expect(JSON.stringify(result)).not.toContain('secret-word');
});

test.each(['https://127.0.0.1:1', 'http://127.0.0.1:1'])('a proxy that is down, for %s', async (url) => {
  const network = through('http://127.0.0.1:9');
  expect(await getCallerIdentity(contextFor(url, { network }))).toMatchObject({
    kind: 'failed',
    failure: { kind: 'proxy', code: 'ECONNREFUSED' },
  });
});

test.each(['https://127.0.0.1:1', 'http://127.0.0.1:1'])('a silent proxy, for %s', async (url) => {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => sockets.add(socket.on('error', () => {})));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const network = through(`http://127.0.0.1:${(server.address() as net.AddressInfo).port}`);
  const clock = testClock();
  const context = contextFor(url, { ...clock, network, timeoutMs: 400, connectTimeoutMs: 200 });
  const asked = getCallerIdentity(context);
  await eventually(() => sockets.size > 0);
  await clock.advance(399);
  // A tunnel has to be open in the time for connecting; what is forwarded only has to be answered in time.
  expect(await isPending(asked)).toBe(url.startsWith('http:'));
  await clock.advance(1);
  const kind = url.startsWith('http:') ? 'timeout' : 'proxy';
  expect(await asked).toMatchObject({ kind: 'failed', failure: { kind } });
});

test.each(['http://', '::::', 'http://host:port'])('a proxy URL that is none: %s', async (proxyUrl) => {
  const result = await getCallerIdentity(contextFor('https://127.0.0.1:1', { network: through(proxyUrl) }));
  expect(result).toMatchObject({ kind: 'failed', failure: { kind: 'proxy', code: 'ERR_INVALID_URL' } });
});
