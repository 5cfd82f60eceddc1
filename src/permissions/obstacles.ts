/** What stops a principal that no statement in a policy of its own would help against. */
import { isAwsQuarantine } from '../aws/denial/aws-quarantine.ts';
import type { ConditionalAllow, Denial, ShownCondition } from '../aws/denial/denial.ts';
import { groupBy } from '../group-by.ts';
import type { DecidedPermission, Layer } from './decision.ts';
import { denyingPolicy, policyKindName } from './denial-layer.ts';
import { conditionKeysOf, listActions, statementHelps } from './grants-to-add.ts';

/** An Allow of which the policy is known. */
export type NamedAllow = ConditionalAllow & { readonly policy: string };

type Stop =
  | {
      /** AWS found the access key in public. */
      readonly kind: 'quarantine';
      readonly policy: string;
    }
  /** A condition on multi-factor authentication. */
  | { readonly kind: 'mfa'; readonly keys: readonly string[] }
  /** Statements of the identity that allow it under conditions that are not met. */
  | {
      readonly kind: 'condition';
      readonly keys: readonly string[];
      /** Empty where only the keys are known. */
      readonly conditional: readonly NamedAllow[];
    }
  /** The identity's own policies allow it, AWS denies it, and does not say why. */
  | { readonly kind: 'unexplained' }
  | { readonly kind: 'layer'; readonly layer: Exclude<Layer, 'no-allow' | 'unknown'> };

export type Obstacle = {
  /** What it stops; at least one. */
  readonly permissions: readonly DecidedPermission[];
  readonly denial: Denial;
} & Stop;

/** The denied permissions of a list against which no statement helps, by what stops them. */
export function obstaclesOf(permissions: readonly DecidedPermission[]): readonly Obstacle[] {
  const found = permissions.flatMap((decided) => {
    const { denial } = decided;
    if (denial === undefined || statementHelps(decided) !== 'no') return [];
    return [{ decided, denial, stop: stopOf(decided, denial) }];
  });
  const stopped = withDemands(found);
  return [...groupBy(stopped, ({ stop }) => JSON.stringify(stop)).values()].map((group) => {
    const [{ stop, denial }] = group;
    return { ...stop, denial, permissions: group.map(({ decided }) => decided) };
  });
}

interface Stopped {
  readonly decided: DecidedPermission;
  readonly denial: Denial;
  readonly stop: Stop;
}

/**
 * Denials without more of which a policy is known to demand multi-factor authentication: those of that very policy, and
 * what the simulator says of its layer, as long as AWS itself names nothing else there.
 */
function withDemands(found: readonly Stopped[]): readonly Stopped[] {
  const demands = found.filter(({ stop }) => stop.kind === 'mfa');
  const ofPolicy = found.map((each) => {
    const policy = isBare(each) ? denyingPolicy(each.denial) : undefined;
    const demand = demands.find(({ denial }) => policy !== undefined && denyingPolicy(denial) === policy);
    return demand === undefined ? each : { ...each, stop: demand.stop };
  });
  return ofPolicy.map((each) => {
    if (!isBare(each) || !isSimulated(each)) return each;
    const ofLayer = ofPolicy.filter(
      (other) => !isSimulated(other) && other.decided.layer === each.decided.layer,
    );
    const demand = ofLayer.find(({ stop }) => stop.kind === 'mfa');
    const isOnlyOne = ofLayer.every(({ stop }) => stop.kind === 'mfa');
    return demand === undefined || !isOnlyOne ? each : { ...each, stop: demand.stop };
  });
}

/** Nothing but the layer, and the policy at most. */
function isBare({ denial: { cause }, stop }: Stopped): boolean {
  return stop.kind === 'layer' && cause.kind === 'explicit-deny' && cause.statements.length === 0;
}

function isSimulated({ decided }: Stopped): boolean {
  return decided.evidence === 'simulation';
}

function stopOf(decided: DecidedPermission, denial: Denial): Stop {
  const { layer } = decided;
  const policy = denyingPolicy(denial);
  if (policy !== undefined && isAwsQuarantine(policy)) return { kind: 'quarantine', policy };
  const keys = conditionKeysOf(decided);
  const mfaKeys = keys.filter(isMfaKey);
  const { cause } = denial;
  const conditional = (cause.kind === 'missing-allow' ? (cause.conditional ?? []) : []).filter(
    (allow): allow is NamedAllow => allow.policy !== undefined,
  );
  // Without the statement nobody knows whether the condition is one of the Allow that lacks.
  const isCertain = layer !== 'no-allow' || conditional.length > 0;
  if (mfaKeys.length > 0 && isCertain) return { kind: 'mfa', keys: mfaKeys };
  if (layer === 'no-allow') return { kind: 'condition', keys, conditional };
  if (layer === 'unknown' || layer === undefined) return { kind: 'unexplained' };
  return { kind: 'layer', layer };
}

/** Whether a condition key is about multi-factor authentication. Source: IAM User Guide, "AWS global condition context keys". */
export function isMfaKey(key: string): boolean {
  return /^aws:MultiFactorAuth(?:Present|Age)$/i.test(key);
}

/** What an obstacle stops, why a statement does not help, and who can change it: sentences. */
export function obstacleText(obstacle: Obstacle): string {
  const actions = listActions(obstacle.permissions);
  const useless = 'Adding a statement to this identity will not help';
  switch (obstacle.kind) {
    case 'quarantine':
      return `AWS's own policy ${obstacle.policy} denies ${actions}. AWS attaches this policy to a user whose access key it found in public. ${useless}; the key has to be replaced.`;
    case 'mfa':
      return `${subjectOf(obstacle)} ${actions} for want of multi-factor authentication (condition on ${obstacle.keys.join(', ')}). ${useless}; a session with MFA does.`;
    case 'condition':
      return `${conditionText(obstacle, actions)} Another statement without the condition would undo it; ask whoever manages the policy.`;
    case 'unexplained':
      return `AWS denies ${actions} and gives no reason, although the policies of this identity allow it. ${useless}; ask ${whomToAsk('unknown')}.`;
    case 'layer':
      return `${subjectOf(obstacle)} ${actions}.${conditionsText(obstacle)} ${useless}; ${whatToDo(obstacle.layer)}.`;
  }
}

/** The conditions of the statements that deny, where AWS named them. */
export function denyingConditions({ permissions }: Obstacle): readonly ShownCondition[] {
  const all = permissions.flatMap(({ allEvidence }) =>
    allEvidence.flatMap((evidence) => (evidence.decision === 'denied' ? conditionsOf(evidence.denial) : [])),
  );
  return [...new Map(all.map((condition) => [JSON.stringify(condition), condition])).values()];
}

function conditionsOf({ cause }: Denial): readonly ShownCondition[] {
  return cause.kind === 'explicit-deny' ? cause.statements.flatMap(({ conditions }) => conditions) : [];
}

const MOST_CONDITIONS = 3;

function conditionsText(obstacle: Obstacle): string {
  const shown = denyingConditions(obstacle).slice(0, MOST_CONDITIONS);
  if (shown.length === 0) return '';
  return ` Its condition is on ${shown.map(({ key, values }) => `${key} (${values.join(', ')})`).join(', ')}.`;
}

function conditionText(
  { keys, conditional }: Extract<Obstacle, { kind: 'condition' }>,
  actions: string,
): string {
  if (conditional.length === 0)
    return `no identity policy allows ${actions}; the policies have conditions on ${keys.join(', ')}, which SkyPilot's requests may not meet.`;
  return conditional
    .map(({ sid, policy, conditions }) => {
      const name = sid === undefined ? policy : `statement ${JSON.stringify(sid)} of ${policy}`;
      return `${name} allows ${actions} only under its condition on ${conditions.map(({ key }) => key).join(', ')}, which SkyPilot's requests do not meet.`;
    })
    .join(' ');
}

/** Who denies, with all policies and statements that are known, and the verb. */
function subjectOf({ denial, permissions }: Obstacle): string {
  const all = [...new Set(permissions.flatMap(({ denial: each }) => each ?? []).map(deniedBy))];
  // A policy alone adds nothing to a statement of it.
  const named = all.filter((text) => !all.some((other) => other !== text && other.endsWith(text))).join('; ');
  const who = policyKindName(denial) ?? 'a Deny statement';
  return `${who}${named === '' ? '' : ` (${named})`} stops`;
}

/** `statement "X" of ARN`, as far as it is known. */
function deniedBy(denial: Denial): string {
  const { cause } = denial;
  const sids = cause.kind === 'explicit-deny' ? cause.statements.flatMap(({ sid }) => sid ?? []) : [];
  const statements =
    sids.length === 0 ? [] : [`statement ${sids.map((sid) => JSON.stringify(sid)).join(', ')}`];
  return [...statements, ...[denyingPolicy(denial) ?? []].flat()].join(' of ');
}

function whatToDo(layer: Layer): string {
  switch (layer) {
    case 'session-policy':
      return 'the session has to be started with a wider policy';
    case 'vpc-endpoint-policy':
      return `ask ${whomToAsk(layer)}, or try from another network`;
    default:
      return `ask ${whomToAsk(layer)} to change it`;
  }
}

/** Who can change what a layer says. */
export function whomToAsk(layer: Layer): string {
  switch (layer) {
    case 'scp':
    case 'rcp':
      return 'the administrators of the organization';
    case 'session-policy':
      return 'whoever starts the session';
    case 'resource-policy':
      return 'whoever manages the resource';
    case 'trust-policy':
      return "whoever manages IAM in the role's account";
    case 'vpc-endpoint-policy':
      return 'whoever manages the VPC endpoint';
    default:
      return 'whoever manages IAM in this account';
  }
}
