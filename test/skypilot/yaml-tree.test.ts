import { expect, it } from 'vitest';
import { parseYamlTree } from '../../src/skypilot/config/yaml-tree.ts';

/** Measured with PyYAML's `CSafeLoader`. */
it.each([
  ['...', 'broken'],
  ['...\n\n', 'broken'],
  ['# c\n...\n', 'broken'],
  ['\n...\n# d\n', 'broken'],
  ['... \n', 'broken'],
  ['---\n...\n', 'parsed'],
  ['a: 1\n...\n', 'parsed'],
  ['...a: 1\n', 'parsed'],
  ['', 'parsed'],
  ['a: &x 1\nb: &x 2\n', 'broken'],
  ['a: &x {b: &x 2}\n', 'broken'],
  ['a: &x 1\nb: &y 2\nc: *x\n', 'parsed'],
  // A block scalar on a line of its own is no key.
  ['?\n>-\n    x\n    y\n\n    d: {a, b}\nk: 5\n', 'parsed'],
  ['? a\n: -\n  >-\n    x\n    y\n\n    d: 3\nk: a\n', 'parsed'],
  ['?\n|\n  x\n  y\nk:\n  ?\n  >-\n    d\n    e\n', 'parsed'],
  ['? a\n: -\n>-\n    x\n    y\n\n', 'broken'],
  ['>-\n  x\n  y\n: 1\n', 'broken'],
  ['"a\n  b": 1\n', 'broken'],
  ['k: a\n  d: 3\n', 'broken'],
])('%j is %s', (text, kind) => {
  expect(parseYamlTree(text, 'config.yaml').kind).toBe(kind);
});

it('keeps the lines of what stands behind a block scalar that is moved', () => {
  const read = parseYamlTree('?\n>-\n    x\n    y\nk: 5\n', 'config.yaml');
  const root = read.kind === 'parsed' && read.root?.kind === 'map' ? read.root.entries : undefined;
  expect([...(root?.values() ?? [])].map(({ value }) => value.at.line)).toContain(5);
});
