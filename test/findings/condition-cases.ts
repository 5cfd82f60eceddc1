/** What makes a code say one thing or another, and what keeps it silent: both sides of the conditions of rules. */
import type { Denial } from '../../src/aws/denial/denial.ts';
import type {
  CredentialError,
  CredentialsOutcome,
  ProviderName,
} from '../../src/credentials/credentials-outcome.ts';
import type { Facts, GatheredFacts } from '../../src/findings/facts.ts';
import type { Evidence, Layer } from '../../src/permissions/decision.ts';
import type { FakeHostOptions } from '../credentials/fake-host.ts';
import { DENIED_BY_QUARANTINE, DENIED_WITHOUT_MFA, deniedIn } from '../permissions/denials.ts';
import {
  ACCOUNT,
  allowed,
  credentialFailure,
  evidence,
  failureOf,
  guardedLaunch,
  NO_ROLE,
  ROLE,
  roleUses,
  USER,
  usableRegion,
} from './facts-of.ts';
import { type Case, KEYS, SSO, WELL, withConfig } from './finding-cases.ts';
import { hash, TABLE } from './skypilot-cases.ts';

const withSky = (text: string): FakeHostOptions => ({
  files: { ...WELL.files, '~/.sky/config.yaml': text },
});
const withCredentials = (text: string): FakeHostOptions => ({ files: { '~/.aws/credentials': text } });
const inEnvironment = (env: Record<string, string>): FakeHostOptions => ({ ...WELL, env });
const fails = (
  error: Partial<CredentialError> & Pick<CredentialError, 'code'>,
  sso?: Extract<CredentialsOutcome, { kind: 'failed' }>['sso'],
): Partial<GatheredFacts> => ({
  credentials: {
    kind: 'failed',
    error: { botocoreError: 'SomeError', message: 'It did not work.', ...error },
    ...(sso === undefined ? {} : { sso }),
  },
});
const loaded = (provider: ProviderName, accessKeyId = 'AKIAIOSFODNN7EXAMPLE'): Partial<GatheredFacts> => ({
  credentials: {
    kind: 'loaded',
    provider,
    location: 'x',
    credentials: { accessKeyId, secretAccessKey: 'topsecretvalue' },
  },
});
const failedIdentity = (
  kind: Parameters<typeof failureOf>[0],
  code: string,
  rest: Parameters<typeof failureOf>[2] = {},
): Partial<GatheredFacts> => ({ identity: { kind: 'failed', failure: failureOf(kind, code, rest) } });
const as = (rest: object): Facts['identity'] => ({ ...USER, ...rest }) as Facts['identity'];
const at = { file: '~/.aws/config', line: 3 };

const FULL_SSO = {
  sessionName: 'corp',
  startUrl: 'https://corp',
  region: 'us-east-1',
  accountId: ACCOUNT,
  roleName: 'Admin',
} as const;
const UNREADABLE: Facts['caBundle'] = {
  kind: 'unreadable',
  setting: { path: '/ca.pem', location: 'ca_bundle', variable: undefined, at: undefined },
  problem: 'does not exist',
};

const ACCOUNT_CASES: readonly Case[] = [
  [
    'account-blocked',
    WELL,
    {
      accountState: {
        kind: 'blocked',
        failure: failureOf('other', 'Blocked', {
          service: 'ec2',
          operation: 'RunInstances',
          message: 'This account is currently blocked.',
        }),
      },
    },
  ],
  [
    'image-not-shared',
    WELL,
    {
      accountState: {
        kind: 'image-not-shared',
        failure: failureOf('image-not-shared', 'AuthFailure', {
          service: 'ec2',
          operation: 'RunInstances',
          message: 'Not authorized for images: [ami-0abc1234]',
        }),
      },
    },
  ],
];

const SETTINGS: readonly Case[] = [
  ['config-file-ignored', { files: { '~/.aws/config': { kind: 'unreadable', code: 'EIO' } } }, {}],
  ['config-account-id-malformed', withConfig('[default]\nsso_account_id = hello\n'), {}],
  ['config-account-id-malformed', withConfig('[default]\nsso_account_id = 123\n'), {}],
  ['config-role-arn-malformed', withConfig('[default]\nrole_arn = the admin role\n'), {}],
  ...[
    'http://acme.awsapps.com/start',
    'acme.awsapps.com',
    'https://signin.aws.amazon.com/console',
    'the portal',
  ].map(
    (url): Case => [
      'config-start-url-malformed',
      withConfig(`[sso-session s]\nsso_region = us-east-1\nsso_start_url = ${url}\n`),
      {},
    ],
  ),
  [
    'config-default-section-leaks',
    withConfig('[DEFAULT]\nregion = us-east-1\noutput = json\n[profile a]\nx = y\n'),
    {},
  ],
  [
    'config-readable-by-others',
    {
      files: {
        '~/.aws/credentials': {
          kind: 'file',
          bytes: new TextEncoder().encode(`[default]\n${KEYS}`),
          mode: 0o44,
        },
      },
    },
    {},
  ],
  ['config-duration-too-long', withConfig('[profile other]\nduration_seconds = 99999\n'), {}],
  [
    'config-key-malformed',
    withCredentials('[default]\naws_access_key_id = AKIA IOSFODNN7 EXAMPLE\naws_secret_access_key = x\n'),
    {},
  ],
  [
    'config-key-malformed',
    withCredentials(
      `[default]\naws_access_key_id = ${'a'.repeat(40)}\naws_secret_access_key = AKIAIOSFODNN7EXAMPLE\n`,
    ),
    {},
  ],
  [
    'config-key-malformed',
    withCredentials('[default]\naws_access_key_id = AKIA:IOSFODNN7:EXAMPLE\naws_secret_access_key = x\n'),
    {},
  ],
  [
    'config-key-malformed',
    withCredentials(
      '[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = tooshort\n',
    ),
    {},
  ],
  ...[
    { AWS_ACCESS_KEY_ID: ' AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'x' },
    { AWS_ACCESS_KEY_ID: 'AKIAIOSF\nODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'x' },
    { AWS_ACCESS_KEY_ID: 'my access key', AWS_SECRET_ACCESS_KEY: 'x' },
    { AWS_ACCESS_KEY_ID: 'a'.repeat(40), AWS_SECRET_ACCESS_KEY: 'AKIAIOSFODNN7EXAMPLE' },
  ].map((env): Case => ['env-key-malformed', inEnvironment(env), {}]),
  ['env-blank-profile', inEnvironment({ AWS_PROFILE: '', AWS_DEFAULT_PROFILE: '' }), {}],
];

const CONNECTION: readonly Case[] = [
  ['ca-bundle-unreadable', WELL, { caBundle: UNREADABLE }],
  ['ca-bundle-unreadable', WELL, { caBundle: UNREADABLE, ...failedIdentity('ca-bundle', 'ENOENT') }],
  ['ca-bundle-unreadable', WELL, { caBundle: UNREADABLE, ...fails({ code: 'ca-bundle-unreadable' }) }],
  ['ca-bundle-unreadable', WELL, { caBundle: UNREADABLE, ...failedIdentity('timeout', 'ETIMEDOUT') }],
  ['ca-bundle-unreadable', WELL, { caBundle: UNREADABLE, ...fails({ code: 'no-network' }) }],
  ['ca-bundle-unreadable', WELL, failedIdentity('ca-bundle', 'ENOENT')],
  ['ca-bundle-unreadable', WELL, fails({ code: 'ca-bundle-unreadable' })],
  [
    'ca-bundle-blank',
    WELL,
    {
      caBundle: {
        kind: 'blank',
        setting: { path: '', location: '~/.aws/config:3', variable: undefined, at },
      },
      ...fails({ code: 'ca-bundle-blank' }),
    },
  ],
  [
    'trust-setting-ignored',
    WELL,
    {
      otherTrust: [
        { variable: 'NODE_EXTRA_CA_CERTS', value: '/a.pem' },
        { variable: 'SSL_CERT_DIR', value: '/certs' },
      ],
    },
  ],
  ['clock-skew', WELL, fails({ code: 'clock-skew', failure: failureOf('clock-skew', 'X') })],
  [
    'certificate-untrusted',
    WELL,
    {
      ...fails({ code: 'certificate-untrusted', failure: failureOf('certificate', 'X') }),
      otherTrust: [{ variable: 'SSL_CERT_FILE', value: '/a.pem' }],
    },
  ],
];

/** A default profile without credentials, and others with and without. */
const besideEmpty = (source: string) =>
  `[default]\nregion = us-east-1\n[profile b]\n${source}\n[profile c]\noutput = json\n`;
const SOURCES: readonly string[] = [
  KEYS,
  'credential_process = /bin/true',
  'login_session = x',
  'role_arn = arn:aws:iam::111122223333:role/x',
  'sso_session = corp',
  'sso_start_url = https://corp',
  'web_identity_token_file = /token',
];

const CREDENTIALS: readonly Case[] = [
  ['sso-role-not-assigned', WELL, fails({ code: 'sso-role-not-assigned' }, FULL_SSO)],
  ['provider-unsupported', WELL, fails({ code: 'provider-unsupported', message: 'No. It did not work' })],
  [
    'sso-aws-only',
    { files: { '~/.aws/config': SSO }, env: { AWS_PROFILE: 'dev' } },
    fails({ code: 'sso-token-expired' }, FULL_SSO),
  ],
  [
    'sso-aws-only',
    { files: { '~/.aws/config': SSO }, env: { AWS_PROFILE: 'dev' } },
    {
      credentials: {
        kind: 'loaded',
        provider: 'sso',
        location: 'x',
        credentials: { accessKeyId: 'ASIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' },
        sso: FULL_SSO,
      },
    },
  ],
  [
    'aws-cli-too-old-for-sso',
    WELL,
    {
      ...fails({ code: 'sso-token-expired', profileName: 'base' }),
      awsCli: { path: '/usr/bin/aws', version: undefined, major: 1 },
    },
  ],
  ...SOURCES.map(
    (source): Case => [
      'no-credentials',
      { files: { '~/.aws/config': besideEmpty(source) } },
      { credentials: { kind: 'none' } },
    ],
  ),
  [
    'no-credentials',
    {
      files: {
        '~/.aws/config': `[default]\nregion = us-east-1\n${[...'abcdefg'].map((name) => `[profile ${name}]\n${KEYS}`).join('')}`,
      },
    },
    { credentials: { kind: 'none' } },
  ],
  [
    'other-sdks-differ',
    {
      files: { '~/.aws/config': SSO.replace('[sso-session', 'credential_process = /bin/true\n[sso-session') },
      env: { AWS_PROFILE: 'dev' },
    },
    {},
  ],
];

const region = (value: string, location: string) => ({ value, type: 'env', location }) as const;
const PROFILES: readonly Case[] = [
  [
    'no-default-profile',
    {
      files: { '~/.aws/credentials': [...'abcdefghij'].map((name) => `[${name}]\n${KEYS}`).join('') },
    },
    { credentials: { kind: 'none' } },
  ],
  [
    'region-malformed',
    WELL,
    {
      region: { value: 'x y', type: undefined, location: undefined },
      regionProblem: { kind: 'malformed', nearest: undefined },
    },
  ],
  [
    'region-malformed',
    WELL,
    { region: { value: '', type: undefined, location: undefined }, regionProblem: { kind: 'blank' } },
  ],
  [
    'region-unknown',
    WELL,
    {
      region: region('moon-1', 'AWS_DEFAULT_REGION'),
      regionProblem: { kind: 'unknown', nearest: undefined },
    },
  ],
];

const RUN = 'ec2:RunInstances';
const denying = (
  action: string,
  denial: Evidence,
  otherwise: Evidence = allowed,
): Partial<GatheredFacts> => ({
  capabilities: evidence(({ requirement }) => (requirement.action === action ? denial : otherwise)),
});
const dry = (denial: Denial): Evidence => ({
  kind: 'dry-run',
  decision: 'denied',
  reason: 'because',
  denial,
});
const BARE_DENY = deniedIn('explicit-deny', 'dry-run');
const READ: Evidence = { kind: 'read', decision: 'allowed', reason: 'x' };
const SET = as({
  principal: {
    kind: 'role-session',
    roleName: 'AWSReservedSSO_Ml_0123456789abcdef',
    sessionName: 'jo',
    roleArns: [],
    permissionSet: 'Ml',
  },
});
const ROLE_SESSION = as({
  principal: {
    kind: 'role-session',
    roleName: 'ml',
    sessionName: 'jo',
    roleArns: [],
    permissionSet: undefined,
  },
});
const withDevice = (serial: string): FakeHostOptions => ({
  files: { '~/.aws/credentials': `[dev]\nmfa_serial = ${serial}\n${KEYS}` },
  env: { AWS_PROFILE: 'dev' },
});
const link = (id: string) => ({ id, region: 'us-east-1', link: `https://console.aws.amazon.com/${id}` });
const notAllowed = (id: string): Evidence =>
  dry({ cause: { kind: 'missing-allow', in: 'identity' }, authorization: link(id) });
const conditional = (...keys: readonly string[]): Evidence => ({
  ...dry({
    cause: {
      kind: 'missing-allow',
      in: 'identity',
      conditional: [
        { policy: 'arn:aws:iam::1:policy/p', conditions: keys.map((key) => ({ key, values: [] })) },
      ],
    },
  }),
  kind: 'simulation',
});
/** A boundary does not have it. */
const leftOut = (policy?: string): Evidence => ({
  ...dry({
    cause: { kind: 'missing-allow', in: 'permissions-boundary', ...(policy === undefined ? {} : { policy }) },
  }),
  kind: 'simulation',
});
const notSimulated = (layer: Layer | undefined): Partial<GatheredFacts> => ({
  simulation: {
    kind: 'not-allowed',
    principalArn: USER.kind === 'known' ? (USER.principalArn ?? '') : '',
    failure: failureOf('denied', 'AccessDenied', {
      ...(layer === undefined ? {} : { denial: (deniedIn(layer) as { denial: Denial }).denial }),
    }),
  },
});

const DENIALS: readonly Case[] = [
  // Which of the unknown ones come with the missing ones.
  [
    'permissions-missing',
    WELL,
    {
      capabilities: evidence(({ requirement, resourceKind }) => {
        if (requirement.action === 'ec2:DescribeVpcs') return undefined;
        if (requirement.action !== RUN) return allowed;
        return resourceKind === 'image' ? deniedIn('no-allow') : undefined;
      }),
    },
  ],
  [
    'permissions-missing',
    WELL,
    {
      capabilities: evidence(({ requirement }) => {
        if (requirement.action === 'ec2:StopInstances') return deniedIn('scp');
        return [RUN, 'ec2:StartInstances'].includes(requirement.action) ? deniedIn('no-allow') : allowed;
      }),
    },
  ],
  ['permissions-missing', WELL, { ...denying(RUN, deniedIn('no-allow')), identity: SET }],
  [
    'permissions-missing',
    WELL,
    {
      capabilities: evidence(({ requirement }) =>
        /^ec2:(Run|Stop|Start|Terminate)Instances$/.test(requirement.action)
          ? notAllowed(requirement.action.slice(4))
          : allowed,
      ),
    },
  ],
  ['permissions-missing', WELL, denying(RUN, deniedIn('no-allow'), READ)],
  ['permissions-missing', WELL, { ...denying(RUN, deniedIn('no-allow')), ...guardedLaunch('tags') }],
  [
    'code-requirement-missing',
    WELL,
    {
      capabilities: evidence(({ requirement, impact }) =>
        impact === 'degrades' && requirement.source.kind === 'code' ? deniedIn('no-allow') : allowed,
      ),
    },
  ],
  [
    'code-requirement-missing',
    WELL,
    {
      capabilities: evidence(({ requirement, impact }) =>
        impact === 'degrades' && requirement.source.kind === 'code' ? deniedIn('scp') : allowed,
      ),
    },
  ],
  ['permissions-blocked', WELL, { ...denying(RUN, deniedIn('explicit-deny'), READ), identity: SET }],
  ['permissions-blocked', WELL, { ...denying(RUN, deniedIn('scp')), identity: SET }],
  ['permissions-blocked', WELL, denying(RUN, leftOut())],
  ['permissions-blocked', WELL, denying(RUN, leftOut('arn:aws:iam::1:policy/edge'))],
  ['permissions-blocked', WELL, { ...denying(RUN, leftOut()), identity: SET }],
  ['permissions-blocked', WELL, { ...denying(RUN, conditional('aws:SourceIp')), identity: SET }],
  ['permissions-blocked', WELL, denying(RUN, conditional('aws:SourceIp'))],
  ['permissions-blocked', WELL, denying(RUN, conditional('aws:SourceIp', 'aws:SourceVpce'))],
  ['access-key-quarantined', WELL, { ...denying(RUN, DENIED_BY_QUARANTINE), identity: ROLE_SESSION }],
  [
    'access-key-quarantined',
    WELL,
    {
      ...denying(RUN, {
        ...dry({
          cause: {
            kind: 'explicit-deny',
            in: 'identity',
            policy: 'AWSCompromisedKeyQuarantineV2',
            statements: [],
          },
        }),
        kind: 'simulation',
      }),
      identity: as({ partition: 'aws-cn' }),
    },
  ],
  [
    'access-key-quarantined',
    WELL,
    {
      capabilities: evidence(({ requirement }) =>
        [RUN, 's3:ListBucket'].includes(requirement.action) ? DENIED_BY_QUARANTINE : allowed,
      ),
    },
  ],
  ['denied-without-mfa', WELL, denying(RUN, BARE_DENY, BARE_DENY)],
  ['denied-without-mfa', withDevice('arn:aws:iam::111122223333:mfa/dev'), denying(RUN, BARE_DENY, READ)],
  ['denied-without-mfa', WELL, { ...denying(RUN, DENIED_WITHOUT_MFA), identity: SET }],
  ['denied-without-mfa', WELL, { ...denying(RUN, DENIED_WITHOUT_MFA), identity: ROLE_SESSION }],
  [
    'denied-without-mfa',
    withDevice('arn:aws:iam::111122223333:mfa/dev'),
    { ...denying(RUN, DENIED_WITHOUT_MFA), identity: ROLE_SESSION },
  ],
  ['denied-without-mfa', withDevice(''), denying(RUN, DENIED_WITHOUT_MFA)],
  [
    'denied-without-mfa',
    WELL,
    {
      capabilities: evidence(({ requirement }) =>
        [RUN, 's3:ListBucket'].includes(requirement.action) ? DENIED_WITHOUT_MFA : allowed,
      ),
      required: ['compute', 'storage'],
    },
  ],
  // A dry run that was let through is a real answer.
  [
    'permissions-blocked',
    WELL,
    denying(RUN, BARE_DENY, { kind: 'dry-run', decision: 'allowed', reason: 'x' }),
  ],
  ['denied-without-mfa', WELL, denying(RUN, BARE_DENY, allowed)],
  ['simulator-not-allowed', WELL, notSimulated('scp')],
  ['simulator-not-allowed', WELL, notSimulated('no-allow')],
  ['simulator-not-allowed', WELL, { ...notSimulated('no-allow'), identity: SET }],
  [
    'simulator-not-allowed',
    WELL,
    {
      ...notSimulated(undefined),
      capabilities: evidence(({ requirement }) =>
        requirement.capability === 'compute' ? undefined : allowed,
      ),
    },
  ],
  [
    'dry-run-ignored',
    WELL,
    {
      dryRuns: {
        kind: 'done',
        dryRuns: 1,
        launch: undefined,
        guardrail: undefined,
        carriedOut: [
          failureOf('read-only-violation', 'X', { operation: 'StopInstances', host: 'localhost' }),
        ],
        failures: [],
      },
    },
  ],
  [
    'simulation-not-possible',
    WELL,
    {
      identity: as({ principal: { kind: 'federated-user', name: 'x' }, principalArn: undefined }),
      simulation: { kind: 'not-tried', reason: 'This is not a user or role.' },
    },
  ],
  ['launch-guardrail', withSky('aws:\n\n  use_internal_ips: false\n'), guardedLaunch('public-address')],
  [
    'launch-guardrail',
    withSky('aws:\n\n  labels: {a: b}\n'),
    guardedLaunch('tags', [{ key: 'aws:RequestTag/Team', values: [] }]),
  ],
  ['launch-guardrail', WELL, guardedLaunch('instance-type')],
  ...(
    ['volume-size', 'market', 'volume-type', 'image', 'profile', 'network', 'tenancy', 'metadata'] as const
  ).map(
    (field) =>
      ['launch-guardrail', WELL, guardedLaunch(field, [{ key: 'ec2:Key', values: ['100'] }])] as const,
  ),
  [
    'launch-guardrail',
    WELL,
    guardedLaunch('encryption', [{ key: 'ec2:Encrypted', values: ['false'] }], {
      trial: { kind: 'further', what: 'with an encrypted volume' },
      next: {
        field: 'public-address',
        conditions: [{ key: 'ec2:AssociatePublicIpAddress', values: ['true'] }],
        denial: { cause: { kind: 'unexplained' } },
        found: 'named',
        trial: { kind: 'not-tried' },
      },
    }),
  ],
  ...[
    { kind: 'through', what: 'with the tag Env', adds: [{ Key: 'Env', Value: 'dev' }] } as const,
    { kind: 'through', what: 'without tags' } as const,
    { kind: 'no-help' } as const,
  ].map(
    (trial) =>
      [
        'launch-guardrail',
        withSky('aws:\n\n  labels: {a: b}\n'),
        guardedLaunch('tags', [{ key: 'aws:RequestTag/Env', values: ['dev', 'prod'] }], { trial }),
      ] as const,
  ),
  [
    'launch-guardrail',
    WELL,
    guardedLaunch('tags', [{ key: 'aws:RequestTag/Env', values: ['dev'] }], {
      denial: {
        cause: { kind: 'explicit-deny', in: 'scp', statements: [] },
        resource: 'arn:aws:ec2:us-east-1:111122223333:network-interface/*',
      },
    }),
  ],
  [
    'launch-guardrail',
    {
      ...WELL,
      env: { SKYPILOT_GLOBAL_CONFIG: '/sky.yaml' },
      files: { ...WELL.files, '/sky.yaml': 'aws: {}\n' },
    },
    guardedLaunch('encryption'),
  ],
  [
    'launch-denied-in-regions',
    WELL,
    {
      launches: [
        { region: 'us-east-1', launch: 'denied', reason: 'one' },
        { region: 'us-west-2', launch: 'denied', reason: 'another' },
        { region: 'eu-west-2', launch: 'denied', reason: undefined },
        { region: 'eu-west-1', launch: 'allowed', reason: undefined },
      ],
    },
  ],
  [
    'capability-undecided',
    WELL,
    {
      accountState: {
        kind: 'being-verified',
        failure: failureOf('other', 'PendingVerification', { service: 'ec2', operation: 'RunInstances' }),
      },
    },
  ],
  [
    'capability-undecided',
    WELL,
    {
      role: NO_ROLE,
      capabilities: evidence(({ requirement }) =>
        requirement.capability === 'auto-role' ? undefined : allowed,
      ),
    },
  ],
  [
    'capability-undecided',
    WELL,
    {
      required: ['compute', 'storage'],
      capabilities: evidence(({ requirement }) =>
        ['ec2:StopInstances', 'iam:PassRole', 's3:ListBucket'].includes(requirement.action)
          ? undefined
          : allowed,
      ),
    },
  ],
];

const unusable = (
  name: string,
  problem:
    | 'no-subnets-of-that-name'
    | 'no-proxy-command'
    | 'vpc-name-misread'
    | 'no-default-vpc'
    | 'no-vpc-of-that-name',
) => ({ kind: 'unusable', region: name, problem, foreseen: `Nothing in ${name}.` }) as const;
const open = (name: string, code: string) =>
  ({
    kind: 'unknown',
    region: name,
    failure: failureOf('throttled', code, { operation: 'DescribeVpcs' }),
  }) as const;
const network = (
  ...regions: Extract<Facts['network'], { kind: 'checked' }>['regions'][number][]
): Partial<GatheredFacts> => ({
  network: { kind: 'checked', regions },
});
const HERE = usableRegion('us-east-1');
const setTo = (value: string): Partial<GatheredFacts> => ({ region: region(value, 'AWS_DEFAULT_REGION') });

const NETWORK: readonly Case[] = [
  ['regions-not-usable', WELL, network(HERE, unusable('eu-west-1', 'no-subnets-of-that-name'))],
  ['regions-not-usable', WELL, network(HERE, unusable('eu-west-1', 'no-proxy-command'))],
  [
    'regions-not-usable',
    WELL,
    network(HERE, unusable('eu-west-1', 'vpc-name-misread'), unusable('eu-west-2', 'no-vpc-of-that-name')),
  ],
  ['regions-not-usable', WELL, network(unusable('us-east-1', 'no-default-vpc'))],
  [
    'regions-not-usable',
    WELL,
    network(HERE, ...[...'abcdefg'].map((name) => unusable(name, 'no-default-vpc'))),
  ],
  [
    'regions-not-usable',
    WELL,
    network(HERE, ...[...'abcdef'].map((name) => unusable(name, 'no-proxy-command'))),
  ],
  // The region that was asked for is not left out on purpose.
  [
    'regions-not-usable',
    WELL,
    {
      ...network(
        unusable('us-east-1', 'no-vpc-of-that-name'),
        unusable('eu-west-2', 'no-vpc-of-that-name'),
        usableRegion('eu-west-1'),
      ),
      ...setTo('us-east-1'),
    },
  ],
  [
    'regions-not-usable',
    WELL,
    network(unusable('us-east-1', 'no-vpc-of-that-name'), usableRegion('eu-west-1')),
  ],
  [
    'regions-not-usable',
    WELL,
    { ...network(HERE, unusable('eu-west-1', 'no-vpc-of-that-name')), ...setTo('us-east-1') },
  ],
  ['regions-unknown', WELL, network(open('us-east-1', 'A'), open('eu-west-1', 'B'))],
  ['regions-unknown', WELL, network(HERE, open('eu-west-1', 'A'), open('eu-west-2', 'B'))],
  [
    'sky-down-fails',
    withSky('aws: {subnet_names: [own-a]}\n'),
    network(
      usableRegion('us-east-1', { endable: false, vpc: { id: 'vpc-1', name: 'own', isDefault: false } }),
      usableRegion('eu-west-1', { endable: false }),
    ),
  ],
  ['sky-down-fails', WELL, network(usableRegion('us-east-1', { endable: false }))],
  [
    'security-group-missing',
    WELL,
    network(
      usableRegion('us-east-1', {
        securityGroups: [
          { kind: 'missing', name: 'b' },
          { kind: 'missing', name: 'a' },
          { kind: 'found', name: 'c', id: 'sg-1', admitsAnything: true },
          { kind: 'unknown', name: 'd' },
        ],
      }),
      usableRegion('eu-west-1', { securityGroups: [{ kind: 'missing', name: 'a' }] }),
      unusable('eu-west-2', 'no-default-vpc'),
    ),
  ],
];

const ROLE_CASES: readonly Case[] = [
  // Its own role is not made by SkyPilot, whatever this identity may do.
  [
    'skypilot-role-missing',
    withSky('aws: {remote_identity: mine}\n'),
    { role: { ...NO_ROLE, name: 'mine' }, identity: as({ partition: 'aws-us-gov' }) },
  ],
  [
    'skypilot-role-empty',
    withSky('aws: {remote_identity: mine}\n'),
    {
      role: {
        ...NO_ROLE,
        name: 'mine',
        readiness: { ...NO_ROLE.readiness, profile: 'exists', role: 'missing' },
      },
    },
  ],
  [
    'skypilot-role-missing',
    withSky('aws: {remote_identity: mine}\n'),
    { role: { ...NO_ROLE, name: 'mine' }, identity: { kind: 'not-asked', reason: 'x' } },
  ],
  [
    'skypilot-role-trust',
    WELL,
    {
      role: {
        ...ROLE,
        readiness: { ...ROLE.readiness, trust: 'refused', arn: `arn:aws:iam::${ACCOUNT}:role/team/other` },
      },
    },
  ],
  [
    'skypilot-role-trust',
    WELL,
    { role: { ...ROLE, readiness: { ...ROLE.readiness, trust: 'refused', arn: undefined } } },
  ],
  [
    'skypilot-role-permissions-missing',
    WELL,
    {
      role: { ...ROLE, uses: roleUses((action) => (action === 's3:ListBucket' ? 'no-allow' : undefined)) },
    },
  ],
  [
    'skypilot-role-permissions-missing',
    WELL,
    { role: { ...ROLE, uses: roleUses((action) => (action === 'ec2:StopInstances' ? 'scp' : undefined)) } },
  ],
  [
    'skypilot-role-permissions-missing',
    WELL,
    {
      role: {
        ...ROLE,
        uses: roleUses((action) => (action === 'ec2:StopInstances' ? 'no-allow' : undefined)).map((use) => ({
          ...use,
          callerStatus: 'disabled' as const,
        })),
      },
    },
  ],
  [
    'skypilot-role-permissions-missing',
    WELL,
    {
      role: {
        ...ROLE,
        uses: roleUses((action) => (action === 'ec2:TerminateInstances' ? 'no-allow' : undefined)),
      },
    },
  ],
  [
    'sky-check-too-optimistic',
    WELL,
    {
      capabilities: evidence(({ requirement }) =>
        ['iam:PassRole', 's3:ListBucket'].includes(requirement.action) ? deniedIn('no-allow') : allowed,
      ),
    },
  ],
];

const clusters = (
  ...rows: readonly (readonly [name: string, owner: readonly [string, string]])[]
): FakeHostOptions => ({
  files: {
    '~/.aws/config':
      '[default]\nregion = us-east-1\n[profile a]\nsso_account_id = 222233334444\n[profile b]\nrole_arn = arn:aws:iam::222233334444:role/x\n[profile c]\nsso_account_id = 333344445555\n',
    ...WELL.files,
  },
  querySqlite: async () => ({
    kind: 'rows',
    rows: rows.map(([name, owner]) => ({ name, owner: JSON.stringify(owner), on_aws: 1 })),
  }),
});

const SKYPILOT: readonly Case[] = [
  [
    'sky-config-key-ignored',
    { files: { ...WELL.files, '/work/.sky.yaml': 'allowed_clouds: [gcp]\nworkspaces: {a: {}}\n' } },
    {},
  ],
  ['sky-capabilities-restricted', withSky('aws: {capabilities: []}\n'), {}],
  [
    'cluster-owner-mismatch',
    clusters(
      ['train', ['AIDAOTHER', '222233334444']],
      ['serve', ['AIDAOTHER', '222233334444']],
      ['old', ['AIDAOTHER', '999999999999']],
    ),
    {},
  ],
  [
    'cluster-owner-changes',
    clusters(['train', ['AIDAOTHER', ACCOUNT]], ['serve', ['AIDATHIRD', ACCOUNT]]),
    {},
  ],
];

/** SkyPilot remembers whose these credentials are. */
const remembers = (...owner: readonly [string, string]): FakeHostOptions => ({
  files: {
    ...WELL.files,
    [`~/.sky/catalogs/v8/aws/.cache/user-identity-${hash(TABLE)}.txt`]: JSON.stringify([owner]),
  },
});
/** SkyPilot remembers the zones of some regions. */
const remembersZones = (...names: readonly string[]): FakeHostOptions => ({
  files: {
    ...WELL.files,
    [`~/.sky/catalogs/v8/aws/az_mappings-${hash('AIDAEXAMPLE')}.csv`]: [
      'AvailabilityZoneName,AvailabilityZone,Region',
      ...names.map((name) => `${name}a,x-az1,${name}`),
      '',
    ].join('\n'),
  },
});
const OTHER_OWNER = ['AIDAOLD', '222233334444'] as const;

const REMEMBERED: readonly Case[] = [
  ['sky-identity-cache-stale', remembers(...OTHER_OWNER), failedIdentity('invalid-access-key', 'X')],
  ['sky-identity-cache-stale', remembers('AIDAEXAMPLE', ACCOUNT), failedIdentity('expired-credentials', 'X')],
  [
    'sky-zone-cache-stale',
    remembersZones('us-east-1'),
    network(HERE, usableRegion('eu-west-1'), usableRegion('eu-west-2')),
  ],
];

const OTHER_KEYS = KEYS.replace('AKIAIOSFODNN7EXAMPLE', 'AKIAI44QH8DHBEXAMPLE');
/** `dev` beside a `default` with other keys, and what chooses it. */
const chosen = (rest: FakeHostOptions, defaultKeys = OTHER_KEYS): FakeHostOptions => ({
  ...rest,
  files: { '~/.aws/credentials': `[default]\n${defaultKeys}[dev]\n${KEYS}`, ...rest.files },
});
const byVariable = (rest: FakeHostOptions['files'] = {}, defaultKeys = OTHER_KEYS): FakeHostOptions =>
  chosen({ env: { AWS_PROFILE: 'dev' }, files: rest }, defaultKeys);
const STARTS = {
  '~/.bashrc': 'x=1\nexport AWS_PROFILE=dev\n',
  '~/.zshrc': 'export AWS_PROFILE=dev\n',
  '~/.profile': 'export AWS_PROFILE=dev\n',
};
const flagged = (value: string): Partial<GatheredFacts> => ({
  profileChosenBy: 'flag',
  profile: { value, type: 'manual', location: '--profile' },
});
const SOME_KEYS = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'x' };
const NOTHING_ALLOWED: Partial<GatheredFacts> = {
  capabilities: evidence(({ requirement }) => (requirement.action === RUN ? deniedIn('no-allow') : allowed)),
};

const CHOSEN_PROFILE: readonly Case[] = [
  ['profile-from-environment', byVariable({ '~/.bashrc': STARTS['~/.bashrc'] }), {}],
  ['profile-from-environment', byVariable(STARTS), {}],
  ['profile-from-environment', chosen({ env: { AWS_DEFAULT_PROFILE: 'dev', AWS_PROFILE: 'dev' } }), {}],
  // The likeliest mistake, where something is denied and the other profile has other keys.
  ['profile-from-environment', byVariable(), NOTHING_ALLOWED],
  ['profile-from-environment', byVariable({}, KEYS), NOTHING_ALLOWED],
  ['profile-from-environment', byVariable(), { credentials: { kind: 'none' } }],
  [
    'profile-from-environment',
    byVariable(),
    { credentials: { kind: 'none', fault: { code: 'no-network', botocoreError: 'x', message: 'x' } } },
  ],
  ['profile-from-environment', byVariable(), failedIdentity('invalid-access-key', 'InvalidClientTokenId')],
  ['profile-from-environment', byVariable(), failedIdentity('network', 'ENOTFOUND')],
  [
    'profile-from-environment',
    byVariable(),
    { ...NOTHING_ALLOWED, identity: { kind: 'not-asked', reason: 'x' } },
  ],
  [
    'profile-from-environment',
    byVariable(),
    {
      capabilities: evidence(({ requirement }) =>
        requirement.capability === 'storage' ? deniedIn('no-allow') : allowed,
      ),
    },
  ],
  [
    'profile-from-environment',
    byVariable(),
    { role: { ...NO_ROLE, readiness: { ...NO_ROLE.readiness } }, ...NOTHING_ALLOWED },
  ],
  ['profile-from-environment', byVariable(), denying(RUN, DENIED_BY_QUARANTINE)],
  // What \`default\` would be.
  ['profile-from-environment', byVariable({ '~/.aws/credentials': `[default]\n[dev]\n${KEYS}` }), {}],
  [
    'profile-from-environment',
    byVariable({ '~/.aws/config': '[default]\nsource_profile = x\nrole_arn = y\n' }, ''),
    {},
  ],
  [
    'profile-from-environment',
    byVariable({ '~/.aws/config': SSO.replace('[profile dev]', '[default]') }, ''),
    {},
  ],
  [
    'profile-from-environment',
    byVariable({ '~/.aws/config': '[default]\ncredential_process = /bin/true\n' }, ''),
    {},
  ],
  [
    'profile-from-environment',
    byVariable({ '~/.aws/config': SSO }, OTHER_KEYS),
    { identity: { kind: 'not-asked', reason: 'x' } },
  ],
  [
    'profile-by-flag',
    chosen({ files: { '~/.sky/config.yaml': 'workspaces: {default: {aws: {profile: ops}}}\n' } }),
    flagged('dev'),
  ],
  ['profile-by-flag', chosen({ env: { AWS_PROFILE: 'ops' } }), flagged('dev')],
  [
    'profile-by-flag',
    chosen({
      env: { AWS_DEFAULT_PROFILE: 'ops' },
      files: { '~/.bashrc': 'export AWS_DEFAULT_PROFILE=ops\n' },
    }),
    flagged('dev'),
  ],
  ['profile-by-flag', chosen({ env: { AWS_PROFILE: '' } }), flagged('dev')],
  ['profile-by-flag', chosen({ env: SOME_KEYS }), flagged('dev')],
  ['profile-by-flag', chosen({ env: { ...SOME_KEYS, AWS_DEFAULT_PROFILE: 'dev' } }), flagged('dev')],
];

const FURTHER: readonly Case[] = [
  ['config-file-ignored', { files: { '~/.aws/config': { kind: 'missing', linkTo: '/mnt/aws/config' } } }, {}],
  ['config-file-ignored', { env: { AWS_CONFIG_FILE: '/nowhere' } }, {}],
  [
    'profile-not-found',
    { ...withCredentials(`[default]\n${KEYS}[dev-eu]\n${KEYS}`), env: { AWS_PROFILE: 'dev_eu' } },
    fails({ code: 'profile-not-found' }),
  ],
  [
    'profile-not-found',
    {
      ...withCredentials(`[ops]\n${KEYS}[dev-eu]\n${KEYS}`),
      env: { AWS_DEFAULT_PROFILE: 'dev_eu', AWS_PROFILE: 'ops' },
    },
    fails({ code: 'profile-not-found' }),
  ],
  [
    'profile-not-found',
    {
      files: { '~/.aws/credentials': `[ops]\n${KEYS}`, '~/.bashrc': 'export AWS_PROFILE=nope\n' },
      env: { AWS_PROFILE: 'nope' },
    },
    fails({ code: 'profile-not-found' }),
  ],
  [
    'profile-not-found',
    { ...WELL, env: { AWS_PROFILE: 'nope' } },
    {
      ...fails({ code: 'profile-not-found' }),
      profile: { value: 'nope', type: 'manual', location: '--profile' },
    },
  ],
  ...['credential_process = /bin/true', 'login_session = arn:aws:iam::111122223333:user/dev'].map(
    (source): Case => [
      'other-sdks-differ',
      { files: { '~/.aws/config': `[default]\n${KEYS}${source}\n` } },
      {},
    ],
  ),
  [
    'partial-credentials',
    { files: { '~/.aws/config': `[default]\n${KEYS}` } },
    fails({ code: 'partial-credentials' }),
  ],
];

/** Keys whose names are nearly right, or in a form that is not that of the file. */
const SLIP_CASES: readonly Case[] = [
  ...[
    'aws_acces_key_id = AKIAIOSFODNN7EXAMPLE',
    'aws_access_key_ID_ = AKIAIOSFODNN7EXAMPLE',
    'access_key_id = AKIAIOSFODNN7EXAMPLE',
    'aws-access-key-id = AKIAIOSFODNN7EXAMPLE',
    'aws_access_key = AKIAIOSFODNN7EXAMPLE',
    'export AWS_ACCESS_KEY_ID = AKIAIOSFODNN7EXAMPLE',
    'role-arn = arn:aws:iam::111122223333:role/x',
    'credentials_process = /bin/keys',
    'region = us-east-1',
  ].map(
    (line): Case => [
      'no-credentials',
      withCredentials(`[default]\n${line}\n`),
      { credentials: { kind: 'none' } },
    ],
  ),
  [
    'partial-credentials',
    withCredentials('[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_acess_key = x\n'),
    fails({ code: 'partial-credentials' }),
  ],
  ...[
    'export AWS_ACCESS_KEY_ID=x',
    'set AWS_ACCESS_KEY_ID=x',
    '$Env:AWS_ACCESS_KEY_ID="x"',
    'User name,Password,Access key ID,Secret access key\n',
    'Access key ID,Secret access key\n',
    '{ "Credentials": {} }',
  ].map((text): Case => ['config-missing-section-header', withCredentials(text), {}]),
];

/** Each makes the code. */
export const CONDITION_CASES: readonly Case[] = [
  ...SLIP_CASES,
  ...ACCOUNT_CASES,
  ...SETTINGS,
  ...CONNECTION,
  ...CREDENTIALS,
  ...PROFILES,
  ...DENIALS,
  ...NETWORK,
  ...ROLE_CASES,
  ...SKYPILOT,
  ...REMEMBERED,
  ...CHOSEN_PROFILE,
  ...FURTHER,
];

/** None makes the code, though it is near. */
export const SILENT_CASES: readonly Case[] = [
  // What is not asked for because nobody knows who asks is no fault of the calls.
  [
    'aws-call-failed',
    WELL,
    { identity: { kind: 'not-asked', reason: 'x' }, failedCalls: [failureOf('throttled', 'Throttling')] },
  ],
  [
    'trust-setting-ignored',
    WELL,
    { otherTrust: [{ variable: 'SSL_CERT_FILE', value: '/a' }], caBundle: UNREADABLE },
  ],
  // It is not known whether there are none.
  [
    'no-credentials',
    {},
    { credentials: { kind: 'none', fault: { code: 'no-network', botocoreError: 'x', message: 'x' } } },
  ],
  ['no-credentials', withCredentials(`[dev]\n${KEYS}`), { credentials: { kind: 'none' } }],
  [
    'no-default-profile',
    {
      ...withCredentials(`[dev]\n${KEYS}`),
      env: { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'x' },
    },
    loaded('env'),
  ],
  [
    'no-default-profile',
    { ...withCredentials(`[dev]\n${KEYS}`), env: { AWS_PROFILE: 'dev' } },
    { credentials: { kind: 'none' } },
  ],
  ['no-default-profile', {}, { credentials: { kind: 'none' } }],
  ['no-default-profile', withCredentials(`[dev]\n${KEYS}[default]\n`), { credentials: { kind: 'none' } }],
  ['other-sdks-differ', { files: { '~/.aws/config': SSO }, env: { AWS_PROFILE: 'dev' } }, {}],
  ['other-sdks-differ', WELL, {}],
  ['profile-from-environment', { ...WELL, env: { AWS_PROFILE: 'default' } }, {}],
  ['profile-from-environment', withSky('workspaces: {default: {aws: {profile: default}}}\n'), {}],
  [
    'credentials-retrieval-failed',
    { files: { '~/.aws/config': '[a]\n[a]\n' } },
    fails({ code: 'credentials-retrieval-failed' }),
  ],
  ['simulation-not-possible', WELL, { simulation: { kind: 'not-tried', reason: 'x' } }],
  [
    'simulation-not-possible',
    WELL,
    { simulation: { kind: 'not-tried', reason: 'x' }, identity: ROLE_SESSION },
  ],
  [
    'simulation-not-possible',
    WELL,
    { simulation: { kind: 'not-tried', reason: 'x' }, ...failedIdentity('network', 'ENOTFOUND') },
  ],
  ['denied-without-mfa', WELL, { ...denying(RUN, BARE_DENY, BARE_DENY), identity: ROLE_SESSION }],
  ['denied-without-mfa', WELL, denying(RUN, BARE_DENY, READ)],
  ['denied-without-mfa', withDevice(''), denying(RUN, BARE_DENY, READ)],
  [
    'skypilot-role-permissions-missing',
    WELL,
    {
      role: {
        ...ROLE,
        uses: roleUses((action) => (action === 'ec2:StopInstances' ? 'scp' : undefined)).map((use) => ({
          ...use,
          callerStatus: 'disabled' as const,
        })),
      },
    },
  ],
  ['sky-identity-cache-stale', remembers('AIDAEXAMPLE', ACCOUNT), {}],
  ...(['network', 'timeout', 'throttled', 'server-error', 'proxy'] as const).map(
    (kind): Case => ['sky-identity-cache-stale', remembers(...OTHER_OWNER), failedIdentity(kind, 'X')],
  ),
  ['sky-identity-cache-stale', remembers(...OTHER_OWNER), { identity: { kind: 'not-asked', reason: 'x' } }],
  [
    'sky-zone-cache-stale',
    remembersZones('us-east-1', 'eu-west-1'),
    network(HERE, usableRegion('eu-west-1')),
  ],
  ['sky-zone-cache-stale', remembersZones('eu-west-1'), network(HERE)],
  ['sky-zone-cache-stale', remembersZones(), { network: { kind: 'not-checked', reason: 'x' } }],
  ['profile-from-environment', chosen({ env: { ...SOME_KEYS, AWS_PROFILE: 'dev' } }), {}],
  ['profile-by-flag', chosen({ env: { AWS_PROFILE: 'dev' } }), flagged('dev')],
  ['profile-by-flag', WELL, flagged('default')],
  [
    'profile-by-flag',
    chosen({ files: { '~/.sky/config.yaml': 'workspaces: {default: {aws: {profile: dev}}}\n' } }),
    flagged('dev'),
  ],
  ['profile-by-flag', WELL, {}],
  ['skypilot-role-empty', WELL, {}],
  ['capability-undecided', WELL, { accountState: { kind: 'unknown' } }],
  ['sky-uses-ssm', withSky('aws: {use_internal_ips: true, ssh_proxy_command: ssh -W %h:%p jump}\n'), {}],
  ['sky-uses-ssm', withSky('aws: {use_ssm: false, use_internal_ips: true}\n'), {}],
  ['sky-config-conflict', withSky('aws: {use_ssm: false, ssh_proxy_command: ssh}\n'), {}],
  ['sky-config-conflict', withSky('aws: {use_ssm: true}\n'), {}],
  ['sky-capabilities-restricted', withSky('aws: {capabilities: [storage, compute]}\n'), {}],
  ['sky-aws-not-allowed', withSky('allowed_clouds: [aws]\n'), {}],
  ['sky-api-server-remote', withSky('api_server: {endpoint: "http://127.0.0.1:46580"}\n'), {}],
  [
    'sky-credentials-file-missing',
    WELL,
    {
      ...fails({ code: 'credentials-retrieval-failed' }),
      skyCheck: { identityType: undefined, missingCredentialsFile: '/x', enabled: [] },
    },
  ],
  ['region-needed', WELL, { stsEndpointFrom: 'AWS_ENDPOINT_URL', credentials: { kind: 'none' } }],
  ['region-needed', WELL, { stsEndpointFrom: 'AWS_ENDPOINT_URL', ...setTo('us-east-1') }],
  ['aws-cli-too-old-for-sso', WELL, { awsCli: { path: '/usr/bin/aws', version: '1.45.11', major: 1 } }],
  [
    'aws-cli-too-old-for-sso',
    WELL,
    {
      credentials: credentialFailure('sso-token-expired'),
      awsCli: { path: '/usr/bin/aws', version: '2.1.0', major: 2 },
    },
  ],
  ['static-temporary-keys', WELL, loaded('env', 'ASIAIOSFODNN7EXAMPLE')],
  ['permissions-missing', WELL, denying('ec2:CreateRoute', deniedIn('no-allow'))],
  ['launch-denied-in-regions', WELL, { launches: [{ region: 'a', launch: 'allowed', reason: undefined }] }],
];
