/** Runs the command line inside the test's own process: the source itself, not what is built of it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { CleanUp, CliContext } from '../../../src/cli/context.ts';
import { runProgram } from '../../../src/cli/program.ts';
import type { OutputStream } from '../../../src/cli/terminal.ts';
import type { Host } from '../../../src/host.ts';
import { machineHost } from '../../../src/node-host/machine-host.ts';
import type { Clock } from '../../../src/time.ts';
import { NO_WAITS } from '../../support/clocks.ts';
import { ROOT } from './paths.ts';

const VERSION: string = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')).version;

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProgramSetup {
  /** The whole environment: nothing of the machine's is added. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** What standard input holds; nothing, where it is absent. */
  readonly stdin?: string;
  /** What is to be otherwise than on the machine. */
  readonly host?: Partial<Host>;
  /** By default waits pass at once and no time limit ends. */
  readonly clock?: Clock;
  /** Takes the place of Ctrl-C. */
  readonly interrupted?: AbortSignal;
  /** Columns of the terminal that stdout and stderr seem to be; they are none where it is absent. */
  readonly columns?: number;
}

/**
 * Runs the program to its end. An error that nothing in it catches is thrown, with its stack: a bug fails the test.
 *
 * @param args - as typed, without the program's name
 */
export async function runProgramHere(args: readonly string[], setup: ProgramSetup): Promise<Ended> {
  const { env, cwd, stdin = '', columns, clock = NO_WAITS } = setup;
  const stdout = captured(columns);
  const stderr = captured(columns);
  const cleanUps = new Set<CleanUp>();
  const context: CliContext = {
    host: {
      ...machineHost({ env, cwd, promptSecret: async () => undefined, clock }),
      ...setup.host,
    },
    terminal: { env, stdout, stderr },
    readStandardInput: async () => ({ kind: 'file', bytes: new TextEncoder().encode(stdin), mode: 0 }),
    version: VERSION,
    packageDir: ROOT,
    interrupted: setup.interrupted ?? new AbortController().signal,
    onExit: (cleanUp) => {
      cleanUps.add(cleanUp);
      return () => cleanUps.delete(cleanUp);
    },
  };
  const status = await runProgram(args, context);
  for (const cleanUp of cleanUps) await cleanUp(undefined);
  return { status, stdout: stdout.text(), stderr: stderr.text() };
}

function captured(columns: number | undefined): OutputStream & { text(): string } {
  const chunks: string[] = [];
  return {
    isTerminal: columns !== undefined,
    columns,
    write: (text) => {
      chunks.push(text);
    },
    text: () => chunks.join(''),
  };
}
