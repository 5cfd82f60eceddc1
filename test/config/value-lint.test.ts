import { describe, expect, it } from 'vitest';
import { loadAwsConfig, profileChain } from '../../src/config/aws-config.ts';
import { lintValues } from '../../src/config/value-lint.ts';
import { fakeHost } from '../credentials/fake-host.ts';

const load = (config: string, credentials = '') =>
  loadAwsConfig(fakeHost({ files: { '~/.aws/config': config, '~/.aws/credentials': credentials } }));

async function lint(config: string, credentials?: string) {
  return lintValues(await load(config, credentials));
}

const KEY = 'AKIAIOSFODNN7EXAMPLE';
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const at = (line: number, file = 'config') => ({ file: `~/.aws/${file}`, line });

describe('lintValues', () => {
  it('has nothing to say of sound values', async () => {
    const config = `[default]
role_arn = arn:aws-us-gov:iam::111122223333:role/path/to/dev
source_profile = base
duration_seconds = 43200
[profile sso]
sso_account_id = 011122223333
sso_role_name = AdministratorAccess
`;
    expect(
      await lint(config, `[base]\naws_access_key_id = ${KEY}\naws_secret_access_key = ${SECRET}\n`),
    ).toEqual([]);
  });

  it('tells swapped keys once', async () => {
    const lints = await lint(
      '',
      `[default]\naws_access_key_id = ${SECRET}\naws_secret_access_key = ${KEY}\n`,
    );
    expect(lints).toEqual([
      {
        kind: 'config-key-malformed',
        profile: 'default',
        key: 'aws_access_key_id',
        problem: 'swapped',
        source: at(2, 'credentials'),
      },
    ]);
  });

  it('leaves quotes around a value to the finding about quotes', async () => {
    expect(
      await lint('', `[default]\naws_access_key_id = "${KEY}"\naws_secret_access_key = ${SECRET}\n`),
    ).toEqual([]);
    expect(
      await lint('', `[default]\naws_access_key_id = ${KEY}\naws_secret_access_key = ${SECRET.slice(2)}\n`),
    ).toMatchObject([{ key: 'aws_secret_access_key', problem: 'length', source: at(3, 'credentials') }]);
  });

  it.each([
    ['12345678901', '012345678901'],
    ['1111-2222-3333', '111122223333'],
    ['1111 2222 3333', '111122223333'],
    ['123', undefined],
  ])('knows what account %s is meant to be', async (value, meant) => {
    expect(await lint(`[default]\nsso_account_id = ${value}\n`)).toEqual([
      { kind: 'config-account-id-malformed', profile: 'default', value, meant, source: at(2) },
    ]);
  });

  const DEV = 'arn:aws:iam::111122223333:role/dev';

  it.each([
    ['arn:aws:iam::111122223333role/dev', DEV],
    ['arn:aws:iam::111122223333:user:role/dev', undefined],
    ['arn:aws:iam:::role/devops', undefined],
    ['arn:aws:iam::1111-2222-3333:role/dev', DEV],
    ['arn:aws:iam::111122223333:instance-profile/dev', undefined],
    ['arn:aws:iam::111122223333:role:dev', DEV],
    ['arn:aws:iam::111122223333:roles/dev', DEV],
    ['arn:aws:iam:111122223333:role/dev', DEV],
    ['arn:aws:iam:us-east-1:111122223333:role/dev', DEV],
    ['arn:aws-us-gov:iam::111122223333:role:dev', 'arn:aws-us-gov:iam::111122223333:role/dev'],
    ['arn:aws:sts::111122223333:assumed-role/dev/me', DEV],
  ])('finds that %s is no ARN of a role', async (value, meant) => {
    expect(await lint(`[default]\nrole_arn = ${value}\n`)).toEqual([
      { kind: 'config-role-arn-malformed', profile: 'default', value, meant, source: at(2) },
    ]);
  });

  it('repeats no value that may be a secret', async () => {
    expect(
      await lint(
        `[default]\nsso_account_id = my-account\nrole_arn = ${SECRET}\n[profile b]\nrole_arn = arn:${SECRET}\n`,
      ),
    ).toMatchObject([
      { kind: 'config-account-id-malformed', value: undefined },
      { kind: 'config-role-arn-malformed', value: undefined },
      { kind: 'config-role-arn-malformed', value: undefined },
    ]);
  });

  it('finds the role of a permission set in place of its name', async () => {
    const value = 'AWSReservedSSO_Power_User_0123456789abcdef';
    expect(await lint(`[default]\nsso_role_name = ${value}\n`)).toEqual([
      {
        kind: 'config-permission-set-is-role',
        profile: 'default',
        value,
        meant: 'Power_User',
        source: at(2),
      },
    ]);
  });

  it.each([
    ['43200', 'role_arn = arn:aws:iam::111122223333:role/a', 3600],
    ['3601', 'role_arn = arn:aws:iam::111122223333:role/a', 3600],
    ['3600', 'role_arn = arn:aws:iam::111122223333:role/a', undefined],
    ['43200', 'region = us-east-1', undefined],
    ['43201', 'region = us-east-1', 43200],
  ])('holds a duration of %s against the limit of its chain (%s)', async (seconds, base, limit) => {
    const config = `[default]\nrole_arn = arn:aws:iam::111122223333:role/b\nsource_profile = base\nduration_seconds = ${seconds}\n[profile base]\n${base}\n`;
    expect(await lint(config)).toEqual(
      limit === undefined
        ? []
        : [
            {
              kind: 'config-duration-too-long',
              profile: 'default',
              seconds: Number(seconds),
              limit,
              source: at(4),
            },
          ],
    );
  });
});

describe('the address of a portal', () => {
  it.each([
    ['https://acme.awsapps.com/start', undefined],
    ['https://acme.awsapps.com/start#/', undefined],
    ['https://d-1234567890.awsapps.com/start/', undefined],
    ['https://start.us-gov-home.awsapps.com/directory/acme', undefined],
    ['https://identitycenter.amazonaws.com/ssoins-0123456789abcdef', undefined],
    ['https://portal.us-east-1.app.aws', undefined],
    ['acme.awsapps.com/start', 'https://acme.awsapps.com/start'],
    ['acme.awsapps.com', 'https://acme.awsapps.com/start'],
    ['http://acme.awsapps.com/start#/', 'https://acme.awsapps.com/start#/'],
    ['https://console.aws.amazon.com/', null],
    ['https://us-east-1.console.aws.amazon.com/singlesignon', null],
    ['https://signin.aws.amazon.com/console', null],
    ['acme', null],
  ])('%s', async (url, meant) => {
    for (const header of ['default', 'sso-session s']) {
      const found = (await lint(`[${header}]\nsso_start_url = ${url}\n`)).filter(
        ({ kind }) => kind === 'config-start-url-malformed',
      );
      const expected = { value: url, meant: meant ?? undefined, source: { file: '~/.aws/config', line: 2 } };
      expect(found).toMatchObject(meant === undefined ? [] : [expected]);
    }
  });

  it('is not repeated where it may be a secret', async () => {
    const found = await lint(`[default]\nsso_start_url = ${SECRET}\n`);
    expect(JSON.stringify(found)).not.toContain(SECRET);
  });
});

describe('profileChain', () => {
  it('follows source_profile, each profile once', async () => {
    const config = await load(
      '[profile a]\nsource_profile = b\n[profile b]\nsource_profile = c\n[profile c]\nsource_profile = a\n',
    );
    expect(profileChain(config, 'a')).toEqual(['a', 'b', 'c']);
    expect(profileChain(config, 'c')).toEqual(['c', 'a', 'b']);
    expect(profileChain(config, 'none')).toEqual(['none']);
  });
});
