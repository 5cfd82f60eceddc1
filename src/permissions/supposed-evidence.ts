/** What real answers tell of an identity once it has further policies, which it had not when they were given. Pure. */
import type { Denial } from '../aws/denial/denial.ts';
import type { Evidence } from './decision.ts';
import { layerOfDenial } from './denial-layer.ts';

type ById = ReadonlyMap<string, Evidence>;

/**
 * A real denial for want of an Allow is lifted by a policy that allows; a real permission ends with one that denies.
 * Other layers, and Deny statements that are there, stop it as before.
 *
 * @param real - what AWS answered, by the permissions' ids
 * @param supposed - what is said with the policies in place: by the simulator, or of the documents alone
 */
export function supposedEvidence(
  real: readonly ById[],
  supposed: ById,
): { readonly real: readonly ById[]; readonly supposed: ById } {
  const lifted = new Set<string>();
  const left = real.map((source) => {
    const kept = [...source].filter(([id, answered]) => {
      const isOver = isOverruled(answered, supposed.get(id));
      if (isOver && answered.decision === 'denied' && isUnexplained(answered.denial)) lifted.add(id);
      return !isOver;
    });
    return new Map(kept);
  });
  return {
    real: left,
    supposed: new Map(
      [...supposed].map(([id, evidence]) => [id, lifted.has(id) ? guessed(evidence) : evidence]),
    ),
  };
}

function isOverruled(answered: Evidence, supposed: Evidence | undefined): boolean {
  if (supposed === undefined) return false;
  if (answered.decision === 'denied') {
    const mayLift = layerOfDenial(answered.denial) === 'no-allow' || isUnexplained(answered.denial);
    return mayLift && (supposed.decision === 'allowed' || supposed.decision === 'likely');
  }
  return supposed.decision === 'denied' && layerOfDenial(supposed.denial) === 'explicit-deny';
}

function isUnexplained(denial: Denial): boolean {
  return layerOfDenial(denial) === 'unknown';
}

/** AWS did not say why it denied: that the policy lifts it is the likeliest, and not more. */
function guessed(evidence: Evidence): Evidence {
  return evidence.decision === 'allowed'
    ? {
        ...evidence,
        decision: 'likely',
        reason: `${evidence.reason}; AWS denies it now and does not say why`,
      }
    : evidence;
}
