/** How long credentials last, for every provider, as boto3 renews them or does not. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { gatherLifetime } from '../../src/check/gather-lifetime.ts';
import type { CredentialsOutcome, ProviderName } from '../../src/credentials/credentials-outcome.ts';
import { keyOrigin } from '../../src/credentials/key-origin.ts';
import { lastsUntil } from '../../src/credentials/lifetime.ts';
import { resolveOffline } from '../../src/credentials/resolve.ts';
import type { Upload } from '../../src/skypilot/upload.ts';
import { ciJob } from '../../src/web-identity/ci-job.ts';
import { type FakeHostOptions, fakeHost } from '../credentials/fake-host.ts';

const HOUR = 3_600_000;
const NOW = Date.parse('2030-01-01T00:00:00Z');
const at = (hours: number) => new Date(NOW + hours * HOUR).toISOString().replace('.000Z', 'Z');

const LONG = 'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = s\n';
const SHORT = 'aws_access_key_id = ASIAIOSFODNN7EXAMPLE\naws_secret_access_key = s\naws_session_token = t\n';
const SSO =
  'sso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Admin\n[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = us-east-1\n';
const LEGACY =
  'sso_start_url = https://corp.awsapps.com/start\nsso_region = us-east-1\nsso_account_id = 111122223333\nsso_role_name = Admin\n';
const ROLE = 'role_arn = arn:aws:iam::111122223333:role/ops\n';
/** Source: botocore `SSOTokenLoader`. */
const loginFile = (name: string) => `~/.aws/sso/cache/${createHash('sha1').update(name).digest('hex')}.json`;
const OF_SESSION = loginFile('corp');
const OF_URL = loginFile('https://corp.awsapps.com/start');

const login = (end: number, registration?: number) =>
  JSON.stringify({
    startUrl: 'https://corp.awsapps.com/start',
    region: 'us-east-1',
    accessToken: 'x',
    expiresAt: at(end),
    ...(registration === undefined
      ? {}
      : { refreshToken: 'r', clientId: 'c', clientSecret: 's', registrationExpiresAt: at(registration) }),
  });

const token = (claims: object) => `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;

interface Case {
  readonly machine: FakeHostOptions;
  readonly provider: ProviderName;
  /** Hours from now that the loaded keys say they last; undefined where they say nothing. */
  readonly expires?: number;
  readonly hasToken?: boolean;
  readonly upload?: Upload;
  readonly job?: boolean;
}

async function lifetimeIn({ machine, provider, expires, hasToken, upload, job = false }: Case) {
  const host = fakeHost({ now: NOW, ...machine });
  const resolution = await resolveOffline(host, undefined);
  expect(resolution.trace.choice).toEqual({ kind: 'provider', provider });
  const credentials: CredentialsOutcome = {
    kind: 'loaded',
    provider,
    location: 'somewhere',
    credentials: {
      accessKeyId: 'x',
      secretAccessKey: 's',
      ...(hasToken === true ? { sessionToken: 't' } : {}),
      ...(expires === undefined ? {} : { expiresAt: NOW + expires * HOUR }),
    },
  };
  return gatherLifetime(
    8 * HOUR,
    {
      resolution,
      credentials,
      keyOrigin: keyOrigin(resolution, host.env, []),
      ciJob: await ciJob(host),
      upload: upload ?? { kind: 'nothing', reason: 'x' },
      remoteIdentity: { role: 'skypilot-v1', customRole: false, upload: true, others: [] },
      hasController: job,
    },
    host,
  );
}

const inConfig = (text: string): NonNullable<FakeHostOptions['files']> => ({
  '~/.aws/config': `[default]\n${text}`,
});
const inCredentials = (text: string): NonNullable<FakeHostOptions['files']> => ({
  '~/.aws/credentials': `[default]\n${text}`,
});
const WEB = {
  AWS_WEB_IDENTITY_TOKEN_FILE: '/work/token',
  AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/ci',
};
const ENV = { AWS_ACCESS_KEY_ID: 'ASIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 's', AWS_SESSION_TOKEN: 't' };
const FILE = 'shared-credentials-file';

/** Each with what it is for 1, 8, 24 and 48 hours and 200 days: `+` lasts, `-` does not, `?` nobody knows. */
const CASES: readonly (readonly [what: string, marks: string, each: Case])[] = [
  ['long-term keys', '+++++', { machine: { files: inCredentials(LONG) }, provider: FILE }],
  [
    'session keys, no end told',
    '???--',
    { machine: { files: inCredentials(SHORT) }, provider: FILE, hasToken: true },
  ],
  ...[
    'x_security_token_expires',
    'aws_expiration',
    'aws_session_expiration',
    'aws_session_token_expiration',
    'aws_credential_expiration',
    'expiration',
  ].map(
    (key) =>
      [
        `session keys with ${key}`,
        '+----',
        {
          machine: { files: inCredentials(`${SHORT}${key} = ${at(2)}\n`) },
          provider: FILE,
          hasToken: true,
        },
      ] as const,
  ),
  [
    'an end without a zone',
    '???--',
    {
      machine: { files: inCredentials(`${SHORT}expiration = 2030-01-01 02:00:00\n`) },
      provider: FILE,
      hasToken: true,
    },
  ],
  ['variables, no end told', '???--', { machine: { env: ENV }, provider: 'env', hasToken: true }],
  [
    'variables that end',
    '++---',
    {
      machine: { env: { ...ENV, AWS_CREDENTIAL_EXPIRATION: at(9) } },
      provider: 'env',
      expires: 9,
      hasToken: true,
    },
  ],
  [
    'long-term variables',
    '+++++',
    {
      machine: { env: { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 's' } },
      provider: 'env',
    },
  ],
  [
    'an SSO login without renewal',
    '++---',
    {
      machine: { files: { ...inConfig(SSO), [OF_SESSION]: login(9) } },
      provider: 'sso',
      expires: 1,
      hasToken: true,
    },
  ],
  [
    'an SSO login that renews',
    '+???-',
    {
      machine: { files: { ...inConfig(SSO), [OF_SESSION]: login(2, 24 * 90) } },
      provider: 'sso',
      expires: 1,
      hasToken: true,
    },
  ],
  [
    'an SSO login of a profile without session',
    '+----',
    {
      machine: { files: { ...inConfig(LEGACY), [OF_URL]: login(2, 24 * 90) } },
      provider: 'sso',
      expires: 1,
      hasToken: true,
    },
  ],
  [
    'a role with long-term keys',
    '+++++',
    {
      machine: { files: { ...inConfig(`${ROLE}source_profile = base\n[profile base]\n${LONG}`) } },
      provider: 'assume-role',
      expires: 1,
      hasToken: true,
    },
  ],
  [
    'a chain of roles with long-term keys',
    '+++++',
    {
      machine: {
        files: {
          ...inConfig(
            `${ROLE}source_profile = mid\n[profile mid]\n${ROLE}source_profile = base\n[profile base]\n${LONG}`,
          ),
        },
      },
      provider: 'assume-role',
      expires: 1,
      hasToken: true,
    },
  ],
  [
    'a role with session keys that end',
    '+----',
    {
      machine: {
        files: {
          ...inConfig(
            `${ROLE}source_profile = base\n[profile base]\n${SHORT}x_security_token_expires = ${at(2)}\n`,
          ),
        },
      },
      provider: 'assume-role',
      expires: 1,
      hasToken: true,
    },
  ],
  [
    'a role with an SSO login',
    '++---',
    {
      machine: {
        files: {
          ...inConfig(`${ROLE}source_profile = base\n[profile base]\n${SSO}`),
          [OF_SESSION]: login(9),
        },
      },
      provider: 'assume-role',
      expires: 1,
      hasToken: true,
    },
  ],
  [
    'a role that wants an MFA code',
    '+----',
    {
      machine: {
        files: {
          ...inConfig(
            `${ROLE}mfa_serial = arn:aws:iam::111122223333:mfa/me\nsource_profile = base\n[profile base]\n${LONG}`,
          ),
        },
      },
      provider: 'assume-role',
      expires: 1,
      hasToken: true,
    },
  ],
  [
    'a role with the machine as its source',
    '+++++',
    {
      machine: { files: inConfig(`${ROLE}credential_source = Ec2InstanceMetadata\n`) },
      provider: 'assume-role',
      expires: 1,
      hasToken: true,
    },
  ],
  ['a machine', '+++++', { machine: {}, provider: 'iam-role', expires: 6, hasToken: true }],
  [
    'a container',
    '+++++',
    {
      machine: { env: { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/x' } },
      provider: 'container-role',
      expires: 6,
      hasToken: true,
    },
  ],
  [
    'a program that tells an end',
    '+????',
    {
      machine: { files: inConfig('credential_process = /bin/x\n') },
      provider: 'custom-process',
      expires: 1,
      hasToken: true,
    },
  ],
  [
    'a program that tells none',
    '???--',
    {
      machine: { files: inConfig('credential_process = /bin/x\n') },
      provider: 'custom-process',
      hasToken: true,
    },
  ],
  [
    'a program with long-term keys',
    '+++++',
    { machine: { files: inConfig('credential_process = /bin/x\n') }, provider: 'custom-process' },
  ],
  [
    '`aws login`',
    '??---',
    {
      machine: { files: inConfig('login_session = arn:aws:iam::111122223333:user/me\n') },
      provider: 'login',
      expires: 0.25,
      hasToken: true,
    },
  ],
  [
    'a token of Kubernetes',
    '+++++',
    {
      machine: {
        env: {
          ...WEB,
          AWS_WEB_IDENTITY_TOKEN_FILE: '/var/run/secrets/eks.amazonaws.com/serviceaccount/token',
        },
        files: {
          '/var/run/secrets/eks.amazonaws.com/serviceaccount/token': token({ exp: NOW / 1000 + 3600 }),
        },
      },
      provider: 'assume-role-with-web-identity',
      expires: 1,
      hasToken: true,
    },
  ],
  [
    'a token of a CI job',
    '+----',
    {
      machine: {
        env: { ...WEB, GITLAB_CI: 'true' },
        files: { '/work/token': token({ exp: NOW / 1000 + 3600 }) },
      },
      provider: 'assume-role-with-web-identity',
      expires: 1,
      hasToken: true,
    },
  ],
  [
    'a token of nobody knows what',
    '+????',
    {
      machine: { env: WEB, files: { '/work/token': token({ exp: NOW / 1000 + 3600 }) } },
      provider: 'assume-role-with-web-identity',
      expires: 1,
      hasToken: true,
    },
  ],
  [
    'a token that tells no end',
    '?????',
    {
      machine: { env: WEB, files: { '/work/token': token({}) } },
      provider: 'assume-role-with-web-identity',
      expires: 1,
      hasToken: true,
    },
  ],
];

const HOURS = [1, 8, 24, 48, 24 * 200];
const MARKS = { allowed: '+', denied: '-', unknown: '?' } as const;

describe('how long the credentials last', () => {
  it.each(CASES)('%s: %s', async (_what, marks, each) => {
    const fact = await lifetimeIn(each);
    const lifetime = fact?.client.lifetime;
    expect(lifetime && HOURS.map((hours) => MARKS[lastsUntil(lifetime, NOW + hours * HOUR)]).join('')).toBe(
      marks,
    );
  });
});

const FILE_UPLOAD: Upload = { kind: 'file', file: '~/.aws/credentials', profiles: ['default'] };

describe('what the controller of jobs has', () => {
  it.each<readonly [what: string, decision: string, each: Case]>([
    [
      'the role, where the keys are not in the credentials file',
      'allowed',
      {
        machine: { files: { ...inConfig(SSO), [OF_SESSION]: login(2) } },
        provider: 'sso',
        expires: 1,
        hasToken: true,
        job: true,
      },
    ],
    [
      'the same session keys, where the file is copied',
      'denied',
      {
        machine: { files: inCredentials(`${SHORT}expiration = ${at(2)}\n`) },
        provider: FILE,
        hasToken: true,
        upload: FILE_UPLOAD,
        job: true,
      },
    ],
    [
      'the default profile of the file, where another is used here',
      'allowed',
      {
        machine: {
          env: { AWS_PROFILE: 'dev' },
          files: { '~/.aws/credentials': `[default]\n${LONG}[dev]\n${SHORT}expiration = ${at(2)}\n` },
        },
        provider: FILE,
        hasToken: true,
        upload: FILE_UPLOAD,
        job: true,
      },
    ],
    [
      'the session keys of the default profile',
      'denied',
      {
        machine: {
          env: { AWS_PROFILE: 'dev' },
          files: { '~/.aws/credentials': `[dev]\n${LONG}[default]\n${SHORT}expiration = ${at(2)}\n` },
        },
        provider: FILE,
        upload: FILE_UPLOAD,
        job: true,
      },
    ],
    [
      'the role, where the file has no default profile',
      'allowed',
      {
        machine: {
          env: { AWS_PROFILE: 'dev' },
          files: { '~/.aws/credentials': `[dev]\n${SHORT}expiration = ${at(2)}\n` },
        },
        provider: FILE,
        hasToken: true,
        upload: { ...FILE_UPLOAD, profiles: ['dev'] },
        job: true,
      },
    ],
  ])('%s: %s', async (_what, decision, each) => {
    const fact = await lifetimeIn(each);
    expect(fact).toMatchObject({ decidedBy: 'controller', controller: { decision } });
  });
});
