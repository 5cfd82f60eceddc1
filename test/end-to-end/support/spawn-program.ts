/** Runs bin/skycheck.js, and with it what is built, in a process of its own: for what only a process shows. */
import { spawn } from 'node:child_process';
import { BIN, ROOT } from './paths.ts';
import type { Ended } from './run-program.ts';

/** The Node that runs the program: another version's where the gate tests that. */
export const NODE = process.env.SKYCHECK_NODE ?? process.execPath;

export interface ProcessSetup {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly stdin?: string;
}

/** A process that hangs is stopped after so many milliseconds, before the test's own limit. */
const LONGEST_MS = 110_000;

/** Spawns the program; `nodeArgs` are for Node itself. */
export function spawnProgram(
  args: readonly string[],
  setup: ProcessSetup & { readonly nodeArgs?: readonly string[] } = {},
): Promise<Ended> {
  return runProcess(NODE, [...(setup.nodeArgs ?? []), BIN, ...args], setup);
}

/** Runs any program to its end. */
export function runProcess(
  program: string,
  args: readonly string[],
  setup: ProcessSetup = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: [setup.stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      env: setup.env ?? {},
      cwd: setup.cwd ?? ROOT,
      timeout: LONGEST_MS,
    });
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout, stderr }));
    // A program that ends without reading its input is no error.
    child.stdin?.on('error', () => undefined).end(setup.stdin);
  });
}
