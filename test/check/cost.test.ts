import { describe, expect, it } from 'vitest';
import { checkScenario } from '../permissions/check-sandbox.ts';
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

describe('the calls of a check', () => {
  it.each([
    // Eleven describes of the checked region, three of each of the sixteen regions for the network, zones of the other fifteen.
    ['admin', { simulations: 50, launches: 2, otherDryRuns: 13, describes: 74, others: 5 }],
    // Where the simulator may not be asked, three questions about oneself and one about the role show that.
    ['least-privilege', { simulations: 4, launches: 2, otherDryRuns: 13, describes: 74, others: 5 }],
  ])('of %s are no more than these', async (name, expected) => {
    expect(await callsOf(name)).toEqual(expected);
  });
});
