/** Seeded configurations of SkyPilot, right ones and ones that are wrong in a place, of every section of its schema. */
import accepted from '../../src/skypilot/config/accepted-config.json';
import type { Schema } from '../../src/skypilot/config/json-schema.ts';
import { Dice } from './dice.ts';

/** The files of a case; null where there is none. */
export interface ConfigCase {
  readonly user: string | null;
  readonly project: string | null;
  readonly flag: string | null;
}

/** A value of YAML; `raw` is written as it is. */
type Value = string | number | boolean | null | { readonly raw: string } | Value[] | Map<string, Value>;

const SECTIONS = Object.keys(accepted.schema.properties);
const definitions: Readonly<Record<string, Schema>> = accepted.schema.$defs;
const root: Schema = accepted.schema;

/** Case number `index`: sections in turn, so that a small run already has every one of them. */
export function configCase(seed: number, index: number): ConfigCase {
  const dice = new Dice(seed * 100_003 + index);
  const section = SECTIONS[index % SECTIONS.length] ?? 'aws';
  const user = file(dice, [
    section,
    ...dice.some(['aws', 'workspaces', 'allowed_clouds', 'kubernetes'], 0, 2),
  ]);
  const second = () => file(dice, dice.some(SECTIONS, 1, 2));
  return {
    user: dice.chance(0.95) ? user : null,
    project: dice.chance(0.3) ? second() : null,
    flag: dice.chance(0.15) ? second() : null,
  };
}

/** One for each key of `aws` and each odd value: the part of the schema that this tool is about, without gaps. */
export function awsCases(): readonly ConfigCase[] {
  const keys = [...Object.keys(root.properties?.aws?.properties ?? {}), 'instance_tags', 'profile', 'vpc'];
  return keys.flatMap((key) =>
    ODD.map((value) => ({
      user: yaml(new Map([['aws', new Map([[key, value]])]]), new Dice(1)),
      project: null,
      flag: null,
    })),
  );
}

const ODD: readonly Value[] = [
  '',
  'text',
  0,
  1.5,
  -1,
  true,
  null,
  [],
  ['a', 'a'],
  [''],
  [1],
  [null],
  [new Map([['a*', 'b']])],
  [
    new Map<string, Value>([
      ['a', 'b'],
      ['c', 'd'],
    ]),
  ],
  [new Map([['*', '']])],
  new Map(),
  new Map([['a', 'b']]),
  new Map<string, Value>([['us-east-1', null]]),
  new Map<string, Value>([['a', 5]]),
  { raw: '2026-01-01' },
  { raw: '2026-01-01T10:00:00Z' },
  { raw: '010' },
  { raw: '1:30' },
  { raw: '1e3' },
  { raw: '1.0' },
  { raw: 'y' },
  { raw: 'yes' },
  { raw: 'Off' },
  { raw: '~' },
  { raw: '.inf' },
  { raw: '!!str 5' },
  { raw: '!!int "5"' },
  { raw: '!!binary aGVsbG8=' },
  { raw: '{since: 2026-01-01}' },
  { raw: '[instance, volume]' },
  { raw: '[Compute, storage]' },
];

function file(dice: Dice, sections: readonly string[]): string {
  if (dice.chance(0.03))
    return dice.pick(['', '# nothing\n', '- a\n', 'text\n', '5\n', '{}\n', '[]\n', 'a: b: c\n']);
  const value = new Map(
    [...new Set(sections)].flatMap((name) => {
      const schema = root.properties?.[name];
      return schema === undefined ? [] : [[name, valid(dice, schema, 0)] as const];
    }),
  );
  for (let count = dice.pick([0, 0, 1, 1, 2]); count > 0; count -= 1) spoil(dice, value);
  if (value.has('workspaces') && dice.chance(0.5))
    value.set('active_workspace', dice.pick(['default', 'team', 'gone']));
  return yaml(value, dice);
}

/** Something that a schema accepts; now and then not, where only a pattern decides. */
function valid(dice: Dice, reference: Schema, depth: number): Value {
  const schema = reference.$ref === undefined ? reference : (definitions[reference.$ref] ?? {});
  const words = schema.enum ?? schema.case_sensitive_enum ?? schema.case_insensitive_enum;
  const branches = schema.type === undefined ? (schema.oneOf ?? schema.anyOf) : undefined;
  if (branches !== undefined) return valid(dice, dice.pick(branches), depth);
  if (words !== undefined) return dice.pick(words);
  switch (schema.type) {
    case 'object':
      return object(dice, schema, depth);
    case 'array': {
      const { items = { type: 'string' } } = schema;
      return Array.from({ length: dice.below(3) }, () => valid(dice, items, depth + 1));
    }
    case 'boolean':
      return dice.chance(0.5);
    case 'integer':
      return (schema.minimum ?? 0) + dice.below(50);
    case 'number':
      return (schema.minimum ?? 1) + dice.below(50) / 2;
    case 'null':
      return null;
    default:
      return text(dice, schema.pattern);
  }
}

const TEXTS = [
  'my-name',
  's3://bucket',
  'aws/us-east-1',
  '10gb',
  '15m',
  'all',
  'sky_env',
  'a.b',
  '/mnt/x',
  'https://x.example',
  'ubuntu',
];

function text(dice: Dice, pattern: string | undefined): string {
  const fitting = pattern === undefined ? TEXTS : TEXTS.filter((word) => new RegExp(pattern).test(word));
  return fitting.length === 0 ? 'x' : dice.pick(fitting);
}

function object(dice: Dice, schema: Schema, depth: number): Value {
  const entries = new Map<string, Value>();
  const names = Object.keys(schema.properties ?? {});
  const most = depth === 0 ? 5 : depth < 4 ? 2 : 0;
  for (const name of [...(schema.required ?? []), ...dice.some(names, 0, Math.min(most, names.length))]) {
    const part = schema.properties?.[name];
    if (part !== undefined) entries.set(name, valid(dice, part, depth + 1));
  }
  const { additionalProperties } = schema;
  if (typeof additionalProperties === 'object' && (names.length === 0 || dice.chance(0.3)))
    for (const name of dice.some(['team', 'default', 'us-east-1', 'ctx'], 1, 1))
      entries.set(name, valid(dice, additionalProperties, depth + 1));
  return entries;
}

/** Makes one place of a value odd: another value, an unknown key, a key without its value, an item twice. */
function spoil(dice: Dice, value: Map<string, Value>): void {
  let node: Map<string, Value> | Value[] = value;
  for (;;) {
    const parts: readonly Value[] = node instanceof Map ? [...node.values()] : node;
    const inner = parts.filter((part) => part instanceof Map || Array.isArray(part));
    if (inner.length === 0 || dice.chance(0.25)) break;
    const next = dice.pick(inner);
    if (next instanceof Map || Array.isArray(next)) node = next;
  }
  const odd = structuredClone(dice.pick(ODD));
  if (node instanceof Map) {
    const keys = [...node.keys()];
    const key =
      keys.length === 0 || dice.chance(0.4)
        ? dice.pick(['nmae', 'vpc_name', 'x', '', 'name'])
        : dice.pick(keys);
    node.set(key, odd);
  } else if (node.length > 0 && dice.chance(0.5)) node.push(dice.pick(node));
  else node.push(odd);
}

function yaml(value: Value, dice: Dice, indent = ''): string {
  if (value instanceof Map && value.size > 0 && !dice.chance(0.15))
    return [...value].map(([key, part]) => `${indent}${name(key)}:${below(part, dice, indent)}`).join('');
  return `${indent}${flow(value)}\n`;
}

function below(value: Value, dice: Dice, indent: string): string {
  if (value instanceof Map && value.size > 0 && !dice.chance(0.2))
    return `\n${yaml(value, dice, `${indent}  `)}`;
  if (Array.isArray(value) && value.length > 0 && dice.chance(0.6))
    return `\n${value.map((item) => `${indent}- ${flow(item)}\n`).join('')}`;
  return ` ${flow(value)}\n`;
}

function flow(value: Value): string {
  if (value instanceof Map)
    return `{${[...value].map(([key, part]) => `${name(key)}: ${flow(part)}`).join(', ')}}`;
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (value === null) return 'null';
  if (typeof value === 'object') return value.raw;
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

function name(key: string): string {
  return /^[a-z_][a-z0-9_]*$/i.test(key) && !/^(y|n|yes|no|on|off|true|false|null)$/i.test(key)
    ? key
    : JSON.stringify(key);
}
