/** A configuration file as a tree: plain values, each with the line it stands on. */
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
    };

/** The value at a path of keys; undefined where a key is missing or something on the way is no map. */
export function nodeAt(root: ConfigNode | undefined, ...path: readonly string[]): ConfigNode | undefined {
  let node = root;
  for (const key of path) {
    node = node?.kind === 'map' ? node.entries.get(key)?.value : undefined;
  }
  return node;
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
