import type { Report } from '../report.ts';
import { skyCheckSentence, verdictSentence } from '../verdict-words.ts';
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
  const whole = sectionsWith(MOST_DETAIL, report, style);
  const shown = whole.filter((section) => section.length > 0);
  const blanks = shown.length - 1;
  const over = shown.flat().length + blanks - SCREEN_LINES;
  return over <= 0 ? whole : sectionsWith(Math.max(0, MOST_DETAIL - over), report, style);
}

function sectionsWith(mostDetail: number, report: Report, style: TextStyle): string[][] {
  return [
    [
      ...headline(report, style),
      ...(report.policyCheck === undefined ? whoLines(report, style) : []),
      ...placeLines(report, style),
    ],
    areaLines(report, style, mostDetail),
    nextStepSection(report, style),
    closing(report, `${commandOf(report, style)} -v`, style),
  ];
}

/** The verdict, what `sky check` would say where it differs, and where to read on. */
export function closing(report: Report, more: string | undefined, style: TextStyle): string[] {
  const sentences = [verdictSentence(report), skyCheckSentence(report)].filter((text) => text !== undefined);
  return [
    ...wrap(sentences.join(' '), style.columns, 0).map(verdictPaint(report.verdict, style)),
    ...(more === undefined ? [] : [style.paint.dim(`Details: ${more}`)]),
  ];
}

/** The command that made the report, for where to read on. */
export function commandOf({ policyCheck }: Report, { symbols }: TextStyle): string {
  return policyCheck === undefined ? 'skycheck aws' : `skycheck policy check ${symbols.more}`;
}

/** How a verdict is painted. */
export function verdictPaint(verdict: Report['verdict'], { paint }: TextStyle): (text: string) => string {
  return { ready: paint.good, 'not-ready': paint.bad, undecided: paint.warn }[verdict];
}
