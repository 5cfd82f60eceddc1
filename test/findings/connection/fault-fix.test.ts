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
  'Ask whoever runs the network: for a file with the certificates that it uses and the public ones; name it in AWS_CA_BUNDLE.';
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
])('against %s %j, with %j', (kind, failure, trust, steps) => {
  expect(
    faultFix(failureOf(kind, 'X', failure), {
      otherTrust: trust,
      clockSetter: 'timedatectl',
      fipsSetting: undefined,
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
  const fix = faultFix(failureOf('clock-skew', 'X'), { otherTrust: [], clockSetter, fipsSetting: undefined });
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
  const facts = { otherTrust: [], clockSetter: 'timedatectl', fipsSetting } as const;
  expect(faultFix(FIPS, facts).map(reportStep)).toMatchObject([{ text: step }]);
  expect(aboutHost(FIPS, facts)).toMatch(about);
  expect(aboutHost(failureOf('network', 'ENOTFOUND', { host: 'sts.amazonaws.com' }), facts)).toBe('');
});
