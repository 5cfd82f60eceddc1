/** Text from outside, made fit for a terminal, a log and the runner of a CI system: the one place for it. */

declare const brand: unique symbol;

/** Text that may be written to a stream. Only the functions here make it. */
export type PrintableText = string & { readonly [brand]: 'printable text' };

/** Data whose every text is printable, names of fields included. Only `printableData` makes it. */
export type Printable<T> = T & { readonly [brand]: 'printable data' };

/**
 * What a terminal obeys, hides or turns around: control characters (C0, DEL, C1), format characters (bidi, zero
 * width, tags), separators of lines and paragraphs, halves of surrogate pairs.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Source: the runner of GitHub Actions reads `##[command]` anywhere in a line, Azure Pipelines `##vso[`, TeamCity `##teamcity[`. */
const HASH_COMMAND = /##(?=[a-z]*\[)/gi;

/**
 * Source: the runner of GitHub Actions takes `::command properties::` after any white space at the start of a line, in small
 * letters or capitals, where it knows the command (actions/runner, ActionCommandManager and its extensions); everything
 * else, such as a part of an ARN, is text to it. `ESC[…m` is how text is painted.
 */
const COLON_COMMAND =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: painted text begins with one
  /^((?:\s|\u001b\[[0-9;]*m)*):(?=:(?:add-mask|add-matcher|add-path|debug|echo|endgroup|error|group|internal-set-repo-path|notice|remove-matcher|save-state|set-env|set-output|stop-commands|warning)(?: .*)?::)/iu;

/** The painting that chalk and the spinner's text may use: select graphic rendition. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what it looks for
const PAINT = /\u001b\[(?:0|1|2|22|3[0-9]|9[0-7])m/g;

/** One line: whatever is not printable is written as JavaScript would escape it (`\x1b`, `\n`, `\u202e`). */
export function printable(text: string): PrintableText {
  return asPrintable(withoutCommands(text.replace(UNPRINTABLE, escaped)));
}

/** Whether nothing inside of the text has to be escaped; where it is shown decides about its start. */
export function isPrintable(text: string): boolean {
  return text.search(UNPRINTABLE) === -1 && text.search(HASH_COMMAND) === -1;
}

/** As `printable`, of text whose line breaks are its own. */
export function printableLines(text: string): PrintableText {
  return asPrintable(text.split('\n').map(printable).join('\n'));
}

/**
 * A copy of data in which every text is one printable line.
 *
 * @param hasOwnLines - whether the texts of this object have line breaks that skycheck made
 */
export function printableData<T>(
  data: T,
  hasOwnLines: (holder: object) => boolean = () => false,
): Printable<T> {
  return copy(
    data,
    (holder) => (hasOwnLines(holder) ? printableLines : printable),
    printable,
  ) as Printable<T>;
}

/** A copy of data with its texts as they are, but for their length: as JSON has them. */
export function withoutLongTexts<T>(data: T): T {
  const asItIs: Printer = (text) => text;
  return copy(data, () => asItIs, asItIs) as T;
}

/**
 * What a reporter makes of printable data. It may paint and break lines; a line that a CI runner would obey, also
 * one that was broken so, is made harmless.
 */
export function printed<T>(data: Printable<T>, render: (data: T) => string): PrintableText {
  return ownText(render(data));
}

/** Text whose parts are printable or skycheck's own, painted or not, in lines: checked once more. */
export function ownText(text: string): PrintableText {
  return asPrintable(text.split('\n').map(ownLine).join('\n'));
}

/** One line of text in which every value that is filled in is made printable. */
export function line(parts: TemplateStringsArray, ...values: readonly (string | number)[]): PrintableText {
  return asPrintable(
    withoutCommands(String.raw({ raw: parts }, ...values.map((value) => printable(`${value}`)))),
  );
}

/** The commands to the runner of GitHub Actions that skycheck gives. */
export type WorkflowCommand = 'error' | 'warning' | 'notice' | 'add-mask';

/**
 * A command to the runner of GitHub Actions, on a line of its own; the one place for it.
 *
 * Source: GitHub Docs, "Workflow commands"; actions/toolkit, `command.ts`, for what is escaped.
 *
 * @param message - its line breaks are its own
 */
export function workflowCommand(
  name: WorkflowCommand,
  properties: Readonly<Record<string, string | number>>,
  message: string,
): PrintableText {
  const list = Object.entries(properties).map(
    ([key, value]) => `${key}=${percentEncoded(printable(`${value}`), /[%\r\n:,]/g)}`,
  );
  const head = list.length === 0 ? name : `${name} ${list.join(',')}`;
  return asPrintable(`::${head}::${percentEncoded(printableLines(message), /[%\r\n]/g)}\n`);
}

function percentEncoded(text: string, special: RegExp): string {
  return text.replace(
    special,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

/** Printable texts, one behind the other. */
export function joined(texts: readonly PrintableText[]): PrintableText {
  return asPrintable(texts.join(''));
}

/** A JSON document on one line, its line break included; otherwise as `jsonText`. */
export function jsonLine(document: unknown): PrintableText {
  return asPrintable(`${escapedJson(JSON.stringify(document, short))}\n`);
}

/** A JSON document that ends with a line break; what a terminal or a CI runner would obey is escaped. */
export function jsonText(document: unknown): PrintableText {
  return asPrintable(`${escapedJson(JSON.stringify(document, short, 2))}\n`);
}

function short(_name: string, value: unknown): unknown {
  return typeof value === 'string' ? shortened(value) : value;
}

function escapedJson(text: string): string {
  return text.replace(/[^\n\P{Cc}]|[\p{Cf}\p{Zl}\p{Zp}]/gu, jsonEscaped).replace(HASH_COMMAND, '#\\u0023');
}

type Printer = (text: string) => string;

/** @param printerFor - what prints the texts of an object */
function copy(value: unknown, printerFor: (holder: object) => Printer, print: Printer): unknown {
  if (typeof value === 'string') return print(shortened(value));
  if (Array.isArray(value)) return value.map((item) => copy(item, printerFor, print));
  if (typeof value !== 'object' || value === null) return value;
  const printInside = printerFor(value);
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [printable(name), copy(inner, printerFor, printInside)]),
  );
}

/** What nobody reads to its end is cut: a value of 10 MB stands in every second field of a report. */
const LONGEST_TEXT = 20_000;

/** With its note no longer than what is left as it is: a saved report is not cut again. */
function shortened(text: string): string {
  if (text.length <= LONGEST_TEXT) return text;
  const note = `... (${text.length} characters)`;
  return `${text.slice(0, LONGEST_TEXT - note.length)}${note}`;
}

function ownLine(text: string): string {
  const painted = text.match(PAINT) ?? [];
  const parts = text.split(PAINT).map((part) => part.replace(UNPRINTABLE, escaped));
  return withoutCommands(parts.map((part, index) => part + (painted[index] ?? '')).join(''));
}

function withoutCommands(text: string): string {
  return text.replace(HASH_COMMAND, '#\\x23').replace(COLON_COMMAND, '$1\\x3a');
}

function escaped(character: string): string {
  switch (character) {
    case '\n':
      return '\\n';
    case '\r':
      return '\\r';
    case '\t':
      return '\\t';
    default:
      return escapedPoint(character.codePointAt(0) ?? 0);
  }
}

function escapedPoint(point: number): string {
  const digits = point.toString(16);
  if (point < 0x100) return `\\x${digits.padStart(2, '0')}`;
  return point < 0x10000 ? `\\u${digits.padStart(4, '0')}` : `\\u{${digits}}`;
}

function jsonEscaped(character: string): string {
  return Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');
}

function asPrintable(text: string): PrintableText {
  return text as PrintableText;
}
