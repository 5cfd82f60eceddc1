/** Reads YAML by the rules of PyYAML's `safe_load`. Loaded only where there is a file: the parser takes a while to start. */

import {
  type CollectionTag,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  parseDocument,
  type Scalar,
  type ScalarTag,
  visit,
  type YAMLMap,
} from 'yaml';
import type { FileLine } from '../../file-line.ts';
import type { ConfigEntry, ConfigNode } from './tree.ts';
import { plainScalar, type ScalarValue, taggedScalar } from './yaml-scalars.ts';

export type YamlRead =
  /** `root` is undefined for an empty document. */
  | { readonly kind: 'parsed'; readonly root: ConfigNode | undefined }
  /** `message` names no text of the file. */
  | { readonly kind: 'broken'; readonly at: FileLine; readonly message: string };

/** Aliases can blow a small file up; nobody's configuration is as large. */
const MAX_NODES = 20_000;

const YAML_TAG = 'tag:yaml.org,2002:';

/** Tags are kept as they are written: what a scalar is worth is decided here, by PyYAML's rules. */
const TAGS: (ScalarTag | CollectionTag)[] = [
  ...['null', 'bool', 'int', 'float', 'timestamp', 'binary', 'merge'].map((name) => ({
    tag: YAML_TAG + name,
    resolve: (text: string) => text,
  })),
  { tag: `${YAML_TAG}set`, collection: 'map' },
  { tag: `${YAML_TAG}omap`, collection: 'seq' },
  { tag: `${YAML_TAG}pairs`, collection: 'seq' },
];

/**
 * Parses one document of YAML 1.1, where of equal keys the last one counts.
 *
 * @param file - the file's name, for the places of the nodes
 */
export function parseYamlTree(text: string, file: string): YamlRead {
  return refusing(file, () => parse(text, file));
}

function refusing<T>(
  file: string,
  parsed: () => T,
): T | { readonly kind: 'broken'; readonly at: FileLine; readonly message: string } {
  try {
    return parsed();
  } catch (error) {
    if (error instanceof Refused) return { kind: 'broken', at: error.at, message: error.message };
    // Nesting without end overflows the stack.
    if (error instanceof RangeError || error instanceof ReferenceError)
      return { kind: 'broken', at: { file, line: 1 }, message: 'nested too deeply' };
    throw error;
  }
}

function parse(source: string, file: string): YamlRead {
  const lines = new LineCounter();
  const { document, text } = parsedWhole(source, lines);
  const placeOf = placesIn(file, lines);
  const refusal = refusalOf(text, document) ?? endsAtOnce(text);
  if (refusal !== undefined) return { kind: 'broken', at: placeOf(refusal.offset), message: refusal.message };
  const root = new TreeReader(document, placeOf).read(document.contents);
  const isEmpty = root?.kind === 'scalar' && root.value === null;
  return { kind: 'parsed', root: isEmpty ? undefined : root };
}

/** A key that stands twice in a map; of its values PyYAML keeps the last. */
export interface RepeatedKey {
  readonly key: string;
  readonly at: FileLine;
  readonly firstAt: FileLine;
}

export type YamlDocuments =
  | {
      readonly kind: 'parsed';
      /** An empty document is null. */
      readonly roots: readonly ConfigNode[];
      /** The first key that stands twice anywhere. */
      readonly repeated: RepeatedKey | undefined;
    }
  | { readonly kind: 'broken'; readonly at: FileLine; readonly message: string };

/**
 * Parses all documents of a stream of YAML 1.1, as PyYAML's `safe_load_all` does.
 *
 * @param file - the file's name, for the places of the nodes
 */
export function parseYamlDocuments(text: string, file: string): YamlDocuments {
  return refusing(file, () => parseAll(text, file));
}

function parseAll(text: string, file: string): YamlDocuments {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, parserOptions(lines));
  const documents = Array.isArray(parsed) ? parsed : [];
  const placeOf = placesIn(file, lines);
  const early = endsAtOnce(text);
  const [refusal] = [
    ...documents.flatMap((document) => refusalOf(text, document) ?? []),
    ...(early === undefined ? [] : [early]),
  ];
  if (refusal !== undefined) return { kind: 'broken', at: placeOf(refusal.offset), message: refusal.message };
  const roots = documents.map((document) => {
    const at = placeOf(document.range[0]);
    return new TreeReader(document, placeOf).read(document.contents) ?? nothing(at);
  });
  const [repeated] = documents.flatMap((document) => repeatedKey(document, placeOf) ?? []);
  return { kind: 'parsed', roots, repeated };
}

/** Keys are the same where their texts are, whatever their types, as SkyPilot compares them. */
function repeatedKey(
  document: Document.Parsed,
  placeOf: (offset: number) => FileLine,
): RepeatedKey | undefined {
  let found: RepeatedKey | undefined;
  const seen = new Map<unknown, Map<string, FileLine>>();
  visit(document, {
    Pair: (_, pair, ancestors) => {
      const parent = ancestors.at(-1);
      if (!isScalar(pair.key)) return undefined;
      const keys = seen.get(parent) ?? new Map<string, FileLine>();
      seen.set(parent, keys);
      const key = String(pair.key.value ?? '');
      const at = placeOf(pair.key.range?.[0] ?? 0);
      const firstAt = keys.get(key);
      if (firstAt !== undefined) {
        found = { key, at, firstAt };
        return visit.BREAK;
      }
      keys.set(key, at);
      return undefined;
    },
  });
  return found;
}

function parserOptions(lineCounter: LineCounter) {
  return {
    version: '1.1',
    schema: 'failsafe',
    customTags: TAGS,
    uniqueKeys: false,
    prettyErrors: false,
    lineCounter,
  } as const;
}

function placesIn(file: string, lines: LineCounter): (offset: number) => FileLine {
  return (offset) => ({ file, line: Math.max(1, lines.linePos(offset).line) });
}

/** What PyYAML refuses of a document. It refuses tags that it does not know too; this parser only warns. */
function refusalOf(text: string, document: Document.Parsed): Refusal | undefined {
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined)
    return { offset: problem.pos[0], message: problem.code.toLowerCase().replaceAll('_', ' ') };
  const tab = strayTab(text, document);
  if (tab !== undefined) return { offset: tab, message: 'a tab where only spaces may be' };
  return anchorAgain(document);
}

/** The most block scalars that are moved; nobody's configuration has one. */
const MAX_MOVED = 50;

/**
 * The document, with block scalars that stand alone on the line after `?`, `:` or `-` moved up to it: this parser takes
 * them for keys there, and PyYAML does not. Nothing else moves: a line break becomes a space.
 */
function parsedWhole(
  source: string,
  lines: LineCounter,
): { readonly document: Document.Parsed; readonly text: string } {
  let text = source;
  let document = documentOf(text, lines);
  for (let moved = 0; moved < MAX_MOVED; moved += 1) {
    const [problem] = document.errors;
    const at = problem?.code === 'MULTILINE_IMPLICIT_KEY' ? problem.pos[0] : undefined;
    if (at === undefined || !/[|>]/.test(text[at] ?? '')) break;
    const gap = /(?<=(?:^|\s)[?:-])[ \t]*(?:\r?\n[ \t]*)+$/.exec(text.slice(0, at))?.[0];
    // What stands further left than the indicator ends what that began.
    if (gap === undefined || columnOf(text, at) < columnOf(text, at - gap.length - 1)) break;
    text = text.slice(0, at - gap.length) + ' '.repeat(gap.length) + text.slice(at);
    document = documentOf(text, new LineCounter());
  }
  return { document, text };
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

function documentOf(text: string, lineCounter: LineCounter): Document.Parsed {
  return parseDocument(text, parserOptions(lineCounter));
}

/**
 * Where a line is empty, or a comment, but for a tab in front: PyYAML's parser refuses that outside of scalars and of
 * brackets, and this one does not. Source: libyaml `scanner.c`, `yaml_parser_scan_to_next_token`.
 */
function strayTab(text: string, document: Document.Parsed): number | undefined {
  const tabs = [...text.matchAll(/^\t[ \t]*(?=#|\r?$)/gm)].map(({ index }) => index);
  if (tabs.length === 0) return undefined;
  const closed: (readonly [number, number])[] = [];
  visit(document, {
    Scalar: (_, { range }) => void (range && closed.push([range[0], range[1]])),
    Collection: (_, { flow, range }) => void (flow && range && closed.push([range[0], range[1]])),
  });
  return tabs.find((tab) => !closed.some(([from, to]) => from < tab && tab < to));
}

interface Refusal {
  readonly offset: number;
  readonly message: string;
}

/** The end of a document that has not begun, which this parser takes for an empty one. */
function endsAtOnce(text: string): Refusal | undefined {
  const [before] = /^\uFEFF?(?:[ \t]*(?:#[^\n]*)?\r?\n)*(?=\.\.\.(?:\s|$))/.exec(text) ?? [];
  return before === undefined ? undefined : { offset: before.length, message: '"..." ends nothing' };
}

/** An anchor of the same name as an earlier one, which YAML allows and PyYAML does not. */
function anchorAgain(document: Document.Parsed): Refusal | undefined {
  const seen = new Set<string>();
  let found: Refusal | undefined;
  visit(document, {
    Node: (_, node) => {
      const anchor = isAlias(node) ? undefined : node.anchor;
      if (anchor === undefined) return undefined;
      if (seen.has(anchor)) {
        found = { offset: node.range?.[0] ?? 0, message: 'the same anchor twice' };
        return visit.BREAK;
      }
      seen.add(anchor);
      return undefined;
    },
  });
  return found;
}

/** PyYAML reads the file and makes nothing of it. */
class Refused extends Error {
  readonly at: FileLine;

  constructor(at: FileLine, message: string) {
    super(message);
    this.at = at;
  }
}

class TreeReader {
  readonly #document: Document.Parsed;
  readonly #placeOf: (offset: number) => FileLine;
  #left = MAX_NODES;

  constructor(document: Document.Parsed, placeOf: (offset: number) => FileLine) {
    this.#document = document;
    this.#placeOf = placeOf;
  }

  read(node: Node | null | undefined): ConfigNode | undefined {
    if (node === null || node === undefined) return undefined;
    const at = this.#placeOf(node.range?.[0] ?? 0);
    this.#left -= 1;
    if (this.#left <= 0) throw new Refused({ ...at, line: 1 }, 'too many nodes');
    if (isAlias(node)) {
      const meant = /^[\w-]+$/.test(node.source) ? node.resolve(this.#document) : undefined;
      if (meant === undefined)
        throw new Refused(at, 'an alias of nothing; text that begins with * needs quotes');
      return this.read(meant);
    }
    if (isMap<Node, Node | null>(node)) {
      const entries = this.#entries(node);
      return node.tag === `${YAML_TAG}set`
        ? { kind: 'other', at, words: 'a set' }
        : { kind: 'map', at, entries };
    }
    if (isSeq<Node>(node)) {
      const items = node.items.map((item) => this.read(item) ?? nothing(at));
      return { kind: 'list', at, items };
    }
    return isScalar(node) ? scalarNode(at, scalarValue(node, at), String(node.value ?? '')) : nothing(at);
  }

  #entries(map: YAMLMap<Node, Node | null>): Map<string, ConfigEntry> {
    const entries = new Map<string, ConfigEntry>();
    for (const { key, value } of map.items) {
      const keyAt = this.#placeOf(key.range?.[0] ?? 0);
      const read = this.read(value) ?? nothing(keyAt);
      if (isMerge(key)) {
        for (const [inner, entry] of merged(read)) if (!entries.has(inner)) entries.set(inner, entry);
      } else entries.set(this.#nameOf(key, keyAt), { keyAt, value: read });
    }
    return entries;
  }

  /** Keys that are no text get the text that people would write for them. */
  #nameOf(key: Node, at: FileLine): string {
    const node = isAlias(key) ? key.resolve(this.#document) : key;
    if (!isScalar(node)) throw new Refused(at, 'a key is a list or a map');
    const value = scalarValue(node, at);
    return typeof value === 'object' && value !== null ? String(node.value) : String(value);
  }
}

function isMerge(key: Node): boolean {
  if (!isScalar(key) || key.value !== '<<') return false;
  return key.tag === undefined ? key.type === 'PLAIN' : key.tag === `${YAML_TAG}merge`;
}

function scalarValue(node: Scalar, at: FileLine): ScalarValue {
  const text = String(node.value ?? '');
  const tag = node.tag;
  const isBare = tag === undefined || tag === '!';
  if (isBare && node.type !== 'PLAIN') return text;
  const value = isBare ? plainScalar(text) : taggedScalar(tag, text);
  if (value === undefined) throw new Refused(at, 'a value that is not what its tag says');
  return value;
}

function scalarNode(at: FileLine, value: ScalarValue, text: string): ConfigNode {
  if (typeof value === 'object' && value !== null) return { kind: 'other', at, words: value.other, text };
  const isFloat = Number.isInteger(value) && text.includes('.');
  return isFloat ? { kind: 'scalar', at, value, isFloat } : { kind: 'scalar', at, value };
}

/** What a merge key (`<<`) brings in. */
function merged(node: ConfigNode): readonly (readonly [string, ConfigEntry])[] {
  if (node.kind === 'map') return [...node.entries];
  if (node.kind === 'list' && node.items.every(({ kind }) => kind === 'map'))
    return node.items.flatMap(merged);
  throw new Refused(node.at, 'a merge key of what is no map');
}

function nothing(at: FileLine): ConfigNode {
  return { kind: 'scalar', at, value: null };
}
