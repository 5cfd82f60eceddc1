import type { FileRead, Host, ProcessEnd, ProcessRequest, SqliteRead } from '../../src/host.ts';
import type { Clock } from '../../src/time.ts';
import { NO_WAITS } from '../support/clocks.ts';

export interface FakeHostOptions {
  readonly env?: Record<string, string>;
  /** Paths, `~/` for the home directory, with their contents. */
  readonly files?: Readonly<Record<string, string | Uint8Array | FileRead>>;
  readonly now?: number;
  /** By default waits pass at once and no time limit ends. */
  readonly clock?: Clock;
  readonly run?: (request: ProcessRequest) => Promise<ProcessEnd>;
  readonly querySqlite?: (file: string, sql: string) => Promise<SqliteRead>;
  /** The system's error code for every file that is to be replaced. */
  readonly unwritable?: string;
  readonly failsToSave?: boolean;
  /** Where symbolic links lead. */
  readonly links?: Readonly<Record<string, string>>;
  readonly promptSecret?: (question: string) => Promise<string | undefined>;
}

export const HOME = '/home/ada';
/** 2026-06-01T12:00:00Z. */
export const NOW = Date.UTC(2026, 5, 1, 12);

export interface FakeHost extends Host {
  /** What was written to held files. */
  readonly written: Map<string, string>;
}

function toRead(content: string | Uint8Array | FileRead): FileRead {
  if (typeof content === 'string') {
    return { kind: 'file', bytes: new TextEncoder().encode(content), mode: 0o600 };
  }
  return content instanceof Uint8Array ? { kind: 'file', bytes: content, mode: 0o600 } : content;
}

/** A machine in memory. */
export function fakeHost(options: FakeHostOptions = {}): FakeHost {
  const files = new Map(
    Object.entries(options.files ?? {}).map(([path, content]) => [path.replace(/^~/, HOME), toRead(content)]),
  );
  const written = new Map<string, string>();
  return {
    env: options.env ?? {},
    home: HOME,
    cwd: '/work',
    platform: 'linux',
    userName: 'me',
    hostName: 'desk',
    nodeVersion: '20.0.0',
    ...NO_WAITS,
    ...options.clock,
    now: options.clock?.now ?? (() => options.now ?? NOW),
    readFile: async (file) => files.get(file) ?? { kind: 'missing' },
    listDirectory: async (directory) =>
      [...files.keys()]
        .filter((file) => file.startsWith(`${directory}/`))
        .map((file) => file.slice(directory.length + 1))
        .sort(),
    realPath: async (file) => options.links?.[file] ?? (files.has(file) ? file : undefined),
    holdFile: async (file) => {
      const refused = options.unwritable;
      if (refused !== undefined) return { kind: 'refused', code: refused };
      return {
        kind: 'held',
        replace: async (text) => {
          if (options.failsToSave) throw new Error('no space left');
          written.set(file, text);
          files.set(file, toRead(text));
        },
        release: async () => undefined,
      };
    },
    finish: (work) => work(),
    querySqlite: options.querySqlite ?? (async () => ({ kind: 'missing' })),
    run: options.run ?? (async () => ({ kind: 'not-started', code: 'ENOENT' })),
    promptSecret: options.promptSecret ?? (async () => undefined),
    written,
  };
}
