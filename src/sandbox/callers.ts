/** Who makes a call: the identity that STS gives, and the policies that bound it. */
import type { PolicyLayers } from '../iam/policy-types.ts';
import type { Account, Role, User } from './account.ts';
import type { StoredPolicy } from './policies.ts';
import { emptyPolicy, storePolicy } from './policies.ts';

export type Caller =
  | { readonly kind: 'root'; readonly account: Account }
  | { readonly kind: 'user'; readonly account: Account; readonly user: User }
  | {
      readonly kind: 'role';
      readonly account: Account;
      readonly role: Role;
      readonly sessionName: string;
      readonly policies: readonly StoredPolicy[];
      /** From IAM Identity Center or a web identity: what made the session. */
      readonly federatedProvider?: string;
    }
  | {
      readonly kind: 'federated';
      readonly account: Account;
      readonly user: User;
      readonly name: string;
      /** Without a policy a federated session may do nothing. */
      readonly policies: readonly StoredPolicy[];
    };

/** The ARN that GetCallerIdentity gives, and that denials name. */
export function callerArn(caller: Caller): string {
  const { id, partition } = caller.account;
  switch (caller.kind) {
    case 'root':
      return `arn:${partition}:iam::${id}:root`;
    case 'user':
      return caller.user.arn;
    case 'role':
      return `arn:${partition}:sts::${id}:assumed-role/${caller.role.name}/${caller.sessionName}`;
    case 'federated':
      return `arn:${partition}:sts::${id}:federated-user/${caller.name}`;
  }
}

/** The UserId that GetCallerIdentity gives, which is also `aws:userid`. */
export function callerUserId(caller: Caller): string {
  switch (caller.kind) {
    case 'root':
      return caller.account.id;
    case 'user':
      return caller.user.id;
    case 'role':
      return `${caller.role.id}:${caller.sessionName}`;
    case 'federated':
      return `${caller.account.id}:${caller.name}`;
  }
}

/** `aws:PrincipalArn`: of a role session, the role. Source: IAM User Guide, global condition context keys. */
export function principalArn(caller: Caller): string {
  return caller.kind === 'role' ? caller.role.arn : callerArn(caller);
}

/** `aws:PrincipalType`. */
export function principalType(caller: Caller): string {
  return { root: 'Account', user: 'User', role: 'AssumedRole', federated: 'FederatedUser' }[caller.kind];
}

const EVERYTHING = storePolicy(
  { name: 'root', type: 'none' },
  { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
);

const NOTHING = emptyPolicy('no session policy');

/** A user's or role's policies with its boundary and its organisation's; what the simulator looks at. */
export function entityLayers(entity: User | Role): PolicyLayers {
  const groups = entity.kind === 'user' ? entity.groups : [];
  const { count } = entity.checks;
  entity.checks.count++;
  return {
    identity: [
      ...entity.inline,
      ...entity.attached,
      ...entity.later
        .filter(({ afterChecks, untilChecks }) => afterChecks <= count && count < untilChecks)
        .flatMap(({ policies }) => policies),
      ...groups.flatMap((group) => [...group.inline, ...group.attached]),
    ],
    ...(entity.boundary === undefined ? {} : { boundary: entity.boundary }),
    ...serviceControlOf(entity.account, isServiceLinked(entity)),
  };
}

/** The layers of policies that decide what a caller may do. */
export function callerLayers(caller: Caller): PolicyLayers {
  switch (caller.kind) {
    case 'root':
      return { identity: [EVERYTHING], ...serviceControlOf(caller.account, false) };
    case 'user':
      return entityLayers(caller.user);
    case 'role':
      return { ...entityLayers(caller.role), session: caller.policies };
    case 'federated':
      return {
        ...entityLayers(caller.user),
        session: caller.policies.length > 0 ? caller.policies : [NOTHING],
      };
  }
}

function isServiceLinked(entity: User | Role): boolean {
  return entity.kind === 'role' && entity.path.startsWith('/aws-service-role/');
}

function serviceControlOf(account: Account, exempt: boolean): Pick<PolicyLayers, 'serviceControl'> {
  return exempt || account.serviceControl === undefined ? {} : { serviceControl: account.serviceControl };
}
