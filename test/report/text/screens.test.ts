/** What a person sees of every scenario that ships: from the reports that the runs saved. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { nextStepOf } from '../../../src/report/next-step.ts';
import type { Report } from '../../../src/report/report.ts';
import { renderText } from '../../../src/report/text/report-text.ts';
import { ASCII_SYMBOLS } from '../../../src/report/text/style.ts';
import { PLAIN } from './styles.ts';

const EXPECTED = path.join(import.meta.dirname, '../../end-to-end/expected');
const SCENARIOS = path.join(import.meta.dirname, '../../../scenarios');

const scenarios = readdirSync(SCENARIOS)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.replace(/\.yaml$/, ''));
const reports = scenarios.map((name) => [name, saved(name)] as const);

/** Times are left out of what was saved. */
function saved(name: string): Report {
  const text = readFileSync(path.join(EXPECTED, `${name}.json`), 'utf8');
  return JSON.parse(
    text
      .replace('"checkedAt": "<now>"', '"checkedAt": "2026-11-30T12:00:00.000Z"')
      .replace('"expiresAt": "<time>"', '"expiresAt": "2026-11-30T10:00:00.000Z"'),
  );
}

function linesOf(report: Report, verbosity: number, columns: number): string[] {
  return renderText(report, verbosity, { ...PLAIN, columns })
    .trimEnd()
    .split('\n');
}

/** What is there to be pasted. */
const PASTED = /^\s+(aws|sudo|skycheck|export|unset|pip|mv|chmod) |^ +"[^"]+": .*$/;

describe.each(reports)('%s', (_name, report) => {
  it.each([60, 80, 120])('takes at most 24 lines of %i columns', (columns) => {
    expect(linesOf(report, 0, columns).length).toBeLessThanOrEqual(24);
  });

  it('takes with -v at most 60 lines, or 40 where nothing is wrong', () => {
    const isWrong = report.findings.some(({ severity }) => severity !== 'info');
    for (const columns of [80, 120])
      expect(linesOf(report, 1, columns).length).toBeLessThanOrEqual(isWrong ? 60 : 40);
  });

  // Without the line about the sandbox there is room for the prompt, too.
  it.each([80, 120])('takes no more than the 24 rows of a terminal of %i columns', (width) => {
    const rows = linesOf(report, 0, width).map((line) => Math.max(1, Math.ceil(line.length / width)));
    expect(rows.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(24);
  });

  it('ends with the verdict, but for where to read on', () => {
    for (const verbosity of [0, 1, 2]) {
      const text = renderText(report, verbosity, { ...PLAIN, columns: 200 });
      const lines = text.trimEnd().split('\n');
      const last = lines.filter((line) => !line.startsWith('Details: ')).at(-1);
      const word = { ready: 'Ready', 'not-ready': 'Not ready', undecided: 'Undecided' }[report.verdict];
      expect(last?.startsWith(`${word}${report.verdict === 'ready' ? '' : ':'}`)).toBe(true);
    }
  });

  it('shows the first thing to do, whole', () => {
    const step = nextStepOf(report);
    const hasFix = report.findings.some(({ severity, fix }) => severity === 'error' && fix.length > 0);
    expect(step !== undefined).toBe(report.verdict !== 'ready' && hasFix);
    for (const verbosity of [0, 1, 2]) {
      const words = renderText(report, verbosity, PLAIN).replace(/\s+/g, ' ');
      for (const { text } of step?.steps ?? []) expect(words).toContain(text.replace(/\s+/g, ' '));
    }
  });

  it.each([60, 80, 120])(
    'fits %i columns, but for what is pasted and words that cannot be broken',
    (columns) => {
      for (const verbosity of [0, 1, 2]) {
        const long = linesOf(report, verbosity, columns).filter(
          (line) =>
            line.length > columns &&
            !PASTED.test(line) &&
            !/^ *\S+$/.test(line) &&
            !/^ {2}(identity|principal) +\S+$/.test(line) &&
            !line.startsWith('    Activated account: '),
        );
        expect(long).toEqual([]);
      }
    },
  );

  it('is plain ASCII where the terminal has nothing else', () => {
    for (const verbosity of [0, 1]) {
      const text = renderText(report, verbosity, { ...PLAIN, symbols: ASCII_SYMBOLS });
      expect(/[^\n -~]/.exec(text)?.[0]).toBeUndefined();
    }
  });
});
