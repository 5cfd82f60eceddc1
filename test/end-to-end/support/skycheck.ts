/** Runs the built program as a person would, in a home of its own. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { onTestFinished } from 'vitest';
import type { Report } from '../../../src/report/model.ts';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
export const BIN = path.join(ROOT, 'bin', 'skycheck.js');
/** The Node that runs the program: another version's where the gate tests that. */
export const NODE = process.env.SKYCHECK_NODE ?? process.execPath;

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly home?: string;
  readonly cwd?: string;
  /** Arguments for Node itself. */
  readonly nodeArgs?: readonly string[];
  /** The program is stopped after this time: a test never hangs. */
  readonly timeoutMs?: number;
}

/** Spawns bin/skycheck.js with nothing of this machine: an `aws` on its PATH would show in the report. */
export async function skycheck(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const home = options.home ?? (await temporaryHome({}));
  const env = {
    PATH: path.join(home, 'bin'),
    HOME: home,
    AWS_EC2_METADATA_DISABLED: 'true',
    ...options.env,
  };
  return run(NODE, [...(options.nodeArgs ?? []), BIN, ...args], { ...options, env });
}

/** Runs a program to its end. */
export function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: options.env ?? {},
      cwd: options.cwd ?? ROOT,
      timeout: options.timeoutMs ?? 25_000,
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout, stderr }));
  });
}

/** A home directory with the given files, removed when the test ends. */
export async function temporaryHome(files: Readonly<Record<string, string>>): Promise<string> {
  const home = await mkdtemp(path.join(tmpdir(), 'skycheck-test-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(home, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  return home;
}

export type SchemaName = 'report' | 'report-of-profiles' | 'configure-list' | 'list-profiles';

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
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>')
    .replace(/\b\d{8}T\d{6}Z/g, '<time>')
    .replace(/botocore-session-\d+/g, 'botocore-session-<time>')
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:<port>')
    .replace(/(was|are) \d+ (minutes?|hours?) (ago)/g, '$1 <time> $3');
}
