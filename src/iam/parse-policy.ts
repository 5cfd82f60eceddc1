import type { JsonNode, JsonRead } from './json-node.ts';
import { nodeOf } from './json-node.ts';
import { readJson } from './json-reader.ts';
import type { PolicyUsage } from './parse-statement.ts';
import { parseStatement } from './parse-statement.ts';
import type { PolicyDocument, Statement } from './policy-types.ts';
import type { PolicyProblem } from './problems.ts';
import { membersOf, ProblemList, quoted } from './problems.ts';

export interface ParsePolicyOptions {
  /** `identity` unless given; boundaries, session policies and SCPs count as such. */
  readonly usage?: PolicyUsage;
}

export type ParsedPolicy =
  | {
      readonly kind: 'parsed';
      readonly document: PolicyDocument;
      readonly warnings: readonly PolicyProblem[];
    }
  | { readonly kind: 'invalid'; readonly problems: readonly PolicyProblem[] };

/** Well beyond the 131,072 characters that IAM's API takes and the longest of AWS's own policies. */
const LONGEST_DOCUMENT = 1_048_576;

const ELEMENTS: ReadonlySet<string> = new Set(['Version', 'Id', 'Statement']);

/**
 * Reads a policy document, from text or from a plain value. What AWS refuses is refused, with a place in the
 * text; what it takes but hardly anyone means is a warning. An operator that is not known here is a warning,
 * too: conditions with it evaluate to unknown.
 *
 * Source: IAM User Guide, "Grammar of the IAM JSON policy language" and "IAM JSON policy element reference".
 */
export function parsePolicyDocument(json: unknown, options: ParsePolicyOptions = {}): ParsedPolicy {
  const text = typeof json === 'string' ? json : undefined;
  const read = text === undefined ? nodeOf(json) : readText(text);
  if (read.kind === 'value') return parsePolicyNode(read.node, text, options);
  const list = new ProblemList(text);
  list.problem(read.message, '', read.at);
  return { kind: 'invalid', problems: list.problems };
}

/**
 * Reads a policy document that was found inside other JSON.
 *
 * @param text - the text that the node's offsets count in; undefined for nodes without offsets
 */
export function parsePolicyNode(
  node: JsonNode,
  text: string | undefined,
  options: ParsePolicyOptions = {},
): ParsedPolicy {
  const list = new ProblemList(text);
  const document = parseDocument(node, options.usage ?? 'identity', list);
  if (document === undefined || list.problems.length > 0) return { kind: 'invalid', problems: list.problems };
  return { kind: 'parsed', document, warnings: list.warnings };
}

function readText(text: string): JsonRead {
  if (text.length <= LONGEST_DOCUMENT) return readJson(text);
  return {
    kind: 'failed',
    message: `a policy document cannot be longer than ${LONGEST_DOCUMENT} characters`,
    at: undefined,
  };
}

function parseDocument(node: JsonNode, usage: PolicyUsage, list: ProblemList): PolicyDocument | undefined {
  if (node.kind !== 'object') {
    list.problem('a policy document is an object with Version and Statement', '', node.at);
    return undefined;
  }
  const members = membersOf(node.members, '', ELEMENTS, list);
  const version = parseVersion(members.get('Version')?.value, list);
  const id = members.get('Id')?.value;
  if (id !== undefined && id.kind !== 'string') list.problem('Id must be a text', 'Id', id.at);
  const statement = members.get('Statement')?.value;
  if (statement === undefined) {
    list.problem('the document has no Statement', '', node.at);
    return undefined;
  }
  return { version, statements: parseStatements(statement, usage, list) };
}

function parseVersion(node: JsonNode | undefined, list: ProblemList): PolicyDocument['version'] {
  if (node === undefined) {
    list.warning('no Version: IAM asks for 2012-10-17 in new policies', '', undefined);
    return '2008-10-17';
  }
  if (node.kind === 'string' && (node.value === '2012-10-17' || node.value === '2008-10-17')) {
    if (node.value === '2008-10-17') {
      list.warning('IAM asks for Version 2012-10-17 in new policies', 'Version', node.at);
    }
    return node.value;
  }
  list.problem('Version must be "2012-10-17" (or "2008-10-17")', 'Version', node.at);
  return '2012-10-17';
}

function parseStatements(node: JsonNode, usage: PolicyUsage, list: ProblemList): readonly Statement[] {
  if (node.kind === 'object') return [parseStatement(node, 'Statement', 0, usage, list)];
  if (node.kind !== 'array') {
    list.problem('Statement must be an object or a list of objects', 'Statement', node.at);
    return [];
  }
  if (node.items.length === 0) list.problem('Statement is an empty list', 'Statement', node.at);
  const statements = node.items.map((item, index) =>
    parseStatement(item, `Statement[${index}]`, index, usage, list),
  );
  checkSids(statements, node.items, list);
  return statements;
}

function checkSids(statements: readonly Statement[], nodes: readonly JsonNode[], list: ProblemList): void {
  const seen = new Set<string>();
  for (const { sid, index } of statements) {
    if (sid === undefined || sid === '') continue;
    if (seen.has(sid)) {
      list.problem(
        `the Sid ${quoted(sid)} is there more than once`,
        `Statement[${index}].Sid`,
        nodes[index]?.at,
      );
    }
    seen.add(sid);
  }
}
