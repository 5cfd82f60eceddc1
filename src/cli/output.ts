import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { PrintableText } from '../printable.ts';
import type { CliContext } from './context.ts';
import { UsageError } from './exit.ts';

/** Writes a finished report to stdout, or to the file that `--output` names. */
export async function writeReport(
  text: PrintableText,
  file: string | undefined,
  { host, terminal }: CliContext,
): Promise<void> {
  if (file === undefined) {
    terminal.stdout.write(text);
    return;
  }
  try {
    await fs.writeFile(path.resolve(host.cwd, file), text);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new UsageError(`--output: ${file} cannot be written (${code}).`);
  }
}
