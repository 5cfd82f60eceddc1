/** Where a finished report goes: to stdout, or whole and in one step into the file that `--output` or `--report` names. */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { line, type PrintableText } from '../printable.ts';
import type { CliContext } from './context.ts';
import { EXIT, UsageError } from './exit.ts';

export interface ReportSink {
  readonly isFile: boolean;
  write(text: PrintableText): Promise<void>;
}

/** A file that a flag names for a report. */
export interface OutputFile {
  readonly flag: '--output' | '--report';
  readonly file: string;
}

/**
 * Runs what makes a report, with a place for it: standard output, or the file of `--output`.
 *
 * @returns the exit status of the run, or that of a failed output
 */
export async function withReportSink(
  file: string | undefined,
  context: CliContext,
  run: (sink: ReportSink) => Promise<number>,
): Promise<number> {
  const { terminal } = context;
  if (file !== undefined) return withFileSink({ flag: '--output', file }, context, run);
  return run({ isFile: false, write: async (text) => terminal.stdout.write(text) });
}

/**
 * Runs what makes reports, with a sink for each file, in their order.
 *
 * @returns the exit status of the run, or that of a failed output
 */
export async function withFileSinks(
  files: readonly OutputFile[],
  context: CliContext,
  run: (sinks: readonly ReportSink[]) => Promise<number>,
): Promise<number> {
  const [first, ...others] = files;
  if (first === undefined) return run([]);
  return withFileSink(first, context, (sink) =>
    withFileSinks(others, context, (sinks) => run([sink, ...sinks])),
  );
}

/**
 * A file is tried before: a report that nobody can keep is not made. It is written beside its place and renamed, so it is
 * whole or as it was before; links are not followed, and what is no file is not opened. Where it fails in the end, the
 * report that was to be read goes to stdout.
 */
async function withFileSink(
  output: OutputFile,
  context: CliContext,
  run: (sink: ReportSink) => Promise<number>,
): Promise<number> {
  const { terminal } = context;
  const { flag, file } = output;
  const target = path.resolve(context.host.cwd, file);
  const mode = await modeToBe(target, output);
  return withFileBeside(target, output, context, async (handle, temporary) => {
    let failed = false;
    const write = async (text: PrintableText) => {
      try {
        if (mode !== undefined) await handle.chmod(mode);
        await handle.writeFile(text);
        await handle.sync();
        await fs.rename(temporary, target);
      } catch (error) {
        failed = true;
        terminal.stderr.write(line`skycheck: ${flag}: ${file} cannot be written (${errorCode(error)}).\n`);
        if (flag === '--output') terminal.stdout.write(text);
      }
    };
    const status = await run({ isFile: true, write });
    return failed ? EXIT.outputFailed : status;
  });
}

/** Opens a new file in the target's directory; what is left of it in the end is removed, also by a signal. */
async function withFileBeside(
  target: string,
  output: OutputFile,
  { onExit }: CliContext,
  run: (handle: fs.FileHandle, temporary: string) => Promise<number>,
): Promise<number> {
  const name = `.${path.basename(target).slice(0, 100)}.${randomBytes(6).toString('hex')}`;
  const temporary = path.join(path.dirname(target), name);
  const forget = onExit(() => rmSync(temporary, { force: true }));
  try {
    const handle = await fs.open(temporary, 'wx').catch((error: unknown) => {
      throw refusal(output, errorCode(error));
    });
    return await run(handle, temporary).finally(() => handle.close());
  } finally {
    await fs.rm(temporary, { force: true });
    forget();
  }
}

/** The permissions of the file that will be replaced; undefined where there is none. Refuses what is no file. */
async function modeToBe(target: string, output: OutputFile): Promise<number | undefined> {
  let found: Awaited<ReturnType<typeof fs.lstat>>;
  try {
    found = await fs.lstat(target);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') return undefined;
    throw refusal(output, code);
  }
  const { flag, file } = output;
  if (found.isSymbolicLink())
    throw new UsageError(`${flag}: ${file} is a symbolic link.`, 'Name the file itself.');
  if (found.isDirectory()) throw refusal(output, 'EISDIR');
  if (!found.isFile()) {
    throw new UsageError(
      `${flag}: ${file} is no file.`,
      'Without --output the report goes to standard output.',
    );
  }
  return found.mode & 0o777;
}

function refusal({ flag, file }: OutputFile, code: string): UsageError {
  return new UsageError(`${flag}: ${file} cannot be written (${code}).`);
}

/** The code of the system, such as `ENOENT`. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
