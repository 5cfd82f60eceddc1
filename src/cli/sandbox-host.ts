/** The machine as a sandbox session sees it: every door leads to the sandbox, or is closed. */
import * as path from 'node:path';
import type { Host } from '../host.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';

/**
 * A host whose home, files, environment and network are the sandbox's. No program is run and no database asked: a
 * scenario may come from anywhere, and what it names must not happen on this machine. Time, platform and prompt are the
 * machine's.
 *
 * @param home - where the home seems to be; its files exist in memory only
 * @param named - files of the machine that the person named by a flag, absolute: they alone are read
 */
export function sandboxHost(
  sandbox: Pick<Sandbox, 'environment' | 'files' | 'endpoint'>,
  machine: Host,
  home: string,
  named: readonly string[],
): Host {
  const files = new Map(
    sandbox.files(home).map(({ path: name, text, mode }) => [path.join(home, name), { text, mode }]),
  );
  const isNamed = (file: string) => named.includes(path.resolve(home, file));
  const found = (file: string) => files.get(path.resolve(home, file));
  return {
    now: () => machine.now(),
    limit: (ms, onEnd) => machine.limit(ms, onEnd),
    pause: (ms, signal) => machine.pause(ms, signal),
    promptSecret: (question) => machine.promptSecret(question),
    platform: machine.platform,
    nodeVersion: machine.nodeVersion,
    userName: 'sandbox',
    hostName: 'sandbox',
    env: { PATH: path.join(home, 'bin'), ...sandbox.environment(home) },
    home,
    cwd: home,
    onlyOrigin: sandbox.endpoint,
    readFile: async (file) => {
      if (isNamed(file)) return machine.readFile(file);
      const held = found(file);
      return held === undefined
        ? { kind: 'missing' }
        : { kind: 'file', bytes: new TextEncoder().encode(held.text), mode: held.mode };
    },
    realPath: async (file) => {
      if (isNamed(file)) return machine.realPath(file);
      return found(file) === undefined ? undefined : path.resolve(home, file);
    },
    listDirectory: async (directory) => {
      const prefix = path.join(path.resolve(home, directory), path.sep);
      const inside = [...files.keys()].filter((file) => file.startsWith(prefix));
      return [...new Set(inside.map((file) => file.slice(prefix.length).split(path.sep)[0] ?? ''))].sort();
    },
    holdFile: async (file) => {
      const whole = path.resolve(home, file);
      if (!whole.startsWith(home + path.sep)) return { kind: 'refused', code: 'ESANDBOX' };
      return {
        kind: 'held',
        replace: async (text) => {
          files.set(whole, { text, mode: 0o600 });
        },
        release: async () => undefined,
      };
    },
    finish: (work) => work(),
    querySqlite: async () => ({ kind: 'missing' }),
    run: async () => ({ kind: 'not-started', code: 'ESANDBOX' }),
  };
}
