import type { Report } from '../report.ts';
import {
  exitSentence,
  ignoredSentence,
  nextCommand,
  skyCheckSentence,
  verdictText,
} from '../verdict-words.ts';
import { type AreaDetail, areaLines } from './area-lines.ts';
import { headline, placeLines } from './headline.ts';
import { nextStepSection } from './next-step-section.ts';
import { PLAIN_PAINT, type TextStyle, wrap } from './style.ts';
import { taskSection } from './task-section.ts';
import { whoLines } from './who-section.ts';

/** Rows of a terminal of the usual height, one for the prompt aside. */
const SCREEN_ROWS = 23;

const FULL: AreaDetail = { mostSeen: 5, mostText: 20, mostActions: 3, merged: false };

/** How much is shown: all of it, and what is left out first where that is too much. */
const DETAILS: readonly AreaDetail[] = [
  ...[5, 4, 3, 2].map((mostSeen) => ({ ...FULL, mostSeen })),
  ...[5, 4, 3, 2, 1, 0].map((mostSeen) => ({ ...FULL, mostSeen, merged: true })),
  ...[20, 2, 1].map((mostText) => ({ mostSeen: 0, mostText, mostActions: 1, merged: true })),
];

/** The screen without `-v`: who, a line for each area, the first thing to do, the verdict. */
export function briefSections(report: Report, style: TextStyle): string[][] {
  const unpainted = { ...style, paint: PLAIN_PAINT };
  const fits = (detail: AreaDetail, columns: number) =>
    rowsOf(sectionsWith(detail, report, unpainted), columns) <= SCREEN_ROWS;
  // Where commands alone are longer than the screen, it is the lines that are kept few.
  const detail =
    DETAILS.find((each) => fits(each, style.columns)) ??
    DETAILS.find((each) => fits(each, Number.POSITIVE_INFINITY)) ??
    DETAILS.at(-1) ??
    FULL;
  return sectionsWith(detail, report, style);
}

/** Rows of the terminal, where a line that is longer takes several, and the blank ones between sections. */
function rowsOf(sections: readonly (readonly string[])[], columns: number): number {
  const shown = sections.filter((section) => section.length > 0);
  const rows = shown.flat().map((line) => Math.max(1, Math.ceil(line.length / columns)));
  return rows.reduce((sum, count) => sum + count, 0) + shown.length - 1;
}

function sectionsWith(detail: AreaDetail, report: Report, style: TextStyle): string[][] {
  return [
    [
      ...headline(report, style),
      ...(report.policyCheck === undefined ? whoLines(report, style) : []),
      ...placeLines(report, style),
    ],
    taskSection(report, style),
    areaLines(report, style, detail),
    nextStepSection(report, style),
    closing(report, `${commandOf(report, style)} -v`, style),
  ];
}

/** The verdict, what `sky check` would say where it differs, what to run next, and where to read on. */
export function closing(report: Report, more: string | undefined, style: TextStyle): string[] {
  const ignored = ignoredSentence(report);
  const sentences = [verdictText(report), exitSentence(report), skyCheckSentence(report)].filter(
    (text) => text !== undefined,
  );
  const next = nextCommand(report);
  const words = wrap(sentences.join(' '), style.columns, 0);
  const lines = next === undefined ? words : withCommand(words, `Next: ${next}`, style);
  return [
    ...(ignored === undefined ? [] : wrap(ignored, style.columns, 0).map(style.paint.dim)),
    ...withPointer(lines, more === undefined ? undefined : `Details: ${more}`, report, style),
  ];
}

/** Lines end here at most, so that the pointer stays near what it is beside. */
const POINTER_COLUMN = 80;

/** Where to read on: at the right of the last line, or below it where there is no room. */
function withPointer(
  lines: readonly string[],
  pointer: string | undefined,
  report: Report,
  style: TextStyle,
): string[] {
  const paint = verdictPaint(report.verdict, style);
  if (pointer === undefined) return lines.map(paint);
  const last = lines.at(-1) ?? '';
  const gap = Math.min(style.columns, POINTER_COLUMN) - last.length - pointer.length;
  if (gap < 2) return [...lines.map(paint), style.paint.dim(pointer)];
  return [...lines.slice(0, -1).map(paint), `${paint(last)}${' '.repeat(gap)}${style.paint.dim(pointer)}`];
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
