import { type ArnScope, REQUIREMENTS } from '../skypilot/requirements.ts';
import { ROLE_USES, type RoleUse } from '../skypilot/role-requirements.ts';
import { decideNeeds, statusOf } from './decide.ts';
import type { CapabilityStatus, DecidedCapability, DecidedNeed, Evidence } from './decision.ts';
import { expandNeeds } from './required-permissions.ts';
import type { Simulation } from './simulate.ts';

/** A use of the role with the decisions about it, beside what the caller may do of the same. */
export interface DecidedRoleUse {
  readonly id: RoleUse['id'];
  readonly title: string;
  /** The role's. */
  readonly status: CapabilityStatus;
  readonly callerStatus: CapabilityStatus;
  /** About the role. */
  readonly needs: readonly DecidedNeed[];
}

/**
 * Decides each use of the role from its simulation.
 *
 * @param simulation - of the role; undefined where none was made
 * @param capabilities - the decisions about the caller
 */
export function decideRoleUses(
  scope: ArnScope,
  simulation: Simulation | undefined,
  capabilities: readonly DecidedCapability[],
): readonly DecidedRoleUse[] {
  const callers = capabilities.flatMap(({ needs }) => needs);
  const heard = simulation?.evidence ?? new Map<string, Evidence>();
  const decided = decideNeeds(expandNeeds(scope, REQUIREMENTS), [heard], unaskedReason(simulation));
  return ROLE_USES.map(({ id, title, requirements }) => {
    const ofUse = ({ need }: DecidedNeed) => requirements.includes(need.requirement);
    const needs = decided.filter(ofUse);
    return { id, title, status: statusOf(needs), callerStatus: statusOf(callers.filter(ofUse)), needs };
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
