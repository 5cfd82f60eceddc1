/** The entry of the bundled program: streams, signals, and the one place where errors become exit statuses. */
import * as path from 'node:path';
import { machineHost } from '../node-host/machine-host.ts';
import { printableLines } from '../printable.ts';
import type { CleanUp, CliContext } from './context.ts';
import { EXIT } from './exit.ts';
import { runProgram } from './program.ts';
import { promptSecret } from './prompt.ts';
import { readStandardInput } from './standard-input.ts';
import type { OutputStream, Terminal } from './terminal.ts';

/** Filled in by the bundler. */
declare const SKYCHECK_VERSION: string;

function outputStream(stream: NodeJS.WriteStream): OutputStream {
  return {
    isTerminal: stream.isTTY === true,
    columns: stream.columns,
    write: (text) => {
      stream.write(text);
    },
  };
}

/** A reader that went away (`skycheck … | head`) is no error. */
function tolerateClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(process.exitCode ?? EXIT.ok);
      throw error;
    });
  }
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

function prepare(): CliContext {
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
  process.exitCode = code;
  process.stdout.write('', () =>
    process.stderr.write('', () => cleanUp(undefined).finally(() => process.exit(code))),
  );
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
  tolerateClosedPipes();
  exitAfterOutput(await runProgram(process.argv.slice(2), prepare()));
}

process.on('uncaughtException', endWithBug);
main().catch(endWithBug);
