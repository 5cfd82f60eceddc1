import { uniqueKeys } from './context-keys.ts';
import { evaluateStatement } from './evaluate-statement.ts';
import type {
  AccessDecision,
  AccessRequest,
  DenyLayer,
  Evaluation,
  MatchedStatement,
  NamedPolicy,
  PolicyLayers,
} from './policy-types.ts';
import { foldKeys } from './request-context.ts';
import type { MissingKeys, Scope } from './scope.ts';
import type { Truth } from './truth.ts';
import { allOf, anyOf } from './truth.ts';

export interface EvaluateOptions {
  /** `absent` (as AWS does) unless given. */
  readonly missingKeys?: MissingKeys;
}

type Layer = MatchedStatement['layer'];

/** A statement whose effect cannot be decided. */
interface UndecidedStatement {
  readonly matched: MatchedStatement;
  readonly reason: string;
}

/** What one layer says of a request. */
interface LayerOpinion {
  readonly layer: Layer;
  readonly denies: readonly MatchedStatement[];
  readonly allows: readonly MatchedStatement[];
  readonly undecided: readonly UndecidedStatement[];
  readonly denied: Truth;
  readonly allowed: Truth;
  readonly missing: readonly string[];
}

/** No AWS value is longer: ARNs end at 2,048 characters, tag values at 256. */
const LONGEST_VALUE = 4096;

const LAYER_STOPS: Readonly<Record<Layer, { readonly implicit: DenyLayer; readonly explicit: DenyLayer }>> = {
  scp: { implicit: 'scp', explicit: 'scp' },
  identity: { implicit: 'no-allow', explicit: 'explicit-deny' },
  'permissions-boundary': { implicit: 'permissions-boundary', explicit: 'permissions-boundary' },
  'session-policy': { implicit: 'session-policy', explicit: 'session-policy' },
  rcp: { implicit: 'rcp', explicit: 'rcp' },
  'vpc-endpoint': { implicit: 'vpc-endpoint', explicit: 'vpc-endpoint' },
  resource: { implicit: 'resource', explicit: 'resource' },
};

/**
 * Decides whether a principal's policies allow a request: a matching Deny in any layer denies, and otherwise
 * every layer that there is must allow. What hangs on an undecidable condition is `unknown`.
 *
 * A denial names the first layer that denies, in AWS's order: RCPs, SCPs, the endpoint's policy (whose place AWS does
 * not tell), the resource's policy, identity policies, boundary, session policies; explicit denials come before missing
 * allowances.
 *
 * Source: IAM User Guide, "Policy evaluation logic" and "How AWS enforcement code logic evaluates requests to
 * allow or deny access".
 */
export function evaluate(
  layers: PolicyLayers,
  request: AccessRequest,
  options: EvaluateOptions = {},
): Evaluation {
  const tooLong = overlong(request);
  if (tooLong !== undefined) return undecided(tooLong);
  const scope = {
    action: request.action,
    resource: request.resource,
    context: foldKeys(request.context),
    missingKeys: options.missingKeys ?? 'absent',
  };
  const opinions = opinionsOf(layers, scope);
  return {
    decision: decide(opinions),
    missingContextKeys: uniqueKeys(opinions.flatMap((opinion) => opinion.missing)),
    allowedByBoundary: passes(opinions, 'permissions-boundary'),
    allowedByServiceControl: passes(opinions, 'scp'),
  };
}

function opinionsOf(layers: PolicyLayers, scope: Omit<Scope, 'version'>): readonly LayerOpinion[] {
  const opinions: LayerOpinion[] = [];
  const levels = layers.serviceControl ?? [];
  if (layers.resourceControl !== undefined && layers.resourceControl.length > 0)
    opinions.push({ ...opinionOf('rcp', layers.resourceControl, scope), allowed: 'yes' });
  if (levels.length > 0) opinions.push(opinionOfLevels(levels, scope));
  if (layers.endpoint !== undefined) opinions.push(opinionOf('vpc-endpoint', layers.endpoint, scope));
  opinions.push(...opinionsOfGrants(layers, scope));
  if (layers.boundary !== undefined) {
    opinions.push(opinionOf('permissions-boundary', [layers.boundary], scope));
  }
  if (layers.session !== undefined && layers.session.length > 0) {
    opinions.push(opinionOf('session-policy', layers.session, scope));
  }
  return opinions;
}

/** What identity policies and the resource's own policy say: one Allow of either is enough within an account. */
function opinionsOfGrants(
  { identity, resource }: PolicyLayers,
  scope: Omit<Scope, 'version'>,
): readonly LayerOpinion[] {
  const own = opinionOf('identity', identity, scope);
  if (resource === undefined) return [own];
  const granted = opinionOf('resource', resource.policies, scope);
  if (!resource.sameAccount) return [granted, own];
  const allowing = granted.undecided.filter(({ matched }) => matched.statement.effect === 'Allow');
  return [
    { ...granted, allows: [], allowed: 'yes' },
    {
      ...own,
      allows: [...own.allows, ...granted.allows],
      allowed: anyOf([own.allowed, granted.allowed]),
      undecided: [...own.undecided, ...allowing],
    },
  ];
}

/** SCPs allow what every level allows, and deny what any level denies. */
function opinionOfLevels(
  levels: readonly (readonly NamedPolicy[])[],
  scope: Omit<Scope, 'version'>,
): LayerOpinion {
  const opinions = levels.map((policies) => opinionOf('scp', policies, scope));
  return {
    layer: 'scp',
    denies: opinions.flatMap((opinion) => opinion.denies),
    allows: opinions.flatMap((opinion) => opinion.allows),
    undecided: opinions.flatMap((opinion) => opinion.undecided),
    denied: anyOf(opinions.map((opinion) => opinion.denied)),
    allowed: allOf(opinions.map((opinion) => opinion.allowed)),
    missing: opinions.flatMap((opinion) => opinion.missing),
  };
}

function opinionOf(
  layer: Layer,
  policies: readonly NamedPolicy[],
  scope: Omit<Scope, 'version'>,
): LayerOpinion {
  const hits = { Allow: [] as MatchedStatement[], Deny: [] as MatchedStatement[] };
  const undecided: UndecidedStatement[] = [];
  const missing: string[] = [];
  for (const policy of policies) {
    const policyScope: Scope = { ...scope, version: policy.document.version };
    for (const statement of policy.document.statements) {
      const result = evaluateStatement(statement, policyScope);
      const matched: MatchedStatement = { policy, statement, layer };
      missing.push(...result.missing);
      if (result.truth === 'yes') hits[statement.effect].push(matched);
      else if (result.truth === 'unknown')
        undecided.push({ matched, reason: result.reason ?? 'undecidable' });
    }
  }
  const openTruth = (effect: 'Allow' | 'Deny'): Truth =>
    undecided.some((entry) => entry.matched.statement.effect === effect) ? 'unknown' : 'no';
  const truth = (effect: 'Allow' | 'Deny'): Truth => (hits[effect].length > 0 ? 'yes' : openTruth(effect));
  return {
    layer,
    denies: hits.Deny,
    allows: hits.Allow,
    undecided,
    denied: truth('Deny'),
    allowed: truth('Allow'),
    missing,
  };
}

function decide(opinions: readonly LayerOpinion[]): AccessDecision {
  const allows = opinions.flatMap((opinion) => opinion.allows);
  const denying = opinions.find((opinion) => opinion.denied === 'yes');
  if (denying !== undefined) {
    return {
      kind: 'denied',
      layer: LAYER_STOPS[denying.layer].explicit,
      explicit: true,
      explicitIn: denying.layer,
      matched: opinions.flatMap((opinion) => opinion.denies),
    };
  }
  const withoutAllow = opinions.find((opinion) => opinion.allowed === 'no');
  if (withoutAllow !== undefined) {
    return {
      kind: 'denied',
      layer: LAYER_STOPS[withoutAllow.layer].implicit,
      explicit: false,
      matched: allows,
    };
  }
  const undecided = opinions.flatMap((opinion) => decisiveUndecided(opinion));
  const [first] = undecided;
  if (first === undefined) return { kind: 'allowed', matched: allows };
  return { kind: 'unknown', reason: reasonFor(first), matched: undecided.map((entry) => entry.matched) };
}

/** Those that matter: those over a Deny, and those over an Allow where nothing else allows. */
function decisiveUndecided(opinion: LayerOpinion): readonly UndecidedStatement[] {
  return opinion.undecided.filter(
    ({ matched }) => matched.statement.effect === 'Deny' || opinion.allowed !== 'yes',
  );
}

function reasonFor({ matched, reason }: UndecidedStatement): string {
  const { policy, statement } = matched;
  const name = statement.sid === undefined ? `${statement.index + 1}` : JSON.stringify(statement.sid);
  return `whether statement ${name} of ${policy.name} applies cannot be decided: ${reason}`;
}

function passes(opinions: readonly LayerOpinion[], layer: Layer): boolean | undefined {
  const opinion = opinions.find((candidate) => candidate.layer === layer);
  if (opinion === undefined) return undefined;
  if (opinion.denied === 'yes' || opinion.allowed === 'no') return false;
  return opinion.denied === 'no' && opinion.allowed === 'yes' ? true : undefined;
}

function overlong(request: AccessRequest): string | undefined {
  if (request.action.length > LONGEST_VALUE) return 'the action is longer than any in AWS';
  if (request.resource.length > LONGEST_VALUE) return 'the resource is longer than any ARN in AWS';
  for (const [key, values] of request.context) {
    if (values.some((value) => value.length > LONGEST_VALUE)) {
      return `the value of ${key.slice(0, 60)} is longer than any in AWS`;
    }
  }
  return undefined;
}

function undecided(reason: string): Evaluation {
  return {
    decision: { kind: 'unknown', reason, matched: [] },
    missingContextKeys: [],
    allowedByBoundary: undefined,
    allowedByServiceControl: undefined,
  };
}
