/** The temporary home of a sandboxed command: the one place where the sandbox writes files. */
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import type { HomeFile } from './home.ts';

export interface TemporaryHome {
  readonly path: string;
  /** Writes files with their modes; directories are for the owner only. */
  write(files: readonly HomeFile[]): Promise<void>;
  /** Removes the home with everything in it; once is enough, more does no harm. */
  remove(): Promise<void>;
}

/** Makes an empty directory, mode 700, among the system's temporary ones. */
export async function createTemporaryHome(): Promise<TemporaryHome> {
  const home = await fs.mkdtemp(path.join(os.tmpdir(), 'skycheck-sandbox-'));
  return {
    path: home,
    write: async (files) => {
      for (const file of files) {
        const target = path.join(home, ...file.path.split('/'));
        await fs.mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
        await fs.writeFile(target, file.text, { mode: file.mode });
      }
    },
    remove: () => fs.rm(home, { recursive: true, force: true }),
  };
}
