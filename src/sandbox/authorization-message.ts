/** The encoded message in EC2's denials, which DecodeAuthorizationMessage makes readable. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { AccessDecision, MatchedStatement } from '../iam/policy-types.ts';
import type { AccessCheck } from './access-check.ts';
import type { Caller } from './callers.ts';
import { callerArn, callerUserId } from './callers.ts';
import type { ServiceCall } from './service-call.ts';

const LARGEST_MESSAGE = 1024 * 1024;

/**
 * The message of a denial: opaque to the eye only, since the sandbox keeps no secrets. It names neither layer nor policy;
 * statements are in it for an explicit deny only, and without their operators.
 *
 * Source: AWS CLI reference, `sts decode-authorization-message`, and published messages.
 */
export function encodeAuthorizationMessage(
  call: ServiceCall,
  check: AccessCheck,
  denial: Extract<AccessDecision, { kind: 'denied' }>,
): string {
  const message = {
    allowed: false,
    explicitDeny: denial.explicit,
    matchedStatements: items(
      (denial.explicit ? denial.matched : []).map((match) => statementOf(match, call)),
    ),
    failures: items([]),
    context: {
      principal: principalOf(call.caller),
      action: check.action,
      resource: check.resource,
      conditions: items(conditionsOf(call, check)),
    },
  };
  return deflateRawSync(JSON.stringify(message)).toString('base64url');
}

interface Items<T> {
  readonly items: readonly T[];
}

function items<T>(list: readonly T[]): Items<T> {
  return { items: list };
}

function valueItems(values: readonly string[]): Items<{ readonly value: string }> {
  return items(values.map((value) => ({ value })));
}

/** Only users have a name. */
function principalOf(caller: Caller): object {
  const principal = { id: callerUserId(caller), arn: callerArn(caller) };
  return caller.kind === 'user' ? { ...principal, name: caller.user.name } : principal;
}

/** What a statement excludes is in the same lists as what another statement names. */
function statementOf({ statement }: MatchedStatement, call: ServiceCall): object {
  return {
    statementId: statement.sid ?? '',
    effect: statement.effect.toUpperCase(),
    principals: valueItems([callerUserId(call.caller).split(':')[0] ?? '']),
    principalGroups: items([]),
    actions: valueItems(statement.actions ?? statement.notActions ?? []),
    resources: valueItems(statement.resources ?? statement.notResources ?? []),
    conditions: items(statement.conditions.map(({ key, values }) => ({ key, values: valueItems(values) }))),
  };
}

/** The keys of the resource, and AWS's older names for what was asked; no global keys. */
function conditionsOf(call: ServiceCall, { action, resource, context }: AccessCheck): readonly object[] {
  const [, , , , account = '', path = ''] = resource.split(':');
  const older = {
    'aws:Region': call.region,
    'aws:Service': 'ec2',
    'aws:Resource': path,
    'aws:Type': path.split('/')[0] ?? '',
    'aws:Account': account === '' ? call.caller.account.id : account,
    'aws:ARN': resource,
  };
  const own = action.startsWith('ec2:') ? (context ?? {}) : {};
  return Object.entries({ ...own, ...older }).flatMap(([key, value]) =>
    value === undefined ? [] : [{ key, values: valueItems(typeof value === 'string' ? [value] : value) }],
  );
}

/** The message as JSON text; undefined for what this sandbox has not encoded. */
export function decodeAuthorizationMessage(encoded: string): string | undefined {
  try {
    const packed = Buffer.from(encoded, 'base64url');
    const text = inflateRawSync(packed, { maxOutputLength: LARGEST_MESSAGE }).toString('utf8');
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'matchedStatements' in value ? text : undefined;
  } catch {
    return undefined;
  }
}
