import { Argument, type Command, Option } from 'commander';
import { shapeOf } from '../completion/command-shape.ts';
import { SHELLS, type Shell } from '../completion/scripts.ts';
import type { Submit } from '../context.ts';
import { withHelp } from '../help.ts';
import { COMPLETION_HELP } from '../help-texts.ts';
import type { CompletionOptions } from './completion-run.ts';

/** Declares `skycheck completion`. The hidden options are what its scripts ask with. */
export function addCompletionCommand(parent: Command, submit: Submit): void {
  withHelp(parent.command('completion').copyInheritedSettings(parent), COMPLETION_HELP)
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .argument('[words...]')
    .description('a script that completes commands, options and names in a shell')
    .addOption(new Option('--line <line>').hideHelp())
    .addOption(new Option('--breaks <characters>').default('').hideHelp())
    .addOption(new Option('--words').default(false).hideHelp())
    .action((shell: Shell, words: string[], options: CompletionOptions) => {
      submit(async (context) =>
        (await import('./completion-run.ts')).runCompletion(shell, words, options, shapeOf(parent), context),
      );
    });
}
