/** What IAM's policy simulator answers, decided by the local evaluator. Source: IAM API reference, Simulate*Policy. */
import { contextKeysOf } from '../iam/context-keys.ts';
import { evaluate } from '../iam/evaluate.ts';
import { matchesAnyAction } from '../iam/match.ts';
import type { Evaluation, NamedPolicy, PolicyLayers, RequestContext } from '../iam/policy-types.ts';
import { matchesWildcard } from '../iam/wildcard.ts';
import type { SimulatorAnswer } from './scenario.ts';

export type SimulatedDecision = 'allowed' | 'explicitDeny' | 'implicitDeny';

/** One action on one resource. */
export interface ResourceResult {
  readonly resource: string;
  readonly decision: SimulatedDecision;
  readonly evaluation: Evaluation;
}

/** One action on all resources of a simulation. */
export interface ActionResult {
  readonly action: string;
  readonly decision: SimulatedDecision;
  readonly resources: readonly ResourceResult[];
}

export interface SimulationRequest {
  readonly layers: PolicyLayers;
  readonly actions: readonly string[];
  /** `*` alone where the request names none. */
  readonly resources: readonly string[];
  readonly context: RequestContext;
  /** Before the change of July 2026 an explicit deny of an SCP was reported as an implicit one. */
  readonly reportsScpDenies: boolean;
  /** What it says against the truth. */
  readonly answers: readonly SimulatorAnswer[];
}

/** Decides every action on every resource. */
export function simulate(request: SimulationRequest): readonly ActionResult[] {
  return request.actions.map((action) => {
    const resources = request.resources.map((resource) => simulateOne(request, action, resource));
    return { action, decision: mostRestrictive(resources), resources };
  });
}

function simulateOne(request: SimulationRequest, action: string, resource: string): ResourceResult {
  const untrue = request.answers.find((answer) => isAbout(answer, action, resource));
  if (untrue !== undefined) return { resource, decision: untrue.decision, evaluation: evaluationOf(untrue) };
  const evaluation = evaluate(request.layers, { action, resource, context: request.context });
  return { resource, decision: decisionOf(evaluation, request.reportsScpDenies), evaluation };
}

function isAbout({ actions, resources }: SimulatorAnswer, action: string, resource: string): boolean {
  return (
    matchesAnyAction(actions, action) &&
    (resources === undefined || resources.some((pattern) => matchesWildcard(pattern, resource)))
  );
}

/** An evaluation that would have led to an answer which is not true; it matches no statement. */
function evaluationOf({ decision, blames }: SimulatorAnswer): Evaluation {
  const explicit = decision === 'explicitDeny';
  return {
    decision:
      decision === 'allowed'
        ? { kind: 'allowed', matched: [] }
        : { kind: 'denied', layer: explicit ? 'explicit-deny' : 'no-allow', explicit, matched: [] },
    missingContextKeys: [],
    allowedByBoundary: blames === 'boundary' ? false : undefined,
    allowedByServiceControl: blames !== 'organizations',
  };
}

function decisionOf({ decision }: Evaluation, reportsScpDenies: boolean): SimulatedDecision {
  if (decision.kind === 'allowed') return 'allowed';
  if (decision.kind === 'unknown' || !decision.explicit) return 'implicitDeny';
  return decision.explicitIn === 'scp' && !reportsScpDenies ? 'implicitDeny' : 'explicitDeny';
}

const RESTRICTIVENESS: Readonly<Record<SimulatedDecision, number>> = {
  allowed: 0,
  implicitDeny: 1,
  explicitDeny: 2,
};

function mostRestrictive(results: readonly ResourceResult[]): SimulatedDecision {
  return results.reduce<SimulatedDecision>(
    (worst, { decision }) => (RESTRICTIVENESS[decision] > RESTRICTIVENESS[worst] ? decision : worst),
    'allowed',
  );
}

/** The keys that the policies ask for anywhere and the request does not give; those of SCPs are not listed. */
export function missingContext(layers: PolicyLayers, context: RequestContext): readonly string[] {
  const policies: NamedPolicy[] = [...layers.identity];
  if (layers.boundary !== undefined) policies.push(layers.boundary);
  return contextKeysOf(policies).filter((key) => !context.has(key.toLowerCase()));
}
