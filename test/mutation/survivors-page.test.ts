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

it('keeps what is explained by hand when lines move', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'skycheck-survivors-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'page.md');
  const results = [SURVIVOR, { ...SURVIVOR, kind: 'condition', fate: 'noticed' }];
  const page = survivorsPage(results, file);
  expect(page).toContain('1 of 2 changes are noticed: 50.0 %.');
  expect(page).toContain('| 3 | `logic` | `` a ¦¦ b `` → `` a && b `` |  |');
  writeFileSync(file, page.replace('|  |', '| b is never false |'));
  expect(survivorsPage([{ ...SURVIVOR, line: 9 }], file)).toContain(
    '| 9 | `logic` | `` a ¦¦ b `` → `` a && b `` | b is never false |',
  );
});
