import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { iniSection } from '../../src/sandbox/ini-section.ts';
import { withoutAwsSettings } from '../../src/sandbox/sandbox.ts';
import { createTemporaryHome } from '../../src/sandbox/temporary-home.ts';
import { NO_WAITS } from '../support/clocks.ts';
import { ACCOUNT, scenarioOf, shipped, started } from './support.ts';

const sha1 = (text: string) => createHash('sha1').update(text).digest('hex');

const NOW = Date.UTC(2026, 10, 4, 12);

describe('iniSection', () => {
  it('writes values as boto3 reads them, whatever the ini package thinks of them', () => {
    const section = iniSection('profile john.doe', {
      sso_start_url: 'https://x.awsapps.com/start#/',
      credential_process: 'tool --a=b; echo "quoted"',
      plain: 'a b',
      absent: undefined,
    });
    expect(section).toBe(
      '[profile john.doe]\nsso_start_url = https://x.awsapps.com/start#/\ncredential_process = tool --a=b; echo "quoted"\nplain = a b\n',
    );
  });

  it('is empty without settings', () => {
    expect(iniSection('default', { region: undefined })).toBe('');
  });
});

describe('the home of a scenario', () => {
  it('holds static keys in the credentials file', async () => {
    const sandbox = await started(shipped('admin'));
    const files = sandbox.files('/home/me');
    expect(files.map(({ path: name, mode }) => [name, mode])).toEqual([
      ['.aws/config', 0o600],
      ['.aws/credentials', 0o600],
    ]);
    expect(files[0]?.text).toBe('[default]\nregion = us-east-1\n');
    expect(files[1]?.text).toMatch(
      /^\[default\]\naws_access_key_id = AKIA\w{9}EXAMPLE\naws_secret_access_key = \S{30}EXAMPLEKEY\n$/,
    );
  });

  it('holds an sso-session and its login under the hash of its name', async () => {
    const sandbox = await started(shipped('sso-renewable'), { clock: { ...NO_WAITS, now: () => NOW } });
    const [config, token] = sandbox.files('/home/me');
    expect(config?.text).toContain('[default]\nsso_session = my-sso\nsso_account_id = 111122223333\n');
    expect(config?.text).toContain('[sso-session my-sso]\nsso_start_url = https://');
    expect(token?.path).toBe(`.aws/sso/cache/${sha1('my-sso')}.json`);
    expect(JSON.parse(token?.text ?? '')).toMatchObject({
      expiresAt: '2026-11-04T11:55:00Z',
      registrationExpiresAt: '2027-02-02T12:00:00Z',
      refreshToken: expect.any(String),
    });
  });

  it('writes legacy SSO profiles, roles and any settings', async () => {
    const scenario = scenarioOf(`
description: for a test
accounts:
  - id: "${ACCOUNT}"
    users: [{ name: me }]
    roles:
      - { name: ops, path: /team/, trust: { Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: "*", Action: "sts:AssumeRole" }] } }
sso: { startUrl: "https://x.awsapps.com/start#/", region: eu-west-1, permissionSets: [{ name: Dev }] }
home:
  profiles:
    - { name: me, user: me, in: config }
    - { name: ops, role: ops, source: me, settings: { external_id: x=1 } }
    - { name: old sso, permissionSet: Dev, legacy: true }
    - { name: empty }
  ssoLogins: [{ legacy: true }]
  env: { AWS_PROFILE: ops, SOME_PATH: "{home}/x {endpoint}" }
  files: [{ path: .aws/cli/alias, text: "at {endpoint}", mode: 0o644 }]
`);
    const sandbox = await started(scenario);
    const files = new Map(sandbox.files('/home/me').map((file) => [file.path, file]));
    const config = files.get('.aws/config')?.text ?? '';
    expect(config).toMatch(/^\[profile me\]\naws_access_key_id = /);
    expect(config).toContain(
      `[profile ops]\nrole_arn = arn:aws:iam::${ACCOUNT}:role/team/ops\nsource_profile = me\nexternal_id = x=1\n`,
    );
    expect(config).toContain(
      '[profile "old sso"]\nsso_start_url = https://x.awsapps.com/start#/\nsso_region = eu-west-1\n',
    );
    expect(config).not.toContain('empty');
    expect([...files.keys()]).toContain(`.aws/sso/cache/${sha1('https://x.awsapps.com/start#/')}.json`);
    expect(files.get('.aws/cli/alias')).toMatchObject({ text: `at ${sandbox.endpoint}`, mode: 0o644 });
    expect(sandbox.environment('/home/me')).toMatchObject({
      HOME: '/home/me',
      AWS_ENDPOINT_URL: sandbox.endpoint,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_PROFILE: 'ops',
      SOME_PATH: `/home/me/x ${sandbox.endpoint}`,
    });
  });
});

describe('withoutAwsSettings', () => {
  it('drops what leads past the sandbox, in any case', () => {
    const env = {
      PATH: '/bin',
      AWS_PROFILE: 'x',
      aws_region: 'y',
      https_proxy: 'http://proxy',
      BOTO_CONFIG: '/etc/boto.cfg',
      SKYPILOT_CONFIG: 'z',
      UNSET: undefined,
    };
    expect(withoutAwsSettings(env)).toEqual({ PATH: '/bin' });
  });
});

describe('createTemporaryHome', () => {
  it('writes for the owner only, and leaves nothing behind', async () => {
    const home = createTemporaryHome();
    await home.write([{ path: '.aws/sso/cache/a.json', text: '{}', mode: 0o600 }]);
    const modeOf = async (name: string) => (await stat(path.join(home.path, name))).mode & 0o777;
    expect(await modeOf('')).toBe(0o700);
    expect(await modeOf('.aws')).toBe(0o700);
    expect(await modeOf('.aws/sso/cache/a.json')).toBe(0o600);
    await home.remove();
    await home.remove();
    await expect(stat(home.path)).rejects.toThrow('ENOENT');
  });
});
