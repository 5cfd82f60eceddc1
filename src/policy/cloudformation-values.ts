/** Values of a CloudFormation template that are known before it is deployed. */
import { itemsOf, memberOf, textOf } from '../iam/json-access.ts';
import type { JsonNode } from '../iam/json-node.ts';

/** What the pseudo parameters stand for. */
export interface TemplateValues {
  readonly account: string;
  readonly partition: string;
  readonly region: string;
  readonly dnsSuffix: string;
  /** The resources of the template, whose ARNs are known where they are named. */
  readonly resources?: JsonNode | undefined;
  /** The parameters of the template. */
  readonly parameters?: JsonNode | undefined;
}

/** A text with a `*` for each part that is not known, and the names of these parts. */
export interface ResolvedText {
  readonly text: string;
  readonly unknown: readonly string[];
}

/**
 * Fills in the intrinsic functions Ref, Fn::GetAtt, Fn::Sub and Fn::Join with the pseudo parameters and with what the
 * template names.
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
  if (call.name === 'Fn::GetAtt') return attribute(attributePath(call.argument), values);
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
      return (
        (name.includes('.') ? arnOf(name.split('.'), values) : undefined) ??
        defaultOf(name, values) ??
        nameOf(name, values) ??
        notKnown(what)
      );
  }
}

/**
 * What a parameter is where nobody gives another value. Lists have no one text, and the default of a parameter that is
 * kept by Systems Manager names where its value is. Source: AWS CloudFormation User Guide, "Parameters".
 */
function defaultOf(name: string, { parameters }: TemplateValues): ResolvedText | undefined {
  const parameter = memberOf(parameters, name);
  const type = textOf(memberOf(parameter, 'Type')) ?? 'String';
  const value = memberOf(parameter, 'Default');
  if (value === undefined || type.includes('List') || type.startsWith('AWS::SSM::')) return undefined;
  return value.kind === 'string' || value.kind === 'number' || value.kind === 'boolean'
    ? { text: value.kind === 'number' ? value.text : String(value.value), unknown: [] }
    : undefined;
}

/** `[Name, Arn]`, or in one text `Name.Arn`. */
function attributePath(argument: JsonNode): readonly string[] {
  const text = textOf(argument);
  return text === undefined ? itemsOf(argument).map((item) => textOf(item) ?? '') : text.split('.');
}

function attribute(path: readonly string[], values: TemplateValues): ResolvedText {
  return arnOf(path, values) ?? notKnown(`Fn::GetAtt ${path.join('.')}`);
}

/** What names a resource, and what its ARN is made of. Source: AWS CloudFormation User Guide, return values of each type. */
const NAMED_TYPES: Readonly<
  Record<
    string,
    { readonly property: string; arn(name: string, path: string, values: TemplateValues): string }
  >
> = {
  'AWS::IAM::Role': { property: 'RoleName', arn: iamArn('role') },
  'AWS::IAM::User': { property: 'UserName', arn: iamArn('user') },
  'AWS::IAM::Group': { property: 'GroupName', arn: iamArn('group') },
  'AWS::IAM::InstanceProfile': { property: 'InstanceProfileName', arn: iamArn('instance-profile') },
  'AWS::IAM::OIDCProvider': {
    property: 'Url',
    arn: (url, _path, { partition, account }) =>
      `arn:${partition}:iam::${account}:oidc-provider/${url.replace(/^https:\/\//, '').replace(/\/$/, '')}`,
  },
  'AWS::S3::Bucket': {
    property: 'BucketName',
    arn: (name, _path, { partition }) => `arn:${partition}:s3:::${name}`,
  },
};

function iamArn(type: string) {
  return (name: string, path: string, { partition, account }: TemplateValues) =>
    `arn:${partition}:iam::${account}:${type}${path}${name}`;
}

/** Source: AWS CloudFormation User Guide, types of which `Ref` gives the ARN. */
const ARN_BY_REF: readonly string[] = ['AWS::IAM::OIDCProvider'];

/** `Ref` of a resource gives its name, of some types its ARN. */
function nameOf(logicalId: string, values: TemplateValues): ResolvedText | undefined {
  const type = textOf(memberOf(memberOf(values.resources, logicalId), 'Type')) ?? '';
  return ARN_BY_REF.includes(type)
    ? arnOf([logicalId, 'Arn'], values)
    : namedResource(logicalId, values)?.name;
}

function arnOf(
  [logicalId = '', wanted]: readonly string[],
  values: TemplateValues,
): ResolvedText | undefined {
  const found = wanted === 'Arn' ? namedResource(logicalId, values) : undefined;
  if (found === undefined) return undefined;
  const { type, name, path } = found;
  return { text: type.arn(name.text, path.text, values), unknown: [...name.unknown, ...path.unknown] };
}

function namedResource(logicalId: string, values: TemplateValues) {
  const resource = memberOf(values.resources, logicalId);
  const properties = memberOf(resource, 'Properties');
  const type = NAMED_TYPES[textOf(memberOf(resource, 'Type')) ?? ''];
  const named = type === undefined ? undefined : memberOf(properties, type.property);
  if (type === undefined || named === undefined) return undefined;
  // A name that is made from other resources is not followed any further: it could lead back here.
  const flat = { ...values, resources: undefined };
  const name = resolveText(named, flat);
  const given = memberOf(properties, 'Path');
  const path = given === undefined ? { text: '/', unknown: [] } : resolveText(given, flat);
  return name === undefined || path === undefined ? undefined : { type, name, path };
}

/** `${Name}` is a reference; `${!Name}` stands for itself, as a policy variable. */
function substitute(argument: JsonNode, values: TemplateValues): ResolvedText {
  const [first, map] = argument.kind === 'array' ? argument.items : [argument];
  const template = textOf(first);
  if (template === undefined) return notKnown('Fn::Sub');
  const unknown: string[] = [];
  const text = template.replace(/\$\{(!?)([^${}]*)\}/g, (_match, literal: string, name: string) => {
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
