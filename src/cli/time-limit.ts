import { limitTime } from '../clock.ts';
import type { CliContext } from './context.ts';

/** Runs work with a signal that ends with Ctrl-C and with a time limit in milliseconds. */
export async function underTimeLimit<T>(
  timeoutMs: number,
  { host, interrupted }: CliContext,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limited = limitTime(host, timeoutMs);
  try {
    return await work(AbortSignal.any([interrupted, limited.signal]));
  } finally {
    limited.lift();
  }
}

/** What work comes to; undefined where it takes longer than so many milliseconds, for it cannot be stopped. */
export async function orGiveUp<T>(
  work: Promise<T>,
  timeoutMs: number,
  { host }: CliContext,
): Promise<T | undefined> {
  let lift = () => {};
  const late = new Promise<undefined>((resolve) => {
    lift = host.limit(timeoutMs, () => resolve(undefined));
  });
  return Promise.race([work, late]).finally(lift);
}
