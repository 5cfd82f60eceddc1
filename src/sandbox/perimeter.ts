/**
 * The policies around the caller's own: resource control policies of the account that a resource is in, the resource's
 * own policy, and that of the VPC endpoint that a call comes through. All say for which principals they hold.
 */
import type { PolicyLayers, Statement } from '../iam/policy-types.ts';
import type { AccessCheck } from './access-check.ts';
import { callerArn, principalArn } from './callers.ts';
import type { StoredPolicy } from './policies.ts';
import { storePolicy } from './policies.ts';
import { principalsOf, sparedPrincipals } from './principals.ts';
import { endpointOf } from './request-context.ts';
import type { ServiceCall } from './service-call.ts';

/**
 * The services of the sandbox that resource control policies reach. Source: Service Authorization Reference; Organizations
 * User Guide, "Resource control policies".
 */
const RCP_SERVICES: ReadonlySet<string> = new Set(['s3', 'sts', 'kms', 'logs', 'sqs', 'secretsmanager']);

/** The layers around a check. */
export function perimeterLayers(
  call: ServiceCall,
  { action, owner = call.caller.account.id, resourcePolicy }: AccessCheck,
): Pick<PolicyLayers, 'resourceControl' | 'endpoint' | 'resource'> {
  const account = call.cloud.accounts.get(owner);
  const reached = RCP_SERVICES.has(action.split(':')[0] ?? '') ? (account?.resourceControl ?? []) : [];
  const endpoint = endpointOf(call)?.policy;
  return {
    resourceControl: reached.map((policy) => heldAgainst(call, policy)),
    ...(endpoint === undefined ? {} : { endpoint: [heldAgainst(call, endpointPolicy(endpoint))] }),
    ...(resourcePolicy === undefined ? {} : { resource: resourceLayer(call, resourcePolicy, owner) }),
  };
}

function resourceLayer(
  call: ServiceCall,
  policy: StoredPolicy,
  owner: string,
): NonNullable<PolicyLayers['resource']> {
  const sameAccount = owner === call.caller.account.id;
  return { policies: [(sameAccount ? heldWithinAccount : heldAgainst)(call, policy)], sameAccount };
}

function endpointPolicy(document: object): StoredPolicy {
  return storePolicy({ name: 'VPC endpoint policy', type: 'resource' }, document, 'resource');
}

/** The policy with the statements that speak of the caller. */
function heldAgainst(call: ServiceCall, policy: StoredPolicy): StoredPolicy {
  return withStatements(policy, (statement) =>
    speaksOf(statement, [...ownNames(call), ...accountNames(call)]),
  );
}

/**
 * The policy of a resource in the caller's own account: an Allow for the account as a whole leaves it to identity
 * policies. Source: IAM User Guide, "AWS JSON policy elements: Principal", "AWS account principals".
 */
function heldWithinAccount(call: ServiceCall, policy: StoredPolicy): StoredPolicy {
  return withStatements(
    heldAgainst(call, policy),
    (statement) => statement.effect === 'Deny' || speaksOf(statement, ownNames(call)),
  );
}

function withStatements(policy: StoredPolicy, keep: (statement: Statement) => boolean): StoredPolicy {
  const statements = policy.document.statements.filter(keep);
  return { ...policy, document: { ...policy.document, statements } };
}

function speaksOf(statement: Statement, names: readonly string[]): boolean {
  const spared = sparedPrincipals(statement);
  if (spared !== undefined) return !spared.some((name) => names.includes(name));
  return principalsOf(statement, 'AWS').some((name) => names.includes(name));
}

function ownNames({ caller }: ServiceCall): readonly string[] {
  return ['*', callerArn(caller), principalArn(caller)];
}

function accountNames({ caller }: ServiceCall): readonly string[] {
  const { id, partition } = caller.account;
  return [id, `arn:${partition}:iam::${id}:root`];
}
