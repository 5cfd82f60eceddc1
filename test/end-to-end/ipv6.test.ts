/** Machines whose only loopback is that of IPv6: endpoints and proxies are written in brackets. */
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect, it, onTestFinished } from 'vitest';
import { skycheck } from './support/skycheck.ts';

const hasIpv6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === '::1'),
);

async function listenOnIpv6(): Promise<{ readonly url: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(400).end('no');
  });
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '::1', resolve));
  return { url: `http://[::1]:${(server.address() as AddressInfo).port}`, asked };
}

const KEYS = {
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'made-up-and-long-enough',
  AWS_REGION: 'us-east-1',
};

it.skipIf(!hasIpv6)('an endpoint is reached, and named as it is written', async () => {
  const { url, asked } = await listenOnIpv6();
  const { status, stdout } = await skycheck(['aws'], { env: { ...KEYS, AWS_ENDPOINT_URL: url } });
  expect(asked.length).toBeGreaterThan(0);
  expect(status).toBe(3);
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(`by ${url} (AWS_ENDPOINT_URL)`);
});

it.skipIf(!hasIpv6)('a proxy is reached', async () => {
  const { url, asked } = await listenOnIpv6();
  const env = {
    ...KEYS,
    AWS_ENDPOINT_URL: 'http://sts.example.test',
    HTTP_PROXY: url,
    http_proxy: url,
    NO_PROXY: 'nowhere.invalid',
    no_proxy: 'nowhere.invalid',
  };
  const { status } = await skycheck(['aws'], { env });
  expect(asked[0]).toMatch(/^http:\/\/sts\.example\.test\//);
  expect(status).toBe(3);
});
