import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  jsonLine,
  jsonText,
  line,
  ownText,
  printable,
  printableData,
  printableLines,
  printed,
  workflowCommand,
} from '../src/printable.ts';
import { harmIn } from './support/harm.ts';

const HOSTILE = [
  ['escape', '\u001b[2Jx', '\\x1b[2Jx'],
  ['bell and backspace', 'a\u0007\b', 'a\\x07\\x08'],
  ['DEL and C1', '\u007f\u009b31m', '\\x7f\\x9b31m'],
  ['line breaks', 'a\r\nb\tc', 'a\\r\\nb\\tc'],
  ['bidi', 'x\u202ey\u2066z\u061c', 'x\\u202ey\\u2066z\\u061c'],
  ['separators of lines', 'a\u2028b\u2029c\u0085d', 'a\\u2028b\\u2029c\\x85d'],
  ['zero width', 'a\u200bb\ufeffc\u00add', 'a\\u200bb\\ufeffc\\xadd'],
  ['tags', 'a\u{e0041}', 'a\\u{e0041}'],
  ['half a pair', 'a\ud800', 'a\\ud800'],
  ['a command of GitHub Actions', '::error::x', '\\x3a:error::x'],
  ['the same behind blanks', ' \u00a0::error::x', ' \u00a0\\x3a:error::x'],
  ['in capitals, with properties', '::ERROR file=x,line=1::x', '\\x3a:ERROR file=x,line=1::x'],
  ['its older form', 'a ##[error]x', 'a #\\x23[error]x'],
  ['the same with more of them', '####[error]x', '###\\x23[error]x'],
  ['of Azure Pipelines', '##vso[task.complete]', '#\\x23vso[task.complete]'],
  ['of TeamCity', '##teamcity[message]', '#\\x23teamcity[message]'],
  ['the end of an ARN', '::111122223333:role/x::y', '::111122223333:role/x::y'],
  ['what no runner knows', '::1 ::error ::errors::x', '::1 ::error ::errors::x'],
  ['nothing', "profile 'größe' ~/.aws\\x :: ## 日本 😀", "profile 'größe' ~/.aws\\x :: ## 日本 😀"],
] as const;

it.each(HOSTILE)('shows %s', (_what, text, shown) => {
  expect(printable(text)).toBe(shown);
  expect(printableData({ [text]: [text, 1, null, { a: text }] })).toEqual({
    [shown]: [shown, 1, null, { a: shown }],
  });
  expect(JSON.parse(jsonText({ a: text }))).toEqual({ a: text });
  expect(JSON.parse(jsonLine({ a: text }))).toEqual({ a: text });
});

it('keeps line breaks that are its own', () => {
  expect(printableLines('a\u0007\n::error::x')).toBe('a\\x07\n\\x3a:error::x');
  const data = { step: { kind: 'statement', text: '{\n}' }, other: '{\n}' };
  expect(printableData(data, (holder) => 'kind' in holder)).toEqual({
    step: { kind: 'statement', text: '{\n}' },
    other: '{\\n}',
  });
});

it('fills in a line', () => {
  expect(line`skycheck: ${'a\nb'} is ${2}\n`).toBe('skycheck: a\\nb is 2\n');
  expect(line`${'::error::'}x`).toBe('\\x3a:error::x');
  expect(line`${':'}:error::x`).toBe('\\x3a:error::x');
});

it('keeps paint, and looks behind it', () => {
  expect(ownText('\u001b[1mbold\u001b[22m\n')).toBe('\u001b[1mbold\u001b[22m\n');
  expect(ownText('\u001b[31m::error::\u001b[39m')).toBe('\u001b[31m\\x3a:error::\u001b[39m');
  expect(ownText('\u001b[8mhidden')).toBe('\\x1b[8mhidden');
});

it('makes a line harmless that was broken in front of a command', () => {
  const render = ({ text }: { readonly text: string }) => text.split(' ').join('\n');
  expect(printed(printableData({ text: 'why ::error::x' }), render)).toBe('why\n\\x3a:error::x');
});

describe('whatever the text', () => {
  const text = fc
    .array(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 6 }),
        fc.constantFrom(...HOSTILE.map(([, hostile]) => hostile), '\n', ' ', ':', '#', '[', '\u001b[1m'),
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join(''));

  it('nothing harmful is left of it', () => {
    fc.assert(
      fc.property(text, (raw) => {
        for (const shown of [
          printable(raw),
          printableLines(raw),
          line`${raw}`,
          jsonText([raw]),
          jsonLine({ [raw]: raw }),
        ]) {
          expect(harmIn(shown)).toEqual([]);
        }
        expect(harmIn(ownText(raw), 'painted')).toEqual([]);
        expect(printable(raw)).not.toContain('\n');
        expect(JSON.parse(jsonText({ raw }))).toEqual({ raw });
      }),
      { seed: 20261130, numRuns: 400 },
    );
  });

  it('making it printable again changes nothing', () => {
    fc.assert(
      fc.property(text, (raw) => {
        expect(printable(printable(raw))).toBe(printable(raw));
        expect(ownText(printable(raw))).toBe(printable(raw));
      }),
      { seed: 20261130, numRuns: 200 },
    );
  });
});

describe('a command to the runner', () => {
  it('has what would end a part of it encoded', () => {
    expect(
      workflowCommand('error', { file: 'a,b:c%.json', line: 3, title: 'x\n::y' }, '100%\nnext\r::z'),
    ).toBe('::error file=a%2Cb%3Ac%25.json,line=3,title=x\\n%3A%3Ay::100%25%0Anext\\r::z\n');
    expect(workflowCommand('add-mask', {}, '111122223333')).toBe('::add-mask::111122223333\n');
  });

  it('is one line, whatever is in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (title, message) => {
        const command = workflowCommand('warning', { title }, message);
        const [, properties = '', text = ''] = /^::warning (.*?)::(.*)\n$/.exec(command) ?? [];
        expect(properties).toMatch(/^title=[^:,]*$/);
        expect(harmIn(text)).toEqual([]);
      }),
      { seed: 20261201, numRuns: 300 },
    );
  });
});
