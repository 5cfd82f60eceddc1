/** Values of a CloudFormation template that are known before it is deployed. */
import { itemsOf, memberOf, textOf } from '../iam/json-access.ts';
import type { JsonNode } from '../iam/json-node.ts';

/** What the pseudo parameters stand for. */
export interface TemplateValues {
  readonly account: string;
  readonly partition: string;
  readonly region: string;
  readonly dnsSuffix: string;
}

/** A text with a `*` for each part that is not known, and the names of these parts. */
export interface ResolvedText {
  readonly text: string;
  readonly unknown: readonly string[];
}

/**
 * Fills in the intrinsic functions Ref, Fn::Sub and Fn::Join with the pseudo parameters.
 *
 * Source: AWS CloudFormation User Guide, "Intrinsic function reference" and "Pseudo parameters reference".
 *
 * @returns undefined for a value that is neither a text nor an intrinsic function
 */
export function resolveText(node: JsonNode, values: TemplateValues): ResolvedText | undefined {
  switch (node.kind) {
    case 'string':
      return { text: node.value, unknown: [] };
    case 'number':
      return { text: node.text, unknown: [] };
    case 'boolean':
      return { text: String(node.value), unknown: [] };
    case 'object':
      return resolveFunction(node, values);
    default:
      return undefined;
  }
}

/** The intrinsic function that an object calls, with its argument. */
export function intrinsicOf(
  node: JsonNode,
): { readonly name: string; readonly argument: JsonNode } | undefined {
  if (node.kind !== 'object' || node.members.length !== 1) return undefined;
  const [member] = node.members;
  if (member === undefined || !/^(Ref|Fn::\w+)$/.test(member.name)) return undefined;
  return { name: member.name, argument: member.value };
}

function resolveFunction(node: JsonNode, values: TemplateValues): ResolvedText | undefined {
  const call = intrinsicOf(node);
  if (call === undefined) return undefined;
  const argument = textOf(call.argument);
  if (call.name === 'Ref' && argument !== undefined) return reference(argument, values, `Ref ${argument}`);
  if (call.name === 'Fn::Sub') return substitute(call.argument, values);
  if (call.name === 'Fn::Join') return join(call.argument, values);
  return notKnown(argument === undefined ? call.name : `${call.name} ${argument}`);
}

function notKnown(what: string): ResolvedText {
  return { text: '*', unknown: [what] };
}

function reference(name: string, values: TemplateValues, what: string): ResolvedText {
  switch (name) {
    case 'AWS::AccountId':
      return { text: values.account, unknown: [] };
    case 'AWS::Partition':
      return { text: values.partition, unknown: [] };
    case 'AWS::Region':
      return { text: values.region, unknown: [] };
    case 'AWS::URLSuffix':
      return { text: values.dnsSuffix, unknown: [] };
    default:
      return notKnown(what);
  }
}

/** `${Name}` is a reference; `${!Name}` stands for itself, as a policy variable. */
function substitute(argument: JsonNode, values: TemplateValues): ResolvedText {
  const [first, map] = argument.kind === 'array' ? argument.items : [argument];
  const template = textOf(first);
  if (template === undefined) return notKnown('Fn::Sub');
  const unknown: string[] = [];
  const text = template.replace(/\$\{(!?)([^}]*)\}/g, (_match, literal: string, name: string) => {
    if (literal === '!') return `\${${name}}`;
    const own = memberOf(map, name);
    const resolved = own === undefined ? reference(name, values, `\${${name}}`) : resolveText(own, values);
    const part = resolved ?? notKnown(`\${${name}}`);
    unknown.push(...part.unknown);
    return part.text;
  });
  return { text, unknown };
}

function join(argument: JsonNode, values: TemplateValues): ResolvedText {
  const [separator, list] = itemsOf(argument);
  if (textOf(separator) === undefined || list?.kind !== 'array') return notKnown('Fn::Join');
  const parts = list.items.map((item) => resolveText(item, values) ?? notKnown('Fn::Join'));
  return {
    text: parts.map(({ text }) => text).join(textOf(separator)),
    unknown: parts.flatMap(({ unknown }) => unknown),
  };
}
