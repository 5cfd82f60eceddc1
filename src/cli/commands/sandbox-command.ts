import { type Command, InvalidArgumentError } from 'commander';
import type { Submit } from '../context.ts';
import type { SandboxOptions } from './sandbox-options.ts';

/** Declares `skycheck sandbox`. */
export function addSandboxCommand(parent: Command, submit: Submit): void {
  parent
    .command('sandbox')
    .copyInheritedSettings(parent)
    .argument('[scenario]', 'a scenario that ships, or a scenario file; without one, they are listed')
    .argument('[command...]', 'after --: a command to run against the sandbox')
    .usage('[options] [scenario] [-- command...]')
    .description('an embedded AWS on this machine, for trying, teaching and testing')
    .option('--port <number>', 'the port to listen on; 0 takes any', readPort, 0)
    .option('--json', 'print endpoint and environment as one line of JSON when ready', false)
    .action((scenario: string | undefined, command: string[], options: SandboxOptions) => {
      submit(async (context) =>
        (await import('./sandbox-run.ts')).runSandbox(scenario, command, options, context),
      );
    });
}

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('It takes a number from 0 to 65535.');
  return port;
}
