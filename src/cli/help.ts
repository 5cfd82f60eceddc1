/** How commands print their help: texts of their own, which fit a terminal, and after them what a text leaves out. */
import type { Command } from 'commander';
import { wrap } from '../report/text/style.ts';

/** Columns of the usual terminal. */
const COLUMNS = 80;

/** The capabilities, as every text has them. */
export const CAPABILITY_LINES = [
  'compute storage spot auto-role ports clone-disk',
  'bucket-create ssm efa reservations quota-check',
] as const;

/**
 * Makes a text the help of a command. Options and commands that it does not name are listed below it.
 *
 * @param text - at most 80 columns
 */
export function withHelp(command: Command, text: string): Command {
  return command.configureHelp({
    formatHelp: (_command, helper) => {
      const missing = [
        ...helper
          .visibleOptions(command)
          .filter(({ long, short }) => long !== '--help' && !names(text, long ?? short ?? ''))
          .map(({ flags, description }) => `${flags}  ${description}`),
        ...helper
          .visibleCommands(command)
          .filter((child) => child.name() !== 'help' && !names(text, child.name()))
          .map((child) => `${child.name()}  ${child.description()}`),
      ];
      const also = missing.flatMap((line) => wrap(line, COLUMNS, 2));
      return `${[text.trim(), ...(also.length === 0 ? [] : ['Also', ...also])].join('\n')}\n`;
    },
  });
}

/** Whether a text has the word, and not only a longer one. */
function names(text: string, word: string): boolean {
  return new RegExp(`(?<![\\w-])${word}(?![\\w-])`).test(text);
}
