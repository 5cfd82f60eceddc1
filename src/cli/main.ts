/** The entry of the bundled program: streams, signals, and the one place where errors become exit statuses. */
import { fstatSync, writeSync } from 'node:fs';
import * as path from 'node:path';
import { ASK_JS_SDK } from '../compare/js-sdk-answer.ts';
import { line, printableLines } from '../printable.ts';
import type { CleanUp, CliContext } from './context.ts';
import { EXIT } from './exit.ts';
import { PROGRAM_HELP } from './program-help.ts';
import type { OutputStream, Terminal } from './terminal.ts';

/** Filled in by the bundler. */
declare const SKYCHECK_VERSION: string;

function outputStream(stream: NodeJS.WriteStream & { readonly fd: 1 | 2 }): OutputStream {
  return {
    isTerminal: stream.isTTY === true,
    columns: stream.columns,
    write: isFile(stream)
      ? (text) => writeWhole(stream.fd, text)
      : (text) => {
          stream.write(text);
        },
  };
}

/** A disk, or a device such as /dev/full: what Node's stream writes there in part counts as written. */
function isFile({ fd, isTTY }: { readonly fd: number; readonly isTTY: boolean }): boolean {
  try {
    const stat = fstatSync(fd);
    return stat.isFile() || (stat.isCharacterDevice() && isTTY !== true);
  } catch {
    return false;
  }
}

function writeWhole(fd: 1 | 2, text: string): void {
  const bytes = Buffer.from(text);
  try {
    for (let start = 0; start < bytes.length; ) start += writeSync(fd, bytes, start);
  } catch (error) {
    onOutputError(fd)(error as NodeJS.ErrnoException);
  }
}

/** How the output failed, if it did. */
let outputFailure: number | undefined;

/** Without stdout there is nothing more to do; without stderr the report is still of use. */
function onOutputError(fd: 1 | 2): (error: NodeJS.ErrnoException) => void {
  return ({ code = 'unknown error' }) => {
    if (fd === 2 || outputFailure !== undefined) return;
    outputFailure = code === 'EPIPE' ? EXIT.pipeClosed : EXIT.outputFailed;
    if (code !== 'EPIPE') process.stderr.write(`skycheck: standard output cannot be written (${code}).\n`);
    exitAfterOutput(outputFailure);
  };
}

function watchOutput(): void {
  process.stdout.on('error', onOutputError(1));
  process.stderr.on('error', onOutputError(2));
}

const SIGNALS = {
  SIGHUP: EXIT.hungUp,
  SIGINT: EXIT.interrupted,
  SIGQUIT: EXIT.quit,
  SIGTERM: EXIT.terminated,
} as const;

/** What must not be left behind, the last first. */
const cleanUps = new Set<CleanUp>();

async function cleanUp(signal: NodeJS.Signals | undefined): Promise<void> {
  for (const work of [...cleanUps].reverse()) {
    cleanUps.delete(work);
    await work(signal);
  }
}

async function prepare(): Promise<CliContext> {
  const [{ machineHost }, { readStandardInput }] = await Promise.all([
    import('../node-host/machine-host.ts'),
    import('./standard-input.ts'),
  ]);
  const controller = new AbortController();
  for (const [signal, code] of Object.entries(SIGNALS)) {
    // A second signal does not wait for anything.
    process.once(signal, () => {
      controller.abort();
      cleanUp(signal as keyof typeof SIGNALS).finally(() => process.exit(code));
    });
  }
  const onExit = (work: CleanUp) => {
    cleanUps.add(work);
    return () => cleanUps.delete(work);
  };
  const env = { ...process.env };
  // The SDK's note about old versions of Node is for its developers; in CI it would be noise on stderr.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  // Certificates are checked whatever it says; Node would warn of it on stderr all the same.
  delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  const terminal: Terminal = {
    env,
    stdout: outputStream(process.stdout),
    stderr: outputStream(process.stderr),
  };
  return {
    host: machineHost({ env, cwd: process.cwd(), promptSecret, onExit: (end) => onExit(end) }),
    terminal,
    readStandardInput,
    version: SKYCHECK_VERSION,
    packageDir: path.join(__dirname, '..'),
    interrupted: controller.signal,
    onExit,
  };
}

/** Ends the process once everything is written, whatever is still open: an answer is never held up by a socket. */
function exitAfterOutput(code: number): void {
  const leave = () => cleanUp(undefined).finally(() => process.exit(outputFailure ?? code));
  process.exitCode = code;
  if (outputFailure !== undefined) leave();
  else process.stdout.write('', () => process.stderr.write('', leave));
}

async function promptSecret(question: string): Promise<string | undefined> {
  return (await import('./prompt.ts')).promptSecret(question);
}

/** The help of the program itself is printed without what parses arguments: it is the first thing that people try. */
function asksForHelpAlone(args: readonly string[]): boolean {
  const [only = '--help', ...others] = args;
  return others.length === 0 && (only === '--help' || only === '-h');
}

/** What a system answers that has no more of something to give, and what to look at. */
const USED_UP: Readonly<Record<string, string>> = {
  EMFILE: 'no more files may be open; `ulimit -n` shows the limit, and 256 is enough',
  ENFILE: 'no more files may be open on this machine',
  ENOMEM: 'there is no more memory; `ulimit -v` and the limits of a container may be what bounds it',
  EAGAIN: 'no more processes or threads may be started; `ulimit -u` shows the limit',
};

/** Ends as undecided where the machine's limits stop skycheck; anything else that arrives here is a bug. */
function endWithError(error: unknown): void {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  const limit = code === undefined ? undefined : USED_UP[code];
  if (limit === undefined) {
    endWithBug(error);
    return;
  }
  process.stderr.write(line`Undecided: this machine did not let skycheck go on (${code ?? ''}): ${limit}.\n`);
  exitAfterOutput(EXIT.inconclusive);
}

/** Says that what happened is a bug, with all that a report of it needs. */
function endWithBug(error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    printableLines(
      `skycheck ${SKYCHECK_VERSION}: this is a bug in skycheck, not in your setup.\n${text}\nNode ${process.version}, ${process.platform}. Please report it; check first that the text holds no secret.\n`,
    ),
  );
  exitAfterOutput(EXIT.bug);
}

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  const [first, profile] = args;
  if (first === ASK_JS_SDK) return (await import('./ask-js-sdk.ts')).printJsSdkAnswer(profile);
  watchOutput();
  if (asksForHelpAlone(args)) {
    outputStream(process.stdout).write(printableLines(`${PROGRAM_HELP.trim()}\n`));
    return exitAfterOutput(EXIT.ok);
  }
  const [{ runProgram }, context] = await Promise.all([import('./program.ts'), prepare()]);
  exitAfterOutput(await runProgram(args, context));
}

process.on('uncaughtException', endWithError);
main().catch(endWithError);
