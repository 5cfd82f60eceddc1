/** Text in Markdown as GitHub reads it, so that it shows as it is: nothing from a report is markup, a link or a picture. */

/** What Markdown or HTML reads as markup anywhere in a line; an underscore only at the edge of a word. */
const MARKUP = /[\\`*<>&[\]|~#@]|!(?=\[)|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g;

/** What makes a list or a quotation at the start of a line. */
const LINE_START = /^(?:(?=[-+=])|(\d{1,9})(?=[.)]))/;

const ENTITIES: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '@': '&#64;' };

/** A sentence, on one line. Addresses of pages are not made links: they are broken with an entity that shows as it is. */
export function markdownText(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(MARKUP, (character) => ENTITIES[character] ?? `\\${character}`)
    .replace(
      /(https?|ftp|mailto|www)([:.])/gi,
      (_all, word: string, sign: string) => `${word}&#${sign.charCodeAt(0)};`,
    )
    .replace(LINE_START, '$1\\');
}

/** A name as code: nothing in it is markup, and it reads the same in the source. */
export function markdownCode(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line === '') return '` `';
  const fence = fenceFor(line, 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** A name as code in a cell of a table, where a bar would end it. */
export function markdownCellCode(text: string): string {
  return markdownCode(text).replaceAll('|', '\\|');
}

/** Lines to paste. */
export function markdownBlock(text: string, language: string): readonly string[] {
  const fence = fenceFor(text, 3);
  return [`${fence}${language}`, ...text.split('\n'), fence];
}

/** Longer than any in the text. */
function fenceFor(text: string, least: number): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  return '`'.repeat(Math.max(least, longest + 1));
}
