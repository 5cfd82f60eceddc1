/** The policy simulator's operations. Source: IAM API reference, SimulatePrincipalPolicy, SimulateCustomPolicy. */
import { contextKeysOf } from '../../iam/context-keys.ts';
import type { NamedPolicy, PolicyLayers, RequestContext } from '../../iam/model.ts';
import { requestContext } from '../../iam/request-context.ts';
import { matchesWildcard } from '../../iam/wildcard.ts';
import { ApiError } from '../api-error.ts';
import { authorise } from '../authorise.ts';
import { entityLayers } from '../callers.ts';
import { pageOf } from '../paging.ts';
import type { StoredPolicy } from '../policies.ts';
import { isStored, readPolicy, storePolicy } from '../policies.ts';
import type { QueryParams } from '../query-params.ts';
import { fieldsOf, listOf, structuresOf } from '../query-params.ts';
import { principalContext } from '../request-context.ts';
import type { ServiceCall } from '../service-call.ts';
import { missingContext, simulate } from '../simulation.ts';
import { evaluationResults } from '../simulation-answer.ts';
import type { Account, Group, Role, User } from '../world.ts';
import type { XmlFields } from '../xml.ts';
import { members } from '../xml.ts';
import type { QueryOperations } from './operations.ts';

export const simulateOperations: QueryOperations = new Map([
  ['SimulatePrincipalPolicy', simulatePrincipalPolicy],
  ['SimulateCustomPolicy', simulateCustomPolicy],
  ['GetContextKeysForPrincipalPolicy', contextKeysForPrincipal],
  ['GetContextKeysForCustomPolicy', contextKeysForCustom],
]);

type Entity =
  | { readonly kind: 'principal'; readonly entity: User | Role }
  | { readonly kind: 'group'; readonly group: Group };

function simulatePrincipalPolicy(call: ServiceCall): XmlFields {
  const entity = policySource(call, 'SimulatePrincipalPolicy');
  const own = layersOf(entity, call.caller.account);
  const layers = exclude(withInputs(own, call.params), call.params, entity);
  const who = entity.kind === 'principal' ? principalOf(entity.entity) : {};
  return answer(call, layers, who);
}

function simulateCustomPolicy(call: ServiceCall): XmlFields {
  requireSimulator(call);
  authorise(call, { action: 'iam:SimulateCustomPolicy', resource: '*' });
  if (listOf(call.params, 'PolicyInputList.member').length === 0)
    throw invalidInput('PolicyInputList must hold at least one policy');
  return answer(call, withInputs({ identity: [] }, call.params), {});
}

function contextKeysForPrincipal(call: ServiceCall): XmlFields {
  const entity = policySource(call, 'GetContextKeysForPrincipalPolicy');
  const { identity, boundary } = withInputs(layersOf(entity, call.caller.account), call.params);
  return { ContextKeyNames: members(contextKeysOf(boundary ? [...identity, boundary] : identity)) };
}

function contextKeysForCustom(call: ServiceCall): XmlFields {
  requireSimulator(call);
  authorise(call, { action: 'iam:GetContextKeysForCustomPolicy', resource: '*' });
  const { identity } = withInputs({ identity: [] }, call.params);
  return { ContextKeyNames: members(contextKeysOf(identity)) };
}

function invalidInput(message: string): ApiError {
  return new ApiError(400, 'InvalidInput', message);
}

function requireSimulator(call: ServiceCall): void {
  if (call.world.scenario.simulator.available) return;
  throw new ApiError(501, 'NotImplemented', `The action ${call.operation} has not been implemented`);
}

/** Who is to be simulated. Its ARN is checked first, then whether the caller may ask, then whether it exists. */
function policySource(call: ServiceCall, operation: string): Entity {
  requireSimulator(call);
  const arn = call.params.get('PolicySourceArn') ?? '';
  const match = /^arn:([\w-]+):iam::(\d{12}):(user|group|role)(\/.*)$/.exec(arn);
  if (match === null)
    throw invalidInput(`Invalid Entity Arn: ${arn} does not clearly define entity type and name.`);
  authorise(call, { action: `iam:${operation}`, resource: arn });
  const { account } = call.caller;
  const found = match[2] === account.id ? findEntity(account, arn) : undefined;
  if (found === undefined)
    throw new ApiError(
      404,
      'NoSuchEntity',
      `The ${match[3]} with name ${arn.split('/').at(-1)} cannot be found.`,
    );
  return found;
}

function findEntity(account: Account, arn: string): Entity | undefined {
  const principal = [...account.users.values(), ...account.roles.values()].find((one) => one.arn === arn);
  if (principal !== undefined) return { kind: 'principal', entity: principal };
  const group = [...account.groups.values()].find((one) => one.arn === arn);
  return group && { kind: 'group', group };
}

function layersOf(entity: Entity, account: Account): PolicyLayers {
  if (entity.kind === 'principal') return entityLayers(entity.entity);
  const identity = [...entity.group.inline, ...entity.group.attached];
  return account.serviceControl === undefined
    ? { identity }
    : { identity, serviceControl: account.serviceControl };
}

/** The keys that follow from the principal that is simulated. */
function principalOf(entity: User | Role): Readonly<Record<string, string | readonly string[] | undefined>> {
  const { account } = entity;
  if (entity.kind === 'user') return principalContext({ kind: 'user', account, user: entity });
  const values = principalContext({
    kind: 'role',
    account,
    role: entity,
    sessionName: 'simulated',
    policies: [],
  });
  // A role has no session here.
  return { ...values, 'aws:userid': undefined };
}

/** Adds the request's policies, and lets its boundary stand in for the principal's. */
function withInputs(layers: PolicyLayers, params: QueryParams): PolicyLayers {
  const inputs = inputPolicies(params, 'PolicyInputList');
  const [boundary] = inputPolicies(params, 'PermissionsBoundaryPolicyInputList');
  const identity = [...layers.identity, ...inputs];
  return boundary === undefined ? { ...layers, identity } : { ...layers, identity, boundary };
}

function inputPolicies(params: QueryParams, list: string): readonly StoredPolicy[] {
  return listOf(params, `${list}.member`).map((text, index) => {
    const read = readPolicy(text);
    if (read.kind === 'invalid') throw invalidInput(`Invalid policy document in ${list}: ${read.message}`);
    return storePolicy({ name: `${list}.${index + 1}`, type: 'none' }, text);
  });
}

/** Takes away the policies of PolicyExclusionList; those of resource control policies are ignored, as by AWS. */
function exclude(layers: PolicyLayers, params: QueryParams, entity: Entity): PolicyLayers {
  const exclusions = structuresOf(params, 'PolicyExclusionList.member');
  if (exclusions.length === 0) return layers;
  const types = exclusions.map((one) => one.get('PolicyType'));
  const excluded = (policy: NamedPolicy) => exclusions.some((one) => identifies(one, policy, entity));
  const { boundary, serviceControl, ...rest } = layers;
  const keepBoundary = boundary !== undefined && !types.includes('permission-boundary');
  return {
    ...rest,
    identity: layers.identity.filter((policy) => !excluded(policy)),
    ...(keepBoundary ? { boundary } : {}),
    ...(serviceControl === undefined || types.includes('scp') ? {} : { serviceControl }),
  };
}

function identifies(exclusion: QueryParams, policy: NamedPolicy, entity: Entity): boolean {
  const arn = exclusion.get('PolicyArn');
  if (arn !== undefined) return policy.arn !== undefined && matchesWildcard(arn, policy.arn);
  if (exclusion.has('PolicyType')) return exclusion.get('PolicyType') === policy.type;
  const inline = fieldsOf(exclusion, 'InlinePolicyIdentifier');
  const name = entity.kind === 'principal' ? entity.entity.name : entity.group.name;
  return (
    policy.type === 'inline' &&
    inline.get('PolicyName') === policy.name &&
    (matchesWildcard(inline.get('AttachmentName') ?? '', name) || inline.get('AttachmentType') === 'group')
  );
}

const LONGEST_ARN = 2048;

function answer(
  call: ServiceCall,
  layers: PolicyLayers,
  principal: Readonly<Record<string, string | readonly string[] | undefined>>,
): XmlFields {
  const { shape, pageSize } = call.world.scenario.simulator;
  if (call.params.has('ResourcePolicy')) throw invalidInput('the sandbox simulates no resource policies');
  const actions = actionNames(call.params);
  const resources = resourceArns(call.params);
  const context = contextEntries(call.params, principal);
  const results = simulate({ layers, actions, resources, context, reportsScpDenies: shape === 'current' });
  const inOrganisation = layers.serviceControl !== undefined || call.caller.account.inOrganisation;
  const missing = missingContext(layers, context);
  const list = evaluationResults(results, { shape, missing, inOrganisation });
  const asked = Number(call.params.get('MaxItems') ?? 100);
  const page = pageOf(list, Math.max(1, Math.min(asked, pageSize)), call.params.get('Marker'));
  if (page === undefined) throw new ApiError(400, 'ValidationError', 'Invalid Marker.');
  return {
    EvaluationResults: members(page.items),
    IsTruncated: page.next !== undefined,
    Marker: page.next,
  };
}

function actionNames(params: QueryParams): readonly string[] {
  const actions = listOf(params, 'ActionNames.member');
  if (actions.length === 0)
    throw validationError(
      "Value null at 'actionNames' failed to satisfy constraint: Member must not be null",
    );
  for (const action of actions) {
    if (action.length < 3 || action.length > 128)
      throw validationError(
        `Value '[${action}]' at 'actionNames' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 3]`,
      );
    if (/[*?]/.test(action)) throw invalidInput(`Wildcards are not allowed in action names: ${action}`);
  }
  return actions;
}

function validationError(problem: string): ApiError {
  return new ApiError(400, 'ValidationError', `1 validation error detected: ${problem}`);
}

function resourceArns(params: QueryParams): readonly string[] {
  const resources = listOf(params, 'ResourceArns.member');
  for (const resource of resources) {
    if (resource.length > LONGEST_ARN)
      throw validationError(
        `Value at 'resourceArns' failed to satisfy constraint: Member must have length less than or equal to ${LONGEST_ARN}`,
      );
    if (resource !== '*' && !/^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$/.test(resource))
      throw invalidInput(`Resource ${resource} should be in ARN format`);
  }
  checkResourceHandling(params.get('ResourceHandlingOption'), resources);
  return resources.length === 0 ? ['*'] : resources;
}

const LAUNCH = ['instance', 'image', 'security-group', 'network-interface'];
const HANDLING: Readonly<Record<string, readonly string[]>> = {
  'EC2-VPC-InstanceStore': LAUNCH,
  'EC2-VPC-InstanceStore-Subnet': [...LAUNCH, 'subnet'],
  'EC2-VPC-EBS': [...LAUNCH, 'volume'],
  'EC2-VPC-EBS-Subnet': [...LAUNCH, 'subnet', 'volume'],
};

/** A launch scenario wants all its resource types named. */
function checkResourceHandling(option: string | undefined, resources: readonly string[]): void {
  if (option === undefined) return;
  const needed = HANDLING[option];
  if (needed === undefined) throw invalidInput(`Invalid resource handling option: ${option}`);
  const types = resources.map((arn) => arn.split(':')[5]?.split('/')[0]);
  const missing = needed.filter((type) => !types.includes(type));
  if (missing.length > 0) throw invalidInput(`Missing resources for ${option}: ${missing.join(', ')}`);
}

const CONTEXT_TYPES = ['string', 'numeric', 'boolean', 'ip', 'binary', 'date'].flatMap((type) => [
  type,
  `${type}List`,
]);

/** The context of the request; what it gives stands in for what follows from the principal. */
function contextEntries(
  params: QueryParams,
  principal: Readonly<Record<string, string | readonly string[] | undefined>>,
): RequestContext {
  const values: Record<string, readonly string[]> = {};
  for (const entry of structuresOf(params, 'ContextEntries.member')) {
    const type = entry.get('ContextKeyType') ?? '';
    if (!CONTEXT_TYPES.includes(type))
      throw validationError(
        `Value '${type}' at 'contextEntries' failed to satisfy constraint: Member must satisfy enum value set: [${CONTEXT_TYPES.join(', ')}]`,
      );
    values[entry.get('ContextKeyName') ?? ''] = listOf(entry, 'ContextKeyValues.member');
  }
  return new Map([...requestContext(principal), ...requestContext(values)]);
}
