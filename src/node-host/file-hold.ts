/** Replacing a file that others may want to replace as well. */
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { FileHold } from '../host.ts';
import type { Clock } from '../time.ts';
import { errorCode } from './error-code.ts';

const TRY_EVERY_MS = 100;
const TRIES = 150;
/** Whoever held it for so long was killed. */
const STALE_MS = 60_000;
/** More than any login takes: that there is room is known before. */
const ROOM = ' '.repeat(32 * 1024);

/**
 * Takes a file for replacing. A new file beside it is both the lock and what becomes the file: renaming it saves and
 * lets go in one step.
 *
 * @param file - absolute; a link is followed
 */
export async function holdFile(file: string, clock: Pick<Clock, 'now' | 'pause'>): Promise<FileHold> {
  const target = await fs.realpath(file).catch(() => file);
  const beside = path.join(path.dirname(target), `.${path.basename(target)}.skycheck`);
  for (let attempt = 0; attempt < TRIES; attempt++) {
    try {
      return await held(await fs.open(beside, 'wx', 0o600), beside, target);
    } catch (error) {
      const code = errorCode(error);
      if (code !== 'EEXIST') return { kind: 'refused', code };
    }
    if (await isStale(beside, clock.now())) await fs.rm(beside, { force: true });
    else await clock.pause(TRY_EVERY_MS);
  }
  return { kind: 'refused', code: 'EBUSY' };
}

async function isStale(file: string, now: number): Promise<boolean> {
  const stat = await fs.stat(file).catch(() => undefined);
  return stat !== undefined && now - stat.mtimeMs > STALE_MS;
}

async function held(handle: fs.FileHandle, beside: string, target: string): Promise<FileHold> {
  let open = true;
  const release = async () => {
    if (!open) return;
    open = false;
    await handle.close();
    await fs.rm(beside, { force: true });
  };
  try {
    await handle.write(ROOM, 0);
    await handle.sync();
  } catch (error) {
    await release();
    return { kind: 'refused', code: errorCode(error) };
  }
  return {
    kind: 'held',
    release,
    replace: async (text) => {
      try {
        await handle.write(text, 0);
        await handle.truncate(Buffer.byteLength(text));
        await handle.sync();
        await fs.rename(beside, target);
        open = false;
        await handle.close();
      } finally {
        await release();
      }
    },
  };
}
