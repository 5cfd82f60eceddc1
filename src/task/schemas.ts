/** SkyPilot's JSON Schemas of a task and its parts, as its API server applies them. */
import { type Schema, SchemaReader } from '../skypilot/config/json-schema.ts';
import type { ConfigEntry, ConfigNode } from '../skypilot/config/tree.ts';
import { isNull } from './python-values.ts';
import { TaskRefused } from './task.ts';

export type TaskPart = 'task' | 'resources' | 'storage' | 'service';

/** Refuses, at `load`, the first thing that a schema refuses. */
export class TaskSchemas {
  readonly #parts: Readonly<Record<TaskPart, Schema>>;
  readonly #reader: SchemaReader;

  private constructor(
    parts: Readonly<Record<TaskPart, Schema>>,
    definitions: Readonly<Record<string, Schema>>,
  ) {
    this.#parts = parts;
    this.#reader = new SchemaReader(definitions, true);
  }

  /** The stored schemas are read only where there is a task. */
  static async load(): Promise<TaskSchemas> {
    const { default: accepted } = await import('./accepted-task.json');
    return new TaskSchemas(accepted.schema.properties, accepted.schema.$defs);
  }

  /**
   * Source: SkyPilot `sky/utils/common_utils.py`, `validate_schema`: keys without a value do not count at the top.
   *
   * @param path - where the part stands in the task, such as `resources`
   */
  check(part: TaskPart, node: ConfigNode, path: readonly string[]): void {
    const given =
      node.kind === 'map'
        ? { ...node, entries: new Map([...node.entries].filter(([, { value }]) => !isNull(value))) }
        : node;
    const [violation] = this.#reader.violations(given, this.#parts[part], path);
    if (violation === undefined) return;
    const name = violation.path.length === 0 ? 'the task' : violation.path.join('.');
    throw new TaskRefused('load', `${name} ${violation.message}`, violation.at);
  }
}

/** A map without some of its keys, for changing. */
export function entriesOf(node: ConfigNode, ...without: readonly string[]): Map<string, ConfigEntry> {
  return node.kind === 'map'
    ? new Map([...node.entries].filter(([key]) => !without.includes(key)))
    : new Map();
}
