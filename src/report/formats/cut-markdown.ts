/**
 * Markdown that fits into so many bytes of UTF-8: whole lines, and a line that says so where some are left out. A block of
 * code that the cut is in ends.
 */
export function cutMarkdown(text: string, bytes: number): string {
  const encoder = new TextEncoder();
  const size = encoder.encode(text).length;
  if (size <= bytes) return text;
  const note = `\n\n*Cut: the whole report has ${size} bytes.*\n`;
  let left = bytes - note.length;
  let fence: string | undefined;
  const kept: string[] = [];
  for (const line of text.split('\n')) {
    const next = fenceAfter(line, fence);
    left -= encoder.encode(line).length + 1;
    // Room for the end of a block.
    if (left < (next?.length ?? 0) + 1) break;
    kept.push(line);
    fence = next;
  }
  if (kept.length === 0) return '';
  return `${kept.join('\n')}${fence === undefined ? '' : `\n${fence}`}${note}`;
}

/** The fence of the block that is open behind a line. */
function fenceAfter(line: string, open: string | undefined): string | undefined {
  if (open !== undefined) return line === open ? undefined : open;
  return /^`{3,}/.exec(line)?.[0];
}
