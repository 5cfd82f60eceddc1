import type { Clock } from '../time.ts';

/** The machine's own clock. */
export const MACHINE_CLOCK: Clock = {
  now: () => Date.now(),
  limit: (ms, onEnd) => {
    const timer = setTimeout(onEnd, ms);
    return () => clearTimeout(timer);
  },
  pause: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve(false);
      const end = (whole: boolean) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        resolve(whole);
      };
      const onAbort = () => end(false);
      const timer = setTimeout(() => end(true), ms);
      signal?.addEventListener('abort', onAbort, { once: true });
    }),
};
