/** What policy documents say about permissions, by the local evaluator. */
import type { ConditionalAllow, DenialCause, PolicyKind } from '../aws/denial/denial.ts';
import { requestedRegion } from '../aws-facts/partitions.ts';
import { evaluate } from '../iam/evaluate.ts';
import type {
  AccessDecision,
  AccessRequest,
  DenyLayer,
  MatchedStatement,
  NamedPolicy,
  PolicyLayers,
} from '../iam/policy-types.ts';
import { requestContext } from '../iam/request-context.ts';
import type { Evidence, RequiredPermission } from '../permissions/decision.ts';
import { fillArn } from '../skypilot/requirements.ts';
import { conditionalAllows } from './conditional-allows.ts';
import type { PolicyCheckScope } from './infer-scope.ts';
import { isDoubtKey } from './undecidable-statement.ts';

export interface PolicyEvidence {
  /** By the permissions' ids. */
  readonly evidence: ReadonlyMap<string, Evidence>;
  /** The context keys that decisions hang on, and that nobody knows before the real request. */
  readonly undecidedKeys: readonly string[];
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
  for (const permission of permissions) {
    const context = contextOf(permission, scope, now);
    const evaluations = resourcesOf(permission, scope).map((resource) => {
      const request = { action: permission.requirement.action, resource, context };
      return { request, ...evaluate(layers, request, { missingKeys: 'undecided' }) };
    });
    const best = evaluations.find(({ decision }) => decision.kind === 'allowed') ?? evaluations[0];
    if (best === undefined) continue;
    const open = best.missingContextKeys.filter((key) => !isDoubtKey(key));
    evidence.set(permission.id, readDecision(best.decision, best.request, layers, open));
    if (best.decision.kind === 'unknown') for (const key of open) keys.add(key);
  }
  return { evidence, undecidedKeys: [...keys].sort() };
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
): readonly string[] {
  return requirement.action === 's3:ListAllMyBuckets' ? [resource, `arn:${partition}:s3:::*`] : [resource];
}

function contextOf(
  { requirement }: RequiredPermission,
  scope: PolicyCheckScope,
  now: number,
): AccessRequest['context'] {
  const { knownAccount, knownRegion } = scope;
  const time = new Date(now).toISOString().replace(/\.\d+Z$/, 'Z');
  const own = requirement.context.map(
    ({ key, values }) => [key, values.map((value) => fillArn(value, scope))] as const,
  );
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
        ...(isGranted(layers, request) ? { grantedByIdentity: true } : { conditionKeys: openKeys }),
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
function isGranted({ identity }: PolicyLayers, request: AccessRequest): boolean {
  return evaluate({ identity }, request, { missingKeys: 'undecided' }).decision.kind === 'allowed';
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
  const denying = matched.filter((one) => one.layer === explicitIn);
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
