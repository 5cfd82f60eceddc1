/** An account with its principals, built from a scenario. */
import { uniqueId } from './ids.ts';
import type { ManagedPolicy, PolicyFinder } from './managed-policy-finder.ts';
import { policyFinder } from './managed-policy-finder.ts';
import type { Network, Tags } from './network.ts';
import { buildNetwork } from './network.ts';
import { resourceControl, serviceControl } from './organisation-policies.ts';
import type { StoredPolicy } from './policies.ts';
import { storePolicy } from './policies.ts';
import type { Partition } from './regions.ts';
import { REGIONS } from './regions.ts';
import type { AccountScenario, RoleScenario, Scenario } from './scenario.ts';

export interface Group {
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly arn: string;
  readonly attached: readonly ManagedPolicy[];
  readonly inline: readonly StoredPolicy[];
}

interface PrincipalFields extends Group {
  readonly account: Account;
  readonly boundary: ManagedPolicy | undefined;
  readonly tags: Tags;
  readonly later: readonly LaterPolicies[];
  /** How often somebody has looked what the principal may do. */
  readonly checks: { count: number };
}

/** Policies that count from so many looks on, and up to so many. */
export interface LaterPolicies {
  readonly afterChecks: number;
  readonly untilChecks: number;
  readonly policies: readonly StoredPolicy[];
}

export interface User extends PrincipalFields {
  readonly kind: 'user';
  readonly groups: readonly Group[];
}

export interface Role extends PrincipalFields {
  readonly kind: 'role';
  readonly trust: StoredPolicy;
  /** Seconds. */
  readonly maxSession: number;
}

export interface InstanceProfile {
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly arn: string;
  readonly roles: readonly Role[];
}

export interface Account {
  readonly id: string;
  readonly partition: Partition;
  readonly scenario: AccountScenario;
  /** Absent: in no organisation, or its management account. */
  readonly serviceControl: readonly (readonly StoredPolicy[])[] | undefined;
  /** What reaches the account's resources; none in its organisation's management account. */
  readonly resourceControl: readonly StoredPolicy[];
  readonly inOrganisation: boolean;
  readonly enabledRegions: ReadonlySet<string>;
  /** By ARN. */
  readonly policies: ReadonlyMap<string, ManagedPolicy>;
  readonly groups: ReadonlyMap<string, Group>;
  readonly users: ReadonlyMap<string, User>;
  readonly roles: ReadonlyMap<string, Role>;
  readonly instanceProfiles: ReadonlyMap<string, InstanceProfile>;
  network(region: string): Network;
}

/** Builds an account; the roles that every account has are in its scenario already. */
export function buildAccount(scenario: AccountScenario, { organization }: Scenario): Account {
  const { id, partition } = scenario;
  const names = policyFinder(scenario);
  const groups = byName(scenario.groups.map((group) => buildGroup(group, scenario, names)));
  const users = new Map<string, User>();
  const roles = new Map<string, Role>();
  const instanceProfiles = new Map<string, InstanceProfile>();
  const networks = new Map<string, Network>();
  const account: Account = {
    id,
    partition,
    scenario,
    serviceControl: scenario.management ? undefined : serviceControl(scenario, organization),
    resourceControl: scenario.management ? [] : resourceControl(scenario, organization),
    inOrganisation:
      scenario.management ||
      scenario.serviceControlPolicies !== undefined ||
      scenario.resourceControlPolicies !== undefined,
    enabledRegions: enabledRegions(scenario),
    policies: names.all,
    groups,
    users,
    roles,
    instanceProfiles,
    network: (region) => {
      const known = networks.get(region) ?? makeNetwork(scenario, region);
      networks.set(region, known);
      return known;
    },
  };
  for (const user of scenario.users) users.set(user.name, buildUser(user, account, names));
  for (const role of scenario.roles) roles.set(role.name, buildRole(role, account, names));
  for (const profile of scenario.instanceProfiles)
    instanceProfiles.set(profile.name, buildInstanceProfile(profile, account));
  return account;
}

function byName<T extends { readonly name: string }>(list: readonly T[]): ReadonlyMap<string, T> {
  return new Map(list.map((entry) => [entry.name, entry]));
}

function makeNetwork(scenario: AccountScenario, region: string): Network {
  const facts = REGIONS.get(region);
  if (facts === undefined) throw new Error(`no region ${region}`);
  return buildNetwork(scenario.id, facts, scenario.network);
}

function enabledRegions(scenario: AccountScenario): ReadonlySet<string> {
  const own = [...REGIONS.values()].filter(
    (region) => region.partition === scenario.partition && region.enabledByDefault,
  );
  return new Set([...own.map((region) => region.name), ...scenario.optInRegions]);
}

function inlinePolicies(
  kind: 'user' | 'group' | 'role',
  holder: { readonly name: string; readonly inline: Readonly<Record<string, object>> },
): readonly StoredPolicy[] {
  return Object.entries(holder.inline).map(([name, document]) =>
    storePolicy({ name, type: 'inline', sourceId: `${kind}_${holder.name}_${name}` }, document),
  );
}

function buildGroup(
  group: AccountScenario['groups'][number],
  scenario: AccountScenario,
  names: PolicyFinder,
): Group {
  const arn = `arn:${scenario.partition}:iam::${scenario.id}:group${group.path}${group.name}`;
  return {
    name: group.name,
    path: group.path,
    id: uniqueId('AGPA', arn),
    arn,
    attached: group.policies.map(names.find),
    inline: inlinePolicies('group', group),
  };
}

function principalFields(
  kind: 'user' | 'role',
  principal: AccountScenario['users'][number] | RoleScenario,
  account: Account,
  names: PolicyFinder,
): PrincipalFields {
  const arn = `arn:${account.partition}:iam::${account.id}:${kind}${principal.path}${principal.name}`;
  return {
    account,
    name: principal.name,
    path: principal.path,
    id: uniqueId(kind === 'user' ? 'AIDA' : 'AROA', arn),
    arn,
    attached: principal.policies.map(names.find),
    inline: inlinePolicies(kind, principal),
    boundary: principal.boundary === undefined ? undefined : names.find(principal.boundary),
    tags: principal.tags,
    later: principal.later.map(({ afterChecks, untilChecks = Number.POSITIVE_INFINITY, inline }) => ({
      afterChecks,
      untilChecks,
      policies: inlinePolicies(kind, { name: principal.name, inline }),
    })),
    checks: { count: 0 },
  };
}

function buildUser(user: AccountScenario['users'][number], account: Account, names: PolicyFinder): User {
  const groups = user.groups.flatMap((name) => account.groups.get(name) ?? []);
  return { kind: 'user', ...principalFields('user', user, account, names), groups };
}

function buildRole(role: RoleScenario, account: Account, names: PolicyFinder): Role {
  return {
    kind: 'role',
    ...principalFields('role', role, account, names),
    trust: storePolicy({ name: `trust of ${role.name}`, type: 'resource' }, role.trust, 'trust'),
    maxSession: role.maxSession / 1000,
  };
}

function buildInstanceProfile(
  profile: AccountScenario['instanceProfiles'][number],
  account: Account,
): InstanceProfile {
  const arn = `arn:${account.partition}:iam::${account.id}:instance-profile${profile.path}${profile.name}`;
  return {
    name: profile.name,
    path: profile.path,
    id: uniqueId('AIPA', arn),
    arn,
    roles: profile.roles.flatMap((name) => account.roles.get(name) ?? []),
  };
}
