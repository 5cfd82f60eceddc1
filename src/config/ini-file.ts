/**
 * INI files as boto3 reads them.
 *
 * Source: CPython 3.11 `configparser.RawConfigParser()._read`, with its default settings: strict, `=` and `:` as
 * delimiters, `#` and `;` only at the start of a line, indented lines continue a value, `[DEFAULT]` is special.
 */
import type { IniErrorKind, OtherForm } from './aws-config-types.ts';
import { leadingSpaces, strip, stripEnd, textModeLines } from './python-text.ts';

export interface IniEntry {
  readonly key: string;
  readonly writtenKey: string;
  readonly value: string;
  readonly line: number;
}

export interface IniSection {
  readonly name: string;
  readonly line: number;
  readonly entries: ReadonlyMap<string, IniEntry>;
}

export interface IniFile {
  /** In file order, without `[DEFAULT]`. */
  readonly sections: readonly IniSection[];
  readonly defaults: IniSection | undefined;
}

export interface IniError {
  readonly kind: IniErrorKind;
  readonly line: number;
  readonly firstLine?: number;
  readonly section?: string;
  /** What the line is instead, where that can be told. */
  readonly form?: OtherForm;
}

export type IniResult =
  | { readonly kind: 'parsed'; readonly file: IniFile }
  | { readonly kind: 'broken'; readonly error: IniError };

interface OpenEntry {
  readonly key: string;
  readonly writtenKey: string;
  readonly line: number;
  readonly parts: string[];
}

interface OpenSection {
  readonly name: string;
  readonly line: number;
  readonly entries: Map<string, OpenEntry>;
}

interface Reader {
  readonly sections: Map<string, OpenSection>;
  defaults: OpenSection | undefined;
  section: OpenSection | undefined;
  /** The entry that an indented line would continue. */
  entry: OpenEntry | undefined;
  indent: number;
  /** The first line that is no header, key or continuation: reported only at the end of the file. */
  syntaxError: IniError | undefined;
}

const DEFAULT_SECTION = 'DEFAULT';

function openSection(reader: Reader, name: string, line: number): IniError | undefined {
  reader.entry = undefined;
  const earlier = reader.sections.get(name);
  if (earlier !== undefined) {
    return { kind: 'config-duplicate-section', line, firstLine: earlier.line, section: name };
  }
  if (name === DEFAULT_SECTION) {
    reader.defaults ??= { name, line, entries: new Map() };
    reader.section = reader.defaults;
  } else {
    reader.section = { name, line, entries: new Map() };
    reader.sections.set(name, reader.section);
  }
  return undefined;
}

function openEntry(reader: Reader, section: OpenSection, text: string, line: number): IniError | undefined {
  const delimiter = text.search(/[=:]/);
  if (delimiter <= 0) reader.syntaxError ??= { kind: 'config-syntax-error', line, section: section.name };
  if (delimiter < 0) return undefined;
  const writtenKey = stripEnd(text.slice(0, delimiter));
  const key = writtenKey.toLowerCase();
  const earlier = section.entries.get(key);
  if (earlier !== undefined) {
    return { kind: 'config-duplicate-key', line, firstLine: earlier.line, section: section.name };
  }
  const entry: OpenEntry = { key, writtenKey, line, parts: [strip(text.slice(delimiter + 1))] };
  section.entries.set(key, entry);
  reader.entry = key === '' ? undefined : entry;
  return undefined;
}

/** The name in a header: everything up to the last `]`; what follows it is ignored. */
function headerName(text: string): string | undefined {
  const end = text.lastIndexOf(']');
  return text.startsWith('[') && end > 1 ? text.slice(1, end) : undefined;
}

function readLine(reader: Reader, raw: string, line: number): IniError | undefined {
  const text = strip(raw);
  if (text === '') {
    reader.entry?.parts.push('');
    return undefined;
  }
  if (text.startsWith('#') || text.startsWith(';')) return undefined;
  const indent = leadingSpaces(raw);
  if (reader.section !== undefined && reader.entry !== undefined && indent > reader.indent) {
    reader.entry.parts.push(text);
    return undefined;
  }
  reader.indent = indent;
  const header = headerName(text);
  if (header !== undefined) return openSection(reader, header, line);
  if (reader.section === undefined) {
    const marked = line === 1 && raw.startsWith('\ufeff');
    if (marked) return { kind: 'config-byte-order-mark', line };
    const form = otherForm(text);
    return { kind: 'config-missing-section-header', line, ...(form === undefined ? {} : { form }) };
  }
  return openEntry(reader, reader.section, text, line);
}

function otherForm(text: string): OtherForm | undefined {
  if (/^(export|set|setx|\$env:)\s*\w+/i.test(text)) return 'shell';
  if (/^"?(User ?name|Access key ID)"?,/i.test(text)) return 'csv';
  return text.startsWith('{') ? 'json' : undefined;
}

function closeSection(section: OpenSection): IniSection {
  const entries = new Map<string, IniEntry>();
  for (const { key, writtenKey, line, parts } of section.entries.values()) {
    entries.set(key, { key, writtenKey, line, value: stripEnd(parts.join('\n')) });
  }
  return { name: section.name, line: section.line, entries };
}

/** Parses text that is decoded already. */
export function parseIniText(text: string): IniResult {
  const reader: Reader = {
    sections: new Map(),
    defaults: undefined,
    section: undefined,
    entry: undefined,
    indent: 0,
    syntaxError: undefined,
  };
  for (const [index, raw] of textModeLines(text).entries()) {
    const error = readLine(reader, raw, index + 1);
    if (error !== undefined) return { kind: 'broken', error };
  }
  if (reader.syntaxError !== undefined) return { kind: 'broken', error: reader.syntaxError };
  const sections = [...reader.sections.values()].map(closeSection);
  const defaults = reader.defaults === undefined ? undefined : closeSection(reader.defaults);
  return { kind: 'parsed', file: { sections, defaults } };
}

/** The line of the first byte that is not UTF-8. */
function undecodableLine(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 1;
  let start = 0;
  const decodes = (end: number): boolean => {
    try {
      decoder.decode(bytes.subarray(start, end));
      return true;
    } catch {
      return false;
    }
  };
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index];
    const ends = byte === 0x0a || (byte === 0x0d && bytes[index + 1] !== 0x0a);
    if (!ends) continue;
    if (!decodes(index + 1)) return line;
    start = index + 1;
    line += 1;
  }
  return line;
}

export type Decoded =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'not-utf8'; readonly badLine: number };

/**
 * Decodes strictly as Python does in a UTF-8 locale, a byte-order mark staying in the text.
 *
 * @returns the text, or the line of the first bad byte
 */
export function decodeUtf8(bytes: Uint8Array): Decoded {
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { kind: 'not-utf8', badLine: undecodableLine(bytes) };
  }
}

/** By its byte order mark, which no UTF-8 text begins with. */
function isUtf16(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

/** Parses a file's bytes. */
export function parseIni(bytes: Uint8Array): IniResult {
  const decoded = decodeUtf8(bytes);
  if (decoded.kind === 'not-utf8')
    return {
      kind: 'broken',
      error: { kind: isUtf16(bytes) ? 'config-utf-16' : 'config-not-utf8', line: decoded.badLine },
    };
  return parseIniText(decoded.text);
}
