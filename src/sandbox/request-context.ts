/** The context keys that AWS adds to every request. Source: IAM User Guide, "AWS global condition context keys". */
import { requestedRegion } from '../aws-facts/partitions.ts';
import type { RequestContext } from '../iam/policy-types.ts';
import { requestContext } from '../iam/request-context.ts';
import type { AccessCheck } from './access-check.ts';
import type { Account } from './account.ts';
import type { Caller } from './callers.ts';
import { callerUserId, principalArn, principalType } from './callers.ts';
import type { Cloud } from './cloud.ts';
import type { ContextValues } from './context-values.ts';
import type { Tags } from './network.ts';
import type { VpcEndpointScenario } from './scenario.ts';
import type { ServiceCall } from './service-call.ts';

/** Keys that follow from who asks. */
export function principalContext(caller: Caller, cloud: Cloud, sessionTags: Tags = {}): ContextValues {
  const { account } = caller;
  return {
    'aws:PrincipalArn': principalArn(caller),
    'aws:PrincipalAccount': account.id,
    'aws:PrincipalType': principalType(caller),
    'aws:PrincipalIsAWSService': 'false',
    ...organizationContext('aws:Principal', account, cloud),
    ...principalTags({ ...ownTags(caller), ...sessionTags }),
    'aws:userid': callerUserId(caller),
    'aws:username': caller.kind === 'user' ? caller.user.name : undefined,
  };
}

/** A federated session has the tags that it was made with, and not those of the user who made it. */
function ownTags(caller: Caller): Tags {
  if (caller.kind === 'user') return caller.user.tags;
  return caller.kind === 'role' ? caller.role.tags : {};
}

function principalTags(tags: Tags): ContextValues {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:PrincipalTag/${key}`, value]));
}

function organizationContext(prefix: string, account: Account | undefined, cloud: Cloud): ContextValues {
  if (account === undefined || !account.inOrganisation) return {};
  const { id, path } = cloud.scenario.organization;
  return { [`${prefix}OrgID`]: id, [`${prefix}OrgPaths`]: [`${id}/${path}/`] };
}

/** Keys of temporary credentials. A long-term key has none of them, not even `aws:MultiFactorAuthPresent`. */
function sessionContext({ temporary, caller, now }: ServiceCall): ContextValues {
  if (temporary === undefined) return {};
  const { mfaAt, sourceIdentity, context } = temporary.session;
  return {
    'aws:MultiFactorAuthPresent': String(mfaAt !== undefined),
    'aws:MultiFactorAuthAge': mfaAt === undefined ? undefined : String(Math.floor((now - mfaAt) / 1000)),
    'aws:TokenIssueTime': isoSeconds(temporary.issuedAt),
    'aws:FederatedProvider': caller.kind === 'role' ? caller.federatedProvider : undefined,
    'aws:SourceIdentity': sourceIdentity,
    ...context,
  };
}

/** The endpoint that a call comes through; undefined from the internet. */
export function endpointOf(call: ServiceCall): VpcEndpointScenario | undefined {
  return call.cloud.scenario.vpcEndpoints.find(({ service }) => service === call.service);
}

function networkContext(call: ServiceCall): ContextValues {
  const endpoint = endpointOf(call);
  if (endpoint === undefined) return { 'aws:SourceIp': call.cloud.scenario.sourceIp };
  const account = call.cloud.accounts.get(endpoint.account ?? '') ?? [...call.cloud.accounts.values()][0];
  const partition = account?.partition ?? 'aws';
  return {
    'aws:SourceVpce': endpoint.id,
    'aws:SourceVpc': endpoint.vpc,
    'aws:SourceVpcArn': `arn:${partition}:ec2:${call.region}:${account?.id ?? ''}:vpc/${endpoint.vpc}`,
    'aws:VpcSourceIp': endpoint.sourceIp,
    'aws:VpceAccount': account?.id,
    ...organizationContext('aws:Vpce', account, call.cloud),
  };
}

function resourceContext(call: ServiceCall, owner: string): ContextValues {
  return {
    'aws:ResourceAccount': owner,
    ...organizationContext('aws:Resource', call.cloud.accounts.get(owner), call.cloud),
  };
}

/** The whole context of a check: what the check adds wins over what follows from the call, the scenario over all. */
export function contextOf(
  call: ServiceCall,
  { action, context, owner }: Pick<AccessCheck, 'action' | 'context' | 'owner'>,
): RequestContext {
  const known = requestContext({
    ...principalContext(call.caller, call.cloud, call.temporary?.session.tags),
    ...sessionContext(call),
    ...networkContext(call),
    ...resourceContext(call, owner ?? call.caller.account.id),
    'aws:RequestedRegion': requestedRegion(action, call.caller.account.partition, call.region),
    'aws:CurrentTime': isoSeconds(call.now),
    'aws:EpochTime': String(Math.floor(call.now / 1000)),
    // The client believes that it talks to AWS.
    'aws:SecureTransport': 'true',
    'aws:UserAgent': call.headers.get('user-agent'),
    'aws:referer': call.headers.get('referer'),
    'aws:ViaAWSService': 'false',
    'ec2:Region': call.service === 'ec2' ? call.region : undefined,
    ...context,
  });
  return withScenarioKeys(known, call.cloud.scenario.context);
}

function withScenarioKeys(known: RequestContext, byHand: Cloud['scenario']['context']): RequestContext {
  const whole = new Map(known);
  for (const [key, value] of Object.entries(byHand)) {
    if (value === null) whole.delete(key.toLowerCase());
    else whole.set(key.toLowerCase(), typeof value === 'string' ? [value] : value);
  }
  return whole;
}

/** `2026-01-02T03:04:05Z`. */
export function isoSeconds(time: number): string {
  return new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
