/** Whether the missing policy suffices: what is allowed with it, and what another layer would still stop. Pure. */
import type { Denial } from '../aws/denial/denial.ts';
import type { DecidedCapability, DecidedPermission, Evidence, RequiredPermission } from './decision.ts';
import { statementHelps } from './grants-to-add.ts';

/** How it was proven: by the simulator together with all that the identity has, or by evaluating the document alone. */
export type ProofKind = 'simulation' | 'policy';

/** A permission that is not had even with the document. */
export interface StillStopped {
  readonly permission: RequiredPermission;
  readonly denial: Denial;
  readonly reason: string;
}

export interface MissingProof {
  readonly kind: ProofKind;
  /** What the document is to grant. */
  readonly granted: readonly RequiredPermission[];
  /** Those that are allowed with it. */
  readonly proven: readonly RequiredPermission[];
  /** Those that hang on what is not known before the real request. */
  readonly undecided: readonly RequiredPermission[];
  /** Those that it grants and something else denies, and those that no statement helps. */
  readonly stillStopped: readonly StillStopped[];
}

/**
 * @param granted - what the document is to grant
 * @param wanted - the capabilities that it is about
 * @param evidence - what is said of each permission with the document in place, by the permissions' ids
 */
export function missingProof(
  kind: ProofKind,
  granted: readonly DecidedPermission[],
  wanted: readonly DecidedCapability[],
  evidence: ReadonlyMap<string, Evidence>,
): MissingProof {
  const permissions = granted.map(({ permission }) => permission);
  const saying = (decision: Evidence['decision']) =>
    permissions.filter(({ id }) => (evidence.get(id)?.decision ?? 'unknown') === decision);
  const denied = permissions.flatMap((permission) => stoppedBy(permission, evidence.get(permission.id)));
  return {
    kind,
    granted: permissions,
    proven: saying('allowed'),
    undecided: [...saying('likely'), ...saying('unknown')],
    stillStopped: [...denied, ...wanted.flatMap(stoppedAnyway)],
  };
}

function stoppedBy(permission: RequiredPermission, found: Evidence | undefined): readonly StillStopped[] {
  return found?.decision === 'denied' ? [{ permission, denial: found.denial, reason: found.reason }] : [];
}

function stoppedAnyway({ permissions }: DecidedCapability): readonly StillStopped[] {
  return permissions.flatMap((decided) => {
    const { permission, decision, denial, reason } = decided;
    const isStopped = decision === 'denied' && denial !== undefined && statementHelps(decided) === 'no';
    return isStopped ? [{ permission, denial, reason }] : [];
  });
}
