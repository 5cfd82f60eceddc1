import type { Report } from '../report.ts';
import { exitSentence, nextCommand, skyCheckSentence, verdictText } from '../verdict-words.ts';
import { areaLines } from './area-lines.ts';
import { headline, placeLines } from './headline.ts';
import { nextStepSection } from './next-step-section.ts';
import { type TextStyle, wrap } from './style.ts';
import { whoLines } from './who-section.ts';

/** A terminal of the usual height. */
const SCREEN_LINES = 24;

/** No detail takes more lines; `-v` has all of it. */
const MOST_DETAIL = 5;

/** The screen without `-v`: who, a line for each area, the first thing to do, the verdict. */
export function briefSections(report: Report, style: TextStyle): string[][] {
  const whole = sectionsWith(MOST_DETAIL, false, report, style);
  const over = rowsOf(whole) - SCREEN_LINES;
  if (over <= 0) return whole;
  const shorter = sectionsWith(Math.max(0, MOST_DETAIL - over), false, report, style);
  if (rowsOf(shorter) <= SCREEN_LINES) return shorter;
  const merged = sectionsWith(MOST_DETAIL, true, report, style);
  const still = rowsOf(merged) - SCREEN_LINES;
  return still <= 0 ? merged : sectionsWith(Math.max(0, MOST_DETAIL - still), true, report, style);
}

/** Lines, and the blank ones between sections. */
function rowsOf(sections: readonly (readonly string[])[]): number {
  const shown = sections.filter((section) => section.length > 0);
  return shown.flat().length + shown.length - 1;
}

function sectionsWith(mostDetail: number, merged: boolean, report: Report, style: TextStyle): string[][] {
  return [
    [
      ...headline(report, style),
      ...(report.policyCheck === undefined ? whoLines(report, style) : []),
      ...placeLines(report, style),
    ],
    areaLines(report, style, mostDetail, merged),
    nextStepSection(report, style),
    closing(report, `${commandOf(report, style)} -v`, style),
  ];
}

/** The verdict, what `sky check` would say where it differs, what to run next, and where to read on. */
export function closing(report: Report, more: string | undefined, style: TextStyle): string[] {
  const sentences = [verdictText(report), exitSentence(report), skyCheckSentence(report)].filter(
    (text) => text !== undefined,
  );
  const next = nextCommand(report);
  const paint = verdictPaint(report.verdict, style);
  const words = wrap(sentences.join(' '), style.columns, 0);
  return [
    ...(next === undefined ? words.map(paint) : withCommand(words, `Next: ${next}`, style).map(paint)),
    ...(more === undefined ? [] : [style.paint.dim(`Details: ${more}`)]),
  ];
}

/** A command behind text, on a line of its own where there is no room: it is never broken. */
function withCommand(lines: readonly string[], command: string, { columns }: TextStyle): readonly string[] {
  const joined = `${lines.at(-1) ?? ''} ${command}`;
  return joined.length <= columns ? [...lines.slice(0, -1), joined] : [...lines, command];
}

/** The command that made the report, for where to read on. */
export function commandOf({ policyCheck, sandbox }: Report, { symbols }: TextStyle): string {
  if (policyCheck !== undefined) return `skycheck policy check ${symbols.more}`;
  return sandbox !== null && /^[\w./-]+$/.test(sandbox)
    ? `skycheck aws --sandbox ${sandbox}`
    : 'skycheck aws';
}

/** How a verdict is painted. */
export function verdictPaint(verdict: Report['verdict'], { paint }: TextStyle): (text: string) => string {
  return { ready: paint.good, 'not-ready': paint.bad, undecided: paint.warn }[verdict];
}
