import { requestedRegion } from '../aws-facts/partitions.ts';
import { groupBy } from '../group-by.ts';
import type { ArnScope } from '../skypilot/requirements.ts';
import { isoTime } from '../time.ts';
import type { RequiredPermission } from './decision.ts';

/** A context entry in the simulator's form. Source: IAM API, `ContextEntry`. */
export interface SimulationContextEntry {
  readonly ContextKeyName: string;
  readonly ContextKeyValues: string[];
  readonly ContextKeyType: 'string' | 'stringList' | 'boolean' | 'numeric' | 'date';
}

/** One call of SimulatePrincipalPolicy (its pages aside), and the permissions that it decides. */
export interface SimulationCall {
  readonly actionNames: readonly string[];
  readonly resourceArns: readonly string[];
  readonly contextEntries: readonly SimulationContextEntry[];
  readonly permissions: readonly RequiredPermission[];
  /** Whether the real requests are signed with a long-term key. */
  readonly longTermKey: boolean;
}

/** What is known of the caller for the context of a simulated request. */
export interface SimulatedCaller {
  readonly principalArn: string;
  /** Absent where a role is simulated that nobody has assumed. */
  readonly userId?: string;
  readonly account: string;
  /** The user's name; absent for roles, as in real requests. */
  readonly userName?: string;
  /** Whether the caller's key is known to be a long-term one. */
  readonly longTermKey?: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Groups permissions into simulator calls.
 *
 * Permissions share a call only where their requests are about the same resource in the same context: the keys of a
 * call count for all of its resources, whereas EC2 has other keys for each, and an action asked about a kind of
 * resource that it does not take is denied. Source: IAM API, `EvaluationResult`; Service Authorization Reference.
 */
export function planSimulation(
  permissions: readonly RequiredPermission[],
  scope: ArnScope,
  caller: SimulatedCaller,
): readonly SimulationCall[] {
  const groups = groupBy(permissions, (permission) => groupKey(permission));
  return [...groups.values()].map((group) => toCall(group, scope, caller));
}

function groupKey({ requirement, resource, context }: RequiredPermission): string {
  const [service] = requirement.action.split(':');
  return JSON.stringify([service, requirement.action === 'iam:PassRole', resource, context.entries]);
}

function toCall(
  permissions: readonly [RequiredPermission, ...RequiredPermission[]],
  scope: ArnScope,
  caller: SimulatedCaller,
): SimulationCall {
  const [first] = permissions;
  const context = first.context.entries.map((entry) => ({
    ContextKeyName: entry.key,
    ContextKeyValues: [...entry.values],
    ContextKeyType: entry.type,
  }));
  return {
    actionNames: unique(permissions.map((permission) => permission.requirement.action)),
    resourceArns: unique(permissions.map((permission) => permission.resource)),
    contextEntries: [
      ...commonContext(
        scope,
        caller,
        requestedRegion(first.requirement.action, scope.partition, scope.region),
      ),
      ...context,
    ],
    permissions,
    longTermKey: caller.longTermKey === true,
  };
}

/** The global keys that AWS puts into every request. Source: IAM User Guide, "AWS global condition context keys". */
export function commonContext(
  scope: Pick<ArnScope, 'region'>,
  caller: SimulatedCaller,
  requested: string,
): SimulationContextEntry[] {
  const entry = (
    key: string,
    value: string,
    type: SimulationContextEntry['ContextKeyType'] = 'string',
  ): SimulationContextEntry => ({ ContextKeyName: key, ContextKeyValues: [value], ContextKeyType: type });
  return [
    entry('aws:RequestedRegion', requested),
    entry('ec2:Region', scope.region),
    entry('aws:SecureTransport', 'true', 'boolean'),
    entry('aws:CurrentTime', isoTime(caller.now).replace(/\.\d+Z$/, 'Z'), 'date'),
    entry('aws:PrincipalArn', caller.principalArn),
    entry('aws:PrincipalAccount', caller.account),
    ...(caller.userId === undefined ? [] : [entry('aws:userid', caller.userId)]),
    ...(caller.userName === undefined ? [] : [entry('aws:username', caller.userName)]),
  ];
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}
