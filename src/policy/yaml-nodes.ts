/** YAML as the same tree as JSON, with the short forms of CloudFormation's functions written out. */
import { isAlias, isMap, isScalar, isSeq, type ParsedNode, parseAllDocuments, type YAMLMap } from 'yaml';
import { DEEPEST_NESTING, type JsonMember, type JsonNode, type JsonRead } from '../iam/json-node.ts';

/** The largest template that CloudFormation takes. Source: AWS CloudFormation User Guide, quotas. */
const LONGEST_TEXT = 1024 * 1024;

const MOST_NODES = 200_000;

/** A tree that cannot be made, with the reason. */
class Refusal extends Error {
  readonly at: number | undefined;

  constructor(message: string, at: number | undefined) {
    super(message);
    this.at = at;
  }
}

/** Reads one YAML document. */
export function readYaml(text: string): JsonRead {
  if (text.length > LONGEST_TEXT) {
    return {
      kind: 'failed',
      message: 'the text is longer than the 1 MiB that a template may have',
      at: undefined,
    };
  }
  try {
    return { kind: 'value', node: treeOf(text) };
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'failed', message: error.message, at: error.at };
    // The parser recurses.
    if (error instanceof RangeError) return { kind: 'failed', message: 'nested too deep', at: undefined };
    throw error;
  }
}

function treeOf(text: string): JsonNode {
  const parsed = parseAllDocuments(text, {
    schema: 'core',
    prettyErrors: false,
    logLevel: 'silent',
    uniqueKeys: true,
    merge: true,
  });
  const documents = Array.isArray(parsed) ? parsed : [];
  const [document, second] = documents.filter(({ contents }) => contents !== null);
  const error = documents.flatMap(({ errors }) => errors)[0];
  if (error !== undefined) throw new Refusal(`not valid YAML (${error.code})`, error.pos[0]);
  if (document?.contents == null) throw new Refusal('there is nothing in it', undefined);
  if (second !== undefined) {
    throw new Refusal('there are several YAML documents in one file', second.range[0]);
  }
  const anchors = new Map<string, ParsedNode>();
  collectAnchors(document.contents, anchors);
  return new Converter(anchors).convert(document.contents, 0);
}

function collectAnchors(node: ParsedNode | null, anchors: Map<string, ParsedNode>): void {
  if (node === null) return;
  if (!isAlias(node) && node.anchor !== undefined) anchors.set(node.anchor, node);
  if (isSeq(node)) for (const item of node.items) collectAnchors(item as ParsedNode | null, anchors);
  if (!isMap(node)) return;
  for (const { key, value } of node.items) {
    collectAnchors(key as ParsedNode | null, anchors);
    collectAnchors(value as ParsedNode | null, anchors);
  }
}

class Converter {
  private readonly anchors: ReadonlyMap<string, ParsedNode>;
  private left = MOST_NODES;

  constructor(anchors: ReadonlyMap<string, ParsedNode>) {
    this.anchors = anchors;
  }

  convert(node: ParsedNode | null, depth: number): JsonNode {
    const at = node?.range?.[0];
    this.left -= 1;
    if (this.left < 0) throw new Refusal('too many values', at);
    if (depth > DEEPEST_NESTING) throw new Refusal(`nested deeper than ${DEEPEST_NESTING} levels`, at);
    if (node === null) return { kind: 'null', at };
    if (isAlias(node)) {
      const target = this.anchors.get(node.source);
      if (target === undefined) throw new Refusal('an alias has no anchor', at);
      return this.convert(target, depth + 1);
    }
    const value = this.plain(node, depth, at);
    return functionOf(node.tag, value, at);
  }

  private plain(
    node: Exclude<ParsedNode, { type: 'ALIAS' }>,
    depth: number,
    at: number | undefined,
  ): JsonNode {
    if (isScalar(node)) return scalar(node, at);
    if (isSeq(node)) {
      return {
        kind: 'array',
        items: node.items.map((item) => this.convert(item as ParsedNode | null, depth + 1)),
        at,
      };
    }
    if (isMap(node)) return { kind: 'object', members: this.members(node as YAMLMap.Parsed, depth), at };
    throw new Refusal('a value of an unknown kind', at);
  }

  /** `<<` takes over the members of another map, where this one has none of that name. */
  private members(map: YAMLMap.Parsed, depth: number): readonly JsonMember[] {
    const own: JsonMember[] = [];
    const merged: JsonMember[] = [];
    for (const { key, value } of map.items) {
      const name = isScalar(key)
        ? typeof key.value === 'string'
          ? key.value
          : (key.source ?? '')
        : undefined;
      if (name === undefined) throw new Refusal('a key that is no text', map.range?.[0]);
      const nameAt = isScalar(key) ? key.range?.[0] : undefined;
      const converted = this.convert(value, depth + 1);
      if (name !== '<<') own.push({ name, nameAt, value: converted });
      else merged.push(...membersOf(converted));
    }
    const names = new Set(own.map(({ name }) => name));
    return [...own, ...merged.filter(({ name }) => !names.has(name))];
  }
}

function membersOf(node: JsonNode): readonly JsonMember[] {
  if (node.kind === 'object') return node.members;
  return node.kind === 'array' ? node.items.flatMap(membersOf) : [];
}

/** Numbers keep how they are written: account ids may begin with zeros. */
function scalar(
  node: { readonly value: unknown; readonly source?: string; readonly tag?: string },
  at: number | undefined,
): JsonNode {
  const { value, source } = node;
  if (typeof value === 'string') return { kind: 'string', value, at };
  if (typeof value === 'boolean') return { kind: 'boolean', value, at };
  if (typeof value === 'number') return { kind: 'number', text: source ?? String(value), at };
  return { kind: 'null', at };
}

/**
 * `!Ref x` is `{"Ref": "x"}`, `!Sub x` is `{"Fn::Sub": "x"}`.
 *
 * Source: AWS CloudFormation User Guide, "Intrinsic function reference".
 */
function functionOf(tag: string | undefined, value: JsonNode, at: number | undefined): JsonNode {
  const name = /^!([A-Za-z]\w*)$/.exec(tag ?? '')?.[1];
  if (name === undefined) return value;
  const full = name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
  return { kind: 'object', members: [{ name: full, nameAt: at, value }], at };
}
