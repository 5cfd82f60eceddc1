import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { instrument, mutantsOf } from '../../scripts/mutation/mutants.mjs';
import { sample } from '../../scripts/mutation/sample.mjs';

/** What becomes of an expression: each change with what stands in its place. */
function changesOf(code: string): readonly string[] {
  return mutantsOf('code.ts', code).mutants.map(
    ({ original, replacement }: { original: string; replacement: string }) => `${original} -> ${replacement}`,
  );
}

describe('mutantsOf', () => {
  it.each<[string, readonly string[]]>([
    ['f(a < b);', ['f(a < b); -> ', 'a < b -> a <= b', 'a < b -> a >= b']],
    ["x = a === 'text';", ["x = a === 'text'; -> ", "a === 'text' -> a !== 'text'"]],
    ['x = a && b;', ['x = a && b; -> ', 'a && b -> (a) || (b)']],
    ['x = a ?? b;', ['x = a ?? b; -> ', 'a ?? b -> a', 'a ?? b -> b']],
    ['const x = !a;', ['!a -> a']],
    ["const x = ['a'] as const;", ["['a'] -> []", "'a' -> ''"]],
    ['const x = { key: `a${b}` };', ['`a${b}` -> ``']],
    ['const x = a?.b.c;', ['a?.b.c -> a.b.c']],
    ['const x = a?.[0]?.b;', ['a?.[0]?.b -> a?.[0].b', 'a?.[0]?.b -> a[0]?.b', '0 -> 1']],
    ['const x = a.some(b);', ['a.some(b) -> a.every(b)']],
    ['const x = a.filter(b).c;', ['a.filter(b) -> a']],
    ['if (a) throw b;', ['a -> true', 'a -> false', 'throw b; -> ']],
    ['const f = () => g(1);', ['g(1) -> undefined', '1 -> 2']],
    ["switch (a) { case 'b': break; }", ["'b' -> Symbol()"]],
    ['const x = [...a];', ['[...a] -> []', 'a -> []']],
    ['const x = /^a$/;', ['/^a$/ -> /a$/', '/^a$/ -> /^a/']],
    ["type A = 'a'; import { b } from 'c'; const d: 'e' | undefined = f;", []],
    ["const x = { 'a-b': c, [d]: e };", []],
  ])('%s', (code, expected) => {
    expect(changesOf(code)).toEqual(expected);
  });
});

const CODE = `
  function sum(values) {
    let total = 0;
    for (const value of values) {
      if (value < 0) continue;
      total += value;
    }
    return total > 9 ? 'many' : total === 0 ? 'none' : \`\${total}\`;
  }
  result = [sum([1, 2]), sum([-1]), sum([9, 1]), sum([]), sum([0, 9])].join(' ');
`;

function resultWith(active: number): string {
  const found = mutantsOf('code.js', CODE);
  const context = {
    result: '',
    globalThis: { __mutation: { on: (id: number) => id === active, turn() {} } },
  };
  runInNewContext(instrument(CODE, found, 100), context);
  return context.result;
}

describe('instrument', () => {
  it('changes nothing while no mutant is on', () => {
    expect(resultWith(-1)).toBe('3 none many none 9');
  });

  it('makes each mutant behave as if the text had been changed', () => {
    const { mutants } = mutantsOf('code.js', CODE);
    expect(mutants.length).toBeGreaterThan(15);
    for (const [index, { start, end, replacement, statement }] of mutants.entries()) {
      const context = { result: '' };
      const changed = statement ? `{${replacement}}` : `(${replacement})`;
      runInNewContext(CODE.slice(0, start) + changed + CODE.slice(end), context);
      expect(resultWith(100 + index), replacement).toBe(context.result);
    }
  });

  it('counts the turns of every loop', () => {
    const code = 'for (const a of [1, 2]) b(a); while (c--) { d(); }';
    let turns = 0;
    const context = {
      b() {},
      c: 3,
      d() {},
      globalThis: { __mutation: { on: () => false, turn: () => turns++ } },
    };
    runInNewContext(instrument(code, mutantsOf('code.js', code), 0), context);
    expect(turns).toBe(5);
  });
});

describe('sample', () => {
  const items = Array.from({ length: 100 }, (_, index) => index);

  it('draws the same for the same seed, in order', () => {
    const drawn = sample(items, 10, 7);
    expect(drawn).toEqual(sample(items, 10, 7));
    expect(drawn).toEqual([...drawn].sort((a, b) => a - b));
    expect(new Set(drawn).size).toBe(10);
    expect(drawn).not.toEqual(sample(items, 10, 8));
  });

  it('draws all where there are fewer', () => {
    expect(sample(items, 1000, 1)).toEqual(items);
  });
});
