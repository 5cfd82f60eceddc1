/** Reading files. */
import * as fs from 'node:fs/promises';
import type { FileRead } from '../host.ts';
import { errorCode } from './error-code.ts';

const MAX_FILE_BYTES = 16 * 1024 * 1024;

export async function readWholeFile(file: string): Promise<FileRead> {
  try {
    const stat = await fs.stat(file);
    if (stat.isDirectory()) return { kind: 'directory' };
    if (!stat.isFile()) return { kind: 'unreadable', code: 'ENOTREG' };
    if (stat.size > MAX_FILE_BYTES) return { kind: 'too-large', size: stat.size };
    return { kind: 'file', bytes: await fs.readFile(file), mode: stat.mode & 0o777 };
  } catch (error) {
    const code = errorCode(error);
    if (code !== 'ENOENT' && code !== 'ENOTDIR') return { kind: 'unreadable', code };
    const linkTo = await fs.readlink(file).catch(() => undefined);
    return linkTo === undefined ? { kind: 'missing' } : { kind: 'missing', linkTo };
  }
}
