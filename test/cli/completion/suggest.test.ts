/** What is offered at every place of the command line. */
import { expect, it } from 'vitest';
import { type CommandShape, shapeOf } from '../../../src/cli/completion/command-shape.ts';
import { type Suggestions, suggest } from '../../../src/cli/completion/suggest.ts';
import {
  argumentValueKind,
  optionValueKind,
  type ValueList,
} from '../../../src/cli/completion/value-kinds.ts';
import { buildProgram } from '../../../src/cli/program.ts';
import { cliContext } from '../cli-context.ts';

const PROGRAM = shapeOf(buildProgram([], cliContext('/'), () => {}));

const LISTS: Readonly<Record<ValueList, readonly string[]>> = {
  profiles: ['default', 'prod', 'my prod', 'new\nline'],
  capabilities: ['compute', 'spot', 'storage'],
  regions: ['us-east-1', 'us-west-2'],
  codes: ['sso-token-expired', 'clock-skewed'],
  pages: ['login', 'all', '-'],
  scenarios: ['minimal', 'admin'],
  commands: ['aws', 'policy'],
};

async function offered(...typed: readonly string[]): Promise<Suggestions> {
  return suggest(PROGRAM, typed, async (list) => LISTS[list].map((word) => ({ word })));
}

async function words(...typed: readonly string[]): Promise<readonly string[]> {
  const suggestions = await offered(...typed);
  return suggestions.kind === 'words' ? suggestions.words.map(({ word }) => word) : [suggestions.kind];
}

it.each([
  [['po'], ['policy']],
  [['configure', 'list-'], ['list-profiles']],
  [['aws', '--all-p'], ['--all-profiles']],
  [['check', 'aws', '--all-p'], ['--all-profiles']],
  [
    ['aws', '--profile', ''],
    ['default', 'prod', 'my prod'],
  ],
  [['aws', '--profile', 'my'], ['my prod']],
  [['aws', '--profile=p'], ['--profile=prod']],
  [['aws', '--region', 'us-w'], ['us-west-2']],
  [
    ['aws', '--require', 's'],
    ['spot', 'storage'],
  ],
  [
    ['aws', '--require', 'spot,'],
    ['spot,compute', 'spot,storage', 'spot,all'],
  ],
  [['aws', '--require=spot,c'], ['--require=spot,compute']],
  [['policy', 'generate', '--with', 'compute,sp'], ['compute,spot']],
  [['aws', '--format', 'js'], ['json']],
  [['aws', '--report', 'js'], ['json=']],
  [['aws', '--report', 'json=x'], ['files']],
  [['aws', '--output', ''], ['files']],
  [['aws', '--output=x'], ['files']],
  [['aws', '--sandbox', 'mi'], ['minimal']],
  [['aws', '--sandbox', '--all-r'], ['--all-regions']],
  [['aws', '--sandbox', '--profile', 'pr'], ['prod']],
  [['aws', '--sandbox', 'minimal', 'x'], ['nothing']],
  [['aws', '--timeout', ''], ['nothing']],
  [['aws', '--no-such=x'], ['nothing']],
  [['aws', 'x'], ['nothing']],
  [
    ['explain', ''],
    ['login', 'all', '-'],
  ],
  [['sandbox', 'ad'], ['admin']],
  [['sandbox', 'admin', '--', ''], ['files']],
  [['sandbox', 'admin', '--', 'x', '--js'], ['files']],
  [['policy', 'check', 'a.json', ''], ['files']],
  [['completion', 'z'], ['zsh']],
  [['help', 'p'], ['policy']],
] as const)('%j', async (typed, expected) => {
  expect(await words(...typed)).toEqual(expected);
});

it('does not offer again what may be given once, and does what may be repeated', async () => {
  expect(await words('aws', '--offline', '--off')).toEqual([]);
  expect(await words('aws', '--profile', 'prod', '--prof')).toEqual(['--profile']);
});

it('leaves a list open, and nothing else', async () => {
  expect(await offered('aws', '--require', 'comp')).toMatchObject({ goesOn: true });
  expect(await offered('aws', '--report', 'js')).toMatchObject({ goesOn: true });
  expect(await offered('aws', '--profile', 'pr')).toMatchObject({ goesOn: false });
});

it('hides no command that is shown, and shows none that is hidden', async () => {
  expect(await words('')).toEqual(PROGRAM.commands.filter(({ hidden }) => !hidden).map(({ name }) => name));
  expect(await words('che')).toEqual([]);
});

it('knows of every option and argument what it takes', () => {
  const unknown: string[] = [];
  const visit = (command: CommandShape, path: readonly string[]): void => {
    for (const option of command.options) {
      if (option.value !== undefined && optionValueKind(option, []) === undefined)
        unknown.push(option.names.join(' '));
    }
    for (const argument of command.arguments) {
      const isOwn = !(path.join(' ') === 'completion' && argument.name === 'words');
      if (isOwn && argumentValueKind(path, argument) === undefined)
        unknown.push([...path, argument.name].join(' '));
    }
    for (const child of command.commands) visit(child, [...path, child.name]);
  };
  visit(PROGRAM, []);
  expect(unknown).toEqual([]);
});
