import { describe, expect, it } from 'vitest';
import { ASCII_SYMBOLS, beside, forTerminal, UNICODE_SYMBOLS, wrap } from '../../../src/report/text/style.ts';

describe('wrap', () => {
  it('breaks at blanks, at the last place that fits', () => {
    expect(wrap('aaaa bbbb cccc dddd eeee ffff', 24, 0)).toEqual(['aaaa bbbb cccc dddd eeee', 'ffff']);
    expect(wrap('aaaa bbbb cccc dddd eeee ffff', 23, 0)).toEqual(['aaaa bbbb cccc dddd', 'eeee ffff']);
  });

  it('breaks neither a command in backquotes nor a list in brackets, if they fit', () => {
    expect(wrap('aaaa bbbb `sky check aws` would', 22, 0)).toEqual(['aaaa bbbb', '`sky check aws` would']);
    expect(wrap('print enabled [compute, storage].', 20, 0)).toEqual([
      'print enabled',
      '[compute, storage].',
    ]);
    expect(wrap('`a b` `c', 20, 0)).toEqual(['`a b` `c']);
    expect(wrap('x `aaaaaaaaaa bbbbbbbbbb cccccccccc`', 20, 0)).toEqual([
      'x `aaaaaaaaaa',
      'bbbbbbbbbb',
      'cccccccccc`',
    ]);
  });

  it('counts the indentation', () => {
    expect(wrap('aaaa bbbb cccc dddd eeee', 26, 4)).toEqual(['    aaaa bbbb cccc dddd', '    eeee']);
  });

  it('keeps what has no blank, however long', () => {
    expect(wrap(`a ${'b'.repeat(30)} c`, 20, 0)).toEqual(['a', 'b'.repeat(30), 'c']);
  });

  it('never makes columns narrower than 20', () => {
    expect(wrap('aaaaaaaaaa bbbbbbbbb', 5, 2)).toEqual(['  aaaaaaaaaa bbbbbbbbb']);
    expect(wrap('aaaaaaaaaa bbbbbbbbbb', 5, 2)).toEqual(['  aaaaaaaaaa', '  bbbbbbbbbb']);
  });

  it('makes every space one, and nothing of nothing', () => {
    expect(wrap(' a \n  b\t', 80, 1)).toEqual([' a b']);
    expect(wrap('  ', 80, 1)).toEqual([]);
  });
});

describe('a terminal without Unicode', () => {
  it('is shown other signs of ours, and names as they are', () => {
    expect(forTerminal('✓ a · b… → “é”', { symbols: ASCII_SYMBOLS })).toBe('+ a - b... -> "é"');
    expect(forTerminal('✓ a…', { symbols: UNICODE_SYMBOLS })).toBe('✓ a…');
  });
});

describe('beside', () => {
  const options = { indent: 2, labelWidth: 8, paintLabel: (text: string) => `[${text}]` };

  it('puts text beside its label, and on below its own beginning', () => {
    expect(beside('label', 'aaaaaaaaaa bbbbbbbbbb cccccccccc', 41, options)).toEqual([
      '  [label   ] aaaaaaaaaa bbbbbbbbbb',
      '           cccccccccc',
    ]);
  });

  it('puts it below where fewer than 30 columns are left', () => {
    expect(beside('label', 'aaaaaaaaaa bbbbbbbbbb', 40, options)).toEqual([
      '  [label]',
      '      aaaaaaaaaa bbbbbbbbbb',
    ]);
  });

  it('ends no line with blanks', () => {
    expect(beside('label', '', 80, { indent: 2, labelWidth: 8 })).toEqual(['  label']);
  });

  it('keeps to the columns beside a label that is longer than its own', () => {
    const lines = beside('a-longer-label', 'aaaaaaaaaa bbbbbbbbbb cccccccccc', 48, options);
    expect(lines.every((line) => line.length <= 48)).toBe(true);
    expect(lines).toHaveLength(2);
  });
});
