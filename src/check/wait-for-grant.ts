/** Waits until AWS allows what it denied: after a grant that takes seconds to two minutes to be known everywhere. */
import type { Facts, WaitFact } from '../findings/facts.ts';
import { countingPermissions } from '../permissions/decide.ts';
import type { DecidedPermission } from '../permissions/decision.ts';
import { wantedCapabilities } from '../permissions/missing-policy.ts';
import type { Clock } from '../time.ts';
import { viewOf } from './missing-policy.ts';

/** How to ask. */
export interface Asking {
  /** Asks about these again, and about nothing else. */
  again(denied: readonly DecidedPermission[]): Promise<readonly DecidedPermission[]>;
  /** The whole check once more. */
  whole(): Promise<Facts>;
  /** Is told what is waited for. */
  onWait(denied: readonly DecidedPermission[]): void;
}

/** How long to wait. */
export interface Patience extends Pick<Clock, 'now' | 'pause'> {
  readonly forMs: number;
  readonly signal: AbortSignal;
}

/** IAM answers from many places, and not all of them know of a change at once. */
const IN_A_ROW = 3;
/** Milliseconds between two times of asking: little at first, and little again once it is allowed. */
const SHORTEST_PAUSE = 2_000;
const LONGEST_PAUSE = 15_000;
const GROWTH = 1.5;

/** @returns the facts of the last whole check, and how the waiting ended */
export async function waitForGrant(
  first: Facts,
  asking: Asking,
  patience: Patience,
): Promise<{ readonly facts: Facts; readonly wait: WaitFact }> {
  const start = patience.now();
  const { forMs } = patience;
  let facts = first;
  let outcome: WaitFact['outcome'] = { kind: 'nothing-denied' };
  let tries = 0;
  for (let denied = deniedIn(facts); denied.length > 0; denied = deniedIn(facts)) {
    const ended = await untilAllowed(denied, asking, { ...patience, start });
    tries += ended.tries;
    if (ended.kind === 'still-denied') {
      return { facts, wait: { forMs, outcome: ended, tries } };
    }
    outcome = { kind: 'allowed', afterMs: ended.since - start };
    facts = await asking.whole();
  }
  return { facts, wait: { forMs, outcome, tries } };
}

/** What is denied of what was asked for, and counts for it. */
function deniedIn(facts: Facts): readonly DecidedPermission[] {
  return wantedCapabilities({ ...viewOf(facts), required: facts.asked }).flatMap(({ permissions }) =>
    countingPermissions(permissions).filter(({ decision }) => decision === 'denied'),
  );
}

/** A permission that is waited for. */
interface Awaited {
  readonly decided: DecidedPermission;
  /** How often in a row it was allowed. */
  readonly inARow: number;
  /** Since when, in milliseconds since 1970. */
  readonly since: number;
}

type Ended = { readonly tries: number } & (
  | { readonly kind: 'allowed'; readonly since: number }
  | Extract<WaitFact['outcome'], { kind: 'still-denied' }>
);

async function untilAllowed(
  denied: readonly DecidedPermission[],
  asking: Asking,
  patience: Patience & { readonly start: number },
): Promise<Ended> {
  let open = denied.map((decided): Awaited => ({ decided, inARow: 0, since: patience.start }));
  let since = patience.start;
  let pauseMs = SHORTEST_PAUSE;
  for (let tries = 0; ; tries++) {
    if (open.length === 0) return { kind: 'allowed', since, tries };
    const permissions = open.map(({ decided }) => decided);
    asking.onWait(permissions);
    if (!(await pauseInTime(pauseMs, patience))) return { kind: 'still-denied', permissions, tries };
    const answers = await asking.again(permissions);
    const asked = open.map((awaited) => counted(awaited, answers, patience.now()));
    since = Math.max(since, ...asked.map((awaited) => awaited.since));
    pauseMs = asked.some(({ inARow }) => inARow > 0)
      ? SHORTEST_PAUSE
      : Math.min(LONGEST_PAUSE, pauseMs * GROWTH);
    open = asked.filter(({ inARow }) => inARow < IN_A_ROW);
  }
}

/** False where the time is over, or somebody ends the run. */
async function pauseInTime(
  ms: number,
  { start, forMs, now, pause, signal }: Patience & { readonly start: number },
): Promise<boolean> {
  const left = start + forMs - now();
  return left > 0 && (await pause(Math.min(ms, left), signal));
}

function counted(awaited: Awaited, answers: readonly DecidedPermission[], now: number): Awaited {
  const { id } = awaited.decided.permission;
  const decision = answers.find(({ permission }) => permission.id === id)?.decision;
  if (decision !== 'allowed' && decision !== 'likely') return { ...awaited, inARow: 0 };
  return { ...awaited, inARow: awaited.inARow + 1, since: awaited.inARow === 0 ? now : awaited.since };
}
