/**
 * Everything skycheck reads from outside itself, passed in as one value.
 *
 * Nothing below `src/cli` and this file touches `process`, `fs` or the clock: tests hand in a `Host` of
 * their own and need no mocks of globals.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Clock } from './clock.ts';

/** What reading a file gave. A file that cannot be read is a state of its own, not an exception. */
export type FileRead =
  | { readonly kind: 'file'; readonly bytes: Uint8Array; readonly mode: number }
  | { readonly kind: 'missing' }
  | { readonly kind: 'directory' }
  | { readonly kind: 'too-large'; readonly size: number }
  /** `code` is the system's error code, such as `EACCES`. */
  | { readonly kind: 'unreadable'; readonly code: string };

/** How a child process ended. `output` is what it wrote; it may hold secrets and is never printed. */
export type ProcessEnd =
  | { readonly kind: 'exited'; readonly status: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'signalled'; readonly signal: string }
  | { readonly kind: 'not-started'; readonly code: string }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'too-much-output' };

export interface ProcessRequest {
  /** Program and arguments; never given to a shell. */
  readonly argv: readonly [string, ...string[]];
  readonly timeoutMs: number;
}

/** What a query of an SQLite database gave. */
export type SqliteRead =
  | { readonly kind: 'rows'; readonly rows: readonly Readonly<Record<string, unknown>>[] }
  | { readonly kind: 'missing' }
  /** This version of Node has no SQLite. */
  | { readonly kind: 'unsupported' }
  | { readonly kind: 'unreadable'; readonly code: string };

export interface Host extends Clock {
  /** The environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The home directory as Python's `os.path.expanduser('~')` finds it: `HOME`, else the user database. */
  readonly home: string;
  /** The working directory; relative paths are taken from it. */
  readonly cwd: string;
  readonly platform: NodeJS.Platform;
  /** The login name as Python's `getpass.getuser` finds it. */
  readonly userName: string;
  /** This machine's name. */
  readonly hostName: string;
  /** The version of Node that runs skycheck, such as `20.20.2`. */
  readonly nodeVersion: string;
  /** Reads a whole file, up to 16 MiB. */
  readFile(file: string): Promise<FileRead>;
  /** The path behind symbolic links; undefined where there is nothing. */
  realPath(file: string): Promise<string | undefined>;
  /** The names in a directory, sorted; empty where there is none or it cannot be read. */
  listDirectory(directory: string): Promise<readonly string[]>;
  /** Replaces a file in one step, readable by its owner only; used for nothing but a renewed SSO token. */
  replacePrivateFile(file: string, text: string): Promise<void>;
  /** Asks an SQLite database that is opened for reading only. */
  querySqlite(file: string, sql: string): Promise<SqliteRead>;
  /** Runs a program without a shell, with the host's environment. */
  run(request: ProcessRequest): Promise<ProcessEnd>;
  /** Asks the person at the terminal for a secret line; undefined where there is no terminal. */
  promptSecret(question: string): Promise<string | undefined>;
}

const MAX_FILE_BYTES = 16 * 1024 * 1024;
const MAX_PROCESS_OUTPUT_BYTES = 1024 * 1024;

/** The home directory by Python's rule, which boto3 follows. Source: CPython `posixpath.expanduser`. */
function pythonHome(env: Host['env'], platform: NodeJS.Platform, fallback: () => string): string {
  if (platform === 'win32') return env.USERPROFILE ?? fallback();
  return env.HOME ?? fallback();
}

/** That of the user database; where the user is not in it, as in some containers, Python leaves `~` as it is. */
function userHome(): string {
  try {
    return os.homedir();
  } catch {
    return '~';
  }
}

/** Source: CPython `getpass.getuser`. */
function pythonUserName(env: Host['env']): string {
  const named = [env.LOGNAME, env.USER, env.LNAME, env.USERNAME].find((name) => name);
  if (named !== undefined) return named;
  try {
    return os.userInfo().username;
  } catch {
    return 'unknown';
  }
}

async function readWholeFile(file: string): Promise<FileRead> {
  try {
    const stat = await fs.stat(file);
    if (stat.isDirectory()) return { kind: 'directory' };
    if (!stat.isFile()) return { kind: 'unreadable', code: 'ENOTREG' };
    if (stat.size > MAX_FILE_BYTES) return { kind: 'too-large', size: stat.size };
    return { kind: 'file', bytes: await fs.readFile(file), mode: stat.mode & 0o777 };
  } catch (error) {
    const code = errorCode(error);
    return code === 'ENOENT' || code === 'ENOTDIR' ? { kind: 'missing' } : { kind: 'unreadable', code };
  }
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
}

async function replacePrivateFile(file: string, text: string): Promise<void> {
  const temporary = path.join(
    path.dirname(file),
    `.${path.basename(file)}.${randomBytes(6).toString('hex')}`,
  );
  try {
    await fs.writeFile(temporary, text, { mode: 0o600, flag: 'wx' });
    await fs.rename(temporary, file);
  } catch (error) {
    await fs.rm(temporary, { force: true });
    throw error;
  }
}

async function querySqlite(file: string, sql: string): Promise<SqliteRead> {
  const exists = async (name: string) => (await readSize(name)) !== undefined;
  if (!(await exists(file))) return { kind: 'missing' };
  const sqlite = await loadSqlite();
  if (sqlite === undefined) return { kind: 'unsupported' };
  try {
    // Without a log beside it the file is all there is: opened as immutable, SQLite makes no files of its own.
    const place = (await exists(`${file}-wal`)) ? file : `${pathToFileURL(file).href}?immutable=1`;
    const database = openSqlite(sqlite, place, file);
    try {
      return { kind: 'rows', rows: database.prepare(sql).all() };
    } finally {
      database.close();
    }
  } catch (error) {
    return { kind: 'unreadable', code: errorCode(error) };
  }
}

async function readSize(file: string): Promise<number | undefined> {
  try {
    return (await fs.stat(file)).size;
  } catch {
    return undefined;
  }
}

/** The part of `node:sqlite` that is used; it came with Node 22. */
interface Sqlite {
  readonly DatabaseSync: new (
    place: string,
    options: { readonly readOnly: true },
  ) => {
    prepare(sql: string): { all(): Readonly<Record<string, unknown>>[] };
    close(): void;
  };
}

/** Loads it without the warning that it is experimental, which is none of the person's business. */
async function loadSqlite(): Promise<Sqlite | undefined> {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    const name = 'node:sqlite';
    return await import(name);
  } catch {
    return undefined;
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** Node before 22.15 takes no URLs. */
function openSqlite(sqlite: Sqlite, place: string, file: string): InstanceType<Sqlite['DatabaseSync']> {
  try {
    return new sqlite.DatabaseSync(place, { readOnly: true });
  } catch (error) {
    if (place === file) throw error;
    return new sqlite.DatabaseSync(file, { readOnly: true });
  }
}

/** What a child process is given of the host. */
type RunsIn = Pick<Host, 'env' | 'cwd' | 'limit'>;

function runProcess(request: ProcessRequest, { env, cwd, limit }: RunsIn): Promise<ProcessEnd> {
  return new Promise((resolve) => {
    const [program, ...args] = request.argv;
    let timedOut = false;
    let size = 0;
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    const child = spawn(program, args, { cwd, env: { ...env }, stdio: ['inherit', 'pipe', 'pipe'] });
    const stop = () => child.kill('SIGKILL');
    const lift = limit(request.timeoutMs, () => {
      timedOut = true;
      stop();
      // A grandchild may hold the pipes open: the answer does not wait for it.
      resolve({ kind: 'timed-out' });
    });
    const collect = (chunks: Buffer[]) => (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_PROCESS_OUTPUT_BYTES) stop();
      else chunks.push(chunk);
    };
    child.stdout.on('data', collect(out));
    child.stderr.on('data', collect(err));
    child.on('error', (error) => {
      lift();
      resolve({ kind: 'not-started', code: errorCode(error) });
    });
    child.on('close', (status, signal) => {
      lift();
      if (timedOut) return;
      if (size > MAX_PROCESS_OUTPUT_BYTES) resolve({ kind: 'too-much-output' });
      else if (status === null) resolve({ kind: 'signalled', signal: signal ?? 'unknown' });
      else
        resolve({
          kind: 'exited',
          status,
          stdout: Buffer.concat(out).toString('utf8'),
          stderr: Buffer.concat(err).toString('utf8'),
        });
    });
  });
}

/** The machine's own clock. */
export const MACHINE_CLOCK: Clock = {
  now: () => Date.now(),
  limit: (ms, onEnd) => {
    const timer = setTimeout(onEnd, ms);
    return () => clearTimeout(timer);
  },
  pause: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve(false);
      const end = (whole: boolean) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        resolve(whole);
      };
      const onAbort = () => end(false);
      const timer = setTimeout(() => end(true), ms);
      signal?.addEventListener('abort', onAbort, { once: true });
    }),
};

/** The real machine, seen from an environment and a working directory: the process's own, or a test's. */
export function machineHost(options: {
  readonly env: Host['env'];
  readonly cwd: string;
  readonly promptSecret: Host['promptSecret'];
  readonly clock?: Clock;
}): Host {
  const { env, cwd, clock = MACHINE_CLOCK } = options;
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
    run: (request) => runProcess(request, { env, cwd, limit: clock.limit }),
    promptSecret: options.promptSecret,
  };
}
