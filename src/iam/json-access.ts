/** Reading parts of a JSON value with positions, where nothing is certain about its shape. */
import type { JsonNode } from './json-node.ts';

/** The member of that name; undefined where there is none, or the node is no object. */
export function memberOf(node: JsonNode | undefined, name: string): JsonNode | undefined {
  return node?.kind === 'object' ? node.members.find((member) => member.name === name)?.value : undefined;
}

/** The node that a path of names leads to. */
export function nodeAt(node: JsonNode | undefined, ...path: readonly string[]): JsonNode | undefined {
  return path.reduce(memberOf, node);
}

/** The items of a list; of anything else, none. */
export function itemsOf(node: JsonNode | undefined): readonly JsonNode[] {
  return node?.kind === 'array' ? node.items : [];
}

/** The items of a list, or the one value that stands for a list of one, as policies write it. */
export function oneOrMany(node: JsonNode | undefined): readonly JsonNode[] {
  if (node === undefined) return [];
  return node.kind === 'array' ? node.items : [node];
}

/** The text of a string; undefined for anything else. */
export function textOf(node: JsonNode | undefined): string | undefined {
  return node?.kind === 'string' ? node.value : undefined;
}
