/**
 * The policies around the caller's own: resource control policies of the account that a resource is in, and the policy
 * of the VPC endpoint that a call comes through. Both say for which principals they hold.
 */
import type { PolicyLayers, Statement } from '../iam/policy-types.ts';
import { callerArn, principalArn } from './callers.ts';
import type { StoredPolicy } from './policies.ts';
import { storePolicy } from './policies.ts';
import { principalsOf } from './principals.ts';
import { endpointOf } from './request-context.ts';
import type { ServiceCall } from './service-call.ts';

/**
 * The services of the sandbox that resource control policies reach. Source: Service Authorization Reference; Organizations
 * User Guide, "Resource control policies".
 */
const RCP_SERVICES: ReadonlySet<string> = new Set(['s3', 'sts', 'kms', 'logs', 'sqs', 'secretsmanager']);

/** The layers around a check on a resource of `owner`, which is the caller's account where absent. */
export function perimeterLayers(
  call: ServiceCall,
  action: string,
  owner: string | undefined,
): Pick<PolicyLayers, 'resourceControl' | 'endpoint'> {
  const account = owner === undefined ? call.caller.account : call.cloud.accounts.get(owner);
  const reached = RCP_SERVICES.has(action.split(':')[0] ?? '') ? (account?.resourceControl ?? []) : [];
  const endpoint = endpointOf(call)?.policy;
  return {
    resourceControl: reached.map((policy) => heldAgainst(call, policy)),
    ...(endpoint === undefined ? {} : { endpoint: [heldAgainst(call, endpointPolicy(endpoint))] }),
  };
}

function endpointPolicy(document: object): StoredPolicy {
  return storePolicy({ name: 'VPC endpoint policy', type: 'resource' }, document, 'resource');
}

/** The policy with the statements that speak of the caller. */
function heldAgainst(call: ServiceCall, policy: StoredPolicy): StoredPolicy {
  const statements = policy.document.statements.filter((statement) => speaksOf(call, statement));
  return { ...policy, document: { ...policy.document, statements } };
}

function speaksOf({ caller }: ServiceCall, statement: Statement): boolean {
  const { id, partition } = caller.account;
  const names = ['*', callerArn(caller), principalArn(caller), id, `arn:${partition}:iam::${id}:root`];
  return principalsOf(statement, 'AWS').some((name) => names.includes(name));
}
