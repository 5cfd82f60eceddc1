/**
 * Everything skycheck reads from outside itself, passed in as one value.
 *
 * This is the contract; `node-host/` keeps it on a real machine. Nothing else below `src/cli` touches `process`, `fs`
 * or the clock: tests hand in a `Host` of their own and need no mocks of globals.
 */
import type { Clock } from './time.ts';

/** What reading a file gave. A file that cannot be read is a state of its own, not an exception. */
export type FileRead =
  | { readonly kind: 'file'; readonly bytes: Uint8Array; readonly mode: number }
  /** `linkTo` is where a symbolic link of that name leads, in vain. */
  | { readonly kind: 'missing'; readonly linkTo?: string }
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
  /** Variables beside the host's own, or in their place. */
  readonly env?: Readonly<Record<string, string>>;
  /** `plain`: of the host's variables only those that a program needs to run; otherwise all of them. */
  readonly environment?: 'plain';
}

/** What a query of an SQLite database gave. */
export type SqliteRead =
  | { readonly kind: 'rows'; readonly rows: readonly Readonly<Record<string, unknown>>[] }
  | { readonly kind: 'missing' }
  /** This version of Node has no SQLite. */
  | { readonly kind: 'unsupported' }
  | { readonly kind: 'unreadable'; readonly code: string };

/** A file that is taken for replacing, or why it cannot be. */
export type FileHold =
  | {
      readonly kind: 'held';
      /** Replaces it in one step and lets go of it; throws where that fails, the old file being as it was. */
      replace(text: string): Promise<void>;
      /** Lets go of it, replaced or not. */
      release(): Promise<void>;
    }
  /** `code` is the system's error code; `EBUSY` where somebody else has it for too long. */
  | { readonly kind: 'refused'; readonly code: string };

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
  /** The only origin that may be reached over the network, as `http://127.0.0.1:8080`; undefined for all. */
  readonly onlyOrigin?: string;
  /** Reads a whole file, up to 16 MiB. */
  readFile(file: string): Promise<FileRead>;
  /** The path behind symbolic links; undefined where there is nothing. */
  realPath(file: string): Promise<string | undefined>;
  /** The names in a directory, sorted; empty where there is none or it cannot be read. */
  listDirectory(directory: string): Promise<readonly string[]>;
  /**
   * Takes a file for replacing it, readable by its owner only: tried before anything is spent for it, and nobody else who
   * asks so has it meanwhile. Used for nothing but a renewed login.
   */
  holdFile(file: string): Promise<FileHold>;
  /** Runs work to its end, also where the process is asked to end meanwhile. */
  finish<T>(work: () => Promise<T>): Promise<T>;
  /** Asks an SQLite database that is opened for reading only. */
  querySqlite(file: string, sql: string): Promise<SqliteRead>;
  /** Runs a program without a shell, in the environment that the request names. */
  run(request: ProcessRequest): Promise<ProcessEnd>;
  /** Asks the person at the terminal for a secret line; undefined where there is no terminal. */
  promptSecret(question: string): Promise<string | undefined>;
}
