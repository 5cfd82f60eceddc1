import { describe, expect, it } from 'vitest';
import { planSimulation } from '../../src/permissions/simulation-plan.ts';
import { EC2_DRY_RUN_OPERATIONS } from '../../src/skypilot/requirements.ts';
import { ROLE_USES } from '../../src/skypilot/role-requirements.ts';
import { checkScenario } from '../permissions/check-sandbox.ts';
import { PERMISSIONS, SCOPE } from '../permissions/fixtures.ts';
import { shipped } from '../sandbox/support.ts';

/** How many calls of each kind a check makes. */
async function callsOf(name: string) {
  const { sandbox } = await checkScenario(shipped(name));
  const requests = sandbox.requests();
  const count = (isOne: (request: (typeof requests)[number]) => boolean) => requests.filter(isOne).length;
  const isDescribe = (operation: string) => operation.startsWith('Describe');
  return {
    simulations: count(({ operation }) => operation === 'SimulatePrincipalPolicy'),
    launches: count(({ operation }) => operation === 'RunInstances'),
    otherDryRuns: count(({ operation, dryRun }) => dryRun && operation !== 'RunInstances'),
    describes: count(({ operation }) => isDescribe(operation)),
    others: count(
      ({ operation, dryRun }) => !dryRun && !isDescribe(operation) && operation !== 'SimulatePrincipalPolicy',
    ),
  };
}

/** Each operation that is tried beside the launch is sent once. */
const OTHER_DRY_RUNS = EC2_DRY_RUN_OPERATIONS.length - 1;

const CALLER = { principalArn: 'arn:aws:iam::111122223333:user/me', account: SCOPE.account, now: 0 };

/** Those about the identity, and at the most one for each requirement of the instances' role. */
const SIMULATIONS =
  planSimulation(PERMISSIONS, SCOPE, CALLER).length +
  ROLE_USES.flatMap(({ requirements }) => requirements).length;

describe('the calls of a check', () => {
  it.each([
    // Eleven describes of the checked region, three of each of the sixteen regions for the network, zones of the other fifteen.
    ['admin', SIMULATIONS],
    // Where the simulator may not be asked, three questions about oneself and one about the role show that.
    ['least-privilege', 4],
  ])('of %s are no more than these', async (name, simulations) => {
    const calls = await callsOf(name);
    expect(calls).toMatchObject({ launches: 2, otherDryRuns: OTHER_DRY_RUNS, describes: 74, others: 5 });
    expect(calls.simulations).toBeLessThanOrEqual(simulations);
  });
});
