/** From the text of a file to the policy documents in it, with every remark placed at its line and column. */

import { type FileLine, placeText } from '../file-line.ts';
import { type JsonNode, type JsonRead, lineStartsOf, positionIn } from '../iam/json-node.ts';
import { readJson } from '../iam/json-reader.ts';
import { operatorOf } from '../iam/operators/registry.ts';
import { parsePolicyNode } from '../iam/parse-policy.ts';
import type { PolicyDocument } from '../iam/policy-types.ts';
import type { PolicyProblem } from '../iam/problems.ts';
import { toValue } from '../iam/to-value.ts';
import { policySize } from '../skypilot/policy-document.ts';
import { unknownActions } from './action-remarks.ts';
import type { Candidate, PolicyLayer, UnknownValue } from './candidate.ts';
import type { TemplateValues } from './cloudformation-values.ts';
import { findPolicies, type Holding, type PoliciesFound, type Wanted } from './find-policies.ts';
import { hclPolicies, looksLikeHcl } from './hcl.ts';
import { readHcl } from './hcl-syntax.ts';
import type { PolicySource } from './read-source.ts';
import { looksLikeScript, scriptPolicies } from './shell-script.ts';
import { unknownDocument } from './undecidable-statement.ts';

export const REMARK_KINDS = [
  'policy-action-unknown',
  'policy-operator-unknown',
  'policy-value-not-known-yet',
  'policy-document-unusual',
] as const;

/** Something about a document that a person should know; `text` begins with file, line and column. */
export interface Remark extends Said {
  readonly kind: (typeof REMARK_KINDS)[number];
}

/** What is said of a place; in line 1 where the line is not known. */
interface Said {
  readonly text: string;
  readonly at: FileLine;
}

/** A document that was read. */
export interface ReadPolicy {
  /** The file, and where it holds several the name inside it. */
  readonly name: string;
  readonly file: string;
  /** Where it begins. */
  readonly line: number;
  readonly layer: PolicyLayer;
  readonly owner: string | undefined;
  readonly document: PolicyDocument;
  /** The document as JSON text; undefined where it is not known. */
  readonly json: string | undefined;
  /** As IAM counts it; undefined where the document is not known. */
  readonly size: number | undefined;
  readonly remarks: readonly Remark[];
  /** The text of the file, for the places of what is found later. */
  readonly text: string;
}

export type PoliciesRead =
  | { readonly kind: 'read'; readonly policies: readonly ReadPolicy[] }
  /** Each with file, line and column where there is one. */
  | { readonly kind: 'refused'; readonly problems: readonly string[] };

/** What any API of IAM takes at most; evaluating more could take for ever. Source: IAM API, `policyDocumentType`. */
const LARGEST_DOCUMENT = 131_072;

/** Places in one text: as they are written, and the line, which is 1 where there is none. */
type Ruler = (at: number | undefined) => { readonly shown: string; readonly line: number };

/** Reads the policy documents of a layer out of a file. */
export function readPolicies(source: PolicySource, wanted: Wanted, values: TemplateValues): PoliciesRead {
  const place = rulerOf(source);
  const search = searchText(source, wanted, values);
  switch (search.kind) {
    case 'unreadable':
      return refused(`${place(search.at).shown}: ${search.message}.`);
    case 'unknown': {
      const message =
        "this is neither a policy document (it has no Statement), nor output of the AWS CLI, nor Terraform's or CloudFormation's";
      return refused(`${place(search.at).shown}: ${message}.`);
    }
    case 'refused':
      return refused(`${source.name}: ${search.reason}.`);
    case 'found':
      return readAll(search, source, wanted.layer, place);
  }
}

type Search =
  | PoliciesFoundAt
  | { readonly kind: 'unreadable'; readonly message: string; readonly at: number | undefined };

type PoliciesFoundAt = PoliciesFound & { readonly at?: number | undefined };

/** By the form of the text: JSON, Terraform's source, a shell script, or YAML. */
function searchText({ text, readYaml }: PolicySource, wanted: Wanted, values: TemplateValues): Search {
  const json = readJson(text);
  if (json.kind === 'value') return { ...findPolicies(json.node, wanted, values), at: json.node.at };
  const unreadable = ({ message, at }: Extract<JsonRead, { kind: 'failed' }>) =>
    ({ kind: 'unreadable', message, at }) as const;
  if (/^\s*[[{"]/.test(text)) return unreadable(json);
  if (looksLikeScript(text)) {
    return { kind: 'found', holding: 'script', candidates: scriptPolicies(text, wanted.layer) };
  }
  if (looksLikeHcl(text)) {
    const read = readHcl(text);
    return read.kind === 'failed'
      ? { ...read, kind: 'unreadable', message: `not valid Terraform: ${read.message}` }
      : { kind: 'found', holding: 'terraform', candidates: hclPolicies(read.blocks, wanted.layer, values) };
  }
  if (readYaml === undefined || !/^\s*(-|["']?[\w.:-]+["']?\s*:)(\s|$)/m.test(text)) return unreadable(json);
  const yaml = readYaml(text);
  if (yaml.kind === 'failed') return unreadable(yaml);
  return { ...findPolicies(yaml.node, wanted, values), at: yaml.node.at };
}

function readAll(
  { candidates, holding }: Extract<PoliciesFound, { kind: 'found' }>,
  source: PolicySource,
  layer: PolicyLayer,
  place: Ruler,
): PoliciesRead {
  if (candidates.length === 0) return refused(`${source.name}: ${nothingIn(holding, layer)}.`);
  const results = candidates.map((candidate) => readCandidate(candidate, source, layer, place));
  const problems = results.flatMap((result) => (result.kind === 'refused' ? result.problems : []));
  if (problems.length > 0) return { kind: 'refused', problems };
  return {
    kind: 'read',
    policies: results
      .flatMap((result) => (result.kind === 'read' ? result.policies : []))
      .map((policy) => ({ ...policy, text: source.text })),
  };
}

function refused(problem: string): PoliciesRead {
  return { kind: 'refused', problems: [problem] };
}

function rulerOf({ name, text }: PolicySource): Ruler {
  const starts = lineStartsOf(text);
  return (at) => {
    if (at === undefined) return { shown: name, line: 1 };
    const { line, column } = positionIn(starts, at);
    return { shown: placeText({ file: name, line, column }), line };
  };
}

const LAYER_NAMES: Readonly<Record<PolicyLayer, string>> = {
  identity: 'policy of an identity',
  'permissions-boundary': 'policy of an identity',
  scp: 'service control policy',
  trust: 'trust policy of a role',
};

function nothingIn(holding: Holding, layer: PolicyLayer): string {
  const what = LAYER_NAMES[layer];
  if (holding === 'terraform') return `there is no ${what} in this file of Terraform's`;
  if (holding === 'script') return `there is no ${what} in a here-document of this script`;
  return `there is no ${what} in this template`;
}

function readCandidate(
  candidate: Candidate,
  source: PolicySource,
  fileLayer: PolicyLayer,
  place: Ruler,
): PoliciesRead {
  const { layer = fileLayer } = candidate;
  switch (candidate.kind) {
    case 'node': {
      const { node, unknowns } = candidate;
      const later = unknowns.map((unknown) => notKnownYet(unknown, source, place));
      const { line } = place(node.at);
      return parse(
        candidate,
        node,
        { ...source, line },
        layer,
        (problem) => placed(problem, source.name),
        later,
      );
    }
    case 'text':
      return readInner(candidate, source, layer, place(candidate.at));
    case 'unknown': {
      const remark = notKnownYet(candidate, source, place);
      const { line } = place(candidate.at);
      const { name, owner, what } = candidate;
      const document = unknownDocument(what, name);
      const policy = { name: `${source.name} ${name}`, file: source.name, line, layer, owner, document };
      return {
        kind: 'read',
        policies: [{ ...policy, json: undefined, size: undefined, remarks: [remark], text: source.text }],
      };
    }
  }
}

function notKnownYet(
  { what, at }: Extract<Candidate, { kind: 'unknown' }> | UnknownValue,
  { name }: PolicySource,
  place: Ruler,
): Remark {
  const { shown, line } = place(at);
  return { kind: 'policy-value-not-known-yet', text: `${shown}: ${what}`, at: { file: name, line } };
}

function placed({ line, column, message, path }: PolicyProblem, file: string): Said {
  const at =
    line === undefined ? file : placeText({ file, line, ...(column === undefined ? {} : { column }) });
  return { text: `${at}: ${message}${path === '' ? '' : ` (${path})`}`, at: { file, line: line ?? 1 } };
}

/** A document inside a JSON string has lines and columns of its own. */
function readInner(
  candidate: Extract<Candidate, { kind: 'text' }>,
  source: PolicySource,
  layer: PolicyLayer,
  { shown, line: outer }: ReturnType<Ruler>,
): PoliciesRead {
  const show = ({ line, column, message, path }: PolicyProblem): Said => {
    const inner = line === undefined ? '' : `, line ${line}, column ${column}`;
    return {
      text: `${shown}: ${message} (in the policy of ${candidate.name}${inner}${path === '' ? '' : `, ${path}`})`,
      at: { file: source.name, line: outer },
    };
  };
  const read = readJson(candidate.text);
  if (read.kind === 'value') {
    return parse(candidate, read.node, { ...source, text: candidate.text, line: outer }, layer, show, []);
  }
  const position = positionIn(lineStartsOf(candidate.text), read.at ?? 0);
  return { kind: 'refused', problems: [`${show({ message: read.message, path: '', ...position }).text}.`] };
}

function parse(
  { name, owner }: Candidate,
  node: JsonNode,
  { name: file, text, line }: PolicySource & { readonly line: number },
  layer: PolicyLayer,
  show: (problem: PolicyProblem) => Said,
  remarks: readonly Remark[],
): PoliciesRead {
  const value = toValue(node);
  const size = policySize(value);
  if (size > LARGEST_DOCUMENT) {
    const message = `this has ${size} characters, white space aside, and IAM takes no policy with more than ${LARGEST_DOCUMENT}`;
    return { kind: 'refused', problems: [`${show({ message, path: '' }).text}.`] };
  }
  const parsed = parsePolicyNode(node, text, { usage: layer === 'trust' ? 'trust' : 'identity' });
  if (parsed.kind === 'invalid') {
    return { kind: 'refused', problems: parsed.problems.map((problem) => `${show(problem).text}.`) };
  }
  const warnings = parsed.warnings.map((warning): Remark => ({ kind: kindOf(warning), ...show(warning) }));
  const actions = unknownActions(node, text).map(
    (problem): Remark => ({ kind: 'policy-action-unknown', ...show(problem) }),
  );
  const policy: ReadPolicy = {
    name: name === '' ? file : `${file} ${name}`,
    file,
    line,
    layer,
    owner,
    document: parsed.document,
    json: JSON.stringify(value),
    size,
    remarks: [...remarks, ...actions, ...warnings],
    text,
  };
  return { kind: 'read', policies: [policy] };
}

function kindOf({ path }: PolicyProblem): Remark['kind'] {
  const operator = /\.Condition\.([^.]+)$/.exec(path)?.[1];
  return operator !== undefined && operatorOf(operator).kind === 'unknown'
    ? 'policy-operator-unknown'
    : 'policy-document-unusual';
}
