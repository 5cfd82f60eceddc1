import type { DenialCause, PolicyKind } from '../aws/denial/denial.ts';
import { labelOf } from '../skypilot/label-keys.ts';
import { isAbsentKey } from '../skypilot/launch-context.ts';
import type { Evidence, RequiredPermission, UnknownEvidence } from './decision.ts';
import { denialReason } from './denial-layer.ts';
import { isInapplicableKey, isSessionKey } from './inapplicable-context-keys.ts';

/** What the simulator was asked about. */
export type AskedPermission = Pick<RequiredPermission, 'resource' | 'resourceKind' | 'context'> & {
  readonly requirement: { readonly action: string };
};

/** The parts of the simulator's answer that decisions are read from. Source: IAM API, `EvaluationResult`. */
export interface EvaluationResult {
  readonly EvalActionName?: string | undefined;
  readonly EvalResourceName?: string | undefined;
  readonly EvalDecision?: string | undefined;
  readonly MatchedStatements?: readonly MatchedStatement[] | undefined;
  readonly MissingContextValues?: readonly string[] | undefined;
  readonly OrganizationsDecisionDetail?:
    | { readonly AllowedByOrganizations?: boolean | undefined }
    | undefined;
  readonly PermissionsBoundaryDecisionDetail?: BoundaryDetail | undefined;
  readonly ResourceSpecificResults?: readonly ResourceSpecificResult[] | undefined;
}

export interface ResourceSpecificResult {
  readonly EvalResourceName?: string | undefined;
  readonly EvalResourceDecision?: string | undefined;
  readonly MatchedStatements?: readonly MatchedStatement[] | undefined;
  readonly MissingContextValues?: readonly string[] | undefined;
  readonly PermissionsBoundaryDecisionDetail?: BoundaryDetail | undefined;
}

interface BoundaryDetail {
  readonly AllowedByPermissionsBoundary?: boolean | undefined;
}

interface MatchedStatement {
  readonly SourcePolicyId?: string | undefined;
  readonly SourcePolicyType?: string | undefined;
}

/** One decision of the simulator, whichever shape of answer it stood in. */
interface SimulatedResult {
  readonly decision: string | undefined;
  readonly matched: readonly MatchedStatement[];
  readonly missing: readonly string[];
  /** Keys of sessions that conditions ask for, and that the real request has not either. */
  readonly session?: readonly string[];
  /** Keys of tags that conditions ask for, which SkyPilot could set and does not here. */
  readonly labels?: readonly string[];
  readonly boundary: boolean | undefined;
  readonly organizations: boolean | undefined;
}

/**
 * What the simulator's answer to one call says about one permission.
 *
 * Reads both shapes: one result per action with `ResourceSpecificResults` (since 2026-07-30), whose top-level
 * decision is the most restrictive over all resources, and one result per action and resource (before).
 *
 * @param results - all results of the call, of all its pages
 * @param resourceCount - how many resources the call named
 * @param longTermKey - whether the real requests are signed with a long-term key
 */
export function evidenceOfAnswer(
  permission: AskedPermission,
  results: readonly EvaluationResult[],
  resourceCount: number,
  longTermKey = false,
): Evidence {
  const ofAction = results.filter(
    (result) => result.EvalActionName?.toLowerCase() === permission.requirement.action.toLowerCase(),
  );
  const verdict = findVerdict(permission.resource, ofAction, resourceCount);
  return verdict === undefined
    ? unknown('the policy simulator gave no answer for this action and resource')
    : readVerdict(withoutSessionKeys(withoutAbsentKeys(verdict, permission), longTermKey));
}

/** Where the real request has no such key either, the simulated decision is the real one. */
function withoutAbsentKeys(verdict: SimulatedResult, permission: AskedPermission): SimulatedResult {
  const { requirement, resourceKind, context } = permission;
  const applicable = verdict.missing.filter((key) => !isInapplicableKey(key, requirement.action));
  const [absent, missing] = [true, false].map((is) =>
    applicable.filter((key) => isAbsentKey(key, context) === is),
  );
  return {
    ...verdict,
    missing: missing ?? [],
    labels: (absent ?? []).filter((key) => labelOf(key, requirement, resourceKind) !== undefined),
  };
}

/** Requests that are signed with a long-term key have no keys of sessions: conditions on them decide as simulated. */
function withoutSessionKeys(verdict: SimulatedResult, longTermKey: boolean): SimulatedResult {
  if (!longTermKey) return verdict;
  return {
    ...verdict,
    missing: verdict.missing.filter((key) => !isSessionKey(key)),
    session: verdict.missing.filter(isSessionKey),
  };
}

function findVerdict(
  resource: string,
  results: readonly EvaluationResult[],
  resourceCount: number,
): SimulatedResult | undefined {
  for (const result of results) {
    const specific = result.ResourceSpecificResults?.find((entry) => entry.EvalResourceName === resource);
    if (specific !== undefined) return specificVerdict(result, specific);
  }
  const named = results.find((result) => result.EvalResourceName === resource);
  if (named !== undefined) return topVerdict(named);
  const only = results[0];
  if (results.length !== 1 || only === undefined) return undefined;
  // The most restrictive decision over several resources says nothing about one of them, unless it is "allowed".
  return resourceCount === 1 || only.EvalDecision === 'allowed' ? topVerdict(only) : undefined;
}

function topVerdict(result: EvaluationResult): SimulatedResult {
  return {
    decision: result.EvalDecision,
    matched: result.MatchedStatements ?? [],
    missing: result.MissingContextValues ?? [],
    boundary: result.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary,
    organizations: result.OrganizationsDecisionDetail?.AllowedByOrganizations,
  };
}

function specificVerdict(result: EvaluationResult, specific: ResourceSpecificResult): SimulatedResult {
  const top = topVerdict(result);
  const missing = specific.MissingContextValues ?? [];
  return {
    decision: specific.EvalResourceDecision,
    matched: specific.MatchedStatements ?? top.matched,
    missing: missing.length > 0 ? missing : top.missing,
    boundary: specific.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary ?? top.boundary,
    organizations: top.organizations,
  };
}

function readVerdict(verdict: SimulatedResult): Evidence {
  const missing = verdict.missing.length === 0 ? undefined : [...verdict.missing].sort().join(', ');
  if (verdict.decision === 'allowed') {
    return missing === undefined
      ? { kind: 'simulation', decision: 'allowed', reason: 'the policies allow it' }
      : {
          kind: 'simulation',
          decision: 'likely',
          reason: `the policies allow it, as far as the simulator can tell without ${missing}`,
          conditionKeys: [...verdict.missing].sort(),
        };
  }
  if (verdict.decision !== 'implicitDeny' && verdict.decision !== 'explicitDeny') {
    return unknown('the policy simulator answered with a decision that skycheck does not know');
  }
  if (missing !== undefined) {
    const reason = `the policies have conditions on ${missing}, which the simulation cannot supply`;
    return { ...unknown(reason), conditionKeys: [...verdict.missing].sort() };
  }
  const denial = { cause: causeOf(verdict) };
  const alsoIn =
    verdict.boundary === false && verdict.decision === 'implicitDeny' && verdict.matched.length === 0
      ? ', nor does an identity policy'
      : '';
  return { kind: 'simulation', decision: 'denied', denial, reason: denialReason(denial) + alsoIn };
}

function causeOf(verdict: SimulatedResult): DenialCause {
  const kind = stoppingPolicy(verdict);
  const conditions = (verdict.session ?? []).map((key) => ({ key, values: [] }));
  if (verdict.decision !== 'explicitDeny') {
    const unmet = [...conditions, ...(verdict.labels ?? []).map((key) => ({ key, values: [] }))];
    const conditional =
      kind === 'identity' && unmet.length > 0 ? { conditional: [{ conditions: unmet }] } : {};
    return { kind: 'missing-allow', in: kind, ...conditional };
  }
  const [policy, ...others] = new Set(verdict.matched.flatMap(({ SourcePolicyId }) => SourcePolicyId ?? []));
  const isKnown = policy !== undefined && others.length === 0 && kind === 'identity';
  const statements = kind === 'identity' && conditions.length > 0 ? [{ conditions, resources: [] }] : [];
  return { kind: 'explicit-deny', in: kind, ...(isKnown ? { policy } : {}), statements };
}

/** The simulator's matched statements are never those of service control policies. */
function stoppingPolicy({ organizations, boundary }: SimulatedResult): PolicyKind {
  if (organizations === false) return 'scp';
  return boundary === false ? 'permissions-boundary' : 'identity';
}

function unknown(reason: string): UnknownEvidence {
  return { kind: 'simulation', decision: 'unknown', reason };
}
