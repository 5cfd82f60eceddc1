import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = path.join(import.meta.dirname, '..');
const DECISIONS = readdirSync(path.join(ROOT, 'docs/decisions'));
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'scenarios/README.md',
  'docs/ARCHITECTURE.md',
  'docs/guide.md',
  'docs/many-accounts.md',
  'docs/ci.md',
  'docs/json.md',
  'AGENTS.md',
  ...DECISIONS.map((file) => `docs/decisions/${file}`),
];

function read(page: string): string {
  return readFileSync(path.join(ROOT, page), 'utf8');
}

/** Where a path in a document may begin. */
const FOLDERS = ['', 'src', 'docs/decisions'];

/** Paths of this repository that a text names in code quotes or as targets of links. */
function namedPaths(text: string): readonly string[] {
  const quoted = [...text.matchAll(/`([\w.@*/-]+)`/g)].map(([, name = '']) => name);
  const linked = [...text.matchAll(/\]\((?!https?:|#)([^)\s]+)\)/g)].map(([, name = '']) => name);
  return [...quoted.filter(isPath), ...linked];
}

function isPath(name: string): boolean {
  return (
    /^(src|test|scripts|docs|scenarios|schema|bin|\.ci|cli|check|policy|findings|permissions|account|conditions|credentials|config|aws|iam|skypilot|report|sandbox|launch)\//.test(
      name,
    ) || /^[\w-]+\.(ts|mjs|md|sh|mts)$/.test(name)
  );
}

function exists(name: string): boolean {
  return FOLDERS.some((folder) => existsSync(path.join(ROOT, folder, name)));
}

describe.each(PAGES)('%s', (page) => {
  it('names only files that are there', () => {
    const missing = namedPaths(read(page)).filter(
      (name) => !name.includes('*') && !/^[A-Z]+-|\/[A-Z]+-/.test(name) && !exists(name),
    );
    expect(missing).toEqual([]);
  });
});

describe('docs/ARCHITECTURE.md', () => {
  it('has a line for each folder and file of src', () => {
    const lines = [...read('docs/ARCHITECTURE.md').matchAll(/^src\/([\w.-]+?)\/? {2,}\S/gm)].map(
      ([, name]) => name,
    );
    expect(lines.sort()).toEqual(readdirSync(path.join(ROOT, 'src')).sort());
  });
});

describe('docs/decisions', () => {
  it('lists every page', () => {
    const linked = [...read('docs/decisions/README.md').matchAll(/\]\(([\w-]+\.md)\)/g)].map(
      ([, name]) => name,
    );
    expect([...linked, 'README.md'].sort()).toEqual([...DECISIONS].sort());
  });
});
