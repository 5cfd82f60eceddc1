import { describe, expect, it } from 'vitest';
import { cutMarkdown } from '../../../src/report/formats/cut-markdown.ts';
import { markdownFormat } from '../../../src/report/formats/markdown-format.ts';
import { SAVED, several } from './saved-reports.ts';

const bytes = (text: string) => new TextEncoder().encode(text).length;

describe('Markdown that is too long', () => {
  const page = markdownFormat(several(Object.values(SAVED)));

  it('is left as it is where it fits', () => {
    expect(cutMarkdown(page, bytes(page))).toBe(page);
  });

  it('ends with a whole line, outside of code, within the limit, whatever that is', () => {
    for (let limit = 0; limit < 20_000; limit += 97) {
      const cut = cutMarkdown(page, limit);
      expect(bytes(cut)).toBeLessThanOrEqual(limit);
      if (cut === '') continue;
      const fences = cut.split('\n').filter((line) => /^`{3,}/.test(line));
      expect(fences.length % 2).toBe(0);
      expect(cut.endsWith(`*Cut: the whole report has ${bytes(page)} bytes.*\n`)).toBe(true);
    }
  });
});
