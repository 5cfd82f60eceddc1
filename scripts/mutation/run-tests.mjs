// Runs vitest over the files with all mutants built in, and gathers what the workers wrote down.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startVitest } from 'vitest/node';
import { instrument } from './mutants.mjs';

/** A worker that does not get on for so long hangs in what it is trying. */
const STUCK_MS = 90_000;
const ROUNDS = 6;

/**
 * @param {object} plan
 * @param {string} plan.root
 * @param {readonly {file: string, code: string, found: object, first: number}[]} plan.sources - `file` is absolute
 * @param {readonly number[]} plan.ids - of the mutants to try
 * @param {readonly (readonly string[])[]} plan.testFiles - in groups, the quick ones first
 * @param {number} plan.workers
 * @param {number} plan.slowTries - how many slow tests try a mutant
 * @param {number} plan.slowTestMs - how long one slow test tries
 * @returns killed ids with the test that noticed, reached ids, tests that fail or prove nothing
 */
export async function runTests({ root, sources, ids, testFiles, workers, slowTries, slowTestMs }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'skycheck-mutation-'));
  const files = sources.map(({ file, first }) => ({ file, first }));
  const settings = { testTimeoutMs: 60_000, slowMs: 200, slowTestMs, slowFileMs: 4000, slowTries };
  writeFileSync(path.join(folder, 'job.json'), JSON.stringify({ root, files, ids, ...settings }));
  process.env.SKYCHECK_MUTATION_FOLDER = folder;
  process.env.CI = 'true';
  try {
    for (const group of testFiles) {
      let open = group;
      for (let round = 0; open.length > 0 && round < ROUNDS; round += 1) {
        await runOnce({ root, sources, folder, workers, files: open });
        const { done } = outcomeIn(folder);
        open = open.filter((file) => !done.has(file));
      }
    }
    return outcomeIn(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runOnce({ root, sources, folder, workers, files }) {
  const watch = setInterval(() => endStuckWorkers(folder), 5000);
  const progress = setInterval(() => {
    const { killed, done } = outcomeIn(folder);
    process.stderr.write(`${killed.size} changes noticed, ${done.size} test files done\n`);
  }, 30_000);
  const runner = fileURLToPath(new URL('runner.mjs', import.meta.url));
  const options = {
    root,
    watch: false,
    runner,
    maxWorkers: workers,
    pool: 'forks',
    isolate: true,
    execArgv: ['--no-warnings'],
    reporters: [{}],
    testTimeout: 0,
    hookTimeout: 0,
    teardownTimeout: 5000,
    dangerouslyIgnoreUnhandledErrors: true,
    silent: true,
  };
  const exitCode = process.exitCode;
  try {
    const vitest = await startVitest('test', [...files], options, { plugins: [mutants(sources)] });
    await vitest.close();
  } finally {
    clearInterval(watch);
    clearInterval(progress);
    process.exitCode = exitCode;
  }
}

function mutants(sources) {
  const byFile = new Map(sources.map((source) => [source.file, source]));
  return {
    name: 'mutants',
    enforce: 'pre',
    transform(code, id) {
      const source = byFile.get(id.split('?')[0]);
      if (source === undefined) return null;
      if (code !== source.code) throw new Error(`${id} has changed since it was read`);
      return { code: instrument(code, source.found, source.first), map: null };
    },
  };
}

function linesOf(file) {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

function endStuckWorkers(folder) {
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.jsonl'))) {
    const file = path.join(folder, name);
    const last = linesOf(file).at(-1);
    if (last?.trying === undefined || Date.now() - statSync(file).mtimeMs < STUCK_MS) continue;
    writeFileSync(file, `${JSON.stringify({ killed: last.trying, by: 'a time limit' })}\n`, { flag: 'a' });
    try {
      process.kill(Number.parseInt(name, 10), 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

function outcomeIn(folder) {
  const outcome = {
    killed: new Map(),
    reached: new Set(),
    done: new Set(),
    failing: [],
    unsteady: [],
    skipped: [],
  };
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.jsonl'))) {
    for (const line of linesOf(path.join(folder, name))) {
      if (line.killed !== undefined) outcome.killed.set(line.killed, line.by);
      for (const id of line.reached ?? []) outcome.reached.add(id);
      if (line.done !== undefined) outcome.done.add(line.done);
      if (line.failing !== undefined) outcome.failing.push(line.failing);
      if (line.skipped !== undefined) outcome.skipped.push(line.skipped);
      if (line.unsteady !== undefined) outcome.unsteady.push(line.unsteady);
    }
  }
  return outcome;
}
