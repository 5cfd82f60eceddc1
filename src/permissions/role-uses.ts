import type { Launch } from '../skypilot/launch.ts';
import type { ArnScope } from '../skypilot/requirements.ts';
import { ROLE_USES, type RoleUse } from '../skypilot/role-requirements.ts';
import { decidePermissions, statusOf } from './decide.ts';
import type { CapabilityStatus, DecidedCapability, DecidedPermission, Evidence } from './decision.ts';
import { expandPermissions } from './required-permissions.ts';
import type { Simulation } from './simulate.ts';

/** A use of the role with the decisions about it, beside what the caller may do of the same. */
export interface DecidedRoleUse {
  readonly id: RoleUse['id'];
  readonly title: string;
  /** The role's. */
  readonly status: CapabilityStatus;
  readonly callerStatus: CapabilityStatus;
  /** About the role. */
  readonly permissions: readonly DecidedPermission[];
}

/**
 * Decides each use of the role from its simulation.
 *
 * @param simulation - of the role; undefined where none was made
 * @param capabilities - the decisions about the caller
 */
export function decideRoleUses(
  scope: ArnScope,
  launch: Launch,
  simulation: Simulation | undefined,
  capabilities: readonly DecidedCapability[],
): readonly DecidedRoleUse[] {
  const callers = capabilities.flatMap(({ permissions }) => permissions);
  const allEvidence = simulation?.evidence ?? new Map<string, Evidence>();
  const decided = decidePermissions(
    expandPermissions(scope, launch),
    [allEvidence],
    unaskedReason(simulation),
  );
  return ROLE_USES.map(({ id, title, requirements }) => {
    const ofUse = ({ permission }: DecidedPermission) => requirements.includes(permission.requirement);
    const permissions = decided.filter(ofUse);
    return {
      id,
      title,
      status: statusOf(permissions),
      callerStatus: statusOf(callers.filter(ofUse)),
      permissions,
    };
  });
}

function unaskedReason(simulation: Simulation | undefined): string {
  switch (simulation?.outcome.kind) {
    case 'not-tried':
      return simulation.outcome.reason;
    case 'principal-not-found':
      return 'IAM does not know the role';
    default:
      return 'nobody asked what the role may do';
  }
}
