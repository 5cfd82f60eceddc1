/** A line of bash up to the cursor, in words, and words quoted for it. */

/** The word being typed, as bash has it. */
export interface OpenWord {
  /** Without quotes. */
  readonly text: string;
  /** The quote that is still open at its end. */
  readonly quote: '' | '"' | "'";
  /** How much of `text` stands before the part that bash replaces. */
  readonly kept: number;
}

/**
 * Splits a line as bash would, without expanding anything.
 *
 * @param line - from its beginning to the cursor
 * @param wordBreaks - bash's COMP_WORDBREAKS: after one of these, unquoted, begins the part that bash replaces
 * @returns the whole words before the one being typed, without the command's name, and the one being typed
 */
export function bashWords(
  line: string,
  wordBreaks: string,
): { readonly words: readonly string[]; readonly open: OpenWord } {
  const words: string[] = [];
  let text = '';
  let quote: OpenWord['quote'] = '';
  let kept = 0;
  let started = false;
  const finish = () => {
    if (started) words.push(text);
    [text, kept, started] = ['', 0, false];
  };
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at);
    if (quote === '' && /\s/.test(character)) {
      finish();
      continue;
    }
    started = true;
    const next = line.charAt(at + 1);
    if (character === '\\' && quote !== "'" && escapes(quote, next)) {
      text += next;
      at++;
    } else if (quote === '' && (character === '"' || character === "'")) {
      quote = character;
      kept = text.length;
    } else if (character === quote) {
      quote = '';
    } else {
      text += character;
      if (quote === '' && wordBreaks.includes(character)) kept = text.length;
    }
  }
  return { words: words.slice(1), open: { text, quote, kept } };
}

/** Source: Bash Reference Manual, "Escape Character" and "Double Quotes". */
function escapes(quote: string, next: string): boolean {
  return next !== '' && (quote === '' || '$`"\\'.includes(next));
}

/** A word as it has to be typed at the place of the open one: only the part that bash replaces. */
export function bashWord(word: string, { quote, kept }: OpenWord): string {
  const part = word.slice(kept);
  switch (quote) {
    case "'":
      return part.replaceAll("'", "'\\''");
    case '"':
      return part.replace(/["$`\\!]/g, '\\$&');
    case '':
      return part.replace(/[^\w@%+=:,./-]/gu, '\\$&');
  }
}
