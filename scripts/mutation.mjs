// Changes the code in small ways and says which share of the changes some test notices.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { mutantsOf } from './mutation/mutants.mjs';
import { relatedTests } from './mutation/related-tests.mjs';
import { runTests } from './mutation/run-tests.mjs';
import { sample } from './mutation/sample.mjs';
import { survivorsPage } from './mutation/survivors-page.mjs';

const USAGE = `npm run mutation -- [options]
  --files PATH,…    files and folders to change (default: ${['findings', 'check', 'permissions', 'policy', 'report'].map((name) => `src/${name}`).join(',')})
  --tests PATH,…    only these test files and folders (default: all that import a changed file)
  --sample N        only N of the changes, drawn by --seed S (default 1)
  --workers N       side by side (default 2)
  --slow-tries N    how many slow tests try one change (default 3)
  --slow-seconds N  how long one slow test tries (default 20)
  --json FILE       every change with what became of it
  --survivors FILE  writes the page of what no test noticed; explanations in it are kept,
                    and what it says of files that were not measured
  --min SHARE       exit 1 where the share in percent is lower
`;

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const SURVIVORS = path.join(root, 'docs/mutation-survivors.md');

const { values: options } = parseArgs({
  options: {
    files: { type: 'string', default: 'src/findings,src/check,src/permissions,src/policy,src/report' },
    tests: { type: 'string' },
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: '2' },
    'slow-tries': { type: 'string', default: '3' },
    'slow-seconds': { type: 'string', default: '20' },
    json: { type: 'string' },
    survivors: { type: 'string' },
    min: { type: 'string', default: '0' },
    help: { type: 'boolean', short: 'h' },
  },
});
if (options.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}

const sources = readSources(filesUnder(options.files, '.ts'));
const all = sources.flatMap(({ file, found, first }) =>
  found.mutants.map((mutant, index) => ({ ...mutant, id: first + index, file: path.relative(root, file) })),
);
const chosen = options.sample === undefined ? all : sample(all, Number(options.sample), Number(options.seed));
const tests = relatedTests(
  filesUnder(options.tests ?? 'test', '.test.ts').filter((file) => !file.includes('/interop/')),
  sources.map(({ file }) => file),
);
process.stdout.write(`${chosen.length} changes in ${sources.length} files, ${tests.length} test files\n`);
const isSlow = (file) => file.includes('/end-to-end/');
const outcome = await runTests({
  root,
  sources,
  ids: chosen.map(({ id }) => id),
  testFiles: [tests.filter((file) => !isSlow(file)), tests.filter(isSlow)],
  workers: Number(options.workers),
  slowTries: Number(options['slow-tries']),
  slowTestMs: Number(options['slow-seconds']) * 1000,
});
const results = chosen.map((mutant) => ({ ...mutant, ...fateOf(mutant.id) }));

const share = printSummary();
if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(results, null, 1)}\n`);
if (options.survivors !== undefined) {
  const page = path.resolve(options.survivors === '' ? SURVIVORS : options.survivors);
  writeFileSync(
    page,
    survivorsPage(results, page, (file) => existsSync(path.join(root, file))),
  );
}
process.exitCode = share < Number(options.min) ? 1 : 0;

function filesUnder(list, suffix) {
  return list.split(',').flatMap((name) => {
    const full = path.resolve(root, name);
    if (statSync(full).isFile()) return [full];
    return readdirSync(full, { recursive: true })
      .map((entry) => path.join(full, entry))
      .filter((file) => file.endsWith(suffix))
      .sort();
  });
}

function readSources(files) {
  let first = 0;
  return files.map((file) => {
    const code = readFileSync(file, 'utf8');
    const source = { file, code, found: mutantsOf(file, code), first };
    first += source.found.mutants.length;
    return source;
  });
}

function fateOf(id) {
  if (outcome.killed.has(id)) return { fate: 'noticed', by: outcome.killed.get(id) };
  return { fate: outcome.reached.has(id) ? 'survived' : 'not reached' };
}

/** @returns the whole share in percent */
function printSummary() {
  const folderOf = ({ file }) => file.split('/').slice(0, 2).join('/');
  for (const key of [...new Set(results.map(folderOf))]) {
    const inFolder = results.filter((result) => folderOf(result) === key);
    for (const file of [...new Set(inFolder.map((result) => result.file))]) {
      printLine(
        `  ${file}`,
        inFolder.filter((result) => result.file === file),
      );
    }
    printLine(key, inFolder);
  }
  for (const name of outcome.failing) process.stdout.write(`fails without any change: ${name}\n`);
  for (const name of outcome.unsteady) process.stdout.write(`does not recover from a change: ${name}\n`);
  for (const name of outcome.skipped)
    process.stdout.write(`too slow to be loaded anew for each change: ${name}\n`);
  return printLine('all', results);
}

function printLine(name, some) {
  const count = (fate) => some.filter((result) => result.fate === fate).length;
  const share = some.length === 0 ? 100 : (100 * count('noticed')) / some.length;
  const columns = [`${share.toFixed(1)} %`.padStart(8), `${count('noticed')} of ${some.length}`.padStart(13)];
  process.stdout.write(
    `${columns.join(' ')}  ${name}${count('not reached') > 0 ? `  (${count('not reached')} not reached)` : ''}\n`,
  );
  return share;
}
