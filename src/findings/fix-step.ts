/** The steps of a fix, as data; how they are written is decided here alone. */
import { type FileLine, placeText } from '../file-line.ts';
import type { ReportFixStep } from '../report/report.ts';
import type { AllowStatement } from '../skypilot/statements.ts';
import type { TrustStatement } from '../web-identity/trust-document.ts';

export type FixStep =
  /** A line for a shell. */
  | { readonly kind: 'command'; readonly words: readonly Word[]; readonly note?: string }
  /** Statements for a policy. */
  | { readonly kind: 'statement'; readonly statements: readonly AllowStatement[] }
  /** A statement for the trust policy of a role. */
  | { readonly kind: 'trust'; readonly statement: TrustStatement }
  /** A change of a file: of what is on the line, where that is known and no secret. */
  | { readonly kind: 'edit'; readonly at: FileLine; readonly from?: string; readonly to?: string }
  /** A setting to take out of a line; what else is on it may be a secret. */
  | { readonly kind: 'removal'; readonly at: FileLine; readonly what: string }
  /** What somebody else has to do. */
  | { readonly kind: 'ask'; readonly whom: string; readonly what: string };

/** A word of a command: to be taken literally, or text that the shell is meant to read. */
export type Word = string | { readonly shell: string };

/** A command of words that the shell takes literally; a leading `~/` and `NAME=` keep their meaning. */
export function command(...words: readonly Word[]): FixStep {
  return { kind: 'command', words };
}

/** A command with what a person should know before running it. */
export function notedCommand(note: string, ...words: readonly Word[]): FixStep {
  return { kind: 'command', words, note };
}

/** Removes variables from the environment of the shell. */
export function unset(...variables: readonly string[]): FixStep {
  return command('unset', ...variables);
}

/** Sets a variable in the environment of the shell. */
export function setVariable(name: string, value: Word): FixStep {
  return typeof value === 'string'
    ? command('export', `${name}=${value}`)
    : command('export', { shell: `${name}=${value.shell}` });
}

export function statementStep(statements: readonly AllowStatement[]): FixStep {
  return { kind: 'statement', statements };
}

/** A statement for the trust policy of a role. */
export function trustStep(statement: TrustStatement): FixStep {
  return { kind: 'trust', statement };
}

/** A place to look at and change by hand. */
export function edit(at: FileLine): FixStep {
  return { kind: 'edit', at };
}

/** A change of the words on a line. */
export function replace(at: FileLine, from: string, to: string): FixStep {
  return { kind: 'edit', at, from, to };
}

/** A setting to write into a file, at a place where it may be already. */
export function setting(at: FileLine, to: string): FixStep {
  return { kind: 'edit', at, to };
}

/** A setting to take out of a file. */
export function removal(at: FileLine, what: string): FixStep {
  return { kind: 'removal', at, what };
}

export function ask(whom: string, what: string): FixStep {
  return { kind: 'ask', whom, what };
}

/** A step as reports have it. */
export function reportStep(step: FixStep): ReportFixStep {
  return { kind: reportKind(step.kind), text: stepText(step) };
}

function reportKind(kind: FixStep['kind']): ReportFixStep['kind'] {
  if (kind === 'removal') return 'edit';
  return kind === 'trust' ? 'statement' : kind;
}

function stepText(step: FixStep): string {
  switch (step.kind) {
    case 'command':
      return `${step.words.map(wordText).join(' ')}${step.note === undefined ? '' : `  # ${step.note}`}`;
    case 'statement':
      return step.statements.map((statement) => JSON.stringify(statement, null, 2)).join(',\n');
    case 'trust':
      return trustText(step.statement);
    case 'edit':
      return editText(step);
    case 'removal':
      return `in ${placeText(step.at)}, remove ${step.what}`;
    case 'ask':
      return `Ask ${step.whom}: ${step.what}`;
  }
}

/** A trust statement on few lines: it is read beside the claims that it admits. */
function trustText({ Principal, Action, Condition }: TrustStatement): string {
  const operators = Object.entries(Condition).map(([operator, keys]) => {
    const lines = Object.entries(keys).map(
      ([key, value]) => `    ${JSON.stringify(key)}: ${JSON.stringify(value)}`,
    );
    return `${JSON.stringify(operator)}: {\n${lines.join(',\n')}}`;
  });
  return [
    `{"Effect": "Allow", "Action": ${JSON.stringify(Action)},`,
    `  "Principal": {"Federated": ${JSON.stringify(Principal.Federated)}},`,
    `  "Condition": {${operators.join(', ')}}}`,
  ].join('\n');
}

function editText({ at, from, to }: Extract<FixStep, { kind: 'edit' }>): string {
  if (from === undefined && to !== undefined) return `in ${at.file}, set ${to}`;
  if (from === undefined || to === undefined) return `"\${EDITOR:-vi}" +${at.line} ${shellWord(at.file)}`;
  return `in ${placeText(at)}, change ${from} to ${to}`;
}

function wordText(word: Word): string {
  return typeof word === 'string' ? shellWord(word) : word.shell;
}

/** Stays outside of quotes, since the shell has to read it: the home directory, or the name of a variable. */
const LEADING = /^(?:~\/|[A-Za-z_][A-Za-z0-9_]*=)/;

/** A word as a POSIX shell takes it literally, a leading `~/` or `NAME=` aside. */
export function shellWord(word: string): string {
  const leading = LEADING.exec(word)?.[0] ?? '';
  const rest = word.slice(leading.length);
  if (rest === '' && leading !== '') return leading;
  return leading + (/^[\w@%+=:,./-]+$/.test(rest) ? rest : `'${rest.replaceAll("'", `'\\''`)}'`);
}
