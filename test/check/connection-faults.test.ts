/** No connection comes about: the port is closed, the name unknown, the other side speaks no TLS, the proxy fails. */
import * as http from 'node:http';
import { describe, expect, it } from 'vitest';
import { listen } from '../aws/support/loopback.ts';
import { baseOf, type Environment, run, WAYS, wrongWith } from './fault-runs.ts';

const STATIC = 'static keys';
/** A port that nobody listens at. */
const CLOSED = 'http://127.0.0.1:1';

/** Variables that send one service elsewhere, with the operations that go there. */
const SERVICES: readonly (readonly [variable: string, operations: RegExp])[] = [
  ['AWS_ENDPOINT_URL_STS', /GetCallerIdentity/],
  ['AWS_ENDPOINT_URL_IAM', /SimulatePrincipalPolicy|GetRole|GetInstanceProfile/],
  ['AWS_ENDPOINT_URL_EC2', /Describe\w+|RunInstances/],
  ['AWS_ENDPOINT_URL_S3', /ListBuckets/],
  ['AWS_ENDPOINT_URL_SERVICE_QUOTAS', /ListServiceQuotas/],
];

interface ConnectionFault {
  readonly name: string;
  readonly says: RegExp;
  to(env: Environment): string;
}

const FAULTS: readonly ConnectionFault[] = [
  { name: 'refused', says: /ECONNREFUSED/, to: () => CLOSED },
  { name: 'no such name', says: /ENOTFOUND|EAI_AGAIN/, to: () => 'http://nowhere.invalid' },
  {
    name: 'no TLS',
    says: /EPROTO|ERR_SSL|SSL|TLS/,
    to: ({ AWS_ENDPOINT_URL = '' }) => AWS_ENDPOINT_URL.replace('http:', 'https:'),
  },
];

/** Nothing is wrong but that this is said. */
const OPERATIONAL = { kind: 'operational', times: 'always', says: /^/ } as const;

async function metBy(changed: (env: Environment) => Environment) {
  const way = WAYS[STATIC];
  if (way === undefined) throw new Error('no way');
  const base = await baseOf(STATIC, way);
  const met = await run(way, () => undefined, false, changed);
  return {
    wrong: wrongWith(met, base.report, '', OPERATIONAL),
    texts: [
      ...met.report.findings.map(({ title, detail }) => `${title} ${detail}`),
      ...(met.report.quotas ?? []).map(({ failure }) => `ListServiceQuotas ${failure}`),
    ],
  };
}

describe.each(SERVICES)('%s leads nowhere', (variable, operations) => {
  it.each(FAULTS)('$name', async ({ says, to }) => {
    const { wrong, texts } = await metBy((env) => ({ ...env, [variable]: to(env) }));
    expect(wrong).toEqual([]);
    expect(texts.filter((text) => operations.test(text) && says.test(text))).not.toEqual([]);
  });
});

describe('a proxy', () => {
  const throughProxy = (proxy: string) => (env: Environment) => ({
    ...env,
    http_proxy: proxy,
    HTTP_PROXY: proxy,
    no_proxy: 'nowhere.invalid',
    NO_PROXY: 'nowhere.invalid',
  });

  async function proxyThat(answer: (response: http.ServerResponse) => void): Promise<string> {
    const server = http.createServer((_request, response) => answer(response));
    return `http://127.0.0.1:${await listen(server)}`;
  }

  it.each<readonly [string, RegExp, () => Promise<string>]>([
    ['that is not there', /ECONNREFUSED/, async () => CLOSED],
    ['that wants a password', /407/, () => proxyThat((response) => response.writeHead(407).end())],
    [
      'that lets nothing through',
      /403/,
      () => proxyThat((response) => response.writeHead(403).end('<html>no</html>')),
    ],
    ['that hangs up', /ECONNRESET|hang up|closed/, () => proxyThat((response) => response.socket?.destroy())],
  ])('%s is named', async (_name, says, proxy) => {
    const { wrong, texts } = await metBy(throughProxy(await proxy()));
    expect(wrong).toEqual([]);
    expect(texts.filter((text) => text.includes('GetCallerIdentity') && says.test(text))).not.toEqual([]);
  });
});
