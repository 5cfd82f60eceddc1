/** Reading SQLite databases. */
import * as fs from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import type { SqliteRead } from '../host.ts';
import { errorCode } from './error-code.ts';

export async function querySqlite(file: string, sql: string): Promise<SqliteRead> {
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
