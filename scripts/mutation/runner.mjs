// Runs in vitest's workers: each test once as it is, and then once for each mutant that it reaches and nobody noticed yet.
import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { startTests } from '@vitest/runner';
import { TestRunner } from 'vitest';

const folder = process.env.SKYCHECK_MUTATION_FOLDER;
const job = JSON.parse(readFileSync(path.join(folder, 'job.json'), 'utf8'));
const tried = new Set(job.ids);
const NONE = -1;

let active = NONE;
let reached = new Set();
let turns = 0;
let turnLimit = Number.POSITIVE_INFINITY;

globalThis.__mutation = {
  on(id) {
    reached.add(id);
    return id === active;
  },
  /** Ends loops that a mutant made endless. */
  turn() {
    turns += 1;
    if (turns > turnLimit) throw new Error('a mutant made a loop endless');
  },
};

function note(line) {
  appendFileSync(path.join(folder, `${process.pid}.jsonl`), `${JSON.stringify(line)}\n`);
}

/** Mutants that some worker is through with. */
function settledByAll() {
  const settled = new Set();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.jsonl'))) {
    for (const line of readFileSync(path.join(folder, file), 'utf8').split('\n')) {
      const killed = /^\{"killed":(\d+)/.exec(line);
      if (killed) settled.add(Number(killed[1]));
    }
  }
  return settled;
}

export default class MutationRunner extends TestRunner {
  settled = settledByAll();
  slowTries = new Map();
  /** Reached while modules were loaded, so that only loading them anew shows a difference. */
  reachedByLoading = new Set();
  reachedByTests = new Set();
  duration = 0;

  async importFile(file, source) {
    reached = new Set();
    try {
      return await super.importFile(file, source);
    } finally {
      if (active === NONE) for (const id of reached) this.reachedByLoading.add(id);
    }
  }

  async runTask(test) {
    const kept = test.onFinished;
    const plain = await this.#run(test, NONE, job.testTimeoutMs);
    if (plain.failure !== undefined) {
      note({ failing: fullName(test) });
      throw plain.failure;
    }
    this.duration += plain.ms;
    for (const id of plain.reached) this.reachedByTests.add(id);
    const worthTrying = [...plain.reached].filter((id) => tried.has(id) && !this.settled.has(id));
    note({ reached: worthTrying });
    const killed = [];
    let spentMs = 0;
    for (const id of worthTrying) {
      if (!this.#mayTry(id, plain.ms, spentMs)) continue;
      note({ trying: id });
      turnLimit = plain.turns * 20 + 100_000;
      const { failure, ms } = await this.#run(test, id, plain.ms * 10 + 500);
      spentMs += ms;
      if (failure !== undefined) killed.push(id);
    }
    if (killed.length > 0) {
      // A mutant may have left something behind that makes the test fail from then on: then it proves nothing.
      const again = await this.#run(test, NONE, job.testTimeoutMs);
      if (again.failure !== undefined) note({ unsteady: fullName(test) });
      else
        for (const id of killed) {
          this.settled.add(id);
          note({ killed: id, by: fullName(test) });
        }
    }
    test.onFinished = kept;
  }

  /** Slow tests try for a while only, and each mutant a few times: what the first do not notice, the next seldom do. */
  #mayTry(id, ms, spentMs) {
    if (ms < job.slowMs) return true;
    if (spentMs > job.slowTestMs) return false;
    const tries = this.slowTries.get(id) ?? 0;
    this.slowTries.set(id, tries + 1);
    return tries < job.slowTries;
  }

  /** Runs a test's function with one mutant, and what it left to be done at its end. */
  async #run(test, id, limitMs) {
    this.onBeforeTryTask(test);
    if (test.promises) test.promises.length = 0;
    test.onFinished = undefined;
    active = id;
    reached = new Set();
    turns = 0;
    if (id === NONE) turnLimit = Number.POSITIVE_INFINITY;
    const start = performance.now();
    const failure = await failureOf(TestRunner.getTestFn(test), limitMs);
    const result = { failure, ms: performance.now() - start, reached, turns };
    active = NONE;
    turnLimit = Number.POSITIVE_INFINITY;
    if (test.result?.state === 'fail') {
      result.failure ??= new Error('a soft assertion failed');
      test.result.state = 'run';
      test.result.errors = [];
    }
    for (const clean of (test.onFinished ?? []).reverse())
      await failureOf(() => clean(test.context), limitMs);
    test.onFinished = undefined;
    return result;
  }

  async onAfterRunFiles(files) {
    for (const file of files) await this.#tryLoading(file);
    super.onAfterRunFiles(files);
    for (const { filepath } of files) note({ done: filepath });
  }

  /** Mutants of what runs when a module is loaded: the modules are loaded anew with each. */
  async #tryLoading({ filepath }) {
    const ids = [...this.reachedByLoading].filter(
      (id) => tried.has(id) && !this.reachedByTests.has(id) && !this.settled.has(id),
    );
    note({ reached: ids });
    if (this.duration > job.slowFileMs) {
      if (ids.length > 0) note({ skipped: path.relative(job.root, filepath) });
      return;
    }
    for (const id of ids) {
      note({ trying: id });
      const source = job.files.findLast(({ first }) => first <= id).file;
      forget(this.workerState.evaluatedModules, source);
      active = id;
      turns = 0;
      turnLimit = 10_000_000;
      const failed = await this.#failsAnew(filepath);
      active = NONE;
      if (failed) {
        this.settled.add(id);
        note({ killed: id, by: path.relative(job.root, filepath) });
      }
      forget(this.workerState.evaluatedModules, source);
    }
    turnLimit = Number.POSITIVE_INFINITY;
  }

  async #failsAnew(filepath) {
    let failed = false;
    const quiet = Object.assign(Object.create(this), {
      onCollectStart() {},
      onCollected() {},
      onTaskUpdate() {},
      onBeforeRunFiles() {},
      onAfterRunFiles() {},
      onAfterRunSuite() {},
      onBeforeRunTask: async (test) => {
        if (failed) test.mode = 'skip';
        else await super.onBeforeRunTask(test);
      },
      runTask: async (test) => {
        turns = 0;
        const failure = await failureOf(TestRunner.getTestFn(test), this.duration * 10 + 1000);
        if (failure === undefined) return;
        failed = true;
        throw failure;
      },
    });
    const [file] = await startTests([filepath], quiet);
    return failed || file.result?.state === 'fail';
  }
}

async function failureOf(run, limitMs) {
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(() => resolve(new Error('out of time')), limitMs);
  });
  try {
    return await Promise.race([Promise.resolve(run()).then(() => undefined), late]);
  } catch (error) {
    return error ?? new Error('it failed');
  } finally {
    clearTimeout(timer);
  }
}

/** Makes vitest load a module anew, and with it all that import it. */
function forget(modules, id, seen = new Set()) {
  const node = modules.getModuleById(id);
  if (node === undefined || seen.has(id)) return;
  seen.add(id);
  for (const importer of node.importers) forget(modules, importer, seen);
  modules.invalidateModule(node);
}

function fullName(test) {
  const names = [];
  for (let task = test; task !== undefined; task = task.suite) names.unshift(task.name);
  return `${path.relative(job.root, test.file.filepath)} > ${names.filter((name) => name !== '').join(' > ')}`;
}
