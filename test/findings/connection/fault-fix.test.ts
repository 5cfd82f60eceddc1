import { expect, it } from 'vitest';
import type { AwsFailure, FailureKind } from '../../../src/aws/aws-result.ts';
import type { OtherTrust } from '../../../src/aws/ca-bundle.ts';
import type { ClockSetter } from '../../../src/aws/clock-setter.ts';
import { aboutHost, faultFix } from '../../../src/findings/connection/fault-fix.ts';
import { reportStep } from '../../../src/findings/fix-step.ts';
import { failureOf } from '../facts-of.ts';

const HOST = { host: 'sts.amazonaws.com' };
const at = (location: string, variable?: string) => ({
  endpoint: { url: 'http://127.0.0.1:4566', location, ...(variable === undefined ? {} : { variable }) },
  ...HOST,
});
const trusts = (...variables: readonly string[]): readonly OtherTrust[] =>
  variables.map((variable) => ({ variable, value: `/${variable}.pem` }));
const ASK =
  'Ask whoever runs the network: which file has the certificates that it uses and the public ones, and name it in AWS_CA_BUNDLE.';
const PROXIES = { http: [], https: ['HTTPS_PROXY', 'https_proxy'] };
const ROUND = 'unset HTTPS_PROXY https_proxy  # only where AWS is reached without the proxy';
const PAGE = { ...HOST, page: 'Blocked' };
const LOCAL = 'curl -sv http://127.0.0.1:4566 -o /dev/null';

it.each<[FailureKind, Partial<AwsFailure>, readonly OtherTrust[], readonly string[]]>([
  ['clock-skew', {}, [], ['sudo timedatectl set-ntp true']],
  ['network', HOST, [], ['curl -sv https://sts.amazonaws.com/ -o /dev/null']],
  ['timeout', HOST, [], ['curl -sv https://sts.amazonaws.com/ -o /dev/null']],
  ['network', {}, [], []],
  ['network', at('AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL'), [], ['unset AWS_ENDPOINT_URL', LOCAL]],
  ['timeout', at('--endpoint-url'), [], [LOCAL]],
  ['network', at('~/.aws/config:3'), [], [LOCAL]],
  ['network', at('/etc/AWS'), [], [LOCAL]],
  ['certificate', HOST, [], [ASK]],
  ['certificate', HOST, trusts('NODE_TLS_REJECT_UNAUTHORIZED', 'SSL_CERT_DIR'), [ASK]],
  [
    'certificate',
    HOST,
    trusts('NODE_EXTRA_CA_CERTS', 'CURL_CA_BUNDLE'),
    ['export AWS_CA_BUNDLE=/NODE_EXTRA_CA_CERTS.pem'],
  ],
  [
    'certificate',
    HOST,
    trusts('SSL_CERT_DIR', 'CURL_CA_BUNDLE', 'SSL_CERT_FILE'),
    ['export AWS_CA_BUNDLE=/CURL_CA_BUNDLE.pem'],
  ],
  ['certificate', HOST, trusts('SSL_CERT_FILE'), ['export AWS_CA_BUNDLE=/SSL_CERT_FILE.pem']],
  ['server-error', HOST, trusts('SSL_CERT_FILE'), []],
  ['denied', {}, [], []],
  ['malformed-answer', PAGE, [], ['curl -sv https://sts.amazonaws.com/ -o /dev/null']],
  ['server-error', PAGE, [], ['curl -sv https://sts.amazonaws.com/ -o /dev/null']],
  ['malformed-answer', { ...PAGE, ...at('AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL') }, [], []],
])('against %s %j, with %j', (kind, failure, trust, steps) => {
  expect(
    faultFix(failureOf(kind, 'X', failure), {
      otherTrust: trust,
      clockSetter: 'timedatectl',
      fipsSetting: undefined,
      proxyVariables: PROXIES,
    })
      .map(reportStep)
      .map(({ text }) => text),
  ).toEqual(steps);
});

it.each<[ClockSetter, string]>([
  ['timedatectl', 'sudo timedatectl set-ntp true'],
  ['hwclock', 'sudo hwclock -s'],
  ['sntp', 'sudo sntp -sS time.apple.com'],
  ['w32tm', 'w32tm /resync'],
  [
    'outside',
    'Ask whoever runs the machine under this container: set its clock; a container has none of its own.',
  ],
])('sets a clock by %s', (clockSetter, step) => {
  const fix = faultFix(failureOf('clock-skew', 'X'), {
    otherTrust: [],
    clockSetter,
    fipsSetting: undefined,
    proxyVariables: PROXIES,
  });
  expect(fix.map(reportStep).map(({ text }) => text)).toEqual([step]);
});

const FIPS = failureOf('network', 'ENOTFOUND', { host: 'sts-fips.eu-west-1.amazonaws.com' });

it.each([
  [
    { kind: 'variable', variable: 'AWS_USE_FIPS_ENDPOINT' },
    'unset AWS_USE_FIPS_ENDPOINT',
    /AWS_USE_FIPS_ENDPOINT sends calls/,
  ],
  [
    { kind: 'file', at: { file: '~/.aws/config', line: 3 } },
    '"${EDITOR:-vi}" +3 ~/.aws/config',
    /~\/\.aws\/config:3/,
  ],
] as const)('against a host with FIPS that is not there, by %j', (fipsSetting, step, about) => {
  const facts = {
    otherTrust: [],
    clockSetter: 'timedatectl',
    fipsSetting,
    proxyVariables: { http: [], https: [] },
  } as const;
  expect(faultFix(FIPS, facts).map(reportStep)).toMatchObject([{ text: step }]);
  expect(aboutHost(FIPS, facts)).toMatch(about);
  expect(aboutHost(failureOf('network', 'ENOTFOUND', { host: 'sts.amazonaws.com' }), facts)).toBe('');
});

it.each([
  [
    'HTTP 403',
    'Ask whoever runs the proxy: let calls through to sts.amazonaws.com and the other hosts of amazonaws.com, port 443.',
  ],
  [
    'HTTP 407',
    'Ask whoever runs the proxy: which user and password it wants, and write them into HTTPS_PROXY and https_proxy (http://USER:PASSWORD@HOST:PORT).',
  ],
  [
    'ECONNREFUSED',
    'Ask whoever runs the proxy: whether it runs, and at which address; HTTPS_PROXY and https_proxy name it.',
  ],
  ['ERR_INVALID_URL', undefined],
])('against a proxy with %s', (code, first) => {
  const failure = failureOf('proxy', code, { ...HOST, proxy: 'proxy.example.com:3128' });
  const facts = {
    otherTrust: [],
    clockSetter: 'timedatectl',
    fipsSetting: undefined,
    proxyVariables: PROXIES,
  } as const;
  const texts = faultFix(failure, facts)
    .map(reportStep)
    .map(({ text }) => text);
  expect(texts).toEqual([...(first === undefined ? [] : [first]), ROUND]);
  expect(aboutHost(failure, facts)).toContain('HTTPS_PROXY names the proxy');
  const toEmulator = { ...failure, ...at('AWS_ENDPOINT_URL') };
  expect(faultFix(toEmulator, facts).map(reportStep)).toHaveLength(first === undefined ? 0 : 1);
});
