import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { sandboxHost } from '../../src/cli/sandbox-host.ts';
import type { Host } from '../../src/host.ts';

const HOME = path.resolve('/sandbox-home');

function touched(door: string): () => never {
  return () => {
    throw new Error(`the machine's ${door} was used`);
  };
}

/** A machine that must not be touched, but for its clock and one named file. */
const MACHINE: Host = {
  env: { AWS_PROFILE: 'real', HTTPS_PROXY: 'http://proxy:1', GITHUB_ACTIONS: 'true', PATH: '/usr/bin' },
  home: '/home/person',
  cwd: '/home/person/project',
  platform: 'linux',
  userName: 'person',
  hostName: 'laptop',
  nodeVersion: '20.0.0',
  now: () => 5,
  limit: touched('limit'),
  pause: touched('pause'),
  readFile: async (file) => {
    if (file !== '/home/person/named.yaml') touched('files')();
    return { kind: 'file', bytes: new Uint8Array(), mode: 0o644 };
  },
  realPath: touched('links'),
  listDirectory: touched('directories'),
  holdFile: touched('files'),
  finish: (work) => work(),
  querySqlite: touched('databases'),
  run: touched('programs'),
  promptSecret: async () => 'typed',
};

const SANDBOX = {
  endpoint: 'http://127.0.0.1:1234',
  environment: (home: string) => ({ HOME: home, AWS_ENDPOINT_URL: 'http://127.0.0.1:1234' }),
  files: () => [{ path: '.aws/config', text: '[default]\n', mode: 0o600 }],
};

const host = () => sandboxHost(SANDBOX, MACHINE, HOME, ['/home/person/named.yaml']);

describe('a sandbox session', () => {
  it('has an environment, a home and a network of its own', () => {
    const { env, home, cwd, onlyOrigin, userName, hostName } = host();
    expect({ env, home, cwd, onlyOrigin, userName, hostName }).toEqual({
      env: { PATH: path.join(HOME, 'bin'), HOME, AWS_ENDPOINT_URL: 'http://127.0.0.1:1234' },
      home: HOME,
      cwd: HOME,
      onlyOrigin: 'http://127.0.0.1:1234',
      userName: 'sandbox',
      hostName: 'sandbox',
    });
  });

  it.each([
    '/etc/passwd',
    '/home/person/.aws/config',
    `${HOME}/../etc/passwd`,
    '../home/person/.aws/config',
    '',
  ])('finds nothing at %j', async (file) => {
    expect(await host().readFile(file)).toEqual({ kind: 'missing' });
    expect(await host().realPath(file)).toBeUndefined();
    expect(await host().querySqlite(file, 'select 1')).toEqual({ kind: 'missing' });
  });

  it('reads its own files, however they are named', async () => {
    const file = { kind: 'file', bytes: new TextEncoder().encode('[default]\n'), mode: 0o600 };
    expect(await host().readFile('.aws/config')).toEqual(file);
    expect(await host().readFile(`${HOME}/x/../.aws/config`)).toEqual(file);
    expect(await host().realPath('.aws/config')).toBe(path.join(HOME, '.aws/config'));
    expect(await host().listDirectory(HOME)).toEqual(['.aws']);
    expect(await host().listDirectory('/')).toEqual(['sandbox-home']);
    expect(await host().listDirectory('/home/person')).toEqual([]);
  });

  it('reads a file that a flag names', async () => {
    expect((await host().readFile('/home/person/named.yaml')).kind).toBe('file');
  });

  it('keeps what is written in memory', async () => {
    const inside = host();
    const hold = await inside.holdFile('.aws/sso/cache/x.json');
    if (hold.kind === 'held') await hold.replace('{}');
    expect((await inside.readFile(`${HOME}/.aws/sso/cache/x.json`)).kind).toBe('file');
    expect(await inside.holdFile('/home/person/.aws/sso/cache/x.json')).toEqual({
      kind: 'refused',
      code: 'ESANDBOX',
    });
  });

  it('runs nothing', async () => {
    expect(await host().run({ argv: ['touch', '/tmp/x'], timeoutMs: 1 })).toEqual({
      kind: 'not-started',
      code: 'ESANDBOX',
    });
  });
});
