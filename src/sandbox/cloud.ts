/** A scenario made into the accounts, principals and keys that the services work on. Nothing in it ever changes. */
import { resourceId, uniqueId } from './ids.ts';
import { AWS_MANAGED_POLICIES, type AwsManagedPolicy, FULL_AWS_ACCESS } from './managed-policies.ts';
import type { Network, Tags } from './network.ts';
import { buildNetwork } from './network.ts';
import type { StoredPolicy } from './policies.ts';
import { policyName, storePolicy } from './policies.ts';
import type { Partition } from './regions.ts';
import { REGIONS } from './regions.ts';
import type { AccountScenario, RoleScenario, Scenario } from './scenario.ts';
import { permissionSetRole, skypilotRole, spotServiceRole } from './standard-roles.ts';

/** A managed policy, AWS's or the account's own. */
export interface ManagedPolicy extends StoredPolicy {
  readonly arn: string;
  readonly path: string;
  readonly id: string;
  readonly version: string;
}

export interface Group {
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly arn: string;
  readonly attached: readonly ManagedPolicy[];
  readonly inline: readonly StoredPolicy[];
}

interface PrincipalFields {
  readonly account: Account;
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly arn: string;
  readonly attached: readonly ManagedPolicy[];
  readonly inline: readonly StoredPolicy[];
  readonly boundary: ManagedPolicy | undefined;
  readonly tags: Tags;
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

export interface Cloud {
  readonly scenario: Scenario;
  /** The servers' clock at the start, milliseconds since 1970. */
  readonly startedAt: number;
  readonly accounts: ReadonlyMap<string, Account>;
}

/** When everything in the sandbox was made. */
export const CREATED_AT = '2026-01-15T09:30:00Z';

/** Builds the cloud of a scenario. */
export function buildCloud(scenario: Scenario, startedAt: number): Cloud {
  const accounts = new Map<string, Account>();
  for (const account of scenario.accounts)
    accounts.set(account.id, buildAccount(withStandardParts(account, scenario), scenario));
  return { scenario, startedAt, accounts };
}

/** The account with the roles that it has without the scenario naming them. */
function withStandardParts(account: AccountScenario, scenario: Scenario): AccountScenario {
  const { sso } = scenario;
  const sets = (sso?.permissionSets ?? []).filter((set) => set.accounts?.includes(account.id) ?? true);
  const has = (kind: 'roles' | 'instanceProfiles', name: string) =>
    account[kind].some((entry) => entry.name === name);
  const roles = [
    ...account.roles,
    ...(account.skypilotRole && !has('roles', 'skypilot-v1') ? [skypilotRole(account)] : []),
    ...(account.spotRole ? [spotServiceRole()] : []),
    ...sets.map((set) => permissionSetRole(set, account, sso?.region ?? '')),
  ];
  const profiles = [...account.instanceProfiles];
  if (account.skypilotRole && !has('instanceProfiles', 'skypilot-v1'))
    profiles.push({ name: 'skypilot-v1', path: '/', roles: ['skypilot-v1'] });
  return { ...account, roles, instanceProfiles: profiles };
}

function buildAccount(scenario: AccountScenario, { organization }: Scenario): Account {
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

type Organization = Scenario['organization'];

function serviceControl(scenario: AccountScenario, organization: Organization): Account['serviceControl'] {
  return scenario.serviceControlPolicies?.map((level, depth) =>
    level.map((policy) => {
      if (policy === 'FullAWSAccess')
        return storePolicy(
          {
            name: policy,
            type: 'none',
            arn: `arn:${scenario.partition}:organizations::aws:policy/p-${policy}`,
          },
          FULL_AWS_ACCESS.document,
        );
      const arn = controlPolicyArn(scenario, organization, 'service_control_policy', [
        'scp',
        scenario.id,
        String(depth),
        policy.name,
      ]);
      return storePolicy({ name: policy.name, type: 'none', arn }, policy.document);
    }),
  );
}

/** RCPFullAWSAccess is left out: it denies nothing, and allowing is not what these policies do. */
function resourceControl(scenario: AccountScenario, organization: Organization): readonly StoredPolicy[] {
  return (scenario.resourceControlPolicies ?? []).flatMap((level, depth) =>
    level.flatMap((policy) => {
      if (policy === 'RCPFullAWSAccess') return [];
      const arn = controlPolicyArn(scenario, organization, 'resource_control_policy', [
        'rcp',
        scenario.id,
        String(depth),
        policy.name,
      ]);
      return [storePolicy({ name: policy.name, type: 'resource', arn }, policy.document, 'resource')];
    }),
  );
}

function controlPolicyArn(
  { partition, id }: AccountScenario,
  organization: Organization,
  kind: 'service_control_policy' | 'resource_control_policy',
  [prefix = '', ...key]: readonly string[],
): string {
  const policyId = `p-${resourceId(prefix, ...key).slice(5, 13)}`;
  const owner = organization.managementAccount ?? id;
  return `arn:${partition}:organizations::${owner}:policy/${organization.id}/${kind}/${policyId}`;
}

interface PolicyFinder {
  readonly all: ReadonlyMap<string, ManagedPolicy>;
  /** By ARN or name; the account's own come first. */
  find(reference: string): ManagedPolicy;
}

function policyFinder(scenario: AccountScenario): PolicyFinder {
  const own = scenario.policies.map((entry) => {
    const arn = `arn:${scenario.partition}:iam::${scenario.id}:policy${entry.path}${entry.name}`;
    return managed({ ...entry, version: 'v1' }, arn, 'user-managed');
  });
  const aws = [...AWS_MANAGED_POLICIES.values()].map((entry) =>
    managed(entry, `arn:${scenario.partition}:iam::aws:policy${entry.path}${entry.name}`, 'aws-managed'),
  );
  const policies = [...own, ...aws];
  return {
    all: new Map(policies.map((entry) => [entry.arn, entry])),
    find: (reference) => {
      const name = policyName(reference);
      const found = policies.find((entry) => entry.name === name);
      if (found === undefined) throw new Error(`no policy ${reference}`);
      return found;
    },
  };
}

function managed(
  policy: Pick<AwsManagedPolicy, 'name' | 'path' | 'version'> & { readonly document: object },
  arn: string,
  type: 'aws-managed' | 'user-managed',
): ManagedPolicy {
  const stored = storePolicy({ name: policy.name, type, arn }, policy.document);
  return { ...stored, arn, path: policy.path, version: policy.version, id: uniqueId('ANPA', arn) };
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
