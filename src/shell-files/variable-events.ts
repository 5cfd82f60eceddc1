/** What a start file of a shell, or a file of variables, does to one variable, line by line. Nothing is run. */
import { type ShellWord, simpleCommands } from './shell-words.ts';

export type Dialect = 'sh' | 'fish' | 'fish-variables' | 'dotenv';

export type VariableEvent =
  | {
      readonly kind: 'set';
      readonly line: number;
      /** Undefined where a shell computes it. */
      readonly value: string | undefined;
      readonly exported: boolean;
    }
  | { readonly kind: 'exported' }
  | { readonly kind: 'cleared' }
  /** Another file is read here; `file` as written. */
  | { readonly kind: 'reads'; readonly file: string; readonly dialect: Dialect };

/** Lines further down are not looked at. */
const MOST_LINES = 5_000;

/** Longer lines hold no assignment of a name. */
const LONGEST_LINE = 4_096;

/** In the order of the lines. What a function would do if it were called does not count. */
export function variableEvents(text: string, variable: string, dialect: Dialect): readonly VariableEvent[] {
  const events: VariableEvent[] = [];
  let functionEnd: RegExp | undefined;
  for (const [index, line] of text.split(/\r?\n/, MOST_LINES).entries()) {
    if (line.length > LONGEST_LINE) continue;
    if (functionEnd !== undefined) {
      if (functionEnd.test(line)) functionEnd = undefined;
      continue;
    }
    functionEnd = functionEndOf(line, dialect);
    if (functionEnd !== undefined) {
      if (/\}\s*$|;\s*end\s*$/.test(line)) functionEnd = undefined;
      continue;
    }
    events.push(...lineEvents(line, index + 1, variable, dialect));
  }
  return events;
}

/** What ends the function that a line opens: a brace, or `end`, as far to the left as the opening. */
function functionEndOf(line: string, dialect: Dialect): RegExp | undefined {
  if (dialect !== 'sh' && dialect !== 'fish') return undefined;
  const opening = /^(\s*)(?:function\s+[\w.:-]+|[\w.:-]+\s*\(\s*\))/.exec(line);
  if (opening === null) return undefined;
  return new RegExp(`^${opening[1]}${dialect === 'fish' ? 'end\\b' : '\\}'}`);
}

function lineEvents(
  line: string,
  number: number,
  variable: string,
  dialect: Dialect,
): readonly VariableEvent[] {
  switch (dialect) {
    case 'dotenv':
      return dotenvEvents(line, number, variable);
    case 'fish-variables':
      return universalEvents(line, number, variable);
    default:
      return simpleCommands(line).flatMap((command) =>
        commandEvents(withoutKeywords(command), number, variable),
      );
  }
}

const KEYWORDS = [
  'if',
  'then',
  'elif',
  'else',
  'while',
  'until',
  'do',
  '!',
  '{',
  'and',
  'or',
  'not',
  'builtin',
  'command',
];

function withoutKeywords(command: readonly ShellWord[]): readonly ShellWord[] {
  const start = command.findIndex(({ text }) => !KEYWORDS.includes(text));
  return start < 0 ? [] : command.slice(start);
}

function commandEvents(
  command: readonly ShellWord[],
  line: number,
  variable: string,
): readonly VariableEvent[] {
  const [first, ...words] = command;
  if (first === undefined) return [];
  switch (first.text) {
    case 'export':
    case 'declare':
    case 'typeset':
      return declaration(first.text, words, line, variable);
    case 'set':
      return fishSet(words, line, variable);
    case 'setenv':
      return words[0]?.text === variable ? [setTo(words.slice(1), line)] : [];
    case 'unset':
      return words.some(({ text }) => text === variable) ? [{ kind: 'cleared' }] : [];
    case 'source':
    case '.':
    case 'source_env':
    case 'source_env_if_exists':
      return words[0] === undefined ? [] : [{ kind: 'reads', file: words[0].text, dialect: 'sh' }];
    case 'dotenv':
    case 'dotenv_if_exists':
      return [{ kind: 'reads', file: words[0]?.text ?? '.env', dialect: 'dotenv' }];
    default:
      return bareAssignments(command, line, variable);
  }
}

function declaration(
  verb: string,
  words: readonly ShellWord[],
  line: number,
  variable: string,
): readonly VariableEvent[] {
  const flags = words.filter(({ text }) => /^[-+]/.test(text)).map(({ text }) => text);
  if (verb === 'export' && flags.includes('-n') && words.some(({ text }) => text === variable)) {
    return [{ kind: 'cleared' }];
  }
  const exported = verb === 'export' || flags.some((flag) => /^-\w*x/.test(flag));
  return words.flatMap((word): readonly VariableEvent[] => {
    if (word.text === variable) return exported ? [{ kind: 'exported' }] : [];
    const value = assigned(word, variable);
    return value === undefined ? [] : [{ kind: 'set', line, value: value.text, exported }];
  });
}

/** `NAME=value` with no command behind it. */
function bareAssignments(
  command: readonly ShellWord[],
  line: number,
  variable: string,
): readonly VariableEvent[] {
  if (!command.every(({ text }) => /^\w+=/.test(text))) return [];
  return command.flatMap((word) => {
    const value = assigned(word, variable);
    return value === undefined ? [] : [{ kind: 'set', line, value: value.text, exported: false }];
  });
}

function assigned(word: ShellWord, variable: string): { readonly text: string | undefined } | undefined {
  if (!word.text.startsWith(`${variable}=`)) return undefined;
  return { text: literalText({ ...word, text: word.text.slice(variable.length + 1) }) };
}

/** What is there, or the default of `${NAME:-default}`; undefined for all that only a shell could tell. */
function literalText({ text, computed }: ShellWord): string | undefined {
  if (!computed) return text;
  return /^\$\{\w+:?[-=]([^${}`]*)\}$/.exec(text)?.[1];
}

/** Source: fish documentation, `set`. */
function fishSet(words: readonly ShellWord[], line: number, variable: string): readonly VariableEvent[] {
  const flags = words.filter(({ text }) => text.startsWith('-')).map(({ text }) => text);
  const [name, ...values] = words.filter(({ text }) => !text.startsWith('-'));
  const has = (letter: string, long: string) =>
    flags.some((flag) => flag === long || new RegExp(`^-\\w*${letter}`).test(flag));
  if (name?.text !== variable) return [];
  if (has('e', '--erase')) return [{ kind: 'cleared' }];
  return [{ ...setTo(values, line), exported: has('x', '--export') }];
}

function setTo(values: readonly ShellWord[], line: number) {
  const texts = values.map(literalText);
  const value = texts.includes(undefined) ? undefined : texts.join(' ');
  return { kind: 'set', line, value, exported: true } as const;
}

function dotenvEvents(line: string, number: number, variable: string): readonly VariableEvent[] {
  const [, name, rest = ''] = /^\s*(?:export\s+)?(\w+)\s*=\s*(.*)$/.exec(line) ?? [];
  if (name !== variable) return [];
  const value = /^(['"])(.*?)\1/.exec(rest)?.[2] ?? rest.replace(/\s+#.*$/, '').trim();
  return [{ kind: 'set', line: number, value: value.includes('$') ? undefined : value, exported: true }];
}

/** Universal variables, which fish keeps in a file of its own. */
function universalEvents(line: string, number: number, variable: string): readonly VariableEvent[] {
  const [, name, rest = ''] = /^SETUVAR (?:--\w+ )*--export (?:--\w+ )*(\w+):(.*)$/.exec(line) ?? [];
  if (name !== variable) return [];
  const value = rest.replace(/\\x([0-9a-f]{2})/gi, (_match, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return [{ kind: 'set', line: number, value, exported: true }];
}
