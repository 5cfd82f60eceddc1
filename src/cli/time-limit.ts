import { setMaxListeners } from 'node:events';
import type { Host } from '../host.ts';
import { limitTime } from '../time.ts';
import type { CliContext } from './context.ts';
import { endingWith } from './host-in-time.ts';

/** Of a whole run, where nobody says another. */
export const DEFAULT_TIMEOUT_SECONDS = 60;
export const MAX_TIMEOUT_SECONDS = 3600;

/**
 * Runs work with a signal that ends with Ctrl-C and with a time limit in milliseconds, and a host that keeps to it.
 */
export async function underTimeLimit<T>(
  timeoutMs: number,
  { host, interrupted }: Pick<CliContext, 'host' | 'interrupted'>,
  work: (signal: AbortSignal, host: Host) => Promise<T>,
): Promise<T> {
  const limited = limitTime(host, timeoutMs);
  // Not AbortSignal.any: on Node 20 what it makes may be collected before it fires.
  const linked = new AbortController();
  // Every read of a file listens to it; Node warns on stderr above ten listeners.
  setMaxListeners(0, linked.signal);
  const sources = [interrupted, limited.signal];
  const stop = () => linked.abort(sources.find(({ aborted }) => aborted)?.reason);
  for (const signal of sources) signal.addEventListener('abort', stop, { once: true });
  if (interrupted.aborted) stop();
  try {
    return await work(linked.signal, endingWith(linked.signal, host));
  } finally {
    limited.lift();
    for (const signal of sources) signal.removeEventListener('abort', stop);
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
