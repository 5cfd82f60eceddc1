/** The policies of one identity in what `aws iam get-account-authorization-details` prints of an account. */
import { itemsOf, memberOf, nodeAt, textOf } from '../iam/json-access.ts';
import type { JsonNode } from '../iam/json-node.ts';
import { documentCandidate, type OutputRead } from './aws-output.ts';
import type { Candidate, PolicyLayer } from './candidate.ts';

const LISTS = { user: 'UserDetailList', role: 'RoleDetailList', group: 'GroupDetailList' } as const;
type Kind = keyof typeof LISTS;

/** Whether the JSON is such output. Source: IAM API Reference, GetAccountAuthorizationDetails. */
export function isAccountDetails(root: JsonNode): boolean {
  return Object.values(LISTS).some((name) => memberOf(root, name)?.kind === 'array');
}

interface Detail {
  readonly kind: Kind;
  readonly name: string;
  readonly arn: string;
  readonly node: JsonNode;
}

/**
 * The policies of the identity: inline ones, managed ones, those of its groups, and its boundary.
 *
 * @param wanted - `user/NAME`, `role/NAME`, a name or an ARN; where the account has one identity only, none is needed
 */
export function accountDetails(root: JsonNode, layer: PolicyLayer, wanted: string | undefined): OutputRead {
  if (layer === 'trust') return trusts(root, wanted);
  if (layer !== 'identity') {
    return refused('this is about the identities of an account: give it as the file to check');
  }
  const identities = [...detailsOf(root, 'user'), ...detailsOf(root, 'role')];
  const found = identities.filter((detail) => wanted === undefined || isWanted(detail, wanted));
  const [only, ...others] = found;
  if (only === undefined) return refused(noneText(wanted, identities));
  if (others.length > 0) {
    return refused(`this holds ${found.length} identities. Choose one with --identity: ${someOf(found)}`);
  }
  const candidates = [...policiesOf(only, root), ...groupsOf(only, root), ...boundaryOf(only, root)];
  return candidates.some((candidate) => candidate.layer === undefined)
    ? { kind: 'candidates', candidates }
    : refused(`${label(only)} has no policy at all, so it may do nothing`);
}

function detailsOf(root: JsonNode, kind: Kind): readonly Detail[] {
  return itemsOf(memberOf(root, LISTS[kind])).map((node) => ({
    kind,
    name: textOf(memberOf(node, `${kind.charAt(0).toUpperCase()}${kind.slice(1)}Name`)) ?? '',
    arn: textOf(memberOf(node, 'Arn')) ?? '',
    node,
  }));
}

function isWanted({ kind, name, arn }: Detail, wanted: string): boolean {
  return [name, `${kind}/${name}`, arn].includes(wanted) || arn.endsWith(`:${wanted}`);
}

function noneText(wanted: string | undefined, identities: readonly Detail[]): string {
  if (identities.length === 0) return 'this holds neither users nor roles';
  return `this holds no ${wanted ?? 'identity'}. It has ${someOf(identities)}`;
}

/** As many as a sentence takes. */
const MOST_NAMES = 10;

function someOf(details: readonly Detail[]): string {
  const names = details.slice(0, MOST_NAMES).map(label).join(', ');
  return details.length > MOST_NAMES ? `${names} and ${details.length - MOST_NAMES} more` : names;
}

function label({ kind, name }: Detail): string {
  return `${kind}/${name}`;
}

const INLINE: Readonly<Record<Kind, string>> = {
  user: 'UserPolicyList',
  role: 'RolePolicyList',
  group: 'GroupPolicyList',
};

function policiesOf(detail: Detail, root: JsonNode): readonly Candidate[] {
  const owner = label(detail);
  const inline = itemsOf(memberOf(detail.node, INLINE[detail.kind])).flatMap((policy) => {
    const document = memberOf(policy, 'PolicyDocument');
    const name = textOf(memberOf(policy, 'PolicyName')) ?? 'an inline policy';
    return document === undefined ? [] : documentCandidate(document, name, owner);
  });
  const attached = itemsOf(memberOf(detail.node, 'AttachedManagedPolicies')).map((policy) =>
    managed(textOf(memberOf(policy, 'PolicyArn')) ?? '', owner, root),
  );
  return [...inline, ...attached];
}

/** A managed policy by its ARN; where the output was filtered, its document is not there. */
function managed(arn: string, owner: string, root: JsonNode, layer?: PolicyLayer): Candidate {
  const policy = itemsOf(memberOf(root, 'Policies')).find((node) => textOf(memberOf(node, 'Arn')) === arn);
  const versions = itemsOf(memberOf(policy, 'PolicyVersionList'));
  const used = textOf(memberOf(policy, 'DefaultVersionId'));
  const isDefault = (version: JsonNode) => {
    const mark = memberOf(version, 'IsDefaultVersion');
    return (mark?.kind === 'boolean' && mark.value) || textOf(memberOf(version, 'VersionId')) === used;
  };
  const document = memberOf(versions.find(isDefault), 'Document');
  if (document !== undefined) return documentCandidate(document, arn, owner, layer);
  const what = `${arn} (its document is not in this output)`;
  const more = layer === undefined ? {} : { layer };
  return { kind: 'unknown', name: arn, owner, ...more, what, at: policy?.at };
}

function groupsOf({ kind, node }: Detail, root: JsonNode): readonly Candidate[] {
  if (kind !== 'user') return [];
  const groups = detailsOf(root, 'group');
  return itemsOf(memberOf(node, 'GroupList')).flatMap((item): readonly Candidate[] => {
    const name = textOf(item) ?? '';
    const group = groups.find((candidate) => candidate.name === name);
    if (group !== undefined) return policiesOf(group, root);
    const what = `group/${name} (its policies are not in this output)`;
    return [{ kind: 'unknown', name: `group/${name}`, owner: `group/${name}`, what, at: item.at }];
  });
}

function boundaryOf(detail: Detail, root: JsonNode): readonly Candidate[] {
  const arn = textOf(nodeAt(detail.node, 'PermissionsBoundary', 'PermissionsBoundaryArn'));
  return arn === undefined ? [] : [managed(arn, label(detail), root, 'permissions-boundary')];
}

function trusts(root: JsonNode, wanted: string | undefined): OutputRead {
  const roles = detailsOf(root, 'role');
  const found = roles.filter((role) => wanted === undefined || isWanted(role, wanted));
  if (found.length === 0) return refused(noneText(wanted, roles));
  const candidates = found.flatMap((role) => {
    const document = memberOf(role.node, 'AssumeRolePolicyDocument');
    return document === undefined ? [] : documentCandidate(document, role.name, label(role));
  });
  return { kind: 'candidates', candidates };
}

function refused(reason: string): OutputRead {
  return { kind: 'refused', reason };
}
