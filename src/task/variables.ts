/** Variables in a task: which are set, and where SkyPilot fills them in. */
import type { FileLine } from '../file-line.ts';
import type { ConfigEntry, ConfigNode } from '../skypilot/config/tree.ts';
import { isNull, pythonText } from './python-values.ts';
import { TaskRefused } from './task.ts';

/** Values by name; undefined for a secret that SkyPilot looks up itself. */
export type Variables = ReadonlyMap<string, string | undefined>;

/** A map whose values are text, as SkyPilot makes them before it looks at them. */
export function withTextValues(node: ConfigNode): ConfigNode {
  if (node.kind !== 'map') return node;
  const entries = [...node.entries].map(([key, entry]): [string, ConfigEntry] => [
    key,
    isNull(entry.value) ? entry : { ...entry, value: { ...scalar(entry.value.at, pythonText(entry.value)) } },
  ]);
  return { ...node, entries: new Map(entries) };
}

function scalar(at: FileLine, value: string): ConfigNode {
  return { kind: 'scalar', at, value };
}

/** `$NAME` or `${NAME}`; other spellings of a shell are none. */
const VARIABLE = /\$\{?\b([a-zA-Z_][a-zA-Z0-9_]*)\b\}?/g;

/**
 * A part of a task with the variables filled in, in keys and values; names that are not set stay as they are. SkyPilot
 * does it in the JSON text, so a value with a quote, a backslash or a line break breaks it.
 *
 * Source: SkyPilot `sky/task.py`, `_fill_in_env_vars`.
 */
export function filledIn(node: ConfigNode, variables: Variables): ConfigNode {
  switch (node.kind) {
    case 'scalar':
      return typeof node.value === 'string'
        ? { ...node, value: filled(node.value, variables, node.at) }
        : node;
    case 'list':
      return { ...node, items: node.items.map((item) => filledIn(item, variables)) };
    case 'map':
      return {
        ...node,
        entries: new Map(
          [...node.entries].map(([key, entry]) => [
            filled(key, variables, entry.keyAt),
            { ...entry, value: filledIn(entry.value, variables) },
          ]),
        ),
      };
    case 'other':
      throw new TaskRefused('load', `${node.words} cannot stand here: put it in quotes`, node.at);
  }
}

function filled(text: string, variables: Variables, at: FileLine): string {
  if (!text.includes('$')) return text;
  const json = JSON.stringify(text).replace(VARIABLE, (whole, name: string) => variables.get(name) ?? whole);
  try {
    return String(JSON.parse(json));
  } catch {
    throw new TaskRefused(
      'load',
      'the value of a variable that is filled in here has a quote, a backslash or a line break, which SkyPilot cannot fill in',
      at,
    );
  }
}
