/** The built program on machines that are unlike the developer's: each row is a process. */
import { chmod, mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { BIN, parseBy, parseReport, spawnSkycheck, temporaryHome } from './support/skycheck.ts';
import { NODE, runProcess } from './support/spawn-program.ts';

const CONFIG = '[default]\nregion = eu-west-1\n';
const LIST = ['configure', 'list', '--format', 'json'];

interface Rows {
  readonly rows: readonly { readonly name: string; readonly value: unknown }[];
}

async function regionIn(env: Readonly<Record<string, string>>): Promise<unknown> {
  const { status, stdout, stderr } = await runProcess(NODE, [BIN, ...LIST], {
    env: { PATH: '/nowhere', AWS_EC2_METADATA_DISABLED: 'true', ...env },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return parseBy<Rows>('configure-list', stdout).rows.find(({ name }) => name === 'region')?.value;
}

describe('the home', () => {
  it('may have spaces and $ in its name, and be read-only, in a machine that speaks no language', async () => {
    const home = path.join(await temporaryHome({ 'a $HOME `b`/.aws/config': CONFIG }), 'a $HOME `b`');
    await chmod(home, 0o500);
    expect(await regionIn({ HOME: home, LANG: 'C', LC_ALL: 'C' })).toBe('eu-west-1');
  });

  it('may have ~/.aws behind a link', async () => {
    const home = await temporaryHome({ 'elsewhere/config': CONFIG, 'home/x': '' });
    await symlink(path.join(home, 'elsewhere'), path.join(home, 'home', '.aws'));
    expect(await regionIn({ HOME: path.join(home, 'home') })).toBe('eu-west-1');
  });

  it('may be missing from the environment', async () => {
    const file = path.join(await temporaryHome({ config: CONFIG }), 'config');
    expect(await regionIn({ AWS_CONFIG_FILE: file, AWS_SHARED_CREDENTIALS_FILE: '/nowhere' })).toBe(
      'eu-west-1',
    );
  });
});

describe('a machine with little', () => {
  it('of memory: a heap of 64 MB is enough for a whole check', async () => {
    const home = await temporaryHome({});
    await mkdir(path.join(home, 'tmp'));
    const { status, stdout, stderr } = await spawnSkycheck(
      ['aws', '--sandbox', 'least-privilege', '--format', 'json'],
      { home, env: { TMPDIR: path.join(home, 'tmp') }, nodeArgs: ['--max-old-space-size=64'] },
    );
    expect({ status, stderr, verdict: parseReport(stdout).verdict }).toEqual({
      status: 0,
      stderr: '',
      verdict: 'ready',
    });
  });

  // How many files Node itself has open differs by version.
  it.skipIf(process.env.SKYCHECK_NODE !== undefined)(
    'of open files: that is no bug of skycheck, and it says which limit it is',
    async () => {
      // Node itself ends below 20; code and sockets of a sandbox need more than 24.
      const script = 'ulimit -n 22; exec "$0" "$@"';
      const { status, stdout, stderr } = await runProcess(
        '/bin/sh',
        ['-c', script, NODE, BIN, 'aws', '--sandbox', 'minimal'],
        { env: { PATH: '/nowhere', HOME: await temporaryHome({}) } },
      );
      expect({ status, text: stdout + stderr }).toEqual({
        status: 3,
        text: expect.stringMatching(/^Undecided: .*EMFILE/m),
      });
    },
  );
});
