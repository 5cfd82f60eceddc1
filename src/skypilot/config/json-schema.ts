/**
 * The part of JSON Schema (draft 7) that SkyPilot's schema of its configuration uses, by the rules of Python's
 * `jsonschema`, with SkyPilot's two keywords for words.
 *
 * Source: https://json-schema.org/draft-07; SkyPilot `sky/utils/validator.py`.
 */

import { closestTo } from '../../closest-word.ts';
import type { FileLine } from '../../file-line.ts';
import { type ConfigNode, keyOf } from './tree.ts';

/** A schema as `scripts/skypilot-facts.py` stores it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  /** Only SkyPilot's server refuses keys that are not among `properties`. */
  readonly serverOnly?: boolean;
  readonly propertyNames?: Schema;
  readonly required?: readonly string[];
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly enum?: readonly string[];
  readonly case_insensitive_enum?: readonly string[];
  readonly case_sensitive_enum?: readonly string[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly not?: Schema;
}

export interface Violation {
  readonly at: FileLine;
  readonly path: readonly string[];
  /** A plain sentence part behind the path; it names keys, and no value of the file. */
  readonly message: string;
}

type MapNode = Extract<ConfigNode, { kind: 'map' }>;
type ListNode = Extract<ConfigNode, { kind: 'list' }>;

/** Says how a value departs from a schema. */
export class SchemaReader {
  readonly #definitions: Readonly<Record<string, Schema>>;
  readonly #isServer: boolean;

  /** @param isServer - whether unknown keys count that only the server refuses */
  constructor(definitions: Readonly<Record<string, Schema>>, isServer: boolean) {
    this.#definitions = definitions;
    this.#isServer = isServer;
  }

  /** Everything that is wrong, in the order of the file; empty where nothing is. */
  violations(
    node: ConfigNode,
    reference: Schema,
    path: readonly string[] = [],
    at: FileLine = node.at,
  ): readonly Violation[] {
    const schema = this.#resolve(reference);
    const here = (message: string): Violation => ({ at, path, message });
    if (schema.type !== undefined && !hasType(node, schema.type))
      return [here(`has to be ${this.words(schema)}`)];
    const inside = [
      ...(node.kind === 'map' ? this.#ofMap(node, schema, path, here) : []),
      ...(node.kind === 'list' ? this.#ofList(node, schema, path, here) : []),
      ...this.#ofScalar(node, schema).map(here),
    ];
    return [...inside, ...(inside.length === 0 ? this.#ofBranches(node, schema, path, at) : [])];
  }

  /** What a schema wants, such as "a list of strings". */
  words(reference: Schema): string {
    const schema = this.#resolve(reference);
    const branches = schema.oneOf ?? schema.anyOf;
    const words = schema.enum ?? schema.case_sensitive_enum ?? schema.case_insensitive_enum;
    if (words !== undefined) return words.length > MOST_WORDS ? 'a word that SkyPilot knows' : listed(words);
    switch (schema.type) {
      case 'string':
        return schema.pattern === undefined ? 'a string' : 'a string of a certain form';
      case 'boolean':
        return 'true or false';
      case 'integer':
        return `a whole number${bounds(schema)}`;
      case 'number':
        return `a number${bounds(schema)}`;
      case 'null':
        return 'null';
      case 'array':
        return schema.items === undefined ? 'a list' : `a list of ${this.#plural(schema.items)}`;
      case 'object':
        return this.#mapWords(schema);
      default:
        return branches === undefined
          ? 'something else'
          : listed([...new Set(branches.map((part) => this.words(part)))]);
    }
  }

  #mapWords({ properties, additionalProperties, maxProperties }: Schema): string {
    if (properties !== undefined || typeof additionalProperties !== 'object') return 'a map';
    const size = maxProperties === 1 ? ' with one key' : '';
    return `a map${size} of ${this.#plural(additionalProperties)}`;
  }

  #plural(reference: Schema): string {
    const words = this.words(reference);
    if (words.startsWith('a map with one key')) return 'maps with one key each';
    return words
      .replace(/^a (string|number|whole number|map|list|word)\b/, '$1s')
      .replace(/ or (?=\w+$)/, ' and ');
  }

  #resolve(schema: Schema): Schema {
    return schema.$ref === undefined ? schema : (this.#definitions[schema.$ref] ?? {});
  }

  #ofMap(
    node: MapNode,
    schema: Schema,
    path: readonly string[],
    here: (message: string) => Violation,
  ): readonly Violation[] {
    const missing = (schema.required ?? []).filter((key) => !node.entries.has(key));
    const size = node.entries.size;
    const count =
      size < (schema.minProperties ?? 0) || size > (schema.maxProperties ?? Number.POSITIVE_INFINITY)
        ? [here(`has to be ${this.words(schema)}`)]
        : [];
    const names = [...node.entries].flatMap(([key, { keyAt }]) =>
      schema.propertyNames?.minLength !== undefined && key.length < schema.propertyNames.minLength
        ? [{ at: keyAt, path, message: 'has an empty key' }]
        : [],
    );
    return [
      ...missing.map((key) => here(`has to have the key ${key}`)),
      ...count,
      ...names,
      ...[...node.entries].flatMap(([key, { keyAt, value }]) =>
        this.#ofEntry(key, keyAt, value, schema, path),
      ),
    ];
  }

  #ofEntry(
    key: string,
    keyAt: FileLine,
    value: ConfigNode,
    schema: Schema,
    path: readonly string[],
  ): readonly Violation[] {
    const own = [
      ...(schema.properties !== undefined && Object.hasOwn(schema.properties, key)
        ? [schema.properties[key] ?? {}]
        : []),
      ...Object.entries(schema.patternProperties ?? {}).flatMap(([pattern, part]) =>
        matches(pattern, key) ? [part] : [],
      ),
    ];
    const below = [...path, key];
    if (own.length > 0) return own.flatMap((part) => this.violations(value, part, below, keyAt));
    const { additionalProperties = true, serverOnly = false } = schema;
    if (typeof additionalProperties === 'object')
      return this.violations(value, additionalProperties, below, keyAt);
    if (additionalProperties || (serverOnly && !this.#isServer)) return [];
    return [{ at: keyAt, path: below, message: unknownKey(key, Object.keys(schema.properties ?? {})) }];
  }

  #ofList(
    { items }: ListNode,
    schema: Schema,
    path: readonly string[],
    here: (message: string) => Violation,
  ): readonly Violation[] {
    const { items: wanted } = schema;
    const isUnique = new Set(items.map(keyOf)).size === items.length;
    return [
      ...(items.length < (schema.minItems ?? 0) ? [here('has to have an item')] : []),
      ...(items.length > (schema.maxItems ?? Number.POSITIVE_INFINITY) ? [here('has too many items')] : []),
      ...(schema.uniqueItems === true && !isUnique ? [here('names something twice')] : []),
      ...(wanted === undefined
        ? []
        : items.flatMap((item, index) => this.violations(item, wanted, itemPath(path, index)))),
    ];
  }

  #ofScalar(node: ConfigNode, schema: Schema): readonly string[] {
    if (node.kind !== 'scalar') return [];
    const { value } = node;
    const wrong = (isRight: boolean) => (isRight ? [] : [`has to be ${this.words(schema)}`]);
    if (typeof value === 'number') return wrong(isWithin(value, schema));
    if (typeof value !== 'string') return [];
    const words = schema.enum ?? schema.case_sensitive_enum;
    const anyCase = schema.case_insensitive_enum?.map((word) => word.toLowerCase());
    const isKnown = (words?.includes(value) ?? true) && (anyCase?.includes(value.toLowerCase()) ?? true);
    return [
      ...(isKnown ? [] : [unknownWord(value, words ?? anyCase ?? [])]),
      ...wrong(schema.pattern === undefined || matches(schema.pattern, value)),
      ...((schema.minLength ?? 0) > [...value].length ? ['may not be empty'] : []),
      ...(value.length > (schema.maxLength ?? Number.POSITIVE_INFINITY) ? ['is too long'] : []),
    ];
  }

  #ofBranches(node: ConfigNode, schema: Schema, path: readonly string[], at: FileLine): readonly Violation[] {
    const fits = (part: Schema) => this.violations(node, part, path, at).length === 0;
    const wrong = (message: string): readonly Violation[] => [{ at, path, message }];
    if (schema.not !== undefined && fits(schema.not)) return wrong('has keys that may not be there');
    for (const [branches, isRight] of [
      [schema.anyOf, (count: number) => count > 0],
      [schema.oneOf, (count: number) => count === 1],
    ] as const) {
      if (branches === undefined || isRight(branches.filter(fits).length)) continue;
      return this.#ofBest(node, branches, path, at) ?? wrong(`has to be ${this.words({ oneOf: branches })}`);
    }
    return [];
  }

  /** What is wrong inside the only branch that a value of this type can mean. */
  #ofBest(
    node: ConfigNode,
    branches: readonly Schema[],
    path: readonly string[],
    at: FileLine,
  ): readonly Violation[] | undefined {
    const meant = branches.filter((part) => {
      const { type } = this.#resolve(part);
      return type !== undefined && hasType(node, type);
    });
    const [only] = meant;
    if (only === undefined || meant.length > 1) return undefined;
    const found = this.violations(node, only, path, at);
    return found.length === 0 ? undefined : found;
  }
}

/** Such as `allowed_clouds[1]`. */
function itemPath(path: readonly string[], index: number): readonly string[] {
  return [...path.slice(0, -1), `${path.at(-1) ?? ''}[${index}]`];
}

function hasType(node: ConfigNode, type: string): boolean {
  switch (type) {
    case 'object':
      return node.kind === 'map';
    case 'array':
      return node.kind === 'list';
    case 'null':
      return node.kind === 'scalar' && node.value === null;
    case 'integer':
      return node.kind === 'scalar' && Number.isInteger(node.value);
    default:
      return node.kind === 'scalar' && typeof node.value === type;
  }
}

/** Python's `$` also matches before a line break at the end. */
function matches(pattern: string, text: string): boolean {
  const expression = new RegExp(pattern);
  return expression.test(text) || (text.endsWith('\n') && expression.test(text.slice(0, -1)));
}

function isWithin(value: number, { minimum, maximum, exclusiveMinimum }: Schema): boolean {
  return !(
    (minimum !== undefined && value < minimum) ||
    (maximum !== undefined && value > maximum) ||
    (exclusiveMinimum !== undefined && value <= exclusiveMinimum)
  );
}

function bounds({ minimum, maximum, exclusiveMinimum }: Schema): string {
  const parts = [
    ...(minimum === undefined ? [] : [`at least ${minimum}`]),
    ...(exclusiveMinimum === undefined ? [] : [`more than ${exclusiveMinimum}`]),
    ...(maximum === undefined ? [] : [`at most ${maximum}`]),
  ];
  return parts.length === 0 ? '' : ` of ${parts.join(' and ')}`;
}

function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}

/** More than that nobody reads. */
const MOST_WORDS = 8;

function unknownWord(word: string, known: readonly string[]): string {
  if (known.length <= MOST_WORDS) return `has to be ${listed(known)}`;
  const near = closestTo(word.toLowerCase(), known);
  return near === undefined ? 'is no word that SkyPilot knows' : `is no word that SkyPilot knows; ${near} is`;
}

function unknownKey(key: string, known: readonly string[]): string {
  const near = closestTo(key, known);
  return near === undefined ? 'is no key that SkyPilot knows' : `is no key that SkyPilot knows; ${near} is`;
}
