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
  const facts: string[] = [];
  let now = spinner.text;
  const show = () => {
    spinner.text = [now, ...facts.map((fact) => `  ${fact}`)].join('\n');
  };
  return {
    step: (text) => {
      now = shown(printable(text));
      show();
    },
    fact: (text) => {
      facts.push(shown(printable(text)));
      show();
    },
    stop: () => {
      spinner.stop();
    },
  };
}
