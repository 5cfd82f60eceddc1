import type { Evidence } from './decision.ts';
import { layerOfDenial } from './denial-layer.ts';

/**
 * Takes back the simulator's denials of a layer of which it denied what AWS really allowed: in some organizations it
 * denies everything. Where AWS's answer and the simulator's meet both are kept, so that both are told.
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
  const isAllowed = (id: string) => answered(id).some(({ decision }) => decision === 'allowed');
  const wrong = [...simulated].filter(([id, evidence]) => evidence.decision === 'denied' && isAllowed(id));
  const layers = new Set(wrong.map(([, evidence]) => layerIn(evidence)));
  return new Map(
    [...simulated].map(([id, evidence]) => {
      const isOpen = !answered(id).some(({ decision }) => decision === 'allowed' || decision === 'denied');
      return isOpen && layers.has(layerIn(evidence) ?? 'unknown') ? [id, taken(evidence)] : [id, evidence];
    }),
  );
}

function layerIn(evidence: Evidence): string | undefined {
  return evidence.decision === 'denied' ? layerOfDenial(evidence.denial) : undefined;
}

function taken({ reason }: Evidence): Evidence {
  return {
    kind: 'simulation',
    decision: 'unknown',
    reason: `the policy simulator says: ${reason}; but it says so of what AWS really allows, too`,
  };
}
