/** Clocks for tests: no test waits, and none depends on how fast the machine is. */

import { MACHINE_CLOCK } from '../../src/node-host/machine-clock.ts';
import type { Clock } from '../../src/time.ts';

/** Lets everything run that is ready to. */
export const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/**
 * The machine's time, but waits pass at once and no time limit ever ends: for tests that are not about time, however
 * slow the machine is. What hangs meets the test's own limit.
 */
export const NO_WAITS: Clock = {
  now: MACHINE_CLOCK.now,
  limit: () => () => undefined,
  pause: async (_ms, signal) => {
    await nextTurn();
    return signal?.aborted !== true;
  },
};

/** Whether a promise has not ended yet. */
export async function isPending(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending');
  return (await Promise.race([promise, nextTurn().then(() => pending)])) === pending;
}

/** Waits for what happens outside this process, such as on a socket; the test's own limit ends a wait in vain. */
export async function eventually(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await MACHINE_CLOCK.pause(2);
}

interface Timer {
  readonly kind: 'limit' | 'pause';
  /** As asked for, in milliseconds. */
  readonly ms: number;
  readonly due: number;
  end(): void;
}

export interface TestClock extends Clock {
  /** Every wait that was asked for so far, in milliseconds. */
  readonly pauses: readonly number[];
  /** Resolves once so many limits or waits are running, of the given length in milliseconds or of any. */
  running(kind: Timer['kind'], wanted?: { readonly ms?: number; readonly count?: number }): Promise<void>;
  /** Moves time on: what falls due ends, in the order of time. */
  advance(ms: number): Promise<void>;
}

/** A clock that stands still until the test moves it on. */
export function testClock(start: number = Date.UTC(2026, 5, 1, 12)): TestClock {
  let time = start;
  const timers = new Set<Timer>();
  const pauses: number[] = [];
  const watchers = new Set<() => void>();
  const add = (kind: Timer['kind'], ms: number, onEnd: () => void) => {
    const timer: Timer = {
      kind,
      ms,
      due: time + ms,
      end: () => {
        if (timers.delete(timer)) onEnd();
      },
    };
    timers.add(timer);
    for (const watch of watchers) watch();
    return () => void timers.delete(timer);
  };
  return {
    pauses,
    now: () => time,
    limit: (ms, onEnd) => add('limit', ms, onEnd),
    pause: (ms, signal) =>
      new Promise((resolve) => {
        pauses.push(ms);
        if (signal?.aborted) return resolve(false);
        const drop = add('pause', ms, () => resolve(true));
        signal?.addEventListener('abort', () => {
          drop();
          resolve(false);
        });
      }),
    running: (kind, { ms, count = 1 } = {}) =>
      new Promise((resolve) => {
        const look = () => {
          const fitting = [...timers].filter(
            (timer) => timer.kind === kind && (ms === undefined || timer.ms === ms),
          );
          if (fitting.length < count) return;
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        look();
      }),
    advance: async (ms) => {
      const until = time + ms;
      for (;;) {
        const [next] = [...timers].filter(({ due }) => due <= until).sort((a, b) => a.due - b.due);
        if (next === undefined) break;
        time = next.due;
        next.end();
        await nextTurn();
      }
      time = until;
    },
  };
}

/**
 * Moves a clock on, second by second, whenever nothing has happened outside this process for some turns: for what waits
 * for an answer that never comes.
 *
 * @param happened - how much has happened so far, such as the calls that a server received
 */
export async function passTimeWhileQuiet(
  clock: TestClock,
  isOver: () => boolean,
  happened: () => number,
): Promise<void> {
  const QUIET_TURNS = 5;
  while (!isOver()) {
    let seen = happened();
    for (let quiet = 0; quiet < QUIET_TURNS && !isOver(); quiet += 1) {
      await MACHINE_CLOCK.pause(4);
      if (happened() !== seen) quiet = 0;
      seen = happened();
    }
    if (!isOver()) await clock.advance(1000);
  }
}
