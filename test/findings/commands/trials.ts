/** People in trouble, for every kind of command that is printed. */
import { createHash } from 'node:crypto';
import { uniqueId } from '../../../src/sandbox/ids.ts';
import { sessionKey } from '../../../src/sandbox/key-ring.ts';
import { allow, policy, scenarioOf, shipped, userWith } from '../../sandbox/support.ts';
import { KEYS, SSO } from '../finding-cases.ts';
import type { Trial } from './run-trials.ts';

const KEY = 'AKIAIOSFODNN7EXAMPLE';
const SECRET = 'topsecretvaluetopsecretvalueTOPSECRETval';
const ENV_KEYS = { AWS_ACCESS_KEY_ID: KEY, AWS_SECRET_ACCESS_KEY: SECRET };
const WELL = { '.aws/credentials': `[default]\n${KEYS}` };
/** New keys, a region, no output format. */
const NEW_KEYS = `AKIAI44QH8DHBEXAMPLE\nje7MtGbClwBF2Zp9Utk3h3yCo8nvbEXAMPLEKEYS\nus-east-1\n\n`;
const withConfig = (config: string) => ({ ...WELL, '.aws/config': config });

const ENVIRONMENT: readonly Trial[] = [
  {
    what: 'a session token beside a long-term key',
    code: 'env-stray-session-token',
    env: { ...ENV_KEYS, AWS_SESSION_TOKEN: 'x' },
  },
  { what: 'half of the keys', code: 'env-keys-half-set', files: WELL, env: { AWS_ACCESS_KEY_ID: KEY } },
  {
    what: 'keys over a profile',
    code: 'env-keys-over-profile',
    files: WELL,
    env: { ...ENV_KEYS, AWS_PROFILE: 'default' },
  },
  { what: 'a blank profile', code: 'env-blank-profile', files: WELL, env: { AWS_PROFILE: '' } },
  {
    what: 'a profile that is not there',
    code: 'profile-not-found',
    files: WELL,
    env: { AWS_PROFILE: 'nope' },
  },
  {
    what: 'another profile than there is',
    code: 'profile-not-found',
    files: { '.aws/credentials': `[my team]\n${KEYS}` },
    env: { AWS_PROFILE: 'nope' },
  },
  {
    what: 'certificates that are not there',
    code: 'ca-bundle-unreadable',
    files: WELL,
    env: { AWS_CA_BUNDLE: '/nowhere.pem' },
  },
  {
    what: 'a file that is not there',
    code: 'config-file-ignored',
    files: WELL,
    env: { AWS_CONFIG_FILE: '/nowhere' },
  },
  {
    what: 'a region that boto3 does not read',
    code: 'env-region-ignored',
    files: WELL,
    env: { AWS_REGION: 'us-west-2' },
  },
  {
    what: 'a metadata switch that is unclear',
    code: 'env-metadata-switch-unclear',
    files: WELL,
    env: { AWS_EC2_METADATA_DISABLED: '1' },
  },
  {
    what: 'quotes round a key',
    code: 'env-key-malformed',
    env: { ...ENV_KEYS, AWS_ACCESS_KEY_ID: `"${KEY}"` },
  },
  {
    what: 'a line break behind a secret',
    code: 'env-key-malformed',
    env: { ...ENV_KEYS, AWS_SECRET_ACCESS_KEY: `${SECRET}\n` },
  },
  {
    what: 'blanks round a key',
    code: 'env-key-malformed',
    env: { ...ENV_KEYS, AWS_ACCESS_KEY_ID: ` ${KEY} ` },
  },
  {
    what: 'key and secret the other way round',
    code: 'env-key-malformed',
    env: { AWS_ACCESS_KEY_ID: SECRET, AWS_SECRET_ACCESS_KEY: KEY },
  },
  {
    what: 'a sentence for a key',
    code: 'env-key-malformed',
    files: WELL,
    env: { AWS_ACCESS_KEY_ID: 'No value here', AWS_SECRET_ACCESS_KEY: 'No value here' },
  },
  {
    what: 'a setting that boto3 refuses',
    code: 'client-setting-invalid',
    files: WELL,
    env: { AWS_RETRY_MODE: 'often' },
  },
  {
    what: 'expired by its own word',
    code: 'credentials-expired',
    files: WELL,
    env: {
      ...ENV_KEYS,
      AWS_ACCESS_KEY_ID: 'ASIAIOSFODNN7EXAMPLE',
      AWS_SESSION_TOKEN: 'x',
      AWS_CREDENTIAL_EXPIRATION: '2020-01-01T00:00:00Z',
    },
  },
  {
    what: 'no default profile',
    code: 'no-default-profile',
    files: { '.aws/credentials': `[dev]\n${KEYS}` },
    only: /^export/,
  },
];

const FILES: readonly Trial[] = [
  {
    what: 'no default profile, renamed',
    code: 'no-default-profile',
    files: { '.aws/credentials': `[dev]\n${KEYS}` },
    only: /^in /,
  },
  { what: 'no credentials', code: 'no-credentials', only: /^aws configure$/, typed: NEW_KEYS },
  { what: 'no credentials, by SSO', code: 'no-credentials', only: /^aws configure sso/ },
  {
    what: 'a profile without keys, by SSO',
    code: 'no-credentials',
    files: { '.aws/config': '[profile dev]\nregion = us-east-1\n' },
    env: { AWS_PROFILE: 'dev' },
    only: /^aws configure sso/,
  },
  {
    what: 'a profile without keys',
    code: 'no-credentials',
    files: { '.aws/config': '[profile dev]\nregion = us-east-1\n' },
    env: { AWS_PROFILE: 'dev' },
    only: /^aws configure --/,
    typed: NEW_KEYS,
  },
  {
    what: 'never logged in',
    code: 'sso-never-logged-in',
    files: { '.aws/config': SSO },
    env: { AWS_PROFILE: 'dev' },
  },
  {
    what: 'keys in the config file',
    code: 'static-keys-in-config-file',
    files: { '.aws/config': `[default]\n${KEYS}` },
    typed: `${KEY}\n${SECRET}\n\n\n`,
  },
  {
    what: 'keys in the config file, of a profile',
    code: 'static-keys-in-config-file',
    files: { '.aws/config': `[profile dev]\n${KEYS}` },
    env: { AWS_PROFILE: 'dev' },
    typed: `${KEY}\n${SECRET}\n\n\n`,
  },
  {
    what: 'keys in two files',
    code: 'config-keys-in-two-files',
    files: {
      '.aws/config': `[default]\naws_secret_access_key = ${SECRET}\n`,
      '.aws/credentials': `[default]\naws_access_key_id = ${KEY}\n`,
    },
    typed: `${KEY}\n${SECRET}\n\n\n`,
  },
  {
    what: 'a role without a source',
    code: 'partial-credentials',
    files: { ...WELL, '.aws/config': '[profile ops]\nrole_arn = arn:aws:iam::111122223333:role/ops\n' },
    env: { AWS_PROFILE: 'ops' },
  },
  {
    what: 'a key without its secret',
    code: 'partial-credentials',
    files: { '.aws/credentials': `[default]\naws_access_key_id = ${KEY}\n` },
    typed: `\n${SECRET}\n\n\n`,
  },
  {
    what: 'a file that others can read',
    code: 'config-readable-by-others',
    files: WELL,
    modes: { '.aws/credentials': 0o644 },
  },
  {
    what: 'a byte order mark',
    code: 'config-byte-order-mark',
    files: withConfig('\ufeff[default]\nregion = us-east-1\n'),
  },
  {
    what: 'UTF-16',
    code: 'config-utf-16',
    files: { ...WELL, '.aws/config': utf16('[default]\r\nregion = us-east-1\r\n') },
  },
  { what: 'a directory', code: 'config-file-ignored', files: { '.aws/credentials': null }, typed: NEW_KEYS },
  {
    what: 'a comment behind a value',
    code: 'config-inline-comment',
    files: withConfig('[default]\nregion = us-east-1 # home\n'),
    edit: 's/ *#.*//',
  },
  {
    what: 'a section twice',
    code: 'config-duplicate-section',
    files: withConfig('[profile a]\nregion = us-east-1\n[profile a]\n'),
    edit: 'd',
  },
  {
    what: 'no section',
    code: 'config-missing-section-header',
    files: withConfig('region = us-east-1\n'),
    edit: 's/^/[default]\\n/',
  },
  { what: 'nonsense', code: 'config-syntax-error', files: withConfig('[default]\nnonsense\n'), edit: 'd' },
  {
    what: 'a section without the word profile',
    code: 'config-profile-word-missing',
    files: withConfig(`[dev]\nregion = us-east-1\n`),
  },
  {
    what: 'an account with dashes',
    code: 'config-account-id-malformed',
    files: withConfig('[default]\nsso_account_id = 1111-2222-3333\n'),
  },
  {
    what: 'a portal without https',
    code: 'config-start-url-malformed',
    files: withConfig('[default]\nsso_start_url = acme.awsapps.com/start\n'),
  },
  {
    what: 'a role for a permission set',
    code: 'config-permission-set-is-role',
    files: withConfig('[default]\nsso_role_name = AWSReservedSSO_PowerUser_0123456789abcdef\n'),
  },
  {
    what: 'too long a session',
    code: 'config-duration-too-long',
    files: withConfig('[default]\nduration_seconds = 99999\n'),
  },
];

/** A login of the session `corp` that is good for years, made in another region. */
const LOGIN_ELSEWHERE = JSON.stringify({
  startUrl: 'https://corp.awsapps.com/start',
  region: 'eu-west-1',
  accessToken: 'x',
  expiresAt: '2099-01-01T00:00:00Z',
});
const TOKEN_FILE = `.aws/sso/cache/${createHash('sha1').update('corp').digest('hex')}.json`;
const DEV = { env: { AWS_PROFILE: 'dev' } };
const OPS = { env: { AWS_PROFILE: 'ops' } };
const ROLE_OPS = '[profile ops]\nrole_arn = arn:aws:iam::111122223333:role/ops\n';

/** A word in a setting that is nearly right. */
const MISSPELT: readonly Trial[] = [
  {
    what: 'a login that was made in another region',
    code: 'sso-login-of-other-region',
    files: { '.aws/config': SSO, [TOKEN_FILE]: LOGIN_ELSEWHERE },
    ...DEV,
  },
  ...['N. Virginia', 'us-east-1a', 'us-esat-1', 'US-EAST-1', 'us_east_1'].map(
    (region): Trial => ({
      what: `the region of the portal as ${region}`,
      code: 'sso-region-unknown',
      files: { '.aws/config': SSO.replace('sso_region = us-east-1', `sso_region = ${region}`) },
      ...DEV,
      // What boto3 refuses before, it does not look for.
      reveals: ['sso-never-logged-in'],
    }),
  ),
  ...['[profile default]', '[Default]', '[ default ]', '[defualt]'].map(
    (header): Trial => ({
      what: `the default profile as ${header}`,
      code: 'no-default-profile',
      files: { '.aws/credentials': `${header}\n${KEYS}` },
    }),
  ),
  {
    what: 'the word profile in the credentials file',
    code: 'config-profile-word-in-credentials',
    files: { '.aws/credentials': `[profile dev]\n${KEYS}` },
    ...DEV,
  },
  {
    what: 'a session by another name',
    code: 'credentials-config-invalid',
    files: { '.aws/config': SSO.replace('[sso-session corp]', '[sso-session corps]') },
    ...DEV,
    reveals: ['sso-never-logged-in'],
  },
  {
    what: 'a session without the word for it',
    code: 'credentials-config-invalid',
    files: { '.aws/config': SSO.replace('[sso-session corp]', '[corp]') },
    ...DEV,
    reveals: ['sso-never-logged-in'],
  },
  {
    what: 'a source by another name',
    code: 'credentials-config-invalid',
    files: withConfig(`${ROLE_OPS}source_profile = defualt\n`),
    ...OPS,
  },
  {
    what: 'a source of credentials in other letters',
    code: 'credentials-config-invalid',
    files: withConfig(`${ROLE_OPS}credential_source = ecscontainer\n`),
    env: { ...OPS.env, AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:9/' },
  },
  {
    what: 'the ARN of a permission set as its name',
    code: 'config-permission-set-is-role',
    files: withConfig('[default]\nsso_role_name = arn:aws:iam::111122223333:role/Admin\n'),
  },
];

const IN_MINIMAL = shipped('minimal');

/** Further settings that are wrong by themselves, in the environment and in the files. */
const SETTINGS: readonly Trial[] = [
  { what: 'a blank bundle', code: 'ca-bundle-blank', files: WELL, env: { AWS_CA_BUNDLE: '' } },
  {
    what: 'two profiles',
    code: 'env-two-profiles',
    files: WELL,
    env: { AWS_PROFILE: 'default', AWS_DEFAULT_PROFILE: 'other' },
  },
  {
    what: 'the older variable',
    code: 'env-default-profile-variable',
    files: WELL,
    env: { AWS_DEFAULT_PROFILE: 'default' },
  },
  { what: 'blank keys', code: 'env-keys-blank', files: WELL, env: { AWS_ACCESS_KEY_ID: '' } },
  {
    what: 'a token alone',
    code: 'env-session-token-alone',
    files: WELL,
    env: { AWS_SESSION_TOKEN: 'x' },
  },
  { what: 'a blank file', code: 'env-blank-file-variable', files: WELL, env: { AWS_CONFIG_FILE: '' } },
  {
    what: 'two regions',
    code: 'env-two-regions',
    files: WELL,
    env: { AWS_REGION: 'us-west-2', AWS_DEFAULT_REGION: 'us-east-1' },
  },
  ...['N. Virginia', 'us_east_1', ''].map(
    (region): Trial => ({
      what: `the region as "${region}", in a variable`,
      code: 'region-malformed',
      files: WELL,
      env: { AWS_DEFAULT_REGION: region },
    }),
  ),
  ...['us-east-1a', 'us-esat-1', 'US-EAST-1'].map(
    (region): Trial => ({
      what: `the region as "${region}", in a variable`,
      code: 'region-unknown',
      files: WELL,
      env: { AWS_DEFAULT_REGION: region },
    }),
  ),
  {
    what: 'an endpoint and no region',
    code: 'region-needed',
    files: WELL,
    env: { AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:9' },
  },
  {
    what: 'quotes round a value',
    code: 'config-quoted-value',
    files: withConfig('[default]\nregion = "us-east-1"\n'),
    edit: 's/"//g',
  },
  {
    what: 'a key that is cut',
    code: 'config-key-malformed',
    files: { '.aws/credentials': `[default]\n${KEYS.replace(KEY, KEY.slice(0, -1))}` },
    edit: `s/=.*/= ${KEY}/`,
  },
  {
    what: 'a role with a colon too few',
    code: 'config-role-arn-malformed',
    files: withConfig(`${ROLE_OPS.replace('iam::', 'iam:')}source_profile = default\n`),
    ...OPS,
  },
  {
    what: 'a key twice',
    code: 'config-duplicate-key',
    files: withConfig('[default]\nregion = us-east-1\nregion = us-east-1\n'),
  },
  {
    what: 'the simulator',
    code: 'simulator-not-allowed',
    scenario: IN_MINIMAL,
    reveals: ['permissions-missing', 'code-requirement-missing'],
  },
];

const THE_KEYS = '{key}\n{secret}\n\n\n';
const ADMIN = userWith(policy(allow('*')));
const UNTRUSTED = scenarioOf(`
description: The role of SkyPilot's instances does not trust EC2.
accounts:
  - id: "111122223333"
    users: [{ name: tester, policies: [AdministratorAccess] }]
    roles:
      - name: skypilot-v1
        trust: { Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: "sts:AssumeRole" }] }
        policies: [AmazonEC2FullAccess, AmazonS3FullAccess]
home:
  profiles: [{ name: default, user: tester }]
`);

const MORE_FILES: readonly Trial[] = [
  {
    what: 'a source that is not there',
    code: 'credentials-config-invalid',
    files: {
      ...WELL,
      '.aws/config': '[profile ops]\nrole_arn = arn:aws:iam::111122223333:role/ops\nsource_profile = gone\n',
    },
    env: { AWS_PROFILE: 'ops' },
    edit: 's/gone/default/',
  },
  {
    what: 'a link that leads nowhere',
    code: 'config-file-ignored',
    links: { '.aws/credentials': '/nowhere/credentials' },
    typed: NEW_KEYS,
  },
  {
    what: 'an empty default, and keys elsewhere',
    code: 'no-credentials',
    files: { '.aws/config': '[default]\nregion = us-east-1\n', '.aws/credentials': `[work]\n${KEYS}` },
  },
  {
    what: 'no credentials, of the default that a variable names',
    code: 'no-credentials',
    files: { '.aws/config': '[default]\nregion = us-west-2\n' },
    env: { AWS_PROFILE: 'default' },
    only: /^(unset|aws configure$)/,
    typed: NEW_KEYS,
  },
  {
    what: 'a role without a source, and no default',
    code: 'partial-credentials',
    files: {
      '.aws/credentials': `[base]\n${KEYS}`,
      '.aws/config': '[profile ops]\nrole_arn = arn:aws:iam::111122223333:role/ops\n',
    },
    env: { AWS_PROFILE: 'ops' },
  },
  {
    what: 'a role without a source, and no keys at all',
    code: 'partial-credentials',
    files: { '.aws/config': '[profile ops]\nrole_arn = arn:aws:iam::111122223333:role/ops\n' },
    env: { AWS_PROFILE: 'ops' },
    typed: NEW_KEYS,
  },
  {
    what: 'a role on half of a key',
    code: 'partial-credentials',
    files: {
      '.aws/credentials': `[base]\naws_access_key_id = ${KEY}\n`,
      '.aws/config': '[profile ops]\nrole_arn = arn:aws:iam::111122223333:role/ops\nsource_profile = base\n',
    },
    env: { AWS_PROFILE: 'ops' },
    typed: `\n${SECRET}\n\n\n`,
  },
  {
    what: 'half of a key, of the default that a variable names',
    code: 'partial-credentials',
    files: {
      '.aws/credentials': `[default]\naws_access_key_id = ${KEY}\n`,
      '.aws/config': '[default]\nregion = us-west-2\n',
    },
    env: { AWS_PROFILE: 'default' },
    typed: `\n${SECRET}\nus-east-1\n\n`,
  },
  {
    what: 'half of a key, of the default that a flag names',
    code: 'partial-credentials',
    files: {
      '.aws/credentials': `[default]\naws_access_key_id = ${KEY}\n`,
      '.aws/config': '[default]\nregion = us-west-2\n',
    },
    env: { AWS_PROFILE: 'dev' },
    flags: ['--profile', 'default'],
    typed: `\n${SECRET}\nus-east-1\n\n`,
  },
];

/** `sky` in an environment without awscrt, and a profile of `aws login`. */
function skyIn(prefix: string, packages: readonly string[] = []): NonNullable<Trial['files']> {
  const site = `${prefix}/lib/python3.11/site-packages`;
  const python = `${prefix}/bin/python3`;
  const names = ['skypilot-0.14.0', 'botocore-1.43.0', ...packages];
  return {
    '.aws/config': '[default]\nlogin_session = arn:aws:iam::111122223333:user/ada\n',
    'bin/sky': `#!{home}/${python}\n`,
    [`${prefix}/pyvenv.cfg`]: 'home = /usr/bin\n',
    [python]: '#!/bin/sh\nexec pip "$@"\n',
    ...Object.fromEntries(names.map((name) => [`${site}/${name}.dist-info/METADATA`, ''])),
    ...(packages.length === 0 ? {} : { [`${site}/pip/__init__.py`]: '' }),
  };
}
const LOGIN = { code: 'login-unsupported', reveals: ['login-token-invalid'] } as const;
const run = (file: string) => ({ modes: { 'bin/sky': 0o755, [file]: 0o755 } });

const PACKAGES: readonly Trial[] = [
  {
    what: 'SkyPilot in an environment with pip',
    ...LOGIN,
    files: skyIn('venv', ['pip-25.0']),
    ...run('venv/bin/python3'),
  },
  { what: 'SkyPilot in an environment of uv', ...LOGIN, files: skyIn('venv'), ...run('venv/bin/python3') },
  {
    what: 'SkyPilot as a tool of uv',
    ...LOGIN,
    files: skyIn('.local/share/uv/tools/skypilot'),
    ...run('.local/share/uv/tools/skypilot/bin/python3'),
  },
  {
    what: 'SkyPilot by pipx',
    ...LOGIN,
    files: skyIn('.local/share/pipx/venvs/skypilot'),
    ...run('.local/share/pipx/venvs/skypilot/bin/python3'),
  },
];

/** Of another user, who alone may read it: only root can make such a file. */
const FOREIGN_FILE: Trial = {
  what: "another user's file",
  code: 'config-file-ignored',
  files: WELL,
  owners: { '.aws/credentials': 12_345 },
};

const ZONES = `.sky/catalogs/v8/aws/az_mappings-${createHash('md5')
  .update(uniqueId('AIDA', 'arn:aws:iam::111122223333:user/tester'))
  .digest('hex')
  .slice(0, 8)}.csv`;

/** A session that is over, and one that is not, which a program hands out. */
const SESSIONS = scenarioOf(`
description: Temporary keys that ended, and others.
accounts:
  - id: "111122223333"
    roles:
      - name: developer
        trust: { Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: { AWS: "*" }, Action: "sts:AssumeRole" }] }
        policies: [AdministratorAccess]
    sessions:
      - { name: old, of: { kind: role, role: developer }, expires: -1h }
      - { name: new, of: { kind: role, role: developer }, expires: 1h }
home:
  profiles: [{ name: default, session: old, settings: { x_principal_arn: x } }]
`);
const keysOfSession = (name: string) => {
  const session = SESSIONS.accounts[0]?.sessions.find((entry) => entry.name === name);
  if (session === undefined) throw new Error(`no session ${name}`);
  return sessionKey({ id: '111122223333' }, session);
};
const OLD = keysOfSession('old');
const NEW = keysOfSession('new');
const GIVEN = { NEW_KEY: NEW.id, NEW_SECRET: NEW.secret, NEW_TOKEN: NEW.token };

const ENDED: readonly Trial[] = [
  {
    what: 'keys of saml2aws',
    code: 'session-token-expired',
    scenario: SESSIONS,
    given: GIVEN,
    reveals: ['static-temporary-keys'],
  },
  {
    what: 'keys of saml2aws in the shell',
    code: 'session-token-expired',
    scenario: SESSIONS,
    env: {
      AWS_ACCESS_KEY_ID: OLD.id,
      AWS_SECRET_ACCESS_KEY: OLD.secret,
      AWS_SESSION_TOKEN: OLD.token,
      SAML2AWS_PROFILE: 'default',
    },
    given: GIVEN,
  },
];

const ACCOUNT: readonly Trial[] = [
  {
    what: 'no role, and a policy that lets the identity make it',
    code: 'permissions-missing',
    scenario: shipped('no-role'),
    appliesPolicy: true,
    ends: 'ready',
  },
  {
    what: 'the same by its statements',
    code: 'permissions-missing',
    scenario: IN_MINIMAL,
    only: /^\{/,
    reveals: ['code-requirement-missing', 'simulator-not-allowed'],
  },
  { what: 'a role that EC2 may not assume', code: 'skypilot-role-trust', scenario: UNTRUSTED },
  {
    what: 'zones that SkyPilot remembers',
    code: 'sky-zone-cache-stale',
    flags: [],
    scenario: ADMIN,
    files: {
      [ZONES]: 'AvailabilityZoneName,AvailabilityZone,Region\nus-east-1a,use1-az1,us-east-1\n',
    },
  },
  ...(process.getuid?.() === 0 ? [FOREIGN_FILE] : []),
  {
    what: 'the policy of the AWS page, and what it lacks',
    code: 'permissions-missing',
    scenario: IN_MINIMAL,
    flags: ['--require', 'compute,storage', '--region', 'us-east-1'],
    appliesPolicy: true,
  },
  {
    what: 'a key that does not exist',
    code: 'access-key-invalid',
    scenario: ADMIN,
    files: { '.aws/credentials': `[default]\n${KEYS}` },
    typed: THE_KEYS,
  },
  { what: 'no role, and may not make it', code: 'skypilot-role-missing', scenario: shipped('no-role') },
  {
    what: 'no default VPC',
    code: 'regions-not-usable',
    scenario: shipped('no-default-vpc'),
    flags: [],
    only: /create-default-vpc/,
  },
  {
    what: 'a key that AWS found in public',
    code: 'access-key-quarantined',
    scenario: shipped('leaked-key'),
    only: /^aws /,
  },
];

function utf16(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le'));
}

export const TRIALS: readonly Trial[] = [
  ...ENVIRONMENT,
  ...FILES,
  ...MORE_FILES,
  ...MISSPELT,
  ...SETTINGS,
  ...PACKAGES,
  ...ENDED,
  ...ACCOUNT,
];
