/** The parameters of a simulation, with the complaints of IAM about them. */
import type { RequestContext } from '../../iam/policy-types.ts';
import { requestContext } from '../../iam/request-context.ts';
import { ApiError } from '../api-error.ts';
import type { ContextValues } from '../context-values.ts';
import type { StoredPolicy } from '../policies.ts';
import { readPolicy, storePolicy } from '../policies.ts';
import type { QueryParams } from '../query-params.ts';
import { listOf, structuresOf } from '../query-params.ts';

const LONGEST_ARN = 2048;

/** InvalidInput, IAM's answer to parameters that make no sense. */
export function invalidInput(message: string): ApiError {
  return new ApiError(400, 'InvalidInput', message);
}

/** The policies of a list parameter. */
export function inputPolicies(params: QueryParams, list: string): readonly StoredPolicy[] {
  return listOf(params, `${list}.member`).map((text, index) => {
    const read = readPolicy(text);
    if (read.kind === 'invalid') throw invalidInput(`Invalid policy document in ${list}: ${read.message}`);
    return storePolicy({ name: `${list}.${index + 1}`, type: 'none' }, text);
  });
}

/** The actions to simulate. */
export function actionNames(params: QueryParams): readonly string[] {
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

/** The resources to simulate on; `*` where the request names none. */
export function resourceArns(params: QueryParams): readonly string[] {
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

/** The context of the request; what it gives replaces what follows from the principal. */
export function contextEntries(params: QueryParams, principal: ContextValues): RequestContext {
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
