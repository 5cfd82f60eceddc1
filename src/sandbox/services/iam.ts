/** Identity and Access Management: reading roles, profiles, users and policies. Source: IAM API reference. */

import type { Group, InstanceProfile, Role, User } from '../account.ts';
import { ApiError } from '../api-error.ts';
import { authorise } from '../authorise.ts';
import { callerArn } from '../callers.ts';
import { CREATED_AT } from '../cloud.ts';
import type { ContextValues } from '../context-values.ts';
import type { ManagedPolicy } from '../managed-policy-finder.ts';
import type { Tags } from '../network.ts';
import { pageOf } from '../paging.ts';
import type { StoredPolicy } from '../policies.ts';
import type { ServiceCall } from '../service-call.ts';
import { resourceTagContext } from '../tag-context.ts';
import type { XmlContent, XmlFields } from '../xml.ts';
import { members } from '../xml.ts';
import { iamChangeOperations } from './iam-change.ts';
import { simulateOperations } from './iam-simulate.ts';
import type { QueryOperations } from './operations.ts';

/** The operations of IAM that the sandbox knows. */
export const iamOperations: QueryOperations = new Map([
  ['GetRole', (call) => ({ Role: roleFields(role(call)) })],
  ['GetUser', getUser],
  ['GetInstanceProfile', (call) => ({ InstanceProfile: profileFields(instanceProfile(call)) })],
  ['ListInstanceProfilesForRole', listInstanceProfilesForRole],
  ['ListAttachedRolePolicies', (call) => attachedFields(call, role(call).attached)],
  ['ListAttachedUserPolicies', (call) => attachedFields(call, user(call).attached)],
  ['ListAttachedGroupPolicies', (call) => attachedFields(call, group(call).attached)],
  ['ListRolePolicies', (call) => inlineNames(call, role(call).inline)],
  ['ListUserPolicies', (call) => inlineNames(call, user(call).inline)],
  ['ListGroupPolicies', (call) => inlineNames(call, group(call).inline)],
  ['GetRolePolicy', (call) => inlineFields(call, 'role', role(call))],
  ['GetUserPolicy', (call) => inlineFields(call, 'user', user(call))],
  ['GetGroupPolicy', (call) => inlineFields(call, 'group', group(call))],
  ['ListGroupsForUser', (call) => listed(call, 'Groups', user(call).groups.map(groupFields))],
  ['GetPolicy', (call) => ({ Policy: policyFields(call, managedPolicy(call)) })],
  ['GetPolicyVersion', getPolicyVersion],
  ['ListAccountAliases', listAccountAliases],
  ...iamChangeOperations,
  ...simulateOperations,
]);

type Kind = 'role' | 'user' | 'group' | 'instance-profile';

interface KindFacts {
  /** The parameter that names one. */
  readonly parameter: string;
  /** What denials and errors call it. */
  readonly word: string;
}

const KINDS: Readonly<Record<Kind, KindFacts>> = {
  role: { parameter: 'RoleName', word: 'role' },
  user: { parameter: 'UserName', word: 'user' },
  group: { parameter: 'GroupName', word: 'group' },
  'instance-profile': { parameter: 'InstanceProfileName', word: 'instance profile' },
};

interface Tagged {
  readonly tags?: Tags;
  readonly boundary?: { readonly arn: string } | undefined;
}

/** Keys of users and roles. Source: Service Authorization Reference, IAM; IAM User Guide, "Resource tags". */
function contextOf(thing: Tagged | undefined): ContextValues {
  return {
    'iam:PermissionsBoundary': thing?.boundary?.arn,
    ...resourceTagContext('iam', thing?.tags ?? {}),
  };
}

/** The thing that a call names, once the caller may see it. Only then does the answer say whether it exists. */
function lookUp<T extends Tagged & { readonly arn: string }>(
  call: ServiceCall,
  kind: Kind,
  things: ReadonlyMap<string, T>,
): T {
  const { parameter, word } = KINDS[kind];
  const name = call.params.get(parameter);
  if (name === undefined || !/^[\w+=,.@-]{1,128}$/.test(name))
    throw validationError(
      `1 validation error detected: Value '${name ?? ''}' at '${parameter.charAt(0).toLowerCase()}${parameter.slice(1)}' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]+`,
    );
  const { id, partition } = call.caller.account;
  const found = things.get(name);
  const resource = found?.arn ?? `arn:${partition}:iam::${id}:${kind}/${name}`;
  const shownAs = `${word} ${name}`;
  authorise(call, { action: `iam:${call.operation}`, resource, shownAs, context: contextOf(found) });
  if (found !== undefined) return found;
  const subject = kind === 'instance-profile' ? `Instance Profile ${name}` : `The ${word} with name ${name}`;
  throw noSuchEntity(`${subject} cannot be found.`);
}

function validationError(message: string): ApiError {
  return new ApiError(400, 'ValidationError', message);
}

function noSuchEntity(message: string): ApiError {
  return new ApiError(404, 'NoSuchEntity', message);
}

const role = (call: ServiceCall): Role => lookUp(call, 'role', call.caller.account.roles);
const user = (call: ServiceCall): User => lookUp(call, 'user', call.caller.account.users);
const group = (call: ServiceCall): Group => lookUp(call, 'group', call.caller.account.groups);
const instanceProfile = (call: ServiceCall): InstanceProfile =>
  lookUp(call, 'instance-profile', call.caller.account.instanceProfiles);

function encodeDocument(policy: StoredPolicy): string {
  return encodeURIComponent(policy.text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function roleFields(role: Role): XmlFields {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: CREATED_AT,
    AssumeRolePolicyDocument: encodeDocument(role.trust),
    MaxSessionDuration: role.maxSession,
    PermissionsBoundary: boundaryFields(role),
    ...tagFields(role.tags),
    RoleLastUsed: {},
  };
}

function userFields(user: User): XmlFields {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: user.arn,
    CreateDate: CREATED_AT,
    PermissionsBoundary: boundaryFields(user),
    ...tagFields(user.tags),
  };
}

/** Absent where there are none. */
function tagFields(tags: Tags): XmlFields {
  const list = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return list.length === 0 ? {} : { Tags: members(list) };
}

function boundaryFields({ boundary }: User | Role): XmlFields | undefined {
  if (boundary === undefined) return undefined;
  return { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: boundary.arn };
}

function groupFields(group: Group): XmlFields {
  return {
    Path: group.path,
    GroupName: group.name,
    GroupId: group.id,
    Arn: group.arn,
    CreateDate: CREATED_AT,
  };
}

function profileFields(profile: InstanceProfile): XmlFields {
  return {
    Path: profile.path,
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.id,
    Arn: profile.arn,
    CreateDate: CREATED_AT,
    Roles: members(profile.roles.map(roleFields)),
  };
}

/** Without a name the caller itself, which only users and root are. */
function getUser(call: ServiceCall): XmlFields {
  if (call.params.has('UserName')) return { User: userFields(user(call)) };
  const { caller } = call;
  if (caller.kind === 'user') {
    authorise(call, {
      action: 'iam:GetUser',
      resource: caller.user.arn,
      shownAs: `user ${caller.user.name}`,
      context: contextOf(caller.user),
    });
    return { User: userFields(caller.user) };
  }
  if (caller.kind !== 'root')
    throw validationError('Must specify userName when calling with non-User credentials');
  authorise(call, { action: 'iam:GetUser', resource: callerArn(caller) });
  return { User: { UserId: caller.account.id, Arn: callerArn(caller), CreateDate: CREATED_AT } };
}

function listInstanceProfilesForRole(call: ServiceCall): XmlFields {
  const holder = role(call);
  const profiles = [...call.caller.account.instanceProfiles.values()];
  return listed(
    call,
    'InstanceProfiles',
    profiles.filter((profile) => profile.roles.includes(holder)).map(profileFields),
  );
}

/** A list with IAM's markers. */
function listed(call: ServiceCall, name: string, list: readonly XmlContent[]): XmlFields {
  const size = Number(call.params.get('MaxItems')) || 100;
  const page = pageOf(list, Math.min(Math.max(1, size), 1000), call.params.get('Marker'));
  if (page === undefined) throw validationError('Invalid Marker.');
  return { [name]: members(page.items), IsTruncated: page.next !== undefined, Marker: page.next };
}

function attachedFields(call: ServiceCall, attached: readonly ManagedPolicy[]): XmlFields {
  const list = attached.map((policy) => ({ PolicyName: policy.name, PolicyArn: policy.arn }));
  return listed(call, 'AttachedPolicies', list);
}

function inlineNames(call: ServiceCall, inline: readonly StoredPolicy[]): XmlFields {
  return listed(
    call,
    'PolicyNames',
    inline.map((policy) => policy.name),
  );
}

function inlineFields(
  call: ServiceCall,
  kind: 'role' | 'user' | 'group',
  holder: { readonly name: string; readonly inline: readonly StoredPolicy[] },
): XmlFields {
  const name = call.params.get('PolicyName') ?? '';
  const policy = holder.inline.find((entry) => entry.name === name);
  if (policy === undefined) throw noSuchEntity(`The ${kind} policy with name ${name} cannot be found.`);
  return {
    [KINDS[kind].parameter]: holder.name,
    PolicyName: name,
    PolicyDocument: encodeDocument(policy),
  };
}

function managedPolicy(call: ServiceCall): ManagedPolicy {
  const arn = call.params.get('PolicyArn') ?? '';
  if (!/^arn:[\w-]+:iam::(aws|\d{12}):policy\/.+$/.test(arn))
    throw new ApiError(400, 'InvalidInput', `ARN ${arn} is not valid.`);
  authorise(call, { action: `iam:${call.operation}`, resource: arn, shownAs: `policy ${arn}` });
  const found = call.caller.account.policies.get(arn);
  if (found === undefined) throw noSuchEntity(`Policy ${arn} was not found.`);
  return found;
}

function policyFields(call: ServiceCall, policy: ManagedPolicy): XmlFields {
  const { users, roles, groups } = call.caller.account;
  const holders = [...users.values(), ...roles.values(), ...groups.values()];
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.version,
    AttachmentCount: holders.filter((holder) => holder.attached.includes(policy)).length,
    IsAttachable: true,
    CreateDate: CREATED_AT,
    UpdateDate: CREATED_AT,
  };
}

function getPolicyVersion(call: ServiceCall): XmlFields {
  const policy = managedPolicy(call);
  const version = call.params.get('VersionId') ?? '';
  if (version !== policy.version)
    throw noSuchEntity(`Policy ${policy.arn} version ${version} does not exist or is not attachable.`);
  return {
    PolicyVersion: {
      Document: encodeDocument(policy),
      VersionId: version,
      IsDefaultVersion: true,
      CreateDate: CREATED_AT,
    },
  };
}

function listAccountAliases(call: ServiceCall): XmlFields {
  authorise(call, { action: 'iam:ListAccountAliases', resource: '*' });
  const { alias } = call.caller.account.scenario;
  return listed(call, 'AccountAliases', alias === undefined ? [] : [alias]);
}
