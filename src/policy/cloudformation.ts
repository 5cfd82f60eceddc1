/** Policies in CloudFormation templates: in JSON as `cdk synth` renders them, or in YAML. */
import { itemsOf, memberOf, textOf } from '../iam/json-access.ts';
import type { JsonNode } from '../iam/json-node.ts';
import type { Candidate, PolicyLayer } from './candidate.ts';
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
  const filled = { ...values, resources };
  return resources.members.flatMap(({ name, value }) =>
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
