import { parseXML } from '@aws-sdk/xml-builder';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fields, list } from '../../../src/aws/wire/shape.ts';
import { readXml } from '../../../src/aws/wire/xml-reader.ts';

const INNER = fields({ A: ['a', 'text'], B: ['b', list('text', 'item')] });
const SHAPE = fields({ A: ['a', 'text'], B: ['b', list('text', 'item')], C: ['c', INNER] });

const escaped = (text: string) =>
  text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`).replace(/\r/g, '&#13;');

/** Text that no parser trims. */
const text = fc.string({ minLength: 1 }).map((value) => `.${value.replace(/\p{Cc}/gu, '')}.`);
const inert = fc.constantFrom(
  '',
  '<!-- <a>no</a> -->',
  '<?pi <a> ?>',
  '<other x=">" y=\'"\'><a>no</a></other>',
  '\n  ',
);
const element = (name: string, contents: fc.Arbitrary<string>) =>
  fc.tuple(inert, contents).map(([before, inside]) => `${before}<${name} q='a>b'>${inside}</${name}>`);
const scalar = text.chain((value) =>
  fc.constantFrom(escaped(value), `<![CDATA[${value.replaceAll(']]>', '')}]]>`),
);
const items = fc.array(element('item', scalar), { minLength: 1 }).map((parts) => parts.join('\n'));
const pair = fc.tuple(element('a', scalar), element('b', items)).map((parts) => parts.join(''));
const documents = fc
  .tuple(pair, element('c', pair), inert)
  .map(([first, second, last]) => `<?xml version="1.0"?>\n<R xmlns="u">${first}${second}${last}</R>\n`);

type Tree = Readonly<Record<string, unknown>>;

function ofTree(tree: Tree): object {
  const entries = (tree.b as Tree).item;
  return { A: tree.a === undefined ? undefined : textIn(tree.a), B: [entries].flat().map(textIn) };
}

const textIn = (value: unknown) => (typeof value === 'string' ? value : (value as Tree)['#text']);

describe('a document', () => {
  it("is read as the SDK's parser reads it", () => {
    fc.assert(
      fc.property(documents, (document) => {
        const theirs = (parseXML(document) as { readonly R: Tree }).R;
        expect(readXml(document, SHAPE)).toEqual({
          ...ofTree(theirs),
          C: ofTree(theirs.c as Tree),
        });
      }),
    );
  });

  it.each([
    ['<R/>', {}],
    ['<R></R>', {}],
    ['<R><b/></R>', { B: [] }],
    ['<R><b>\n</b></R>', { B: [] }],
    ['<R><a/></R>', { A: '' }],
    ['<R><a>1</a><a>2</a></R>', { A: '1' }],
    ['<R><a>&lt;&amp;&#x41;&#66;&unknown;&quot;</a></R>', { A: '<&AB&unknown;"' }],
    ['<R><c><a>in</a></c></R>', { C: { A: 'in' } }],
    ['<R><x><a>no</a></x></R>', {}],
    ['\uFEFF<R/>'.slice(1), {}],
  ])('%s', (document, value) => {
    expect(readXml(document, SHAPE)).toEqual(value);
  });

  it.each([
    '',
    'words',
    '{"a": 1}',
    '<R>',
    '<R><a></R></a>',
    '<R><x><a></x></R>',
    '<R><a>1',
    '<R><a',
    '<R a="',
    '<R/><R/>',
    '<R/>words',
    'words<R/>',
    '</R>',
    '<>x</>',
    '<R><!-- </R>',
    '<R><![CDATA[ </R>',
    '<!DOCTYPE html><html></html>',
    '<!DOCTYPE R [<!ENTITY a "b">]><R><a>&a;</a></R>',
    `${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}`,
  ])('%j is refused', (document) => {
    expect(() => readXml(document, SHAPE)).toThrow();
  });

  it('has no truth but true and false', () => {
    const shape = fields({ Main: ['main', 'boolean'] });
    expect(readXml('<R><main>true</main></R>', shape)).toEqual({ Main: true });
    expect(readXml('<R><main>false</main></R>', shape)).toEqual({ Main: false });
    expect(() => readXml('<R><main>1</main></R>', shape)).toThrow();
  });

  it('of four megabytes takes no longer than its length', () => {
    const many = `<R><b>${'<item>x</item>'.repeat(150_000)}</b>${'<x y="1">z</x>'.repeat(100_000)}</R>`;
    expect(readXml(many, SHAPE).B).toHaveLength(150_000);
    expect(() => readXml(`<R ${'a="'.repeat(500_000)}`, SHAPE)).toThrow();
  });
});
