import { describe, expect, it } from 'vitest';
import { findAwsCli } from '../../src/credentials/aws-cli.ts';
import { listProfiles } from '../../src/credentials/list-profiles.ts';
import { readResolutionFiles } from '../../src/credentials/resolve.ts';
import { type FakeHostOptions, fakeHost } from './fake-host.ts';
import { fileOf } from './load-case.ts';

async function list(options: FakeHostOptions) {
  const host = fakeHost(options);
  return listProfiles(await readResolutionFiles(host), host);
}

const files = {
  '~/.aws/config': `[default]
region = us-east-1
[profile sso]
sso_start_url = https://h/start
sso_region = us-east-1
sso_account_id = 123456789012
sso_role_name = Admin
[profile role]
role_arn = arn:aws:iam::210987654321:role/path/deploy
source_profile = keys
[profile broken]
role_arn = arn:aws:iam::1:role/x
source_profile = nowhere
`,
  '~/.aws/credentials': fileOf('keys'),
};

describe('listProfiles', () => {
  it('tells what is known of each offline', async () => {
    const { profiles } = await list({ files, env: { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' } });
    expect(
      profiles.map(({ name, credentials }) => [
        name,
        credentials.kind === 'provider' ? credentials.provider : credentials.kind,
      ]),
    ).toEqual([
      ['default', 'none'],
      ['sso', 'sso'],
      ['role', 'assume-role'],
      ['broken', 'error'],
      ['keys', 'shared-credentials-file'],
    ]);
    expect(profiles[1]).toMatchObject({
      accountId: '123456789012',
      roleName: 'Admin',
      sso: { startUrl: 'https://h/start', login: { kind: 'never-logged-in' } },
      definedAt: [{ file: '~/.aws/config', line: 3 }],
    });
    expect(profiles[2]).toMatchObject({ accountId: '210987654321', roleName: 'deploy' });
  });

  it('says which is active and why', async () => {
    const named = await list({ files, env: { AWS_PROFILE: 'sso' } });
    expect(named).toMatchObject({ activeName: 'sso', activeBecause: 'AWS_PROFILE', overriddenBy: undefined });
    expect(named.profiles.filter(({ active }) => active).map(({ name }) => name)).toEqual(['sso']);
    const keys = await list({ files, env: { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' } });
    expect(keys).toMatchObject({ activeName: 'default', activeBecause: undefined, overriddenBy: 'env' });
  });
});

describe('findAwsCli', () => {
  it('asks the first aws on PATH', async () => {
    const host = fakeHost({
      env: { PATH: 'relative:/empty:/home/ada/bin:/usr/bin' },
      files: { '~/bin/aws': '', '/usr/bin/aws': '' },
      run: async ({ argv }) => ({
        kind: 'exited',
        status: 0,
        stdout: argv[0] === '/home/ada/bin/aws' ? 'aws-cli/1.45.11 Python/3.11\n' : '',
        stderr: '',
      }),
    });
    expect(await findAwsCli(host)).toEqual({ path: '~/bin/aws', version: '1.45.11', major: 1 });
  });

  it.each([
    ['later on PATH', '/usr/bin/aws'],
    ['where installers put it', '/usr/local/bin/aws'],
  ])('finds version 2 behind version 1, %s', async (_where, second) => {
    const host = fakeHost({
      env: { PATH: '/venv/bin:/usr/bin' },
      files: { '/venv/bin/aws': '', [second]: '' },
      run: async ({ argv }) => ({
        kind: 'exited',
        status: 0,
        stdout: argv[0] === second ? 'aws-cli/2.31.4 Python/3.13\n' : 'aws-cli/1.45.11 Python/3.11\n',
        stderr: '',
      }),
    });
    expect(await findAwsCli(host)).toEqual({
      path: '/venv/bin/aws',
      version: '1.45.11',
      major: 1,
      v2: second,
    });
  });

  it('finds none', async () => {
    expect(await findAwsCli(fakeHost({ env: { PATH: '/usr/bin' } }))).toBeUndefined();
  });
});
