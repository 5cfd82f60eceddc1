/** Values as Python reads and writes them: SkyPilot turns most of a task into text and back. */
import { type ConfigNode, entryAt } from '../skypilot/config/tree.ts';

/** Python's `float()` of a text; undefined where it refuses. */
export function pythonFloat(text: string): number | undefined {
  const bare = text.trim().toLowerCase();
  if (/^[-+]?(?:inf|infinity)$/.test(bare))
    return bare.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (/^[-+]?nan$/.test(bare)) return Number.NaN;
  return /^[-+]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[-+]?\d+(?:_\d+)*)?$/.test(bare)
    ? Number(bare.replaceAll('_', ''))
    : undefined;
}

/** Python's `int()` of a text; undefined where it refuses. */
export function pythonInt(text: string): number | undefined {
  const bare = text.trim();
  return /^[-+]?\d+(?:_\d+)*$/.test(bare) ? Number(bare.replaceAll('_', '')) : undefined;
}

/** Python's `str()` of what YAML holds. */
export function pythonText(node: ConfigNode): string {
  switch (node.kind) {
    case 'scalar':
      return scalarText(node.value, node.isFloat === true);
    case 'other':
      return node.text ?? node.words;
    case 'list':
      return `[${node.items.map(written).join(', ')}]`;
    case 'map':
      return `{${[...node.entries].map(([key, { value }]) => `'${key}': ${written(value)}`).join(', ')}}`;
  }
}

function written(node: ConfigNode): string {
  const text = pythonText(node);
  return node.kind === 'scalar' && typeof node.value === 'string' ? `'${text}'` : text;
}

function scalarText(value: string | number | boolean | null, isFloat: boolean): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return value;
  return isFloat ? floatText(value) : numberText(value);
}

/** Python's `str()` of a float. */
export function floatText(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e16 ? `${value}.0` : numberText(value);
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return String(value);
}

/** The plain value of a node, as JSON has it. */
export function plainValue(node: ConfigNode): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'other':
      return node.text ?? node.words;
    case 'list':
      return node.items.map(plainValue);
    case 'map':
      return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, plainValue(value)]));
  }
}

/** The value of a key; undefined where it is missing or null. */
export function setAt(node: ConfigNode, key: string): ConfigNode | undefined {
  const value = entryAt(node, [key])?.value;
  return value === undefined || isNull(value) ? undefined : value;
}

export function isNull(node: ConfigNode): boolean {
  return node.kind === 'scalar' && node.value === null;
}

/** The text of a key's value; undefined where it holds none. */
export function textOf(node: ConfigNode, key: string): string | undefined {
  const value = setAt(node, key);
  return value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : undefined;
}

export function numberOf(node: ConfigNode, key: string): number | undefined {
  const value = setAt(node, key);
  return value?.kind === 'scalar' && typeof value.value === 'number' ? value.value : undefined;
}

export function flagOf(node: ConfigNode, key: string): boolean | undefined {
  const value = setAt(node, key);
  return value?.kind === 'scalar' && typeof value.value === 'boolean' ? value.value : undefined;
}
