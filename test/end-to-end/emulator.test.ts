/** An endpoint that is not AWS's, as emulators are: nothing is made there, whether it respects dry runs or not. */
import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { scenarioOf, started } from '../sandbox/support.ts';
import { homeOf, parseReport, skycheck } from './support/skycheck.ts';

const scenario = (rest: object, account: object = {}) =>
  scenarioOf(
    JSON.stringify({
      description: 'made for a test',
      accounts: [
        { id: '111122223333', users: [{ name: 'dev', policies: ['AdministratorAccess'] }], ...account },
      ],
      home: { profiles: [{ name: 'default', user: 'dev', region: 'us-east-1' }] },
      ...rest,
    }),
  );

async function check(sandbox: Sandbox, ...args: string[]) {
  const { home, env } = await homeOf(sandbox);
  const { status, stdout } = await skycheck(['aws', '--format', 'json', ...args], { home, env });
  return { status, report: parseReport(stdout) };
}

const dryRunsOf = (sandbox: Sandbox) =>
  sandbox.requests().filter(({ service, dryRun }) => service === 'ec2' && dryRun);

describe('an endpoint that ignores dry runs', () => {
  it.each([
    ['with a simulator', {}],
    ['without one', { simulator: { available: false } }],
  ])('makes nothing, %s', async (_, rest) => {
    const sandbox = await started(scenario({ dryRuns: 'ignored', ...rest }));
    await check(sandbox);
    expect(dryRunsOf(sandbox).length).toBeGreaterThan(0);
    expect(sandbox.changes()).toEqual([]);
  });

  it('is not sent a launch', async () => {
    const sandbox = await started(scenario({ dryRuns: 'ignored', simulator: { available: false } }));
    const { report } = await check(sandbox);
    expect(dryRunsOf(sandbox).map(({ operation }) => operation)).not.toContain('RunInstances');
    expect(report.verdict).toBe('undecided');
  });
});

it('an endpoint that respects dry runs is sent the launch, and makes nothing either', async () => {
  const sandbox = await started(scenario({ simulator: { available: false } }));
  const { status } = await check(sandbox);
  expect(dryRunsOf(sandbox).map(({ operation }) => operation)).toContain('RunInstances');
  expect(sandbox.changes()).toEqual([]);
  expect(status).toBe(0);
});
