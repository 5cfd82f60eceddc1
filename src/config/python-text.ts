/** Python's idea of white space, lines and integers, where JavaScript has another. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: Python counts these as white space.
const PYTHON_SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: Python counts these as line ends.
const LINE_END = /\r\n|[\n-\r\x1c-\x1e\x85\u2028\u2029]/;

/** True where Python's `str.isspace` is. Source: CPython `unicodeobject.c`. */
function isPythonSpace(character: string | undefined): boolean {
  return character !== undefined && PYTHON_SPACE.test(character);
}

/** `str.lstrip`, as the number of characters it takes away. */
export function leadingSpaces(text: string): number {
  let start = 0;
  while (start < text.length && isPythonSpace(text[start])) start += 1;
  return start;
}

/** `str.rstrip`. */
export function stripEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isPythonSpace(text[end - 1])) end -= 1;
  return text.slice(0, end);
}

/** `str.strip`. */
export function strip(text: string): string {
  return stripEnd(text).slice(leadingSpaces(text));
}

/** `str.splitlines`, which knows more line ends than reading a file does. */
export function splitLines(text: string): readonly string[] {
  const lines = text.split(LINE_END);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** The lines of a file opened in Python's text mode: `\n`, `\r\n` and `\r` end one. */
export function textModeLines(text: string): readonly string[] {
  const lines = text.split(/\r\n|\r|\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** `int(text)` for decimal ASCII digits; undefined where Python raises ValueError. */
export function parsePythonInt(text: string): number | undefined {
  const trimmed = strip(text);
  return /^[+-]?\d+(_\d+)*$/.test(trimmed) ? Number(trimmed.replaceAll('_', '')) : undefined;
}
