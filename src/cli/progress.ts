import type { Progress } from '../check.ts';
import { printable } from '../printable.ts';
import { speaksUnicode, type Terminal, wantsProgress } from './terminal.ts';

export interface RunningProgress extends Progress {
  /** Removes it from the screen. */
  stop(): void;
}

const NO_PROGRESS: RunningProgress = { step: () => undefined, stop: () => undefined };

/** For terminals without Unicode. */
const ASCII_SPINNER = { frames: ['-', '\\', '|', '/'], interval: 130 };

/** A spinner on stderr where a person watches, and nothing elsewhere. */
export async function startProgress(terminal: Terminal, quiet: boolean): Promise<RunningProgress> {
  if (quiet || !wantsProgress(terminal)) return NO_PROGRESS;
  const { default: yoctoSpinner } = await import('yocto-spinner');
  const isUnicode = speaksUnicode(terminal.env);
  const shown = (text: string) => (isUnicode ? text : text.replaceAll('…', '...'));
  const spinner = yoctoSpinner({
    text: shown('Reading the AWS configuration…'),
    ...(isUnicode ? {} : { spinner: ASCII_SPINNER }),
  }).start();
  return {
    step: (text) => {
      spinner.text = shown(printable(text));
    },
    stop: () => {
      spinner.stop();
    },
  };
}
