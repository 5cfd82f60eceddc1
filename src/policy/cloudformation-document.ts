/** A policy document of a template as one that IAM would take, as far as its values are known. */
import { oneOrMany, textOf } from '../iam/json-access.ts';
import type { JsonMember, JsonNode } from '../iam/json-node.ts';
import type { UnknownValue } from './candidate.ts';
import { intrinsicOf, resolveText, type TemplateValues } from './cloudformation-values.ts';
import { leftUndecidable } from './undecidable-statement.ts';

export interface ResolvedDocument {
  readonly node: JsonNode;
  readonly unknowns: readonly UnknownValue[];
}

/**
 * Fills the values in. A statement with a value that is not known is kept for its parts that are, beside
 * that once more with a condition that cannot be decided.
 */
export function resolveDocument(node: JsonNode, values: TemplateValues): ResolvedDocument {
  if (node.kind !== 'object') return { node, unknowns: [] };
  const unknowns: UnknownValue[] = [];
  const members = node.members.map((member): JsonMember => {
    if (member.name !== 'Statement') return { ...member, value: plainText(member.value, values) };
    const items = oneOrMany(member.value)
      .flatMap(branchesOf)
      .flatMap((branch) => resolveStatement(branch, values, unknowns));
    return { ...member, value: { kind: 'array', items, at: member.value.at } };
  });
  return { node: { ...node, members }, unknowns };
}

function plainText(node: JsonNode, values: TemplateValues): JsonNode {
  const resolved = intrinsicOf(node) === undefined ? undefined : resolveText(node, values);
  return resolved === undefined ? node : { kind: 'string', value: resolved.text, at: node.at };
}

/** A statement, and what it depends on beside its own values. */
interface Branch {
  readonly node: JsonNode;
  readonly depends: readonly UnknownValue[];
}

/** Both branches of Fn::If, each left open; AWS::NoValue is none. */
function branchesOf(node: JsonNode): readonly Branch[] {
  const call = intrinsicOf(node);
  if (call?.name === 'Ref' && textOf(call.argument) === 'AWS::NoValue') return [];
  if (call?.name !== 'Fn::If' || call.argument.kind !== 'array') return [{ node, depends: [] }];
  const [condition, ...choices] = call.argument.items;
  const unknownValue = { what: `Fn::If ${textOf(condition) ?? ''}`.trim(), at: node.at };
  return choices
    .flatMap(oneOrMany)
    .flatMap(branchesOf)
    .map((branch) => ({ ...branch, depends: [...branch.depends, unknownValue] }));
}

const LISTS: readonly string[] = ['Action', 'NotAction', 'Resource', 'NotResource'];

function resolveStatement(
  { node, depends }: Branch,
  values: TemplateValues,
  unknowns: UnknownValue[],
): readonly JsonNode[] {
  unknowns.push(...depends);
  if (node.kind !== 'object') return [node];
  const parts = node.members.map((member) => resolveMember(member, values));
  const own = parts.flatMap((part) => part.unknowns);
  unknowns.push(...own);
  const whole = parts.map(({ all }) => all);
  if (depends.length + own.length === 0) return [{ ...node, members: whole }];
  const certain = parts.flatMap((part) => part.certain ?? []);
  const isCertain = depends.length === 0 && certain.length === node.members.length;
  // A Sid may be there once only: a statement beside its twin, or in one of two branches, goes without.
  const named = depends.length === 0 && !isCertain;
  const members = named ? whole : whole.filter(({ name }) => name !== 'Sid');
  const unsure = leftUndecidable({ ...node, members }, [...depends, ...own]);
  return isCertain ? [{ ...node, members: certain }, unsure] : [unsure];
}

interface ResolvedMember {
  /** With all that may apply. */
  readonly all: JsonMember;
  /** With what applies in any case; undefined where nothing does. */
  readonly certain: JsonMember | undefined;
  readonly unknowns: readonly UnknownValue[];
}

function resolveMember(member: JsonMember, values: TemplateValues): ResolvedMember {
  if (member.name === 'Condition') return resolveCondition(member, values);
  if (/^(Not)?Principal$/.test(member.name)) return resolvePrincipal(member, values);
  if (!LISTS.includes(member.name)) {
    const value = plainText(member.value, values);
    return { all: { ...member, value }, certain: { ...member, value }, unknowns: [] };
  }
  const items = oneOrMany(member.value).map((item) => resolveItem(item, values));
  const unknowns = items.flatMap((item) => item.unknowns);
  const list = (nodes: readonly JsonNode[]): JsonMember => ({
    ...member,
    value: { kind: 'array', items: nodes, at: member.value.at },
  });
  if (unknowns.length === 0) {
    const all = list(items.map(({ node }) => node));
    return { all, certain: all, unknowns };
  }
  // What is excluded is not known, so anything may apply.
  if (member.name.startsWith('Not')) return { all: anything(member), certain: undefined, unknowns };
  const certain = items.filter((item) => item.unknowns.length === 0).map(({ node }) => node);
  return {
    all: list(items.map(({ node }) => node)),
    certain: certain.length === 0 ? undefined : list(certain),
    unknowns,
  };
}

/** The names of each kind; with one that is not known the statement is in doubt. */
function resolvePrincipal(member: JsonMember, values: TemplateValues): ResolvedMember {
  const { value } = member;
  if (value.kind !== 'object' || intrinsicOf(value) !== undefined) {
    const { node, unknowns } = resolveItem(value, values);
    const all = { ...member, value: node };
    return { all, certain: unknowns.length === 0 ? all : undefined, unknowns };
  }
  const kinds = value.members.map((kind) => {
    const items = oneOrMany(kind.value).map((item) => resolveItem(item, values));
    const list: JsonNode = { kind: 'array', items: items.map(({ node }) => node), at: kind.value.at };
    return { member: { ...kind, value: list }, unknowns: items.flatMap((item) => item.unknowns) };
  });
  const unknowns = kinds.flatMap((kind) => kind.unknowns);
  const all: JsonMember = { ...member, value: { ...value, members: kinds.map((kind) => kind.member) } };
  return { all, certain: unknowns.length === 0 ? all : undefined, unknowns };
}

function anything({ name, nameAt, value }: JsonMember): JsonMember {
  return { name: name.slice(3), nameAt, value: { kind: 'string', value: '*', at: value.at } };
}

interface ResolvedItem {
  readonly node: JsonNode;
  readonly unknowns: readonly UnknownValue[];
}

function resolveItem(node: JsonNode, values: TemplateValues): ResolvedItem {
  const resolved = resolveText(node, values);
  if (resolved === undefined) return { node, unknowns: [] };
  return {
    node: { kind: 'string', value: resolved.text, at: node.at },
    unknowns: resolved.unknown.map((what) => ({ what, at: node.at })),
  };
}

/** A condition with a value that is not known is left out: the statement is in doubt anyway. */
function resolveCondition(member: JsonMember, values: TemplateValues): ResolvedMember {
  const { value } = member;
  if (value.kind !== 'object') return { all: member, certain: member, unknowns: [] };
  if (intrinsicOf(value) !== undefined) {
    const none: JsonMember = { ...member, value: { ...value, members: [] } };
    return { all: none, certain: undefined, unknowns: [{ what: 'Condition', at: value.at }] };
  }
  const operators = value.members.map((operator) => resolveOperator(operator, values));
  const unknowns = operators.flatMap((operator) => operator.unknowns);
  const all: JsonMember = {
    ...member,
    value: { ...value, members: operators.map((operator) => operator.member) },
  };
  return { all, certain: unknowns.length === 0 ? all : undefined, unknowns };
}

function resolveOperator(
  operator: JsonMember,
  values: TemplateValues,
): { readonly member: JsonMember; readonly unknowns: readonly UnknownValue[] } {
  const { value } = operator;
  if (value.kind !== 'object') return { member: operator, unknowns: [] };
  const keys = value.members.map((key) => {
    const items = oneOrMany(key.value).map((item) => resolveItem(item, values));
    const list: JsonNode = { kind: 'array', items: items.map(({ node }) => node), at: key.value.at };
    return { member: { ...key, value: list }, unknowns: items.flatMap((item) => item.unknowns) };
  });
  const members = keys.filter(({ unknowns }) => unknowns.length === 0).map(({ member }) => member);
  return {
    member: { ...operator, value: { ...value, members } },
    unknowns: keys.flatMap(({ unknowns }) => unknowns),
  };
}
