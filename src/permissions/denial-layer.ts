/** The layer of a denial, and its reason in words. */
import type { Denial, DenialCause, PolicyKind } from '../aws/denial/denial.ts';
import type { Layer } from './decision.ts';

/** A denial of which nothing is known. */
export const UNEXPLAINED: Denial = { cause: { kind: 'unexplained' } };

const LAYER_BY_POLICY: Readonly<Record<Exclude<PolicyKind, 'identity'>, Layer>> = {
  'permissions-boundary': 'permissions-boundary',
  session: 'session-policy',
  scp: 'scp',
  rcp: 'rcp',
  resource: 'resource-policy',
  trust: 'trust-policy',
  'vpc-endpoint': 'vpc-endpoint-policy',
};

/** The layer that a denial names. AWS names one even where several deny. */
export function layerOfDenial({ cause, action }: Denial): Layer {
  switch (cause.kind) {
    case 'missing-allow':
    case 'explicit-deny': {
      const kind = reaching(cause.in, action);
      if (kind !== undefined && kind !== 'identity') return LAYER_BY_POLICY[kind];
      if (cause.kind === 'explicit-deny') return 'explicit-deny';
      return kind === 'identity' ? 'no-allow' : 'unknown';
    }
    default:
      return 'unknown';
  }
}

/** Services of SkyPilot's that resource control policies do not reach. Source: Organizations User Guide, "RCPs". */
const WITHOUT_RCP: ReadonlySet<string> = new Set(['ec2', 'iam', 'ssm', 'servicequotas']);

function reaching(kind: PolicyKind | undefined, action: string | undefined): PolicyKind | undefined {
  const service = action?.split(':')[0]?.toLowerCase();
  return kind === 'rcp' && service !== undefined && WITHOUT_RCP.has(service) ? undefined : kind;
}

/** The ARN or name of the policy that a denial tells. */
export function denyingPolicy({ cause }: Denial): string | undefined {
  return cause.kind === 'explicit-deny' || cause.kind === 'missing-allow' ? cause.policy : undefined;
}

/** The kind of policy that a denial names, with its article; undefined where it names none. */
export function policyKindName({ cause, action }: Denial): string | undefined {
  if (cause.kind !== 'explicit-deny' && cause.kind !== 'missing-allow') return undefined;
  const kind = reaching(cause.in, action);
  return kind === undefined ? undefined : POLICY_NAMES[kind];
}

/** Why something is denied, as a clause: `the permissions boundary does not allow it`. */
export function denialReason({ cause, action }: Denial): string {
  switch (cause.kind) {
    case 'missing-allow':
      return `${withoutAllow(reaching(cause.in, action))}${cause.policy === undefined ? '' : ` (${cause.policy})`}`;
    case 'explicit-deny':
      return explicitReason(cause, reaching(cause.in, action));
    case 'public-access-block':
      return `the bucket's setting ${cause.setting} stops it`;
    case 'unexplained':
      return 'AWS gives no reason';
  }
}

function withoutAllow(kind: PolicyKind | undefined): string {
  switch (kind) {
    case 'identity':
      return 'no identity policy allows it';
    case 'scp':
      return 'no service control policy of the organization allows it';
    case undefined:
      return 'no statement allows it; AWS does not say in which kind of policy';
    default:
      return `${POLICY_NAMES[kind]} does not allow it`;
  }
}

/** Each kind of policy with its article, at the start of a clause. */
const POLICY_NAMES: Readonly<Record<PolicyKind, string>> = {
  identity: 'an identity policy',
  'permissions-boundary': 'the permissions boundary',
  session: 'the session policy',
  scp: 'a service control policy of the organization',
  rcp: 'a resource control policy of the organization',
  resource: 'the policy of the resource',
  trust: 'the trust policy of the role',
  'vpc-endpoint': 'the policy of the VPC endpoint',
};

function explicitReason(
  { policy, statements, through }: Extract<DenialCause, { kind: 'explicit-deny' }>,
  kind: PolicyKind | undefined,
): string {
  // AWS has called it explicit where a service control policy merely does not allow.
  const verb = kind === 'scp' && policy === undefined && statements.length === 0 ? 'stops' : 'denies';
  const who = kind === undefined ? 'a Deny statement stops it' : `${POLICY_NAMES[kind]} ${verb} it`;
  const where = [quotedSids(statements), policy].filter((part) => part !== undefined).join(' of ');
  return [
    who,
    ...(where === '' ? [] : [` (${where})`]),
    ...(through === undefined ? [] : [`, through ${POLICY_NAMES[through]}`]),
    ...(kind === undefined ? ['; AWS does not say in which kind of policy'] : []),
  ].join('');
}

function quotedSids(statements: readonly { readonly sid?: string }[]): string | undefined {
  const sids = statements.flatMap(({ sid }) => sid ?? []);
  if (sids.length === 0) return undefined;
  return `${sids.length === 1 ? 'statement' : 'statements'} ${sids.map((sid) => JSON.stringify(sid)).join(', ')}`;
}
