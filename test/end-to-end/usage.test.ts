import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { FINDING_CODES } from '../../src/findings/registry.ts';
import { ROOT, skycheck, spawnSkycheck, temporaryHome } from './support/skycheck.ts';
import { NODE, runProcess } from './support/spawn-program.ts';

describe('skycheck', () => {
  it('prints its version', async () => {
    const printed = { status: 0, stdout: '0.1.0\n', stderr: '' };
    for (const args of [['--version'], ['-V']]) expect(await skycheck(args)).toEqual(printed);
    // The executable answers by itself.
    expect(await spawnSkycheck(['--version'])).toEqual(printed);
  });

  it.each([[[]], [['--help']], [['help']], [['-h']]])('helps with %j', async (args) => {
    const { status, stdout, stderr } = await skycheck(args);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('skycheck aws --sandbox -v');
    expect(stdout).toContain('Exit status');
  });

  it('knows `check aws` as well as `aws`', async () => {
    expect(await skycheck(['check', 'aws', '--offline'])).toEqual(await skycheck(['aws', '--offline']));
  });

  it.each([
    [['nonsense'], "unknown command 'nonsense'"],
    [['aws', '--nonsense'], "unknown option '--nonsense'"],
    [['aws', 'extra'], 'too many arguments'],
    [['aws', '--format', 'xml'], 'Allowed choices are text, json'],
    [['aws', '--timeout', 'soon'], 'number of seconds'],
    [['aws', '--timeout', '0'], 'number of seconds'],
    [['aws', '--require', 'flying'], 'unknown capability "flying"'],
    [['aws', '--require', ''], 'at least one capability'],
    [['aws', '--endpoint-url', 'nowhere'], 'http://'],
    [['aws', '--sandbox', 'admim'], 'Did you mean admin?'],
    [['aws', '--sandbox', '/nowhere/x.yaml'], '/nowhere/x.yaml'],
    [['aws', '--sandbox', './'], 'cannot be read: is a directory'],
    [['aws', '--sandbox', '--endpoint-url', 'http://127.0.0.1:1'], 'exclude each other'],
    [['sandbox', 'nonsense'], 'no sandbox scenario named "nonsense"'],
    [['sandbox', 'admin', '--port', '99999'], 'number from 0 to 65535'],
    [['sandbox', 'admin', '--', 'no-such-program'], 'cannot be started'],
    [['explain', 'sso-token-expierd'], 'Did you mean sso-token-expired?'],
  ])('answers %j with one clear message and exit status 2', async (args, message) => {
    const { status, stdout, stderr } = await skycheck(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^skycheck: /);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('names the line of a mistake in a scenario file', async () => {
    const home = await temporaryHome({ 'bad.yaml': 'description: x\naccounts:\n  - id: "12"\n' });
    const { status, stderr } = await skycheck(['aws', '--sandbox', path.join(home, 'bad.yaml')]);
    expect(status).toBe(2);
    expect(stderr).toContain('bad.yaml:3:');
  });

  it('says so where --output cannot be written', async () => {
    const home = await temporaryHome({});
    await mkdir(path.join(home, 'folder'));
    const { status, stderr } = await skycheck(['aws', '--offline', '--output', path.join(home, 'folder')], {
      home,
    });
    expect(status).toBe(2);
    expect(stderr).toContain('EISDIR');
  });

  it('prints nothing with -q', async () => {
    expect(await skycheck(['aws', '--offline', '-q'])).toEqual({ status: 1, stdout: '', stderr: '' });
  });

  it.each([
    ['where it is caught', 'Date.now = () => { throw new Error("broken"); };'],
    ['wherever it happens', 'setImmediate(() => { throw new Error("broken"); });'],
  ])('says that a bug is one, %s, with exit status 70', async (_where, breaks) => {
    const home = await temporaryHome({ 'broken.cjs': breaks });
    const nodeArgs = ['--require', path.join(home, 'broken.cjs')];
    const { status, stderr } = await spawnSkycheck(['aws', '--offline'], { home, nodeArgs });
    expect(status).toBe(70);
    expect(stderr).toMatch(
      /^skycheck 0\.1\.0: this is a bug in skycheck, not in your setup\.\nError: broken\n/,
    );
    expect(stderr).toMatch(
      /\nNode v[\d.]+, \w+\. Please report it; check first that the text holds no secret\.\n$/,
    );
  });

  it('runs from any directory, and reads what is piped into it', async () => {
    const home = await temporaryHome({});
    const { status, stdout, stderr } = await spawnSkycheck(['policy', 'check', '-', '-v'], {
      home,
      cwd: home,
      stdin: '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('<standard input>');
  });

  it('says with its status that the output is not whole: a reader that goes away, a full disk', async () => {
    const script = [
      'set -o pipefail',
      '"$0" bin/skycheck.js aws --sandbox --format json | true; echo "$?" >&2',
      '"$0" bin/skycheck.js explain >/dev/full; echo "$?" >&2',
      '"$0" bin/skycheck.js aws --sandbox >/dev/full; echo "$?" >&2',
    ].join('\n');
    const { stderr } = await runProcess('bash', ['-c', script, NODE], {
      cwd: ROOT,
      env: { PATH: process.env.PATH ?? '' },
    });
    const full = 'skycheck: standard output cannot be written (ENOSPC).\n74\n';
    expect(stderr).toBe(`141\n${full}${full}`);
  });
});

describe('skycheck explain', () => {
  it('lists every code', async () => {
    const { status, stdout } = await skycheck(['explain', 'all']);
    expect(status).toBe(0);
    for (const code of FINDING_CODES) expect(stdout).toContain(code);
  });

  it('explains one', async () => {
    const { status, stdout, stderr } = await skycheck(['explain', 'sso-token-expired']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatchInlineSnapshot(`
      "sso-token-expired (error, topic login)
      Your SSO login has expired

      The stored login is over and could not be renewed. SkyPilot fails with it, and
      its own message does not always say so. Log in again; that needs AWS CLI v2,
      which pip does not install.

      How skycheck knows: From the stored login under ~/.aws/sso/cache, and from what
      IAM Identity Center answers.
      What \`sky check aws\` says: AWS access token is expired.

      On this machine: not found in its files. Whether AWS shows it: skycheck aws -v
      https://docs.skypilot.co/en/latest/cloud-setup/cloud-permissions/aws.html#using-aws-sso
      "
    `);
  });
});
