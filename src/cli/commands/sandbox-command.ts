import { type Command, InvalidArgumentError } from 'commander';
import type { Submit } from '../context.ts';
import { DEFAULT_SCENARIO } from '../default-scenario.ts';
import { withHelp } from '../help.ts';
import { SANDBOX_HELP } from '../help-texts.ts';
import type { SandboxOptions } from './sandbox-options.ts';

/**
 * Declares `skycheck sandbox`.
 *
 * @param typed - the whole command line
 */
export function addSandboxCommand(parent: Command, submit: Submit, typed: readonly string[]): void {
  withHelp(parent.command('sandbox').copyInheritedSettings(parent), SANDBOX_HELP)
    .argument(
      '[scenario]',
      `a scenario that ships, or a scenario file; without one, they are listed, or ${DEFAULT_SCENARIO} for a command`,
    )
    .argument('[command...]', 'after --: a command to run against the sandbox')
    .usage('[options] [scenario] [-- command...]')
    .description('an embedded AWS on this machine, for trying, teaching and testing')
    .option('--port <number>', 'the port to listen on; 0 takes any', readPort, 0)
    .option('--json', 'print endpoint and environment as one line of JSON when ready', false)
    .action((first: string | undefined, rest: string[], options: SandboxOptions) => {
      const words = first === undefined ? [] : [first, ...rest];
      const [scenario, ...command] = beginsWithCommand(words, typed) ? [DEFAULT_SCENARIO, ...words] : words;
      submit(async (context) =>
        (await import('./sandbox-run.ts')).runSandbox(scenario, command, options, context),
      );
    });
}

/** Whether all words come after `--`, so that no scenario is among them. Commander hands over words without the `--`. */
function beginsWithCommand(words: readonly string[], typed: readonly string[]): boolean {
  const at = typed.indexOf('--');
  return at >= 0 && words.length > 0 && typed.length - at - 1 === words.length;
}

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('It takes a number from 0 to 65535.');
  return port;
}
