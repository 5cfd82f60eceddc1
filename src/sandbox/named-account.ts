import type { AccountScenario, ProfileScenario, Scenario } from './scenario.ts';

/** The account that a profile or machine means: the one it names, else the first. */
export function namedAccount(scenario: Scenario, id: string | undefined): AccountScenario | undefined {
  return id === undefined ? scenario.accounts[0] : scenario.accounts.find((account) => account.id === id);
}

/** The account of a profile; the first for those that belong to none. */
export function accountOfProfile(scenario: Scenario, profile: ProfileScenario): AccountScenario | undefined {
  const isOfNone = profile.kind === 'access-key' || profile.kind === 'settings';
  return namedAccount(scenario, isOfNone ? undefined : profile.account);
}
