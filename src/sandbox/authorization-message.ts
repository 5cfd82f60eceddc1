/** The encoded message in EC2's denials, which DecodeAuthorizationMessage makes readable. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { AccessDecision } from '../iam/policy-types.ts';
import type { AccessCheck } from './access-check.ts';
import { callerArn, callerUserId } from './callers.ts';
import { contextOf } from './request-context.ts';
import type { ServiceCall } from './service-call.ts';

const LARGEST_MESSAGE = 1024 * 1024;

/**
 * The message of a denial, opaque to the eye only: it holds nothing that the denial does not say, and the sandbox
 * keeps no secrets.
 */
export function encodeAuthorizationMessage(
  call: ServiceCall,
  check: AccessCheck,
  denial: Extract<AccessDecision, { kind: 'denied' }>,
): string {
  const context = contextOf(call, check.context ?? {});
  const message = {
    allowed: false,
    explicitDeny: denial.explicit,
    matchedStatements: {
      items: denial.matched.map(({ policy, statement }) => ({
        statementId: statement.sid ?? '',
        effect: statement.effect.toUpperCase(),
        sourcePolicyId: policy.name,
        sourcePolicyType: 'IAM Policy',
      })),
    },
    failures: { items: [] },
    context: {
      principal: { id: callerUserId(call.caller), arn: callerArn(call.caller) },
      action: check.action,
      resource: check.resource,
      conditions: {
        items: [...context].map(([key, values]) => ({
          key,
          values: { items: values.map((value) => ({ value })) },
        })),
      },
    },
  };
  return deflateRawSync(JSON.stringify(message)).toString('base64url');
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
