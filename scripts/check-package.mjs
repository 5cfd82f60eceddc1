// Holds the package to what it promises: what is in it, how large it is, that it runs installed, with no dependencies.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const MAX_PACKED_BYTES = 800 * 1024;
const REQUIRED = [
  'LICENSE',
  'README.md',
  'bin/skycheck.js',
  'dist/main.js',
  'dist/THIRD_PARTY_LICENSES.txt',
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
    throw new Error(`the package has ${pack.size} bytes, over ${MAX_PACKED_BYTES}`);
  const { dependencies = {}, version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  if (Object.keys(dependencies).length > 0) throw new Error('the package has runtime dependencies');

  run(
    'npm',
    [
      'install',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--prefix',
      work,
      path.join(work, pack.filename),
    ],
    work,
  );
  const installed = path.join(work, 'node_modules', 'skycheck', 'bin', 'skycheck.js');
  const printed = run(process.execPath, [installed, '--version'], work).trim();
  if (printed !== version) throw new Error(`the installed package says ${printed}, not ${version}`);
  run(process.execPath, [installed, 'aws', '--sandbox', 'admin'], work);
  console.log(`package: ${files.length} files, ${Math.round(pack.size / 1024)} KiB packed; runs installed`);
} finally {
  rmSync(work, { recursive: true, force: true });
}
