import type { FileRead } from '../host.ts';

/** As much as is read of a file, too. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Reads standard input to its end. */
export async function readStandardInput(): Promise<FileRead> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of process.stdin) {
      const bytes = Buffer.from(chunk);
      size += bytes.length;
      if (size > MAX_BYTES) return { kind: 'too-large', size };
      chunks.push(bytes);
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
    return code === 'EISDIR' ? { kind: 'directory' } : { kind: 'unreadable', code };
  }
  return { kind: 'file', bytes: Buffer.concat(chunks), mode: 0 };
}
