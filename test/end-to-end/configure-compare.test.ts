import { chmod, readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ConfigureCompareDocument } from '../../src/report/configure-schema.ts';
import { parseBy, sandboxHome, skycheck, skycheckInSandbox, temporaryHome } from './support/skycheck.ts';

const KEYS = 'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = topsecretvalueEND1\n';

const compareJson = async (options: Parameters<typeof skycheck>[1], ...args: readonly string[]) => {
  const { status, stdout } = await skycheck(['configure', 'compare', '--format', 'json', ...args], options);
  const document = parseBy<ConfigureCompareDocument>('configure-compare', stdout);
  expect(document.exitCode).toBe(status);
  return document;
};

describe('skycheck configure compare', () => {
  it('says in its first line that all agree', async () => {
    const home = await temporaryHome({ '.aws/credentials': `[default]\n${KEYS}region = us-east-1\n` });
    const { status, stdout, stderr } = await skycheck(['configure', 'compare'], { home });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatchInlineSnapshot(`
      "All four agree: ****************MPLE from ~/.aws/credentials:2, region
      us-east-1.

      ✓ profile      all four  not set (default)
      ✓ credentials  all four  ****************MPLE from ~/.aws/credentials:2
      ✓ region       all four  us-east-1, from ~/.aws/credentials:4
      ✓ endpoint     all four  AWS's own
      ✓ certificates all four  the public ones
      ✓ proxy        all four  none
      ✓ FIPS         all four  no

        boto3  boto3 (SkyPilot): skycheck's own reading
        v1     AWS CLI v1: not installed; by its rules
        v2     AWS CLI v2: not installed; by its rules
        JS     AWS SDK for JavaScript (CDK and others): asked, without a network
      "
    `);
  });

  it('says in its first line what to change, and below why', async () => {
    const home = await temporaryHome({ '.aws/credentials': `[default]\n${KEYS}` });
    const env = { AWS_REGION: 'us-west-2', HTTPS_PROXY: 'http://me:pw@proxy.corp:3128' };
    const { status, stdout } = await skycheck(['configure', 'compare'], { home, env });
    expect(status).toBe(1);
    expect(stdout).toMatchInlineSnapshot(`
      "Not the same region. Fix: export AWS_DEFAULT_REGION=us-west-2
        boto3 does not read AWS_REGION; AWS CLI v2 and the JavaScript SDK do.

      ✓ profile      all four  not set (default)
      ✓ credentials  all four  ****************MPLE from ~/.aws/credentials:2
      ✗ region       boto3 v1  not set
                     v2 JS     us-west-2, from AWS_REGION
      ✓ endpoint     all four  AWS's own
      ✓ certificates all four  the public ones
      ✗ proxy        boto3 v1 v2  http://proxy.corp:3128, from HTTPS_PROXY
                     JS           none
      ✓ FIPS         all four  no

        proxy        boto3 and the AWS CLIs go through the proxy of HTTPS_PROXY, the
                     JavaScript SDK goes past it unless the program sets one (cdk:
                     --proxy).

        boto3  boto3 (SkyPilot): skycheck's own reading
        v1     AWS CLI v1: not installed; by its rules
        v2     AWS CLI v2: not installed; by its rules
        JS     AWS SDK for JavaScript (CDK and others): asked, without a network
      "
    `);
  });

  it('says with -v where each tool looks', async () => {
    const home = await temporaryHome({ '.aws/credentials': `[default]\n${KEYS}` });
    const { stdout } = await skycheck(['configure', 'compare', '-v'], { home });
    expect(stdout).toContain('v2: AWS_REGION, AWS_DEFAULT_REGION, the profile');
  });

  it.each(['60', '80', '120'])('keeps within %s columns', async (COLUMNS) => {
    const home = await temporaryHome({ '.aws/credentials': `[default]\n${KEYS}[default]\n` });
    const env = {
      COLUMNS,
      AWS_REGION: 'us-west-2',
      AWS_CA_BUNDLE: '/etc/ssl/corp.pem',
      HTTPS_PROXY: 'http://p:1',
    };
    const { stdout } = await skycheck(['configure', 'compare', '-v'], { home, env });
    expect(stdout.split('\n').filter((line) => line.length > Math.min(110, Number(COLUMNS)))).toEqual([]);
  });

  it('really asks the SDK for JavaScript', async () => {
    const home = await temporaryHome({ '.aws/credentials': `[default]\n${KEYS}` });
    const { tools } = await compareJson({
      home,
      env: { AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL: 'http://127.0.0.1:9/x' },
    });
    expect(tools.at(-1)).toMatchObject({
      id: 'js-sdk',
      how: 'asked',
      credentials: { state: 'keys', accessKeyId: '****************MPLE', location: '~/.aws/credentials:2' },
      region: { value: 'eu-west-1', location: 'AWS_REGION' },
      endpoint: { value: 'http://127.0.0.1:9/x', location: 'AWS_ENDPOINT_URL' },
    });
  });

  it('runs a credential_process as each tool would, and takes no shell for boto3', async () => {
    const json = '{"Version":1,"AccessKeyId":"AKIAPROCESS","SecretAccessKey":"made-up"}';
    const home = await temporaryHome({
      '.aws/config': `[default]\ncredential_process = $HOME/bin/keys\n`,
      'bin/keys': `#!/bin/sh\necho '${json}'\n`,
    });
    await chmod(path.join(home, 'bin/keys'), 0o755);
    const { tools, verdict } = await compareJson({ home });
    expect(tools.map(({ credentials }) => credentials.state)).toEqual(['failed', 'failed', 'failed', 'keys']);
    expect(verdict).toBe('part');
  });

  it('runs aws configure list of each AWS CLI on PATH, and believes it', async () => {
    const table = (region: string) =>
      `NAME       : VALUE                    : TYPE             : LOCATION\nprofile    : <not set>                : None             : None\naccess_key : ****************MPLE     : shared-credentials-file : \nsecret_key : ****************END1     : shared-credentials-file : \nregion     : ${region} : imds             : \n`;
    const home = await temporaryHome({
      '.aws/credentials': `[default]\n${KEYS}`,
      'bin/aws': `#!/bin/sh\n[ "$1" = --version ] && echo aws-cli/2.36.7 && exit\n[ "$AWS_EC2_METADATA_DISABLED$HTTPS_PROXY" = truehttp://127.0.0.1:9 ] && echo '${table('ap-south-1')}'\n`,
    });
    await chmod(path.join(home, 'bin/aws'), 0o755);
    const { tools, differences } = await compareJson({ home });
    expect(tools[2]).toMatchObject({
      how: 'ran',
      version: '2.36.7',
      program: '~/bin/aws',
      region: { value: 'ap-south-1' },
    });
    expect(differences).toMatchObject([{ row: 'region', tools: ['cli-v2'], reason: 'not-explained' }]);
  });

  it('fetches nothing, renews nothing and writes nothing', async () => {
    const inside = await sandboxHome('sso-renewable');
    const before = await filesIn(inside.home);
    const { tools } = await compareJson(inside);
    expect(tools.map(({ credentials }) => [credentials.state, credentials.type])).toEqual(
      Array(4).fill(['not-fetched', 'sso']),
    );
    expect(tools.at(-1)?.credentials.call).toBe('CreateToken');
    expect(await filesIn(inside.home)).toEqual(before);
  });

  it('fails where nobody gets credentials', async () => {
    const { verdict, exitCode } = await compareJson({ env: { AWS_PROFILE: 'nope' } });
    expect({ verdict, exitCode }).toEqual({ verdict: 'failed', exitCode: 1 });
  });

  it('compares in a sandbox without running anything', async () => {
    const { status, stdout } = await skycheck([
      'configure',
      'compare',
      '--sandbox',
      'sso',
      '--format',
      'json',
    ]);
    const { tools } = parseBy<ConfigureCompareDocument>('configure-compare', stdout);
    expect(tools.map(({ how, because }) => because ?? how)).toEqual([
      'resolved',
      'sandbox',
      'sandbox',
      'sandbox',
    ]);
    expect(status).toBe(0);
  });

  it('compares in the home of a sandbox', async () => {
    const { stdout } = await skycheckInSandbox('admin', ['configure', 'compare', '--format', 'json']);
    const { tools } = parseBy<ConfigureCompareDocument>('configure-compare', stdout);
    expect(new Set(tools.map(({ endpoint }) => endpoint.location))).toEqual(new Set(['AWS_ENDPOINT_URL']));
  });
});

/** Every place where a secret may lie, each with one that no output may hold. */
const SECRETS: readonly (readonly [
  where: string,
  make: (canary: string) => Parameters<typeof skycheck>[1] & object,
  files: (canary: string) => Record<string, string>,
])[] = [
  [
    'the credentials file',
    () => ({}),
    (canary) => ({
      '.aws/credentials': `[default]\naws_access_key_id = ${canary}\naws_secret_access_key = ${canary}\naws_session_token = ${canary}\n`,
    }),
  ],
  [
    'a comment',
    () => ({}),
    (canary) => ({ '.aws/credentials': `[default]\n${KEYS.trimEnd()} # ${canary}\n` }),
  ],
  [
    'an indented line',
    () => ({}),
    (canary) => ({ '.aws/credentials': `[default]\n${KEYS}region = us-east-1\n  ${canary}\n` }),
  ],
  ['a broken line', () => ({}), (canary) => ({ '.aws/credentials': `[default]\n${KEYS}${canary}\n` })],
  [
    'the environment',
    (canary) => ({
      env: { AWS_ACCESS_KEY_ID: canary, AWS_SECRET_ACCESS_KEY: canary, AWS_SESSION_TOKEN: canary },
    }),
    () => ({}),
  ],
  ['a proxy', (canary) => ({ env: { HTTPS_PROXY: `http://u:${canary}@p:1` } }), () => ({})],
  [
    'an endpoint',
    (canary) => ({ env: { AWS_ENDPOINT_URL: `http://u:${canary}@127.0.0.1:1/?t=${canary}` } }),
    () => ({}),
  ],
  [
    'a program',
    () => ({}),
    (canary) => ({
      '.aws/config': `[default]\ncredential_process = /bin/echo '{"Version":1,"AccessKeyId":"${canary}","SecretAccessKey":"${canary}","SessionToken":"${canary}"}'\n`,
    }),
  ],
  [
    'a program that fails',
    () => ({}),
    (canary) => ({
      '.aws/config': `[default]\ncredential_process = /bin/sh -c "echo token=${canary} >&2; exit 3" ${canary}\n`,
    }),
  ],
  [
    'an AWS CLI that fails',
    () => ({}),
    (canary) => ({
      '.aws/credentials': `[default]\n${KEYS}`,
      'bin/aws': `#!/bin/sh\n[ "$1" = --version ] && echo aws-cli/2.36.7 && exit\necho "secret: ${canary}" >&2; exit 255\n`,
    }),
  ],
];

describe('a secret in', () => {
  it.each(SECRETS)('%s appears in no output', async (_where, make, files) => {
    // Not masked characters alone: nothing of its middle.
    const canary = 'C4naryC4naryC4naryC4nary9';
    const home = await temporaryHome(files(canary));
    if ('bin/aws' in files(canary)) await chmod(path.join(home, 'bin/aws'), 0o755);
    const run = (...args: readonly string[]) =>
      skycheck(['configure', 'compare', ...args], { home, ...make(canary) });
    const [text, json] = await Promise.all([run('-v'), run('--format', 'json')]);
    expect([text.status, json.status].every((status) => status === 0 || status === 1)).toBe(true);
    expect(text.stdout + text.stderr + json.stdout + json.stderr).not.toContain('C4naryC4');
  });
});

it('prints no value as it came', async () => {
  const hostile = '\u001b]0;x\u0007\u202e::error::';
  const home = await temporaryHome({ '.aws/credentials': `[${hostile}]\n${KEYS}` });
  for (const args of [[], ['-v'], ['--format', 'json']]) {
    const { stdout, stderr } = await skycheck(['configure', 'compare', ...args], {
      home,
      env: { AWS_PROFILE: hostile, AWS_REGION: hostile, AWS_CA_BUNDLE: hostile },
    });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
    expect(stdout + stderr).not.toMatch(/[\u001b\u0007\u202e]|^\s*::error/m);
  }
});

async function filesIn(home: string): Promise<readonly string[]> {
  return (await readdir(home, { recursive: true })).sort();
}
