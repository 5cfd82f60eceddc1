/** Whether the caller's policies allow a call, and the denial that AWS would answer with. */
import { evaluate } from '../iam/evaluate.ts';
import type { AccessDecision, MatchedStatement } from '../iam/policy-types.ts';
import type { AccessCheck } from './access-check.ts';
import { ApiError } from './api-error.ts';
import { encodeAuthorizationMessage } from './authorization-message.ts';
import { callerArn, callerLayers } from './callers.ts';
import { contextOf } from './request-context.ts';
import type { ServiceCall } from './service-call.ts';

type Denied = Extract<AccessDecision, { kind: 'denied' }>;

/** The denial of a check; undefined where it is allowed. What cannot be decided is denied. */
export function denialOf(call: ServiceCall, check: AccessCheck): Denied | undefined {
  const context = contextOf(call, check.context ?? {});
  const { decision } = evaluate(callerLayers(call.caller), { ...check, context });
  if (decision.kind === 'allowed') return undefined;
  if (decision.kind === 'denied') return decision;
  return { kind: 'denied', layer: 'no-allow', explicit: false, matched: [] };
}

/** Lets an allowed call pass and ends a denied one. */
export function authorise(call: ServiceCall, ...checks: readonly AccessCheck[]): void {
  for (const check of checks) {
    const denial = denialOf(call, check);
    if (denial !== undefined) throw denialError(call, check, denial);
  }
}

const POLICY_KINDS: Readonly<Record<MatchedStatement['layer'], string>> = {
  identity: 'identity-based policy',
  'permissions-boundary': 'permissions boundary',
  'session-policy': 'session policy',
  scp: 'service control policy',
};

const MISSING_IN: Readonly<Record<Denied['layer'], MatchedStatement['layer']>> = {
  'no-allow': 'identity',
  'explicit-deny': 'identity',
  'permissions-boundary': 'permissions-boundary',
  'session-policy': 'session-policy',
  scp: 'scp',
};

/**
 * The sentence that AWS denies with. Source: IAM User Guide, "Troubleshoot access denied error messages"; since 2026
 * an explicit deny names the ARN of its policy, where that has one.
 */
function denialText(arn: string, check: AccessCheck, denial: Denied): string {
  const shown = check.shownAs ?? (check.resource === '*' ? undefined : check.resource);
  const on = shown === undefined ? '' : ` on resource: ${shown}`;
  return `User: ${arn} is not authorized to perform: ${check.action}${on} ${reason(check.action, denial)}`;
}

function reason(action: string, denial: Denied): string {
  if (!denial.explicit)
    return `because no ${POLICY_KINDS[MISSING_IN[denial.layer]]} allows the ${action} action`;
  const layer = denial.explicitIn ?? 'identity';
  const kind = POLICY_KINDS[layer];
  const article = layer === 'identity' ? 'an' : 'a';
  const policy = denial.matched.find((one) => one.layer === layer)?.policy.arn;
  return `with an explicit deny in ${article} ${kind}${policy === undefined ? '' : `: ${policy}`}`;
}

function denialError(call: ServiceCall, check: AccessCheck, denial: Denied): ApiError {
  const text = denialText(callerArn(call.caller), check, denial);
  switch (call.protocol) {
    case 'ec2':
      return new ApiError(403, 'UnauthorizedOperation', ec2Text(call, check, denial, text));
    case 'json':
      return new ApiError(400, 'AccessDeniedException', text);
    default:
      return new ApiError(403, 'AccessDenied', text);
  }
}

/** EC2 adds an encoded message to the denials of what would change something. */
function ec2Text(call: ServiceCall, check: AccessCheck, denial: Denied, text: string): string {
  const whole = `You are not authorized to perform this operation. ${text}`;
  if (call.operation.startsWith('Describe')) return whole;
  const encoded = encodeAuthorizationMessage(call, check, denial);
  return `${whole}. Encoded authorization failure message: ${encoded}`;
}
