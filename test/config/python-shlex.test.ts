import { describe, expect, it } from 'vitest';
import { shlexSplit } from '../../src/config/python-shlex.ts';

/** Expected values are those of Python 3.11. */
describe('shlexSplit', () => {
  it.each([
    ['profile dev', ['profile', 'dev']],
    ['profile "my prof"', ['profile', 'my prof']],
    ["profile 'a\"b'", ['profile', 'a"b']],
    ['a""b', ['ab']],
    ["'' x", ['', 'x']],
    ['a\\ b', ['a b']],
    ['"a\\"b\\c"', ['a"b\\c']],
    ["'a\\b'", ['a\\b']],
    ['a # b', ['a', '#', 'b']],
    ['a\u00a0b', ['a\u00a0b']],
    ['  ', []],
    ['', []],
  ])('splits %j', (text, words) => {
    expect(shlexSplit(text)).toEqual({ kind: 'words', words });
  });

  it.each([
    ['"open', 'no-closing-quotation'],
    ["it's", 'no-closing-quotation'],
    ['end\\', 'no-escaped-character'],
    ['"end\\', 'no-escaped-character'],
  ])('refuses %j', (text, reason) => {
    expect(shlexSplit(text)).toEqual({ kind: 'error', reason });
  });
});
