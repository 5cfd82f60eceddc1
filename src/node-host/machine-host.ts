import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Host } from '../host.ts';
import type { Clock } from '../time.ts';
import { holdFile } from './file-hold.ts';
import { readWholeFile } from './files.ts';
import { MACHINE_CLOCK } from './machine-clock.ts';
import { pythonHome, pythonUserName, userHome } from './python-user.ts';

/** How long the end of the process waits for what must be finished, in milliseconds. */
const FINISH_MS = 10_000;

async function inTime(clock: Clock, work: Promise<unknown>): Promise<void> {
  let lift = () => {};
  const late = new Promise<void>((resolve) => {
    lift = clock.limit(FINISH_MS, resolve);
  });
  await Promise.race([work.then(undefined, () => undefined), late]).finally(lift);
}

/** The real machine, seen from an environment and a working directory: the process's own, or a test's. */
export function machineHost(options: {
  readonly env: Host['env'];
  readonly cwd: string;
  readonly promptSecret: Host['promptSecret'];
  readonly clock?: Clock;
  /** Takes what must not outlive skycheck; returns what takes it back. */
  readonly onExit?: (end: () => void | Promise<void>) => () => void;
}): Host {
  const { env, cwd, clock = MACHINE_CLOCK, onExit = () => () => undefined } = options;
  const resolved = (file: string) => path.resolve(cwd, file);
  return {
    env,
    home: pythonHome(env, process.platform, userHome),
    cwd,
    platform: process.platform,
    userName: pythonUserName(process.env),
    hostName: os.hostname(),
    nodeVersion: process.versions.node,
    ...clock,
    readFile: (file) => readWholeFile(resolved(file)),
    listDirectory: async (directory) => {
      try {
        return (await fs.readdir(resolved(directory))).sort();
      } catch {
        return [];
      }
    },
    realPath: async (file) => {
      try {
        return await fs.realpath(resolved(file));
      } catch {
        return undefined;
      }
    },
    holdFile: (file) => holdFile(resolved(file), clock),
    finish: async (work) => {
      const done = work();
      const forget = onExit(() => inTime(clock, done));
      return done.finally(forget);
    },
    querySqlite: async (file, sql) => (await import('./sqlite.ts')).querySqlite(resolved(file), sql),
    // Loaded where a program is run: Node takes milliseconds for its part of it.
    run: async (request) =>
      (await import('./processes.ts')).runProcess(request, { env, cwd, limit: clock.limit, onExit }),
    promptSecret: options.promptSecret,
  };
}
