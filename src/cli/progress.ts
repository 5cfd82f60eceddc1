import type { Progress } from '../check.ts';
import { type Terminal, wantsProgress } from './terminal.ts';

export interface RunningProgress extends Progress {
  /** Removes it from the screen. */
  stop(): void;
}

const NO_PROGRESS: RunningProgress = { step: () => undefined, stop: () => undefined };

/** A spinner on stderr where a person watches, and nothing elsewhere. */
export async function startProgress(terminal: Terminal, quiet: boolean): Promise<RunningProgress> {
  if (quiet || !wantsProgress(terminal)) return NO_PROGRESS;
  const { default: yoctoSpinner } = await import('yocto-spinner');
  const spinner = yoctoSpinner({ text: 'Reading the AWS configuration…' }).start();
  return {
    step: (text) => {
      spinner.text = text;
    },
    stop: () => {
      spinner.stop();
    },
  };
}
