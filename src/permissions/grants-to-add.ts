/** What would mend a denial: a statement in a policy of the identity, or somebody else. */
import type { Grant } from '../skypilot/statements.ts';
import type { DecidedPermission, Layer } from './decision.ts';

/**
 * Whether a statement in an identity policy may be what a denied permission lacks: where no policy of the identity allows
 * it, and where AWS gives no reason, unless something else says that the policies allow it already.
 */
export function isMendedByStatement({ layer, allEvidence }: DecidedPermission): boolean {
  if (layer === 'unknown')
    return !allEvidence.some(({ decision }) => decision === 'allowed' || decision === 'likely');
  return layer === 'no-allow';
}

/**
 * The permissions of a list that a statement has to grant: those denied for want of one, and of the same actions those
 * that are undecided, for AWS names one resource only of a call that it denies.
 */
export function permissionsToGrant(permissions: readonly DecidedPermission[]): readonly DecidedPermission[] {
  const actionOf = ({ permission }: DecidedPermission) => permission.requirement.action;
  const mendable = permissions.filter((one) => one.decision === 'denied' && isMendedByStatement(one));
  const actions = new Set(mendable.map(actionOf));
  return permissions.filter(
    (one) => mendable.includes(one) || (one.decision === 'unknown' && actions.has(actionOf(one))),
  );
}

/** The undecided permissions of a list beside those. */
export function permissionsLeftOpen(permissions: readonly DecidedPermission[]): readonly DecidedPermission[] {
  const granted = permissionsToGrant(permissions);
  return permissions.filter((one) => one.decision === 'unknown' && !granted.includes(one));
}

/** The grants that a list of permissions asks for. */
export function grantsOf(permissions: readonly DecidedPermission[]): readonly Grant[] {
  return permissions.map(({ permission }) => ({
    action: permission.requirement.action,
    pattern: permission.pattern,
    condition: permission.requirement.policyCondition,
  }));
}

/** For each layer that stops some of the permissions: what it stops, and who can change that. */
export function blockedTexts(permissions: readonly DecidedPermission[]): readonly string[] {
  const byLayer = new Map<Layer, DecidedPermission[]>();
  for (const permission of permissions) {
    if (permission.decision !== 'denied' || permission.layer === undefined || isMendedByStatement(permission))
      continue;
    byLayer.set(permission.layer, [...(byLayer.get(permission.layer) ?? []), permission]);
  }
  return [...byLayer].map(
    ([layer, blocked]) =>
      `${layerText(layer)} ${listActions(blocked)}. Adding a statement to this identity will not help; ${whomToAsk(layer)}.`,
  );
}

/** The actions in the order of the requirements, each once. */
export function listActions(permissions: readonly DecidedPermission[]): string {
  return [...new Set(permissions.map(({ permission }) => permission.requirement.action))].join(', ');
}

function layerText(layer: Layer): string {
  switch (layer) {
    case 'scp':
      return 'a service control policy of the AWS organization stops';
    case 'permissions-boundary':
      return 'the permissions boundary of this identity stops';
    case 'session-policy':
      return 'the policy of this session stops';
    case 'rcp':
      return 'a resource control policy of the AWS organization stops';
    case 'resource-policy':
      return 'the policy of the resource stops';
    case 'trust-policy':
      return 'the trust policy of the role stops';
    case 'vpc-endpoint-policy':
      return 'the policy of the VPC endpoint, through which this network reaches AWS, stops';
    case 'unknown':
      return 'something that AWS does not name stops';
    default:
      return 'a Deny statement stops';
  }
}

function whomToAsk(layer: Layer): string {
  switch (layer) {
    case 'scp':
    case 'rcp':
      return 'ask the administrators of the organization';
    case 'resource-policy':
      return 'ask whoever manages the resource to change its policy';
    case 'trust-policy':
      return 'ask whoever manages IAM in the account of the role to change its trust policy';
    case 'vpc-endpoint-policy':
      return 'ask whoever manages the VPC endpoint, or try from another network';
    case 'unknown':
      return 'ask whoever manages IAM in this account';
    case 'permissions-boundary':
      return 'ask whoever manages IAM in this account to widen the boundary';
    case 'session-policy':
      return 'the session has to be started with a wider policy';
    default:
      return 'ask whoever manages IAM in this account to change the statement that denies';
  }
}
