import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Clock } from '../clock.ts';
import type { Host } from '../host.ts';
import { readWholeFile, replacePrivateFile } from './files.ts';
import { MACHINE_CLOCK } from './machine-clock.ts';
import { runProcess } from './processes.ts';
import { pythonHome, pythonUserName, userHome } from './python-user.ts';
import { querySqlite } from './sqlite.ts';

/** The real machine, seen from an environment and a working directory: the process's own, or a test's. */
export function machineHost(options: {
  readonly env: Host['env'];
  readonly cwd: string;
  readonly promptSecret: Host['promptSecret'];
  readonly clock?: Clock;
  /** Takes what must not outlive skycheck; returns what takes it back. */
  readonly onExit?: (end: () => void) => () => void;
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
    replacePrivateFile: (file, text) => replacePrivateFile(resolved(file), text),
    querySqlite: (file, sql) => querySqlite(resolved(file), sql),
    run: (request) => runProcess(request, { env, cwd, limit: clock.limit, onExit }),
    promptSecret: options.promptSecret,
  };
}
