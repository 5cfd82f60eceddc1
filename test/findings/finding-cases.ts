/** For every code of the registry, machines and facts that make it; those of policy documents are elsewhere. */
import type { Lifetime } from '../../src/credentials/lifetime.ts';
import type { Facts, GatheredFacts, LifetimeFact } from '../../src/findings/facts.ts';
import type { FindingCode } from '../../src/findings/registry.ts';
import type { Layer } from '../../src/permissions/decision.ts';
import type { FakeHostOptions } from '../credentials/fake-host.ts';
import { DENIED_BY_QUARANTINE, DENIED_WITHOUT_MFA, deniedIn } from '../permissions/denials.ts';
import {
  ACCOUNT,
  allowed,
  credentialFailure,
  evidence,
  failureOf,
  guardedLaunch,
  LAUNCHES,
  ROLE,
  roleUses,
  USER,
} from './facts-of.ts';
import { SKYPILOT_CASES } from './skypilot-cases.ts';

export const KEYS =
  'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = topsecretvaluetopsecretvalueTOPSECRETval\n';
export const WELL: FakeHostOptions = { files: { '~/.aws/credentials': `[default]\n${KEYS}` } };
export const SSO =
  '[profile dev]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Admin\n[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = us-east-1\n';

export const denyBy = (layer: Layer) => deniedIn(layer);

const notSimulated = (kind: 'root' | 'federated-user'): Partial<GatheredFacts> => ({
  identity: {
    ...USER,
    principal: kind === 'root' ? { kind } : { kind, name: 'x' },
    principalArn: undefined,
  } as Facts['identity'],
  simulation: { kind: 'not-tried', reason: 'This is not a user or role.' },
});

export const broken = (text: string | Uint8Array): FakeHostOptions => ({ files: { '~/.aws/config': text } });

const credentialCases = (
  [
    'partial-credentials',
    'credentials-config-invalid',
    'role-loop',
    'sso-never-logged-in',
    'sso-token-expired',
    'sso-token-invalid',
    'sso-role-not-assigned',
    'login-unsupported',
    'login-token-invalid',
    'credential-process-failed',
    'web-identity-failed',
    'mfa-required',
    'assume-role-failed',
    'metadata-failed',
    'container-credentials-failed',
    'credentials-expired',
    'no-network',
    'client-setting-invalid',
    'provider-unsupported',
    'credentials-retrieval-failed',
  ] as const
).map((code): Case => [code, WELL, { credentials: credentialFailure(code) }]);

const ENV_KEYS = {
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'topsecretvaluetopsecretvalueTOPSECRETval',
};

/** A machine with keys in the credentials file, and this config file. */
export const withConfig = (config: string): FakeHostOptions => ({
  files: { ...WELL.files, '~/.aws/config': config },
});

const CA_SETTING = {
  path: '/nowhere.pem',
  location: 'AWS_CA_BUNDLE',
  variable: 'AWS_CA_BUNDLE',
  at: undefined,
} as const;

export type Case = readonly [code: FindingCode, machine: FakeHostOptions, changes: Partial<GatheredFacts>];

/** A job of eight hours that begins as time does, and a controller that uses its role. */
function lasting(lifetime: Lifetime, decision: 'denied' | 'unknown'): LifetimeFact {
  return {
    forMs: 8 * 3_600_000,
    until: 8 * 3_600_000,
    client: { lifetime, decision },
    controller: {
      lifetime: {
        kind: 'lasting',
        reason: 'the controller uses its role skypilot-v1, which gives new keys by itself',
      },
      decision: 'allowed',
    },
    decidedBy: 'client',
    startProfile: 'dev',
  };
}

/** For every code, a setup that makes it. */
export const CASES: readonly Case[] = [
  ['config-duplicate-section', broken('[a]\n[a]\n'), {}],
  ['config-duplicate-key', broken('[a]\nx = 1\nX = 2\n'), {}],
  ['config-syntax-error', broken('[a]\nnonsense\n'), {}],
  ['config-missing-section-header', broken('x = 1\n'), {}],
  ['config-byte-order-mark', broken('\ufeff[a]\n'), {}],
  ['config-not-utf8', broken(new Uint8Array([0x5b, 0x61, 0x5d, 0x0a, 0xe9, 0x0a])), {}],
  ['config-nested-value', broken('[a]\ns3 =\n  nonsense\n'), {}],
  ['config-too-large', { files: { '~/.aws/config': { kind: 'too-large', size: 1 } } }, {}],
  ['config-file-ignored', { ...WELL, env: { AWS_CONFIG_FILE: '/nowhere' } }, {}],
  ['no-credentials', {}, { credentials: { kind: 'none' } }],
  [
    'no-default-profile',
    { files: { '~/.aws/credentials': `[dev]\n${KEYS}` } },
    { credentials: { kind: 'none' } },
  ],
  [
    'profile-not-found',
    { ...WELL, env: { AWS_PROFILE: 'nope' } },
    { credentials: credentialFailure('profile-not-found') },
  ],
  [
    'profile-from-environment',
    { files: { '~/.aws/credentials': `[dev]\n${KEYS}` }, env: { AWS_PROFILE: 'dev' } },
    {},
  ],
  [
    'profile-by-flag',
    WELL,
    { profileChosenBy: 'flag', profile: { value: 'dev', type: 'manual', location: '--profile' } },
  ],
  ['sso-aws-only', { files: { '~/.aws/config': SSO }, env: { AWS_PROFILE: 'dev' } }, {}],
  ...credentialCases,
  ...SKYPILOT_CASES,
  [
    'access-key-invalid',
    WELL,
    { identity: { kind: 'failed', failure: failureOf('invalid-access-key', 'InvalidClientTokenId') } },
  ],
  [
    'secret-key-wrong',
    WELL,
    { identity: { kind: 'failed', failure: failureOf('wrong-secret-key', 'SignatureDoesNotMatch') } },
  ],
  [
    'session-token-expired',
    WELL,
    { identity: { kind: 'failed', failure: failureOf('expired-credentials', 'ExpiredToken') } },
  ],
  [
    'clock-skew',
    WELL,
    {
      identity: {
        kind: 'failed',
        failure: failureOf('clock-skew', 'SignatureDoesNotMatch', { skewMs: 1_200_000 }),
      },
    },
  ],
  [
    'aws-call-failed',
    WELL,
    { identity: { kind: 'failed', failure: failureOf('server-error', 'InternalFailure') } },
  ],
  ...(
    [
      ['account-blocked', 'blocked', 'Blocked'],
      ['account-not-opted-in', 'not-opted-in', 'OptInRequired'],
      ['account-being-verified', 'being-verified', 'PendingVerification'],
      ['account-refused', 'refused', 'AuthFailure'],
      ['account-on-free-plan', 'free-plan', 'InvalidParameterCombination'],
      ['image-not-shared', 'image-not-shared', 'AuthFailure'],
    ] as const
  ).map(([code, kind, error]): Case => {
    const failure = failureOf('other', error, { service: 'ec2', operation: 'RunInstances' });
    return [code, WELL, { accountState: { kind, failure } }];
  }),
  ['capability-undecided', WELL, { capabilities: evidence(() => undefined) }],
  [
    'permissions-missing',
    WELL,
    {
      capabilities: evidence((permission) =>
        permission.requirement.action === 's3:ListBucket' ? denyBy('no-allow') : allowed,
      ),
    },
  ],
  [
    'permissions-blocked',
    WELL,
    {
      capabilities: evidence((permission) =>
        permission.requirement.action === 'ec2:RunInstances' ? denyBy('scp') : allowed,
      ),
    },
  ],
  [
    'denied-without-reason',
    WELL,
    {
      capabilities: evidence((permission) =>
        permission.requirement.action === 'ec2:RunInstances' ? denyBy('unknown') : allowed,
      ),
    },
  ],
  [
    'denied-without-mfa',
    WELL,
    {
      capabilities: evidence((permission) =>
        permission.requirement.action === 'ec2:RunInstances' ? DENIED_WITHOUT_MFA : allowed,
      ),
    },
  ],
  [
    'access-key-quarantined',
    WELL,
    {
      capabilities: evidence((permission) =>
        permission.requirement.action === 'ec2:RunInstances' ? DENIED_BY_QUARANTINE : allowed,
      ),
    },
  ],
  [
    'code-requirement-missing',
    WELL,
    {
      capabilities: evidence((permission) =>
        permission.id.includes('#volume') ? denyBy('no-allow') : allowed,
      ),
    },
  ],
  [
    'sky-check-too-optimistic',
    WELL,
    {
      capabilities: evidence((permission) =>
        permission.requirement.action === 'iam:PassRole' ? denyBy('no-allow') : allowed,
      ),
    },
  ],
  [
    'sky-credentials-file-missing',
    WELL,
    { skyCheck: { identityType: 'shared-credentials-file', missingCredentialsFile: '/x', enabled: [] } },
  ],
  [
    'simulator-not-allowed',
    WELL,
    {
      simulation: {
        kind: 'not-allowed',
        principalArn: `arn:aws:iam::${ACCOUNT}:user/dev`,
        failure: failureOf('denied', 'AccessDenied'),
      },
    },
  ],
  [
    'simulator-unavailable',
    WELL,
    { simulation: { kind: 'unsupported', failure: failureOf('unsupported-operation', 'InvalidAction') } },
  ],
  ['simulation-not-possible', WELL, notSimulated('root')],
  [
    'dry-run-ignored',
    WELL,
    {
      dryRuns: {
        kind: 'done',
        dryRuns: 3,
        launch: undefined,
        guardrail: undefined,
        carriedOut: [failureOf('read-only-violation', 'DryRunIgnored', { operation: 'RunInstances' })],
        failures: [],
      },
    },
  ],
  ['launch-guardrail', WELL, guardedLaunch('encryption')],
  ['launch-denied-in-regions', WELL, { launches: LAUNCHES }],
  [
    'skypilot-role-permissions-missing',
    WELL,
    {
      role: {
        ...ROLE,
        uses: roleUses((action) => (action === 'ec2:StopInstances' ? 'no-allow' : undefined)),
      },
    },
  ],
  [
    'ca-bundle-unreadable',
    WELL,
    { caBundle: { kind: 'unreadable', setting: CA_SETTING, problem: 'does not exist' } },
  ],
  ['ca-bundle-blank', WELL, { caBundle: { kind: 'blank', setting: { ...CA_SETTING, path: '' } } }],
  [
    'certificate-untrusted',
    WELL,
    { identity: { kind: 'failed', failure: failureOf('certificate', 'SELF_SIGNED_CERT_IN_CHAIN') } },
  ],
  [
    'trust-setting-ignored',
    WELL,
    { otherTrust: [{ variable: 'NODE_EXTRA_CA_CERTS', value: '/company.pem' }] },
  ],
  ['config-profile-word-missing', withConfig(`[dev]\n${KEYS}`), {}],
  [
    'config-profile-word-in-credentials',
    { files: { '~/.aws/credentials': `[default]\n${KEYS}[profile dev]\n${KEYS}` } },
    {},
  ],
  [
    'config-keys-in-two-files',
    {
      files: {
        '~/.aws/config': '[default]\naws_secret_access_key = topsecretvaluetopsecretvalueTOPSECRETval\n',
        '~/.aws/credentials': '[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n',
      },
    },
    {},
  ],
  [
    'config-key-in-two-files',
    {
      files: {
        '~/.aws/config': '[default]\nregion = us-east-1\n',
        '~/.aws/credentials': `[default]\n${KEYS}region = us-west-2\n`,
      },
    },
    {},
  ],
  [
    'config-profile-defined-twice',
    withConfig('[default]\nregion = us-east-1\n[profile default]\nregion = us-west-2\n'),
    {},
  ],
  ['config-inline-comment', withConfig('[default]\nregion = us-east-1 # home\n'), {}],
  ['config-quoted-value', withConfig('[default]\nregion = "us-east-1"\n'), {}],
  ['config-continued-value', withConfig('[default]\nregion = us-east-1\n  output = json\n'), {}],
  [
    'config-blank-key',
    { files: { '~/.aws/credentials': '[default]\naws_access_key_id =\naws_secret_access_key =\n' } },
    {},
  ],
  [
    'config-key-malformed',
    {
      files: {
        '~/.aws/credentials': `[default]\n${KEYS.replace(/secret_access_key = .*/, 'secret_access_key = <secret key>')}`,
      },
    },
    {},
  ],
  ['config-account-id-malformed', withConfig('[default]\nsso_account_id = 1111-2222-3333\n'), {}],
  ['config-start-url-malformed', withConfig('[default]\nsso_start_url = acme.awsapps.com/start\n'), {}],
  ['config-role-arn-malformed', withConfig('[default]\nrole_arn = arn:aws:iam::111122223333role/dev\n'), {}],
  [
    'config-permission-set-is-role',
    withConfig('[default]\nsso_role_name = AWSReservedSSO_PowerUser_0123456789abcdef\n'),
    {},
  ],
  ['config-duration-too-long', withConfig('[default]\nduration_seconds = 99999\n'), {}],
  [
    'config-utf-16',
    {
      files: {
        '~/.aws/config': { kind: 'file', bytes: Uint8Array.from([0xff, 0xfe, 0x5b, 0x00]), mode: 0o600 },
      },
    },
    {},
  ],
  ['config-key-case', withConfig('[default]\nREGION = us-east-1\n'), {}],
  ['config-name-unknown-elsewhere', withConfig('[profile "my team"]\nregion = us-east-1\n'), {}],
  [
    'config-default-section-leaks',
    withConfig('[DEFAULT]\nregion = us-east-1\n[profile a]\noutput = json\n'),
    {},
  ],
  ['static-keys-in-config-file', { files: { '~/.aws/config': `[default]\n${KEYS}` } }, {}],
  [
    'config-readable-by-others',
    {
      files: {
        '~/.aws/credentials': {
          kind: 'file',
          bytes: new TextEncoder().encode(`[default]\n${KEYS}`),
          mode: 0o644,
        },
      },
    },
    {},
  ],
  ['env-keys-half-set', { ...WELL, env: { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE' } }, {}],
  ['env-keys-blank', { ...WELL, env: { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' } }, {}],
  [
    'env-keys-blank',
    { env: { GITHUB_ACTIONS: 'true', AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' } },
    { credentials: { kind: 'none' } },
  ],
  ['env-keys-blank', { env: { CI: 'true', AWS_ACCESS_KEY_ID: '' } }, { credentials: { kind: 'none' } }],
  ['env-stray-session-token', { env: { ...ENV_KEYS, AWS_SESSION_TOKEN: 'topsecretvalue' } }, {}],
  ['env-session-token-alone', { ...WELL, env: { AWS_SESSION_TOKEN: 'topsecretvalue' } }, {}],
  ['env-session-token-missing', { env: { ...ENV_KEYS, AWS_ACCESS_KEY_ID: 'ASIAIOSFODNN7EXAMPLE' } }, {}],
  ['env-key-malformed', { ...WELL, env: { ...ENV_KEYS, AWS_ACCESS_KEY_ID: '"AKIAIOSFODNN7EXAMPLE"' } }, {}],
  ['env-blank-profile', { ...WELL, env: { AWS_PROFILE: '' } }, {}],
  ['env-two-profiles', { ...WELL, env: { AWS_PROFILE: 'a', AWS_DEFAULT_PROFILE: 'default' } }, {}],
  ['env-default-profile-variable', { ...WELL, env: { AWS_DEFAULT_PROFILE: 'default' } }, {}],
  ['env-keys-over-profile', { ...WELL, env: { ...ENV_KEYS, AWS_PROFILE: 'default' } }, {}],
  ['env-region-ignored', { ...WELL, env: { AWS_REGION: 'us-east-1' } }, {}],
  ['env-two-regions', { ...WELL, env: { AWS_REGION: 'us-east-1', AWS_DEFAULT_REGION: 'us-west-2' } }, {}],
  ['env-config-file-variable', { ...WELL, env: { AWS_CONFIG_FILE: '~/.aws/config' } }, {}],
  [
    'env-credentials-file-variable',
    { ...WELL, env: { AWS_SHARED_CREDENTIALS_FILE: '~/.aws/credentials' } },
    {},
  ],
  ['env-blank-file-variable', { ...WELL, env: { AWS_CONFIG_FILE: '' } }, {}],
  ['env-metadata-switch-unclear', { ...WELL, env: { AWS_EC2_METADATA_DISABLED: '1' } }, {}],
  [
    'other-sdks-differ',
    {
      files: { '~/.aws/config': `${SSO.replace('[sso-session', `${KEYS}[sso-session`)}` },
      env: { AWS_PROFILE: 'dev' },
    },
    {},
  ],
  ['region-malformed', withConfig('[default]\nregion = us west 2\n'), {}],
  [
    'region-not-enabled',
    withConfig('[default]\nregion = ap-east-1\n'),
    {
      identity: {
        kind: 'failed',
        failure: failureOf('invalid-access-key', 'InvalidClientTokenId'),
        knownIn: 'us-east-1',
      },
    },
  ],
  ['region-needed', WELL, { stsEndpointFrom: 'AWS_ENDPOINT_URL' }],
  ['region-unknown', withConfig('[default]\nregion = us-wst-2\n'), {}],
  [
    'sso-start-url-differs',
    { files: { '~/.aws/config': SSO } },
    {
      ssoLogin: {
        kind: 'never-logged-in',
        tokenFile: '~/.aws/sso/cache/a.json',
        similar: {
          why: 'other-spelling',
          startUrl: 'https://corp.awsapps.com/start/',
          tokenFile: '~/.aws/sso/cache/b.json',
        },
      },
    },
  ],
  [
    'sso-login-stored-under-url',
    { files: { '~/.aws/config': SSO } },
    {
      ssoLogin: {
        kind: 'never-logged-in',
        tokenFile: '~/.aws/sso/cache/a.json',
        similar: {
          why: 'stored-under-url',
          startUrl: 'https://corp.awsapps.com/start',
          tokenFile: '~/.aws/sso/cache/b.json',
        },
      },
    },
  ],
  [
    'sso-region-unknown',
    {
      files: { '~/.aws/config': SSO.replace('sso_region = us-east-1', 'sso_region = N. Virginia') },
      env: { AWS_PROFILE: 'dev' },
    },
    {},
  ],
  [
    'sso-login-of-other-region',
    { files: { '~/.aws/config': SSO }, env: { AWS_PROFILE: 'dev' } },
    {
      ssoLogin: {
        kind: 'valid',
        tokenFile: '~/.aws/sso/cache/a.json',
        until: 0,
        renewable: false,
        renewableUntil: undefined,
        otherRegion: 'eu-west-1',
      },
    },
  ],
  [
    'sso-cli-cache-hides-expiry',
    { files: { '~/.aws/config': SSO } },
    {
      ssoLogin: {
        kind: 'expired',
        tokenFile: '~/.aws/sso/cache/a.json',
        since: 0,
        why: 'legacy-profile',
        hiddenBy: { file: '~/.aws/cli/cache/c.json', until: 0 },
      },
    },
  ],
  [
    'aws-cli-too-old-for-sso',
    WELL,
    {
      credentials: credentialFailure('sso-token-expired'),
      awsCli: { path: '/usr/bin/aws', version: '1.45.11', major: 1 },
    },
  ],
  [
    'credentials-end-too-soon',
    WELL,
    {
      lifetime: lasting(
        { kind: 'ends', at: 0, why: 'session-keys', reason: 'these are keys of a session' },
        'denied',
      ),
    },
  ],
  [
    'credentials-end-too-soon',
    { files: { '~/.aws/config': SSO }, env: { AWS_PROFILE: 'dev' } },
    {
      lifetime: lasting(
        { kind: 'ends', at: 0, why: 'sso-login', reason: 'the SSO login ends, and boto3 cannot renew it' },
        'denied',
      ),
    },
  ],
  [
    'credentials-end-too-soon',
    withConfig(
      '[profile ops]\nrole_arn = arn:aws:iam::111122223333:role/ops\nsource_profile = default\nmfa_serial = arn:aws:iam::111122223333:mfa/me\n',
    ),
    {
      profileName: 'ops',
      lifetime: lasting(
        {
          kind: 'ends',
          at: 0,
          why: 'mfa',
          reason: 'the role wants an MFA code for each new session, which takes a person',
        },
        'denied',
      ),
    },
  ],
  [
    'credentials-end-too-soon',
    WELL,
    {
      lifetime: lasting(
        {
          kind: 'ends',
          at: 0,
          why: 'identity-token',
          reason: 'the identity token of this CI job ends, and nothing renews it',
        },
        'denied',
      ),
    },
  ],
  [
    'credentials-end-unknown',
    WELL,
    {
      lifetime: lasting(
        {
          kind: 'open',
          atLeast: 3_600_000,
          atMost: undefined,
          why: 'process',
          reason:
            'the program of credential_process is run again then, and nobody knows whether it gives new keys',
        },
        'unknown',
      ),
    },
  ],
  [
    'credentials-end-unknown',
    WELL,
    {
      lifetime: lasting(
        {
          kind: 'open',
          atLeast: undefined,
          atMost: 43_200_000,
          why: 'aws-login',
          reason: 'a login by `aws login` lasts 12 hours at most, and its file does not tell since when',
        },
        'unknown',
      ),
    },
  ],
];
