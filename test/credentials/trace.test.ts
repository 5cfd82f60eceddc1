import { describe, expect, it } from 'vitest';
import { PROVIDERS } from '../../src/credentials/credentials-outcome.ts';
import { fileOf, type LoadCase, QUIET, resolve } from './load-case.ts';

async function choice(setup: LoadCase) {
  const { trace } = await resolve({ ...setup, env: { ...QUIET, ...setup.env } });
  const { choice: chosen } = trace;
  return chosen.kind === 'error' ? [chosen.error.botocoreError, chosen.error.source?.line] : chosen;
}

const inConfig = (text: string): LoadCase => ({ files: { '~/.aws/config': `[default]\n${text}` } });
const provider = (name: string) => ({ kind: 'provider', provider: name });

describe('resolveTrace', () => {
  it('tells all twelve providers in order', async () => {
    const { trace } = await resolve({ files: { '~/.aws/credentials': fileOf('default') } });
    expect(trace.steps.map((step) => step.provider)).toEqual(PROVIDERS);
    expect(trace.steps.map((step) => step.outcome)).toEqual([
      ...Array.from({ length: 4 }, () => 'passed-over'),
      'applies',
      ...Array.from({ length: 7 }, () => 'not-reached'),
    ]);
    expect(trace.steps[4]).toMatchObject({
      reason: 'aws_access_key_id is set in section [default] (~/.aws/credentials:2)',
      source: { file: '~/.aws/credentials', line: 2 },
    });
  });

  it.each<[string, LoadCase, unknown]>([
    [
      'keys in the environment first',
      { env: { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' } },
      provider('env'),
    ],
    [
      'no secret in the environment',
      { env: { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: '' } },
      ['PartialCredentialsError', undefined],
    ],
    [
      'web identity before SSO and keys',
      { ...inConfig('sso_account_id = 1\n'), env: { AWS_WEB_IDENTITY_TOKEN_FILE: '/t', AWS_ROLE_ARN: 'r' } },
      provider('assume-role-with-web-identity'),
    ],
    [
      'web identity without a role',
      { env: { AWS_WEB_IDENTITY_TOKEN_FILE: '/t' } },
      ['InvalidConfigError', undefined],
    ],
    [
      'a blank token variable, which hides the key',
      {
        ...inConfig('web_identity_token_file = /t\nrole_arn = r\n'),
        env: { AWS_WEB_IDENTITY_TOKEN_FILE: '' },
      },
      { kind: 'none' },
    ],
    [
      'SSO before keys in the config file',
      inConfig(
        'sso_start_url=u\nsso_region=r\nsso_account_id=1\nsso_role_name=x\naws_access_key_id=a\naws_secret_access_key=b\n',
      ),
      provider('sso'),
    ],
    ['SSO that lacks a key', inConfig('sso_account_id = 1\n'), ['InvalidConfigError', 2]],
    [
      'SSO with a session that is not there',
      inConfig('sso_account_id = 1\nsso_session = s\n'),
      ['InvalidConfigError', 3],
    ],
    [
      'process before keys in the config file',
      inConfig('credential_process = p\naws_access_key_id=a\naws_secret_access_key=b\n'),
      provider('custom-process'),
    ],
    ['login before process', inConfig('credential_process = p\nlogin_session = l\n'), provider('login')],
    [
      'keys in the config file',
      inConfig('aws_access_key_id=a\naws_secret_access_key=b\n'),
      provider('config-file'),
    ],
    ['half a pair in the config file', inConfig('aws_access_key_id=a\n'), ['PartialCredentialsError', 2]],
    ['a container', { env: { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '' } }, provider('container-role')],
    ['an instance', { env: { AWS_EC2_METADATA_DISABLED: '1' } }, provider('iam-role')],
    ['nothing', { env: { AWS_EC2_METADATA_DISABLED: 'TRUE' } }, { kind: 'none' }],
    [
      'a profile that is not there, keys or not',
      { env: { AWS_PROFILE: 'x', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' } },
      ['ProfileNotFound', undefined],
    ],
    [
      'a file that cannot be parsed, keys or not',
      { ...inConfig('words\n'), env: { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' } },
      ['ConfigParseError', 2],
    ],
    [
      'a setting of the metadata service that is no number',
      { env: { AWS_METADATA_SERVICE_TIMEOUT: '1s', AWS_ACCESS_KEY_ID: 'a' } },
      ['ValueError', undefined],
    ],
    [
      'an end of the keys that cannot be read',
      { env: { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_CREDENTIAL_EXPIRATION: 'soon' } },
      ['ParserError', undefined],
    ],
    ['the boto file', { files: { '~/.boto': fileOf('Credentials') } }, provider('boto-config')],
    ['a boto file that cannot be parsed', { files: { '~/.boto': 'x' } }, ['ConfigParseError', 1]],
    [
      'the file of the EC2 tools',
      { env: { AWS_CREDENTIAL_FILE: '/e' }, files: { '/e': 'AWSAccessKeyId=a\nAWSSecretKey=b' } },
      provider('ec2-credentials-file'),
    ],
    ['such a file that is not there', { env: { AWS_CREDENTIAL_FILE: '/e' } }, ['ConfigNotFound', undefined]],
    [
      'such a file without a secret',
      { env: { AWS_CREDENTIAL_FILE: '/e' }, files: { '/e': 'AWSAccessKeyId=a' } },
      ['KeyError', 1],
    ],
  ])('picks %s', async (_, setup, expected) => {
    expect(await choice(setup)).toEqual(expected);
  });

  it('ignores key and web-identity variables where the profile is named by flag', async () => {
    const setup: LoadCase = {
      flag: 'dev',
      env: { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_WEB_IDENTITY_TOKEN_FILE: '/t' },
      files: { '~/.aws/credentials': fileOf('dev') },
    };
    expect(await choice(setup)).toEqual(provider('shared-credentials-file'));
  });

  it('never puts a value of a file or variable into a reason or message', async () => {
    const { trace } = await resolve({
      env: { AWS_ACCESS_KEY_ID: 'TOPSECRET', AWS_SESSION_TOKEN: 'TOPSECRET' },
      files: {
        '~/.aws/config': '[default]\ncredential_process = TOPSECRET\naws_access_key_id = TOPSECRET\n',
      },
    });
    expect(JSON.stringify(trace)).not.toContain('TOPSECRET');
  });
});

describe('roles', () => {
  const role = 'role_arn = arn:aws:iam::1:role/r\n';
  const chain = (text: string): LoadCase => ({ files: { '~/.aws/config': text } });

  it.each<[string, LoadCase, unknown]>([
    [
      'a source with keys',
      chain(
        `[default]\n${role}source_profile = b\n[profile b]\naws_access_key_id=a\naws_secret_access_key=b\n`,
      ),
      provider('assume-role'),
    ],
    ['no source', inConfig(role), ['PartialCredentialsError', 2]],
    [
      'both kinds of source',
      inConfig(`${role}source_profile = default\ncredential_source = Environment\n`),
      ['InvalidConfigError', 4],
    ],
    ['a source that is not there', inConfig(`${role}source_profile = x\n`), ['InvalidConfigError', 3]],
    [
      'a source without credentials',
      chain(`[default]\n${role}source_profile = b\n[profile b]\nregion = x\n`),
      ['InvalidConfigError', 2],
    ],
    ['itself without keys', inConfig(`${role}source_profile = default\n`), ['InfiniteLoopConfigError', 3]],
    [
      'itself with keys',
      inConfig(`${role}source_profile = default\naws_access_key_id=a\naws_secret_access_key=b\n`),
      provider('assume-role'),
    ],
    [
      'a circle',
      chain(`[default]\n${role}source_profile = b\n[profile b]\n${role}source_profile = default\n`),
      ['InfiniteLoopConfigError', 6],
    ],
    [
      'an unknown credential source',
      inConfig(`${role}credential_source = environment\n`),
      ['InvalidConfigError', 3],
    ],
    [
      'the environment without keys',
      inConfig(`${role}credential_source = Environment\n`),
      ['CredentialRetrievalError', 3],
    ],
    [
      'a container without its variables',
      inConfig(`${role}credential_source = EcsContainer\n`),
      ['CredentialRetrievalError', 3],
    ],
    [
      'a token file, which makes it another provider',
      inConfig(`${role}source_profile = x\nweb_identity_token_file = /t\n`),
      provider('assume-role-with-web-identity'),
    ],
  ])('checks %s', async (_, setup, expected) => {
    expect(await choice(setup)).toEqual(expected);
  });
});
