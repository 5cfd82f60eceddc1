/** The steps that give an identity the policy that it lacks, in the right call for its kind and size. */
import type { IdentityFacts } from '../../account/identity.ts';
import { INLINE_POLICY_CHARACTERS, MANAGED_POLICY_CHARACTERS } from '../../aws-facts/policy-sizes.ts';
import type { PolicyToAdd } from '../../permissions/missing-policy.ts';
import { fixPolicyName, policySize } from '../../skypilot/policy-document.ts';
import type { InlinePolicies } from '../facts.ts';
import { ask, command, type FixStep } from '../fix-step.ts';

/** The file that the document is written to. */
const FILE = 'skypilot-fix.json';

/** What the person typed beside `skycheck aws`, that the document hangs on. */
export interface Asked {
  /** `--profile`, where it was given. */
  readonly profile: string | undefined;
  /** `--region`, where it was given. */
  readonly region?: string | undefined;
  readonly required: readonly string[];
  /** The files of `--with-policy`. */
  readonly withPolicies?: readonly string[];
  /** Whether the identity has inline policies already, which share the limit with this one. */
  readonly inlinePolicies?: InlinePolicies | undefined;
  /** The scenario of `--sandbox`, where it was given. */
  readonly sandbox?: string | undefined;
}

/** Writes the document, then applies it; whoever runs the second step has to be allowed to edit IAM. */
export function applySteps(identity: IdentityFacts, policy: PolicyToAdd, asked: Asked): readonly FixStep[] {
  // Standard input is not there a second time.
  if (identity.kind !== 'known' || asked.withPolicies?.includes('<standard input>')) return [];
  const flags = [
    ...(asked.sandbox === undefined ? [] : ['--sandbox', asked.sandbox]),
    ...(asked.profile === undefined ? [] : ['--profile', asked.profile]),
    ...(asked.region === undefined ? [] : ['--region', asked.region]),
    ...(asked.withPolicies ?? []).flatMap((file) => ['--with-policy', file]),
    ...(asked.required.length === 0 ? [] : ['--require', asked.required.join(',')]),
  ];
  const write = command('skycheck', 'policy', 'generate', '--missing', ...flags, { shell: '>' }, FILE);
  const apply = applyTo(identity, policy, asked.inlinePolicies === 'some');
  return apply.length === 0 ? [] : [write, ...apply];
}

type Known = Extract<IdentityFacts, { kind: 'known' }>;

function applyTo(identity: Known, policy: PolicyToAdd, besideOthers: boolean): readonly FixStep[] {
  const { principal, partition, account } = identity;
  switch (principal.kind) {
    case 'user':
      return toHolder('user', principal.userName, policy, { partition, account, besideOthers });
    case 'role-session':
      return principal.permissionSet === undefined
        ? toHolder('role', principal.roleName, policy, { partition, account, besideOthers })
        : [
            ask(
              'the administrators of IAM Identity Center',
              `add the statements of ${FILE} to the permission set ${principal.permissionSet}.`,
            ),
          ];
    default:
      return [];
  }
}

/** Inline where the document fits beside nothing else, as a managed policy otherwise. Source: IAM User Guide, "IAM and AWS STS quotas". */
function toHolder(
  kind: 'user' | 'role',
  holder: string,
  policy: PolicyToAdd,
  { partition, account, besideOthers }: Pick<Known, 'partition' | 'account'> & { besideOthers: boolean },
): readonly FixStep[] {
  const size = policySize(policy);
  const name = fixPolicyName(policy);
  const admin = ['--profile', 'ADMIN'];
  const document = ['--policy-document', `file://${FILE}`];
  if (size <= INLINE_POLICY_CHARACTERS[kind] && !besideOthers) {
    return [
      command(
        'aws',
        'iam',
        `put-${kind}-policy`,
        ...admin,
        `--${kind}-name`,
        holder,
        '--policy-name',
        name,
        ...document,
      ),
    ];
  }
  if (size > MANAGED_POLICY_CHARACTERS) {
    const more = `${size.toLocaleString('en')} characters, and AWS takes ${MANAGED_POLICY_CHARACTERS.toLocaleString('en')} in one policy`;
    return [
      ask(
        'whoever manages IAM in this account',
        `make several managed policies of the statements in ${FILE} (it has ${more}), and attach all of them to the ${kind} ${holder}.`,
      ),
    ];
  }
  const arn = `arn:${partition}:iam::${account}:policy/${name}`;
  return [
    command('aws', 'iam', 'create-policy', ...admin, '--policy-name', name, ...document),
    command('aws', 'iam', `attach-${kind}-policy`, ...admin, `--${kind}-name`, holder, '--policy-arn', arn),
  ];
}
