/** A JSON value that remembers where it stood. `at` is an offset into the text; undefined for plain values. */
export type JsonNode =
  | { readonly kind: 'string'; readonly value: string; readonly at: number | undefined }
  /** A number as written, so that nothing is lost in conversion. */
  | { readonly kind: 'number'; readonly text: string; readonly at: number | undefined }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly at: number | undefined }
  | { readonly kind: 'null'; readonly at: number | undefined }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[]; readonly at: number | undefined }
  | { readonly kind: 'object'; readonly members: readonly JsonMember[]; readonly at: number | undefined };

export interface JsonMember {
  readonly name: string;
  readonly nameAt: number | undefined;
  readonly value: JsonNode;
}

export type JsonRead =
  | { readonly kind: 'value'; readonly node: JsonNode }
  | { readonly kind: 'failed'; readonly message: string; readonly at: number | undefined };

/** Line and column, both from 1; columns count UTF-16 units, as editors do. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** Deeper nesting is refused; a policy document needs six levels. */
export const DEEPEST_NESTING = 64;

const MOST_NODES = 1_000_000;

/** Of the last text: a template's every document asks for the lines of the same one. */
let lastLines: { readonly text: string; readonly starts: readonly number[] } | undefined;

/** The offsets at which lines begin; lines end with LF, CR LF or CR. */
export function lineStartsOf(text: string): readonly number[] {
  if (lastLines?.text !== text) lastLines = { text, starts: findLineStarts(text) };
  return lastLines.starts;
}

function findLineStarts(text: string): readonly number[] {
  const starts = [0];
  for (const lineBreak of text.matchAll(/\r\n|\r|\n/g)) starts.push(lineBreak.index + lineBreak[0].length);
  return starts;
}

export function positionIn(lineStarts: readonly number[], at: number): TextPosition {
  // The line is looked for by halves: a document may have as many remarks as lines.
  let first = 0;
  let after = lineStarts.length;
  while (after - first > 1) {
    const middle = (first + after) >> 1;
    if ((lineStarts[middle] ?? 0) <= at) first = middle;
    else after = middle;
  }
  return { line: first + 1, column: at - (lineStarts[first] ?? 0) + 1 };
}

/** A plain value, such as `JSON.parse` or a YAML reader gives, as a node. Values that JSON lacks are refused. */
export function nodeOf(value: unknown): JsonRead {
  const budget = { nodes: MOST_NODES };
  const node = convert(value, 0, budget);
  return typeof node === 'string'
    ? { kind: 'failed', message: node, at: undefined }
    : { kind: 'value', node };
}

function convert(value: unknown, depth: number, budget: { nodes: number }): JsonNode | string {
  budget.nodes -= 1;
  if (budget.nodes < 0) return 'too many values';
  if (depth > DEEPEST_NESTING) return `nested deeper than ${DEEPEST_NESTING} levels`;
  const at = undefined;
  if (value === null) return { kind: 'null', at };
  if (typeof value === 'string') return { kind: 'string', value, at };
  if (typeof value === 'number' && Number.isFinite(value)) return { kind: 'number', text: String(value), at };
  if (typeof value === 'boolean') return { kind: 'boolean', value, at };
  if (Array.isArray(value)) return convertArray(value, depth, budget);
  if (typeof value === 'object') return convertObject(value, depth, budget);
  return 'not a JSON value';
}

function convertArray(
  value: readonly unknown[],
  depth: number,
  budget: { nodes: number },
): JsonNode | string {
  const items: JsonNode[] = [];
  for (const item of value) {
    const node = convert(item, depth + 1, budget);
    if (typeof node === 'string') return node;
    items.push(node);
  }
  return { kind: 'array', items, at: undefined };
}

function convertObject(value: object, depth: number, budget: { nodes: number }): JsonNode | string {
  const members: JsonMember[] = [];
  for (const [name, item] of Object.entries(value)) {
    if (item === undefined) continue;
    const node = convert(item, depth + 1, budget);
    if (typeof node === 'string') return node;
    members.push({ name, nameAt: undefined, value: node });
  }
  return { kind: 'object', members, at: undefined };
}
