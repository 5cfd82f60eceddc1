/** What the values of options and arguments are, for completion. */
import type { ArgumentShape, OptionShape } from './command-shape.ts';

/** Lists of values that are known by name. */
export type ValueList =
  | 'profiles'
  | 'capabilities'
  | 'regions'
  | 'codes'
  | 'pages'
  | 'scenarios'
  | 'commands';

export type ValueKind =
  | { readonly kind: 'list'; readonly list: ValueList; readonly also?: readonly string[] }
  /** Several of a list, separated by commas. */
  | { readonly kind: 'comma-list'; readonly list: ValueList; readonly also?: readonly string[] }
  | { readonly kind: 'choices'; readonly choices: readonly string[] }
  /** `NAME=FILE`. */
  | { readonly kind: 'pair-with-file'; readonly choices: readonly string[] }
  | { readonly kind: 'file' }
  /** The words of another command. */
  | { readonly kind: 'command-line' }
  /** Whatever the person thinks of. */
  | { readonly kind: 'free' };

const FILE: ValueKind = { kind: 'file' };
const FREE: ValueKind = { kind: 'free' };

/** By the longest spelling. An option that is in neither table and has no choices fails a test. */
const OPTIONS: Readonly<Record<string, ValueKind>> = {
  '--profile': { kind: 'list', list: 'profiles' },
  '--require': { kind: 'comma-list', list: 'capabilities', also: ['all'] },
  '--with': { kind: 'comma-list', list: 'capabilities', also: ['all'] },
  '--region': { kind: 'list', list: 'regions' },
  '--sandbox': { kind: 'list', list: 'scenarios' },
  '--ignore': { kind: 'list', list: 'codes' },
  '--fail-on': { kind: 'list', list: 'codes', also: ['error', 'warning'] },
  ...Object.fromEntries(
    ['--output', '--config', '--boundary', '--scp', '--trust', '--claims', '--with-policy', '--task'].map(
      (name) => [name, FILE],
    ),
  ),
  ...Object.fromEntries(
    [
      ...['--timeout', '--endpoint-url', '--instance-type', '--account', '--role', '--user', '--repo'],
      ...['--environment', '--branch', '--tag', '--audience', '--owner-id', '--repo-id', '--issuer'],
      ...['--ci-role', '--port', '--identity', '--wait', '--valid-for'],
      ...['--for', '--nodes', '--bucket', '--env', '--secret', '--infra', '--gpus'],
    ].map((name) => [name, FREE]),
  ),
};

/** By command and argument. */
const ARGUMENTS: Readonly<Record<string, ValueKind>> = {
  'explain what': { kind: 'list', list: 'pages' },
  'sandbox scenario': { kind: 'list', list: 'scenarios' },
  'sandbox command': { kind: 'command-line' },
  'policy check file': FILE,
  'report file': FILE,
  'completion shell': { kind: 'choices', choices: ['bash', 'zsh', 'fish'] },
  'help command': { kind: 'list', list: 'commands' },
};

/** @returns undefined where nobody said what it takes */
export function optionValueKind(
  { names, choices }: OptionShape,
  formats: readonly string[],
): ValueKind | undefined {
  const long = names.at(-1) ?? '';
  if (long === '--report') return { kind: 'pair-with-file', choices: formats };
  return choices.length > 0 ? { kind: 'choices', choices } : OPTIONS[long];
}

/**
 * @param path - the command's name with those above it, without the program's
 * @returns undefined where nobody said what it takes
 */
export function argumentValueKind(path: readonly string[], { name }: ArgumentShape): ValueKind | undefined {
  const isHelpWithin = path.length > 1 && path.at(-1) === 'help';
  return isHelpWithin ? FREE : ARGUMENTS[[...path, name].join(' ')];
}
