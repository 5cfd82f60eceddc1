/** A denial that somebody pasted: who, what, which layer and policy, what needs it, and what helps. */
import { type CallerPrincipal, principalOfCaller } from '../aws/arn.ts';
import { isAwsQuarantine } from '../aws/denial/aws-quarantine.ts';
import type { Denial } from '../aws/denial/denial.ts';
import { ask, command, type FixStep, statementStep } from '../findings/fix-step.ts';
import { groupBy } from '../group-by.ts';
import type { Layer } from '../permissions/decision.ts';
import { denialReason, denyingPolicy, layerOfDenial } from '../permissions/denial-layer.ts';
import { whomToAsk } from '../permissions/obstacles.ts';
import { fixPolicyName } from '../skypilot/policy-document.ts';
import { type CapabilityId, REQUIREMENTS } from '../skypilot/requirements.ts';
import type { AllowStatement } from '../skypilot/statements.ts';

export interface ExplainedDenial {
  /** The ARN; undefined where the text names nobody. */
  readonly actor: string | undefined;
  readonly action: string | undefined;
  readonly resources: readonly string[];
  readonly layer: Layer;
  /** A clause. */
  readonly reason: string;
  readonly policy: string | undefined;
  /** Where AWS explains it. */
  readonly link: string | undefined;
  /** What of SkyPilot's needs the action; empty where nothing does. */
  readonly neededFor: readonly CapabilityId[];
  /** The finding that it is a case of. */
  readonly isQuarantine: boolean;
  /** The message that only AWS can decode; undefined where nothing is left to learn from it. */
  readonly encodedMessage: string | undefined;
  readonly fix: readonly FixStep[];
}

/** Puts together what differs only in the resource. */
export function explainDenials(denials: readonly Denial[]): readonly ExplainedDenial[] {
  const groups = groupBy(denials, (denial) =>
    JSON.stringify([denial.actor, denial.action, denialReason(denial), denyingPolicy(denial)]),
  );
  return [...groups.values()].flatMap(([first, ...rest]) =>
    first === undefined ? [] : [explained(first, [first, ...rest])],
  );
}

function explained(denial: Denial, same: readonly Denial[]): ExplainedDenial {
  const layer = layerOfDenial(denial);
  const policy = denyingPolicy(denial);
  const resources = [...new Set(same.flatMap(({ resource }) => resource ?? []))];
  const isQuarantine = isAwsQuarantine(policy);
  return {
    actor: denial.actor,
    action: denial.action,
    resources,
    layer,
    reason: denialReason(denial),
    policy,
    link: denial.authorization?.link,
    neededFor: neededFor(denial.action),
    isQuarantine,
    encodedMessage:
      denial.cause.kind === 'unexplained' || denial.action === undefined ? denial.encodedMessage : undefined,
    fix: isQuarantine ? [] : fixOf(denial, layer, resources),
  };
}

/** IAM compares actions without case. */
function neededFor(action: string | undefined): readonly CapabilityId[] {
  if (action === undefined) return [];
  const same = REQUIREMENTS.filter(
    (requirement) => requirement.action.toLowerCase() === action.toLowerCase(),
  );
  return [...new Set(same.map(({ capability }) => capability))];
}

function fixOf(denial: Denial, layer: Layer, resources: readonly string[]): readonly FixStep[] {
  const { action, actor, encodedMessage } = denial;
  if (action === undefined) {
    return encodedMessage === undefined ? [] : [decodeStep(encodedMessage)];
  }
  const principal = actor === undefined ? undefined : principalOfCaller(actor);
  const statement: AllowStatement = {
    Effect: 'Allow',
    Action: action,
    Resource: resources.length === 0 ? '*' : resources.length === 1 ? (resources[0] ?? '*') : [...resources],
  };
  if (layer === 'no-allow') return grant(principal, statement);
  if (layer === 'unknown' && denial.cause.kind !== 'explicit-deny') {
    return [
      ...(encodedMessage === undefined ? [] : [decodeStep(encodedMessage)]),
      ...(denial.cause.kind === 'public-access-block' ? [] : grant(principal, statement)),
    ];
  }
  return [ask(whomToAsk(layer), `allow ${action}${actor === undefined ? '' : ` to ${actor}`}.`)];
}

function decodeStep(encodedMessage: string): FixStep {
  return command(
    ...['aws', 'sts', 'decode-authorization-message', '--query', 'DecodedMessage', '--output', 'text'],
    '--encoded-message',
    encodedMessage,
  );
}

/** The statement, and the command that gives it to the user or the role. */
function grant(principal: CallerPrincipal | undefined, statement: AllowStatement): readonly FixStep[] {
  const document = { Version: '2012-10-17', Statement: [statement] };
  const put = (kind: 'user' | 'role', name: string): FixStep =>
    command(
      ...['aws', 'iam', `put-${kind}-policy`, '--profile', 'ADMIN', `--${kind}-name`, name],
      ...['--policy-name', fixPolicyName(document), '--policy-document', JSON.stringify(document)],
    );
  switch (principal?.kind) {
    case 'user':
      return [put('user', principal.userName)];
    case 'role-session':
      return principal.permissionSet === undefined
        ? [put('role', principal.roleName)]
        : [
            ask(
              'the administrators of IAM Identity Center',
              `add this statement to the permission set ${principal.permissionSet}.`,
            ),
            statementStep([statement]),
          ];
    default:
      return [ask(whomToAsk('unknown'), 'add this statement.'), statementStep([statement])];
  }
}
