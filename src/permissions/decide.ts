import { CAPABILITIES, type Capability } from '../skypilot/requirements.ts';
import type {
  CapabilityStatus,
  DecidedCapability,
  DecidedPermission,
  Decision,
  Evidence,
  EvidenceKind,
  RequiredPermission,
} from './decision.ts';
import { layerOfDenial } from './denial-layer.ts';

/** Strongest first: what AWS really answered beats what its simulator, a local evaluation or an inference says. */
const STRENGTH: readonly EvidenceKind[] = ['dry-run', 'read', 'simulation', 'policy', 'inferred'];

/**
 * Merges all evidence into one decision per permission, and one status per capability.
 *
 * @param sources - maps from a permission's id to the evidence about it
 * @param unasked - the reason that is given where there is no evidence
 */
export function decide(
  permissions: readonly RequiredPermission[],
  sources: readonly ReadonlyMap<string, Evidence>[],
  unasked: string,
): readonly DecidedCapability[] {
  const decided = decidePermissions(permissions, sources, unasked);
  return CAPABILITIES.map((capability) => decideCapability(capability, decided));
}

/** The same without capabilities: one decision per permission. */
export function decidePermissions(
  permissions: readonly RequiredPermission[],
  sources: readonly ReadonlyMap<string, Evidence>[],
  unasked: string,
): readonly DecidedPermission[] {
  return permissions.map((permission) =>
    decidePermission(
      permission,
      sources.flatMap((source) => source.get(permission.id) ?? []),
      unasked,
    ),
  );
}

function decidePermission(
  permission: RequiredPermission,
  evidence: readonly Evidence[],
  unasked: string,
): DecidedPermission {
  const allEvidence = [...evidence].sort(byWeight);
  const first = deciding(allEvidence);
  if (first === undefined) {
    return {
      permission,
      decision: 'unknown',
      evidence: undefined,
      layer: undefined,
      denial: undefined,
      reason: unasked,
      allEvidence,
    };
  }
  return {
    permission,
    decision: first.decision,
    evidence: first.kind,
    layer: first.decision === 'denied' ? layerOfDenial(first.denial) : undefined,
    denial: first.decision === 'denied' ? first.denial : undefined,
    reason:
      first.decision === 'unknown'
        ? allReasons(allEvidence)
        : first.reason + contradiction(first, allEvidence),
    allEvidence,
  };
}

/** What is certain before what is likely, then the stronger kind. */
function byWeight(a: Evidence, b: Evidence): number {
  return (
    UNCERTAINTY[a.decision] - UNCERTAINTY[b.decision] || STRENGTH.indexOf(a.kind) - STRENGTH.indexOf(b.kind)
  );
}

const UNCERTAINTY: Readonly<Record<Decision, number>> = { allowed: 0, denied: 0, likely: 1, unknown: 2 };

/** The weightiest evidence; where that does not allow, that it need not be allowed. */
function deciding(allEvidence: readonly Evidence[]): Evidence | undefined {
  const [first] = allEvidence;
  if (first?.decision === 'allowed') return first;
  return (
    allEvidence.find((evidence) => evidence.decision === 'likely' && evidence.notNeeded === true) ?? first
  );
}

function allReasons(allEvidence: readonly Evidence[]): string {
  return [...new Set(allEvidence.map(({ reason }) => reason))].join('; ');
}

function contradiction(first: Evidence, allEvidence: readonly Evidence[]): string {
  const other = allEvidence.find(
    (evidence) =>
      (first.decision === 'denied' && (evidence.decision === 'allowed' || evidence.decision === 'likely')) ||
      (evidence.decision === 'denied' && (first.decision === 'allowed' || first.decision === 'likely')),
  );
  return other === undefined ? '' : ` (against this, ${other.kind} says ${other.decision}: ${other.reason})`;
}

function decideCapability(capability: Capability, decided: readonly DecidedPermission[]): DecidedCapability {
  const permissions = decided.filter(({ permission }) => permission.requirement.capability === capability.id);
  return { ...capability, status: statusOf(permissions), permissions };
}

/** Those without which SkyPilot stops; all of them where it stops without none. */
export function countingPermissions(permissions: readonly DecidedPermission[]): readonly DecidedPermission[] {
  const failing = permissions.filter(({ permission }) => permission.impact === 'fails');
  return failing.length > 0 ? failing : permissions;
}

/**
 * The status of a capability, from the requirements without which SkyPilot stops; from all of them where it stops
 * without none.
 */
export function statusOf(permissions: readonly DecidedPermission[]): CapabilityStatus {
  const counting = countingPermissions(permissions);
  if (counting.some(({ decision }) => decision === 'denied')) return 'disabled';
  if (counting.length === 0 || counting.some(({ decision }) => decision === 'unknown')) return 'unknown';
  return 'enabled';
}
