import { describe, expect, it } from 'vitest';
import type { ServedRequest } from '../../src/sandbox/sandbox.ts';
import { shipped, started } from '../sandbox/support.ts';
import { eventually, isPending, NO_WAITS, testClock } from '../support/clocks.ts';
import { checkIn, checkScenario } from './check-sandbox.ts';

type Phase = 'early' | 'simulate' | 'dry-run';

function phaseOf({ operation, dryRun }: ServedRequest): Phase {
  if (dryRun) return 'dry-run';
  return operation === 'SimulatePrincipalPolicy' ? 'simulate' : 'early';
}

const LOOKED_UP = [
  'DescribeImages',
  'DescribeInstanceTypeOfferings',
  'DescribeSubnets',
  'DescribeVpcs',
  'DescribeSecurityGroups',
  'GetInstanceProfile',
];

/** The phases in the order of the log, each once for a run of requests. */
function phases(requests: readonly ServedRequest[]): readonly Phase[] {
  return requests.map(phaseOf).filter((phase, index, all) => phase !== all[index - 1]);
}

describe('the documented minimal user', () => {
  it('has compute by dry runs, and everything else told apart', async () => {
    const { report, statuses, codes, of } = await checkScenario(shipped('minimal'));
    expect({ status: report.status, exitCode: report.exitCode }).toEqual({ status: 'enabled', exitCode: 0 });
    expect(statuses).toEqual({
      compute: 'enabled',
      storage: 'disabled',
      spot: 'unknown',
      'auto-role': 'enabled',
      ports: 'disabled',
      'clone-disk': 'disabled',
      'bucket-create': 'unknown',
      ssm: 'unknown',
      efa: 'disabled',
      reservations: 'disabled',
      'quota-check': 'unknown',
    });
    expect(codes).toEqual(['permissions-missing', 'code-requirement-missing', 'simulator-not-allowed']);
    expect(of('compute/ec2:RunInstances@volume')).toMatchObject({ decision: 'allowed', evidence: 'dry-run' });
    expect(of('compute/ec2:StopInstances@instance')).toMatchObject({
      decision: 'likely',
      evidence: 'dry-run',
    });
    expect(of('compute/iam:PassRole@role')).toMatchObject({ decision: 'allowed', evidence: 'dry-run' });
    expect(of('compute/ec2:CreateTags#volume@volume')).toMatchObject({
      decision: 'denied',
      layer: 'no-allow',
    });
    expect(of('auto-role/iam:CreateRole@role')?.reason).toContain('not needed');
    expect(of('spot/iam:CreateServiceLinkedRole@spot-service-role')?.reason).toContain('no harmless way');
  });

  it('waits, once it is known, for at most three calls one after the other, and makes few', async () => {
    const clock = testClock(NO_WAITS.now());
    const faults = [
      { kind: 'latency', ms: 300, service: 'sts' } as const,
      { kind: 'latency', ms: 100, operation: 'SimulatePrincipalPolicy' } as const,
    ];
    const sandbox = await started(shipped('minimal'), { faults, clock });
    const checking = checkIn(sandbox);
    const served = () => sandbox.requests().map(({ operation }) => operation);
    await clock.running('pause', { ms: 300 });
    await eventually(() => LOOKED_UP.every((operation) => served().includes(operation)));
    await clock.advance(300);
    await clock.running('pause', { ms: 100 });
    await eventually(async () => {
      await clock.advance(300);
      return !(await isPending(checking));
    });
    const requests = sandbox.requests();
    const identified = requests.findIndex(({ operation }) => operation === 'GetCallerIdentity');
    // What dry runs name is looked up meanwhile.
    const before = requests.slice(0, identified).map(({ operation }) => operation);
    expect(phases(requests.slice(0, identified))).toEqual(['early']);
    expect(before).toEqual(expect.arrayContaining([...LOOKED_UP]));
    // Then the simulator is asked, then dry runs are sent beside the questions about the role.
    const asked = requests.filter((request) => phaseOf(request) !== 'early');
    expect(phases(asked).slice(0, 2)).toEqual(['simulate', 'dry-run']);
    expect(asked.length).toBeLessThan(30);
    expect(
      requests.filter(({ operation }) => operation === 'SimulatePrincipalPolicy').length,
    ).toBeLessThanOrEqual(4);
  });

  it('changes nothing: every call that could is a dry run', async () => {
    const { sandbox } = await checkScenario(shipped('minimal'));
    const changing = sandbox
      .requests()
      .filter(({ operation }) => !/^(Describe|Get|List|Simulate)/.test(operation));
    expect(changing.length).toBeGreaterThan(15);
    expect(changing.filter(({ dryRun }) => !dryRun)).toEqual([]);
  });
});

describe('where simulation decides everything', () => {
  it('no dry run is sent', async () => {
    const { sandbox, of } = await checkScenario(shipped('admin'));
    expect(sandbox.requests().filter(({ dryRun }) => dryRun)).toEqual([]);
    expect(of('auto-role/iam:CreateRole@role')).toMatchObject({
      decision: 'allowed',
      evidence: 'simulation',
    });
  });
});

describe('the switches', () => {
  it('--no-simulate leaves it to dry runs', async () => {
    const { sandbox, of, statuses } = await checkScenario(shipped('admin'), { simulate: false });
    expect(sandbox.requests().map(phaseOf)).not.toContain('simulate');
    expect(of('compute/ec2:CreateTags#security-group@security-group')).toMatchObject({
      decision: 'allowed',
      evidence: 'dry-run',
    });
    expect(statuses).toMatchObject({
      compute: 'enabled',
      ports: 'enabled',
      efa: 'enabled',
      storage: 'unknown',
    });
  });

  it('--no-probe sends neither reads nor dry runs', async () => {
    const { sandbox } = await checkScenario(shipped('minimal'), { probe: false });
    const sent = new Set(sandbox.requests().map(({ operation }) => operation));
    expect([...sent].sort()).toEqual(['GetCallerIdentity', 'SimulatePrincipalPolicy']);
  });

  it('--offline sends nothing', async () => {
    const { sandbox } = await checkScenario(shipped('minimal'), { offline: true });
    expect(sandbox.requests()).toEqual([]);
  });
});
