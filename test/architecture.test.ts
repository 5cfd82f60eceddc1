import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const SRC = fileURLToPath(new URL('../src', import.meta.url));

/** Open to all. */
const OPEN = ['aws-facts', 'time.ts', 'file-line.ts', 'group-by.ts', 'host.ts', 'closest-word.ts'];

/** What each room may import from, itself and the open ones aside. Arrows run downwards only. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  cli: ['*'],
  'check.ts': ['check', 'findings', 'credentials', 'aws', 'report'],
  'check-policies.ts': ['check', 'findings', 'policy', 'permissions', 'iam', 'skypilot', 'report'],
  'check-trust.ts': ['check', 'findings', 'policy', 'web-identity', 'report'],
  'check-profiles.ts': ['check.ts', 'check', 'credentials', 'aws', 'report'],
  'configure.ts': ['check', 'credentials', 'aws'],
  'configure-compare.ts': ['compare', 'check', 'credentials', 'aws'],
  compare: ['findings', 'credentials', 'config', 'aws'],
  'explain-pasted.ts': ['pasted', 'findings', 'permissions', 'report'],
  pasted: ['aws', 'permissions', 'findings', 'skypilot'],
  check: [
    'iam',
    'account',
    'task',
    'findings',
    'policy',
    'conditions',
    'permissions',
    'credentials',
    'config',
    'aws',
    'skypilot',
    'report',
    'web-identity',
  ],
  policy: ['permissions', 'iam', 'skypilot', 'aws', 'config', 'account', 'web-identity'],
  findings: [
    'policy',
    'conditions',
    'account',
    'permissions',
    'credentials',
    'config',
    'aws',
    'iam',
    'skypilot',
    'report',
    'web-identity',
    'task',
  ],
  conditions: ['permissions', 'account', 'credentials', 'config', 'aws', 'skypilot'],
  permissions: ['account', 'aws', 'iam', 'skypilot'],
  account: ['aws', 'iam', 'skypilot', 'config'],
  credentials: ['config', 'aws', 'web-identity', 'shell-files'],
  report: ['permissions', 'conditions', 'printable.ts'],
  task: ['skypilot', 'config'],
  sandbox: ['iam', 'config', 'skypilot'],
  skypilot: ['iam', 'config'],
  config: [],
  'shell-files': ['config'],
  // The read-only guard lets out what the requirements try.
  aws: ['skypilot'],
  'web-identity': ['iam'],
  iam: [],
  'aws-facts': [],
  'file-line.ts': [],
  'group-by.ts': [],
  'time.ts': [],
  'host.ts': [],
  'node-host': [],
  'closest-word.ts': [],
  'printable.ts': [],
};

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll(path.sep, '/'))
  .filter((file) => file.endsWith('.ts'));

function roomOf(file: string): string {
  return file.split('/')[0] ?? file;
}

function source(file: string): string {
  return readFileSync(path.join(SRC, file), 'utf8');
}

/** The files of src that a file imports, types and lazy imports included. */
function importsOf(file: string): readonly string[] {
  return [...source(file).matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map((match) =>
    path.posix.join(path.posix.dirname(file), match[1] ?? ''),
  );
}

describe('the documents', () => {
  const read = (name: string) => readFileSync(path.join(SRC, '..', name), 'utf8');
  const architecture = read('docs/ARCHITECTURE.md');

  it('name every room of src, and no other', () => {
    const named = [...architecture.matchAll(/^src\/(\S+)/gm)].map((match) => match[1]?.replace(/\/$/, ''));
    expect(named.sort()).toEqual(Object.keys(MAY_IMPORT).sort());
  });

  it.each(['docs/ARCHITECTURE.md', 'CONTRIBUTING.md', 'README.md'])('%s names files that exist', (name) => {
    const paths = [...read(name).matchAll(/`([a-z][\w-]*(?:\/[\w.-]+)+\.(?:ts|mjs|json|md|js))`/g)].flatMap(
      (match) => match[1] ?? [],
    );
    const exists = (file: string) =>
      [file, `src/${file}`].some((candidate) => existsSync(path.join(SRC, '..', candidate)));
    expect(paths.filter((file) => !file.startsWith('dist/') && !exists(file))).toEqual([]);
  });

  it.each(['docs/ARCHITECTURE.md', 'CONTRIBUTING.md', 'README.md'])('%s names scripts that exist', (name) => {
    const scripts: Readonly<Record<string, string>> = JSON.parse(read('package.json')).scripts;
    const named = [...read(name).matchAll(/npm run ([\w:-]+)/g)].flatMap((match) => match[1] ?? []);
    expect(named.filter((script) => scripts[script] === undefined)).toEqual([]);
  });
});

describe('src', () => {
  it('has no room that is not on the plan', () => {
    expect([...new Set(files.map(roomOf))].sort()).toEqual(Object.keys(MAY_IMPORT).sort());
  });

  it('has arrows that run downwards only', () => {
    const wrong = files.flatMap((file) => {
      const allowed = MAY_IMPORT[roomOf(file)] ?? [];
      return importsOf(file)
        .filter((target) => {
          const room = roomOf(target);
          return (
            room !== roomOf(file) && !OPEN.includes(room) && !allowed.includes(room) && !allowed.includes('*')
          );
        })
        .map((target) => `${file} -> ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  it('has rules that only diagnosing and the checks themselves import, so that no fact comes from a rule', () => {
    const isRule = (file: string) => /^findings\/[^/]+\/.*-rules\.ts$/.test(file);
    const mayUseRules = (file: string) =>
      isRule(file) || file === 'findings/diagnose.ts' || /^check(-[a-z]+)?\.ts$/.test(file);
    expect(files.filter(isRule).length).toBeGreaterThan(15);
    const wrong = files.filter((file) => !mayUseRules(file) && importsOf(file).some(isRule));
    expect(wrong).toEqual([]);
  });

  it('tells variants apart by their kind', () => {
    // Of what comes from outside, and of the options that the SDK takes, nobody knows the shape.
    const fromOutside = [
      'aws/read-only-guard.ts',
      'aws/signin.ts',
      'aws/transport-error.ts',
      'cli/output.ts',
      'cli/standard-input.ts',
      'node-host/error-code.ts',
      'report/printable-report.ts',
      'sandbox/authorization-message.ts',
      'sandbox/policies.ts',
      'web-identity/token-claims.ts',
    ];
    const found = files.filter((file) => /'[A-Za-z]+' in \w/.test(source(file)));
    expect(found.sort()).toEqual(fromOutside);
  });

  it('leaves process, console, files and the clock to cli/ and node-host/', () => {
    const touching = files.filter((file) => {
      // The sandbox's temporary home is written to disk for other programs to read.
      if (roomOf(file) === 'cli' || roomOf(file) === 'node-host' || file === 'sandbox/temporary-home.ts')
        return false;
      const code = source(file).replace(
        /\/\*[\s\S]*?\*\/|\/\/.*|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g,
        ' ',
      );
      return (
        /\bprocess\.|\bconsole\.|\bDate\.now\(/.test(code) ||
        /from\s+'node:(fs|fs\/promises|child_process|os)'/.test(source(file))
      );
    });
    expect(touching).toEqual([]);
  });

  it('has no file that nothing imports', () => {
    // The program, the library, and what the build imports.
    const imported = new Set([
      'cli/main.ts',
      'cli/library.ts',
      'cli/man-page.ts',
      ...files.flatMap(importsOf),
    ]);
    expect(files.filter((file) => !imported.has(file))).toEqual([]);
  });
});
