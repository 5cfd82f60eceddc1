/** Which certificates are trusted: those that boto3 trusts with the same settings. */
import * as https from 'node:https';
import { expect, it } from 'vitest';
import { check } from '../../src/check.ts';
import type { Report } from '../../src/report/report.ts';
import { TEST_CERTIFICATE, TEST_KEY } from '../aws/support/certificate.ts';
import { listen } from '../aws/support/loopback.ts';
import { fakeHost } from '../credentials/fake-host.ts';
import { fileOf, QUIET } from '../credentials/load-case.ts';
import { DEFAULTS } from '../permissions/check-sandbox.ts';
import { NO_WAITS } from '../support/clocks.ts';

const IDENTITY =
  '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/a</Arn><UserId>AIDA</UserId><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>';

/** A check against a server whose certificate nobody has signed. */
async function checked(env: Record<string, string>, files: Record<string, string> = {}): Promise<Report> {
  const port = await listen(
    https.createServer({ key: TEST_KEY, cert: TEST_CERTIFICATE }, (_request, response) => {
      response.end(IDENTITY);
    }),
  );
  const host = fakeHost({
    env: { ...QUIET, ...env },
    files: { '~/.aws/credentials': fileOf('default'), ...files },
    now: NO_WAITS.now(),
  });
  const request = {
    ...DEFAULTS,
    simulate: false,
    realCalls: false,
    endpointUrl: `https://127.0.0.1:${port}`,
    signal: new AbortController().signal,
    sandbox: undefined,
  };
  return check(request, host, { step: () => undefined });
}

const errors = ({ findings }: Report) => findings.filter(({ severity }) => severity === 'error');

it('the public certificates alone where nothing is named', async () => {
  const report = await checked({});
  expect(report.exitCode).toBe(3);
  expect(errors(report).map(({ code }) => code)).toContain('certificate-untrusted');
});

it('not what NODE_EXTRA_CA_CERTS and its like name, and AWS_CA_BUNDLE is the way', async () => {
  const report = await checked({ NODE_EXTRA_CA_CERTS: '/company.pem', NODE_TLS_REJECT_UNAUTHORIZED: '0' });
  expect(report.exitCode).toBe(3);
  const [untrusted] = errors(report).filter(({ code }) => code === 'certificate-untrusted');
  expect(untrusted?.fix.map(({ text }) => text)).toEqual(['export AWS_CA_BUNDLE=/company.pem']);
  const [ignored] = report.findings.filter(({ code }) => code === 'trust-setting-ignored');
  expect(ignored?.detail).toContain('NODE_EXTRA_CA_CERTS and NODE_TLS_REJECT_UNAUTHORIZED');
});

it.each([
  ['AWS_CA_BUNDLE', { AWS_CA_BUNDLE: '/ca.pem' }, {}],
  ['a path in the home', { AWS_CA_BUNDLE: '~/ca.pem' }, {}],
  ['REQUESTS_CA_BUNDLE', { REQUESTS_CA_BUNDLE: '/ca.pem' }, {}],
  ['ca_bundle of the profile', {}, { '~/.aws/config': '[default]\nca_bundle = /ca.pem\n' }],
])('the file of %s', async (_, env, files) => {
  const certificates = { '/ca.pem': TEST_CERTIFICATE, '~/ca.pem': TEST_CERTIFICATE };
  const report = await checked(env, { ...certificates, ...files });
  expect(report.identity?.account).toBe('123456789012');
});

it.each([
  ['CURL_CA_BUNDLE', { CURL_CA_BUNDLE: '/ca.pem' }],
  ['SSL_CERT_FILE', { SSL_CERT_FILE: '/ca.pem' }],
])('not the file of %s', async (_, env) => {
  const report = await checked(env, { '/ca.pem': TEST_CERTIFICATE });
  expect(report.identity).toBeNull();
  expect(report.exitCode).toBe(3);
});

it.each([
  ['is not there', {}, 'does not exist'],
  ['is empty', { '/ca.pem': '' }, 'holds no certificate'],
  ['holds a key', { '/ca.pem': TEST_KEY }, 'holds no certificate'],
])('nothing where the file that is named %s: boto3 fails, too', async (_, files, problem) => {
  const report = await checked({ AWS_CA_BUNDLE: '/ca.pem' }, files);
  expect([report.status, report.exitCode]).toEqual(['disabled', 1]);
  const [finding] = errors(report).filter(({ code }) => code === 'ca-bundle-unreadable');
  expect(finding?.detail).toContain('AWS_CA_BUNDLE names /ca.pem');
  expect(finding?.detail).toContain(problem);
});

it('nothing where the file holds what is no certificate', async () => {
  const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
  const report = await checked({ AWS_CA_BUNDLE: '/ca.pem' }, { '/ca.pem': broken });
  expect([report.status, report.exitCode]).toEqual(['disabled', 1]);
  expect(errors(report).map(({ code }) => code)).toContain('ca-bundle-unreadable');
});

it.each([
  ['AWS_CA_BUNDLE', { AWS_CA_BUNDLE: '', REQUESTS_CA_BUNDLE: '/ca.pem' }],
  ['REQUESTS_CA_BUNDLE', { REQUESTS_CA_BUNDLE: ' ' }],
])('a blank %s leaves open what boto3 does', async (variable, env) => {
  const report = await checked(env, { '/ca.pem': TEST_CERTIFICATE });
  expect([report.status, report.exitCode]).toEqual(['inconclusive', 3]);
  const [finding] = errors(report);
  expect(finding).toMatchObject({ code: 'ca-bundle-blank', fix: [{ text: `unset ${variable}` }] });
});
