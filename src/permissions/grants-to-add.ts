/** Which denied and undecided permissions a statement in a policy of the identity would grant. */
import type { Denial, ShownCondition } from '../aws/denial/denial.ts';
import type { Grant } from '../skypilot/statements.ts';
import type { DecidedPermission, Evidence } from './decision.ts';
import { layerOfDenial } from './denial-layer.ts';

/**
 * Whether a statement would help: `yes` where no policy of the identity allows it, `if-missing` where nobody knows
 * whether the identity has one already, `no` where it has, where something else stops it, and where a statement that
 * it has hangs on a condition, which another statement would undo.
 */
export type StatementHelps = 'yes' | 'if-missing' | 'no';

/** Whether a statement in a policy of the identity would help. */
export function statementHelps(decided: DecidedPermission): StatementHelps {
  const { decision, layer } = decided;
  if (decision === 'allowed' || decision === 'likely' || isGrantedAlready(decided)) return 'no';
  if (conditionKeysOf(decided).length > 0 || isStoppedElsewhere(decided)) return 'no';
  if (decision === 'unknown') return 'if-missing';
  if (layer === 'no-allow') return 'yes';
  return layer === 'unknown' ? 'if-missing' : 'no';
}

/** The condition keys on which what the policies say hangs, as far as anything tells. */
export function conditionKeysOf({ allEvidence }: DecidedPermission): readonly string[] {
  return [...new Set(allEvidence.flatMap(conditionKeysIn))];
}

function conditionKeysIn(evidence: Evidence): readonly string[] {
  if (evidence.decision === 'unknown') return evidence.conditionKeys ?? [];
  return evidence.decision === 'denied' ? conditionsIn(evidence.denial).map(({ key }) => key) : [];
}

/** The conditions that decide, as far as anything tells, those among them under which something in its place was denied. */
export function conditionsOf({ allEvidence }: DecidedPermission): readonly ShownCondition[] {
  return allEvidence.flatMap((evidence) => {
    switch (evidence.decision) {
      case 'denied':
        return conditionsIn(evidence.denial);
      case 'unknown':
        return [
          ...(evidence.conditionKeys ?? []).map((key) => ({ key, values: [] })),
          ...(evidence.standInDenial === undefined ? [] : conditionsIn(evidence.standInDenial)),
        ];
      default:
        return [];
    }
  });
}

function conditionsIn({ cause }: Denial): readonly ShownCondition[] {
  const ofAllows = cause.kind === 'missing-allow' ? (cause.conditional ?? []) : [];
  const ofDenies = cause.kind === 'explicit-deny' ? cause.statements : [];
  return [...ofAllows, ...ofDenies].flatMap(({ conditions }) => conditions);
}

/** Something else in its place was denied by a layer against which no Allow helps. */
function isStoppedElsewhere({ allEvidence }: DecidedPermission): boolean {
  return allEvidence.some((evidence) => {
    const denial = evidence.decision === 'unknown' ? evidence.standInDenial : undefined;
    return denial !== undefined && !['no-allow', 'unknown'].includes(layerOfDenial(denial));
  });
}

function isGrantedAlready({ layer, allEvidence }: DecidedPermission): boolean {
  if (layer === 'no-allow') return false;
  return allEvidence.some(
    (evidence) =>
      (evidence.decision === 'unknown' && evidence.grantedByIdentity === true) ||
      ((evidence.kind === 'simulation' || evidence.kind === 'policy') && evidence.decision === 'allowed'),
  );
}

/**
 * The permissions of a list that a statement has to grant: those denied for want of one, and of the same actions those
 * that are undecided, for AWS names one resource only of a call that it denies.
 */
export function permissionsToGrant(permissions: readonly DecidedPermission[]): readonly DecidedPermission[] {
  const actionOf = ({ permission }: DecidedPermission) => permission.requirement.action;
  const missing = permissions.filter((decided) => statementHelps(decided) === 'yes');
  const actions = new Set(missing.map(actionOf));
  return permissions.filter(
    (decided) =>
      missing.includes(decided) ||
      (decided.decision === 'unknown' &&
        statementHelps(decided) === 'if-missing' &&
        actions.has(actionOf(decided))),
  );
}

/**
 * The permissions of a list beside those of which nobody knows whether a statement grants them already. None of an
 * action that is stopped in a way that no statement helps against: that comes first.
 */
export function permissionsLeftOpen(permissions: readonly DecidedPermission[]): readonly DecidedPermission[] {
  const granted = permissionsToGrant(permissions);
  const stopped = permissions.filter(
    (decided) => decided.decision === 'denied' && statementHelps(decided) === 'no',
  );
  const actions = new Set(stopped.map(({ permission }) => permission.requirement.action));
  return permissions.filter(
    (decided) =>
      statementHelps(decided) === 'if-missing' &&
      !granted.includes(decided) &&
      !actions.has(decided.permission.requirement.action),
  );
}

/** The grants that a list of permissions asks for. */
export function grantsOf(permissions: readonly DecidedPermission[]): readonly Grant[] {
  return permissions.map(({ permission }) => ({
    action: permission.requirement.action,
    pattern: permission.pattern,
    condition: permission.requirement.policyCondition,
  }));
}

/** The actions in the order of the requirements, each once. */
export function listActions(permissions: readonly DecidedPermission[]): string {
  return [...new Set(permissions.map(({ permission }) => permission.requirement.action))].join(', ');
}
