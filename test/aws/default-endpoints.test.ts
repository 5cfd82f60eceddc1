import { expect, test } from 'vitest';
import { describeRegions } from '../../src/aws/ec2.ts';
import type { EndpointSettings } from '../../src/aws/endpoints.ts';
import { getRole } from '../../src/aws/iam.ts';
import { listBuckets } from '../../src/aws/s3.ts';
import { getRoleCredentials } from '../../src/aws/sso.ts';
import { createToken } from '../../src/aws/sso-oidc.ts';
import { getCallerIdentity } from '../../src/aws/sts.ts';
import { contextFor, DEFAULT_ENDPOINTS } from './support/loopback.ts';
import { notingProxy } from './support/noting-proxy.ts';

/** Where boto3 1.43.11 sends these calls, measured; FIPS and dual-stack without a region excepted. */
const CASES: readonly (readonly [string | undefined, Partial<EndpointSettings>, readonly string[]])[] = [
  [undefined, {}, ['sts.amazonaws.com', 'iam.amazonaws.com', 's3.us-east-1.amazonaws.com']],
  ['aws-global', {}, ['sts.amazonaws.com', 'iam.amazonaws.com', 's3.us-east-1.amazonaws.com']],
  ['us-east-1', {}, ['sts.us-east-1.amazonaws.com', 'iam.amazonaws.com', 's3.us-east-1.amazonaws.com']],
  ['eu-west-1', {}, ['sts.eu-west-1.amazonaws.com', 'iam.amazonaws.com', 's3.eu-west-1.amazonaws.com']],
  [
    'eu-west-1',
    { useGlobalSts: true },
    ['sts.amazonaws.com', 'iam.amazonaws.com', 's3.eu-west-1.amazonaws.com'],
  ],
  [
    'cn-north-1',
    {},
    ['sts.cn-north-1.amazonaws.com.cn', 'iam.cn-north-1.amazonaws.com.cn', 's3.cn-north-1.amazonaws.com.cn'],
  ],
  [
    'us-gov-west-1',
    {},
    ['sts.us-gov-west-1.amazonaws.com', 'iam.us-gov.amazonaws.com', 's3.us-gov-west-1.amazonaws.com'],
  ],
  ['us-wst-2', {}, ['sts.us-wst-2.amazonaws.com', 'iam.amazonaws.com', 's3.us-wst-2.amazonaws.com']],
  [
    'us-east-1',
    { useFips: true },
    ['sts-fips.us-east-1.amazonaws.com', 'iam-fips.amazonaws.com', 's3-fips.us-east-1.amazonaws.com'],
  ],
  [
    'us-east-1',
    { useDualstack: true },
    ['sts.us-east-1.api.aws', 'iam.global.api.aws', 's3.dualstack.us-east-1.amazonaws.com'],
  ],
  [
    undefined,
    { useFips: true },
    ['sts-fips.us-east-1.amazonaws.com', 'iam-fips.amazonaws.com', 's3-fips.us-east-1.amazonaws.com'],
  ],
];

test.each(CASES)('%s %o', async (region, settings, hosts) => {
  const proxy = await notingProxy();
  const context = contextFor('unused', {
    region,
    endpoints: { ...DEFAULT_ENDPOINTS, ...settings },
    network: { proxyFor: () => proxy.url },
  });
  for (const call of [getCallerIdentity, () => getRole(context, 'x'), listBuckets]) {
    const result = await call(context);
    expect(result).toMatchObject({ kind: 'failed', failure: { kind: 'proxy', code: 'HTTP 403' } });
  }
  expect(proxy.targets).toEqual(hosts.map((host) => `${host}:443`));
});

test('calls with a region of their own', async () => {
  const proxy = await notingProxy();
  const context = contextFor('unused', {
    region: 'us-east-1',
    endpoints: DEFAULT_ENDPOINTS,
    network: { proxyFor: () => proxy.url },
  });
  const region = 'ap-south-1';
  await describeRegions(context, region);
  await getRoleCredentials(context, {
    region,
    accountId: '1',
    roleName: 'r',
    accessToken: 'sso-access-token',
  });
  await createToken(context, {
    region,
    clientId: 'c',
    clientSecret: 'secret',
    refreshToken: 'refresh-token',
  });
  expect(proxy.targets).toEqual([
    'ec2.ap-south-1.amazonaws.com:443',
    'portal.sso.ap-south-1.amazonaws.com:443',
    'oidc.ap-south-1.amazonaws.com:443',
  ]);
});
