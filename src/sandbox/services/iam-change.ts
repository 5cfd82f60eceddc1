/**
 * IAM's operations that SkyPilot makes its role with: permission first, then whether the thing is there; then they are
 * refused, since the sandbox never changes anything. Source: IAM API reference; Service Authorization Reference, IAM.
 */
import { ApiError } from '../api-error.ts';
import { authorise } from '../authorise.ts';
import type { ContextValues } from '../context-values.ts';
import { domainOf } from '../regions.ts';
import type { ServiceCall } from '../service-call.ts';
import { requestTagContext, tagsOf } from '../tag-context.ts';
import type { XmlFields } from '../xml.ts';
import { neverChanges } from './ec2-dry-run.ts';
import type { QueryOperations } from './operations.ts';

/** The operations that would make or change roles and instance profiles. */
export const iamChangeOperations: QueryOperations = new Map([
  ['CreateRole', createRole],
  ['AttachRolePolicy', (call) => onRole(call, { 'iam:PolicyARN': call.params.get('PolicyArn') })],
  ['PutRolePolicy', (call) => onRole(call, {})],
  ['CreateInstanceProfile', createInstanceProfile],
  ['AddRoleToInstanceProfile', addRoleToInstanceProfile],
  ['CreateServiceLinkedRole', createServiceLinkedRole],
]);

function arnOf(call: ServiceCall, kind: string, name: string): string {
  const { id, partition } = call.caller.account;
  return `arn:${partition}:iam::${id}:${kind}${call.params.get('Path') ?? '/'}${name}`;
}

function named(call: ServiceCall, parameter: string): string {
  const name = call.params.get(parameter) ?? '';
  if (/^[\w+=,.@-]{1,128}$/.test(name)) return name;
  throw new ApiError(
    400,
    'ValidationError',
    `1 validation error detected: Value '${name}' at '${parameter.charAt(0).toLowerCase()}${parameter.slice(1)}' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]+`,
  );
}

function createRole(call: ServiceCall): XmlFields {
  const name = named(call, 'RoleName');
  const context = {
    ...requestTagContext(tagsOf(call.params, 'Tags.member')),
    'iam:PermissionsBoundary': call.params.get('PermissionsBoundary'),
  };
  authorise(call, {
    action: 'iam:CreateRole',
    resource: arnOf(call, 'role', name),
    shownAs: arnOf(call, 'role', name),
    context,
  });
  if (call.caller.account.roles.has(name)) throw alreadyThere(`Role with name ${name} already exists.`);
  throw neverChanges(call);
}

/** What changes a role that there is. Its own boundary counts. */
function onRole(call: ServiceCall, context: ContextValues): XmlFields {
  const name = named(call, 'RoleName');
  const role = call.caller.account.roles.get(name);
  authorise(call, {
    action: `iam:${call.operation}`,
    resource: role?.arn ?? arnOf(call, 'role', name),
    shownAs: `role ${name}`,
    context: { ...context, 'iam:PermissionsBoundary': role?.boundary?.arn },
  });
  if (role === undefined)
    throw new ApiError(404, 'NoSuchEntity', `The role with name ${name} cannot be found.`);
  throw neverChanges(call);
}

function createInstanceProfile(call: ServiceCall): XmlFields {
  const name = named(call, 'InstanceProfileName');
  const resource = arnOf(call, 'instance-profile', name);
  authorise(call, {
    action: 'iam:CreateInstanceProfile',
    resource,
    context: requestTagContext(tagsOf(call.params, 'Tags.member')),
  });
  if (call.caller.account.instanceProfiles.has(name))
    throw alreadyThere(`Instance Profile ${name} already exists.`);
  throw neverChanges(call);
}

/** Putting a role into a profile passes it on. */
function addRoleToInstanceProfile(call: ServiceCall): XmlFields {
  const { account } = call.caller;
  const profile = account.instanceProfiles.get(named(call, 'InstanceProfileName'));
  const role = account.roles.get(named(call, 'RoleName'));
  const passed = role?.arn ?? arnOf(call, 'role', named(call, 'RoleName'));
  authorise(
    call,
    {
      action: 'iam:AddRoleToInstanceProfile',
      resource: profile?.arn ?? arnOf(call, 'instance-profile', named(call, 'InstanceProfileName')),
    },
    {
      action: 'iam:PassRole',
      resource: passed,
      context: { 'iam:PassedToService': `ec2.${domainOf(account.partition)}` },
    },
  );
  throw neverChanges(call);
}

function createServiceLinkedRole(call: ServiceCall): XmlFields {
  const service = call.params.get('AWSServiceName') ?? '';
  const { id, partition } = call.caller.account;
  authorise(call, {
    action: 'iam:CreateServiceLinkedRole',
    resource: `arn:${partition}:iam::${id}:role/aws-service-role/${service}/*`,
    context: { 'iam:AWSServiceName': service },
  });
  throw neverChanges(call);
}

function alreadyThere(message: string): ApiError {
  return new ApiError(409, 'EntityAlreadyExists', message);
}
