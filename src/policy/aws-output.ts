/** Policies in what `aws iam` and `aws organizations` print. */
import { itemsOf, memberOf, nodeAt, textOf } from '../iam/json-access.ts';
import type { JsonNode } from '../iam/json-node.ts';
import type { Candidate, PolicyLayer } from './candidate.ts';

export type OutputRead =
  | { readonly kind: 'candidates'; readonly candidates: readonly Candidate[] }
  /** It was printed by the AWS CLI and holds no policy of this layer: what it is, and what would have one. */
  | { readonly kind: 'refused'; readonly reason: string };

/** Looks for a policy in the output of one command; undefined where the JSON is of no command that is known. */
export function awsOutput(root: JsonNode, layer: PolicyLayer): OutputRead | undefined {
  return (
    organizationPolicy(root, layer) ??
    roleOutput(root, layer) ??
    attachedPolicy(root, layer) ??
    withoutPolicy(root)
  );
}

/** A document as it is, or as text, which the API encodes as in URLs. */
export function documentCandidate(
  node: JsonNode,
  name: string,
  owner: string | undefined,
  layer?: PolicyLayer,
): Candidate {
  const where = { name, owner, ...(layer === undefined ? {} : { layer }) };
  return node.kind === 'string'
    ? { ...where, kind: 'text', text: decoded(node.value), at: node.at }
    : { ...where, kind: 'node', node, unknowns: [] };
}

/** Source: IAM API Reference, GetRolePolicy: documents are URL-encoded, compliant with RFC 3986. */
function decoded(text: string): string {
  if (!/^\s*%7B/i.test(text)) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const POLICY_KINDS: Readonly<Record<string, string>> = {
  SERVICE_CONTROL_POLICY: 'a service control policy',
  RESOURCE_CONTROL_POLICY: 'a resource control policy',
  DECLARATIVE_POLICY_EC2: 'a declarative policy for EC2',
  TAG_POLICY: 'a tag policy',
  BACKUP_POLICY: 'a backup policy',
  AISERVICES_OPT_OUT_POLICY: 'an opt-out policy of AI services',
};

/** `aws organizations describe-policy`. */
function organizationPolicy(root: JsonNode, layer: PolicyLayer): OutputRead | undefined {
  const policy = memberOf(root, 'Policy') ?? root;
  const summary = memberOf(policy, 'PolicySummary');
  const content = memberOf(policy, 'Content');
  if (summary === undefined || content === undefined) return undefined;
  const type = textOf(memberOf(summary, 'Type')) ?? 'SERVICE_CONTROL_POLICY';
  const name = textOf(memberOf(summary, 'Name')) ?? '';
  const what = POLICY_KINDS[type] ?? `a policy of the type ${type}`;
  if (type !== 'SERVICE_CONTROL_POLICY') {
    return refused(`this is ${what} (describe-policy), which skycheck does not evaluate`);
  }
  if (layer === 'permissions-boundary' || layer === 'trust') {
    return refused(`this is ${what} (describe-policy): give it with --scp`);
  }
  // It says itself what it is: nobody has to say so once more.
  return { kind: 'candidates', candidates: [documentCandidate(content, name, undefined, 'scp')] };
}

/** `aws iam get-role`, `list-roles`, `create-role`. */
function roleOutput(root: JsonNode, layer: PolicyLayer): OutputRead | undefined {
  const role = memberOf(root, 'Role') ?? root;
  const roles = memberOf(root, 'Roles') === undefined ? [role] : itemsOf(memberOf(root, 'Roles'));
  const trusts = roles.flatMap((role) => {
    const document = memberOf(role, 'AssumeRolePolicyDocument');
    const name = textOf(memberOf(role, 'RoleName')) ?? '';
    return document === undefined ? [] : [{ document, name }];
  });
  const [first] = trusts;
  if (first === undefined) return undefined;
  if (layer !== 'trust') {
    return refused(
      `this is what \`aws iam get-role\` prints of ${first.name === '' ? 'a role' : `the role ${first.name}`}: the only document in it is the trust policy, which says who may assume the role. What the role may do is in \`aws iam get-role-policy\` and \`get-policy-version\`; \`get-account-authorization-details\` has all of it`,
    );
  }
  return {
    kind: 'candidates',
    candidates: trusts.map(({ document, name }) =>
      documentCandidate(document, trusts.length === 1 ? '' : name, name),
    ),
  };
}

/** `get-policy-version`, `get-role-policy`, `get-user-policy`, `get-group-policy`, and the inline policy of a permission set. */
function attachedPolicy(root: JsonNode, layer: PolicyLayer): OutputRead | undefined {
  const document =
    nodeAt(root, 'PolicyVersion', 'Document') ??
    memberOf(root, 'PolicyDocument') ??
    memberOf(root, 'InlinePolicy');
  if (document === undefined) return undefined;
  if (layer === 'trust') return refused('this says what an identity may do: it is no trust policy');
  const owner = ['Role', 'User', 'Group'].flatMap((kind) => {
    const name = textOf(memberOf(root, `${kind}Name`));
    return name === undefined ? [] : `${kind.toLowerCase()} ${name}`;
  })[0];
  if (document.kind === 'string' && document.value === '') return refused('the policy in it is empty');
  return { kind: 'candidates', candidates: [documentCandidate(document, '', owner)] };
}

/** What else the AWS CLI prints about identities, each with the command that prints a document. */
const OTHERS: readonly (readonly [member: string, what: string, instead: string])[] = [
  [
    'User',
    '`aws iam get-user` prints of a user',
    'Its policies are in `aws iam get-user-policy` and `get-policy-version`; `get-account-authorization-details` has all of them',
  ],
  [
    'Policy',
    '`aws iam get-policy` prints of a policy',
    'The document is in `aws iam get-policy-version --policy-arn ARN --version-id ID`',
  ],
  [
    'AttachedPolicies',
    'a list of attached policies, by name',
    'Each document is in `aws iam get-policy-version`; `get-account-authorization-details` has all of them',
  ],
  [
    'PolicyNames',
    'a list of inline policies, by name',
    'Each document is in `aws iam get-role-policy` or `get-user-policy`',
  ],
  [
    'InstanceProfile',
    '`aws iam get-instance-profile` prints',
    'It names a role, and `aws iam get-role` prints its trust policy',
  ],
  ['EvaluationResults', 'the answer of the policy simulator', 'skycheck aws asks the simulator itself'],
];

function withoutPolicy(root: JsonNode): OutputRead | undefined {
  const found = OTHERS.find(([member]) => memberOf(root, member) !== undefined);
  if (found === undefined) return undefined;
  const [, what, instead] = found;
  return refused(
    `this is what ${what.startsWith('`') ? what : `the AWS CLI prints: ${what}`}, and no policy document is in it. ${instead}`,
  );
}

function refused(reason: string): OutputRead {
  return { kind: 'refused', reason };
}
