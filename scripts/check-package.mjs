// Checks what the package promises: what is in it, how large it is, every licence text, no dependencies, and that
// `npm install --global` of it says and runs nothing and gives a program that works.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { parse } from 'yaml';
import { blocksOf } from './third-party-licences.mjs';

/** What is in it by part, and why it is not less, is in docs/PERFORMANCE.md. */
const MAX_PACKED_BYTES = 640 * 1024;
/** No licence is shorter: ISC has 15 lines. */
const SHORTEST_LICENCE = 600;
const REQUIRED = [
  'LICENSE',
  'README.md',
  'CHANGELOG.md',
  'bin/skycheck.js',
  'dist/main.js',
  'dist/THIRD_PARTY_LICENSES.txt',
  'dist/third-party.json',
  'SECURITY.md',
  'schema/report.schema.json',
  'scenarios/admin.yaml',
];

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const work = mkdtempSync(path.join(tmpdir(), 'skycheck-package-'));
const run = (command, args, cwd) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

try {
  const [pack] = JSON.parse(
    run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', work], root),
  );
  const files = pack.files.map((file) => file.path);
  const missing = REQUIRED.filter((file) => !files.includes(file));
  if (missing.length > 0) throw new Error(`not in the package: ${missing.join(', ')}`);
  const stray = files.filter((file) => /^(src|test|node_modules|\.ci)\//.test(file));
  if (stray.length > 0) throw new Error(`should not be in the package: ${stray.join(', ')}`);
  if (pack.size > MAX_PACKED_BYTES)
    throw new Error(`the package has ${pack.size} bytes, over ${MAX_PACKED_BYTES}: ${partsOf(files)}`);
  const { dependencies = {}, version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  if (Object.keys(dependencies).length > 0) throw new Error('the package has runtime dependencies');

  checkLicences();
  checkLock();
  checkSameBuild();
  const installed = installGlobally(path.join(work, pack.filename));
  const printed = run(installed, ['--version'], work).trim();
  if (printed !== version) throw new Error(`the installed package says ${printed}, not ${version}`);
  run(installed, ['aws', '--sandbox', 'admin'], work);
  const manual = path.join(path.dirname(installed), '../share/man/man1/skycheck.1');
  if (!readFileSync(manual, 'utf8').startsWith('.TH SKYCHECK 1'))
    throw new Error('the manual page is not installed');
  runAction(path.join(work, pack.filename));
  useAsLibrary(path.join(path.dirname(installed), '../lib/node_modules'));
  console.log(
    `package: ${files.length} files, ${Math.round(pack.size / 1024)} KiB packed (${partsOf(files)}); runs installed`,
  );
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** The step of action.yml, as a runner runs it, with this package, against a sandbox. */
function runAction(tarball) {
  const [step] = parse(readFileSync(path.join(root, 'action.yml'), 'utf8')).runs.steps;
  const output = path.join(work, 'output');
  writeFileSync(output, '');
  const env = Object.fromEntries(Object.keys(step.env).map((name) => [name, '']));
  const given = {
    SKYCHECK_VERSION: tarball,
    SKYCHECK_REQUIRE: 'compute,storage',
    SKYCHECK_MASK_ACCOUNT: 'true',
  };
  const github = {
    GITHUB_ACTIONS: 'true',
    GITHUB_OUTPUT: output,
    GITHUB_STEP_SUMMARY: path.join(work, 'summary.md'),
  };
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(root, 'bin/skycheck.js'), 'sandbox', 'minimal', '--', 'bash', '-c', step.run],
    { cwd: work, encoding: 'utf8', env: { ...process.env, ...env, ...given, ...github, RUNNER_TEMP: work } },
  );
  const outputs = readFileSync(output, 'utf8');
  const isRight =
    status === 1 &&
    /^verdict=not-ready\nenabled=\nreport=.*\.json\n$/.test(outputs) &&
    stdout.includes('::error') &&
    !/\d{12}/.test(stdout.replace(/^::add-mask::.*$/gm, '')) &&
    readFileSync(github.GITHUB_STEP_SUMMARY, 'utf8').includes('Not ready');
  if (!isRight) throw new Error(`action.yml ended with ${status}: ${outputs}${stdout}${stderr}`);
}

/** From a project of somebody else's, typed strictly, as an ES module and as CommonJS. */
function useAsLibrary(modules) {
  const project = path.join(work, 'project');
  mkdirSync(project);
  symlinkSync(modules, path.join(project, 'node_modules'));
  const use = `async function use(): Promise<string> {
  const report = await checkAws({ offline: true, require: ['compute', 'spot'] });
  const reasons: string[] = report.capabilities.map(({ id, status }) => id + status);
  return [report.verdict satisfies 'ready' | 'not-ready' | 'undecided', ...reasons].join();
}
// @ts-expect-error there is no such capability
checkAws({ require: ['no-such'] });
use().then((text) => process.stdout.write(text));
`;
  writeFileSync(
    path.join(project, 'module.mts'),
    `import { checkAws, type Report } from 'skycheck';\n${use}export type R = Report;\n`,
  );
  writeFileSync(
    path.join(project, 'common.cts'),
    `import skycheck = require('skycheck');\nconst { checkAws } = skycheck;\n${use}`,
  );
  const options = [
    '--module',
    'nodenext',
    '--strict',
    '--target',
    'es2022',
    '--types',
    'node',
    '--typeRoots',
    path.join(root, 'node_modules/@types'),
    '--outDir',
    '.',
  ];
  run(path.join(root, 'node_modules/.bin/tsc'), [...options, 'module.mts', 'common.cts'], project);
  for (const file of ['module.mjs', 'common.cjs']) {
    const said = run(process.execPath, [file], project);
    if (!said.startsWith('undecided,computeunknown')) throw new Error(`as a library, ${file} says ${said}`);
  }
}

/** The folders by their size, each packed by itself. */
function partsOf(files) {
  const parts = new Map();
  for (const file of files) {
    const part = /^dist\/chunks\//.test(file) ? 'chunks' : file.split('/')[0];
    parts.set(part, [...(parts.get(part) ?? []), readFileSync(path.join(root, file))]);
  }
  return [...parts]
    .map(([part, texts]) => [part, Math.round(gzipSync(Buffer.concat(texts), { level: 9 }).length / 1024)])
    .sort(([, a], [, b]) => b - a)
    .map(([part, kib]) => `${part} ${kib}`)
    .join(', ');
}

/** Every package of the bundle is named with the text of its licence. */
function checkLicences() {
  const read = (file) => readFileSync(path.join(root, 'dist', file), 'utf8');
  const bundled = [...new Set(Object.values(JSON.parse(read('chunks.json'))).flat())];
  const blocks = blocksOf(read('THIRD_PARTY_LICENSES.txt'));
  const licensed = blocks.filter(({ text }) => text.length >= SHORTEST_LICENCE).flatMap(({ names }) => names);
  const without = bundled.filter((name) => !licensed.includes(name));
  if (bundled.length === 0 || without.length > 0)
    throw new Error(`no licence text for ${without.join(', ') || 'any package'}`);
}

/** The lock file names no host: packages come from the registry that npm is set to. */
function checkLock() {
  const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  const foreign = Object.values(packages).flatMap(({ resolved }) =>
    resolved === undefined || resolved.startsWith('https://registry.npmjs.org/') ? [] : resolved,
  );
  if (foreign.length > 0) throw new Error(`the lock file names ${foreign.join(', ')}`);
}

/** A build in another folder is equal byte by byte. */
function checkSameBuild() {
  const other = path.join(work, 'another folder', 'skycheck');
  for (const name of ['src', 'scripts', 'schema', 'node_modules', 'package.json', 'tsconfig.json'])
    cpSync(path.join(root, name), path.join(other, name), { recursive: true });
  run('node', [path.join(other, 'scripts', 'build.mjs')], other);
  const filesIn = (folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
      .sort();
  const [here, there] = [path.join(root, 'dist'), path.join(other, 'dist')];
  if (filesIn(here).join() !== filesIn(there).join()) throw new Error('a build elsewhere has other files');
  const differing = filesIn(here).filter(
    (file) => !readFileSync(path.join(here, file)).equals(readFileSync(path.join(there, file))),
  );
  if (differing.length > 0) throw new Error(`a build elsewhere differs in ${differing.join(', ')}`);
}

/** Installs a tarball into an empty prefix with an empty home; npm must have nothing to warn of. */
function installGlobally(tarball) {
  const home = path.join(work, 'home');
  const prefix = path.join(work, 'prefix');
  for (const folder of [home, prefix]) mkdirSync(folder);
  const args = ['install', '--global', '--prefix', prefix, '--no-update-notifier', tarball];
  const env = { PATH: process.env.PATH, HOME: home };
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd: work, env, encoding: 'utf8' });
  if (status !== 0 || stderr.trim() !== '') throw new Error(`npm ${args.join(' ')}: ${stdout}${stderr}`);
  return path.join(prefix, 'bin', 'skycheck');
}
