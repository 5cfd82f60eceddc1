import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { AwsResult } from '../../src/aws/aws-result.ts';
import type { AwsContext } from '../../src/aws/context.ts';
import { describeRegions } from '../../src/aws/ec2.ts';
import { getRole } from '../../src/aws/iam.ts';
import { listBuckets } from '../../src/aws/s3.ts';
import { getRoleCredentials } from '../../src/aws/sso.ts';
import { createToken } from '../../src/aws/sso-oidc.ts';
import { getCallerIdentity } from '../../src/aws/sts.ts';
import { contextFor, DEFAULT_ENDPOINTS, loopback, xml } from './support/loopback.ts';
import { notingProxy } from './support/noting-proxy.ts';

/** What the SDK reads of the environment that does not concern AWS, or only its own manners. */
const HARMLESS = new Set([
  'AWS_ENABLE_DEFAULT_SOCKET_TIMEOUT_2026',
  'AWS_EXECUTION_ENV',
  'AWS_NEW_RETRIES_2026',
  'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED',
  'SMITHY_NEW_RETRIES_2026',
]);

/** Settings that would each make a call fail, go elsewhere or wait, if anything read them. */
const POISON = (trap: string) => ({
  AWS_ACCESS_KEY_ID: 'AKIAPOISONPOISONPOIS',
  AWS_SECRET_ACCESS_KEY: 'poison',
  AWS_SESSION_TOKEN: 'poison',
  AWS_PROFILE: 'poison',
  AWS_REGION: 'poison region',
  AWS_DEFAULT_REGION: 'poison region',
  AWS_ENDPOINT_URL: trap,
  AWS_ENDPOINT_URL_STS: trap,
  AWS_USE_FIPS_ENDPOINT: 'poison',
  AWS_USE_DUALSTACK_ENDPOINT: 'poison',
  AWS_MAX_ATTEMPTS: 'poison',
  AWS_RETRY_MODE: 'poison',
  AWS_DEFAULTS_MODE: 'auto',
  AWS_STS_REGIONAL_ENDPOINTS: 'poison',
  AWS_S3_DISABLE_EXPRESS_SESSION_AUTH: 'poison',
  AWS_S3_USE_ARN_REGION: 'poison',
  AWS_REQUEST_CHECKSUM_CALCULATION: 'poison',
  AWS_RESPONSE_CHECKSUM_VALIDATION: 'poison',
  AWS_AUTH_SCHEME_PREFERENCE: 'poison',
  AWS_SIGV4A_SIGNING_REGION_SET: 'poison',
  AWS_SDK_UA_APP_ID: 'poison',
  AWS_LAMBDA_FUNCTION_NAME: 'poison',
  _X_AMZN_TRACE_ID: 'poison',
  AWS_CONTAINER_CREDENTIALS_FULL_URI: trap,
  AWS_EC2_METADATA_SERVICE_ENDPOINT: trap,
  AWS_WEB_IDENTITY_TOKEN_FILE: '/dev/zero',
  AWS_ROLE_ARN: 'arn:aws:iam::1:role/poison',
  HTTP_PROXY: trap,
  HTTPS_PROXY: trap,
  http_proxy: trap,
  https_proxy: trap,
});

/** A home whose `~/.aws` files hold up whoever opens them: named pipes that nobody writes to. */
function trapHome(): string {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'skycheck-home-'));
  fs.mkdirSync(path.join(home, '.aws'));
  for (const name of ['config', 'credentials']) execFileSync('mkfifo', [path.join(home, '.aws', name)]);
  onTestFinished(() => fs.rmSync(home, { recursive: true, force: true }));
  return home;
}

/** Puts the poison into the environment, and notes which of AWS's variables are read. */
function poisonEnvironment(trap: string): Set<string> {
  const home = trapHome();
  const files = {
    HOME: home,
    USERPROFILE: home,
    AWS_CONFIG_FILE: path.join(home, '.aws', 'config'),
    AWS_SHARED_CREDENTIALS_FILE: path.join(home, '.aws', 'credentials'),
  };
  const real = process.env;
  const read = new Set<string>();
  process.env = new Proxy({ ...real, ...POISON(trap), ...files } as NodeJS.ProcessEnv, {
    get(env, name) {
      if (typeof name === 'string') read.add(name);
      return Reflect.get(env, name);
    },
  });
  onTestFinished(() => {
    process.env = real;
  });
  return read;
}

const SSO = { region: 'us-east-1', accountId: '1', roleName: 'r', accessToken: 'sso-access-token' };
const TOKEN = {
  region: 'us-east-1',
  clientId: 'c',
  clientSecret: 'client-secret',
  refreshToken: 'refresh-token',
};

function callEverything(context: AwsContext): Promise<readonly AwsResult<unknown>[]> {
  return Promise.all([
    getCallerIdentity(context),
    getRole(context, 'x'),
    describeRegions(context, 'us-east-1'),
    listBuckets(context),
    getRoleCredentials(context, SSO),
    createToken(context, TOKEN),
  ]);
}

function expectNothingRead(read: ReadonlySet<string>): void {
  expect([...read].filter((name) => !HARMLESS.has(name) && /AWS|PROXY|HOME/i.test(name))).toEqual([]);
}

describe.skipIf(process.platform === 'win32')('the SDK reads no file and nothing of the environment', () => {
  test('with an endpoint that is given', async () => {
    const trap = await loopback(xml(200, '<Trap/>'));
    const server = await loopback(
      xml(400, '<ErrorResponse><Error><Code>Seen</Code></Error></ErrorResponse>'),
    );
    const read = poisonEnvironment(trap.url);
    for (const result of await callEverything(contextFor(server.url))) {
      expect(result).toMatchObject({ kind: 'failed', failure: { httpStatus: 400 } });
    }
    expect(trap.received).toEqual([]);
    expect(server.received.length).toBe(6);
    for (const { headers } of server.received) expect(JSON.stringify(headers)).not.toContain('poison');
    expectNothingRead(read);
  });

  test("with AWS's own", async () => {
    const trap = await loopback(xml(200, '<Trap/>'));
    const proxy = await notingProxy();
    const network = { proxyFor: () => proxy.url };
    const read = poisonEnvironment(trap.url);
    const context = contextFor('unused', { endpoints: DEFAULT_ENDPOINTS, network });
    for (const result of await callEverything(context)) {
      expect(result).toMatchObject({ kind: 'failed', failure: { kind: 'proxy' } });
    }
    expect(trap.received).toEqual([]);
    expect(proxy.targets.length).toBe(6);
    expectNothingRead(read);
  });

  test('and where an unsigned call would have to be signed, none are looked for', async () => {
    const server = await loopback(xml(200, '<Never/>'));
    const read = poisonEnvironment(server.url);
    const { credentials: _, ...unsigned } = contextFor(server.url);
    expect(await getCallerIdentity(unsigned)).toMatchObject({ kind: 'failed', failure: { kind: 'other' } });
    expect(server.received).toEqual([]);
    expectNothingRead(read);
  });
});
