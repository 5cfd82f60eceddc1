/** What would mend a denial: a statement in a policy of the identity, or somebody else. */
import type { Grant } from '../skypilot/statements.ts';
import type { DecidedNeed, Layer } from './decision.ts';

/** Whether a statement in an identity policy would mend a denial, as far as AWS told. */
export function isMendedByStatement(layer: Layer | undefined): boolean {
  return layer === 'no-allow' || layer === undefined;
}

/**
 * The needs of a list that a statement has to grant: those denied for want of one, and of the same actions those
 * that are undecided, for AWS names one resource only of a call that it denies.
 */
export function needsToGrant(needs: readonly DecidedNeed[]): readonly DecidedNeed[] {
  const actionOf = ({ need }: DecidedNeed) => need.requirement.action;
  const mendable = needs.filter(({ decision, layer }) => decision === 'denied' && isMendedByStatement(layer));
  const actions = new Set(mendable.map(actionOf));
  return needs.filter(
    (one) => mendable.includes(one) || (one.decision === 'unknown' && actions.has(actionOf(one))),
  );
}

/** The undecided needs of a list beside those. */
export function needsLeftOpen(needs: readonly DecidedNeed[]): readonly DecidedNeed[] {
  const granted = needsToGrant(needs);
  return needs.filter((one) => one.decision === 'unknown' && !granted.includes(one));
}

/** The grants that a list of needs asks for. */
export function grantsOf(needs: readonly DecidedNeed[]): readonly Grant[] {
  return needs.map(({ need }) => ({
    action: need.requirement.action,
    pattern: need.pattern,
    condition: need.requirement.policyCondition,
  }));
}

/** For each layer that stops some of the needs: what it stops, and who can change that. */
export function blockedTexts(needs: readonly DecidedNeed[]): readonly string[] {
  const byLayer = new Map<Layer, DecidedNeed[]>();
  for (const need of needs) {
    if (need.decision !== 'denied' || need.layer === undefined || isMendedByStatement(need.layer)) continue;
    byLayer.set(need.layer, [...(byLayer.get(need.layer) ?? []), need]);
  }
  return [...byLayer].map(
    ([layer, blocked]) =>
      `${layerText(layer)} ${listActions(blocked)}. Adding a statement to this identity will not help; ${whomToAsk(layer)}.`,
  );
}

/** The actions in the order of the requirements, each once. */
export function listActions(needs: readonly DecidedNeed[]): string {
  return [...new Set(needs.map(({ need }) => need.requirement.action))].join(', ');
}

function layerText(layer: Layer): string {
  switch (layer) {
    case 'scp':
      return 'a service control policy of the AWS organization stops';
    case 'permissions-boundary':
      return 'the permissions boundary of this identity stops';
    case 'session-policy':
      return 'the policy of this session stops';
    default:
      return 'a Deny statement stops';
  }
}

function whomToAsk(layer: Layer): string {
  switch (layer) {
    case 'scp':
      return 'ask the administrators of the organization';
    case 'permissions-boundary':
      return 'ask whoever manages IAM in this account to widen the boundary';
    case 'session-policy':
      return 'the session has to be started with a wider policy';
    default:
      return 'ask whoever manages IAM in this account to change the statement that denies';
  }
}
