import type { DecidedCapability, DecidedPermission } from '../../permissions/decision.ts';
import {
  blockedTexts,
  grantsOf,
  isMendedByStatement,
  listActions,
  permissionsToGrant,
} from '../../permissions/grants-to-add.ts';
import type { CapabilityId } from '../../skypilot/requirements.ts';
import { statementsFor } from '../../skypilot/statements.ts';
import { type Finding, finding } from '../finding.ts';
import { statementStep } from '../fix-step.ts';

/** What the denials of a check, of an identity or of policy documents, are told by. */
export interface CapabilityView {
  readonly capabilities: readonly DecidedCapability[];
  readonly required: readonly CapabilityId[];
  /** Who lacks the permission, such as "no policy of this identity". */
  readonly lacking: string;
}

/** What is missing, what is blocked, and what SkyPilot's code calls beyond its documented policy. */
export function capabilityFindings(view: CapabilityView): readonly Finding[] {
  const { capabilities, required } = view;
  return [
    ...capabilities
      // Optional capabilities are told of only where they are asked for.
      .filter(({ core, id }) => core || required.includes(id))
      .flatMap((capability) => [...missing(view, capability), ...blocked(view, capability)]),
    ...beyondDocumented(view),
  ];
}

/** Denials that count for a capability: of documented requirements, or of all where none is documented. */
function countingDenials({ permissions }: DecidedCapability): readonly DecidedPermission[] {
  const isDocumented = ({ permission }: DecidedPermission) =>
    permission.requirement.source.kind === 'documented';
  const counting = permissions.some(isDocumented) ? permissions.filter(isDocumented) : permissions;
  return counting.filter(({ decision }) => decision === 'denied');
}

function missing(view: CapabilityView, capability: DecidedCapability): readonly Finding[] {
  const permissions = countingDenials(capability).filter(isMendedByStatement);
  if (permissions.length === 0) return [];
  const actions = new Set(permissions.map(({ permission }) => permission.requirement.action));
  const toGrant = permissionsToGrant(capability.permissions).filter(
    (one) =>
      permissions.includes(one) ||
      (one.decision === 'unknown' && actions.has(one.permission.requirement.action)),
  );
  return [
    finding('permissions-missing', {
      severity: severityFor(view, capability),
      detail: `${capability.id}: ${view.lacking} allows ${listActions(permissions)}.`,
      fix: [statementStep(statementsFor(grantsOf(toGrant)))],
    }),
  ];
}

function blocked(view: CapabilityView, capability: DecidedCapability): readonly Finding[] {
  return blockedTexts(countingDenials(capability)).map((text) =>
    finding('permissions-blocked', {
      severity: severityFor(view, capability),
      detail: `${capability.id}: ${text}`,
    }),
  );
}

function severityFor(
  { capabilities, required }: CapabilityView,
  { id }: DecidedCapability,
): 'error' | 'warning' {
  const otherWorks = capabilities.some(({ core, status }) => core && status === 'enabled');
  return required.includes(id) || !otherWorks ? 'error' : 'warning';
}

/** Told only where the documented part is not denied: else that comes first. */
function beyondDocumented({ capabilities }: CapabilityView): readonly Finding[] {
  return capabilities.flatMap((capability) => {
    const denied = capability.permissions.filter(
      ({ decision, permission }) => decision === 'denied' && permission.requirement.source.kind === 'code',
    );
    if (capability.status === 'disabled' || denied.length === 0) return [];
    const lines = denied.map(
      ({ permission, reason }) =>
        `${permission.requirement.action} on ${permission.resourceKind}: ${permission.requirement.why} (${reason})`,
    );
    const mendable = denied.filter(isMendedByStatement);
    return [
      finding('code-requirement-missing', {
        detail: `${capability.id}: ${lines.join('; ')}.`,
        fix: mendable.length === 0 ? [] : [statementStep(statementsFor(grantsOf(mendable)))],
      }),
    ];
  });
}
