/** Splitting as Python's `shlex.split` does, which boto3 uses for section names and for `credential_process`. */

export type ShlexResult =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'error'; readonly reason: 'no-closing-quotation' | 'no-escaped-character' };

interface State {
  readonly words: string[];
  /** Undefined between words. */
  word: string | undefined;
  quote: '"' | "'" | undefined;
}

const WHITE = new Set([' ', '\t', '\r', '\n']);

/** Reads what follows a backslash; within double quotes only `"` and `\` lose theirs. */
function takeEscaped(state: State, character: string): void {
  const keepBackslash = state.quote !== undefined && character !== '\\' && character !== state.quote;
  state.word = `${state.word ?? ''}${keepBackslash ? '\\' : ''}${character}`;
}

function takePlain(state: State, character: string): void {
  if (state.quote !== undefined) {
    if (character === state.quote) state.quote = undefined;
    else state.word = (state.word ?? '') + character;
  } else if (character === '"' || character === "'") {
    state.quote = character;
    state.word ??= '';
  } else if (WHITE.has(character)) {
    if (state.word !== undefined) state.words.push(state.word);
    state.word = undefined;
  } else {
    state.word = (state.word ?? '') + character;
  }
}

/** Splits by the rules of a POSIX shell, comments not recognised. Source: CPython `shlex.split`. */
export function shlexSplit(text: string): ShlexResult {
  const state: State = { words: [], word: undefined, quote: undefined };
  let escaped = false;
  for (const character of text) {
    if (escaped) {
      takeEscaped(state, character);
      escaped = false;
    } else if (character === '\\' && state.quote !== "'") {
      escaped = true;
    } else {
      takePlain(state, character);
    }
  }
  if (escaped) return { kind: 'error', reason: 'no-escaped-character' };
  if (state.quote !== undefined) return { kind: 'error', reason: 'no-closing-quotation' };
  if (state.word !== undefined) state.words.push(state.word);
  return { kind: 'words', words: state.words };
}
