import type { AbsoluteLocation, InitializeHandlerOptions, MiddlewareStack } from '@smithy/types';
import { EC2_DRY_RUN_OPERATIONS } from '../skypilot/requirements.ts';
import type { ServiceName } from './aws-result.ts';

/** When an operation may be sent. */
export type OperationRule =
  /** It changes nothing. */
  | 'always'
  /** It would change something: only with `DryRun` exactly true. */
  | 'dry-run-only'
  /** It hands out a login: only to renew one that exists. */
  | 'refresh-only';

export interface AllowedOperation {
  readonly service: ServiceName;
  /** As the API names it, such as `GetCallerIdentity`. */
  readonly operation: string;
  readonly rule: OperationRule;
  /** The IAM action that it needs; absent where it needs none. */
  readonly action?: string;
}

function allow(
  service: ServiceName,
  rule: OperationRule,
  prefix: string | undefined,
  operations: readonly string[],
): readonly AllowedOperation[] {
  return operations.map((operation) => ({
    service,
    operation,
    rule,
    ...(prefix === undefined ? {} : { action: `${prefix}:${operation}` }),
  }));
}

/** Every operation that can leave this program. Nothing else is sent, whatever asks for it. */
export const ALLOWED_OPERATIONS: readonly AllowedOperation[] = [
  ...allow('sts', 'always', undefined, ['GetCallerIdentity', 'AssumeRoleWithWebIdentity']),
  ...allow('sts', 'always', 'sts', ['AssumeRole', 'DecodeAuthorizationMessage']),
  ...allow('iam', 'always', 'iam', [
    'SimulatePrincipalPolicy',
    'GetRole',
    'GetInstanceProfile',
    'ListRolePolicies',
    'ListUserPolicies',
  ]),
  ...allow('ec2', 'always', 'ec2', [
    'DescribeAvailabilityZones',
    'DescribeCapacityReservations',
    'DescribeImages',
    'DescribeInstances',
    'DescribeInstanceTypeOfferings',
    'DescribeInstanceTypes',
    'DescribeRegions',
    'DescribeRouteTables',
    'DescribeSecurityGroups',
    'DescribeSubnets',
    'DescribeVpcs',
  ]),
  ...allow('ec2', 'dry-run-only', 'ec2', EC2_DRY_RUN_OPERATIONS),
  { service: 's3', operation: 'ListBuckets', rule: 'always', action: 's3:ListAllMyBuckets' },
  { service: 's3', operation: 'HeadBucket', rule: 'always', action: 's3:ListBucket' },
  { service: 's3', operation: 'ListObjectsV2', rule: 'always', action: 's3:ListBucket' },
  {
    service: 's3',
    operation: 'GetBucketEncryption',
    rule: 'always',
    action: 's3:GetEncryptionConfiguration',
  },
  ...allow('sso', 'always', undefined, ['GetRoleCredentials']),
  ...allow('sso-oidc', 'refresh-only', undefined, ['CreateToken']),
  ...allow('signin', 'refresh-only', 'signin', ['CreateOAuth2Token']),
  ...allow('service-quotas', 'always', 'servicequotas', ['ListServiceQuotas']),
];

/** Thrown instead of sending a call that the list does not allow. */
class ReadOnlyViolation extends Error {
  override readonly name = 'ReadOnlyViolation';
  readonly code = 'ReadOnlyViolation';
}

const RULES: ReadonlyMap<string, OperationRule> = new Map(
  ALLOWED_OPERATIONS.map(({ service, operation, rule }) => [`${service}:${operation}`, rule]),
);

const OPTIONS: InitializeHandlerOptions & AbsoluteLocation = {
  name: 'skycheckReadOnlyGuard',
  step: 'initialize',
  priority: 'high',
};

/** An SDK client. */
export interface Guardable<Input extends object, Output extends object> {
  readonly middlewareStack: MiddlewareStack<Input, Output>;
}

/**
 * Lets a client send only what the list allows. Everything else is thrown back with a ReadOnlyViolation before
 * it is serialised.
 */
export function guard<Input extends object, Output extends object>(
  client: Guardable<Input, Output>,
  service: ServiceName,
): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const operation = String(context.commandName).replace(/Command$/, '');
      return next({ ...args, input: guardedInput(service, operation, args.input) });
    },
    OPTIONS,
  );
}

/**
 * The input as it may be sent: a copy, with what was checked written into it, so that it is what is sent. Throws a
 * ReadOnlyViolation where the list does not allow it.
 */
export function guardedInput<Input extends object>(
  service: ServiceName,
  operation: string,
  input: Input,
): Input {
  return { ...input, ...checkedInput(service, operation, input) };
}

/** The part of an input that a rule insists on; throws where the rule is not kept. */
function checkedInput(service: ServiceName, operation: string, input: object): object {
  const rule = RULES.get(`${service}:${operation}`);
  switch (rule) {
    case 'always':
      return {};
    case 'dry-run-only':
      if ('DryRun' in input && input.DryRun === true) return { DryRun: true };
      throw new ReadOnlyViolation(`${operation} may be sent as a dry run only.`);
    case 'refresh-only':
      return renewalOnly(operation, input);
    default:
      throw new ReadOnlyViolation(`${service}:${operation} is not on the list of allowed operations.`);
  }
}

/** IAM Identity Center takes the grant among the input's fields, the sign-in service inside `tokenInput`. */
function renewalOnly(operation: string, input: object): object {
  const nested = 'tokenInput' in input ? input.tokenInput : undefined;
  const fields: object = typeof nested === 'object' && nested !== null ? nested : input;
  if (!('grantType' in fields) || fields.grantType !== 'refresh_token') {
    throw new ReadOnlyViolation(`${operation} may be sent to renew a login only.`);
  }
  return fields === input
    ? { grantType: 'refresh_token' }
    : { tokenInput: { ...fields, grantType: 'refresh_token' } };
}
