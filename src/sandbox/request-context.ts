/** The context keys that AWS adds to every request. Source: IAM User Guide, "AWS global condition context keys". */
import type { RequestContext } from '../iam/policy-types.ts';
import { requestContext } from '../iam/request-context.ts';
import type { Caller } from './callers.ts';
import { callerUserId, principalArn, principalType } from './callers.ts';
import type { ServiceCall } from './service-call.ts';

export type ContextValues = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Keys that follow from who asks. */
export function principalContext(caller: Caller): ContextValues {
  const { account } = caller;
  return {
    'aws:PrincipalArn': principalArn(caller),
    'aws:PrincipalAccount': account.id,
    'aws:PrincipalType': principalType(caller),
    'aws:PrincipalIsAWSService': 'false',
    'aws:PrincipalOrgID': account.inOrganisation ? 'o-exampleorgid' : undefined,
    'aws:userid': callerUserId(caller),
    'aws:username': caller.kind === 'user' ? caller.user.name : undefined,
  };
}

function sessionContext(call: ServiceCall): ContextValues {
  if (call.temporary === undefined) return {};
  return {
    // A long-term key has no such key at all.
    'aws:MultiFactorAuthPresent': 'false',
    'aws:TokenIssueTime': isoSeconds(call.temporary.issuedAt),
    'aws:FederatedProvider': call.caller.kind === 'role' ? call.caller.federatedProvider : undefined,
  };
}

/** The whole context of a call; what the operation adds wins. */
export function contextOf(call: ServiceCall, added: ContextValues): RequestContext {
  return requestContext({
    ...principalContext(call.caller),
    ...sessionContext(call),
    'aws:RequestedRegion': call.region,
    'aws:SourceIp': call.world.scenario.sourceIp,
    'aws:CurrentTime': isoSeconds(call.now),
    'aws:EpochTime': String(Math.floor(call.now / 1000)),
    // The client believes that it talks to AWS.
    'aws:SecureTransport': 'true',
    'aws:UserAgent': call.headers.get('user-agent'),
    'aws:ViaAWSService': 'false',
    'ec2:Region': call.service === 'ec2' ? call.region : undefined,
    ...added,
  });
}

/** `2026-01-02T03:04:05Z`. */
export function isoSeconds(time: number): string {
  return new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
