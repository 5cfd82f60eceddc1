import { describe, expect, it } from 'vitest';
import { parseIni, parseIniText } from '../../src/config/ini-file.ts';

function values(text: string): Record<string, Record<string, string>> {
  const result = parseIniText(text);
  if (result.kind !== 'parsed') throw new Error(`broken: ${result.error.kind}`);
  return Object.fromEntries(
    result.file.sections.map(({ name, entries }) => [
      name,
      Object.fromEntries([...entries.values()].map(({ key, value }) => [key, value])),
    ]),
  );
}

function problem(text: string) {
  const result = parseIniText(text);
  return result.kind === 'broken' ? result.error : undefined;
}

describe('what is accepted', () => {
  it('takes = and : as delimiters and cuts white space round keys and values', () => {
    expect(values('[a]\nx = 1\ny:2\nz\t=\t3 \n')).toEqual({ a: { x: '1', y: '2', z: '3' } });
  });

  it('takes the first delimiter', () => {
    expect(values('[a]\nx = https://h:1/?a=b\n')).toEqual({ a: { x: 'https://h:1/?a=b' } });
  });

  it('lower-cases keys and remembers how they were written', () => {
    const result = parseIniText('[a]\nRegion = x\n');
    const entry = result.kind === 'parsed' ? result.file.sections[0]?.entries.get('region') : undefined;
    expect(entry).toMatchObject({ key: 'region', writtenKey: 'Region', line: 2 });
  });

  it('knows comments at the start of a line only', () => {
    expect(values('# one\n[a]\n; two\nx = 1 # no comment\n')).toEqual({ a: { x: '1 # no comment' } });
  });

  it('continues a value on indented lines, over comments and blank lines', () => {
    expect(values('[a]\nx = 1\n  2\n# note\n\n  3\n\ny = 4\n')).toEqual({ a: { x: '1\n2\n\n3', y: '4' } });
  });

  it('takes an equally indented line for a new key', () => {
    expect(values('[a]\n  x = 1\n  y = 2\n')).toEqual({ a: { x: '1', y: '2' } });
  });

  it('reads a header up to its last bracket and ignores what follows', () => {
    expect(values('[a]]x\nk = 1\n[b] # note\n')).toEqual({ 'a]': { k: '1' }, b: {} });
  });

  it('ends lines at \\r\\n, \\r and \\n but not at other line ends', () => {
    expect(values('[a]\r\nx = 1\ry = 2\u2028z\n')).toEqual({ a: { x: '1', y: '2\u2028z' } });
  });

  it('strips what Python takes for white space and keeps what it does not', () => {
    expect(values('[a]\nx = 1\u0085\u001c\ny = 1\ufeff\n')).toEqual({ a: { x: '1', y: '1\ufeff' } });
  });

  it('keeps [DEFAULT] apart, also when it comes twice', () => {
    const result = parseIniText('[DEFAULT]\nx = 1\n[a]\n[DEFAULT]\ny = 2\n');
    const file = result.kind === 'parsed' ? result.file : undefined;
    expect(file?.sections.map(({ name }) => name)).toEqual(['a']);
    expect([...(file?.defaults?.entries.keys() ?? [])]).toEqual(['x', 'y']);
  });

  it('numbers sections and keys', () => {
    const result = parseIniText('\n[a]\n# c\nx = 1\n');
    const section = result.kind === 'parsed' ? result.file.sections[0] : undefined;
    expect([section?.line, section?.entries.get('x')?.line]).toEqual([2, 4]);
  });
});

describe('what boto3 refuses', () => {
  it.each([
    ['text before the first section', 'x = 1\n[a]\n', { kind: 'config-missing-section-header', line: 1 }],
    ['an unfinished header', '[a\n', { kind: 'config-missing-section-header', line: 1 }],
    ['an empty header', '[]\n', { kind: 'config-missing-section-header', line: 1 }],
    [
      'a section twice',
      '[a]\n[b]\n[a]\n',
      { kind: 'config-duplicate-section', line: 3, firstLine: 1, section: 'a' },
    ],
    [
      'a key twice, whatever its case',
      '[a]\nx = 1\nX = 2\n',
      { kind: 'config-duplicate-key', line: 3, firstLine: 2 },
    ],
    [
      'a key twice over two [DEFAULT]',
      '[DEFAULT]\nx=1\n[a]\n[DEFAULT]\nx=1\n',
      { kind: 'config-duplicate-key', line: 5 },
    ],
    ['a line without a delimiter', '[a]\nx = 1\nwords\n', { kind: 'config-syntax-error', line: 3 }],
    ['the first of several such lines', '[a]\none\ntwo\n', { kind: 'config-syntax-error', line: 2 }],
    ['a delimiter without a key', '[a]\n= 1\n', { kind: 'config-syntax-error', line: 2 }],
    ['a byte-order mark', '\ufeff[a]\nx = 1\n', { kind: 'config-byte-order-mark', line: 1 }],
  ])('%s', (_, text, error) => {
    expect(problem(text)).toMatchObject(error);
  });

  it('a duplicate section before a syntax error that stands earlier', () => {
    expect(problem('[a]\nwords\n[a]\n')?.kind).toBe('config-duplicate-section');
  });

  it.each([
    ['Latin-1', [0x5b, 0x61, 0x5d, 0x0a, 0x78, 0x3d, 0xe9, 0x0a], 2],
    ['a lone surrogate', [0x5b, 0x61, 0x5d, 0x0d, 0x0a, 0x0d, 0xed, 0xa0, 0x80], 3],
  ])('bytes that are not UTF-8: %s', (_, bytes, line) => {
    expect(parseIni(Uint8Array.from(bytes))).toEqual({
      kind: 'broken',
      error: { kind: 'config-not-utf8', line },
    });
  });

  it.each([[[0xff, 0xfe, 0x5b, 0x00]], [[0xfe, 0xff, 0x00, 0x5b]]])(
    'UTF-16 by its byte order mark',
    (bytes) => {
      expect(parseIni(Uint8Array.from(bytes))).toEqual({
        kind: 'broken',
        error: { kind: 'config-utf-16', line: 1 },
      });
    },
  );
});
