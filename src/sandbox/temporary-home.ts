/** The temporary home of a sandboxed command: the one place where the sandbox writes files. */
import { mkdtempSync, rmSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import type { HomeFile } from './home.ts';

export interface TemporaryHome {
  readonly path: string;
  /** Writes files with their modes; directories are for the owner only. */
  write(files: readonly HomeFile[]): Promise<void>;
  /** Removes the home with everything in it; once is enough, more does no harm. */
  remove(): void;
}

/** Makes an empty directory at once, so that no signal comes between making it and knowing of it; it is, mode 700, among the system's temporary ones. */
export function createTemporaryHome(): TemporaryHome {
  const home = mkdtempSync(path.join(os.tmpdir(), 'skycheck-sandbox-'));
  return {
    path: home,
    write: async (files) => {
      for (const file of files) {
        const target = path.join(home, ...file.path.split('/'));
        await fs.mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
        await fs.writeFile(target, file.text, { mode: file.mode });
      }
    },
    remove: () => rmSync(home, { recursive: true, force: true, maxRetries: 3 }),
  };
}
