/** The policy simulator's operations. Source: IAM API reference, SimulatePrincipalPolicy, SimulateCustomPolicy. */
import { contextKeysOf } from '../../iam/context-keys.ts';
import type { NamedPolicy, PolicyLayers } from '../../iam/policy-types.ts';
import { matchesWildcard } from '../../iam/wildcard.ts';
import type { Account, Group, Role, User } from '../account.ts';
import { ApiError } from '../api-error.ts';
import { authorise } from '../authorise.ts';
import { entityLayers } from '../callers.ts';
import type { Cloud } from '../cloud.ts';
import type { ContextValues } from '../context-values.ts';
import { pageOf } from '../paging.ts';
import type { QueryParams } from '../query-params.ts';
import { fieldsOf, listOf, structuresOf } from '../query-params.ts';
import { principalContext } from '../request-context.ts';
import type { ServiceCall } from '../service-call.ts';
import { missingContext, simulate } from '../simulation.ts';
import { evaluationResults } from '../simulation-answer.ts';
import type { XmlFields } from '../xml.ts';
import { members } from '../xml.ts';
import {
  actionNames,
  contextEntries,
  inputPolicies,
  invalidInput,
  resourceArns,
} from './iam-simulate-input.ts';
import type { QueryOperations } from './operations.ts';

/** The operations that simulate, and those that list the context keys of policies. */
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
  const who = entity.kind === 'principal' ? principalOf(entity.entity, call.cloud) : {};
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

function requireSimulator(call: ServiceCall): void {
  if (call.cloud.scenario.simulator.available) return;
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
  const principal = [...account.users.values(), ...account.roles.values()].find((entry) => entry.arn === arn);
  if (principal !== undefined) return { kind: 'principal', entity: principal };
  const group = [...account.groups.values()].find((entry) => entry.arn === arn);
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
function principalOf(entity: User | Role, cloud: Cloud): ContextValues {
  const { account } = entity;
  if (entity.kind === 'user') return principalContext({ kind: 'user', account, user: entity }, cloud);
  const values = principalContext(
    { kind: 'role', account, role: entity, sessionName: 'simulated', policies: [] },
    cloud,
  );
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

/** Takes away the policies of PolicyExclusionList; those of resource control policies are ignored, as by AWS. */
function exclude(layers: PolicyLayers, params: QueryParams, entity: Entity): PolicyLayers {
  const exclusions = structuresOf(params, 'PolicyExclusionList.member');
  if (exclusions.length === 0) return layers;
  const types = exclusions.map((exclusion) => exclusion.get('PolicyType'));
  const excluded = (policy: NamedPolicy) =>
    exclusions.some((exclusion) => identifies(exclusion, policy, entity));
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

/** The simulator of China looks at identity policies and boundaries alone. Source: IAM in China, API reference. */
function looksAtScps(call: ServiceCall): boolean {
  const { serviceControlPolicies } = call.cloud.scenario.simulator;
  return serviceControlPolicies ?? call.caller.account.partition !== 'aws-cn';
}

function answer(call: ServiceCall, policies: PolicyLayers, principal: ContextValues): XmlFields {
  const { shape, pageSize, answers } = call.cloud.scenario.simulator;
  const { serviceControl, ...withoutScps } = policies;
  const layers = looksAtScps(call) ? policies : withoutScps;
  if (call.params.has('ResourcePolicy')) throw invalidInput('the sandbox simulates no resource policies');
  const actions = actionNames(call.params);
  const resources = resourceArns(call.params);
  const context = contextEntries(call.params, principal);
  const results = simulate({
    layers,
    actions,
    resources,
    context,
    reportsScpDenies: shape === 'current',
    answers,
  });
  const inOrganisation =
    looksAtScps(call) &&
    (serviceControl !== undefined ||
      call.caller.account.inOrganisation ||
      answers.some(({ blames }) => blames === 'organizations'));
  const missing = missingContext(layers, context);
  const list = evaluationResults(results, { shape, missing, inOrganisation });
  const asked = Number(call.params.get('MaxItems')) || 100;
  const page = pageOf(list, Math.max(1, Math.min(asked, pageSize)), call.params.get('Marker'));
  if (page === undefined) throw new ApiError(400, 'ValidationError', 'Invalid Marker.');
  return {
    EvaluationResults: members(page.items),
    IsTruncated: page.next !== undefined,
    Marker: page.next,
  };
}
