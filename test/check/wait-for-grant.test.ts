import { describe, expect, it } from 'vitest';
import { type Asking, waitForGrant } from '../../src/check/wait-for-grant.ts';
import type { Facts } from '../../src/findings/facts.ts';
import type { DecidedPermission, Evidence } from '../../src/permissions/decision.ts';
import { allowed, evidence, factsOf } from '../findings/facts-of.ts';
import { deniedIn } from '../permissions/denials.ts';

/** A clock that moves by what is waited for. */
function handClock() {
  let time = 1_000_000;
  const pauses: number[] = [];
  return {
    pauses,
    now: () => time,
    pause: async (ms: number) => {
      pauses.push(ms);
      time += ms;
      return true;
    },
  };
}

const factsWith = (denied: readonly string[]): Promise<Facts> =>
  factsOf(
    {},
    {
      capabilities: evidence(({ requirement }) =>
        denied.includes(requirement.action) ? deniedIn('no-allow') : allowed,
      ),
    },
  );

const actionOf = ({ permission }: DecidedPermission) => permission.requirement.action;

/** What is answered to each action, time for time: `+` allowed, `-` denied, `?` no answer; the last goes on. */
type Script = Readonly<Record<string, string>>;

interface Run {
  readonly first: readonly string[];
  readonly script: Script;
  /** What the whole check denies after the first grant, and so on. */
  readonly wholes?: readonly (readonly string[])[];
  readonly forMs?: number;
  readonly pause?: () => Promise<boolean>;
}

async function run({ first, script, wholes = [], forMs = 120_000, pause }: Run) {
  const clock = handClock();
  const asked: string[][] = [];
  const said: string[][] = [];
  const counts = new Map<string, number>();
  const later = [...wholes];
  const answer = (decided: DecidedPermission): DecidedPermission => {
    const action = actionOf(decided);
    const sequence = script[action] ?? '-';
    const count = counts.get(action) ?? 0;
    counts.set(action, count + 1);
    const sign = sequence[Math.min(count, sequence.length - 1)];
    return { ...decided, decision: sign === '+' ? 'allowed' : sign === '?' ? 'unknown' : 'denied' };
  };
  const asking: Asking = {
    again: async (denied) => {
      asked.push(denied.map(actionOf));
      return denied.map(answer);
    },
    whole: () => factsWith(later.shift() ?? []),
    onWait: (denied) => said.push(denied.map(actionOf)),
  };
  const patience = {
    ...clock,
    ...(pause === undefined ? {} : { pause }),
    forMs,
    signal: new AbortController().signal,
  };
  const { wait, facts } = await waitForGrant(await factsWith(first), asking, patience);
  const { kind } = wait.outcome;
  return {
    outcome: kind === 'still-denied' ? `${kind}: ${wait.outcome.permissions.map(actionOf).join()}` : kind,
    afterMs: wait.outcome.kind === 'allowed' ? wait.outcome.afterMs : undefined,
    tries: wait.tries,
    asked,
    said,
    pauses: clock.pauses,
    facts,
  };
}

const STOP = 'ec2:StopInstances';
const START = 'ec2:StartInstances';

describe('waiting for a grant', () => {
  it('ends at once where nothing is denied', async () => {
    expect(await run({ first: [], script: {} })).toMatchObject({
      outcome: 'nothing-denied',
      tries: 0,
      pauses: [],
    });
  });

  it.each<readonly [string, number, number | undefined, string]>([
    // From the first of three in a row on: at 2, 5, 9.5, …
    ['+++', 3, 2000, 'allowed'],
    ['-+++', 4, 5000, 'allowed'],
    ['--+++', 5, 9500, 'allowed'],
    ['++-+++', 6, 9000, 'allowed'],
    ['+-+-+++', 7, undefined, 'allowed'],
    ['+?+++', 5, undefined, 'allowed'],
  ])('takes three answers in a row for %s', async (answers, tries, afterMs, outcome) => {
    const found = await run({ first: [STOP], script: { [STOP]: answers } });
    expect(found).toMatchObject({ outcome, tries });
    if (afterMs !== undefined) expect(found.afterMs).toBe(afterMs);
  });

  it('asks about nothing but what is denied, and no more about what was allowed three times', async () => {
    const { asked, outcome, afterMs } = await run({
      first: [STOP, START],
      script: { [STOP]: '+', [START]: '---+' },
    });
    const order = (actions: readonly string[]) => [...actions].sort();
    expect(asked.map(order)).toEqual([
      ...Array.from({ length: 3 }, () => order([STOP, START])),
      ...Array.from({ length: 3 }, () => [START]),
    ]);
    expect([outcome, afterMs]).toEqual(['allowed', 4 * 2000]);
  });

  it('ends in time, and says what is still denied', async () => {
    const { outcome, pauses, facts } = await run({
      first: [STOP, START],
      script: { [STOP]: '+' },
      forMs: 20_000,
    });
    expect(outcome).toBe(`still-denied: ${START}`);
    expect(pauses.reduce((sum, ms) => sum + ms, 0)).toBe(20_000);
    expect(facts.capabilities.find(({ id }) => id === 'compute')?.status).toBe('disabled');
  });

  it('asks less and less often while nothing changes', async () => {
    const { pauses } = await run({ first: [STOP], script: {}, forMs: 60_000 });
    expect(pauses).toEqual([2000, 3000, 4500, 6750, 10_125, 15_000, 15_000, 3625]);
  });

  it('goes on with what a grant brings to light', async () => {
    const { outcome, asked, tries } = await run({
      first: [STOP],
      wholes: [[START], []],
      script: { [STOP]: '+', [START]: '-+' },
    });
    expect([outcome, tries]).toEqual(['allowed', 3 + 4]);
    expect(asked.slice(3)).toEqual(Array.from({ length: 4 }, () => [START]));
  });

  it('ends where somebody ends the run', async () => {
    const { outcome, tries } = await run({ first: [STOP], script: {}, pause: async () => false });
    expect([outcome, tries]).toEqual([`still-denied: ${STOP}`, 0]);
  });

  it('does not wait for what was not asked for', async () => {
    const lacking: Evidence = deniedIn('no-allow');
    const facts = await factsOf(
      {},
      {
        capabilities: evidence(({ requirement }) =>
          requirement.action === 's3:PutObject' ? lacking : allowed,
        ),
      },
    );
    // Storage was not asked for.
    const asking: Asking = { again: async () => [], whole: async () => facts, onWait: () => undefined };
    const patience = { ...handClock(), forMs: 1, signal: new AbortController().signal };
    expect((await waitForGrant(facts, asking, patience)).wait.outcome.kind).toBe('nothing-denied');
  });
});
