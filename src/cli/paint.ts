import { Chalk } from 'chalk';
import type { Paint } from '../report/text/style.ts';

// The level is decided by `color.ts` alone, so chalk's own guess from the environment is not asked.
const chalk = new Chalk({ level: 1 });

export const CHALK_PAINT: Paint = {
  bold: chalk.bold,
  dim: chalk.dim,
  good: chalk.green,
  bad: chalk.red,
  warn: chalk.yellow,
  note: chalk.cyan,
};
