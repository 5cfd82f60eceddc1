import type { Command } from 'commander';
import type { Submit } from '../context.ts';
import { withHelp } from '../help.ts';
import { EXPLAIN_HELP } from '../help-texts.ts';

/** Declares `skycheck explain`. */
export function addExplainCommand(parent: Command, submit: Submit): void {
  withHelp(parent.command('explain').copyInheritedSettings(parent), EXPLAIN_HELP)
    .argument('[code]', 'the code of a finding, such as sso-token-expired')
    .description('say what a finding means and how to fix it; without a code, list all')
    .allowExcessArguments(false)
    .action((code: string | undefined) => {
      submit(async (context) => (await import('./explain-run.ts')).runExplain(code, context));
    });
}
