import { describe, expect, it } from 'vitest';
import type { ConfigNode } from '../../src/skypilot/config/tree.ts';
import { parseYamlTree } from '../../src/skypilot/config/yaml-tree.ts';
import { Dice } from './dice.ts';
import { askSkyPilot, FULL, SEED } from './support.ts';

const COUNT = FULL ? 60_000 : 6000;

type Verdict = { readonly value?: unknown; readonly broken?: string; readonly raised?: string };

const SCALARS = [
  'a',
  'b',
  'yes',
  'y',
  'No',
  'on',
  'TRUE',
  'tRue',
  'null',
  '~',
  '',
  '5',
  '-7',
  '010',
  '0o10',
  '08',
  '0x1F',
  '0b101',
  '1_000',
  '1:30',
  '1:90',
  '1.5',
  '1.',
  '.5',
  '1e3',
  '1.0e3',
  '1.0e+3',
  '.inf',
  '-.INF',
  '.nan',
  '2026-01-01',
  '2026-1-1',
  '2026-01-01 10:00:00',
  '2026-01-01T10:00:00Z',
  '=',
  '<<',
  '"x"',
  "'5'",
  '"a\\tb"',
  "'it''s'",
  'x y',
  'a:b',
  'a#b',
  'a #b',
  '*.x',
  '-',
  '- x',
  '?',
  '@x',
  '`x`',
  '%x',
  '!!str 5',
  '!!int 5',
  '!!int "7"',
  '!!float 3',
  '!!bool yes',
  '!!null x',
  '!!binary aGk=',
  '! 5',
  '!foo x',
  '&a x',
  '*a',
  '[1, a]',
  '[]',
  '{}',
  '{a: 1}',
  '{a, b}',
  '[a: b]',
  '{<<: {z: 1}, q: 2}',
  '|\n    x\n',
  '>-\n    x\n    y\n',
  'é',
  'a\tb',
];
const LINES = [
  'a: ',
  'b: ',
  '- ',
  '  c: ',
  '  - ',
  '    d: ',
  '5: ',
  'yes: ',
  '"k": ',
  '? a\n: ',
  '<<: ',
  '',
  '# c ',
  '  ',
  '---\n',
  '...\n',
  'key with spaces: ',
  '%YAML 1.1\n---\n',
  '\t\nz: ',
  '\t# c\nz: ',
  '? [a]\n: ',
];

function text(index: number): string {
  const dice = new Dice(SEED * 100_003 + index);
  if (index % 3 === 0) return `k: ${dice.pick(SCALARS)}\n`;
  const lines = Array.from({ length: 1 + dice.below(4) }, () => dice.pick(LINES) + dice.pick(SCALARS));
  return `${lines.join(dice.chance(0.1) ? '\r\n' : '\n')}\n`;
}

function plain(node: ConfigNode | undefined): unknown {
  if (node === undefined) return null;
  if (node.kind === 'other') return { other: true };
  if (node.kind === 'list') return { list: node.items.map(plain) };
  if (node.kind === 'map') return { map: [...node.entries].map(([key, { value }]) => [key, plain(value)]) };
  return typeof node.value === 'number' ? { number: node.value } : node.value;
}

/** Numbers to six places, keys that are no text as one, and maps without their order: that is all that matters here. */
function comparable(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, part) => {
    if (part !== null && typeof part === 'object' && 'number' in part)
      return {
        number:
          Number.isFinite(Number(part.number)) && part.number !== null
            ? Number(part.number).toPrecision(5)
            : 'huge',
      };
    if (part !== null && typeof part === 'object' && Array.isArray(part.map))
      return {
        map: part.map
          .map(([key, inner]: [string, unknown]) =>
            JSON.stringify([/^[-+\d.]/.test(key) ? 'other' : key, inner]),
          )
          .sort(),
      };
    return part;
  });
}

describe('YAML', () => {
  it(`${COUNT} texts are read as PyYAML reads them`, () => {
    const texts = Array.from({ length: COUNT }, (_, index) => text(index));
    const verdicts = askSkyPilot<string, Verdict>('read_yaml.py', texts);
    const wrong = texts.flatMap((yaml, index) => {
      const sky = verdicts[index] ?? {};
      if (sky.raised !== undefined) return [];
      const found = parseYamlTree(yaml, 'f');
      const same =
        found.kind === 'broken'
          ? sky.broken !== undefined
          : sky.broken === undefined &&
            // Which of equal keys inside a merged map counts is not modelled.
            (yaml.includes('<<') ||
              JSON.stringify(comparable(plain(found.root))) === JSON.stringify(comparable(sky.value)));
      return same
        ? []
        : [{ yaml, sky, found: found.kind === 'broken' ? found.message : comparable(plain(found.root)) }];
    });
    expect({
      count: wrong.length,
      some: wrong.slice(0, 25).map((difference) => JSON.stringify(difference)),
    }).toEqual({
      count: 0,
      some: [],
    });
  });
});
