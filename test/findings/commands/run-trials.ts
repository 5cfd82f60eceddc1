/** Runs printed commands in a real shell, in homes of their own, and looks whether the finding is gone. */
import { readFileSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { shellWord } from '../../../src/findings/fix-step.ts';
import type { FileRead } from '../../../src/host.ts';
import { readWholeFile } from '../../../src/node-host/files.ts';
import type { Report, ReportFixStep } from '../../../src/report/report.ts';
import { type Sandbox, type Scenario, startSandbox } from '../../../src/sandbox/sandbox.ts';
import { BIN } from '../../end-to-end/support/paths.ts';
import { runProgramHere } from '../../end-to-end/support/run-program.ts';
import { NODE, runProcess } from '../../end-to-end/support/spawn-program.ts';
import { keysOf } from '../../sandbox/support.ts';
import { NO_WAITS } from '../../support/clocks.ts';
import { afterCall, withStatements } from './account-changes.ts';

/** A person in trouble, and what is printed for them. */
export interface Trial {
  readonly what: string;
  /** The finding whose fix is tried. */
  readonly code: string;
  /** Files of the home, by their paths in it, with `{home}` for its own path; `null` is a directory. */
  readonly files?: Readonly<Record<string, string | Uint8Array | null>>;
  /** Symbolic links in the home. */
  readonly links?: Readonly<Record<string, string>>;
  /** Modes of some of them. */
  readonly modes?: Readonly<Record<string, number>>;
  /** Numbers of the users whose some of them are; nobody else can read those. */
  readonly owners?: Readonly<Record<string, number>>;
  readonly env?: Readonly<Record<string, string>>;
  /** The account; without one no call is made. */
  readonly scenario?: Scenario;
  /** Beside `aws --format json`; by default an account is looked at in one region. */
  readonly flags?: readonly string[];
  /** Which of the printed steps are tried; all, where it is absent. */
  readonly only?: RegExp;
  /** The steps that apply the missing policy, and not those of the finding. */
  readonly appliesPolicy?: true;
  /** The verdict afterwards, where nothing else is in the way. */
  readonly ends?: Report['verdict'];
  /** What the person types when asked; `{key}` and `{secret}` are those of the sandbox's user. */
  readonly typed?: string;
  /** What programs are given that make keys. */
  readonly given?: Readonly<Record<string, string>>;
  /** What can be seen only once the finding is gone. */
  readonly reveals?: readonly string[];
  /** What the person does in the editor to the line that it opens, for `sed`. */
  readonly edit?: string;
}

/** What came of it. */
export interface Outcome {
  readonly trial: Trial;
  readonly steps: readonly ReportFixStep[];
  /** What went wrong; undefined where the finding is gone. */
  readonly problem: string | undefined;
}

const STAND_IN_AWS = fileURLToPath(new URL('stand-ins/aws.mjs', import.meta.url));

/** Programs that stand in for those that are not on every machine. */
function programs(aws: string): Readonly<Record<string, string>> {
  return {
    aws,
    skycheck: `exec ${shellWord(NODE)} ${shellWord(BIN)} "$@"`,
    sudo: 'exec "$@"',
    editor: 'sed -i "$(printf %s "$1" | tr -d +)$EDIT" "$2"',
    // Installs awscrt where it belongs to, as pip does.
    // Writes temporary keys into a profile, or shows them for this shell.
    saml2aws: [
      'if [ "$1" = script ]; then',
      'echo "export AWS_ACCESS_KEY_ID=$NEW_KEY AWS_SECRET_ACCESS_KEY=$NEW_SECRET AWS_SESSION_TOKEN=$NEW_TOKEN"; exit; fi',
      'for pair in aws_access_key_id=$NEW_KEY aws_secret_access_key=$NEW_SECRET aws_session_token=$NEW_TOKEN; do',
      'aws configure set "${pair%%=*}" "${pair#*=}" --profile "${3:-default}"; done',
    ].join('\n'),
    'gimme-aws-creds': 'saml2aws login --profile default',
    uv: 'exec pip "$@"',
    pipx: 'exec pip "$@"',
    pip: 'for site in "$HOME"/venv/lib/python3.*/site-packages "$HOME"/.local/*/*/*/*/lib/python3.*/site-packages; do test -d "$site" && mkdir -p "$site/awscrt" "$site/awscrt-0.31.1.dist-info" && touch "$site/awscrt/x" "$site/awscrt-0.31.1.dist-info/METADATA" && : > "$site/_awscrt.abi3.so" || true; done',
  };
}

/** The stand-in for the AWS CLI. */
export const STAND_IN = `exec ${shellWord(NODE)} ${shellWord(STAND_IN_AWS)} "$@"`;

interface Prepared {
  readonly trial: Trial;
  readonly folder: string;
  readonly sandbox: Sandbox | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly steps: readonly ReportFixStep[];
  readonly typed: string;
  readonly before: Report;
  readonly problem: string | undefined;
}

interface ShellSetup {
  readonly shell: string;
  /** The body of the script that stands for `aws`. */
  readonly aws: string;
  /** Where other programs are. */
  readonly path?: string;
}

/** Tries all in one run of a shell; `aws` is the body of the script of that name. */
export async function runTrials(
  trials: readonly Trial[],
  { shell, aws, path: others = '/usr/bin:/bin' }: ShellSetup,
): Promise<readonly Outcome[]> {
  const root = await fs.mkdtemp(path.join(tmpdir(), 'skycheck-commands-'));
  const bin = path.join(root, 'bin');
  await fs.mkdir(bin);
  for (const [name, body] of Object.entries(programs(aws)))
    await fs.writeFile(path.join(bin, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  const prepared: Prepared[] = [];
  try {
    for (const [index, trial] of trials.entries())
      prepared.push(await prepare(trial, path.join(root, `${index}`), `${bin}:${others}`));
    const script = prepared.filter(({ problem }) => problem === undefined).map(scriptOf);
    const PATH = `${bin}:${process.env.PATH}`;
    const env = { PATH, EDITOR: 'editor', HOME: root };
    await runProcess(shell, ['-c', script.join('\n')], { env, cwd: root });
    const outcomes: Outcome[] = [];
    for (const entry of prepared) outcomes.push(await conclude(entry));
    return outcomes;
  } finally {
    await Promise.all(prepared.map(({ sandbox }) => sandbox?.close()));
    await fs.rm(root, { recursive: true, force: true });
  }
}

async function prepare(trial: Trial, folder: string, bin: string): Promise<Prepared> {
  const home = path.join(folder, 'home');
  await fs.mkdir(home, { recursive: true });
  const sandbox = trial.scenario === undefined ? undefined : await sandboxOf(trial.scenario);
  for (const { path: name, text, mode } of sandbox?.files(home) ?? []) await put(home, name, text, mode);
  for (const [name, content] of Object.entries(trial.files ?? {})) {
    const filled = typeof content === 'string' ? content.replaceAll('{home}', home) : content;
    await put(home, name, filled, trial.modes?.[name] ?? 0o600);
    const owner = trial.owners?.[name];
    if (owner !== undefined) await fs.chown(path.join(home, name), owner, owner);
  }
  for (const [name, target] of Object.entries(trial.links ?? {})) {
    await fs.mkdir(path.dirname(path.join(home, name)), { recursive: true });
    await fs.symlink(target, path.join(home, name));
  }
  const ofSandbox = sandbox?.environment(home) ?? { AWS_EC2_METADATA_DISABLED: 'true' };
  const own = Object.entries(trial.env ?? {}).map(([name, text]) => [name, text.replaceAll('{home}', home)]);
  const PATH = `${home}/bin:${bin}`;
  const env = { ...ofSandbox, PATH, HOME: home, ...Object.fromEntries(own) };
  const report = await reportOf(trial, env, home);
  const seen = report.findings.filter(({ code }) => code === trial.code);
  const all = trial.appliesPolicy === true ? (report.missingPolicyFix ?? []) : seen.flatMap(({ fix }) => fix);
  const steps = all.filter(({ text }) => trial.only?.test(text) ?? true);
  const codes = report.findings.map(({ code }) => code).join(', ');
  const problem =
    seen.length === 0 ? `not found, but ${codes}` : steps.length === 0 ? 'no such step' : undefined;
  return { trial, folder, sandbox, env, steps, typed: typedBy(trial, sandbox), before: report, problem };
}

function typedBy({ typed = '' }: Trial, sandbox: Sandbox | undefined): string {
  if (sandbox === undefined) return typed;
  const { accessKeyId, secretAccessKey } = keysOf(sandbox);
  return typed.replace('{key}', accessKeyId).replace('{secret}', secretAccessKey);
}

async function put(
  home: string,
  name: string,
  content: string | Uint8Array | null,
  mode: number,
): Promise<void> {
  const file = path.join(home, name);
  await fs.mkdir(content === null ? file : path.dirname(file), { recursive: true, mode: 0o700 });
  if (content !== null) await fs.writeFile(file, content, { mode });
  if (content !== null) await fs.chmod(file, mode);
}

async function sandboxOf(scenario: Scenario): Promise<Sandbox> {
  const start = await startSandbox({ scenario, clock: NO_WAITS });
  if (start.kind === 'failed') throw new Error(start.message);
  return start.sandbox;
}

/** Fewer calls for the same findings. */
const ONE_REGION = ['--region', 'us-east-1'];

async function reportOf(trial: Trial, env: Readonly<Record<string, string>>, cwd: string): Promise<Report> {
  const calls = trial.scenario === undefined ? ['--offline'] : [];
  const flags = trial.flags ?? (trial.scenario === undefined ? [] : ONE_REGION);
  const args = ['aws', '--format', 'json', ...calls, ...flags];
  const host = trial.owners === undefined ? {} : { readFile: readOwn };
  const { stdout, stderr } = await runProgramHere(args, { env, cwd, host });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

/** Reads as one who is not root: not the files of others. */
async function readOwn(file: string): Promise<FileRead> {
  const read = await readWholeFile(file);
  const isOwn = read.kind !== 'file' || (await fs.stat(file)).uid === process.getuid?.();
  return isOwn ? read : { kind: 'unreadable', code: 'EACCES' };
}

/** Runs the commands of a trial where it left off, and writes down how they ended and what became of the environment. */
function scriptOf({ trial, folder, env, steps, typed }: Prepared): string {
  const settings = Object.entries({
    ...env,
    CALLS: path.join(folder, 'calls'),
    EDIT: trial.edit ?? 'd',
    ...trial.given,
  });
  const lines = steps
    .filter(({ kind, text }) => kind === 'command' || text.startsWith('"$'))
    .map(({ text }) => text);
  return [
    `( exec > ${shellWord(`${folder}/output`)} 2>&1; set -e; cd ${shellWord(folder)}`,
    ...settings.map(([name, value]) => `export ${shellWord(`${name}=${value}`)}`),
    ...lines,
    `env -0 > ${shellWord(`${folder}/environment`)}`,
    `) <<'TYPED'\n${typed}\nTYPED`,
  ].join('\n');
}

async function conclude({ trial, folder, sandbox, env, steps, before, problem }: Prepared): Promise<Outcome> {
  if (problem !== undefined) return { trial, steps, problem };
  const home = env.HOME ?? '';
  const after = await environmentAfter(folder);
  if (after === undefined) {
    const output = await fs.readFile(path.join(folder, 'output'), 'utf8').catch(() => '');
    return { trial, steps, problem: `failed: ${output}` };
  }
  await changeByHand(steps, home);
  const scenario = await scenarioAfter(trial, folder, steps);
  const changed =
    scenario === trial.scenario || scenario === undefined ? undefined : await sandboxOf(scenario);
  try {
    const endpoint = changed ?? sandbox;
    const report = await reportOf(
      trial,
      endpoint === undefined ? after : { ...after, AWS_ENDPOINT_URL: endpoint.endpoint },
      home,
    );
    const left = report.findings.find(({ code }) => code === trial.code);
    if (left !== undefined) return { trial, steps, problem: `still there: ${left.detail}` };
    if (trial.ends !== undefined && report.verdict !== trial.ends)
      return { trial, steps, problem: `ends ${report.verdict}: ${report.verdictReason}` };
    const made = problemsOf(report).filter(
      (code) => !problemsOf(before).includes(code) && trial.reveals?.includes(code) !== true,
    );
    return { trial, steps, problem: made.length === 0 ? undefined : `made ${made.join(', ')}` };
  } finally {
    await changed?.close();
  }
}

/** Of a check that comes further than before. */
const REVEALED: readonly string[] = ['capability-undecided', 'profile-name-not-shipped'];

function problemsOf({ findings }: Report): readonly string[] {
  return findings
    .filter(({ code, severity }) => severity !== 'info' && !REVEALED.includes(code))
    .map(({ code }) => code);
}

async function environmentAfter(folder: string): Promise<Readonly<Record<string, string>> | undefined> {
  const text = await fs.readFile(path.join(folder, 'environment'), 'utf8').catch(() => undefined);
  return text === undefined
    ? undefined
    : Object.fromEntries(
        text
          .split('\0')
          .filter((entry) => entry.includes('='))
          .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
      );
}

/** What a person does who reads `in FILE:LINE, change A to B`. */
async function changeByHand(steps: readonly ReportFixStep[], home: string): Promise<void> {
  for (const { text } of steps) {
    const [, file = '', line, from = '', to = ''] = /^in (.+?):(\d+), change (.+) to (.+)$/.exec(text) ?? [];
    if (file === '') continue;
    const place = file.replace(/^~/, home);
    const lines = (await fs.readFile(place, 'utf8')).split('\n');
    const at = Number(line) - 1;
    lines[at] = (lines[at] ?? '').replace(from, to);
    await fs.writeFile(place, lines.join('\n'));
  }
}

async function scenarioAfter(
  { scenario }: Trial,
  folder: string,
  steps: readonly ReportFixStep[],
): Promise<Scenario | undefined> {
  if (scenario === undefined) return undefined;
  const calls = (await fs.readFile(path.join(folder, 'calls'), 'utf8').catch(() => ''))
    .split('\n')
    .filter(Boolean);
  const read = (file: string) => readFileSync(path.join(folder, file), 'utf8');
  const called = calls.reduce((after, call) => afterCall(after, JSON.parse(call), read), scenario);
  const statements: readonly unknown[] = steps
    .filter(({ kind }) => kind === 'statement')
    .flatMap(({ text }) => JSON.parse(`[${text}]`));
  return statements.length === 0 ? called : withStatements(called, statements);
}
