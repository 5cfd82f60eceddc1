/** Where the time of a check goes: its steps, and each request with its wait. */
import type { SentRequest } from '../aws/context.ts';
import type { Report } from '../report/report.ts';
import type { Clock } from '../time.ts';

/** The steps of a check, as they are named in its timings. */
export type Phase = 'read files' | 'load credentials' | 'ask AWS' | 'prove the missing policy' | 'decide';

/** Takes the time of one check. */
export interface Stopwatch {
  /** Ends the step before, and begins this one. */
  begin(phase: Phase): void;
  /** Takes the time of a request; undefined where nobody asks. */
  readonly onRequest: ((request: SentRequest) => void) | undefined;
  /** What was taken so far, in milliseconds from the start of the check; undefined where nobody asks. */
  timings(): Report['timings'];
}

export const NO_STOPWATCH: Stopwatch = {
  begin: () => undefined,
  onRequest: undefined,
  timings: () => undefined,
};

/** Starts with reading files. */
export function startStopwatch({ now }: Pick<Clock, 'now'>): Stopwatch {
  const start = now();
  const begun: { readonly name: Phase; readonly startMs: number }[] = [{ name: 'read files', startMs: 0 }];
  const requests: SentRequest[] = [];
  return {
    begin: (name) => {
      begun.push({ name, startMs: now() - start });
    },
    onRequest: (request) => {
      requests.push(request);
    },
    timings: () => {
      const totalMs = now() - start;
      return {
        totalMs,
        phases: begun.map(({ name, startMs }, index) => ({
          name,
          startMs,
          ms: (begun[index + 1]?.startMs ?? totalMs) - startMs,
        })),
        requests: requests
          .map(({ region, startedAt, endedAt, ...request }) => ({
            ...request,
            region: region ?? null,
            startMs: startedAt - start,
            ms: endedAt - startedAt,
          }))
          .sort((a, b) => a.startMs - b.startMs),
      };
    },
  };
}
