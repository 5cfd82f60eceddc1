import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const IMPORT = /(?:from|import)\s*\(?\s*'(\.[^']*\.ts)'/g;

/** The test files that import any of the sources, over however many files. */
export function relatedTests(tests, sources) {
  const wanted = new Set(sources);
  const known = new Map();
  return tests.filter((test) => [...importedBy(test, known)].some((file) => wanted.has(file)));
}

function importedBy(start, known) {
  const seen = new Set([start]);
  const open = [start];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (!known.has(file)) known.set(file, directImports(file));
    for (const next of known.get(file)) {
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(next);
    }
  }
  return seen;
}

function directImports(file) {
  if (!existsSync(file)) return [];
  const code = readFileSync(file, 'utf8');
  return [...code.matchAll(IMPORT)].map(([, name]) => path.resolve(path.dirname(file), name));
}
