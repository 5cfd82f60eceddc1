/** A scenario made into the accounts that the services work on. Nothing in it ever changes. */
import type { Account } from './account.ts';
import { buildAccount } from './account.ts';
import type { AccountScenario, Scenario } from './scenario.ts';
import { permissionSetRole, skypilotRole, spotServiceRole } from './standard-roles.ts';

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
