import { Command, CommanderError } from 'commander';
import { line, printableLines } from '../printable.ts';
import { addAwsCommand } from './commands/aws-command.ts';
import { addCompletionCommand } from './commands/completion-command.ts';
import { addConfigureCommand } from './commands/configure-command.ts';
import { addExplainCommand } from './commands/explain-command.ts';
import { addPolicyCommand } from './commands/policy-command.ts';
import { addReportCommand } from './commands/report-command.ts';
import { addSandboxCommand } from './commands/sandbox-command.ts';
import type { CliContext, CommandRun, Submit } from './context.ts';
import { EXIT, UsageError } from './exit.ts';
import { withHelp } from './help.ts';
import { withFileLimit } from './host-in-time.ts';
import { PROGRAM_HELP } from './program-help.ts';
import { withoutTypedSecrets } from './typed-secret.ts';

/**
 * Parses the arguments and runs the command that they name.
 *
 * @param args - without the names of Node and of the script
 * @returns the exit status
 */
export async function runProgram(args: readonly string[], context: CliContext): Promise<number> {
  try {
    const run = parse(args, context);
    return run === undefined ? EXIT.ok : await run({ ...context, host: withFileLimit(context.host) });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (!(error instanceof UsageError)) throw error;
    context.terminal.stderr.write(line`skycheck: ${withoutTypedSecrets(error.message)}\n`);
    if (error.hint !== undefined)
      context.terminal.stderr.write(printableLines(`${withoutTypedSecrets(error.hint)}\n`));
    return EXIT.usage;
  }
}

/** Only parsing: what is to run comes back. Undefined where help or the version has been printed. */
function parse(args: readonly string[], context: CliContext): CommandRun | undefined {
  let submitted: CommandRun | undefined;
  const submit: Submit = (run) => {
    submitted = run;
  };
  const program = buildProgram(args, context, submit);
  if (args.length === 0) {
    program.outputHelp();
    return undefined;
  }
  program.parse(args, { from: 'user' });
  return submitted;
}

/** The whole command line. For the commands themselves, completion and the man page. */
export function buildProgram(
  args: readonly string[],
  { terminal, version }: CliContext,
  submit: Submit,
): Command {
  const program = new Command('skycheck')
    .description(
      'Checks the AWS credentials and permissions that SkyPilot needs, and says how to fix what is missing.',
    )
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .showSuggestionAfterError(true)
    .showHelpAfterError('(skycheck --help lists the commands and flags)')
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(printableLines(text)),
      writeErr: (text) => terminal.stderr.write(printableLines(text)),
      outputError: (text, write) => write(withoutTypedSecrets(text.replace(/^error: /, 'skycheck: '))),
    })
    .exitOverride();
  withHelp(program, PROGRAM_HELP);
  addAwsCommand(program, submit);
  const check = inherit(program.command('check', { hidden: true }).description('check a cloud'), program);
  addAwsCommand(check, submit);
  addConfigureCommand(program, submit);
  addPolicyCommand(program, submit);
  addSandboxCommand(program, submit, args);
  addReportCommand(program, submit);
  addExplainCommand(program, submit);
  addCompletionCommand(program, submit);
  return program;
}

function inherit(command: Command, parent: Command): Command {
  return command.copyInheritedSettings(parent);
}
