/** The sentences that AWS denies with. Source: IAM User Guide, "Troubleshoot access denied error messages". */
import type { AccessDecision, MatchedStatement } from '../iam/policy-types.ts';
import type { AccessCheck } from './access-check.ts';
import { ApiError } from './api-error.ts';
import { encodeAuthorizationMessage } from './authorization-message.ts';
import { callerArn } from './callers.ts';
import { hexId } from './ids.ts';
import type { MessageStyle, Scenario } from './scenario.ts';
import type { ServiceCall } from './service-call.ts';

export type Denied = Extract<AccessDecision, { kind: 'denied' }>;

type Layer = MatchedStatement['layer'];

const POLICY_KINDS: Readonly<Record<Layer, string>> = {
  identity: 'identity-based policy',
  'permissions-boundary': 'permissions boundary',
  'session-policy': 'session policy',
  scp: 'service control policy',
  rcp: 'resource control policy',
  'vpc-endpoint': 'VPC endpoint policy',
  resource: 'resource-based policy',
};

/** The layer that lacks the Allow, where no statement denies. */
const MISSING_IN: Readonly<Record<Denied['layer'], Layer>> = {
  'no-allow': 'identity',
  'explicit-deny': 'identity',
  'permissions-boundary': 'permissions-boundary',
  'session-policy': 'session-policy',
  scp: 'scp',
  rcp: 'rcp',
  'vpc-endpoint': 'vpc-endpoint',
  resource: 'resource',
};

const EC2_SENTENCE = 'You are not authorized to perform this operation.';

/** How much a service says in this scenario. */
function messageStyle({ messages }: Scenario, service: string): MessageStyle {
  return typeof messages === 'string' ? messages : (messages[service] ?? 'arn');
}

/** The error that a denied call ends with. */
export function denialError(call: ServiceCall, check: AccessCheck, denial: Denied): ApiError {
  const style = messageStyle(call.cloud.scenario, call.service);
  switch (call.protocol) {
    case 'ec2':
      return new ApiError(403, 'UnauthorizedOperation', ec2Text(call, check, denial, style));
    case 'json':
      return new ApiError(400, 'AccessDeniedException', denialText(call, check, denial, style));
    case 's3': {
      const text = style === 'bare' ? 'Access Denied' : denialText(call, check, denial, style);
      return new ApiError(403, 'AccessDenied', text);
    }
    default:
      return new ApiError(
        403,
        'AccessDenied',
        denialText(call, check, denial, style) + link(call, check, style),
      );
  }
}

/** EC2 adds an encoded message to the denials of what would change something; a bare one has not even that. */
function ec2Text(call: ServiceCall, check: AccessCheck, denial: Denied, style: MessageStyle): string {
  if (style === 'bare') return EC2_SENTENCE;
  const core = style === 'encoded' ? '' : ` ${denialText(call, check, denial, style)}`;
  if (call.operation.startsWith('Describe') || call.operation.startsWith('Get'))
    return `${EC2_SENTENCE}${core}`;
  const stop = core === '' ? '' : '.';
  const encoded = encodeAuthorizationMessage(call, check, denial);
  return `${EC2_SENTENCE}${core}${stop} Encoded authorization failure message: ${encoded}`;
}

/** Who may not do what, and why where the style says it. */
function denialText(call: ServiceCall, check: AccessCheck, denial: Denied, style: MessageStyle): string {
  const shown = check.shownAs ?? (check.resource === '*' ? undefined : check.resource);
  const on = shown === undefined ? '' : ` on resource: ${shown}`;
  const core = `User: ${callerArn(call.caller)} is not authorized to perform: ${check.action}${on}`;
  if (style === 'bare') return core;
  const namesPolicy = style === 'arn' || style === 'authorization-id';
  return `${core} ${denialReason(check.action, denial, namesPolicy)}`;
}

/** Since 2026 an explicit deny names the ARN of its policy, where that has one; an implicit one never does. */
function denialReason(action: string, denial: Denied, namesPolicy: boolean): string {
  if (!denial.explicit)
    return `because no ${POLICY_KINDS[MISSING_IN[denial.layer]]} allows the ${action} action`;
  const layer = denial.explicitIn ?? 'identity';
  const kind = POLICY_KINDS[layer];
  const article = layer === 'identity' ? 'an' : 'a';
  const policy = denial.matched.find((match) => match.layer === layer)?.policy.arn;
  return `with an explicit deny in ${article} ${kind}${policy === undefined || !namesPolicy ? '' : `: ${policy}`}`;
}

/** IAM's pointer to its record of the decision, since August 2026; the id is made up, and the same for the same call. */
function link(call: ServiceCall, check: AccessCheck, style: MessageStyle): string {
  if (style !== 'authorization-id' || call.service !== 'iam') return '';
  const key = [callerArn(call.caller), check.action, check.resource];
  const id = hexId('authorization', ...key) + hexId('more', ...key);
  const { region } = call;
  return `. Go to https://${region}.console.aws.amazon.com/iam/home?region=${region}#/authorization-details/${id} for complete details, or call the GetRequestAuthorizationDetails API with the following authorization id: ${id}`;
}
