import type { JsonNode } from './json-node.ts';

/** The plain value of a node. Objects have no prototype, so that no name in them can reach one. */
export function toValue(node: JsonNode): unknown {
  if (node.kind === 'null') return null;
  if (node.kind === 'number') return Number(node.text);
  if (node.kind === 'string' || node.kind === 'boolean') return node.value;
  if (node.kind === 'array') return node.items.map(toValue);
  const value: Record<string, unknown> = Object.create(null);
  for (const member of node.members) value[member.name] = toValue(member.value);
  return value;
}
