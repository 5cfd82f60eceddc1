/** How text is painted and how wide it may be; made once by the command line, which knows the terminal. */
export interface TextStyle {
  readonly columns: number;
  readonly symbols: Symbols;
  readonly paint: Paint;
}

export interface Symbols {
  readonly yes: string;
  readonly no: string;
  readonly unknown: string;
  readonly partly: string;
  readonly chosen: string;
  readonly warning: string;
  readonly note: string;
  readonly unchecked: string;
  /** Something is left out. */
  readonly more: string;
}

type Painter = (text: string) => string;

export interface Paint {
  readonly bold: Painter;
  readonly dim: Painter;
  readonly good: Painter;
  readonly bad: Painter;
  readonly warn: Painter;
  readonly note: Painter;
}

export const UNICODE_SYMBOLS: Symbols = {
  yes: '✓',
  no: '✗',
  unknown: '?',
  partly: '~',
  chosen: '>',
  warning: '!',
  note: 'i',
  unchecked: '-',
  more: '…',
};
export const ASCII_SYMBOLS: Symbols = { ...UNICODE_SYMBOLS, yes: '+', no: 'x', more: '...' };

/** What texts are written with beside ASCII, and what stands for it where the terminal has nothing else. */
const IN_ASCII: Readonly<Record<string, string>> = {
  '…': '...',
  '·': '-',
  '–': '-',
  '—': '-',
  '→': '->',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '✓': '+',
  '✗': 'x',
};

/** Our own signs for a terminal without Unicode; names from outside stay as they are. */
export function forTerminal(text: string, { symbols }: Pick<TextStyle, 'symbols'>): string {
  if (symbols !== ASCII_SYMBOLS) return text;
  return text.replace(/[…·–—→‘’“”✓✗]/g, (sign) => IN_ASCII[sign] ?? sign);
}

const plain: Painter = (text) => text;

/** No colour at all. */
export const PLAIN_PAINT: Paint = {
  bold: plain,
  dim: plain,
  good: plain,
  bad: plain,
  warn: plain,
  note: plain,
};

/** Words, and what is not to be broken: a command in backquotes, a list in brackets. */
const WORD = /(?:`[^`\n]*`|\[[^[\]\n]*\]|\S)+/g;

function wordsOf(text: string, width: number): readonly string[] {
  return (text.match(WORD) ?? []).flatMap((word) => (word.length > width ? word.split(/\s+/) : [word]));
}

/**
 * Breaks text at blanks so that no line is longer than `columns`, as far as its words allow.
 *
 * @param indent - blanks before every line
 */
export function wrap(text: string, columns: number, indent: number): string[] {
  const width = Math.max(20, columns - indent);
  const lines: string[] = [];
  let line = '';
  for (const word of wordsOf(text, width)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  if (line !== '') lines.push(line);
  return lines.map((part) => ' '.repeat(indent) + part);
}

/** The first lines, with a mark where some are left out; the last word makes room for it where it has to. */
export function atMost(
  count: number,
  lines: readonly string[],
  { symbols, columns }: TextStyle,
): readonly string[] {
  if (lines.length <= count) return lines;
  const last = lines[count - 1] ?? '';
  const marked = `${last} ${symbols.more}`;
  if (marked.length <= columns) return [...lines.slice(0, count - 1), marked];
  const indent = last.length - last.trimStart().length;
  const words = last.trim().split(' ').slice(0, -1);
  return [...lines.slice(0, count - 1), ' '.repeat(indent) + [...words, symbols.more].join(' ')];
}

/** Text beside a label needs this much; otherwise it goes below. */
const MIN_TEXT_COLUMNS = 30;

/**
 * A label with text beside it; on a narrow terminal below it.
 *
 * @param labelWidth - columns that the label takes, its indentation aside; a longer one pushes the text to the right
 */
export function beside(
  label: string,
  text: string,
  columns: number,
  options: { readonly indent: number; readonly labelWidth: number; readonly paintLabel?: Painter },
): string[] {
  const { indent, labelWidth, paintLabel = plain } = options;
  const padded = label.padEnd(labelWidth);
  const start = indent + padded.length + 1;
  if (columns - start < MIN_TEXT_COLUMNS) {
    return [' '.repeat(indent) + paintLabel(label), ...wrap(text, columns, indent + 4)];
  }
  const [first = '', ...rest] = wrap(text, columns, start);
  return [`${' '.repeat(indent)}${paintLabel(padded)} ${first.trimStart()}`.trimEnd(), ...rest];
}

/** For formats that break lines themselves. */
export const UNBROKEN: TextStyle = { columns: 10_000, symbols: UNICODE_SYMBOLS, paint: PLAIN_PAINT };
