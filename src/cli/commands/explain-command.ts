import type { Command } from 'commander';
import type { Submit } from '../context.ts';
import { withHelp } from '../help.ts';
import { EXPLAIN_HELP } from '../help-texts.ts';
import { addConnectionOptions } from './connection-options.ts';
import type { ExplainOptions } from './explain-options.ts';

/** Declares `skycheck explain`. */
export function addExplainCommand(parent: Command, submit: Submit): void {
  const explain = withHelp(parent.command('explain').copyInheritedSettings(parent), EXPLAIN_HELP)
    .argument('[what]', 'a topic, the code of a finding, or a capability; - reads a denial or a log')
    .description('say what a finding, a capability or a denial means and how to fix it');
  addConnectionOptions(explain, 'with -: ')
    .option('--profile <name>', 'the profile that is looked at, or asked with')
    .option('--offline', 'with -: have nothing decoded by AWS', false)
    .allowExcessArguments(false)
    .action((what: string | undefined, options: ExplainOptions) => {
      submit(async (context) => (await import('./explain-run.ts')).runExplain(what, options, context));
    });
}
