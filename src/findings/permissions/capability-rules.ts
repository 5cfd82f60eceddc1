import type { DecidedCapability, DecidedPermission } from '../../permissions/decision.ts';
import { statementHelps } from '../../permissions/grants-to-add.ts';
import type { CapabilityId } from '../../skypilot/requirements.ts';
import { type Finding, finding } from '../finding.ts';
import { addStatement, type DenialView, denialFindings } from './denial-rules.ts';

/** What the denials of a check, of an identity or of policy documents, are told by. */
export interface CapabilityView extends DenialView {
  readonly capabilities: readonly DecidedCapability[];
  readonly required: readonly CapabilityId[];
}

/** What is missing, what is blocked, and what SkyPilot's code calls beyond its documented policy. */
export function capabilityFindings(view: CapabilityView): readonly Finding[] {
  const { capabilities, required } = view;
  return [
    ...denialFindings(
      view,
      capabilities
        // Optional capabilities are told of only where they are asked for.
        .filter(({ core, id }) => core || required.includes(id))
        .map((capability) => ({
          id: capability.id,
          severity: severityFor(view, capability),
          denied: countingDenials(capability),
          permissions: capability.permissions,
        })),
    ),
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

function severityFor(
  { capabilities, required }: CapabilityView,
  { id }: DecidedCapability,
): 'error' | 'warning' {
  const otherWorks = capabilities.some(({ core, status }) => core && status === 'enabled');
  return required.includes(id) || !otherWorks ? 'error' : 'warning';
}

/** Told only where the documented part is not denied: else that comes first. */
function beyondDocumented(view: CapabilityView): readonly Finding[] {
  return view.capabilities.flatMap((capability) => {
    const denied = capability.permissions.filter(
      ({ decision, permission }) => decision === 'denied' && permission.requirement.source.kind === 'code',
    );
    if (capability.status === 'disabled' || denied.length === 0) return [];
    const lines = denied.map(
      ({ permission, reason }) =>
        `${permission.requirement.action} on ${permission.resourceKind}: ${permission.requirement.why} (${reason})`,
    );
    const grantable = denied.filter((one) => statementHelps(one) !== 'no');
    return [
      finding('code-requirement-missing', {
        detail: `${capability.id}: ${lines.join('; ')}.`,
        fix: grantable.length === 0 ? [] : addStatement(view.identity, grantable),
      }),
    ];
  });
}
