import { chmod } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ConfigureListDocument, ProfileListDocument } from '../../src/report/configure-schema.ts';
import {
  parseBy,
  parseReport,
  sandboxHome,
  skycheck,
  skycheckInSandbox,
  stable,
  temporaryHome,
} from './support/skycheck.ts';

const KEYS = 'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = topsecretvalueEND1\n';

describe('skycheck configure list', () => {
  it('prints the table of the AWS page for static credentials', async () => {
    const home = await temporaryHome({ '.aws/credentials': `[default]\n${KEYS}` });
    const { status, stdout, stderr } = await skycheck(['configure', 'list'], { home });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      '      Name                    Value             Type    Location',
      '      ----                    -----             ----    --------',
      '   profile                <not set>             None    None',
      'access_key     ****************MPLE shared-credentials-file    ',
      'secret_key     ****************END1 shared-credentials-file    ',
      '    region                <not set>             None    None',
      '',
    ]);
  });

  it('prints the newer layout', async () => {
    const home = await temporaryHome({ '.aws/credentials': `[dev]\n${KEYS}region = eu-west-1\n` });
    const { stdout } = await skycheck(['configure', 'list', '--layout', 'v2', '--profile', 'dev'], { home });
    expect(stdout.split('\n')).toEqual([
      'NAME       : VALUE                    : TYPE             : LOCATION',
      'profile    : dev                      : manual           : --profile',
      'access_key : ****************MPLE     : shared-credentials-file : ',
      'secret_key : ****************END1     : shared-credentials-file : ',
      'region     : eu-west-1                : config-file      : ~/.aws/config',
      '',
    ]);
  });

  it('prints JSON as the schema has it', async () => {
    const home = await temporaryHome({ '.aws/credentials': `[dev]\n${KEYS}` });
    const { status, stdout } = await skycheck(['configure', 'list', '--format', 'json'], {
      home,
      env: { AWS_PROFILE: 'dev', AWS_DEFAULT_REGION: 'us-west-2' },
    });
    expect(status).toBe(0);
    expect(parseBy<ConfigureListDocument>('configure-list', stdout)).toEqual({
      schemaVersion: '1.0',
      rows: [
        { name: 'profile', value: 'dev', type: 'env', location: "['AWS_DEFAULT_PROFILE', 'AWS_PROFILE']" },
        { name: 'access_key', value: '****************MPLE', type: 'shared-credentials-file', location: '' },
        { name: 'secret_key', value: '****************END1', type: 'shared-credentials-file', location: '' },
        { name: 'region', value: 'us-west-2', type: 'env', location: 'AWS_DEFAULT_REGION' },
      ],
      error: null,
    });
  });

  it('never shows a whole secret, however short', async () => {
    const home = await temporaryHome({
      '.aws/credentials': '[default]\naws_access_key_id = ABCD\naws_secret_access_key = wxyz\n',
    });
    const { stdout } = await skycheck(['configure', 'list'], { home });
    expect(stdout).not.toMatch(/ABCD|wxyz/);
    expect(stdout).toContain('****************');
  });

  it('fetches what SSO gives, and says what it would take offline', async () => {
    const online = await skycheckInSandbox('sso', ['configure', 'list', '--format', 'json']);
    const rows = parseBy<ConfigureListDocument>('configure-list', online.stdout).rows;
    expect(rows[1]).toMatchObject({ type: 'sso', value: expect.stringMatching(/^\*{16}\w{4}$/) });
    const offline = await skycheckInSandbox('sso', ['configure', 'list', '--offline']);
    expect(offline.status).toBe(0);
    expect(offline.stdout).toContain('<not loaded>');
  });

  it('prints the profile, then the error, where the credentials fail', async () => {
    const { status, stdout, stderr } = await skycheckInSandbox('sso-expired', ['configure', 'list']);
    expect(status).toBe(1);
    expect(stdout.split('\n')).toHaveLength(4);
    expect(stderr).toMatch(/^skycheck: .*expired/);
    const json = await skycheckInSandbox('sso-expired', ['configure', 'list', '--format', 'json']);
    const document = parseBy<ConfigureListDocument>('configure-list', json.stdout);
    expect(document.error?.code).toBe('sso-token-expired');
    expect(document.rows.map(({ name }) => name)).toEqual(['profile']);
  });

  it('fails on a profile that does not exist', async () => {
    const { status, stdout } = await skycheck(['configure', 'list', '--profile', 'nope', '--format', 'json']);
    expect(status).toBe(1);
    expect(parseBy<ConfigureListDocument>('configure-list', stdout).error?.code).toBe('profile-not-found');
  });
});

describe('skycheck configure list-profiles', () => {
  const files = {
    '.aws/config': `[profile dev]\nregion = eu-west-1\n[profile sso]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Admin\n[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = us-east-1\n[ignored]\nregion = x\n`,
    '.aws/credentials': `[default]\n${KEYS}[dev]\n${KEYS}`,
  };

  it('prints the names in the order of the AWS CLI', async () => {
    const home = await temporaryHome(files);
    expect(await skycheck(['configure', 'list-profiles'], { home })).toEqual({
      status: 0,
      stdout: 'dev\nsso\ndefault\n',
      stderr: '',
    });
  });

  it('tells more with -v', async () => {
    const home = await temporaryHome(files);
    const { stdout } = await skycheck(['configure', 'list-profiles', '-v'], {
      home,
      env: { AWS_PROFILE: 'sso' },
    });
    expect(stdout).toMatchInlineSnapshot(`
      "  dev
          kind     shared-credentials-file
          region   eu-west-1
          defined  ~/.aws/config:1, ~/.aws/credentials:4
      > sso
          kind     sso
          account  111122223333
          role     Admin
          SSO      corp: never logged in
          defined  ~/.aws/config:3
        default
          kind     shared-credentials-file
          defined  ~/.aws/credentials:1

      active: sso (AWS_PROFILE names it).
      "
    `);
  });

  it('tells the state of each SSO login', async () => {
    for (const [scenario, state, needsLogin] of [
      ['sso', 'valid', false],
      ['sso-expired', 'expired', true],
      ['sso-renewable', 'renews', false],
    ] as const) {
      const { stdout } = await skycheckInSandbox(scenario, [
        'configure',
        'list-profiles',
        '--format',
        'json',
      ]);
      const { profiles } = parseBy<ProfileListDocument>('list-profiles', stdout);
      expect(profiles.find(({ active }) => active)?.sso).toMatchObject({ state, needsLogin });
    }
    const { stdout } = await skycheckInSandbox('sso-expired', ['configure', 'list-profiles', '-v']);
    expect(stable(stdout)).toMatch(/expired .* ago; it needs a login/);
  });

  it('fails where boto3 knows no profile at all', async () => {
    const home = await temporaryHome({ '.aws/config': '[profile a]\n[profile a]\n' });
    const { status, stdout, stderr } = await skycheck(['configure', 'list-profiles'], { home });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('~/.aws/config:2');
  });
});

describe('a login that only AWS CLI v2 can make', () => {
  it.each([
    ['aws-cli/1.45.11 Python/3.11.7', true],
    ['aws-cli/2.31.4 Python/3.13.7', false],
  ])('tells of %s on PATH: %s', async (version, stated) => {
    const inside = await sandboxHome('sso-expired', { 'bin/aws': `#!/bin/sh\necho '${version}'\n` });
    await chmod(path.join(inside.home, 'bin', 'aws'), 0o755);
    const { stdout } = await skycheck(['aws', '--format', 'json'], inside);
    const codes = parseReport(stdout).findings.map(({ code }) => code);
    expect(codes.includes('aws-cli-too-old-for-sso')).toBe(stated);
    expect(codes[0]).toBe('sso-token-expired');
  });
});
