/** What Terraform's language is made of, as far as policies are written in it. */
import { DEEPEST_NESTING } from '../iam/json-node.ts';

export type HclExpression =
  | { readonly kind: 'text'; readonly parts: readonly HclPart[]; readonly at: number }
  | { readonly kind: 'word'; readonly text: string; readonly at: number }
  | { readonly kind: 'list'; readonly items: readonly HclExpression[]; readonly at: number }
  | { readonly kind: 'object'; readonly members: readonly HclMember[]; readonly at: number }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly args: readonly HclExpression[];
      readonly at: number;
    }
  /** `aws_iam_role.sky.arn`, as it is written. */
  | { readonly kind: 'reference'; readonly text: string; readonly at: number }
  /** Anything else: known only to Terraform. */
  | { readonly kind: 'other'; readonly text: string; readonly at: number };

/** A piece of a text: itself, or what is filled in. */
export type HclPart = { readonly kind: 'literal' | 'template'; readonly text: string };

export interface HclMember {
  readonly name: HclExpression;
  readonly value: HclExpression;
}

export interface HclBlock {
  readonly type: string;
  readonly labels: readonly string[];
  readonly attributes: ReadonlyMap<string, HclExpression>;
  readonly blocks: readonly HclBlock[];
  readonly at: number;
}

export type HclRead =
  | { readonly kind: 'body'; readonly blocks: readonly HclBlock[] }
  | { readonly kind: 'failed'; readonly message: string; readonly at: number };

const LONGEST_TEXT = 1024 * 1024;
const SPACE = /(?:[ \t\r\n]+|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
const SPACE_ON_LINE = /(?:[ \t\r]+|\/\*[^\n]*?\*\/)*/y;
const NAME = /[A-Za-z_][\w-]*/y;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const TRAVERSAL = /(?:\.(?:[A-Za-z_][\w-]*|\d+|\*)|\[[^\]\n]*\])+/y;
const HEREDOC = /<<(-?)([A-Za-z_][\w-]*)[ \t]*\r?\n/y;

class SyntaxFailure extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

/** Reads a file of Terraform. Source: HCL Native Syntax Specification. */
export function readHcl(text: string): HclRead {
  if (text.length > LONGEST_TEXT) return { kind: 'failed', message: 'the text is too long', at: 0 };
  try {
    return { kind: 'body', blocks: new HclReader(text).readFile() };
  } catch (error) {
    if (error instanceof SyntaxFailure) return { kind: 'failed', message: error.message, at: error.at };
    throw error;
  }
}

class HclReader {
  private readonly text: string;
  private at = 0;
  /** Templates inside of texts inside of templates. */
  private templates = 0;

  constructor(text: string) {
    this.text = text;
    if (text.startsWith('\uFEFF')) this.at = 1;
  }

  readFile(): readonly HclBlock[] {
    const { blocks } = this.readBody(0);
    if (this.at < this.text.length) this.fail('a block was expected');
    return blocks;
  }

  private readBody(depth: number): Pick<HclBlock, 'attributes' | 'blocks'> {
    if (depth > DEEPEST_NESTING) this.fail('nested too deep');
    const attributes = new Map<string, HclExpression>();
    const blocks: HclBlock[] = [];
    for (;;) {
      this.take(SPACE);
      const at = this.at;
      const name = this.take(NAME);
      if (name === '') return { attributes, blocks };
      this.take(SPACE_ON_LINE);
      if (this.text[this.at] === '=' && this.text[this.at + 1] !== '=') {
        this.at += 1;
        attributes.set(name, this.readExpression(depth + 1));
      } else {
        blocks.push({ ...this.readBlock(depth), type: name, at });
      }
    }
  }

  private readBlock(depth: number): Pick<HclBlock, 'labels' | 'attributes' | 'blocks'> {
    const labels: string[] = [];
    for (;;) {
      this.take(SPACE_ON_LINE);
      const label = this.text[this.at] === '"' ? literalOf(this.readQuoted()) : this.take(NAME);
      if (label === '') break;
      labels.push(label);
    }
    this.expect('{');
    const body = this.readBody(depth + 1);
    this.expect('}');
    return { labels, ...body };
  }

  private readExpression(depth: number): HclExpression {
    if (depth > DEEPEST_NESTING) this.fail('nested too deep');
    this.take(SPACE);
    const at = this.at;
    const read = this.readTerm(depth);
    this.take(SPACE_ON_LINE);
    // Whatever goes on behind it, an operator or a condition, only Terraform works out.
    if (read !== undefined && this.isAtEnd()) return read;
    this.at = at;
    return { kind: 'other', text: this.skipExpression(), at };
  }

  private isAtEnd(): boolean {
    const rest = this.text.slice(this.at, this.at + 2);
    return rest === '' || /^[\n,})\]#:=]/.test(rest) || rest === '//' || rest === '/*';
  }

  private readTerm(depth: number): HclExpression | undefined {
    if (depth > DEEPEST_NESTING) this.fail('nested too deep');
    const at = this.at;
    const first = this.text[at] ?? '';
    if (first === '"') return { kind: 'text', parts: this.readQuoted(), at };
    if (first === '[') return this.readList(depth);
    if (first === '{') return this.readObject(depth);
    if (first === '<') return this.readHeredoc();
    const number = this.take(NUMBER);
    if (number !== '') return { kind: 'word', text: number, at };
    const name = this.take(NAME);
    if (name === '') return undefined;
    if (this.text[this.at] === '(') return this.readCall(name, at, depth);
    const path = this.take(TRAVERSAL);
    if (path !== '') return { kind: 'reference', text: name + path, at };
    return { kind: 'word', text: name, at };
  }

  private readList(depth: number): HclExpression | undefined {
    const at = this.at;
    this.at += 1;
    this.take(SPACE);
    if (/^for\b/.test(this.text.slice(this.at, this.at + 4))) return undefined;
    const items: HclExpression[] = [];
    while (this.text[this.at] !== ']') {
      items.push(this.readExpression(depth + 1));
      this.take(SPACE);
      if (this.text[this.at] !== ',') break;
      this.at += 1;
      this.take(SPACE);
    }
    if (this.text[this.at] !== ']') return undefined;
    this.at += 1;
    return { kind: 'list', items, at };
  }

  private readObject(depth: number): HclExpression | undefined {
    const at = this.at;
    this.at += 1;
    this.take(SPACE);
    if (/^for\b/.test(this.text.slice(this.at, this.at + 4))) return undefined;
    const members: HclMember[] = [];
    while (this.at < this.text.length && this.text[this.at] !== '}') {
      const name = /["\w]/.test(this.text[this.at] ?? '') ? this.readTerm(depth + 1) : undefined;
      this.take(SPACE_ON_LINE);
      const sign = this.text[this.at];
      if (name === undefined || (sign !== '=' && sign !== ':')) return undefined;
      this.at += 1;
      members.push({ name, value: this.readExpression(depth + 1) });
      this.take(SPACE);
      if (this.text[this.at] === ',') this.at += 1;
      this.take(SPACE);
    }
    if (this.text[this.at] !== '}') return undefined;
    this.at += 1;
    return { kind: 'object', members, at };
  }

  private readCall(name: string, at: number, depth: number): HclExpression | undefined {
    this.at += 1;
    const args: HclExpression[] = [];
    this.take(SPACE);
    while (this.at < this.text.length && this.text[this.at] !== ')') {
      args.push(this.readExpression(depth + 1));
      this.take(SPACE);
      if (this.text[this.at] !== ',') break;
      this.at += 1;
      this.take(SPACE);
    }
    if (this.text[this.at] !== ')') return undefined;
    this.at += 1;
    return { kind: 'call', name, args, at };
  }

  /** A text in quotes; templates are kept as they are written. */
  private readQuoted(): readonly HclPart[] {
    const start = this.at;
    this.at += 1;
    const parts = new Parts();
    for (;;) {
      const character = this.text[this.at];
      if (character === undefined || character === '\n') this.fail('a text has no end', start);
      if (character === '"') break;
      if (character === '\\') parts.add(this.readEscape());
      else if (!this.readTemplate(parts)) {
        parts.add(character);
        this.at += 1;
      }
    }
    this.at += 1;
    return parts.all();
  }

  private readEscape(): string {
    const letter = this.text[this.at + 1] ?? '';
    const simple = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' }[letter];
    if (simple !== undefined) {
      this.at += 2;
      return simple;
    }
    const digits = letter === 'u' ? 4 : letter === 'U' ? 8 : 0;
    const code = Number.parseInt(this.text.slice(this.at + 2, this.at + 2 + digits), 16);
    if (digits === 0 || Number.isNaN(code) || code > 0x10ffff) this.fail('an escape that is none');
    this.at += 2 + digits;
    return String.fromCodePoint(code);
  }

  /** `${…}` and `%{…}`; with the sign twice it is text. */
  private readTemplate(parts: Parts): boolean {
    const sign = this.text[this.at];
    if (sign !== '$' && sign !== '%') return false;
    if (this.text.startsWith(`${sign}${sign}{`, this.at)) {
      parts.add(`${sign}{`);
      this.at += 3;
      return true;
    }
    if (this.text[this.at + 1] !== '{') return false;
    const start = this.at;
    this.at += 2;
    this.templates += 1;
    if (this.templates > DEEPEST_NESTING) this.fail('nested too deep');
    let depth = 1;
    while (depth > 0) {
      const character = this.text[this.at];
      if (character === undefined) this.fail('a template has no end', start);
      if (character === '"') this.readQuoted();
      else {
        if (character === '{') depth += 1;
        if (character === '}') depth -= 1;
        this.at += 1;
      }
    }
    this.templates -= 1;
    parts.fill(this.text.slice(start + 2, this.at - 1).trim());
    return true;
  }

  private readHeredoc(): HclExpression | undefined {
    const at = this.at;
    HEREDOC.lastIndex = at;
    const head = HEREDOC.exec(this.text);
    if (head === null) return undefined;
    const [whole, flush, mark = ''] = head;
    const bodyAt = at + whole.length;
    const end = new RegExp(`^[ \\t]*${mark}[ \\t]*\\r?$`, 'm');
    const found = end.exec(this.text.slice(bodyAt));
    if (found === null) this.fail('a here-document has no end', at);
    const body = this.text.slice(bodyAt, bodyAt + found.index);
    const inner = new HclReader(flush === '-' ? unindented(body) : body);
    this.at = bodyAt + found.index + found[0].length;
    return { kind: 'text', parts: inner.readAllText(), at: bodyAt };
  }

  private readAllText(): readonly HclPart[] {
    const parts = new Parts();
    while (this.at < this.text.length) {
      if (this.readTemplate(parts)) continue;
      parts.add(this.text[this.at] ?? '');
      this.at += 1;
    }
    return parts.all();
  }

  /** Over brackets and texts, to the end of the expression. */
  private skipExpression(): string {
    const start = this.at;
    let depth = 0;
    while (this.at < this.text.length) {
      const character = this.text[this.at] ?? '';
      if (character === '"') this.readQuoted();
      else if (character === '#' || this.text.startsWith('//', this.at)) this.take(/[^\n]*/y);
      else {
        if (depth === 0 && /[\n,})\]]/.test(character)) break;
        if (/[[({]/.test(character)) depth += 1;
        if (/[\])}]/.test(character)) depth -= 1;
        this.at += 1;
      }
    }
    if (this.at === start) this.fail('a value was expected');
    return this.text.slice(start, this.at).trim();
  }

  private expect(sign: string): void {
    this.take(SPACE);
    if (this.text[this.at] !== sign) this.fail(`"${sign}" was expected`);
    this.at += 1;
  }

  private take(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const [found = ''] = pattern.exec(this.text) ?? [];
    this.at += found.length;
    return found;
  }

  private fail(message: string, at = this.at): never {
    throw new SyntaxFailure(message, at);
  }
}

/** Puts pieces of text together. */
class Parts {
  private readonly parts: HclPart[] = [];
  private text = '';

  add(text: string): void {
    this.text += text;
  }

  fill(template: string): void {
    this.flush();
    this.parts.push({ kind: 'template', text: template });
  }

  all(): readonly HclPart[] {
    this.flush();
    return this.parts;
  }

  private flush(): void {
    if (this.text !== '') this.parts.push({ kind: 'literal', text: this.text });
    this.text = '';
  }
}

/** The text without templates; with one, nothing. */
function literalOf(parts: readonly HclPart[]): string {
  return parts.map((part) => (part.kind === 'literal' ? part.text : '')).join('');
}

/** Without the blanks that every line begins with. */
function unindented(text: string): string {
  const lines = text.split('\n');
  const widths = lines
    .filter((line) => line.trim() !== '')
    .map((line) => /^[ \t]*/.exec(line)?.[0].length ?? 0);
  const width = widths.length === 0 ? 0 : Math.min(...widths);
  return lines.map((line) => line.slice(width)).join('\n');
}
