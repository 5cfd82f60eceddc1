/** Names in a scenario that point at nothing, and documents that are no policies. */
import { checkContextKeys } from './context-key-check.ts';
import { AWS_MANAGED_POLICIES } from './managed-policies.ts';
import { accountOfProfile, namedAccount } from './named-account.ts';
import { policyName, readPolicy } from './policies.ts';
import type { AccountScenario, Scenario } from './scenario.ts';
import type { ScenarioDocument } from './scenario-documents.ts';
import { scenarioDocuments } from './scenario-documents.ts';
import type { PlacedIssue } from './scenario-issue.ts';

type Path = readonly PropertyKey[];

/** Everything in a scenario that does not fit together. */
export function checkReferences(scenario: Scenario): readonly PlacedIssue[] {
  return [
    ...duplicates(
      scenario.accounts.map((account) => account.id),
      ['accounts'],
      'id',
    ),
    ...scenario.accounts.flatMap((account, index) => checkAccount(account, ['accounts', index])),
    ...scenarioDocuments(scenario).flatMap(checkDocument),
    ...checkContextKeys(scenario),
    ...checkEndpoints(scenario),
    ...checkPermissionSets(scenario),
    ...checkHome(scenario),
    ...checkMachine(scenario),
  ];
}

function duplicates(names: readonly string[], path: Path, key: string): PlacedIssue[] {
  return names.flatMap((name, index) =>
    names.indexOf(name) < index ? [{ path: [...path, index, key], message: `"${name}" appears twice` }] : [],
  );
}

function checkAccount(account: AccountScenario, path: Path): PlacedIssue[] {
  const customer = account.policies.map((policy) => policy.name);
  const groups = new Set(account.groups.map((group) => group.name));
  const holders = (['users', 'groups', 'roles'] as const).flatMap((kind) =>
    account[kind].map((holder, index) => ({ holder, path: [...path, kind, index] })),
  );
  return [
    ...(['users', 'groups', 'roles', 'policies'] as const).flatMap((kind) =>
      duplicates(
        account[kind].map((entry) => entry.name),
        [...path, kind],
        'name',
      ),
    ),
    ...holders.flatMap((entry) => checkPermissions(entry.holder, customer, entry.path)),
    ...account.users.flatMap((user, index) =>
      user.groups.flatMap((name, at) =>
        groups.has(name)
          ? []
          : [{ path: [...path, 'users', index, 'groups', at], message: `no group "${name}"` }],
      ),
    ),
    ...checkSessions(account, path),
    ...checkNetworks(account, path),
    ...checkInstanceProfiles(account, path),
  ];
}

interface Holder {
  readonly policies: readonly string[];
  readonly boundary?: string | undefined;
}

function checkPermissions(holder: Holder, customer: readonly string[], path: Path): PlacedIssue[] {
  const known = (reference: string) => {
    const name = policyName(reference);
    return AWS_MANAGED_POLICIES.has(name) || customer.includes(name);
  };
  const unknown = (reference: string, at: Path) =>
    known(reference)
      ? []
      : [{ path: at, message: `no policy "${reference}", neither of AWS nor of this account` }];
  return [
    ...holder.policies.flatMap((reference, index) => unknown(reference, [...path, 'policies', index])),
    ...(holder.boundary === undefined ? [] : unknown(holder.boundary, [...path, 'boundary'])),
  ];
}

function checkDocument({ document, path, usage }: ScenarioDocument): PlacedIssue[] {
  const read = readPolicy(JSON.stringify(document), usage);
  return read.kind === 'policy' ? [] : [{ path, message: `not a policy document: ${read.message}` }];
}

function checkSessions(account: AccountScenario, path: Path): PlacedIssue[] {
  return account.sessions.flatMap((session, index) => {
    const at = [...path, 'sessions', index];
    const { of } = session;
    if (of.kind === 'root') return [];
    const [kind, name] = of.kind === 'role' ? ['role', of.role] : ['user', of.user];
    const exists =
      kind === 'role' ? hasRole(account, name) : account.users.some((user) => user.name === name);
    return exists ? [] : [{ path: [...at, 'of', kind], message: `no ${kind} "${name}" in this account` }];
  });
}

function hasRole(account: AccountScenario, name: string): boolean {
  return account.roles.some((role) => role.name === name) || (name === 'skypilot-v1' && account.skypilotRole);
}

/** Subnets and security groups that machines name; the VPC that AWS makes has no names of subnets. */
function checkNetworks(account: AccountScenario, path: Path): PlacedIssue[] {
  const subnets = account.network.flatMap(({ vpcs }) => vpcs.flatMap((vpc) => vpc.subnets));
  const groups = account.network.flatMap(({ vpcs, securityGroups }) => [
    ...securityGroups,
    ...vpcs.flatMap((vpc) => vpc.securityGroups),
  ]);
  return account.network.flatMap(({ instances }, index) =>
    instances.flatMap(({ subnet, securityGroups }, at) => {
      const place = [...path, 'network', index, 'instances', at];
      const unknown = securityGroups.flatMap((name, position) =>
        name === 'default' || groups.some((group) => group.name === name)
          ? []
          : [
              {
                path: [...place, 'securityGroups', position],
                message: `no security group "${name}" in this account`,
              },
            ],
      );
      if (subnet === undefined || subnets.some(({ name }) => name === subnet)) return unknown;
      return [...unknown, { path: [...place, 'subnet'], message: `no subnet "${subnet}" in this account` }];
    }),
  );
}

function checkEndpoints(scenario: Scenario): PlacedIssue[] {
  return scenario.vpcEndpoints.flatMap(({ account }, index) =>
    namedAccount(scenario, account) === undefined
      ? [{ path: ['vpcEndpoints', index, 'account'], message: 'no such account' }]
      : [],
  );
}

function checkInstanceProfiles(account: AccountScenario, path: Path): PlacedIssue[] {
  return account.instanceProfiles.flatMap((profile, index) =>
    profile.roles.flatMap((name, at) =>
      hasRole(account, name)
        ? []
        : [{ path: [...path, 'instanceProfiles', index, 'roles', at], message: `no role "${name}"` }],
    ),
  );
}

function checkPermissionSets(scenario: Scenario): PlacedIssue[] {
  return (scenario.sso?.permissionSets ?? []).flatMap((set, index) => {
    const path = ['sso', 'permissionSets', index];
    const ids = set.accounts ?? scenario.accounts.map((account) => account.id);
    return ids.flatMap((id, at) => {
      const account = scenario.accounts.find((entry) => entry.id === id);
      if (account === undefined) return [{ path: [...path, 'accounts', at], message: `no account "${id}"` }];
      const customer = account.policies.map((policy) => policy.name);
      return checkPermissions(set, customer, path);
    });
  });
}

function checkHome(scenario: Scenario): PlacedIssue[] {
  const logins =
    scenario.sso === undefined && scenario.home.ssoLogins.length > 0
      ? [{ path: ['home', 'ssoLogins'], message: 'the scenario has no sso' }]
      : [];
  return [...logins, ...checkProfiles(scenario)];
}

function checkProfiles(scenario: Scenario): PlacedIssue[] {
  return scenario.home.profiles.flatMap((profile, index) => {
    const path = ['home', 'profiles', index];
    const account = accountOfProfile(scenario, profile);
    if (account === undefined) return [{ path: [...path, 'account'], message: 'no such account' }];
    if (profile.kind === 'user') {
      const user = account.users.find((entry) => entry.name === profile.user);
      if (user === undefined) return [{ path: [...path, 'user'], message: `no user "${profile.user}"` }];
      if (user.keys[profile.key] === undefined)
        return [{ path: [...path, 'key'], message: `"${profile.user}" has no key ${profile.key}` }];
    }
    if (profile.kind === 'login' && !account.users.some((entry) => entry.name === profile.login))
      return [{ path: [...path, 'login'], message: `no user "${profile.login}"` }];
    if (profile.kind === 'session' && !account.sessions.some((session) => session.name === profile.session))
      return [{ path: [...path, 'session'], message: `no session "${profile.session}"` }];
    if (profile.kind === 'permission-set' && scenario.sso === undefined)
      return [{ path: [...path, 'permissionSet'], message: 'the scenario has no sso' }];
    return [];
  });
}

function checkMachine(scenario: Scenario): PlacedIssue[] {
  const { machine } = scenario;
  if (machine?.role === undefined) return [];
  const account = namedAccount(scenario, machine.account);
  if (account === undefined) return [{ path: ['machine', 'account'], message: 'no such account' }];
  return hasRole(account, machine.role)
    ? []
    : [{ path: ['machine', 'role'], message: `no role "${machine.role}"` }];
}
