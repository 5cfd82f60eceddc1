import type { FieldsShape, ListShape, Shape, ValueOf } from './shape.ts';

/** Deeper than any answer of AWS. */
const MAX_DEPTH = 100;

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** Thrown where a text is not well-formed XML, or does not hold what a shape says. */
class XmlError extends Error {
  override readonly name = 'XmlError';
}

/**
 * Reads an XML document in one pass: what the shape does not name makes no objects, which is most of what EC2 answers.
 *
 * The root's name does not matter. Of an element that comes twice the first counts.
 */
export function readXml<S extends Shape>(text: string, shape: S): ValueOf<S> {
  // A shape's value has the type that the shape says: this is where it is made.
  return new XmlReader(text).document(shape) as ValueOf<S>;
}

interface OpenTag {
  readonly name: string;
  /** `<name/>` */
  readonly isEmpty: boolean;
}

class XmlReader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(shape: Shape): unknown {
    const before = this.#passOver();
    if (before.trim() !== '' || this.#text[this.#at] !== '<') throw new XmlError('There is no element.');
    const value = this.#element(this.#openTag(), shape);
    if (this.#passOver().trim() !== '' || this.#at < this.#text.length)
      throw new XmlError('There is more than one document.');
    return value;
  }

  #element(tag: OpenTag, shape: Shape | undefined): unknown {
    if (++this.#depth > MAX_DEPTH) throw new XmlError('The elements are nested too deep.');
    const value = this.#contents(tag, shape);
    this.#depth -= 1;
    return value;
  }

  #contents(tag: OpenTag, shape: Shape | undefined): unknown {
    if (shape === undefined) return this.#skip(tag);
    if (shape === 'text') return this.#scalar(tag);
    if (shape === 'boolean') return readBoolean(this.#scalar(tag));
    return shape.kind === 'list' ? this.#list(tag, shape) : this.#fields(tag, shape);
  }

  #skip(tag: OpenTag): undefined {
    for (const child of this.#children(tag)) this.#element(child, undefined);
  }

  #scalar(tag: OpenTag): string {
    let text = '';
    for (const child of this.#children(tag, (part) => {
      text += part;
    }))
      this.#element(child, undefined);
    return text;
  }

  #list(tag: OpenTag, { element, entry }: ListShape): unknown[] {
    const entries: unknown[] = [];
    for (const child of this.#children(tag)) {
      if (child.name === element) entries.push(this.#element(child, entry));
      else this.#element(child, undefined);
    }
    return entries;
  }

  #fields(tag: OpenTag, shape: FieldsShape): object {
    const wanted = wantedOf(shape);
    const value: Record<string, unknown> = {};
    for (const child of this.#children(tag)) {
      const field = wanted.get(child.name);
      const isNew = field !== undefined && value[field.name] === undefined;
      const read = this.#element(child, isNew ? field.shape : undefined);
      if (isNew) value[field.name] = read;
    }
    return value;
  }

  /** The elements in an element, each to be read before the next; reads its end as well. */
  *#children({ name, isEmpty }: OpenTag, onText?: (text: string) => void): Generator<OpenTag> {
    while (!isEmpty) {
      const text = this.#passOver();
      if (onText !== undefined && text !== '') onText(text);
      if (this.#at >= this.#text.length) throw new XmlError('The document ends within an element.');
      if (!this.#text.startsWith('</', this.#at)) {
        yield this.#openTag();
        continue;
      }
      const end = this.#find('>', this.#at);
      const closed = this.#text.slice(this.#at + 2, end).trimEnd();
      if (closed !== name) throw new XmlError('An element is closed that is not open.');
      this.#at = end + 1;
      return;
    }
  }

  /** The text up to the next tag; comments and instructions left out. */
  #passOver(): string {
    let text = '';
    for (;;) {
      const next = this.#text.indexOf('<', this.#at);
      const end = next === -1 ? this.#text.length : next;
      if (end > this.#at) text += withoutEntities(this.#text.slice(this.#at, end));
      this.#at = end;
      const mark = this.#text[end + 1];
      if (mark === '?') this.#at = this.#find('?>', end) + 2;
      else if (mark !== '!') return text;
      else if (this.#text.startsWith('<!--', end)) this.#at = this.#find('-->', end) + 3;
      else if (this.#text.startsWith('<![CDATA[', end)) {
        const close = this.#find(']]>', end);
        text += this.#text.slice(end + 9, close);
        this.#at = close + 3;
      } else throw new XmlError('There is a declaration that answers of AWS do not have.');
    }
  }

  #openTag(): OpenTag {
    const end = this.#endOfTag();
    const isEmpty = this.#text[end - 1] === '/';
    const inside = this.#text.slice(this.#at + 1, isEmpty ? end - 1 : end);
    const space = inside.search(/\s/);
    const name = space === -1 ? inside : inside.slice(0, space);
    if (name === '') throw new XmlError('An element has no name.');
    this.#at = end + 1;
    return { name, isEmpty };
  }

  /** Values of attributes may hold a `>`. */
  #endOfTag(): number {
    let end = this.#find('>', this.#at);
    let quote = this.#quoteBefore(end, this.#at);
    while (quote !== -1) {
      const close = this.#find(this.#text[quote] ?? '"', quote + 1);
      if (close > end) end = this.#find('>', close);
      quote = this.#quoteBefore(end, close + 1);
    }
    return end;
  }

  #quoteBefore(end: number, from: number): number {
    for (let at = from; at < end; at++) {
      const character = this.#text[at];
      if (character === '"' || character === "'") return at;
    }
    return -1;
  }

  #find(text: string, from: number): number {
    const found = this.#text.indexOf(text, from);
    if (found === -1) throw new XmlError('The document ends too early.');
    return found;
  }
}

interface WantedField {
  readonly name: string;
  readonly shape: Shape;
}

const WANTED = new WeakMap<FieldsShape, ReadonlyMap<string, WantedField>>();

/** The fields by their elements. */
function wantedOf(shape: FieldsShape): ReadonlyMap<string, WantedField> {
  const known = WANTED.get(shape);
  if (known !== undefined) return known;
  const wanted = new Map(
    Object.entries(shape.fields).map(([name, [element, inner]]) => [element, { name, shape: inner }]),
  );
  WANTED.set(shape, wanted);
  return wanted;
}

function readBoolean(text: string): boolean {
  if (text !== 'true' && text !== 'false') throw new XmlError('A value is neither true nor false.');
  return text === 'true';
}

function withoutEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{1,8}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES.get(name) ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0x10ffff ? whole : String.fromCodePoint(code);
  });
}
