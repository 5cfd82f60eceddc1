/** `--wait` in the sandbox, whose policies come to count after so many looks. */
import { describe, expect, it } from 'vitest';
import type { CheckRequest } from '../../src/check/request.ts';
import type { Scenario } from '../../src/sandbox/sandbox.ts';
import { parseReport } from '../end-to-end/support/skycheck.ts';
import { checkScenario } from '../permissions/check-sandbox.ts';
import { allow, policy, shipped, userWith } from '../sandbox/support.ts';

const HOUR = 3_600_000;

/** Beyond what the first check looks; the waits pass at once. */
const LATER = 400;
const NEVER = 1_000_000;

/** A user who may do all but some actions, which later policies grant. */
function granted(
  lacking: readonly string[],
  later: readonly { afterChecks: number; untilChecks?: number }[],
  withoutSimulator = false,
): Scenario {
  const NotAction = [...lacking, ...(withoutSimulator ? ['iam:SimulatePrincipalPolicy'] : [])];
  const scenario = userWith({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', NotAction, Resource: '*' }],
  });
  const [account, ...others] = scenario.accounts;
  const [user] = account?.users ?? [];
  if (account === undefined || user === undefined) throw new Error('no account');
  const grants = later.map((when) => ({
    ...when,
    inline: { grant: policy(allow([...lacking])) as Record<string, unknown> },
  }));
  return { ...scenario, accounts: [{ ...account, users: [{ ...user, later: grants }] }, ...others] };
}

type Counts = Readonly<Record<string, number>>;

async function run(scenario: Scenario, request: Partial<CheckRequest> = {}) {
  const { report, sandbox } = await checkScenario(scenario, request);
  const counts: Record<string, number> = {};
  for (const { operation } of sandbox.requests()) counts[operation] = (counts[operation] ?? 0) + 1;
  return { report, counts };
}

/** The check that waits, and what it sent beside a check before the grant and one after it. */
async function waitFor(lacking: readonly string[], withoutSimulator = false) {
  const at = (afterChecks: number) => granted(lacking, [{ afterChecks }], withoutSimulator);
  const [before, after, waited] = [
    await run(at(NEVER)),
    await run(at(0)),
    await run(at(LATER), { waitMs: HOUR }),
  ];
  const beside: Counts = Object.fromEntries(
    Object.entries(waited.counts)
      .map(([name, count]) => [name, count - (before.counts[name] ?? 0) - (after.counts[name] ?? 0)] as const)
      .filter(([, count]) => count > 0),
  );
  return { before: before.report, after: after.report, report: waited.report, beside };
}

describe('what is denied is asked again until it is allowed', () => {
  it.each<readonly [string, readonly string[], boolean, readonly string[]]>([
    ['a dry run', ['ec2:TerminateInstances'], false, ['SimulatePrincipalPolicy', 'TerminateInstances']],
    ['a read', ['ec2:DescribeRouteTables'], true, ['DescribeRouteTables']],
    ['what is simulated alone', ['iam:PassRole'], false, ['RunInstances', 'SimulatePrincipalPolicy']],
    ['the launch', ['ec2:RunInstances'], false, ['RunInstances', 'SimulatePrincipalPolicy']],
    [
      'several',
      ['ec2:StopInstances', 'ec2:DescribeImages'],
      false,
      ['DescribeImages', 'SimulatePrincipalPolicy', 'StopInstances'],
    ],
  ])('for %s, and nothing else is', async (_what, lacking, withoutSimulator, operations) => {
    const { before, after, report, beside } = await waitFor(lacking, withoutSimulator);
    expect(before.verdict).toBe('not-ready');
    expect(report.waited).toMatchObject({ outcome: 'allowed', stillDenied: [] });
    expect(report.waited?.tries).toBeGreaterThanOrEqual(3);
    expect(report.verdict).toBe(after.verdict);
    expect(Object.keys(beside).filter((operation) => !operations.includes(operation))).toEqual([]);
  });

  it('and a launch is tried as it is, without variations', async () => {
    const { report, beside } = await waitFor(['ec2:RunInstances']);
    expect(beside.RunInstances ?? 0).toBeLessThanOrEqual(report.waited?.tries ?? 0);
    expect(beside).not.toHaveProperty('DecodeAuthorizationMessage');
  });

  it('and not where some places of AWS know of it and others do not', async () => {
    const flapping = [{ afterChecks: LATER, untilChecks: LATER + 3 }, { afterChecks: LATER + 40 }];
    const lacking = ['ec2:DescribeRouteTables'];
    const steady = await run(granted(lacking, [{ afterChecks: LATER }]), { waitMs: HOUR });
    const { report } = await run(granted(lacking, flapping), { waitMs: HOUR });
    expect(report.waited?.outcome).toBe('allowed');
    expect(report.waited?.tries ?? 0).toBeGreaterThan(steady.report.waited?.tries ?? 0);
  });

  it('and nothing is asked where nothing is denied', async () => {
    const { report } = await run(shipped('admin'), { waitMs: HOUR });
    expect(report.waited).toEqual({
      seconds: 3600,
      outcome: 'nothing-denied',
      allowedAfterSeconds: null,
      tries: 0,
      stillDenied: [],
    });
  });

  it('and what is not allowed in time is named', async () => {
    const { report } = await run(shipped('missing-permissions'), { waitMs: 0 });
    expect(parseReport(JSON.stringify(report)).waited).toMatchObject({
      seconds: 0,
      outcome: 'still-denied',
      allowedAfterSeconds: null,
    });
    expect(report.waited?.stillDenied.map(({ action }) => action)).toContain('iam:PassRole');
    expect(report.verdict).toBe('not-ready');
  });
});
