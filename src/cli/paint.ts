import { Chalk } from 'chalk';
import type { Paint } from '../report/text/style.ts';

// The level is decided by `color.ts` alone, so chalk's own guess from the environment is not asked.
const chalk = new Chalk({ level: 1 });

export const CHALK_PAINT: Paint = {
  bold: (text) => chalk.bold(text),
  dim: (text) => chalk.dim(text),
  good: (text) => chalk.green(text),
  bad: (text) => chalk.red(text),
  warn: (text) => chalk.yellow(text),
  note: (text) => chalk.cyan(text),
};
