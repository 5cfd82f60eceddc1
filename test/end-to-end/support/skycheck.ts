/** Runs skycheck as a person would, in a home of its own. */
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { onTestFinished } from 'vitest';
import type { Report } from '../../../src/report/report.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { shipped, started } from '../../sandbox/support.ts';
import { ROOT } from './paths.ts';
import { type Ended, runProgramHere } from './run-program.ts';
import { spawnProgram } from './spawn-program.ts';

export { BIN, ROOT } from './paths.ts';

export interface RunOptions {
  /** Beside HOME and PATH. */
  readonly env?: Readonly<Record<string, string>>;
  readonly home?: string;
  readonly cwd?: string;
  /** What standard input holds. */
  readonly stdin?: string;
}

/**
 * Runs the command line in this process, or as a process where the gate runs it under another version of Node: the
 * output is the same.
 */
export async function skycheck(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const setup = { ...options, env: await environmentOf(options), cwd: options.cwd ?? ROOT };
  return process.env.SKYCHECK_NODE === undefined ? runProgramHere(args, setup) : spawnProgram(args, setup);
}

/** Runs bin/skycheck.js in a process of its own; for what only a process shows. */
export async function spawnSkycheck(
  args: readonly string[],
  options: RunOptions & { readonly nodeArgs?: readonly string[] } = {},
): Promise<Ended> {
  return spawnProgram(args, { ...options, env: await environmentOf(options) });
}

/** Nothing of this machine: an `aws` on its PATH would show in the report. */
async function environmentOf(options: RunOptions): Promise<Readonly<Record<string, string>>> {
  const home = options.home ?? (await temporaryHome({}));
  return { PATH: path.join(home, 'bin'), HOME: home, AWS_EC2_METADATA_DISABLED: 'true', ...options.env };
}

/** A home on disk, and the environment, of a sandbox that runs until the test ends; `files` are added to it. */
export async function sandboxHome(
  scenario: string,
  files: Readonly<Record<string, string>> = {},
): ReturnType<typeof homeOf> {
  const inside = await homeOf(await started(shipped(scenario)));
  for (const [name, text] of Object.entries(files)) await writeInto(inside.home, name, text);
  return inside;
}

/** The home of a sandbox, written to disk until the test ends, and the environment that goes with it. */
export async function homeOf(
  sandbox: Sandbox,
): Promise<{ readonly home: string; readonly env: Readonly<Record<string, string>> }> {
  const home = await temporaryHome({});
  for (const { path: name, text, mode } of sandbox.files(home)) await writeInto(home, name, text, mode);
  return { home, env: { ...sandbox.environment(home) } };
}

/** Runs a command in the home of a sandbox, as `skycheck sandbox SCENARIO -- skycheck …` does. */
export async function skycheckInSandbox(scenario: string, args: readonly string[]): Promise<Ended> {
  return skycheck(args, await sandboxHome(scenario));
}

/** A home directory with the given files, removed when the test ends. */
export async function temporaryHome(files: Readonly<Record<string, string>>): Promise<string> {
  const home = await mkdtemp(path.join(tmpdir(), 'skycheck-test-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) await writeInto(home, name, text);
  return home;
}

async function writeInto(home: string, name: string, text: string, mode?: number): Promise<void> {
  const file = path.join(home, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text, mode === undefined ? {} : { mode });
}

export type SchemaName =
  | 'report'
  | 'report-of-profiles'
  | 'report-diff'
  | 'configure-list'
  | 'list-profiles'
  | 'configure-compare';

const ajv = new Ajv2020({ strict: false, validateFormats: false });

/** Parses a JSON document that was printed, and holds it to the schema that ships. */
export function parseBy<T>(schema: SchemaName, stdout: string): T {
  const validate =
    ajv.getSchema(schema) ??
    ajv
      .addSchema(JSON.parse(readFileSync(path.join(ROOT, 'schema', `${schema}.schema.json`), 'utf8')), schema)
      .getSchema(schema);
  const document: unknown = JSON.parse(stdout);
  if (validate === undefined || !validate(document)) {
    throw new Error(`not by the schema: ${JSON.stringify(validate?.errors, null, 2)}`);
  }
  return document as T;
}

/** Parses a JSON report and holds it to the shipped schema. */
export function parseReport(stdout: string): Report {
  return parseBy<Report>('report', stdout);
}

/** What differs from run to run, replaced: times and ports. */
export function stable(text: string): string {
  return text
    .replace(/"checkedAt": "[^"]*"/g, '"checkedAt": "<now>"')
    .replace(/"expiresAt": "[^"]*"/g, '"expiresAt": "<time>"')
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d UTC \((in [^)]*|[^)]* ago)\)/g, '<time>')
    .replace(/(expire[sd]) (in [^(]*|[^(]* ago)\s+\([^)]* UTC\)/g, '$1 <time>')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>')
    .replace(/\b\d{8}T\d{6}Z/g, '<time>')
    .replace(/botocore-session-\d+/g, 'botocore-session-<time>')
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:<port>')
    .replace(/(was|are) \d+ (minutes?|hours?) (ago)/g, '$1 <time> $3');
}
