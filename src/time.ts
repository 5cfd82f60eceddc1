/** Time, as far as the program depends on it: passed in like the rest of the machine, so that tests can hand in theirs. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /**
   * Sets a time limit.
   *
   * @param ms - milliseconds from now
   * @param onEnd - called once, when they are over
   * @returns what lifts the limit
   */
  limit(ms: number, onEnd: () => void): () => void;
  /**
   * Waits.
   *
   * @param ms - milliseconds
   * @param signal - ends the wait early
   * @returns false where the signal ended it
   */
  pause(ms: number, signal?: AbortSignal): Promise<boolean>;
}

/** The ends of what a Date can hold, in milliseconds since 1970. Source: ECMAScript, time values. */
const LAST_MS = 8.64e15;

/** `2030-01-31T12:00:00.000Z`; a time beyond what a Date can hold, such as an absurd expiry, is the last or the first that it can. */
export function isoTime(ms: number): string {
  return new Date(Number.isNaN(ms) ? LAST_MS : Math.min(LAST_MS, Math.max(-LAST_MS, ms))).toISOString();
}

/** A signal that a time limit aborts, as `AbortSignal.timeout` does, by a clock of one's own. */
export interface LimitedTime {
  readonly signal: AbortSignal;
  /** Lifts the limit: the work is done. */
  lift(): void;
}

/** Starts a time limit in milliseconds; the reason of its abort is a `TimeoutError`. */
export function limitTime(clock: Clock, ms: number): LimitedTime {
  const controller = new AbortController();
  const lift = clock.limit(ms, () => {
    controller.abort(new DOMException('The time limit is over.', 'TimeoutError'));
  });
  return { signal: controller.signal, lift };
}
