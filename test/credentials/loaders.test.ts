import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { AwsFailure } from '../../src/aws/aws-result.ts';
import type { CredentialError } from '../../src/credentials/credentials-outcome.ts';
import type { HttpAnswer, HttpRequest } from '../../src/credentials/remote.ts';
import type { ProcessEnd } from '../../src/host.ts';
import { tokenOf } from '../web-identity/support.ts';
import { NOW } from './fake-host.ts';
import {
  errorOf,
  fakeRemote,
  fileOf,
  keyOf,
  keys,
  type LoadCase,
  load,
  ok,
  QUIET,
  refusal,
} from './load-case.ts';

const iso = (offsetMs: number) => `${new Date(NOW + offsetMs).toISOString().slice(0, 19)}Z`;
const HOUR = 3_600_000;

describe('static keys', () => {
  it('come from the environment, the older token variable winning', async () => {
    const env = {
      AWS_ACCESS_KEY_ID: 'AKIAENV',
      AWS_SECRET_ACCESS_KEY: 's',
      AWS_SESSION_TOKEN: 'new',
      AWS_SECURITY_TOKEN: 'old',
    };
    const { outcome } = await load({ env });
    expect(outcome).toMatchObject({
      provider: 'env',
      credentials: { accessKeyId: 'AKIAENV', sessionToken: 'old' },
    });
  });

  it.each([
    [iso(HOUR), undefined],
    [iso(-1000), ['credentials-expired', 'RuntimeError']],
  ])('in the environment until %s', async (end, expected) => {
    const env = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 's', AWS_CREDENTIAL_EXPIRATION: end };
    expect(errorOf((await load({ env })).outcome)).toEqual(expected);
  });

  it.each<[string, LoadCase, readonly string[]]>([
    [
      'credentials file',
      { files: { '~/.aws/credentials': fileOf('default') } },
      ['shared-credentials-file', 'AKIAFILE'],
    ],
    ['config file', { files: { '~/.aws/config': fileOf('default') } }, ['config-file', 'AKIAFILE']],
    ['boto file', { files: { '/etc/boto.cfg': fileOf('Credentials') } }, ['boto-config', 'AKIAFILE']],
    [
      'EC2 tools file',
      { env: { AWS_CREDENTIAL_FILE: '~/e' }, files: { '~/e': 'AWSAccessKeyId = AKIAEC2\r\nAWSSecretKey=s' } },
      ['ec2-credentials-file', 'AKIAEC2'],
    ],
  ])('come from the %s', async (_, setup, expected) => {
    expect(keyOf((await load(setup)).outcome)).toEqual(expected);
  });
});

describe('custom-process', () => {
  const ends = (stdout: unknown, status = 0): ProcessEnd => ({
    kind: 'exited',
    status,
    stdout: typeof stdout === 'string' ? stdout : JSON.stringify(stdout),
    stderr: 'TOPSECRET',
  });
  const good = { Version: 1, AccessKeyId: 'AKIAPROC', SecretAccessKey: 's' };
  const run = (end: ProcessEnd, command = '/bin/tool TOPSECRET "a b"'): LoadCase => ({
    env: QUIET,
    files: { '~/.aws/config': `[default]\ncredential_process = ${command}\n` },
    run: async () => end,
  });

  it('is split as a shell would and run without one', async () => {
    const argv: (readonly string[])[] = [];
    const setup = run(ends(good), '"my tool" ~/x $HOME a\\ b | c');
    const { outcome } = await load({
      ...setup,
      run: async (request) => {
        argv.push(request.argv);
        return ends(good);
      },
    });
    expect(argv).toEqual([['my tool', '~/x', '$HOME', 'a b', '|', 'c']]);
    expect(keyOf(outcome)).toEqual(['custom-process', 'AKIAPROC']);
  });

  it.each<[string, ProcessEnd, string]>([
    ['an exit status', ends('TOPSECRET', 3), 'CredentialRetrievalError'],
    ['no JSON', ends('TOPSECRET'), 'JSONDecodeError'],
    ['no object', ends([1]), 'AttributeError'],
    ['another version', ends({ ...good, Version: 2 }), 'CredentialRetrievalError'],
    ['no secret', ends({ Version: 1, AccessKeyId: 'TOPSECRET' }), 'CredentialRetrievalError'],
    ['a key that is no text', ends({ ...good, AccessKeyId: 1 }), 'TypeError'],
    ['an unreadable end', ends({ ...good, Expiration: 'TOPSECRET' }), 'ParserError'],
    ['no program', { kind: 'not-started', code: 'ENOENT' }, 'FileNotFoundError'],
    ['a program that may not run', { kind: 'not-started', code: 'EACCES' }, 'PermissionError'],
    ['a signal', { kind: 'signalled', signal: 'SIGKILL' }, 'CredentialRetrievalError'],
    ['no end', { kind: 'timed-out' }, 'none'],
    ['endless output', { kind: 'too-much-output' }, 'none'],
  ])('that gives %s fails and gives nothing away', async (_, end, botocoreError) => {
    const { outcome } = await load(run(end));
    expect(errorOf(outcome)).toEqual(['credential-process-failed', botocoreError]);
    expect(JSON.stringify(outcome)).not.toContain('TOPSECRET');
  });

  it('shows what the program said, without its arguments', async () => {
    const end = { kind: 'exited', status: 1, stdout: 'x', stderr: 'Log in first, TOPSECRET\n' } as const;
    const { outcome } = await load(run(end));
    expect(outcome).toMatchObject({
      error: {
        message: expect.stringContaining('ended with exit status 1 and said: Log in first, [removed]'),
      },
    });
  });

  it.each([
    ['"open', 'ValueError'],
    ['', 'IndexError'],
  ])('written as %j fails', async (command, botocoreError) => {
    const { outcome } = await load(run(ends(good), command));
    expect(errorOf(outcome)).toEqual(['credential-process-failed', botocoreError]);
  });

  it.each([
    ['cat /keys | jq .', '| and the like'],
    ['cat /keys > /x', '| and the like'],
    ['cat /keys 2>/dev/null', '| and the like'],
    ['login; cat /keys', '| and the like'],
    ['login && cat /keys', '| and the like'],
    ['AWS_PROFILE=x tool', 'a variable before the command'],
    ['tool --query=a|b', undefined],
    ['tool --x=1 y', undefined],
  ])('%j says what a shell would read in it: %s', async (command, words) => {
    const { outcome } = await load(run(ends('no', 1), command));
    const said = outcome.kind === 'failed' ? outcome.error.message : '';
    const advice = "would mean something: write sh -c '…' around the command";
    expect(said.includes(advice)).toBe(words !== undefined);
    if (words !== undefined) expect(said).toContain(`to which ${words} ${advice}`);
  });

  it('that is a script without #! does not run', async () => {
    const setup = run(ends(good), '/bin/tool');
    const tool = { kind: 'file', bytes: new TextEncoder().encode('echo'), mode: 0o755 } as const;
    const { outcome } = await load({ ...setup, files: { ...setup.files, '/bin/tool': tool } });
    expect(errorOf(outcome)).toEqual(['credential-process-failed', 'OSError']);
  });

  it('is asked again where its keys end soon', async () => {
    let count = 0;
    const { outcome } = await load({
      ...run(ends(good)),
      run: async () => {
        count += 1;
        return ends({ ...good, AccessKeyId: `AKIA${count}`, Expiration: iso(14 * 60_000) });
      },
    });
    expect([count, keyOf(outcome)?.[1]]).toEqual([2, 'AKIA2']);
  });

  it('whose keys have expired fails', async () => {
    const { outcome } = await load(run(ends({ ...good, Expiration: iso(-1000) })));
    expect(errorOf(outcome)).toEqual(['credentials-expired', 'RuntimeError']);
  });
});

describe('assume-role', () => {
  const arn = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
  const config = (more = '') => `[default]
role_arn = ${arn('outer')}
source_profile = middle
${more}[profile middle]
role_arn = ${arn('inner')}
source_profile = base
`;
  const files = (more = '') => ({ '~/.aws/config': config(more), '~/.aws/credentials': fileOf('base') });
  const assuming = fakeRemote({
    assumeRole: async ({ credentials, roleArn, ...rest }) =>
      ok(
        keys(
          `${credentials.accessKeyId}>${roleArn.split('/')[1]}${rest.externalId ?? ''}${rest.tokenCode ?? ''}${rest.durationSeconds ?? ''}`,
        ),
      ),
  });

  it('follows the chain from the source outwards', async () => {
    const { outcome } = await load({
      env: QUIET,
      files: files('external_id = ext\nduration_seconds = 900\n'),
      remote: assuming,
    });
    expect(keyOf(outcome)).toEqual(['assume-role', 'ASIAASIAAKIAFILE>inner>outerext900']);
  });

  it('asks for the MFA code', async () => {
    const questions: string[] = [];
    const { outcome } = await load({
      env: QUIET,
      files: files('mfa_serial = arn:aws:iam::123456789012:mfa/ada\n'),
      remote: assuming,
      promptSecret: async (question) => {
        questions.push(question);
        return '123456';
      },
    });
    expect(questions).toEqual(['Enter MFA code for arn:aws:iam::123456789012:mfa/ada: ']);
    expect(keyOf(outcome)?.[1]).toContain('outer123456');
  });

  it.each<[string, string, LoadCase, readonly string[]]>([
    [
      'MFA without a terminal',
      'mfa_serial = arn:aws:iam::123456789012:mfa/ada\n',
      {},
      ['mfa-required', 'EOFError'],
    ],
    [
      'a duration too short',
      'duration_seconds = 60\n',
      {},
      ['credentials-config-invalid', 'ParamValidationError'],
    ],
    [
      'a region that is none',
      '',
      { env: { AWS_DEFAULT_REGION: 'us west' } },
      ['credentials-config-invalid', 'InvalidRegionError'],
    ],
    [
      'no region at a configured endpoint',
      '',
      { env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' } },
      ['credentials-config-invalid', 'NoRegionError'],
    ],
    [
      'a refusal',
      '',
      { remote: fakeRemote({ assumeRole: async () => refusal('AccessDenied', 'denied') }) },
      ['assume-role-failed', 'ClientError'],
    ],
    [
      'no network',
      '',
      { remote: fakeRemote({ assumeRole: async () => refusal('ENOTFOUND', 'network') }) },
      ['no-network', 'EndpointConnectionError'],
    ],
    [
      'keys that expired',
      '',
      { remote: fakeRemote({ assumeRole: async () => ok(keys('x', NOW - 1)) }) },
      ['credentials-expired', 'RuntimeError'],
    ],
  ])('fails for %s', async (_, more, setup, expected) => {
    const { outcome } = await load({
      files: files(more),
      remote: assuming,
      ...setup,
      env: { ...QUIET, ...setup.env },
    });
    expect(errorOf(outcome)).toEqual(expected);
  });

  it('starts nothing offline', async () => {
    const { outcome } = await load({
      env: QUIET,
      files: {
        '~/.aws/config': `[default]\nrole_arn = ${arn('r')}\nsource_profile = p\n[profile p]\ncredential_process = x\n`,
      },
      run: () => {
        throw new Error('started');
      },
    });
    expect(outcome).toMatchObject({ kind: 'needs-network', provider: 'assume-role' });
  });

  it('takes the environment as a source', async () => {
    const { outcome } = await load({
      env: { ...QUIET, AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 's' },
      flag: 'default',
      files: { '~/.aws/config': `[default]\nrole_arn = ${arn('r')}\ncredential_source = Environment\n` },
      remote: assuming,
    });
    expect(keyOf(outcome)?.[1]).toBe('ASIAAKIAENV>r');
  });
});

describe('assume-role-with-web-identity', () => {
  const env = {
    ...QUIET,
    AWS_WEB_IDENTITY_TOKEN_FILE: '/t',
    AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/r',
  };

  it('sends the token as it is', async () => {
    const remote = fakeRemote({
      assumeRoleWithWebIdentity: async ({ webIdentityToken, roleSessionName }) =>
        ok(keys(webIdentityToken + roleSessionName)),
    });
    const { outcome } = await load({ env, files: { '/t': 'jwt-token\n' }, remote });
    expect(keyOf(outcome)).toEqual([
      'assume-role-with-web-identity',
      `ASIAjwt-token\nbotocore-session-${NOW / 1000}`,
    ]);
  });

  it.each<[CredentialError['code'], string, string, AwsFailure['kind']]>([
    [
      'web-identity-refused',
      'AccessDenied',
      'Not authorized to perform sts:AssumeRoleWithWebIdentity',
      'denied',
    ],
    [
      'web-identity-provider-missing',
      'InvalidIdentityToken',
      'No OpenIDConnect provider found in your account for https://x',
      'other',
    ],
    ['web-identity-audience-refused', 'InvalidIdentityToken', 'Incorrect token audience', 'other'],
    [
      'web-identity-token-invalid',
      'InvalidIdentityToken',
      "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint",
      'other',
    ],
    [
      'web-identity-token-invalid',
      'InvalidIdentityToken',
      'The web identity token provided could not be validated',
      'other',
    ],
    [
      'web-identity-token-expired',
      'ExpiredTokenException',
      'Token expired: current date/time must be before the expiration',
      'expired-credentials',
    ],
    ['web-identity-token-invalid', 'IDPRejectedClaim', 'refused', 'other'],
    [
      'aws-call-failed',
      'InvalidIdentityToken',
      "Couldn't retrieve verification key from your identity provider",
      'server-error',
    ],
    ['assume-role-failed', 'ValidationError', 'Request ARN is invalid', 'other'],
  ])('tells %s by %s: %s', async (code, error, message, kind) => {
    const token = tokenOf({ sub: 'repo:acme/infra:pull_request' });
    const failure = {
      kind,
      service: 'sts',
      operation: 'AssumeRoleWithWebIdentity',
      code: error,
      message,
    } as const;
    const remote = fakeRemote({ assumeRoleWithWebIdentity: async () => ({ kind: 'failed', failure }) });
    const { outcome } = await load({ env, files: { '/t': token }, remote });
    expect(outcome).toMatchObject({
      kind: 'failed',
      error: {
        code,
        botocoreError: 'ClientError',
        ...(code === 'aws-call-failed'
          ? {}
          : {
              webIdentity: {
                roleArn: env.AWS_ROLE_ARN,
                claims: { subject: 'repo:acme/infra:pull_request' },
                tokenFrom: 'AWS_WEB_IDENTITY_TOKEN_FILE',
                roleFrom: 'AWS_ROLE_ARN',
              },
            }),
      },
    });
    expect(JSON.stringify(outcome)).not.toContain(token);
  });

  it.each<[string, LoadCase['files'], readonly string[]]>([
    ['is missing', {}, ['web-identity-failed', 'FileNotFoundError']],
    ['is a directory', { '/t': { kind: 'directory' } }, ['web-identity-failed', 'IsADirectoryError']],
    ['is not UTF-8', { '/t': Uint8Array.of(0xff) }, ['web-identity-failed', 'UnicodeDecodeError']],
    ['is too short', { '/t': 'x' }, ['credentials-config-invalid', 'ParamValidationError']],
  ])('fails where the token file %s', async (_, files, expected) => {
    const { outcome } = await load({
      env,
      ...(files === undefined ? {} : { files }),
      remote: fakeRemote({}),
    });
    expect(errorOf(outcome)).toEqual(expected);
  });
});

describe('container-role', () => {
  const answer = (body: unknown, status = 200): HttpAnswer => ({
    kind: 'answer',
    status,
    body: JSON.stringify(body),
    byProxy: false,
  });
  const good = { AccessKeyId: 'ASIAECS', SecretAccessKey: 's', Token: 't', Expiration: iso(HOUR) };
  const at = (url: string, more: Record<string, string> = {}) => ({
    ...QUIET,
    AWS_CONTAINER_CREDENTIALS_FULL_URI: url,
    ...more,
  });

  it('asks the relative address first, without a proxy', async () => {
    const requests: HttpRequest[] = [];
    const remote = fakeRemote({
      http: async (request) => {
        requests.push(request);
        return answer(good);
      },
    });
    const env = at('http://127.0.0.1/full', {
      AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/v2/x',
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'Basic t',
    });
    const { outcome } = await load({ env, remote });
    expect(keyOf(outcome)).toEqual(['container-role', 'ASIAECS']);
    expect(requests).toEqual([
      {
        method: 'GET',
        url: 'http://169.254.170.2/v2/x',
        headers: { Accept: 'application/json', Authorization: 'Basic t' },
        timeoutMs: 2000,
        useProxy: false,
      },
    ]);
  });

  it.each([
    ['http://example.com/x', 'ValueError'],
    ['http://127.1/x', 'ValueError'],
    ['', 'ValueError'],
  ])('does not ask %j', async (url, botocoreError) => {
    const { outcome } = await load({ env: at(url), remote: fakeRemote({}) });
    expect(errorOf(outcome)).toEqual(['container-credentials-failed', botocoreError]);
  });

  it.each<[string, HttpAnswer, number, string]>([
    ['refuses', answer({}, 403), 3, 'CredentialRetrievalError'],
    ['is silent', { kind: 'read-timeout' }, 3, 'CredentialRetrievalError'],
    ['is not there', { kind: 'connection-failed', code: 'ECONNREFUSED' }, 3, 'CredentialRetrievalError'],
    ['gives no keys', answer({}), 1, 'KeyError'],
    ['gives a list', answer([]), 1, 'TypeError'],
  ])('is asked three times at most where it %s', async (_, reply, times, botocoreError) => {
    let count = 0;
    const remote = fakeRemote({
      http: async () => {
        count += 1;
        return reply;
      },
    });
    const { outcome } = await load({ env: at('http://localhost/x'), remote });
    expect([count, errorOf(outcome)]).toEqual([times, ['container-credentials-failed', botocoreError]]);
  });

  it('refuses a token with a line break', async () => {
    const env = at('http://[::1]/x', { AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: '/t' });
    const { outcome } = await load({ env, files: { '/t': 'TOPSECRET\n' }, remote: fakeRemote({}) });
    expect(errorOf(outcome)).toEqual(['container-credentials-failed', 'ValueError']);
    expect(JSON.stringify(outcome)).not.toContain('TOPSECRET');
  });
});

describe('iam-role', () => {
  const good = { AccessKeyId: 'ASIAEC2', SecretAccessKey: 's', Token: 't', Expiration: iso(HOUR) };
  type Service = (request: HttpRequest) => HttpAnswer;
  const text = (body: string, status = 200): HttpAnswer => ({
    kind: 'answer',
    status,
    body,
    byProxy: false,
  });
  const instance =
    (credentials: string): Service =>
    ({ method, url }) => {
      if (method === 'PUT') return text('token');
      return text(url.endsWith('/security-credentials/') ? 'role' : credentials);
    };

  async function ask(service: Service, env: Record<string, string> = {}) {
    const requests: HttpRequest[] = [];
    const http = async (request: HttpRequest) => {
      requests.push(request);
      return service(request);
    };
    const { outcome } = await load({ env, remote: fakeRemote({ http }) });
    return { outcome, requests };
  }

  it('asks for a token, the role and its keys', async () => {
    const { outcome, requests } = await ask(instance(JSON.stringify(good)));
    expect(keyOf(outcome)).toEqual(['iam-role', 'ASIAEC2']);
    expect(requests.map(({ method, url, timeoutMs }) => `${method} ${url} ${timeoutMs}`)).toEqual([
      'PUT http://169.254.169.254/latest/api/token 1000',
      'GET http://169.254.169.254/latest/meta-data/iam/security-credentials/ 1000',
      'GET http://169.254.169.254/latest/meta-data/iam/security-credentials/role 1000',
    ]);
    expect(requests[1]?.headers).toEqual({ 'x-aws-ec2-metadata-token': 'token' });
  });

  it('goes on with keys that the service did not renew in time', async () => {
    const { outcome } = await ask(instance(JSON.stringify({ ...good, Expiration: iso(-HOUR) })));
    expect(outcome.kind).toBe('loaded');
  });

  it.each<[string, Service, Record<string, string>, unknown]>([
    ['nobody answers', () => ({ kind: 'connect-timeout' }), {}, 'none'],
    ['the token is refused as a bad request', () => text('', 400), {}, 'none'],
    ['there is no role', ({ method }) => (method === 'PUT' ? text('t') : text('', 404)), {}, 'none'],
    ['an error comes as keys', instance('{"Code":"x","Message":"y"}'), {}, 'none'],
    ['garbage comes as keys', instance('<html>'), {}, 'none'],
    [
      'version 1 is disabled and gives no token',
      () => text('', 404),
      { AWS_EC2_METADATA_V1_DISABLED: 'true' },
      ['metadata-failed', 'MetadataRetrievalError'],
    ],
    [
      'the timeout is 0',
      () => text(''),
      { AWS_METADATA_SERVICE_TIMEOUT: '0' },
      ['metadata-failed', 'HTTPClientError'],
    ],
  ])('where %s', async (_, service, env, expected) => {
    const { outcome } = await ask(service, env);
    expect(outcome.kind === 'failed' ? errorOf(outcome) : outcome.kind).toEqual(expected);
  });

  it('is bounded whatever the settings', async () => {
    const { requests } = await ask(() => ({ kind: 'connect-timeout' }), {
      AWS_METADATA_SERVICE_TIMEOUT: '999999',
      AWS_METADATA_SERVICE_NUM_ATTEMPTS: '999999',
      AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://h',
    });
    expect([requests.length, requests[0]?.timeoutMs, requests[0]?.url]).toEqual([
      20,
      30_000,
      'http://h/latest/api/token',
    ]);
  });
});

describe('login', () => {
  const session = 'arn:aws:iam::123456789012:user/ada';
  const hash = createHash('sha256').update(session).digest('hex');
  const config = { '~/.aws/config': `[default]\nlogin_session = ${session}\n` };
  const stored = (endsIn: number) =>
    JSON.stringify({
      accessToken: {
        accessKeyId: 'ASIALOGIN',
        secretAccessKey: 's',
        sessionToken: 't',
        accountId: '1',
        expiresAt: iso(endsIn),
      },
      clientId: 'client',
      refreshToken: 'refresh',
      dpopKey: 'key',
    });
  const setup = (file: string | undefined, more: LoadCase = {}): LoadCase => ({
    env: QUIET,
    files: { ...config, ...(file === undefined ? {} : { [`~/.aws/login/cache/${hash}.json`]: file }) },
    context: { awsCrt: true },
    ...more,
  });

  it('is refused as plain boto3 refuses it', async () => {
    const { outcome } = await load(setup(stored(HOUR), { context: {} }));
    expect(errorOf(outcome)).toEqual(['login-unsupported', 'MissingDependencyException']);
  });

  it('gives its stored keys', async () => {
    expect(keyOf((await load(setup(stored(HOUR)))).outcome)).toEqual(['login', 'ASIALOGIN']);
  });

  it.each([
    [undefined, 'LoginTokenLoadError'],
    ['{}', 'LoginTokenLoadError'],
    ['{', 'KeyError'],
  ])('with the file %j fails', async (file, botocoreError) => {
    expect(errorOf((await load(setup(file))).outcome)).toEqual(['login-token-invalid', botocoreError]);
  });

  it('is renewed with no more than five minutes left and written back', async () => {
    const remote = fakeRemote({
      createSignInToken: async ({ refreshToken }) =>
        ok({
          accessKeyId: 'ASIANEW',
          secretAccessKey: 's2',
          sessionToken: 't2',
          expiresInSeconds: 900,
          refreshToken: `${refreshToken}2`,
        }),
    });
    const { outcome, host } = await load(setup(stored(60_000), { remote }));
    expect(keyOf(outcome)).toEqual(['login', 'ASIANEW']);
    expect([...host.written.values()]).toEqual([
      `{"accessToken": {"accessKeyId": "ASIANEW", "secretAccessKey": "s2", "sessionToken": "t2", "accountId": "1", "expiresAt": "${iso(900_000)}"}, "clientId": "client", "refreshToken": "refresh2", "dpopKey": "key"}`,
    ]);
  });

  it.each([
    [undefined, 'eu-west-1'],
    ['us-west-2', 'us-west-2'],
  ])(
    'is renewed in the region of the login (%s), else in that of the profile',
    async (signInRegion, asked) => {
      const regions: (string | undefined)[] = [];
      const remote = fakeRemote({
        createSignInToken: async ({ region }) => {
          regions.push(region);
          return refusal('AccessDeniedException', 'denied');
        },
      });
      const file = JSON.stringify({ ...JSON.parse(stored(60_000)), signInRegion });
      await load(setup(file, { remote, context: { awsCrt: true, region: 'eu-west-1' } }));
      expect(regions).toEqual([asked]);
    },
  );

  it('is not renewed where boto3 makes no client', async () => {
    const env = { ...QUIET, AWS_RETRY_MODE: 'often' };
    const { outcome } = await load(setup(stored(60_000), { env, remote: fakeRemote({}) }));
    expect(errorOf(outcome)).toEqual(['client-setting-invalid', 'InvalidRetryModeError']);
  });

  it('that cannot be renewed fails', async () => {
    const remote = fakeRemote({ createSignInToken: async () => refusal('AccessDeniedException', 'denied') });
    expect(errorOf((await load(setup(stored(60_000), { remote }))).outcome)).toEqual([
      'login-token-invalid',
      'LoginRefreshRequired',
    ]);
  });
});
