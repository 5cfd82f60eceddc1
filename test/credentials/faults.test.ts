/** Every call that loading credentials takes, met by every kind of failure. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type AwsFailure, type FailureKind, isOperational } from '../../src/aws/aws-result.ts';
import { credentialFailure, isUndecided } from '../../src/credentials/credential-failure.ts';
import type { CredentialRemote, HttpAnswer } from '../../src/credentials/remote.ts';
import type { ProcessEnd } from '../../src/host.ts';
import { NOW } from './fake-host.ts';
import { fakeRemote, fileOf, type LoadCase, load, QUIET } from './load-case.ts';
import { ssoLoginFile } from './sso-login-file.ts';

const KINDS: Readonly<Record<FailureKind, true>> = {
  denied: true,
  'invalid-access-key': true,
  'wrong-secret-key': true,
  'expired-credentials': true,
  'wrong-region': true,
  'clock-skew': true,
  'free-plan': true,
  'image-not-shared': true,
  'not-found': true,
  throttled: true,
  network: true,
  timeout: true,
  'server-error': true,
  'malformed-answer': true,
  'unsupported-operation': true,
  'opt-in-required': true,
  proxy: true,
  certificate: true,
  'ca-bundle': true,
  cancelled: true,
  'read-only-violation': true,
  other: true,
};

/** What says that the person has to log in anew, or that a role was refused. */
const BLAMING = [
  'sso-token-expired',
  'sso-token-invalid',
  'sso-never-logged-in',
  'sso-role-not-assigned',
  'login-token-invalid',
  'assume-role-failed',
];

const iso = (offsetMs: number) => new Date(NOW + offsetMs).toISOString();
const SSO = `[default]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Admin
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1
`;
const ssoFile = (endsIn: number) => ({
  '~/.aws/config': SSO,
  ...ssoLoginFile('corp', endsIn),
});
const LOGIN = 'arn:aws:iam::123456789012:user/ada';
const ROLE = 'arn:aws:iam::123456789012:role/dev';

type Call = readonly [operation: string, setup: (failure: AwsFailure) => LoadCase];

function failing(service: AwsFailure['service'], operation: string, kind: FailureKind): AwsFailure {
  return { kind, service, operation, code: `Code-of-${kind}`, message: 'as AWS said it', skewMs: 900_000 };
}

function remote(name: keyof CredentialRemote, failure: AwsFailure): CredentialRemote {
  return fakeRemote({ [name]: async () => ({ kind: 'failed', failure }) });
}

const CALLS: readonly Call[] = [
  [
    'AssumeRole',
    (failure) => ({
      env: QUIET,
      files: {
        '~/.aws/config': `[default]\nrole_arn = ${ROLE}\nsource_profile = base\n`,
        '~/.aws/credentials': fileOf('base'),
      },
      remote: remote('assumeRole', failure),
    }),
  ],
  [
    'AssumeRoleWithWebIdentity',
    (failure) => ({
      env: { ...QUIET, AWS_ROLE_ARN: ROLE, AWS_WEB_IDENTITY_TOKEN_FILE: '/token' },
      files: { '/token': 'a.b.c' },
      remote: remote('assumeRoleWithWebIdentity', failure),
    }),
  ],
  [
    'CreateToken',
    (failure) => ({ env: QUIET, files: ssoFile(-1000), remote: remote('createToken', failure) }),
  ],
  [
    'GetRoleCredentials',
    (failure) => ({ env: QUIET, files: ssoFile(3_600_000), remote: remote('getRoleCredentials', failure) }),
  ],
  [
    'CreateOAuth2Token',
    (failure) => ({
      env: QUIET,
      files: {
        '~/.aws/config': `[default]\nlogin_session = ${LOGIN}\n`,
        [`~/.aws/login/cache/${createHash('sha256').update(LOGIN).digest('hex')}.json`]: JSON.stringify({
          accessToken: {
            accessKeyId: 'ASIALOGIN',
            secretAccessKey: 's',
            sessionToken: 't',
            accountId: '1',
            expiresAt: iso(60_000),
          },
          clientId: 'client',
          refreshToken: 'refresh',
          dpopKey: 'key',
        }),
      },
      context: { awsCrt: true },
      remote: remote('createSignInToken', failure),
    }),
  ],
];

async function failureOf(setup: LoadCase) {
  const { outcome, resolution } = await load(setup);
  return { outcome, error: credentialFailure({ trace: resolution.trace, credentials: outcome }) };
}

describe.each(CALLS)('%s', (operation, setup) => {
  it.each(Object.keys(KINDS) as FailureKind[])('that fails by %s', async (kind) => {
    const failure = failing('sts', operation, kind);
    const { error } = await failureOf(setup(failure));
    if (error === undefined) throw new Error('no error');
    expect(error.failure).toEqual(failure);
    expect(isUndecided(error)).toBe(isOperational(failure));
    if (isOperational(failure)) {
      expect(BLAMING).not.toContain(error.code);
      expect(error.message).toContain(operation);
      expect(error.message).toContain(failure.code);
      expect(error.message).not.toMatch(/log in|refused/);
    }
    if (kind === 'clock-skew') {
      expect(error.code).toBe('clock-skew');
      expect(error.message).toContain("15 minutes behind AWS's");
    }
  });
});

const answer = (status: number, body = ''): HttpAnswer => ({ kind: 'answer', status, body, byProxy: false });

/** Answers of a metadata service, and whether they leave open if there are credentials. */
const HTTP_FAULTS: readonly (readonly [name: string, answer: HttpAnswer, undecided: boolean])[] = [
  ['throttling', answer(429), true],
  ['status 500', answer(500), true],
  ['status 503', answer(503), true],
  ['garbage', answer(200, '<html>'), true],
  ['another object', answer(200, '{"hello": 1}'), true],
  ['nothing', answer(200, ''), true],
  ['silence', { kind: 'read-timeout' }, true],
  ['a reset', { kind: 'connection-failed', code: 'ECONNRESET' }, true],
  ['what is no HTTP', { kind: 'connection-failed', code: 'HPE_INVALID_CONSTANT' }, true],
  ['megabytes', { kind: 'too-large' }, true],
  ['the end of the run', { kind: 'connection-failed', code: 'ETIMEDOUT' }, true],
  ['a refusal', answer(403), false],
];

describe('the container service', () => {
  it.each(HTTP_FAULTS)('that answers with %s', async (_, faulty, undecided) => {
    const env = { ...QUIET, AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1/' };
    const { error } = await failureOf({ env, remote: fakeRemote({ http: async () => faulty }) });
    expect(error?.code).toBe('container-credentials-failed');
    expect(error !== undefined && isUndecided(error)).toBe(undecided);
    expect(error?.message).toContain("The container's credential service");
  });
});

describe('the instance metadata service', () => {
  const KEYS = JSON.stringify({
    AccessKeyId: 'A',
    SecretAccessKey: 'b',
    Token: 'c',
    Expiration: iso(3_600_000),
  });
  const steps = ['latest/api/token', 'security-credentials/', 'security-credentials/role'] as const;
  /** Well until the step that is faulty, and faulty from then on. */
  const from = (step: (typeof steps)[number], faulty: HttpAnswer) =>
    fakeRemote({
      http: async ({ url }) => {
        const at = steps.findIndex((name) => url.endsWith(name));
        if (at >= steps.indexOf(step)) return faulty;
        return answer(200, ['token', 'role', KEYS][at] ?? '');
      },
    });

  const bodies = ['garbage', 'another object'];
  describe.each(steps)('from %s on', (step) => {
    // The first two steps take any text.
    const faults =
      step === 'security-credentials/role'
        ? HTTP_FAULTS
        : HTTP_FAULTS.filter(([name]) => !bodies.includes(name));
    it.each(faults)('answers with %s', async (_, faulty, undecided) => {
      const { outcome, error } = await failureOf({ env: {}, remote: from(step, faulty) });
      // boto3 finds nothing, and says nothing of why.
      expect(outcome.kind).toBe('none');
      expect(error?.code).toBe('metadata-failed');
      expect(error !== undefined && isUndecided(error)).toBe(undecided);
      expect(error?.message).toContain('The instance metadata service');
    });
  });

  it.each<[string, HttpAnswer]>([
    ['nobody answers', { kind: 'connect-timeout' }],
    ['nobody listens', { kind: 'connection-failed', code: 'ECONNREFUSED' }],
    ['there is no way', { kind: 'connection-failed', code: 'ENETUNREACH' }],
    ['there is no role', answer(404)],
  ])('is plainly of no use where %s', async (_, faulty) => {
    const { outcome } = await failureOf({ env: {}, remote: fakeRemote({ http: async () => faulty }) });
    expect(outcome).toEqual({ kind: 'none' });
  });

  it.each([403, 407, 502, 503, 504])('is not what answers with %i through a proxy', async (status) => {
    const http = async (): Promise<HttpAnswer> => ({ kind: 'answer', status, body: '', byProxy: true });
    const { error } = await failureOf({ env: {}, remote: fakeRemote({ http }) });
    expect(error !== undefined && isUndecided(error)).toBe(false);
    expect(error?.message).toContain('put 169.254.169.254 into NO_PROXY');
  });

  it('names the refusal that comes as keys', async () => {
    const refusal = answer(200, '{"Code": "AssumeRoleUnauthorizedAccess", "Message": "secret?"}');
    const { error } = await failureOf({ env: {}, remote: from('security-credentials/role', refusal) });
    expect(error !== undefined && isUndecided(error)).toBe(false);
    expect(error?.message).toContain('AssumeRoleUnauthorizedAccess');
  });

  it('leaves open a role on top of it', async () => {
    const files = {
      '~/.aws/config': `[default]\nrole_arn = ${ROLE}\ncredential_source = Ec2InstanceMetadata\n`,
    };
    const { error } = await failureOf({ env: {}, files, remote: from('security-credentials/', answer(500)) });
    expect(error).toMatchObject({ code: 'metadata-failed', botocoreError: 'CredentialRetrievalError' });
    expect(error !== undefined && isUndecided(error)).toBe(true);
  });
});

describe('credential_process', () => {
  it.each<[string, ProcessEnd, boolean]>([
    ['takes longer than skycheck waits', { kind: 'timed-out' }, true],
    ['prints more than skycheck reads', { kind: 'too-much-output' }, true],
    ['fails', { kind: 'exited', status: 1, stdout: '', stderr: '' }, false],
    ['prints garbage', { kind: 'exited', status: 0, stdout: 'x', stderr: '' }, false],
    ['is killed', { kind: 'signalled', signal: 'SIGKILL' }, false],
    ['is not there', { kind: 'not-started', code: 'ENOENT' }, false],
  ])('that %s', async (_, end, undecided) => {
    const { error } = await failureOf({
      env: QUIET,
      files: { '~/.aws/config': '[default]\ncredential_process = tool\n' },
      run: async () => end,
    });
    expect(error?.code).toBe('credential-process-failed');
    expect(error !== undefined && isUndecided(error)).toBe(undecided);
  });
});
