import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { CheckRequest } from '../../src/check/request.ts';
import { planSimulation } from '../../src/permissions/simulation-plan.ts';
import { EC2_DRY_RUN_OPERATIONS } from '../../src/skypilot/requirements.ts';
import { ROLE_USES } from '../../src/skypilot/role-requirements.ts';
import { checkScenario } from '../permissions/check-sandbox.ts';
import { PERMISSIONS, SCOPE } from '../permissions/fixtures.ts';
import { SCENARIOS, scenarioOf, shipped } from '../sandbox/support.ts';
import { countRounds, inRound } from './rounds.ts';

const bounds = vi.hoisted(() => ({ lifted: false }));

vi.mock('../../src/aws/http.ts', async (importOriginal) => {
  const actual = await importOriginal<typeof import('../../src/aws/http.ts')>();
  class CountedTransport extends actual.AwsTransport {
    override handle(request: Parameters<InstanceType<typeof actual.AwsTransport>['handle']>[0]) {
      return inRound(request, () => super.handle(request));
    }
  }
  return { ...actual, AwsTransport: CountedTransport };
});

/** What waits for a place in a queue depends on nothing: depth is counted without bounds. */
vi.mock('../../src/aws/in-parallel.ts', async (importOriginal) => {
  const actual = await importOriginal<typeof import('../../src/aws/in-parallel.ts')>();
  const most = (atOnce: number) => (bounds.lifted ? Number.POSITIVE_INFINITY : atOnce);
  const inParallel: typeof actual.inParallel = (items, atOnce, work) =>
    actual.inParallel(items, most(atOnce), work);
  const roomFor: typeof actual.roomFor = (atOnce) => actual.roomFor(most(atOnce));
  return { ...actual, inParallel, roomFor };
});

const scenarios = readdirSync(SCENARIOS)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.replace('.yaml', ''));

/** All scenarios for both questions, or half of them for each: the gate takes a sample. */
const isWhole = process.env.SKYCHECK_ALL_FAULTS === '1';
const inTurn = (turn: number) => scenarios.filter((_, index) => isWhole || index % 2 === turn);

/** Calls that have to be answered before the first of those that every key makes; and the role's path. */
const BEFORE: Readonly<Record<string, number>> = { 'aws-login': 1, sso: 2, 'sso-renewable': 3 };

const WAITS = 6;

/** Each operation that is tried beside the launch is sent once. */
const OTHER_DRY_RUNS = EC2_DRY_RUN_OPERATIONS.length - 1;

const CALLER = { principalArn: 'arn:aws:iam::111122223333:user/me', account: SCOPE.account, now: 0 };

/** Those about the identity, and at the most one for each requirement of the instances' role. */
const SIMULATIONS =
  planSimulation(PERMISSIONS, SCOPE, CALLER).length +
  ROLE_USES.flatMap(({ requirements }) => requirements).length;

async function costOf(name: string, request: Partial<CheckRequest> = {}) {
  const rounds = countRounds();
  const { report, sandbox } = await checkScenario(shipped(name), request);
  return { rounds, report, requests: sandbox.requests() };
}

/** Launches are allowed in other regions than the configured one, and the simulator may not be asked. */
const ELSEWHERE_WITHOUT_SIMULATOR = scenarioOf(
  readFileSync(new URL('scp-denied.yaml', SCENARIOS), 'utf8').replace(
    'policies: [AdministratorAccess]',
    `policies: [AdministratorAccess]
        inline: { no-simulator: { Version: "2012-10-17", Statement: [{ Effect: Deny, Action: "iam:Simulate*", Resource: "*" }] } }`,
  ),
);

// What is loaded lazily is loaded before anything is counted.
beforeAll(async () => {
  await Promise.all([
    import('../../src/aws/ec2.ts'),
    import('../../src/aws/ec2-dry-run.ts'),
    import('../../src/aws/iam.ts'),
    import('../../src/aws/s3.ts'),
    import('../../src/aws/sts.ts'),
    import('../../src/credentials/aws-remote.ts'),
    import('@aws-sdk/client-ec2'),
  ]);
});

describe('the waits of a check that depend on each other', () => {
  it.each(inTurn(0))('of %s are six at most, with one more for SSO and for a role', async (name) => {
    bounds.lifted = true;
    const { rounds } = await costOf(name);
    expect(rounds.count).toBeLessThanOrEqual(WAITS + (BEFORE[name] ?? 0));
  });

  it('are six where the launch moves to another region and the simulator may not be asked, nor is it again', async () => {
    bounds.lifted = true;
    const rounds = countRounds();
    const { report, sandbox } = await checkScenario(ELSEWHERE_WITHOUT_SIMULATOR, {});
    expect(report.checkedRegion).toBe('eu-central-1');
    expect(rounds.count).toBeLessThanOrEqual(WAITS);
    // Three about itself; one about the role in each of the two regions.
    expect(sandbox.requests().filter(({ operation }) => /^Simulate/.test(operation ?? ''))).toHaveLength(5);
  });

  it.each([undefined, ['us-east-1'], ['us-*'], ['*']])('are as many for the regions %j', async (regions) => {
    bounds.lifted = true;
    const { rounds } = await costOf('admin', { regions });
    expect(rounds.count).toBeLessThanOrEqual(5);
  });
});

describe('the calls of a check', () => {
  it.each(inTurn(1))('of %s are no more at once than AWS lets through', async (name) => {
    bounds.lifted = false;
    const { rounds, report } = await costOf(name);
    const most = (place: string) => rounds.mostAtOnce.get(place) ?? 0;
    const launches = [...rounds.mostAtOnce].filter(([place]) => place.startsWith('RunInstances '));
    expect(most('SimulatePrincipalPolicy')).toBeLessThanOrEqual(12);
    expect(Math.max(0, ...launches.map(([, count]) => count))).toBeLessThanOrEqual(5);
    expect(most('RunInstances')).toBeLessThanOrEqual(16);
    // With the queue for the simulator; where the launch moves to another region everything is asked there, too.
    // The document that is missing is proven through the same queue.
    const queue =
      (report.checkedRegion !== 'us-east-1' ? 6 : 1) +
      (report.missingPolicyProof?.evidence === 'simulation' ? 2 : 0);
    expect(rounds.count).toBeLessThanOrEqual(WAITS + queue + (BEFORE[name] ?? 0));
  });

  it.each([
    // Twelve describes of the checked region, three of each of the sixteen regions for the network, zones of the other fifteen.
    ['admin', SIMULATIONS, { launches: 3, otherDryRuns: OTHER_DRY_RUNS, describes: 75, others: 5 }],
    // Where the simulator may not be asked, three questions about oneself and one about the role show that.
    ['least-privilege', 4, { launches: 3, otherDryRuns: OTHER_DRY_RUNS, describes: 75, others: 5 }],
    // Without tags on volumes SkyPilot launches all the same: no other region is looked at.
    ['minimal', 4, { launches: 7, otherDryRuns: OTHER_DRY_RUNS + 1, describes: 75, others: 6 }],
  ])('of %s are no more than these', async (name, simulations, expected) => {
    const { requests } = await costOf(name);
    const count = (isOne: (request: (typeof requests)[number]) => boolean) => requests.filter(isOne).length;
    const isDescribe = (operation: string) => operation.startsWith('Describe');
    const isSimulation = (operation: string) => operation === 'SimulatePrincipalPolicy';
    expect({
      launches: count(({ operation }) => operation === 'RunInstances'),
      otherDryRuns: count(({ operation, dryRun }) => dryRun && operation !== 'RunInstances'),
      describes: count(({ operation }) => isDescribe(operation)),
      others: count(({ operation, dryRun }) => !dryRun && !isDescribe(operation) && !isSimulation(operation)),
    }).toEqual(expected);
    expect(count(({ operation }) => isSimulation(operation))).toBeLessThanOrEqual(simulations);
  });
});
