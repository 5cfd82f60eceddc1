import { generateKeyPairSync, verify } from 'node:crypto';
import * as http from 'node:http';
import * as net from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createCredentialRemote } from '../../src/credentials/aws-remote.ts';
import { type Answer, contextFor, json, listen, loopback, queryError, xml } from '../aws/support/loopback.ts';
import { eventually, isPending, testClock } from '../support/clocks.ts';

const ASSUMED = (operation: string) =>
  xml(
    200,
    `<R><${operation}Result><Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>role-secret</SecretAccessKey><SessionToken>role-token</SessionToken><Expiration>2026-11-22T12:00:00Z</Expiration></Credentials><AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/r/s</Arn></AssumedRoleUser></${operation}Result></R>`,
  );
const ROLE_CREDENTIALS = {
  accessKeyId: 'ASIAROLE',
  secretAccessKey: 'role-secret',
  sessionToken: 'role-token',
  expiresAt: Date.UTC(2026, 10, 22, 12),
};

async function remoteWith(...answers: readonly Answer[]) {
  const server = await loopback(...answers);
  const clock = testClock();
  const remote = createCredentialRemote(contextFor(server.url, { ...clock }));
  return { remote, server, clock, received: server.received };
}

test('AssumeRole is signed with the credentials that are given, for the region that is given', async () => {
  const { remote, received } = await remoteWith(ASSUMED('AssumeRole'));
  const credentials = { accessKeyId: 'AKIASOURCE', secretAccessKey: 'source-secret' };
  const result = await remote.assumeRole({
    region: 'eu-west-1',
    credentials,
    roleArn: 'arn:aws:iam::123456789012:role/r',
    roleSessionName: 's',
    externalId: 'e',
    durationSeconds: 900,
  });
  expect(result).toEqual({ kind: 'ok', value: ROLE_CREDENTIALS });
  expect(received[0]?.headers.authorization).toContain('Credential=AKIASOURCE/');
  expect(received[0]?.headers.authorization).toContain('/eu-west-1/sts/');
  const sent = Object.fromEntries(new URLSearchParams(received[0]?.body));
  expect(sent).toMatchObject({ RoleSessionName: 's', ExternalId: 'e', DurationSeconds: '900' });
  expect(sent).not.toHaveProperty('TokenCode');
});

test('AssumeRoleWithWebIdentity is not signed, and its token is never told', async () => {
  const webIdentityToken = 'eyJhbGciOiJSUzI1NiJ9.payload-of-the-token.signature';
  const refused = queryError(400, 'InvalidIdentityToken', `The token ${webIdentityToken} is bad`);
  const { remote, received } = await remoteWith(ASSUMED('AssumeRoleWithWebIdentity'), refused);
  const request = {
    region: undefined,
    roleArn: 'arn:aws:iam::1:role/r',
    roleSessionName: 's',
    webIdentityToken,
  };
  expect(await remote.assumeRoleWithWebIdentity(request)).toEqual({ kind: 'ok', value: ROLE_CREDENTIALS });
  expect(received[0]?.headers).not.toHaveProperty('authorization');
  const failed = await remote.assumeRoleWithWebIdentity(request);
  expect(failed).toMatchObject({ kind: 'failed', failure: { code: 'InvalidIdentityToken' } });
  expect(JSON.stringify(failed)).not.toContain('payload-of');
});

test('GetRoleCredentials', async () => {
  const body = {
    roleCredentials: { ...ROLE_CREDENTIALS, expiresAt: undefined, expiration: ROLE_CREDENTIALS.expiresAt },
  };
  const { remote, received } = await remoteWith(json(200, body));
  const request = {
    region: 'eu-west-1',
    accountId: '123456789012',
    roleName: 'dev role',
    accessToken: 'the-token',
  };
  expect(await remote.getRoleCredentials(request)).toEqual({ kind: 'ok', value: ROLE_CREDENTIALS });
  expect(received[0]).toMatchObject({
    method: 'GET',
    url: '/federation/credentials?account_id=123456789012&role_name=dev%20role',
    headers: { 'x-amz-sso_bearer_token': 'the-token' },
  });
  expect(received[0]?.headers).not.toHaveProperty('authorization');
});

test('CreateToken', async () => {
  const { remote, received } = await remoteWith(
    json(200, { accessToken: 'new', expiresIn: 3600, tokenType: 'Bearer' }),
  );
  const request = { region: 'eu-west-1', clientId: 'c', clientSecret: 'client-secret', refreshToken: 'old' };
  expect(await remote.createToken(request)).toEqual({
    kind: 'ok',
    value: { accessToken: 'new', expiresInSeconds: 3600 },
  });
  expect(JSON.parse(received[0]?.body ?? '')).toEqual({
    clientId: 'c',
    clientSecret: 'client-secret',
    refreshToken: 'old',
    grantType: 'refresh_token',
  });
});

describe('CreateOAuth2Token', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const dpopKey = privateKey.export({ type: 'sec1', format: 'pem' }).toString();
  const request = { region: 'eu-west-1', clientId: 'c', refreshToken: 'old-refresh-token', dpopKey };

  test('proves that it holds the key', async () => {
    const { expiresAt: _, ...accessToken } = ROLE_CREDENTIALS;
    const { remote, received, server } = await remoteWith(
      json(200, { accessToken, tokenType: 'urn:aws', expiresIn: 900, refreshToken: 'new-refresh-token' }),
    );
    expect(await remote.createSignInToken(request)).toEqual({
      kind: 'ok',
      value: { ...accessToken, expiresInSeconds: 900, refreshToken: 'new-refresh-token' },
    });
    const [header = '', payload = '', signature = ''] = String(received[0]?.headers.dpop).split('.');
    const signed = Buffer.from(`${header}.${payload}`);
    const key = { key: publicKey, dsaEncoding: 'ieee-p1363' as const };
    expect(verify('sha256', signed, key, Buffer.from(signature, 'base64url'))).toBe(true);
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({
      htm: 'POST',
      htu: `${server.url}/v1/token`,
    });
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({ grantType: 'refresh_token', clientId: 'c' });
    expect(received[0]?.headers).not.toHaveProperty('authorization');
  });

  test('tells why it is denied', async () => {
    const { remote } = await remoteWith(
      json(
        403,
        { error: 'TOKEN_EXPIRED', message: 'Expired' },
        { 'x-amzn-errortype': 'AccessDeniedException' },
      ),
    );
    expect(await remote.createSignInToken(request)).toMatchObject({
      failure: { kind: 'expired-credentials', code: 'AccessDeniedException', reason: 'TOKEN_EXPIRED' },
    });
  });

  test('a key that is none is a failure without the key in it', async () => {
    const { remote, received } = await remoteWith(json(200, {}));
    const result = await remote.createSignInToken({ ...request, dpopKey: 'a key that is none at all' });
    expect(result).toMatchObject({ kind: 'failed', failure: { kind: 'other' } });
    expect(received).toEqual([]);
  });
});

describe('plain HTTP', () => {
  const get = { method: 'GET', headers: { 'X-A': 'b' }, timeoutMs: 300, useProxy: false } as const;

  test('an answer, whatever its status; redirects are not followed', async () => {
    const { remote, server, received } = await remoteWith(
      xml(200, 'body'),
      xml(404, 'none'),
      xml(302, '', { location: '/elsewhere' }),
    );
    const url = `${server.url}/latest/api?x=1`;
    expect(await remote.http({ ...get, url })).toEqual({
      kind: 'answer',
      status: 200,
      body: 'body',
      byProxy: false,
    });
    expect(await remote.http({ ...get, method: 'PUT', url })).toEqual({
      kind: 'answer',
      status: 404,
      body: 'none',
      byProxy: false,
    });
    expect(await remote.http({ ...get, url })).toEqual({
      kind: 'answer',
      status: 302,
      body: '',
      byProxy: false,
    });
    expect(received.map(({ method, url, headers }) => [method, url, headers['x-a']])).toEqual([
      ['GET', '/latest/api?x=1', 'b'],
      ['PUT', '/latest/api?x=1', 'b'],
      ['GET', '/latest/api?x=1', 'b'],
    ]);
  });

  test('silent, slow, dropped, too large', async () => {
    const { remote, server, clock } = await remoteWith(
      () => {},
      (response) => response.write('half'),
      (response) => response.socket?.resetAndDestroy(),
      (response) => response.end('x'.repeat(2 * 1024 * 1024)),
    );
    const send = () => remote.http({ ...get, url: server.url });
    for (const count of [1, 2]) {
      const sent = send();
      await eventually(() => server.received.length === count);
      await clock.advance(299);
      expect(await isPending(sent)).toBe(true);
      await clock.advance(1);
      expect(await sent).toEqual({ kind: 'read-timeout' });
    }
    expect(await send()).toEqual({ kind: 'connection-failed', code: 'ECONNRESET' });
    expect(await send()).toEqual({ kind: 'too-large' });
  });

  test('refused', async () => {
    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as net.AddressInfo;
    await new Promise<void>((resolve) => server.close(() => resolve()));
    const { remote } = await remoteWith(() => {});
    expect(await remote.http({ ...get, url: `http://127.0.0.1:${port}` })).toEqual({
      kind: 'connection-failed',
      code: 'ECONNREFUSED',
    });
  });

  test.each(['', 'nonsense', 'file:///etc/passwd', 'http://', 'http://127.0.0.1:99999'])(
    '%j is no request',
    async (url) => {
      const { remote } = await remoteWith(() => {});
      expect(await remote.http({ ...get, url })).toEqual({ kind: 'invalid-request' });
    },
  );

  test('a header that cannot be sent', async () => {
    const { remote, server } = await remoteWith(() => {});
    const headers = { Authorization: 'a\nb' };
    expect(await remote.http({ ...get, headers, url: server.url })).toEqual({ kind: 'invalid-request' });
  });

  test('stopped by the run', async () => {
    const server = await loopback(() => {});
    const controller = new AbortController();
    const remote = createCredentialRemote(contextFor(server.url, { signal: controller.signal }));
    const sent = remote.http({ ...get, timeoutMs: 5000, url: server.url });
    await eventually(() => server.received.length > 0);
    controller.abort();
    expect(await sent).toEqual({ kind: 'connection-failed', code: 'ECANCELED' });
    expect(await remote.http({ ...get, url: server.url })).toEqual({
      kind: 'connection-failed',
      code: 'ECANCELED',
    });
  });

  test('a proxy, where it counts', async () => {
    const seen: (string | undefined)[] = [];
    const proxy = http.createServer((request, response) => {
      seen.push(request.url, request.headers.host);
      response.end('proxied');
    });
    const proxyUrl = `http://127.0.0.1:${await listen(proxy)}`;
    const server = await loopback(xml(200, 'direct'));
    const context = contextFor(server.url, { network: { proxyFor: () => proxyUrl } });
    const remote = createCredentialRemote(context);
    expect(await remote.http({ ...get, url: `${server.url}/a`, useProxy: false })).toMatchObject({
      body: 'direct',
    });
    expect(await remote.http({ ...get, url: `${server.url}/a`, useProxy: true })).toMatchObject({
      body: 'proxied',
    });
    expect(seen).toEqual([`${server.url}/a`, `127.0.0.1:${server.port}`]);
    onTestFinished(() => {
      proxy.close();
    });
  });
});
