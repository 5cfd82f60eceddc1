/** From the text of a file to the policy documents in it, with every remark placed at its line and column. */

import { placeText } from '../file-line.ts';
import { type JsonNode, lineStartsOf, positionIn } from '../iam/json-node.ts';
import { readJson } from '../iam/json-reader.ts';
import { operatorOf } from '../iam/operators/registry.ts';
import { parsePolicyNode } from '../iam/parse-policy.ts';
import type { PolicyDocument } from '../iam/policy-types.ts';
import type { PolicyProblem } from '../iam/problems.ts';
import { toValue } from '../iam/to-value.ts';
import { policySize } from '../skypilot/policy-document.ts';
import { unknownActions } from './action-remarks.ts';
import type { Candidate, PolicyLayer } from './candidate.ts';
import type { TemplateValues } from './cloudformation-values.ts';
import { findPolicies, type Holding } from './find-policies.ts';
import type { PolicySource } from './read-source.ts';
import { unknownDocument } from './undecidable-statement.ts';

export const REMARK_KINDS = [
  'policy-action-unknown',
  'policy-operator-unknown',
  'policy-value-not-known-yet',
  'policy-document-unusual',
] as const;

/** Something about a document that a person should know; `text` begins with file, line and column. */
export interface Remark {
  readonly kind: (typeof REMARK_KINDS)[number];
  readonly text: string;
}

/** A document that was read. */
export interface ReadPolicy {
  /** The file, and where it holds several the name inside it. */
  readonly name: string;
  readonly file: string;
  readonly layer: PolicyLayer;
  readonly owner: string | undefined;
  readonly document: PolicyDocument;
  /** As IAM counts it; undefined where the document is not known. */
  readonly size: number | undefined;
  readonly remarks: readonly Remark[];
}

export type PoliciesRead =
  | { readonly kind: 'read'; readonly policies: readonly ReadPolicy[] }
  /** Each with file, line and column where there is one. */
  | { readonly kind: 'refused'; readonly problems: readonly string[] };

/** What any API of IAM takes at most; evaluating more could take for ever. Source: IAM API, `policyDocumentType`. */
const LARGEST_DOCUMENT = 131_072;

/** Places in one text. */
type Ruler = (at: number | undefined) => string;

/** Reads the policy documents of a layer out of a file. */
export function readPolicies(source: PolicySource, layer: PolicyLayer, values: TemplateValues): PoliciesRead {
  const place = rulerOf(source);
  const read = readJson(source.text);
  if (read.kind === 'failed') {
    return { kind: 'refused', problems: [`${place(read.at)}: ${read.message}${notJson(source.text)}.`] };
  }
  const found = findPolicies(read.node, layer, values);
  if (found === undefined) {
    const message =
      "this is neither a policy document (it has no Statement) nor Terraform's or CloudFormation's JSON";
    return { kind: 'refused', problems: [`${place(read.node.at)}: ${message}.`] };
  }
  if (found.candidates.length === 0) {
    return { kind: 'refused', problems: [`${source.name}: ${nothingIn(found.holding, layer)}.`] };
  }
  const results = found.candidates.map((candidate) => readCandidate(candidate, source, layer, place));
  const problems = results.flatMap((result) => (result.kind === 'refused' ? result.problems : []));
  if (problems.length > 0) return { kind: 'refused', problems };
  return {
    kind: 'read',
    policies: results.flatMap((result) => (result.kind === 'read' ? result.policies : [])),
  };
}

function rulerOf({ name, text }: PolicySource): Ruler {
  const starts = lineStartsOf(text);
  return (at) => {
    if (at === undefined) return name;
    const { line, column } = positionIn(starts, at);
    return `${name}:${line}:${column}`;
  };
}

function notJson(text: string): string {
  if (/^\s*(AWSTemplateFormatVersion|Resources)\s*:/m.test(text)) {
    return ' (a YAML template: skycheck reads JSON)';
  }
  if (/^\s*(resource|data|variable|module)\s+"/m.test(text)) {
    return " (Terraform's source: skycheck reads what `terraform show -json` prints)";
  }
  return '';
}

function nothingIn(holding: Holding, layer: PolicyLayer): string {
  const what = layer === 'scp' ? 'service control policy' : 'policy of an identity';
  if (holding === 'terraform') return `there is no ${what} in this output of Terraform`;
  return `there is no ${what} in this template`;
}

function readCandidate(
  candidate: Candidate,
  source: PolicySource,
  layer: PolicyLayer,
  place: Ruler,
): PoliciesRead {
  switch (candidate.kind) {
    case 'node': {
      const { node, doubts } = candidate;
      const later = doubts.map(
        ({ what, at }): Remark => ({ kind: 'policy-value-not-known-yet', text: `${place(at)}: ${what}` }),
      );
      return parse(candidate, node, source, layer, (problem) => placed(problem, source.name), later);
    }
    case 'text':
      return readInner(candidate, source, layer, place(candidate.at));
    case 'unknown': {
      const remark: Remark = {
        kind: 'policy-value-not-known-yet',
        text: `${place(candidate.at)}: ${candidate.what}`,
      };
      const { name, owner, what } = candidate;
      const document = unknownDocument(what);
      const policy = { name: `${source.name} ${name}`, file: source.name, layer, owner, document };
      return { kind: 'read', policies: [{ ...policy, size: undefined, remarks: [remark] }] };
    }
  }
}

function placed({ line, column, message, path }: PolicyProblem, file: string): string {
  const at =
    line === undefined ? file : placeText({ file, line, ...(column === undefined ? {} : { column }) });
  return `${at}: ${message}${path === '' ? '' : ` (${path})`}`;
}

/** A document inside a JSON string has lines and columns of its own. */
function readInner(
  candidate: Extract<Candidate, { kind: 'text' }>,
  source: PolicySource,
  layer: PolicyLayer,
  at: string,
): PoliciesRead {
  const show = ({ line, column, message, path }: PolicyProblem): string => {
    const inner = line === undefined ? '' : `, line ${line}, column ${column}`;
    return `${at}: ${message} (in the policy of ${candidate.name}${inner}${path === '' ? '' : `, ${path}`})`;
  };
  const read = readJson(candidate.text);
  if (read.kind === 'value') {
    return parse(candidate, read.node, { ...source, text: candidate.text }, layer, show, []);
  }
  const position = positionIn(lineStartsOf(candidate.text), read.at ?? 0);
  return { kind: 'refused', problems: [`${show({ message: read.message, path: '', ...position })}.`] };
}

function parse(
  { name, owner }: Candidate,
  node: JsonNode,
  { name: file, text }: PolicySource,
  layer: PolicyLayer,
  show: (problem: PolicyProblem) => string,
  remarks: readonly Remark[],
): PoliciesRead {
  const size = policySize(toValue(node));
  if (size > LARGEST_DOCUMENT) {
    const message = `this has ${size} characters, white space aside, and IAM takes no policy with more than ${LARGEST_DOCUMENT}`;
    return { kind: 'refused', problems: [`${show({ message, path: '' })}.`] };
  }
  const parsed = parsePolicyNode(node, text);
  if (parsed.kind === 'invalid') {
    return { kind: 'refused', problems: parsed.problems.map((problem) => `${show(problem)}.`) };
  }
  const warnings = parsed.warnings.map((warning): Remark => ({ kind: kindOf(warning), text: show(warning) }));
  const actions = unknownActions(node, text).map(
    (problem): Remark => ({ kind: 'policy-action-unknown', text: show(problem) }),
  );
  const policy: ReadPolicy = {
    name: name === '' ? file : `${file} ${name}`,
    file,
    layer,
    owner,
    document: parsed.document,
    size,
    remarks: [...remarks, ...actions, ...warnings],
  };
  return { kind: 'read', policies: [policy] };
}

function kindOf({ path }: PolicyProblem): Remark['kind'] {
  const operator = /\.Condition\.([^.]+)$/.exec(path)?.[1];
  return operator !== undefined && operatorOf(operator).kind === 'unknown'
    ? 'policy-operator-unknown'
    : 'policy-document-unusual';
}
