/** The manual page, made from the command line itself when the package is built. */
import type { CommandShape, OptionShape } from './completion/command-shape.ts';
import { EXIT_MEANINGS } from './exit.ts';

const EXAMPLES = [
  'skycheck aws --sandbox -v',
  'skycheck aws -v',
  'skycheck aws --all-profiles --require compute,spot',
  'skycheck policy generate --missing > skypilot-fix.json',
  'skycheck explain - < provision.log',
];

/**
 * The page in the `man` macros of roff. It holds no date, so that two builds are equal.
 *
 * Source: groff_man(7), man-pages(7).
 *
 * @param program - the whole command line
 */
export function manPage(program: CommandShape, version: string): string {
  const rows = [
    `.TH SKYCHECK 1 "" "skycheck ${roff(version)}" "User Commands"`,
    '.SH NAME',
    'skycheck \\- check the AWS credentials and permissions that SkyPilot needs',
    '.SH SYNOPSIS',
    '.B skycheck',
    '.I command',
    '.RI [ options ]',
    '.SH DESCRIPTION',
    text(program.description),
    '.PP',
    text(
      'It makes calls that change nothing: dry runs of EC2, reads, and the policy simulator of IAM. It says which identity SkyPilot uses on AWS and why, what that may do, and how to add what is missing.',
    ),
    '.SH COMMANDS',
    ...commandRows(program, []),
    '.SH EXIT STATUS',
    ...EXIT_MEANINGS.flatMap(([status, meaning]) => ['.TP', `.B ${roff(status)}`, text(meaning)]),
    '.SH EXAMPLES',
    ...EXAMPLES.flatMap((example) => ['.EX', text(example), '.EE']),
    '.SH SEE ALSO',
    '.BR aws (1)',
    '.br',
    'https://docs.skypilot.co',
  ];
  return `${rows.join('\n')}\n`;
}

function commandRows({ commands }: CommandShape, path: readonly string[]): readonly string[] {
  return commands
    .filter(({ hidden, name }) => !hidden && name !== 'help')
    .flatMap((command) => {
      const words = [...path, command.name];
      const isGroup = command.commands.some(({ name }) => name !== 'help');
      return isGroup ? commandRows(command, words) : commandSection(command, words);
    });
}

function commandSection(command: CommandShape, words: readonly string[]): readonly string[] {
  const given = command.arguments
    .filter(({ description }) => description !== '')
    .map(({ name, required, repeatable }) => {
      const shown = `${name.toUpperCase()}${repeatable ? '...' : ''}`;
      return required ? shown : `[${shown}]`;
    });
  return [
    `.SS "${roff(['skycheck', ...words, ...given, '[options]'].join(' '))}"`,
    text(sentence(command.description)),
    ...command.arguments
      .filter(({ description }) => description !== '')
      .flatMap(({ name, description }) => [
        '.TP',
        `.I ${roff(name.toUpperCase())}`,
        text(sentence(description)),
      ]),
    ...command.options.filter(({ names }) => !names.includes('--help')).flatMap(optionRows),
  ];
}

function optionRows({ names, value, valueIsOptional, description, choices }: OptionShape): readonly string[] {
  const written = names.map((name) => `\\fB${roff(name)}\\fR`).join(', ');
  const upper = value === undefined ? '' : `\\fI${roff(value.toUpperCase())}\\fR`;
  const taken = value === undefined ? '' : valueIsOptional ? ` [${upper}]` : ` ${upper}`;
  const of = choices.length === 0 ? '' : `: ${choices.join(', ')}`;
  return ['.TP', `${written}${taken}`, text(sentence(`${description}${of}`))];
}

function sentence(words: string): string {
  const first = `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
  return /[.!?…]$/.test(first) ? first : `${first}.`;
}

/** A line of text: not taken as a request, whatever it begins with. */
function text(words: string): string {
  const escaped = roff(words);
  return /^[.']/.test(escaped) ? `\\&${escaped}` : escaped;
}

/** Source: groff_char(7): a bare hyphen may be shown as a typographic one, which cannot be pasted into a shell. */
function roff(words: string): string {
  return words
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('"', '\\(dq')
    .replaceAll('`', '\\(ga')
    .replaceAll("'", '\\(aq')
    .replaceAll('…', '\\&...');
}
