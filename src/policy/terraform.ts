/** Policies in what `terraform show -json` prints of a plan or a state, and in state files themselves. */
import { itemsOf, memberOf, nodeAt, oneOrMany, textOf } from '../iam/json-access.ts';
import type { JsonNode } from '../iam/json-node.ts';
import { type Candidate, type PolicyLayer, withBoundaries } from './candidate.ts';
import { referredResources, withoutIndexes } from './terraform-references.ts';

/** A resource or data source with its values, and which of them are known only after applying. */
interface TerraformResource {
  readonly address: string;
  readonly type: string;
  readonly values: JsonNode | undefined;
  readonly unknown: JsonNode | undefined;
}

/** Where resources of a type hold a policy; `owner` is the attribute that names whose it is. */
interface PolicyAttribute {
  readonly type: string;
  readonly attribute: string;
  readonly owner?: string;
  readonly layers: readonly PolicyLayer[];
}

const ATTACHABLE: readonly PolicyLayer[] = ['identity', 'permissions-boundary'];

/** Source: Terraform Registry, hashicorp/aws. */
export const POLICY_ATTRIBUTES: readonly PolicyAttribute[] = [
  { type: 'aws_iam_policy', attribute: 'policy', layers: ATTACHABLE },
  { type: 'aws_iam_role_policy', attribute: 'policy', owner: 'role', layers: ATTACHABLE },
  { type: 'aws_iam_user_policy', attribute: 'policy', owner: 'user', layers: ATTACHABLE },
  { type: 'aws_iam_group_policy', attribute: 'policy', owner: 'group', layers: ATTACHABLE },
  {
    type: 'aws_ssoadmin_permission_set_inline_policy',
    attribute: 'inline_policy',
    owner: 'permission_set_arn',
    layers: ATTACHABLE,
  },
  { type: 'aws_organizations_policy', attribute: 'content', layers: ['scp'] },
  { type: 'aws_iam_role', attribute: 'assume_role_policy', owner: 'name', layers: ['trust'] },
];

/** A document in its own right only where no resource uses it. */
const DATA_SOURCE: PolicyAttribute = {
  type: 'aws_iam_policy_document',
  attribute: 'json',
  layers: ['identity', 'permissions-boundary', 'scp', 'trust'],
};

/** Whether the JSON is Terraform's. Source: Terraform, "JSON Output Format". */
export function isTerraform(root: JsonNode): boolean {
  return (
    memberOf(root, 'terraform_version') !== undefined ||
    memberOf(root, 'planned_values') !== undefined ||
    (memberOf(root, 'format_version') !== undefined && memberOf(root, 'values') !== undefined)
  );
}

/** The policy documents of Terraform's JSON that belong to a layer. */
export function terraformPolicies(root: JsonNode, layer: PolicyLayer): readonly Candidate[] {
  const resources = [
    ...inModule(nodeAt(root, 'planned_values', 'root_module')),
    ...inModule(nodeAt(root, 'values', 'root_module')),
    ...inStateFile(root),
  ].map((resource) => ({ ...resource, unknown: unknownValues(root, resource.address) }));
  const found = resources.flatMap((resource) => [
    ...POLICY_ATTRIBUTES.filter(
      ({ type, layers }) => type === resource.type && layers.includes(layer),
    ).flatMap((attribute) => candidateOf(resource, attribute)),
    ...(layer === 'identity' ? inlinePolicies(resource) : []),
  ]);
  const elsewhere =
    layer === 'identity' ? [...attachedElsewhere(resources), ...attachedLater(root, resources)] : [];
  if (found.length + elsewhere.length > 0) {
    const boundaries = [...boundariesIn(resources), ...boundariesToBe(root, resources)];
    return layer === 'identity' ? [...withBoundaries(found, boundaries), ...elsewhere] : found;
  }
  const sources = [...inModule(nodeAt(root, 'prior_state', 'values', 'root_module')), ...resources];
  return sources
    .filter(({ type }) => type === DATA_SOURCE.type)
    .flatMap((resource) => candidateOf(resource, DATA_SOURCE))
    .filter(
      (candidate) =>
        candidate.kind === 'text' && /"(Not)?Principal"/.test(candidate.text) === (layer === 'trust'),
    );
}

function inModule(module: JsonNode | undefined): readonly TerraformResource[] {
  return [
    ...itemsOf(memberOf(module, 'resources')).map((node) => ({
      address: textOf(memberOf(node, 'address')) ?? '',
      type: textOf(memberOf(node, 'type')) ?? '',
      values: memberOf(node, 'values'),
      unknown: undefined,
    })),
    ...itemsOf(memberOf(module, 'child_modules')).flatMap(inModule),
  ];
}

/** A state file lists resources with instances. Source: Terraform, state version 4. */
function inStateFile(root: JsonNode): readonly TerraformResource[] {
  return itemsOf(memberOf(root, 'resources')).flatMap((node) => {
    const type = textOf(memberOf(node, 'type')) ?? '';
    const address = [memberOf(node, 'module'), memberOf(node, 'type'), memberOf(node, 'name')]
      .flatMap((part) => textOf(part) ?? [])
      .join('.');
    return itemsOf(memberOf(node, 'instances')).map((instance) => ({
      address,
      type,
      values: memberOf(instance, 'attributes'),
      unknown: undefined,
    }));
  });
}

function unknownValues(root: JsonNode, address: string): JsonNode | undefined {
  const change = itemsOf(memberOf(root, 'resource_changes')).find(
    (node) => textOf(memberOf(node, 'address')) === address,
  );
  return nodeAt(change, 'change', 'after_unknown');
}

function candidateOf(resource: TerraformResource, wanted: PolicyAttribute): readonly Candidate[] {
  const { address, values, unknown } = resource;
  const ownerName = wanted.owner === undefined ? undefined : textOf(memberOf(values, wanted.owner));
  const owner = ownerName === undefined ? undefined : `${wanted.owner} ${ownerName}`;
  const value = memberOf(values, wanted.attribute);
  if (value?.kind === 'string') {
    return [{ kind: 'text', name: address, owner, text: value.value, at: value.at }];
  }
  const later = memberOf(unknown, wanted.attribute);
  if (later?.kind !== 'boolean' || !later.value) return [];
  const what = `${address}.${wanted.attribute} (known after apply)`;
  return [{ kind: 'unknown', name: address, owner, what, at: later.at }];
}

/** The deprecated `inline_policy` blocks of a role. */
function inlinePolicies({ type, address, values }: TerraformResource): readonly Candidate[] {
  if (type !== 'aws_iam_role') return [];
  const role = textOf(memberOf(values, 'name'));
  return itemsOf(memberOf(values, 'inline_policy')).flatMap((block, index) => {
    const policy = memberOf(block, 'policy');
    if (policy?.kind !== 'string' || policy.value === '') return [];
    const name = `${address}.inline_policy[${index}]`;
    const owner = role === undefined ? undefined : `role ${role}`;
    return [{ kind: 'text', name, owner, text: policy.value, at: policy.at }];
  });
}

/** The policies of the state that are boundaries of its identities. */
function boundariesIn(resources: readonly TerraformResource[]): readonly string[] {
  const arns = resources.flatMap(({ values }) => textOf(memberOf(values, 'permissions_boundary')) ?? []);
  return resources
    .filter(({ values }) => arns.includes(textOf(memberOf(values, 'arn')) ?? ''))
    .map(({ address }) => address);
}

/** Attributes that name managed policies, or the boundary of an identity. */
export const POLICY_REFERENCES: readonly (readonly [type: RegExp, attribute: string, layer?: PolicyLayer])[] =
  [
    [/^aws_iam_(role|user|group)_policy_attachment$|^aws_iam_policy_attachment$/, 'policy_arn'],
    [/^aws_ssoadmin_managed_policy_attachment$/, 'managed_policy_arn'],
    [/^aws_iam_role$/, 'managed_policy_arns'],
    [/^aws_iam_(role|user)$/, 'permissions_boundary', 'permissions-boundary'],
  ];

/** The managed policies that are attached and not made here. */
function attachedElsewhere(resources: readonly TerraformResource[]): readonly Candidate[] {
  const made = resources
    .filter(({ type }) => type === 'aws_iam_policy')
    .flatMap(({ values }) => textOf(memberOf(values, 'arn')) ?? []);
  return resources.flatMap(({ type, address, values }) =>
    POLICY_REFERENCES.filter(([pattern]) => pattern.test(type)).flatMap(([, attribute, layer]) =>
      oneOrMany(memberOf(values, attribute)).flatMap((node): readonly Candidate[] => {
        const arn = textOf(node);
        if (arn === undefined || arn === '' || made.includes(arn)) return [];
        const what = `${arn} (its document is not in this output)`;
        const more = layer === undefined ? {} : { layer };
        return [{ kind: 'unknown', name: arn, owner: address, what, at: node.at, ...more }];
      }),
    ),
  );
}

/** What an attribute will refer to once the plan is applied; undefined where its value is known already. */
function referredLater(
  root: JsonNode,
  { address, unknown }: TerraformResource,
  attribute: string,
  resources: readonly TerraformResource[],
): readonly TerraformResource[] | undefined {
  if (!isUnknown(memberOf(unknown, attribute))) return undefined;
  const referred = referredResources(root, address, attribute);
  return resources.filter(
    ({ type, address: made }) => type === 'aws_iam_policy' && referred.includes(withoutIndexes(made)),
  );
}

/** Known only after applying, as a whole or in part. */
function isUnknown(node: JsonNode | undefined): boolean {
  if (node?.kind === 'array') return node.items.some(isUnknown);
  return node?.kind === 'boolean' && node.value;
}

/** The policies of a plan that will be boundaries of its identities. */
function boundariesToBe(root: JsonNode, resources: readonly TerraformResource[]): readonly string[] {
  return resources.flatMap((resource) =>
    POLICY_REFERENCES.filter(([pattern, , layer]) => layer !== undefined && pattern.test(resource.type))
      .flatMap(([, attribute]) => referredLater(root, resource, attribute, resources) ?? [])
      .map(({ address }) => address),
  );
}

/** The managed policies that the plan will attach and does not make: nobody knows yet which they are. */
function attachedLater(root: JsonNode, resources: readonly TerraformResource[]): readonly Candidate[] {
  return resources.flatMap((resource) =>
    POLICY_REFERENCES.filter(([pattern]) => pattern.test(resource.type)).flatMap(
      ([, attribute, layer]): readonly Candidate[] => {
        if (referredLater(root, resource, attribute, resources)?.length !== 0) return [];
        const name = `${resource.address}.${attribute}`;
        const at = memberOf(resource.unknown, attribute)?.at;
        const more = layer === undefined ? {} : { layer };
        return [
          { kind: 'unknown', name, owner: undefined, what: `${name} (known after apply)`, at, ...more },
        ];
      },
    ),
  );
}
