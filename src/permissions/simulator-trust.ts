import type { Decision, Evidence, Layer } from './decision.ts';
import { layerOfDenial } from './denial-layer.ts';

/**
 * Takes back the simulator's denials of a layer of which it denied what AWS really allowed: in some organizations it
 * denies everything. Where AWS's answer and the simulator's meet both are kept, so that both are shown.
 *
 * Source: aws-sdk issue #102, aws-toolkit-vscode PR #3106, amazon-ecs-exec-checker issue #70.
 *
 * @param simulated - by the id of the permission
 * @param real - what AWS answered, in the same way
 */
export function withoutDisproven(
  simulated: ReadonlyMap<string, Evidence>,
  real: readonly ReadonlyMap<string, Evidence>[],
): ReadonlyMap<string, Evidence> {
  const answered = (id: string) => real.flatMap((source) => source.get(id) ?? []);
  const isAnswered = (id: string, ...decisions: readonly Decision[]) =>
    answered(id).some(({ decision }) => decisions.includes(decision));
  const disproven = new Set(
    [...simulated].flatMap(([id, evidence]) => (isAnswered(id, 'allowed') ? layersIn(evidence) : [])),
  );
  return new Map(
    [...simulated].map(([id, evidence]) => {
      const isOpen = !isAnswered(id, 'allowed', 'denied');
      const isWrong = layersIn(evidence).some((layer) => disproven.has(layer));
      return [id, isOpen && isWrong ? taken(evidence) : evidence];
    }),
  );
}

/** The layer of a denial; empty for anything else. */
function layersIn(evidence: Evidence): readonly Layer[] {
  return evidence.decision === 'denied' ? [layerOfDenial(evidence.denial)] : [];
}

function taken({ reason }: Evidence): Evidence {
  return {
    kind: 'simulation',
    decision: 'unknown',
    reason: `the policy simulator says: ${reason}; but it says so of what AWS really allows, too`,
  };
}
