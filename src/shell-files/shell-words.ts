/** The words of a line of shell, as far as an assignment needs them. */

export interface ShellWord {
  /** Without quotes; what a shell would put in for `$…` and backquotes is left as it is written. */
  readonly text: string;
  /** Whether a shell would put something in. */
  readonly computed: boolean;
}

/** Between commands of one line. */
const SEPARATORS = ';&|()';

/** Splits a line into its simple commands; a comment ends it. Text is never run and nothing is expanded. */
export function simpleCommands(line: string): readonly (readonly ShellWord[])[] {
  const commands: ShellWord[][] = [[]];
  let word: { text: string; computed: boolean } | undefined;
  const add = (text: string, computed = false) => {
    word = { text: (word?.text ?? '') + text, computed: (word?.computed ?? false) || computed };
  };
  const endWord = () => {
    if (word !== undefined) commands.at(-1)?.push(word);
    word = undefined;
  };
  let at = 0;
  while (at < line.length) {
    const char = line.charAt(at);
    if (char === '#' && word === undefined) break;
    if (/\s/.test(char)) {
      endWord();
      at += 1;
    } else if (SEPARATORS.includes(char)) {
      endWord();
      commands.push([]);
      at += 1;
    } else {
      const piece = pieceAt(line, at);
      add(piece.text, piece.computed);
      at = piece.end;
    }
  }
  endWord();
  return commands.filter((command) => command.length > 0);
}

interface Piece extends ShellWord {
  /** Where the next piece begins. */
  readonly end: number;
}

function pieceAt(line: string, at: number): Piece {
  switch (line.charAt(at)) {
    case "'": {
      const end = endOf(line, "'", at + 1);
      return { text: line.slice(at + 1, end), computed: false, end: end + 1 };
    }
    case '"':
      return quoted(line, at);
    case '\\':
      return { text: line.charAt(at + 1), computed: false, end: at + 2 };
    case '$':
    case '`':
      return expansion(line, at);
    default:
      return { text: line.charAt(at), computed: false, end: at + 1 };
  }
}

function quoted(line: string, start: number): Piece {
  let text = '';
  let computed = false;
  let at = start + 1;
  while (at < line.length && line.charAt(at) !== '"') {
    const char = line.charAt(at);
    if (char === '\\') {
      text += line.charAt(at + 1);
      at += 2;
    } else if (char === '$' || char === '`') {
      const piece = expansion(line, at);
      text += piece.text;
      computed = true;
      at = piece.end;
    } else {
      text += char;
      at += 1;
    }
  }
  return { text, computed, end: at + 1 };
}

/** `$NAME`, `${…}`, `$(…)` or backquotes, as written. */
function expansion(line: string, at: number): Piece {
  const end = expansionEnd(line, at);
  return { text: line.slice(at, end), computed: true, end };
}

function expansionEnd(line: string, at: number): number {
  if (line.charAt(at) === '`') return endOf(line, '`', at + 1) + 1;
  if (line.charAt(at + 1) === '{') return endOf(line, '}', at + 2) + 1;
  if (line.charAt(at + 1) === '(') return closing(line, at + 2);
  const name = /^\$(?:\w+|.)?/.exec(line.slice(at))?.[0] ?? '$';
  return at + name.length;
}

/** Behind the parenthesis that closes one opened before `at`. */
function closing(line: string, at: number): number {
  let depth = 1;
  let end = at;
  while (end < line.length && depth > 0) {
    if (line.charAt(end) === '(') depth += 1;
    if (line.charAt(end) === ')') depth -= 1;
    end += 1;
  }
  return end;
}

function endOf(line: string, char: string, from: number): number {
  const end = line.indexOf(char, from);
  return end < 0 ? line.length : end;
}
