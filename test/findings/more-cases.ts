/** Further cases of codes that say different things in different situations. */

import type { CredentialError } from '../../src/credentials/credentials-outcome.ts';
import type { Facts, GatheredFacts } from '../../src/findings/facts.ts';
import type { NetworkProblem } from '../../src/skypilot/network-rules.ts';
import type { FakeHostOptions } from '../credentials/fake-host.ts';
import { deniedIn } from '../permissions/denials.ts';
import { claimsOf } from '../web-identity/support.ts';
import { allowed, evidence, failureOf, NO_ROLE, type ROLE, USER, usableRegion } from './facts-of.ts';
import { broken, type Case, KEYS, SSO, WELL, withConfig } from './finding-cases.ts';

const withSky = (text: string): FakeHostOptions => ({
  files: { ...WELL.files, '~/.sky/config.yaml': text },
});
const DEV: FakeHostOptions = {
  files: { '~/.aws/credentials': `[dev]\n${KEYS}` },
  env: { AWS_PROFILE: 'dev' },
};

const failing = (
  error: Partial<CredentialError> & Pick<CredentialError, 'code'>,
): Partial<GatheredFacts> => ({
  credentials: {
    kind: 'failed',
    error: { botocoreError: 'SomeError', message: 'It did not work.', ...error },
  },
});
const at = { file: '~/.aws/config', line: 3 };

const V1 = { path: '~/venv/bin/aws', version: '1.45.11', major: 1 } as const;

/** A token that STS does not accept. */
const refusedToken = (
  code: CredentialError['code'],
  answer: readonly [code: string, message: string],
  claims: object = {},
  more: Partial<NonNullable<CredentialError['webIdentity']>> = {},
): Partial<GatheredFacts> =>
  failing({
    code,
    message: `STS AssumeRoleWithWebIdentity was answered with ${answer[0]}: ${answer[1]}.`,
    failure: failureOf(answer[0] === 'AccessDenied' ? 'denied' : 'other', answer[0], {
      operation: 'AssumeRoleWithWebIdentity',
    }),
    webIdentity: {
      roleArn: 'arn:aws:iam::111122223333:role/ci/gha',
      claims: claimsOf(claims),
      tokenFrom: 'AWS_WEB_IDENTITY_TOKEN_FILE',
      roleFrom: 'AWS_ROLE_ARN',
      ...more,
    },
  });

const DENIED = ['AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity'] as const;
const NO_PROVIDER = [
  'InvalidIdentityToken',
  'No OpenIDConnect provider found in your account for https://x',
] as const;
const AUDIENCE = ['InvalidIdentityToken', 'Incorrect token audience'] as const;
const EXPIRED = ['ExpiredTokenException', 'Token expired'] as const;
const INVALID = ['InvalidIdentityToken', 'The web identity token provided could not be validated'] as const;
const EKS = { iss: 'https://oidc.eks.eu-west-1.amazonaws.com/id/ABC', sub: 'system:serviceaccount:sky:api' };
const GITLAB = {
  iss: 'https://gitlab.com',
  sub: 'project_path:a/b:ref_type:branch:ref:main',
  aud: 'https://gitlab.com',
};
const IN_GITHUB = { env: { GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: 'push' } };
const PULL_REQUEST = {
  env: {
    ...IN_GITHUB.env,
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_EVENT_PATH: '/event.json',
    GITHUB_WORKFLOW_REF: 'acme/infra/.github/workflows/sky.yml@refs/pull/1/merge',
  },
};
const event = (head: number, base: number) => ({
  files: {
    '/event.json': JSON.stringify({
      pull_request: { head: { repo: { id: head } }, base: { repo: { id: base } } },
    }),
  },
});
const NONE: Partial<GatheredFacts> = { credentials: { kind: 'none' } };

const WEB_IDENTITY_CASES: readonly Case[] = [
  [
    'web-identity-refused',
    {},
    refusedToken('web-identity-refused', DENIED, { sub: 'repo:acme/infra:environment:dev' }),
  ],
  [
    'web-identity-refused',
    {},
    refusedToken('web-identity-refused', DENIED, {
      sub: 'repo:acme@1/infra@2:pull_request',
      aud: 'https://github.com/acme',
    }),
  ],
  ['web-identity-refused', {}, refusedToken('web-identity-refused', DENIED, { sub: 'job_workflow_ref:x' })],
  ['web-identity-refused', {}, refusedToken('web-identity-refused', DENIED, GITLAB)],
  ['web-identity-refused', {}, refusedToken('web-identity-refused', DENIED, EKS)],
  [
    'web-identity-refused',
    {},
    refusedToken(
      'web-identity-refused',
      DENIED,
      { iss: 'https://id.example.com', sub: 'x' },
      { tokenFrom: 'web_identity_token_file (~/.aws/config:3)', roleFrom: 'role_arn (~/.aws/config:2)' },
    ),
  ],
  ['web-identity-refused', {}, refusedToken('web-identity-refused', DENIED, {}, { claims: undefined })],
  ['web-identity-provider-missing', {}, refusedToken('web-identity-provider-missing', NO_PROVIDER)],
  ['web-identity-provider-missing', {}, refusedToken('web-identity-provider-missing', NO_PROVIDER, EKS)],
  [
    'web-identity-provider-missing',
    {},
    refusedToken('web-identity-provider-missing', NO_PROVIDER, {}, { claims: undefined, roleArn: 'x' }),
  ],
  [
    'web-identity-audience-refused',
    {},
    refusedToken('web-identity-audience-refused', AUDIENCE, { aud: 'https://github.com/acme' }),
  ],
  ['web-identity-audience-refused', {}, refusedToken('web-identity-audience-refused', AUDIENCE, GITLAB)],
  [
    'web-identity-audience-refused',
    {},
    refusedToken('web-identity-audience-refused', AUDIENCE, {}, { claims: undefined }),
  ],
  [
    'web-identity-token-expired',
    IN_GITHUB,
    refusedToken('web-identity-token-expired', EXPIRED, { exp: 1_700_000_000 }),
  ],
  [
    'web-identity-token-expired',
    {},
    refusedToken('web-identity-token-expired', EXPIRED, { ...EKS, exp: 'x' }),
  ],
  [
    'web-identity-token-invalid',
    { env: { GITLAB_CI: 'true' } },
    refusedToken('web-identity-token-invalid', INVALID, GITLAB),
  ],
  [
    'web-identity-token-invalid',
    {},
    refusedToken('web-identity-token-invalid', INVALID, { iss: 'https://id.example.com' }),
  ],
  ['ci-without-id-token', IN_GITHUB, NONE],
  ['ci-without-id-token', { ...PULL_REQUEST, ...event(1, 2) }, NONE],
  ['ci-without-id-token', { ...PULL_REQUEST, ...event(2, 2) }, NONE],
  ['ci-without-id-token', PULL_REQUEST, failing({ code: 'web-identity-failed' })],
];

const CREDENTIALS: readonly Case[] = [
  ['partial-credentials', DEV, failing({ code: 'partial-credentials', provider: 'env' })],
  ['partial-credentials', DEV, failing({ code: 'partial-credentials', provider: 'assume-role' })],
  ['partial-credentials', DEV, failing({ code: 'partial-credentials', provider: 'config-file', source: at })],
  [
    'partial-credentials',
    { ...WELL, env: { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE' } },
    failing({ code: 'partial-credentials', provider: 'env' }),
  ],
  [
    'credentials-expired',
    {
      env: {
        AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'topsecretvaluetopsecretvalueTOPSECRETval',
        AWS_CREDENTIAL_EXPIRATION: '2026-06-01T11:00:00Z',
      },
      ...WELL,
    },
    failing({ code: 'credentials-expired', provider: 'env' }),
  ],
  ['client-setting-invalid', WELL, failing({ code: 'client-setting-invalid', variable: 'AWS_RETRY_MODE' })],
  ['client-setting-invalid', WELL, failing({ code: 'client-setting-invalid', source: at })],
  [
    'metadata-failed',
    WELL,
    failing({
      code: 'metadata-failed',
      failure: failureOf('timeout', 'ETIMEDOUT', {
        service: 'instance-metadata',
        operation: 'PUT latest/api/token',
      }),
    }),
  ],
  [
    'metadata-failed',
    WELL,
    failing({
      code: 'metadata-failed',
      failure: failureOf('other', 'HTTP 403', {
        service: 'instance-metadata',
        operation: 'PUT latest/api/token',
      }),
    }),
  ],
  [
    'assume-role-failed',
    DEV,
    failing({
      code: 'assume-role-failed',
      source: at,
      failure: failureOf('other', 'ValidationError', {
        operation: 'AssumeRole',
        message: 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
      }),
    }),
  ],
  ...(['aws-cli-too-old-for-sso', 'sso-token-expired'] as const).flatMap((code): readonly Case[] => [
    [code, DEV, { ...failing({ code: 'sso-token-expired', profileName: 'base' }), awsCli: V1 }],
    [
      code,
      DEV,
      {
        ...failing({ code: 'sso-token-expired', profileName: 'base' }),
        awsCli: { ...V1, v2: '/usr/local/bin/aws' },
      },
    ],
  ]),
  ['sso-token-expired', DEV, failing({ code: 'sso-token-expired', profileName: 'base' })],
  [
    'assume-role-failed',
    DEV,
    failing({
      code: 'assume-role-failed',
      failure: failureOf('denied', 'AccessDenied', { operation: 'AssumeRole' }),
    }),
  ],
  ...WEB_IDENTITY_CASES,
  [
    'no-network',
    DEV,
    failing({
      code: 'no-network',
      failure: failureOf('network', 'ENOTFOUND', { host: 'sts.us-east-1.amazonaws.com' }),
    }),
  ],
  [
    'config-syntax-error',
    { ...WELL, env: { BOTO_CONFIG: '/etc/boto.cfg' } },
    failing({ code: 'config-syntax-error', source: at }),
  ],
  [
    'no-credentials',
    { files: { '~/.aws/config': '[profile dev]\nregion = us-east-1\n' }, env: { AWS_PROFILE: 'dev' } },
    { credentials: { kind: 'none' } },
  ],
  ['no-credentials', withConfig('[default]\nregion = us-east-1\n'), { credentials: { kind: 'none' } }],
];

const PROFILE: readonly Case[] = [
  [
    'profile-not-found',
    { files: {}, env: { AWS_DEFAULT_PROFILE: 'nope' } },
    failing({ code: 'profile-not-found' }),
  ],
  [
    'profile-not-found',
    { files: { '~/.aws/config': `[nope]\n${KEYS}` }, env: { AWS_PROFILE: 'nope' } },
    failing({ code: 'profile-not-found' }),
  ],
  [
    'profile-not-found',
    {
      files: { '~/.aws/credentials': `[a b]\n${KEYS}[profile nope]\n${KEYS}` },
      env: { AWS_PROFILE: 'nope' },
    },
    failing({ code: 'profile-not-found' }),
  ],
  ['profile-not-found', { ...WELL, env: { AWS_PROFILE: '' } }, failing({ code: 'profile-not-found' })],
  [
    'no-default-profile',
    { files: { '~/.aws/credentials': [...'abcdefghijkl'].map((name) => `[${name}]\n${KEYS}`).join('') } },
    { credentials: { kind: 'none' } },
  ],
  [
    'profile-from-environment',
    { files: { '~/.aws/config': SSO, ...WELL.files }, env: { AWS_PROFILE: 'dev' } },
    {},
  ],
];

const FILES: readonly Case[] = [
  ['config-duplicate-section', broken('[profile a]\nregion = x\n[profile a]\n'), {}],
  ['config-file-ignored', { files: { '~/.aws/credentials': { kind: 'directory' } } }, {}],
  ['config-file-ignored', { files: { '~/.aws/config': { kind: 'unreadable', code: 'EACCES' } } }, {}],
  ['config-inline-comment', withConfig('[profile other]\nregion = us-east-1 # home\n'), {}],
  [
    'config-inline-comment',
    {
      files: {
        '~/.aws/credentials': `[default]\n${KEYS.replace('topsecretvalue', 'topsecretvalue # mine')}`,
      },
    },
    { identity: { kind: 'failed', failure: failureOf('wrong-secret-key', 'SignatureDoesNotMatch') } },
  ],
  ['config-default-section-leaks', withConfig('[DEFAULT]\nx = y\n[profile a]\noutput = json\n'), {}],
  [
    'config-profile-word-missing',
    { files: { '~/.aws/config': `[dev]\n${KEYS}` }, env: { AWS_PROFILE: 'dev' } },
    {},
  ],
  [
    'env-keys-half-set',
    { ...WELL, env: { AWS_SECRET_ACCESS_KEY: 'topsecretvaluetopsecretvalueTOPSECRETval' } },
    {},
  ],
  ['env-blank-profile', { ...WELL, env: { AWS_DEFAULT_PROFILE: '' } }, {}],
  ['env-blank-file-variable', { ...WELL, env: { AWS_SHARED_CREDENTIALS_FILE: '' } }, {}],
  ['region-malformed', withConfig('[default]\nregion =\n'), {}],
  ['region-malformed', { ...WELL, env: { AWS_DEFAULT_REGION: 'us_east_1' } }, {}],
  ['region-unknown', { ...WELL, env: { AWS_DEFAULT_REGION: 'us-west-2a' } }, {}],
  [
    'ca-bundle-unreadable',
    WELL,
    {
      caBundle: {
        kind: 'unreadable',
        setting: { path: '~/ca.pem', location: '~/.aws/config:3', variable: undefined, at },
        problem: 'does not exist',
      },
    },
  ],
];

const failedIdentity = (
  kind: Parameters<typeof failureOf>[0],
  code: string,
  rest: Parameters<typeof failureOf>[2] = {},
): Partial<GatheredFacts> => ({ identity: { kind: 'failed', failure: failureOf(kind, code, rest) } });
const from = (provider: 'env' | 'sso'): Partial<GatheredFacts> => ({
  credentials: {
    kind: 'loaded',
    provider,
    location: 'x',
    credentials: { accessKeyId: 'ASIAIOSFODNN7EXAMPLE', secretAccessKey: 'topsecretvalue' },
  },
});

/** Temporary keys that ended, and what is left in the environment by what made them. */
const ended = (env: Readonly<Record<string, string>>): Case => [
  'session-token-expired',
  {
    env: {
      AWS_ACCESS_KEY_ID: 'ASIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'topsecretvaluetopsecretvalueTOPSECRETval',
      AWS_SESSION_TOKEN: 'topsecretvalue',
      ...env,
    },
  },
  failedIdentity('expired-credentials', 'ExpiredToken'),
];
const endedInFile = (marks: string): Case => [
  'session-token-expired',
  {
    files: {
      '~/.aws/credentials': `[default]\n${KEYS.replace('AKIA', 'ASIA')}aws_session_token = topsecretvalue\n${marks}`,
    },
  },
  failedIdentity('expired-credentials', 'ExpiredToken'),
];

const IDENTITY: readonly Case[] = [
  ...[
    {},
    { AWS_VAULT: 'dev', AWS_CREDENTIAL_EXPIRATION: '2026-06-01T11:00:00Z' },
    { AWSUME_PROFILE: 'dev' },
    { GRANTED_SSO: 'true' },
    { AWS_SSO_ROLE_ARN: 'arn:aws:iam::111122223333:role/x' },
    { AWS_OKTA_PROFILE: 'dev' },
    { SAML2AWS_PROFILE: 'dev' },
    { GITHUB_ACTIONS: 'true' },
    { CI: 'true' },
  ].map(ended),
  ...[
    '',
    'x_principal_arn = x\nx_security_token_expires = 2026-06-01T11:00:00Z\n',
    'autoawsume = true\n',
  ].map(endedInFile),
  [
    'access-key-invalid',
    {
      ...WELL,
      env: {
        AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'topsecretvaluetopsecretvalueTOPSECRETval',
      },
    },
    { ...failedIdentity('invalid-access-key', 'InvalidClientTokenId'), ...from('env') },
  ],
  [
    'session-token-expired',
    DEV,
    { ...failedIdentity('expired-credentials', 'ExpiredToken'), ...from('sso') },
  ],
  ['clock-skew', WELL, failedIdentity('clock-skew', 'RequestTimeTooSkewed', { skewMs: -61_000 })],
  ['clock-skew', WELL, failedIdentity('clock-skew', 'RequestTimeTooSkewed')],
  ['no-network', WELL, failedIdentity('network', 'ENOTFOUND', { host: 'sts.amazonaws.com' })],
  [
    'no-network',
    WELL,
    {
      ...failedIdentity('network', 'ENOTFOUND', { host: 'sts-fips.eu-west-1.amazonaws.com' }),
      fipsSetting: { kind: 'file', at },
    },
  ],
  ['no-network', WELL, failedIdentity('timeout', 'TimeoutError', { host: 'sts.amazonaws.com' })],
  ['no-network', WELL, failedIdentity('proxy', 'HTTP 407')],
  [
    'certificate-untrusted',
    WELL,
    failedIdentity('certificate', 'DEPTH_ZERO_SELF_SIGNED_CERT', { host: 'sts.amazonaws.com' }),
  ],
  ['aws-call-failed', WELL, failedIdentity('throttled', 'Throttling', { message: 'Rate exceeded' })],
  [
    'aws-call-failed',
    WELL,
    {
      failedCalls: [
        failureOf('throttled', 'RequestLimitExceeded', {
          service: 'ec2',
          operation: 'DescribeVpcs',
          message: 'Request limit exceeded.',
        }),
        failureOf('server-error', 'InternalError', { service: 's3', operation: 'ListBuckets' }),
      ],
      capabilities: evidence(() => undefined),
    },
  ],
  [
    'no-network',
    WELL,
    {
      failedCalls: [
        failureOf('network', 'ECONNRESET', { service: 'ec2', operation: 'DescribeVpcs', host: 'ec2.x' }),
      ],
    },
  ],
];

const storageDenied = evidence(({ requirement }) =>
  requirement.capability === 'storage' ? deniedIn('no-allow') : allowed,
);
const roleOf = (readiness: Partial<typeof ROLE.readiness>): Partial<GatheredFacts> => ({
  role: { ...NO_ROLE, readiness: { ...NO_ROLE.readiness, ...readiness } },
});
const noAutoRole = evidence(({ requirement }) =>
  requirement.capability === 'auto-role' ? deniedIn('no-allow') : allowed,
);

const PERMISSIONS: readonly Case[] = [
  ['permissions-missing', WELL, { capabilities: storageDenied }],
  ['permissions-missing', WELL, { capabilities: storageDenied, required: ['storage'] }],
  [
    'capability-undecided',
    WELL,
    {
      capabilities: evidence(({ requirement }) =>
        requirement.action === 'iam:PassRole' ? undefined : allowed,
      ),
    },
  ],
  [
    'capability-undecided',
    WELL,
    { network: { kind: 'not-checked', reason: 'no calls were made to find out' } },
  ],
  [
    'capability-undecided',
    WELL,
    {
      identity: { kind: 'not-asked', reason: 'no call was made (--offline)' },
      capabilities: evidence(() => undefined),
    },
  ],
  [
    'simulator-not-allowed',
    WELL,
    {
      capabilities: evidence(() => undefined),
      simulation: {
        kind: 'not-allowed',
        principalArn: 'arn:x',
        failure: failureOf('denied', 'AccessDenied'),
      },
    },
  ],
  [
    'simulator-unavailable',
    WELL,
    { simulation: { kind: 'principal-not-found', candidates: ['arn:a', 'arn:b'] } },
  ],
  [
    'simulator-unavailable',
    WELL,
    { simulation: { kind: 'done', principalArn: 'arn:x', failures: [failureOf('throttled', 'Throttling')] } },
  ],
  ['sky-check-too-optimistic', WELL, { role: NO_ROLE, capabilities: noAutoRole }],
  ['skypilot-role-missing', WELL, { role: NO_ROLE, capabilities: noAutoRole }],
  ['skypilot-role-missing', WELL, { ...roleOf({ role: 'exists' }), capabilities: noAutoRole }],
  [
    'skypilot-role-missing',
    WELL,
    { ...roleOf({ role: 'unknown' }), capabilities: evidence(() => undefined) },
  ],
  [
    'skypilot-role-missing',
    withSky('aws: {remote_identity: mine}\n'),
    { role: { ...NO_ROLE, name: 'mine' } },
  ],
  [
    'skypilot-role-empty',
    WELL,
    { ...roleOf({ profile: 'exists', role: 'exists' }), capabilities: noAutoRole },
  ],
];

const unusable = (region: string, problem: NetworkProblem, foreseen: string) =>
  ({ kind: 'unusable', region, problem, foreseen }) as const;
const network = (...regions: Extract<Facts['network'], { kind: 'checked' }>['regions'][number][]) => ({
  network: { kind: 'checked', regions } as const,
});
const throttled = (region: string) =>
  ({
    kind: 'unknown',
    region,
    failure: failureOf('throttled', 'Throttling', { operation: 'DescribeVpcs' }),
  }) as const;

const NETWORK: readonly Case[] = [
  [
    'regions-not-usable',
    WELL,
    network(
      unusable('us-east-1', 'no-default-vpc', 'No default VPC.'),
      unusable('us-west-2', 'default-vpc-without-subnets', 'No subnets.'),
    ),
  ],
  [
    'regions-not-usable',
    WELL,
    network(
      usableRegion('us-east-1'),
      ...['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) =>
        unusable(name, 'not-offered', 'It is not offered.'),
      ),
    ),
  ],
  [
    'regions-not-usable',
    WELL,
    network(usableRegion('us-east-1'), unusable('x', 'no-vpc-of-that-name', 'No VPC.')),
  ],
  ['regions-unknown', WELL, network(usableRegion('us-east-1'), throttled('a'), throttled('b'))],
  [
    'partition-not-offered',
    WELL,
    { identity: { ...USER, partition: 'aws-us-gov' } as Facts['identity'], required: ['storage'] },
  ],
];

const SKYPILOT: readonly Case[] = [
  ['sky-capabilities-restricted', withSky('aws: {capabilities: [storage]}\n'), { required: ['compute'] }],
  ['sky-aws-not-allowed', withSky('workspaces: {default: {aws: {disabled: true}}}\n'), {}],
  ['sky-config-invalid', withSky('aws: {vpc: x}\nvpc_name: y\n'), {}],
  [
    'sky-uses-ssm',
    withSky('aws: {use_ssm: true}\n'),
    {
      capabilities: evidence(({ requirement }) =>
        requirement.capability === 'ssm' ? deniedIn('no-allow') : allowed,
      ),
    },
  ],
  ['sky-uses-ssm', withSky('aws: {use_ssm: true}\n'), { capabilities: evidence(() => undefined) }],
  [
    'sky-credentials-file-missing',
    { files: { '~/.aws/config': `[default]\n${KEYS}` } },
    {
      skyCheck: {
        identityType: 'shared-credentials-file',
        missingCredentialsFile: '~/.aws/credentials',
        enabled: [],
      },
    },
  ],
  [
    'profile-name-not-shipped',
    { files: { '~/.aws/credentials': `[dev]\n${KEYS}[default]\n${KEYS}` }, env: { AWS_PROFILE: 'dev' } },
    {},
  ],
];

export const MORE_CASES: readonly Case[] = [
  ...CREDENTIALS,
  ...PROFILE,
  ...FILES,
  ...IDENTITY,
  ...PERMISSIONS,
  ...NETWORK,
  ...SKYPILOT,
];
