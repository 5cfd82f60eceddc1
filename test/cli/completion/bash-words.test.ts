import { expect, it } from 'vitest';
import { bashWord, bashWords } from '../../../src/cli/completion/bash-words.ts';

const BREAKS = ' \t\n"\'><=;|&(:';

it.each([
  ['skycheck ', [], '', '', 0],
  ['skycheck aws', [], 'aws', '', 0],
  ['skycheck  aws --profile pr', ['aws', '--profile'], 'pr', '', 0],
  ['skycheck aws --profile=pr', ['aws'], '--profile=pr', '', 10],
  ['skycheck aws --profile a:b', ['aws', '--profile'], 'a:b', '', 2],
  ['skycheck aws --profile a\\:b', ['aws', '--profile'], 'a:b', '', 0],
  ['skycheck aws --profile "my p', ['aws', '--profile'], 'my p', '"', 0],
  ['skycheck aws --profile=\'my "p', ['aws'], '--profile=my "p', "'", 10],
  ['skycheck aws --profile my\\ p', ['aws', '--profile'], 'my p', '', 0],
  ['skycheck aws --profile "a\\"b\\c" x', ['aws', '--profile', 'a"b\\c'], 'x', '', 0],
  ["skycheck aws '' x", ['aws', ''], 'x', '', 0],
  ['skycheck aws x\\', ['aws'], 'x\\', '', 0],
] as const)('splits %s', (line, words, text, quote, kept) => {
  expect(bashWords(line, BREAKS)).toEqual({ words, open: { text, quote, kept } });
});

it.each([
  ['', 'plain-Name_1.x/y@z', 'plain-Name_1.x/y@z'],
  ['', 'my $(prod) `x` "y" \'z\' é', 'my\\ \\$\\(prod\\)\\ \\`x\\`\\ \\"y\\"\\ \\\'z\\\'\\ \\é'],
  ['"', 'my $(prod) `x` "y" \\ !', 'my \\$(prod) \\`x\\` \\"y\\" \\\\ \\!'],
  ["'", "it's $x", "it'\\''s $x"],
] as const)('quotes within %s', (quote, word, quoted) => {
  expect(bashWord(word, { text: '', quote, kept: 0 })).toBe(quoted);
});

it('gives only the part that bash replaces', () => {
  expect(bashWord('--profile=a b', { text: '--profile=', quote: '', kept: 10 })).toBe('a\\ b');
});
