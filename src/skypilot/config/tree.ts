/** A configuration file as a tree: plain values, each with its line. */
import type { FileLine } from '../../file-line.ts';

export interface ConfigEntry {
  readonly keyAt: FileLine;
  readonly value: ConfigNode;
}

export type ConfigNode =
  | { readonly kind: 'map'; readonly at: FileLine; readonly entries: ReadonlyMap<string, ConfigEntry> }
  | { readonly kind: 'list'; readonly at: FileLine; readonly items: readonly ConfigNode[] }
  | {
      readonly kind: 'scalar';
      readonly at: FileLine;
      readonly value: string | number | boolean | null;
      /** A whole number that Python takes for a float, such as `8.0`. */
      readonly isFloat?: true;
    }
  /** What YAML has and JSON has not, such as a date; `text` as it is written. */
  | { readonly kind: 'other'; readonly at: FileLine; readonly words: string; readonly text?: string };

type ConfigMap = Extract<ConfigNode, { kind: 'map' }>;

/** The value at a path of keys; undefined where a key is missing or something on the way is no map. */
export function nodeAt(root: ConfigNode | undefined, ...path: readonly string[]): ConfigNode | undefined {
  return entryAt(root, path)?.value ?? (path.length === 0 ? root : undefined);
}

/** The entry at a path of keys, with the line of its key. */
export function entryAt(root: ConfigNode | undefined, path: readonly string[]): ConfigEntry | undefined {
  let node = root;
  let entry: ConfigEntry | undefined;
  for (const key of path) {
    entry = node?.kind === 'map' ? node.entries.get(key) : undefined;
    node = entry?.value;
  }
  return entry;
}

/**
 * Lays one configuration over another as SkyPilot does: maps are merged, everything else is replaced.
 *
 * Source: SkyPilot `sky/utils/config_utils.py`; documentation, "Configuration sources".
 */
export function overlay(base: ConfigNode, over: ConfigNode): ConfigNode {
  if (base.kind !== 'map' || over.kind !== 'map') return over;
  const entries = new Map(base.entries);
  for (const [key, entry] of over.entries) {
    const below = base.entries.get(key);
    entries.set(
      key,
      below === undefined ? entry : { keyAt: entry.keyAt, value: overlay(below.value, entry.value) },
    );
  }
  return { kind: 'map', at: over.at, entries };
}

/** The tree without what is at a path; the tree itself where nothing is. */
export function without(root: ConfigNode, path: readonly string[]): ConfigNode {
  const [key, ...rest] = path;
  if (key === undefined || root.kind !== 'map') return root;
  const entry = root.entries.get(key);
  if (entry === undefined) return root;
  const entries = new Map(root.entries);
  if (rest.length === 0) entries.delete(key);
  else entries.set(key, { ...entry, value: without(entry.value, rest) });
  return { ...root, entries } satisfies ConfigMap;
}

/** Whether two trees say the same, whatever their lines. */
export function sameTree(first: ConfigNode | undefined, second: ConfigNode | undefined): boolean {
  return first !== undefined && second !== undefined && keyOf(first) === keyOf(second);
}

/** The same text for equal trees, whatever the order of their keys; 1 and true differ. */
export function keyOf(node: ConfigNode): string {
  switch (node.kind) {
    case 'scalar':
      return typeof node.value === 'number' ? `number ${node.value}` : JSON.stringify(node.value);
    case 'other':
      return node.words;
    case 'list':
      return `[${node.items.map(keyOf).join(',')}]`;
    case 'map':
      return `{${[...node.entries]
        .map(([key, { value }]) => `${JSON.stringify(key)}:${keyOf(value)}`)
        .sort()
        .join(',')}}`;
  }
}
