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
])('%j is %s', (text, kind) => {
  expect(parseYamlTree(text, 'config.yaml').kind).toBe(kind);
});
