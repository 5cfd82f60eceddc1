/** A CI job whose web identity token gives no credentials: what a person reads, for each reason. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { GITHUB, JOB, tokenOf } from '../web-identity/support.ts';
import { parseReport, skycheck, temporaryHome } from './support/skycheck.ts';

const ROLE = 'arn:aws:iam::111122223333:role/gha';
const CI = { CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: 'push' };
const MAY_ASK = {
  ACTIONS_ID_TOKEN_REQUEST_URL: 'https://x',
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'topsecretvalue',
};

/** An STS that answers every call with one error. */
async function stsThatSays(status: number, code: string, message: string): Promise<string> {
  const body = `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`;
  const server = http.createServer((_request, response) => {
    response.writeHead(status, { 'content-type': 'text/xml' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function inJob(
  endpoint: string,
  claims: object,
  env: Readonly<Record<string, string>>,
  args: readonly string[] = [],
) {
  const home = await temporaryHome({ token: tokenOf({ ...JOB, ...claims }) });
  return skycheck(['aws', ...args], {
    home,
    env: {
      ...env,
      AWS_ENDPOINT_URL: endpoint,
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_ROLE_ARN: ROLE,
      AWS_WEB_IDENTITY_TOKEN_FILE: `${home}/token`,
    },
  });
}

describe('a token that STS does not accept', () => {
  const DENIED = [403, 'AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity'] as const;
  it.each<[string, readonly [number, string, string], object, string, string, string]>([
    [
      'an environment',
      DENIED,
      { sub: 'repo:acme/infra:environment:dev' },
      'web-identity-refused',
      'AWS_ROLE_ARN: the role gha does not admit this token',
      'The job runs in an environment',
    ],
    [
      'ids',
      DENIED,
      { sub: 'repo:acme@1/infra@2:ref:refs/heads/main' },
      'web-identity-refused',
      'AWS_ROLE_ARN: the role gha does not admit this token',
      'ids beside the names',
    ],
    [
      'a pull request',
      DENIED,
      { sub: 'repo:acme/infra:pull_request' },
      'web-identity-refused',
      'AWS_ROLE_ARN: the role gha does not admit this token',
      'for a pull request',
    ],
    [
      'no provider',
      [400, 'InvalidIdentityToken', `No OpenIDConnect provider found in your account for https://${GITHUB}`],
      {},
      'web-identity-provider-missing',
      'Account 111122223333 has no identity provider for GitHub Actions',
      'in the account of the role',
    ],
    [
      'another audience',
      [400, 'InvalidIdentityToken', 'Incorrect token audience'],
      { aud: 'https://github.com/acme' },
      'web-identity-audience-refused',
      'does not list the audience of this token',
      'nobody asks for one',
    ],
    [
      'an old one',
      [400, 'ExpiredTokenException', 'Token expired'],
      {},
      'web-identity-token-expired',
      'AWS_WEB_IDENTITY_TOKEN_FILE: the token has expired',
      'some minutes only',
    ],
    [
      'a broken one',
      [400, 'InvalidIdentityToken', 'The web identity token provided could not be validated'],
      {},
      'web-identity-token-invalid',
      'AWS_WEB_IDENTITY_TOKEN_FILE: AWS does not accept this token',
      'could not be validated',
    ],
  ])('says why and what is there: %s', async (_, answer, claims, code, title, words) => {
    const endpoint = await stsThatSays(...answer);
    const { status, stdout } = await inJob(endpoint, claims, { ...CI, ...MAY_ASK }, ['--format', 'json']);
    const report = parseReport(stdout);
    const [first] = report.findings.filter(({ cause }) => cause === null);
    expect({ status, code: first?.code }).toEqual({ status: 1, code });
    expect(first?.title).toContain(title);
    expect(first?.detail).toContain(words);
    expect(first?.fix.length).toBeGreaterThan(0);
    expect(report.credentials?.location).toBe('AWS_WEB_IDENTITY_TOKEN_FILE');
    const text = await inJob(endpoint, claims, { ...CI, ...MAY_ASK });
    expect(text.stdout.split('\n').length).toBeLessThanOrEqual(25);
    expect(text.stdout.replace(/\s+/g, ' ')).toContain(title);
    for (const printed of [stdout, text.stdout, text.stderr]) {
      expect(printed).not.toMatch(/topsecret|c2lnbmF0dXJl|role of the profile/);
    }
  });
});

describe('a job that may not ask for a token', () => {
  const event = (head: number) =>
    JSON.stringify({ pull_request: { head: { repo: { id: head } }, base: { repo: { id: 1 } } } });
  it.each<[string, Record<string, string>, string]>([
    ['a push', CI, 'has no permission id-token: write'],
    [
      'a fork',
      { ...CI, GITHUB_EVENT_NAME: 'pull_request', GITHUB_EVENT_PATH: '{home}/event.json' },
      'a pull request from a fork',
    ],
  ])('is told so: %s', async (_, env, words) => {
    const home = await temporaryHome({ 'event.json': event(2) });
    const filled = Object.fromEntries(
      Object.entries(env).map(([name, value]) => [name, value.replace('{home}', home)]),
    );
    const { status, stdout } = await skycheck(['aws', '--offline', '--format', 'json'], {
      home,
      env: filled,
    });
    const report = parseReport(stdout);
    expect(status).not.toBe(0);
    expect(report.findings.find(({ code }) => code === 'ci-without-id-token')?.detail).toContain(words);
    expect(report.findings.find(({ code }) => code === 'no-credentials')?.cause).toBe('ci-without-id-token');
  });

  it('is not told so where it may, or where there are keys', async () => {
    for (const env of [
      { ...CI, ...MAY_ASK },
      { ...CI, AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'x'.repeat(40) },
    ]) {
      const { stdout } = await skycheck(['aws', '--offline', '--format', 'json'], { env });
      expect(parseReport(stdout).findings.map(({ code }) => code)).not.toContain('ci-without-id-token');
    }
  });
});
