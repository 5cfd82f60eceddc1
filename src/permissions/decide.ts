import { CAPABILITIES, type Capability } from '../skypilot/requirements.ts';
import type {
  CapabilityStatus,
  DecidedCapability,
  DecidedNeed,
  Decision,
  Evidence,
  EvidenceKind,
  Need,
} from './decision.ts';

/** Strongest first: what AWS really answered beats what its simulator, a local evaluation or an inference says. */
const STRENGTH: readonly EvidenceKind[] = ['dry-run', 'read', 'simulation', 'policy', 'inferred'];

/**
 * Merges all evidence into one decision per need, and one status per capability.
 *
 * @param sources - maps from a need's id to what was heard about it
 * @param unasked - the reason that is given where nothing was heard
 */
export function decide(
  needs: readonly Need[],
  sources: readonly ReadonlyMap<string, Evidence>[],
  unasked: string,
): readonly DecidedCapability[] {
  const decided = decideNeeds(needs, sources, unasked);
  return CAPABILITIES.map((capability) => decideCapability(capability, decided));
}

/** The same without capabilities: one decision per need. */
export function decideNeeds(
  needs: readonly Need[],
  sources: readonly ReadonlyMap<string, Evidence>[],
  unasked: string,
): readonly DecidedNeed[] {
  return needs.map((need) =>
    decideNeed(
      need,
      sources.flatMap((source) => source.get(need.id) ?? []),
      unasked,
    ),
  );
}

function decideNeed(need: Need, evidence: readonly Evidence[], unasked: string): DecidedNeed {
  const heard = [...evidence].sort(byWeight);
  const first = deciding(heard);
  if (first === undefined) {
    return { need, decision: 'unknown', evidence: undefined, layer: undefined, reason: unasked, heard };
  }
  return {
    need,
    decision: first.decision,
    evidence: first.kind,
    layer: first.decision === 'denied' ? first.layer : undefined,
    reason: first.decision === 'unknown' ? allReasons(heard) : first.reason + contradiction(first, heard),
    heard,
  };
}

/** What is certain before what is likely, then the stronger kind. */
function byWeight(a: Evidence, b: Evidence): number {
  return DOUBT[a.decision] - DOUBT[b.decision] || STRENGTH.indexOf(a.kind) - STRENGTH.indexOf(b.kind);
}

const DOUBT: Readonly<Record<Decision, number>> = { allowed: 0, denied: 0, likely: 1, unknown: 2 };

/** The weightiest evidence; where that does not allow, that it need not be allowed. */
function deciding(heard: readonly Evidence[]): Evidence | undefined {
  const [first] = heard;
  if (first?.decision === 'allowed') return first;
  return heard.find((evidence) => evidence.decision === 'likely' && evidence.notNeeded === true) ?? first;
}

function allReasons(heard: readonly Evidence[]): string {
  return [...new Set(heard.map(({ reason }) => reason))].join('; ');
}

function contradiction(first: Evidence, heard: readonly Evidence[]): string {
  const other = heard.find(
    (evidence) =>
      (first.decision === 'denied' && (evidence.decision === 'allowed' || evidence.decision === 'likely')) ||
      (evidence.decision === 'denied' && (first.decision === 'allowed' || first.decision === 'likely')),
  );
  return other === undefined ? '' : ` (against this, ${other.kind} says ${other.decision}: ${other.reason})`;
}

function decideCapability(capability: Capability, decided: readonly DecidedNeed[]): DecidedCapability {
  const needs = decided.filter(({ need }) => need.requirement.capability === capability.id);
  return { ...capability, status: statusOf(needs), needs };
}

/**
 * The status of a capability, from its documented requirements; from all of them where the AWS page documents none.
 * Source: DESIGN, "capability status".
 */
export function statusOf(needs: readonly DecidedNeed[]): CapabilityStatus {
  const documented = needs.filter(({ need }) => need.requirement.source.kind === 'documented');
  const counting = documented.length > 0 ? documented : needs;
  if (counting.some(({ decision }) => decision === 'denied')) return 'disabled';
  if (counting.length === 0 || counting.some(({ decision }) => decision === 'unknown')) return 'unknown';
  return 'enabled';
}
