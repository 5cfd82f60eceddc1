/** What may come next on a command line: a pure function of the words typed so far. */
import { isPrintable } from '../../printable.ts';
import type { CommandShape, OptionShape } from './command-shape.ts';
import { argumentValueKind, optionValueKind, type ValueKind, type ValueList } from './value-kinds.ts';

export interface Suggestion {
  /** The whole word, unquoted. */
  readonly word: string;
  readonly description?: string;
}

export type Suggestions =
  | {
      readonly kind: 'words';
      readonly words: readonly Suggestion[];
      /** Whether the word may go on, so that no space is to follow it. */
      readonly goesOn: boolean;
    }
  /** Names of files, which the shell knows best. What stands in front of the name belongs to the same word. */
  | { readonly kind: 'files'; readonly before: string }
  | { readonly kind: 'nothing' };

/** Reads a list when it is needed. */
export type ReadList = (list: ValueList) => Promise<readonly Suggestion[]>;

/** Where in the command line the word stands that is being typed. */
interface Position {
  readonly command: CommandShape;
  /** The names from the program's first command on. */
  readonly path: readonly string[];
  /** How many arguments of the command stand before it. */
  readonly argumentIndex: number;
  /** The option whose value comes next. */
  readonly awaiting: OptionShape | undefined;
  /** Options given already. */
  readonly used: ReadonlySet<string>;
  /** Whether a `--` stands before it. */
  readonly afterDashes: boolean;
}

/**
 * @param program - the whole command line
 * @param typed - the words after the program's name; the last is the one being typed, perhaps empty
 */
export async function suggest(
  program: CommandShape,
  typed: readonly string[],
  readList: ReadList,
): Promise<Suggestions> {
  const current = typed.at(-1) ?? '';
  const position = positionAfter(program, typed.slice(0, -1));
  const formats = formatsOf(position.command);
  const { awaiting } = position;
  if (awaiting !== undefined && !(awaiting.valueIsOptional && current.startsWith('-'))) {
    return valueSuggestions(optionValueKind(awaiting, formats), '', current, readList);
  }
  if (!position.afterDashes && current.startsWith('-')) {
    return optionSuggestions(position, formats, current, readList);
  }
  return argumentSuggestions(position, current, readList);
}

function positionAfter(program: CommandShape, words: readonly string[]): Position {
  let position: Position = {
    command: program,
    path: [],
    argumentIndex: 0,
    awaiting: undefined,
    used: new Set(),
    afterDashes: false,
  };
  for (const word of words) position = step(position, word);
  return position;
}

function step(position: Position, word: string): Position {
  const { command, argumentIndex, awaiting, used, afterDashes } = position;
  if (awaiting !== undefined && !(awaiting.valueIsOptional && word.startsWith('-'))) {
    return { ...position, awaiting: undefined };
  }
  if (!afterDashes && word === '--') return { ...position, awaiting: undefined, afterDashes: true };
  if (!afterDashes && word.startsWith('-')) {
    const [name = ''] = word.split('=', 1);
    const option = command.options.find(({ names }) => names.includes(name));
    const takesNext = option?.value !== undefined && !word.includes('=');
    return {
      ...position,
      used: new Set([...used, ...(option?.names ?? [])]),
      awaiting: takesNext ? option : undefined,
    };
  }
  const child = argumentIndex === 0 ? command.commands.find(({ name }) => name === word) : undefined;
  if (child === undefined) return { ...position, argumentIndex: argumentIndex + 1 };
  return { ...position, command: child, path: [...position.path, child.name], used: new Set() };
}

function formatsOf({ options }: CommandShape): readonly string[] {
  return options.find(({ names }) => names.includes('--format'))?.choices ?? [];
}

async function optionSuggestions(
  { command, used }: Position,
  formats: readonly string[],
  current: string,
  readList: ReadList,
): Promise<Suggestions> {
  const [, name, value] = /^(--[^=]+)=(.*)$/s.exec(current) ?? [];
  if (name !== undefined && value !== undefined) {
    const option = command.options.find(
      ({ names, value: takes }) => takes !== undefined && names.includes(name),
    );
    if (option === undefined) return { kind: 'nothing' };
    return valueSuggestions(optionValueKind(option, formats), `${name}=`, value, readList);
  }
  const left = command.options.filter(
    ({ names }) => !names.some((each) => used.has(each) && !isRepeatable(each)),
  );
  const words = left.flatMap(({ names, description }) =>
    names
      .filter((each) => each.startsWith('--') || current === '-')
      .map((each) => ({ word: each, description })),
  );
  return { kind: 'words', words: fitting(words, current), goesOn: false };
}

/** Options that count, or collect. */
const REPEATABLE = ['-v', '--verbose', '--profile', '--region', '--report', '--scp', '--ignore', '--fail-on'];

function isRepeatable(name: string): boolean {
  return REPEATABLE.includes(name);
}

async function argumentSuggestions(
  position: Position,
  current: string,
  readList: ReadList,
): Promise<Suggestions> {
  const { command, path, argumentIndex } = position;
  if (argumentIndex === 0 && command.commands.length > 0) {
    const words = command.commands
      .filter(({ hidden }) => !hidden)
      .map(({ name, description }) => ({ word: name, description }));
    return { kind: 'words', words: fitting(words, current), goesOn: false };
  }
  const last = command.arguments.at(-1);
  const argument = command.arguments[argumentIndex] ?? (last?.repeatable === true ? last : undefined);
  if (argument === undefined) return { kind: 'nothing' };
  return valueSuggestions(argumentValueKind(path, argument), '', current, readList);
}

/** @param before - what stands in front of the value in the same word */
async function valueSuggestions(
  kind: ValueKind | undefined,
  before: string,
  current: string,
  readList: ReadList,
): Promise<Suggestions> {
  switch (kind?.kind) {
    case 'list':
    case 'comma-list': {
      const also = (kind.also ?? []).map((word) => ({ word }));
      const values = [...(await readList(kind.list)), ...also];
      return kind.kind === 'list'
        ? wordSuggestions(values, before, current, false)
        : commaSuggestions(values, before, current);
    }
    case 'choices':
      return wordSuggestions(
        kind.choices.map((word) => ({ word })),
        before,
        current,
        false,
      );
    case 'pair-with-file': {
      const [, name] = /^([^=]*)=/.exec(current) ?? [];
      if (name !== undefined) return { kind: 'files', before: `${before}${name}=` };
      return wordSuggestions(
        kind.choices.map((word) => ({ word: `${word}=` })),
        before,
        current,
        true,
      );
    }
    case 'file':
    case 'command-line':
      return { kind: 'files', before };
    case 'free':
    case undefined:
      return { kind: 'nothing' };
  }
}

function wordSuggestions(
  values: readonly Suggestion[],
  before: string,
  current: string,
  goesOn: boolean,
): Suggestions {
  const words = fitting(values, current).map((value) => ({ ...value, word: `${before}${value.word}` }));
  return { kind: 'words', words, goesOn };
}

/** The last of a list goes on; what it has already is not offered again. */
function commaSuggestions(values: readonly Suggestion[], before: string, current: string): Suggestions {
  const typed = current.split(',');
  const earlier = typed.slice(0, -1);
  const left = values.filter(({ word }) => !earlier.includes(word));
  const front = earlier.map((word) => `${word},`).join('');
  return wordSuggestions(left, `${before}${front}`, typed.at(-1) ?? '', true);
}

/** A name that a terminal would obey or a line could not hold is not offered. */
function fitting(values: readonly Suggestion[], current: string): readonly Suggestion[] {
  return values.filter(({ word }) => word.startsWith(current) && word !== '' && isPrintable(word));
}
