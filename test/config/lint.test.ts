import { describe, expect, it } from 'vitest';
import { loadAwsConfig } from '../../src/config/aws-config.ts';
import { lintEnvironment } from '../../src/config/environment-lint.ts';
import { lintConfig } from '../../src/config/lint.ts';
import { type FakeHostOptions, fakeHost } from '../credentials/fake-host.ts';

async function lint(files: NonNullable<FakeHostOptions['files']>) {
  return lintConfig(await loadAwsConfig(fakeHost({ files })));
}

const config = (line: number) => ({ file: '~/.aws/config', line });
const credentials = (line: number) => ({ file: '~/.aws/credentials', line });

describe('lintConfig', () => {
  it('has nothing to say of sound files', async () => {
    const lints = await lint({
      '~/.aws/config':
        '[default]\nregion = x\n[profile dev]\nsso_session = s\n[sso-session s]\nsso_start_url = https://h/start#/\n',
      '~/.aws/credentials': '[default]\naws_access_key_id = a\naws_secret_access_key = b\n',
    });
    expect(lints).toEqual([]);
  });

  it('finds [foo] in the config file, but no section of another kind', async () => {
    const lints = await lint({ '~/.aws/config': '[dev]\nregion = x\n[plugins]\ncli = x\n[other]\nx = 1\n' });
    expect(lints).toEqual([{ kind: 'config-profile-word-missing', profile: 'dev', source: config(1) }]);
  });

  it('finds [profile foo] in the credentials file', async () => {
    const lints = await lint({ '~/.aws/credentials': '[profile dev]\n' });
    expect(lints).toEqual([
      {
        kind: 'config-profile-word-in-credentials',
        section: 'profile dev',
        profile: 'dev',
        source: credentials(1),
      },
    ]);
  });

  it('finds keys divided between the files', async () => {
    const lints = await lint({
      '~/.aws/config': '[profile dev]\naws_secret_access_key = b\n',
      '~/.aws/credentials': '[dev]\naws_access_key_id = a\n',
    });
    expect(lints).toEqual([
      { kind: 'config-keys-in-two-files', profile: 'dev', accessKey: credentials(2), secretKey: config(2) },
    ]);
  });

  it('finds a key that both files set differently', async () => {
    const lints = await lint({
      '~/.aws/config': '[profile dev]\nregion = a\noutput = json\n',
      '~/.aws/credentials': '[dev]\nregion = b\noutput = json\n',
    });
    expect(lints).toEqual([
      {
        kind: 'config-key-in-two-files',
        profile: 'dev',
        key: 'region',
        source: credentials(2),
        overridden: config(2),
      },
    ]);
  });

  it('finds [default] and [profile default] both', async () => {
    const lints = await lint({ '~/.aws/config': '[default]\n[profile default]\n' });
    expect(lints).toEqual([
      { kind: 'config-profile-defined-twice', profile: 'default', source: config(2), replaced: config(1) },
    ]);
  });

  it('finds values that hold more than is meant', async () => {
    const lints = await lint({
      '~/.aws/config': `[default]
region = x # comment
output = "json"
REGION_NOT = 1
role_session_name = a
  b
Credential_Process = "/a b" # fine
`,
    });
    expect(lints.map(({ kind }) => kind)).toEqual([
      'config-inline-comment',
      'config-quoted-value',
      'config-continued-value',
      'config-key-case',
    ]);
  });

  it('finds a blank key', async () => {
    const lints = await lint({
      '~/.aws/credentials': '[default]\naws_access_key_id =\naws_secret_access_key = x\n',
    });
    expect(lints).toEqual([
      {
        kind: 'config-blank-key',
        profile: 'default',
        section: 'default',
        key: 'aws_access_key_id',
        source: credentials(2),
      },
    ]);
  });

  it('finds names that other SDKs do not read', async () => {
    const lints = await lint({ '~/.aws/config': '[profile "my prof"]\n[profile john.doe]\n' });
    expect(lints).toEqual([{ kind: 'config-name-unknown-elsewhere', profile: 'my prof', source: config(1) }]);
  });

  it('finds [DEFAULT] and blames nobody else for its keys', async () => {
    const lints = await lint({ '~/.aws/config': '[DEFAULT]\nregion = "x"\n[profile dev]\n' });
    expect(lints).toEqual([{ kind: 'config-default-section-leaks', keys: ['region'], source: config(1) }]);
  });

  it('finds static keys that SkyPilot will miss, and a file that others can read', async () => {
    const text = '[default]\naws_access_key_id = a\naws_secret_access_key = b\n';
    const lints = await lint({
      '~/.aws/config': { kind: 'file', bytes: new TextEncoder().encode(text), mode: 0o644 },
    });
    expect(lints).toEqual([
      { kind: 'static-keys-in-config-file', profile: 'default', source: config(2) },
      { kind: 'config-readable-by-others', file: '~/.aws/config', mode: 0o644 },
    ]);
  });

  it('repeats no key that might be a secret', async () => {
    const lints = await lint({ '~/.aws/config': '[default]\nTopSecret/Key+1 = "x" # y\n' });
    expect(lints).toEqual([]);
  });
});

describe('lintEnvironment', () => {
  it.each([
    [{ AWS_ACCESS_KEY_ID: 'AKIA' }, { kind: 'env-keys-half-set', missing: 'AWS_SECRET_ACCESS_KEY' }],
    [{ AWS_SECRET_ACCESS_KEY: 's' }, { kind: 'env-keys-half-set', missing: 'AWS_ACCESS_KEY_ID' }],
    [
      { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 's', AWS_SESSION_TOKEN: 't' },
      { kind: 'env-stray-session-token', variable: 'AWS_SESSION_TOKEN' },
    ],
    [{ AWS_SECURITY_TOKEN: 't' }, { kind: 'env-session-token-alone', variable: 'AWS_SECURITY_TOKEN' }],
    [{ AWS_ACCESS_KEY_ID: 'ASIA', AWS_SECRET_ACCESS_KEY: 's' }, { kind: 'env-session-token-missing' }],
    [{ AWS_PROFILE: '' }, { kind: 'env-blank-profile', variables: ['AWS_PROFILE'] }],
    [
      { AWS_PROFILE: '', AWS_DEFAULT_PROFILE: '' },
      { kind: 'env-blank-profile', variables: ['AWS_DEFAULT_PROFILE', 'AWS_PROFILE'] },
    ],
    [
      { AWS_ACCESS_KEY_ID: '"AKIAIOSFODNN7EXAMPLE"', AWS_SECRET_ACCESS_KEY: 's' },
      { kind: 'env-key-malformed', variable: 'AWS_ACCESS_KEY_ID', problem: 'quotes' },
    ],
    [
      { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'short' },
      { kind: 'env-key-malformed', variable: 'AWS_SECRET_ACCESS_KEY', problem: 'length' },
    ],
    [
      { AWS_PROFILE: 'a', AWS_DEFAULT_PROFILE: 'b' },
      { kind: 'env-two-profiles', used: 'b', elsewhere: 'a' },
    ],
    [{ AWS_DEFAULT_PROFILE: 'b' }, { kind: 'env-default-profile-variable', profile: 'b' }],
    [
      { AWS_PROFILE: 'a', AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 's' },
      { kind: 'env-keys-over-profile', variable: 'AWS_PROFILE', profile: 'a' },
    ],
    [{ AWS_REGION: 'a' }, { kind: 'env-region-ignored', region: 'a' }],
    [
      { AWS_REGION: 'a', AWS_DEFAULT_REGION: 'b' },
      { kind: 'env-two-regions', used: 'b', elsewhere: 'a' },
    ],
    [{ AWS_CONFIG_FILE: '/x' }, { kind: 'env-config-file-variable', path: '/x' }],
    [
      { AWS_SHARED_CREDENTIALS_FILE: '' },
      { kind: 'env-blank-file-variable', variable: 'AWS_SHARED_CREDENTIALS_FILE' },
    ],
    [{ AWS_EC2_METADATA_DISABLED: '1' }, { kind: 'env-metadata-switch-unclear' }],
  ])('of %j says %j', (env, lint) => {
    expect(lintEnvironment(env)).toEqual([lint]);
  });

  it('says nothing of a plain environment', () => {
    expect(
      lintEnvironment({
        AWS_PROFILE: 'a',
        AWS_REGION: 'x',
        AWS_DEFAULT_REGION: 'x',
        AWS_EC2_METADATA_DISABLED: 'true',
      }),
    ).toEqual([]);
  });
});
