/** Policies in CloudFormation templates: in JSON as `cdk synth` renders them, or in YAML. */
import { itemsOf, memberOf, nodeAt, textOf } from '../iam/json-access.ts';
import type { JsonNode } from '../iam/json-node.ts';
import { type Candidate, type PolicyLayer, withBoundaries } from './candidate.ts';
import { resolveDocument } from './cloudformation-document.ts';
import { intrinsicOf, resolveText, type TemplateValues } from './cloudformation-values.ts';

/** Whether the JSON is a template: resources with types. */
export function isCloudFormation(root: JsonNode): boolean {
  const resources = memberOf(root, 'Resources');
  return (
    resources?.kind === 'object' &&
    (memberOf(root, 'AWSTemplateFormatVersion') !== undefined ||
      resources.members.some(({ value }) => textOf(memberOf(value, 'Type'))?.includes('::') === true))
  );
}

/** A document of a template, before its values are filled in. */
interface TemplateDocument {
  readonly name: string;
  readonly owner: string | undefined;
  readonly node: JsonNode;
}

/** The policy documents of a template that belong to a layer. */
export function cloudFormationPolicies(
  root: JsonNode,
  layer: PolicyLayer,
  values: TemplateValues,
): readonly Candidate[] {
  const resources = memberOf(root, 'Resources');
  if (resources?.kind !== 'object') return [];
  const filled = { ...values, resources, parameters: memberOf(root, 'Parameters') };
  const elsewhere =
    layer === 'identity'
      ? resources.members.flatMap(({ name, value }) => attachedElsewhere(name, value, filled))
      : [];
  const documents = resources.members.flatMap(({ name, value }) =>
    documentsOf(name, value, layer, filled).map((found): Candidate => {
      const { name: label, owner, node } = found;
      if (node.kind === 'string') return { kind: 'text', name: label, owner, text: node.value, at: node.at };
      const call = intrinsicOf(node);
      // A document that is put together as text, or chosen.
      if (call !== undefined) {
        const written = resolveText(node, filled);
        return written === undefined || written.unknown.length > 0
          ? { kind: 'unknown', name: label, owner, what: call.name, at: node.at }
          : { kind: 'text', name: label, owner, text: written.text, at: node.at };
      }
      return { kind: 'node', name: label, owner, ...resolveDocument(node, filled) };
    }),
  );
  return layer === 'identity'
    ? [...withBoundaries(documents, boundariesIn(resources.members.map(({ value }) => value))), ...elsewhere]
    : documents;
}

/** The policies of the template that are boundaries of its identities. */
function boundariesIn(resources: readonly JsonNode[]): readonly string[] {
  return resources.flatMap((resource) => {
    const boundary = nodeAt(resource, 'Properties', 'PermissionsBoundary');
    const call = boundary === undefined ? undefined : intrinsicOf(boundary);
    return call?.name === 'Ref' ? (textOf(call.argument) ?? []) : [];
  });
}

const IDENTITIES: readonly string[] = ['AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group'];

/** Managed policies that an identity of the template has and that are not in it, and such a boundary. */
function attachedElsewhere(name: string, resource: JsonNode, values: TemplateValues): readonly Candidate[] {
  const type = textOf(memberOf(resource, 'Type')) ?? '';
  const properties = memberOf(resource, 'Properties');
  const unknown = (node: JsonNode, layer?: PolicyLayer): readonly Candidate[] => {
    const call = intrinsicOf(node);
    const reference = call?.name === 'Ref' ? textOf(call.argument) : undefined;
    // What the template makes is read where it stands.
    if (reference !== undefined && memberOf(values.resources, reference) !== undefined) return [];
    const resolved = resolveText(node, values);
    const label =
      resolved === undefined || resolved.unknown.length > 0
        ? (resolved?.unknown.join(', ') ?? 'a policy')
        : resolved.text;
    const what = `${label} (its document is not in this template)`;
    return [
      {
        kind: 'unknown',
        name: label,
        owner: name,
        what,
        at: node.at,
        ...(layer === undefined ? {} : { layer }),
      },
    ];
  };
  if (type === 'AWS::SSO::PermissionSet')
    return itemsOf(memberOf(properties, 'ManagedPolicies')).flatMap((node) => unknown(node));
  if (!IDENTITIES.includes(type)) return [];
  const boundary = memberOf(properties, 'PermissionsBoundary');
  return [
    ...itemsOf(memberOf(properties, 'ManagedPolicyArns')).flatMap((node) => unknown(node)),
    ...(boundary === undefined ? [] : unknown(boundary, 'permissions-boundary')),
  ];
}

/** Source: AWS CloudFormation User Guide, resource types of AWS::IAM, AWS::SSO and AWS::Organizations. */
function documentsOf(
  name: string,
  resource: JsonNode,
  layer: PolicyLayer,
  values: TemplateValues,
): readonly TemplateDocument[] {
  const type = textOf(memberOf(resource, 'Type')) ?? '';
  const properties = memberOf(resource, 'Properties');
  const documentOf = (property: string, owner?: string): readonly TemplateDocument[] => {
    const node = memberOf(properties, property);
    return node === undefined ? [] : [{ name, owner, node }];
  };
  if (layer === 'scp') return type === 'AWS::Organizations::Policy' ? documentOf('Content') : [];
  if (layer === 'trust') return type === 'AWS::IAM::Role' ? documentOf('AssumeRolePolicyDocument', name) : [];
  switch (type) {
    case 'AWS::IAM::ManagedPolicy':
    case 'AWS::IAM::Policy':
      return documentOf('PolicyDocument');
    case 'AWS::IAM::RolePolicy':
    case 'AWS::IAM::UserPolicy':
    case 'AWS::IAM::GroupPolicy':
      return documentOf(
        'PolicyDocument',
        ownerName(memberOf(properties, `${type.slice(10, -6)}Name`), type, values),
      );
    case 'AWS::SSO::PermissionSet':
      return documentOf('InlinePolicy', name);
    case 'AWS::IAM::Role':
    case 'AWS::IAM::User':
    case 'AWS::IAM::Group':
      return inlinePolicies(name, properties);
    default:
      return [];
  }
}

function ownerName(node: JsonNode | undefined, type: string, values: TemplateValues): string | undefined {
  const resolved = node === undefined ? undefined : resolveText(node, values);
  return resolved === undefined ? undefined : [type, resolved.text, ...resolved.unknown].join(' ');
}

function inlinePolicies(name: string, properties: JsonNode | undefined): readonly TemplateDocument[] {
  return itemsOf(memberOf(properties, 'Policies')).flatMap((policy, index) => {
    const node = memberOf(policy, 'PolicyDocument');
    const label = textOf(memberOf(policy, 'PolicyName')) ?? `Policies[${index}]`;
    return node === undefined ? [] : [{ name: `${name}.${label}`, owner: name, node }];
  });
}
