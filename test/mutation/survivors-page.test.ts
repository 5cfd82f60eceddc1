import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { survivorsPage } from '../../scripts/mutation/survivors-page.mjs';

const SURVIVOR = {
  file: 'src/a.ts',
  line: 3,
  kind: 'logic',
  original: 'a || b',
  replacement: 'a && b',
  fate: 'survived',
};

/** Writes pages one after the other, as runs do. */
function pages() {
  const folder = mkdtempSync(path.join(tmpdir(), 'skycheck-survivors-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'page.md');
  return (
    results: readonly (typeof SURVIVOR)[],
    { edit = (page) => page, isThere }: PageOptions = {},
  ): string => {
    const page = edit(survivorsPage(results, file, isThere));
    writeFileSync(file, page);
    return page;
  };
}

interface PageOptions {
  readonly edit?: (page: string) => string;
  readonly isThere?: (file: string) => boolean;
}

const NOTICED = { ...SURVIVOR, kind: 'condition', fate: 'noticed' };

it('keeps what is explained by hand when lines move', () => {
  const write = pages();
  const page = write([SURVIVOR, NOTICED], { edit: (text) => text.replace('|  |', '| b is never false |') });
  expect(page).toContain('1 of 2 changes are noticed: 50.0 %.');
  expect(page).toContain('| 3 | `logic` | `` a ¦¦ b `` → `` a && b `` | b is never false |');
  expect(write([{ ...SURVIVOR, line: 9 }])).toContain(
    '| 9 | `logic` | `` a ¦¦ b `` → `` a && b `` | b is never false |',
  );
});

it('keeps what it says of files that were not measured, as long as they are there', () => {
  const write = pages();
  const both = write([SURVIVOR, { ...NOTICED, file: 'src/b.ts' }, { ...SURVIVOR, file: 'src/b.ts' }]);
  expect(both).toContain('1 of 3 changes are noticed: 33.3 %.');
  expect(both).toContain('| **src/a.ts** | 0 | 1 | 0.0 % |');
  expect(
    write([
      { ...SURVIVOR, file: 'src/b.ts' },
      { ...NOTICED, file: 'src/b.ts' },
    ]),
  ).toBe(both);
  const mended = write([{ ...NOTICED, file: 'src/b.ts' }]);
  expect(mended).toContain('1 of 2 changes are noticed: 50.0 %.');
  expect(mended).toContain('## src/a.ts');
  expect(mended).not.toContain('## src/b.ts');
  const gone = write([{ ...NOTICED, file: 'src/b.ts' }], { isThere: (file) => file !== 'src/a.ts' });
  expect(gone).toContain('1 of 1 changes are noticed: 100.0 %.');
  expect(gone).not.toContain('src/a.ts');
});
