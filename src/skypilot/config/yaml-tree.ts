/** Reads YAML by the rules of PyYAML's `safe_load`. Loaded only where there is a file: the parser takes a while to start. */

import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import type { FileLine } from '../../file-line.ts';
import type { ConfigEntry, ConfigNode } from './tree.ts';

export type YamlRead =
  /** `root` is undefined for an empty document. */
  | { readonly kind: 'parsed'; readonly root: ConfigNode | undefined }
  /** `message` names no text of the file. */
  | { readonly kind: 'broken'; readonly at: FileLine; readonly message: string };

/** Aliases can blow a small file up; nobody's configuration is as large. */
const MAX_NODES = 20_000;

/**
 * Parses one document of YAML 1.1, where of equal keys the last one counts.
 *
 * @param file - the file's name, for the places of the nodes
 */
export function parseYamlTree(text: string, file: string): YamlRead {
  try {
    return parse(text, file);
  } catch (error) {
    // Nesting without end overflows the stack.
    if (error instanceof RangeError || error instanceof ReferenceError)
      return { kind: 'broken', at: { file, line: 1 }, message: 'nested too deeply' };
    throw error;
  }
}

function parse(text: string, file: string): YamlRead {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: '1.1',
    uniqueKeys: false,
    prettyErrors: false,
    lineCounter: lines,
  });
  // PyYAML refuses tags that it does not know; this parser only warns.
  const [problem] = [...document.errors, ...document.warnings];
  const placeOf = (offset: number): FileLine => ({ file, line: Math.max(1, lines.linePos(offset).line) });
  if (problem !== undefined) {
    const message = problem.code.toLowerCase().replaceAll('_', ' ');
    return { kind: 'broken', at: placeOf(problem.pos[0]), message };
  }
  const reader = new TreeReader(document, placeOf);
  const root = reader.read(document.contents);
  if (reader.overflow) return { kind: 'broken', at: { file, line: 1 }, message: 'too many nodes' };
  const isEmpty = root?.kind === 'scalar' && root.value === null;
  return { kind: 'parsed', root: isEmpty ? undefined : root };
}

class TreeReader {
  readonly #document: Document.Parsed;
  readonly #placeOf: (offset: number) => FileLine;
  #left = MAX_NODES;

  constructor(document: Document.Parsed, placeOf: (offset: number) => FileLine) {
    this.#document = document;
    this.#placeOf = placeOf;
  }

  get overflow(): boolean {
    return this.#left <= 0;
  }

  read(node: Node | null | undefined): ConfigNode | undefined {
    this.#left -= 1;
    if (node === null || node === undefined || this.overflow) return undefined;
    const at = this.#placeOf(node.range?.[0] ?? 0);
    if (isAlias(node)) return this.read(node.resolve(this.#document));
    if (isMap<Node, Node | null>(node)) return { kind: 'map', at, entries: this.#entries(node) };
    if (isSeq<Node>(node)) {
      const items = node.items.map((item) => this.read(item) ?? nothing(at));
      return { kind: 'list', at, items };
    }
    return { kind: 'scalar', at, value: isScalar(node) ? plain(node.value) : null };
  }

  #entries(map: YAMLMap<Node, Node | null>): Map<string, ConfigEntry> {
    const entries = new Map<string, ConfigEntry>();
    for (const { key, value } of map.items) {
      if (this.overflow) break;
      const keyAt = this.#placeOf(key.range?.[0] ?? 0);
      const name = String(isScalar(key) ? plain(key.value) : '');
      const read = this.read(value) ?? nothing(keyAt);
      if (name !== '<<') entries.set(name, { keyAt, value: read });
      else for (const [inner, entry] of merged(read)) if (!entries.has(inner)) entries.set(inner, entry);
    }
    return entries;
  }
}

/** What a merge key (`<<`) brings in. */
function merged(node: ConfigNode): readonly (readonly [string, ConfigEntry])[] {
  if (node.kind === 'list') return node.items.flatMap(merged);
  return node.kind === 'map' ? [...node.entries] : [];
}

function nothing(at: FileLine): ConfigNode {
  return { kind: 'scalar', at, value: null };
}

function plain(value: unknown): string | number | boolean | null {
  if (typeof value === 'symbol') return value.description ?? '';
  if (value === null || value === undefined) return null;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : String(value);
}
