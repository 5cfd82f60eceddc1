/** Counts steps of the project's own code, to prove that work is bounded without a look at the clock. */
import { Session } from 'node:inspector';
import { setFlagsFromString } from 'node:v8';
import { vi } from 'vitest';

export interface StepCounter<Module> {
  /** The module, loaded anew so that V8 counts in it. */
  readonly module: Module;
  /** How often blocks of `src/` are run meanwhile: functions, branches, bodies of loops. Built-ins count nothing. */
  steps(run: () => unknown): Promise<number>;
  stop(): void;
}

interface Coverage {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly { readonly ranges: readonly { readonly count: number }[] }[];
  }[];
}

/** Starts counting in what `load` imports. Code runs unoptimised until `stop`. */
export async function countingSteps<Module>(load: () => Promise<Module>): Promise<StepCounter<Module>> {
  const session = new Session();
  session.connect();
  const post = <Answer>(method: string, params: object = {}) =>
    new Promise<Answer>((resolve, reject) => {
      session.post(method, params, (error: Error | null, answer?: object) =>
        error === null ? resolve(answer as Answer) : reject(error),
      );
    });
  await post('Profiler.enable');
  await post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  // Blocks are counted only in what is compiled from now on.
  setFlagsFromString('--no-compilation-cache');
  vi.resetModules();
  const module = await load().finally(() => setFlagsFromString('--compilation-cache'));
  return {
    module,
    steps: async (run) => {
      // Taking the counts sets them back to nothing.
      await post('Profiler.takePreciseCoverage');
      run();
      const { result } = await post<Coverage>('Profiler.takePreciseCoverage');
      return result
        .filter(({ url }) => url.includes('/src/'))
        .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges.map(({ count }) => count)))
        .reduce((sum, count) => sum + count, 0);
    },
    stop: () => session.disconnect(),
  };
}
