/** What policy documents say about permissions, by the local evaluator. */

import type { ConditionalAllow, DenialCause, PolicyKind } from '../aws/denial/denial.ts';
import { requestedRegion } from '../aws-facts/partitions.ts';
import { evaluate } from '../iam/evaluate.ts';
import type {
  AccessDecision,
  AccessRequest,
  DenyLayer,
  Evaluation,
  MatchedStatement,
  NamedPolicy,
  PolicyLayers,
} from '../iam/policy-types.ts';
import { requestContext } from '../iam/request-context.ts';
import type { MissingKeys } from '../iam/scope.ts';
import type { Evidence, RequiredPermission } from '../permissions/decision.ts';
import { isAbsentKey } from '../skypilot/launch-context.ts';
import { isoTime } from '../time.ts';
import { conditionalAllows } from './conditional-allows.ts';
import type { PolicyCheckScope } from './infer-scope.ts';
import { isUnknownValueKey } from './undecidable-statement.ts';

export interface PolicyEvidence {
  /** By the permissions' ids. */
  readonly evidence: ReadonlyMap<string, Evidence>;
  /** The context keys that decisions hang on, and that nobody knows before the real request. */
  readonly undecidedKeys: readonly string[];
  /** Statements of which the launch's own settings decide whether they apply. */
  readonly decidedByLaunch: readonly LaunchStatement[];
}

/** A statement with conditions on what SkyPilot launches. */
export interface LaunchStatement {
  /** Such as `statement "RequireImdsV2" of scp.json`. */
  readonly name: string;
  readonly effect: 'Allow' | 'Deny';
  /** The keys with the values that the launch gives them; none for one that it leaves out. */
  readonly keys: readonly { readonly key: string; readonly values: readonly string[] }[];
}

/**
 * Evaluates every permission. Of a request's context, what the scope and the requirements tell is known; a condition on
 * anything else leaves the decision open.
 *
 * @param now - milliseconds since 1970
 */
export function policyEvidence(
  permissions: readonly RequiredPermission[],
  layers: PolicyLayers,
  scope: PolicyCheckScope,
  now: number,
): PolicyEvidence {
  const evidence = new Map<string, Evidence>();
  const keys = new Set<string>();
  const byLaunch = new Map<string, LaunchStatement>();
  for (const permission of permissions) {
    const context = contextOf(permission, scope, now);
    const evaluated = decideWith(permission, layers, scope, context);
    const { decision, missingContextKeys } = evaluated;
    const open = missingContextKeys.filter((key) => isUndecidedKey(key, permission));
    evidence.set(permission.id, withCaveat(evaluated, open, permission, layers, scope));
    if (decision.kind === 'unknown') {
      for (const key of open) keys.add(key);
    } else {
      for (const entry of launchStatements(permission, layers, scope, now))
        byLaunch.set(entry.name, withValuesOf(byLaunch.get(entry.name), entry));
    }
  }
  return { evidence, undecidedKeys: [...keys].sort(), decidedByLaunch: [...byLaunch.values()] };
}

/** AWS evaluates a launch resource by resource, and not each of them has every key. */
function withValuesOf(before: LaunchStatement | undefined, statement: LaunchStatement): LaunchStatement {
  const keys = statement.keys.map(({ key, values }) => {
    const others = before?.keys.find((other) => other.key === key)?.values ?? [];
    return { key, values: [...new Set([...others, ...values])] };
  });
  return { ...statement, keys };
}

/** An evaluation with what was asked. */
type Evaluated = Evaluation & { readonly request: AccessRequest };

function decideWith(
  permission: RequiredPermission,
  layers: PolicyLayers,
  scope: PolicyCheckScope,
  context: AccessRequest['context'],
  missingKeys: MissingKeys = knownKeys(permission),
): Evaluated {
  const { action } = permission.requirement;
  const [resource, ...others] = resourcesOf(permission, scope);
  const on = (name: string): Evaluated => {
    const request = { action, resource: name, context };
    return { request, ...evaluate(layers, request, { missingKeys }) };
  };
  return others.map(on).find(({ decision }) => decision.kind === 'allowed') ?? on(resource);
}

/** What SkyPilot's request surely does not carry is absent; the rest is open. */
function knownKeys({ context }: RequiredPermission): MissingKeys {
  return { isAbsent: (key) => isAbsentKey(key, context) };
}

function isUndecidedKey(key: string, { context }: RequiredPermission): boolean {
  return !isUnknownValueKey(key) && !isAbsentKey(key, context);
}

/** A denial that hangs on whether the volume is encrypted is open: EC2 may encrypt it by default. */
function withCaveat(
  { decision, request }: Evaluated,
  openKeys: readonly string[],
  permission: RequiredPermission,
  layers: PolicyLayers,
  scope: PolicyCheckScope,
): Evidence {
  const evidence = readDecision(decision, request, layers, openKeys, knownKeys(permission));
  const { denialCaveat } = permission.context;
  if (decision.kind !== 'denied' || denialCaveat === undefined) return evidence;
  const encrypted = new Map(request.context).set('ec2:encrypted', ['true']);
  if (decideWith(permission, layers, scope, encrypted).decision.kind === 'denied') return evidence;
  return { kind: 'policy', decision: 'unknown', reason: `${evidence.reason}, but ${denialCaveat}` };
}

/** The statements that would leave the decision open if nothing were known of the launch. */
function launchStatements(
  permission: RequiredPermission,
  layers: PolicyLayers,
  scope: PolicyCheckScope,
  now: number,
): readonly LaunchStatement[] {
  const { context } = permission;
  if (permission.requirement.dryRun !== 'launch') return [];
  const without = contextOf({ ...permission, context: { ...context, entries: [] } }, scope, now);
  const { decision } = decideWith(permission, layers, scope, without, 'undecided');
  if (decision.kind !== 'unknown') return [];
  return decision.matched.flatMap(({ policy, statement }) => {
    const names = statement.conditions.map(({ key }) => key);
    const keys = names
      .filter((key) => /^(ec2:|aws:requesttag|aws:tagkeys)/i.test(key))
      .map((key) => ({
        key,
        values: context.entries.find((entry) => entry.key.toLowerCase() === key.toLowerCase())?.values ?? [],
      }));
    return keys.length === 0
      ? []
      : [{ name: statementName(policy, statement), effect: statement.effect, keys }];
  });
}

/**
 * The resources that a request may be about. ListAllMyBuckets has none, and AWS's own examples grant it on
 * `arn:aws:s3:::*` as well as on `*`.
 *
 * Source: Amazon S3 User Guide, "Controlling access to a bucket with user policies".
 */
function resourcesOf(
  { requirement, resource }: RequiredPermission,
  { partition }: PolicyCheckScope,
): readonly [string, ...string[]] {
  return requirement.action === 's3:ListAllMyBuckets' ? [resource, `arn:${partition}:s3:::*`] : [resource];
}

function contextOf(
  { requirement, context: { entries } }: RequiredPermission,
  scope: PolicyCheckScope,
  now: number,
): AccessRequest['context'] {
  const { knownAccount, knownRegion } = scope;
  const time = isoTime(now).replace(/\.\d+Z$/, 'Z');
  const own = entries.map(({ key, values }) => [key, values] as const);
  return requestContext({
    'aws:SecureTransport': 'true',
    'aws:CurrentTime': time,
    'aws:EpochTime': String(Math.floor(now / 1000)),
    'aws:PrincipalAccount': knownAccount,
    'aws:RequestedRegion': requestedRegion(requirement.action, scope.partition, knownRegion),
    'ec2:Region': requirement.action.startsWith('ec2:') ? knownRegion : undefined,
    ...Object.fromEntries(own),
  });
}

function readDecision(
  decision: AccessDecision,
  request: AccessRequest,
  layers: PolicyLayers,
  openKeys: readonly string[],
  missingKeys: MissingKeys,
): Evidence {
  switch (decision.kind) {
    case 'allowed':
      return {
        kind: 'policy',
        decision: 'allowed',
        reason: `allowed by ${statements(decision.matched.filter(({ layer }) => layer === 'identity'))}`,
      };
    case 'unknown':
      return {
        kind: 'policy',
        decision: 'unknown',
        reason: decision.reason,
        ...(isGranted(layers, request, missingKeys)
          ? { grantedByIdentity: true }
          : { conditionKeys: openKeys }),
      };
    case 'denied':
      return {
        kind: 'policy',
        decision: 'denied',
        denial: { cause: causeOf(decision, conditionalAllows(layers.identity, request)) },
        reason: decision.explicit
          ? `denied by ${statements(decision.matched)}`
          : withoutAllow(decision.layer),
      };
  }
}

/** Whether the policies of the identity by themselves allow a request. */
function isGranted({ identity }: PolicyLayers, request: AccessRequest, missingKeys: MissingKeys): boolean {
  return evaluate({ identity }, request, { missingKeys }).decision.kind === 'allowed';
}

const POLICY_KINDS: Readonly<Record<MatchedStatement['layer'], PolicyKind>> = {
  identity: 'identity',
  'permissions-boundary': 'permissions-boundary',
  'session-policy': 'session',
  scp: 'scp',
  rcp: 'rcp',
  'vpc-endpoint': 'vpc-endpoint',
  resource: 'resource',
};

const SILENT_KINDS: Readonly<Record<DenyLayer, PolicyKind>> = {
  ...POLICY_KINDS,
  'no-allow': 'identity',
  'explicit-deny': 'identity',
};

/** A document is known by its file's name. */
function causeOf(
  decision: Extract<AccessDecision, { kind: 'denied' }>,
  conditional: readonly ConditionalAllow[],
): DenialCause {
  const { layer, explicit, explicitIn = 'identity', matched } = decision;
  if (!explicit) {
    const isOfIdentity = layer === 'no-allow' && conditional.length > 0;
    return {
      kind: 'missing-allow',
      in: SILENT_KINDS[layer],
      ...(isOfIdentity ? { conditional } : {}),
    };
  }
  const denying = matched.filter((statement) => statement.layer === explicitIn);
  const [first] = denying;
  return {
    kind: 'explicit-deny',
    in: POLICY_KINDS[explicitIn],
    ...(first === undefined ? {} : { policy: first.policy.arn ?? first.policy.name }),
    statements: denying
      .filter(({ policy }) => policy === first?.policy)
      .map(({ statement: { sid, conditions, resources = [], notResources = [] } }) => ({
        ...(sid === undefined || sid === '' ? {} : { sid }),
        conditions: conditions.map(({ key, values }) => ({ key, values })),
        resources: [...resources, ...notResources],
      })),
  };
}

function withoutAllow(layer: DenyLayer): string {
  switch (layer) {
    case 'scp':
      return 'a service control policy does not allow it';
    case 'permissions-boundary':
      return 'the permissions boundary does not allow it';
    default:
      return 'none of the policies allows it';
  }
}

function statements(matched: readonly MatchedStatement[]): string {
  return [...new Set(matched.map(({ policy, statement }) => statementName(policy, statement)))].join(' and ');
}

function statementName({ name }: NamedPolicy, { sid, index }: MatchedStatement['statement']): string {
  return `statement ${sid === undefined || sid === '' ? index + 1 : JSON.stringify(sid)} of ${name}`;
}
