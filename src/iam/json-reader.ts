import type { JsonMember, JsonNode, JsonRead } from './json-node.ts';
import { DEEPEST_NESTING } from './json-node.ts';

/** Longer texts are refused. */
const LONGEST_TEXT = 16 * 1024 * 1024;

const SPACE = /[ \t\r\n]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /[A-Za-z_$][A-Za-z0-9_$]*/y;
const PLAIN_CHARACTERS = /[ !#-[\]-\uffff]*/y;
const FOUR_HEX_DIGITS = /[0-9a-fA-F]{4}/y;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** Reads JSON text, remembering where each value and name stood. A byte order mark is passed over. */
export function readJson(text: string): JsonRead {
  if (text.length > LONGEST_TEXT) return { kind: 'failed', message: 'the text is too long', at: 0 };
  return new JsonReader(text).readAll();
}

/** One pass over a text. Methods that give undefined have left the reason in `failure`. */
class JsonReader {
  private readonly text: string;
  private at = 0;
  private failure: { readonly message: string; readonly at: number } | undefined;

  constructor(text: string) {
    this.text = text;
    if (text.startsWith('\uFEFF')) this.at = 1;
  }

  readAll(): JsonRead {
    const node = this.readValue(0);
    if (node !== undefined) {
      this.take(SPACE);
      if (this.at < this.text.length) this.fail('nothing more was expected after the end of the document');
    }
    if (this.failure !== undefined || node === undefined) {
      return { kind: 'failed', message: 'not valid JSON', at: this.at, ...this.failure };
    }
    return { kind: 'value', node };
  }

  private readValue(depth: number): JsonNode | undefined {
    this.take(SPACE);
    const at = this.at;
    if (depth > DEEPEST_NESTING) return this.fail(`nested deeper than ${DEEPEST_NESTING} levels`);
    const character = this.text[at];
    if (character === '{') return this.readObject(depth);
    if (character === '[') return this.readArray(depth);
    if (character === '"') {
      const value = this.readString();
      return value === undefined ? undefined : { kind: 'string', value, at };
    }
    const number = this.take(NUMBER);
    if (number !== '') return { kind: 'number', text: number, at };
    return this.readWord(at);
  }

  private readWord(at: number): JsonNode | undefined {
    const word = this.take(WORD);
    if (word === 'true' || word === 'false') return { kind: 'boolean', value: word === 'true', at };
    if (word === 'null') return { kind: 'null', at };
    this.at = at;
    if (word !== '') return this.fail('text must be in double quotes');
    return this.fail(`a value was expected, not ${this.here()}`);
  }

  private readObject(depth: number): JsonNode | undefined {
    const at = this.at;
    const members: JsonMember[] = [];
    this.at += 1;
    this.take(SPACE);
    if (this.accept('}')) return { kind: 'object', members, at };
    for (;;) {
      const member = this.readMember(depth);
      if (member === undefined) return undefined;
      members.push(member);
      this.take(SPACE);
      if (this.accept('}')) return { kind: 'object', members, at };
      if (!this.acceptComma('}')) return undefined;
    }
  }

  private readMember(depth: number): JsonMember | undefined {
    this.take(SPACE);
    const nameAt = this.at;
    if (this.text[nameAt] !== '"') {
      return this.fail(`a name in double quotes was expected, not ${this.here()}`);
    }
    const name = this.readString();
    if (name === undefined) return undefined;
    this.take(SPACE);
    if (!this.accept(':')) return this.fail(`a colon was expected after the name, not ${this.here()}`);
    const value = this.readValue(depth + 1);
    return value === undefined ? undefined : { name, nameAt, value };
  }

  private readArray(depth: number): JsonNode | undefined {
    const at = this.at;
    const items: JsonNode[] = [];
    this.at += 1;
    this.take(SPACE);
    if (this.accept(']')) return { kind: 'array', items, at };
    for (;;) {
      const item = this.readValue(depth + 1);
      if (item === undefined) return undefined;
      items.push(item);
      this.take(SPACE);
      if (this.accept(']')) return { kind: 'array', items, at };
      if (!this.acceptComma(']')) return undefined;
    }
  }

  private readString(): string | undefined {
    const start = this.at;
    const pieces: string[] = [];
    this.at += 1;
    for (;;) {
      pieces.push(this.take(PLAIN_CHARACTERS));
      if (this.accept('"')) return pieces.join('');
      if (this.at >= this.text.length) {
        this.at = start;
        return this.fail('this text has no closing double quote');
      }
      if (!this.accept('\\'))
        return this.fail('line breaks and control characters must be escaped in a text');
      const escaped = this.readEscape();
      if (escaped === undefined) return undefined;
      pieces.push(escaped);
    }
  }

  private readEscape(): string | undefined {
    const letter = this.text[this.at] ?? '';
    if (letter === 'u') {
      this.at += 1;
      const digits = this.take(FOUR_HEX_DIGITS);
      if (digits !== '') return String.fromCharCode(Number.parseInt(digits, 16));
    } else if (Object.hasOwn(ESCAPES, letter)) {
      this.at += 1;
      return ESCAPES[letter];
    }
    return this.fail('JSON knows no such escape');
  }

  private acceptComma(closing: string): boolean {
    const at = this.at;
    if (!this.accept(',')) {
      this.fail(`a comma or ${closing} was expected, not ${this.here()}`);
      return false;
    }
    this.take(SPACE);
    if (this.text[this.at] !== closing) return true;
    this.at = at;
    this.fail(`no comma may be before ${closing}`);
    return false;
  }

  private accept(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  private take(expression: RegExp): string {
    expression.lastIndex = this.at;
    const found = expression.exec(this.text)?.[0] ?? '';
    this.at += found.length;
    return found;
  }

  private here(): string {
    const point = this.text.codePointAt(this.at);
    return point === undefined ? 'the end of the text' : JSON.stringify(String.fromCodePoint(point));
  }

  private fail(message: string): undefined {
    this.failure ??= { message, at: this.at };
    return undefined;
  }
}
