/** What the command line looks like, as data: for completion and for the man page. */
import type { Argument, Command, Option } from 'commander';

export interface OptionShape {
  /** Every spelling, such as `-v` and `--verbose`. */
  readonly names: readonly string[];
  readonly description: string;
  /** What stands for its value in the help; undefined where it takes none. */
  readonly value: string | undefined;
  /** Whether the value may be left out. */
  readonly valueIsOptional: boolean;
  readonly choices: readonly string[];
}

export interface ArgumentShape {
  readonly name: string;
  readonly description: string;
  readonly repeatable: boolean;
  readonly required: boolean;
}

export interface CommandShape {
  readonly name: string;
  readonly description: string;
  readonly hidden: boolean;
  readonly options: readonly OptionShape[];
  readonly arguments: readonly ArgumentShape[];
  readonly commands: readonly CommandShape[];
}

/** Reads a command and all below it. */
export function shapeOf(command: Command): CommandShape {
  const help = command.createHelp();
  const visible = new Set(command.parent?.createHelp().visibleCommands(command.parent));
  return {
    name: command.name(),
    description: command.description(),
    hidden: command.parent !== null && !visible.has(command),
    options: help.visibleOptions(command).map(optionShape),
    arguments: command.registeredArguments.map(argumentShape),
    commands: [...new Set([...command.commands, ...help.visibleCommands(command)])].map(shapeOf),
  };
}

function optionShape({ short, long, flags, description, optional, argChoices }: Option): OptionShape {
  return {
    names: [short, long].filter((name) => name !== undefined),
    description,
    value: /[<[](.+)[>\]]/.exec(flags)?.[1],
    valueIsOptional: optional,
    choices: argChoices ?? [],
  };
}

function argumentShape(argument: Argument): ArgumentShape {
  return {
    name: argument.name(),
    description: argument.description,
    repeatable: argument.variadic,
    required: argument.required,
  };
}
