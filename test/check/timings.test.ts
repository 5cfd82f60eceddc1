import { describe, expect, it } from 'vitest';
import { startStopwatch } from '../../src/check/timings.ts';
import { checkScenario } from '../permissions/check-sandbox.ts';
import { shipped } from '../sandbox/support.ts';

/** A clock that is set by hand. */
function handClock() {
  let time = 1_000;
  return { now: () => time, pass: (ms: number) => (time += ms) };
}

const REQUEST = {
  service: 'ec2',
  operation: 'DescribeVpcs',
  region: 'eu-west-1',
  attempt: 1,
  outcome: 'ok',
} as const;

describe('a stopwatch', () => {
  it('has each step from its begin to the next, and requests in the order in which they were sent', () => {
    const clock = handClock();
    const watch = startStopwatch(clock);
    clock.pass(5);
    watch.begin('load credentials');
    clock.pass(20);
    watch.begin('ask AWS');
    watch.onRequest?.({ ...REQUEST, startedAt: 1_030, endedAt: 1_100, attempt: 2, outcome: 'throttled' });
    watch.onRequest?.({ ...REQUEST, startedAt: 1_025, endedAt: 1_035, region: undefined });
    clock.pass(100);
    expect(watch.timings()).toEqual({
      totalMs: 125,
      phases: [
        { name: 'read files', startMs: 0, ms: 5 },
        { name: 'load credentials', startMs: 5, ms: 20 },
        { name: 'ask AWS', startMs: 25, ms: 100 },
      ],
      requests: [
        { ...REQUEST, region: null, startMs: 25, ms: 10 },
        { ...REQUEST, startMs: 30, ms: 70, attempt: 2, outcome: 'throttled' },
      ],
    });
  });
});

describe('the timings of a check', () => {
  it('have every request that was sent', async () => {
    const { report, sandbox } = await checkScenario(shipped('admin'), { timings: true });
    const sent = sandbox.requests().map(({ operation }) => operation);
    const timed = report.timings?.requests.map(({ operation }) => operation) ?? [];
    expect([...timed].sort()).toEqual([...sent].sort());
    expect(report.timings?.phases.map(({ name }) => name)).toEqual([
      'read files',
      'load credentials',
      'ask AWS',
      'prove the missing policy',
      'decide',
    ]);
  });

  it('are there only where somebody asks', async () => {
    const { report } = await checkScenario(shipped('read-only'));
    expect(report.timings).toBeUndefined();
  });
});
