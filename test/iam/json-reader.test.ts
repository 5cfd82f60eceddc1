import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineStartsOf, nodeOf, positionIn } from '../../src/iam/json-node.ts';
import { readJson } from '../../src/iam/json-reader.ts';
import { toValue } from '../../src/iam/to-value.ts';

function readValue(text: string): unknown {
  const read = readJson(text);
  return read.kind === 'value' ? { value: toValue(read.node) } : 'failed';
}

function parsed(text: string): unknown {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return 'failed';
  }
}

describe('readJson', () => {
  it('reads what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(undefined, '\t', 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(JSON.stringify(readValue(text))).toBe(JSON.stringify({ value: JSON.parse(text) }));
      }),
      { numRuns: 500 },
    );
  });

  it('takes and refuses what JSON.parse takes and refuses', () => {
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"\\u0041"',
      '"\\n"',
      '1',
      '-0.5e3',
      '01',
      'true',
      'nul',
      ' ',
      '\n',
      '"',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 9 }), (parts) => {
        const text = parts.join('');
        expect(JSON.stringify(readValue(text))).toBe(JSON.stringify(parsed(text)));
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    '"\\u12"',
    '"\\u00zz"',
    '+1',
    '.5',
    '1.',
    '1e',
    'NaN',
    '"\u0000"',
    '\u00a01',
    '[1,,2]',
    '[,]',
    '{,}',
  ])('refuses %j', (text) => {
    expect(readValue(text)).toBe('failed');
    expect(parsed(text)).toBe('failed');
  });

  it('keeps numbers as written and names that objects have by nature', () => {
    expect(readJson('123456789012345678901234567890')).toMatchObject({
      node: { kind: 'number', text: '123456789012345678901234567890' },
    });
    expect(JSON.stringify(readValue('{"__proto__": {"a": 1}, "constructor": 2}'))).toBe(
      '{"value":{"__proto__":{"a":1},"constructor":2}}',
    );
  });

  it('refuses deep nesting', () => {
    expect(readJson('['.repeat(1_000_000))).toMatchObject({
      kind: 'failed',
      message: 'nested deeper than 64 levels',
    });
    expect(readJson('{"a":'.repeat(1_000_000))).toMatchObject({ kind: 'failed' });
    expect(readJson(`${'['.repeat(60)}1${']'.repeat(60)}`).kind).toBe('value');
  });
});

describe('nodeOf', () => {
  it('refuses what JSON has not', () => {
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    const wide: unknown[] = [1, 1];
    for (let level = 0; level < 40; level += 1) wide.splice(0, 2, [...wide], [...wide]);
    for (const value of [cycle, wide, undefined, Number.NaN, 1n, Symbol('x'), [undefined]]) {
      expect(nodeOf(value).kind).toBe('failed');
    }
    expect(nodeOf({ a: undefined })).toMatchObject({ kind: 'value', node: { members: [] } });
  });
});

describe('positionIn', () => {
  it.each([
    ['ab\ncd', 0, 1, 1],
    ['ab\ncd', 2, 1, 3],
    ['ab\ncd', 3, 2, 1],
    ['ab\r\ncd', 5, 2, 2],
    ['a\rb', 2, 2, 1],
    ['a\n\nb', 3, 3, 1],
  ])('%j at %i is %i:%i', (text, at, line, column) => {
    expect(positionIn(lineStartsOf(text), at)).toEqual({ line, column });
  });
});
