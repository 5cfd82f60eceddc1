/** The whole check, where the call that decides about the credentials meets a fault: undecided, and it says why. */
import { describe, expect, it } from 'vitest';
import { check } from '../../src/check.ts';
import type { Report } from '../../src/report/report.ts';
import { limitTime } from '../../src/time.ts';
import { type Answer, json, loopback, queryError, xml } from '../aws/support/loopback.ts';
import { type FakeHostOptions, fakeHost, NOW } from '../credentials/fake-host.ts';
import { fileOf, QUIET } from '../credentials/load-case.ts';
import { ssoLoginFile } from '../credentials/sso-login-file.ts';
import { DEFAULTS } from '../permissions/check-sandbox.ts';
import { eventually, NO_WAITS, testClock } from '../support/clocks.ts';

const ROLE = 'arn:aws:iam::123456789012:role/dev';
const RUN_MS = 10_000;

const SSO = `[default]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Admin
region = us-east-1
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1
`;
const ssoFiles = (endsIn: number) => ({
  '~/.aws/config': SSO,
  ...ssoLoginFile('corp', endsIn),
});

type Machine = (url: string) => FakeHostOptions;

const CALLS: readonly (readonly [operation: string, machine: Machine])[] = [
  ['GetCallerIdentity', () => ({ env: QUIET, files: { '~/.aws/credentials': fileOf('default') } })],
  [
    'AssumeRole',
    () => ({
      env: QUIET,
      files: {
        '~/.aws/config': `[default]\nrole_arn = ${ROLE}\nsource_profile = base\n`,
        '~/.aws/credentials': fileOf('base'),
      },
    }),
  ],
  [
    'AssumeRoleWithWebIdentity',
    () => ({
      env: { ...QUIET, AWS_ROLE_ARN: ROLE, AWS_WEB_IDENTITY_TOKEN_FILE: '/token' },
      files: { '/token': 'a.b.c' },
    }),
  ],
  ['CreateToken', () => ({ env: QUIET, files: ssoFiles(-60_000) })],
  ['GetRoleCredentials', () => ({ env: QUIET, files: ssoFiles(3_600_000) })],
  ['instance metadata', (url) => ({ env: { AWS_EC2_METADATA_SERVICE_ENDPOINT: url } })],
  ['container', (url) => ({ env: { ...QUIET, AWS_CONTAINER_CREDENTIALS_FULL_URI: url } })],
];

const noAnswer: Answer = () => undefined;
const PAGE = '<html><body>Log in to the hotel network</body></html>';
const FAULTS: readonly (readonly [name: string, answer: Answer])[] = [
  ['throttling', json(429, { message: 'Too many' }, { 'x-amzn-errortype': 'TooManyRequestsException' })],
  ['status 500', xml(500, '')],
  ['status 503 with a page', xml(503, PAGE, { 'content-type': 'text/html' })],
  ['a portal page with status 200', xml(200, PAGE, { 'content-type': 'text/html' })],
  ['an empty answer', xml(200, '')],
  ['noAnswer', noAnswer],
  ['a reset', (response) => response.socket?.destroy()],
];

async function checked(machine: Machine, answer: Answer): Promise<Report> {
  const server = await loopback(answer);
  const clock = testClock(NOW);
  const { signal } = limitTime(clock, RUN_MS);
  const request = { ...DEFAULTS, endpointUrl: server.url, timeoutMs: RUN_MS, signal, sandbox: undefined };
  const host = fakeHost({ clock: { ...clock, pause: NO_WAITS.pause }, ...machine(server.url) });
  const report = check(request, host, { step: () => undefined });
  if (answer === noAnswer) {
    await eventually(() => server.received.length > 0);
    await clock.advance(RUN_MS);
  }
  return report;
}

function errorTexts(report: Report): readonly string[] {
  return report.findings
    .filter(({ severity }) => severity === 'error')
    .map(({ detail, fix }) => `${detail} ${JSON.stringify(fix)}`);
}

describe.each(CALLS)('%s', (operation, machine) => {
  it.concurrent.each(FAULTS)('that meets %s is undecided', async (_, fault) => {
    const report = await checked(machine, fault);
    expect([report.status, report.exitCode]).toEqual(['inconclusive', 3]);
    const errors = errorTexts(report);
    expect(errors.join('\n')).toContain(operation);
    expect(errors.join('\n')).not.toMatch(/log in|login|aws configure|aws sso/);
  });
});

it('an old clock is named where a role is assumed', async () => {
  const hour = 3_600_000;
  const machine = CALLS.find(([operation]) => operation === 'AssumeRole')?.[1] ?? (() => ({}));
  const report = await checked(
    machine,
    queryError(403, 'SignatureDoesNotMatch', 'Signature expired: 20260601T110000Z is now earlier than x', {
      date: new Date(NOW + hour).toUTCString(),
    }),
  );
  expect(report.findings.map(({ code }) => code)).toContain('clock-skew');
  expect(report.exitCode).toBe(1);
  expect(errorTexts(report).join()).toContain("this clock is 60 minutes behind AWS's");
});
