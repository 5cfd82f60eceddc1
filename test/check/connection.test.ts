import { expect, it, onTestFinished } from 'vitest';
import { closeAwsContext } from '../../src/aws/context.ts';
import { connect } from '../../src/check/connection.ts';
import { resolveOffline } from '../../src/credentials/resolve.ts';
import { type FakeHostOptions, fakeHost, NOW } from '../credentials/fake-host.ts';

const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

async function connected(machine: FakeHostOptions, timeoutMs = 60_000, endpointUrl?: string) {
  const host = fakeHost({ now: NOW, ...machine });
  const { signal } = new AbortController();
  const request = { endpointUrl, timeoutMs, signal, version: '1.2.3' };
  const aws = await connect(request, await resolveOffline(host, undefined), 'eu-west-1', host);
  onTestFinished(() => closeAwsContext(aws));
  return aws;
}

it('is made for the region, signed with nothing, and by the time of the host', async () => {
  const aws = await connected({});
  expect(aws).toMatchObject({ region: 'eu-west-1', version: '1.2.3', shared: { closed: false } });
  expect(aws.credentials).toBeUndefined();
  const time = aws.now();
  expect(time).toBe(NOW);
  expect(await aws.pause(1)).toBe(true);
});

it.each([
  [60_000, 20_000, 5_000],
  [20_000, 20_000, 5_000],
  [10_000, 10_000, 5_000],
  [4_999, 4_999, 4_999],
])('takes for one call of a run of %i ms at most %i ms, and %i to connect', async (run, call, connecting) => {
  const aws = await connected({}, run);
  expect([aws.timeoutMs, aws.connectTimeoutMs]).toEqual([call, connecting]);
});

it("goes through the environment's proxy, with the certificates that it names", async () => {
  const { network } = await connected({
    env: { HTTPS_PROXY: 'http://proxy:3128', AWS_CA_BUNDLE: '/ca.pem' },
    files: { '/ca.pem': PEM },
  });
  expect(network.proxyFor(new URL('https://sts.amazonaws.com'))).toBe('http://proxy:3128');
  expect(Buffer.from(network.ca ?? []).toString()).toBe(PEM);
  const plain = await connected({});
  expect(plain.network.proxyFor(new URL('https://sts.amazonaws.com'))).toBeUndefined();
  expect(plain.network.ca).toBeUndefined();
});

it('goes where flag, environment and profile say', async () => {
  const chosen = async (machine: FakeHostOptions, flag?: string) =>
    (await connected(machine, 1000, flag)).endpoints.choose('ec2');
  expect(await chosen({}, 'http://127.0.0.1:1')).toMatchObject({
    kind: 'custom',
    location: '--endpoint-url',
  });
  expect(await chosen({ env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' } })).toMatchObject({
    location: 'AWS_ENDPOINT_URL',
  });
  const config = '[default]\nservices = x\n[services x]\nec2 =\n  endpoint_url = http://127.0.0.1:1\n';
  expect(await chosen({ files: { '~/.aws/config': config } })).toMatchObject({ location: '~/.aws/config:4' });
  const profile = '[default]\nendpoint_url = http://127.0.0.1:1\n';
  expect(await chosen({ files: { '~/.aws/config': profile } })).toMatchObject({
    location: '~/.aws/config:2',
  });
  expect(await chosen({})).toEqual({ kind: 'default' });
});
