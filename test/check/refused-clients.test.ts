/** Settings that boto3 refuses for the clients of one service alone reach what that service is for, and nothing else. */
import { expect, it } from 'vitest';
import { check } from '../../src/check.ts';
import { fakeHost, HOME } from '../credentials/fake-host.ts';
import { DEFAULTS } from '../permissions/check-sandbox.ts';
import { shipped, started } from '../sandbox/support.ts';
import { NO_WAITS } from '../support/clocks.ts';

async function checked(env: Readonly<Record<string, string>>, profile = '') {
  const sandbox = await started(shipped('admin'));
  const files = Object.fromEntries(
    sandbox
      .files(HOME)
      .map(({ path, text }) => [
        `~/${path}`,
        path === '.aws/config' ? text.replace('[default]\n', `[default]\n${profile}`) : text,
      ]),
  );
  const host = fakeHost({ env: { ...sandbox.environment(HOME), ...env }, files, now: NO_WAITS.now() });
  const report = await check(
    { ...DEFAULTS, required: ['compute', 'storage'], signal: new AbortController().signal },
    host,
    { step: () => undefined },
  );
  const statuses = Object.fromEntries(report.capabilities.map(({ id, status }) => [id, status]));
  return { report, of: [statuses.compute, statuses.storage], skyCheck: report.skyCheck };
}

it.each<[string, Readonly<Record<string, string>>, string, readonly string[]]>([
  ['nothing', {}, '', ['enabled', 'enabled']],
  ['text in place of settings of S3', {}, 's3 = path\n', ['enabled', 'disabled']],
  ['a version of S3 that is not there', {}, 'api_versions =\n  s3 = 2001-01-01\n', ['enabled', 'disabled']],
  ['a version of EC2 that is not there', {}, 'api_versions =\n  ec2 = 2001-01-01\n', ['disabled', 'enabled']],
  ['a version of IAM that is not there', {}, 'api_versions =\n  iam = 2001-01-01\n', ['disabled', 'enabled']],
  [
    'an endpoint of S3 that is no URL',
    { AWS_ENDPOINT_URL_S3: 'localhost:9000' },
    '',
    ['enabled', 'disabled'],
  ],
  ['an endpoint of EC2 that is no URL', { AWS_ENDPOINT_URL_EC2: 'localhost' }, '', ['disabled', 'enabled']],
])('%s', async (_title, env, profile, statuses) => {
  const { report, of, skyCheck } = await checked(env, profile);
  expect(of).toEqual(statuses);
  const codes = report.findings.filter(({ severity }) => severity === 'error').map(({ code }) => code);
  const isRefused = statuses.includes('disabled');
  // What could not be asked for want of the endpoint is said after it.
  expect(codes.slice(0, 1)).toEqual(isRefused ? ['client-setting-invalid'] : []);
  expect(report.exitCode).toBe(isRefused ? 1 : 0);
  if (statuses[1] === 'disabled') expect(skyCheck).toEqual(['compute']);
});
