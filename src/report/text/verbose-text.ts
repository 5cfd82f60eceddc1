import { groupBy } from '../../group-by.ts';
import { listed } from '../areas.ts';
import type { Report, ReportFinding } from '../report.ts';
import { closing, commandOf } from './brief-text.ts';
import { capabilityTable, everyRequirement } from './capability-section.ts';
import { denialSection } from './denial-section.ts';
import { headline, placeLines } from './headline.ts';
import { fixLines, nextStepSection } from './next-step-section.ts';
import { policySection } from './policy-section.ts';
import { quotaSection } from './quota-section.ts';
import { everyRegion } from './region-section.ts';
import { roleSection } from './role-section.ts';
import { skypilotSection } from './skypilot-section.ts';
import { atMost, type TextStyle, wrap } from './style.ts';
import { taskSection } from './task-section.ts';
import { identitySection, traceSection } from './who-section.ts';

/** What `-v` takes at most. */
const MOST_SCREEN_LINES = 60;

/** The screen with `-v`: what was seen, section by section; the first thing to do and the verdict stay last. */
export function verboseSections(report: Report, style: TextStyle): string[][] {
  const denials = denialSection(report, style);
  const whole = sectionsWith(denials, MOST_LINES, report, style);
  const over = linesOver(whole);
  if (over <= 0) return whole;
  const left = denials.length - over - 1;
  const rest = `  ${style.symbols.more} more with -vv`;
  if (left > 1) return sectionsWith([...denials.slice(0, left), rest], MOST_LINES, report, style);
  const shorter = [MOST_LINES, 2, 1].map((lines) => sectionsWith([], lines, report, style));
  return shorter.find((sections) => linesOver(sections) <= 0) ?? shorter.at(-1) ?? whole;
}

/** How many lines are too many, with the blank ones between sections. */
function linesOver(sections: readonly (readonly string[])[]): number {
  const shown = sections.filter((section) => section.length > 0);
  return shown.flat().length + shown.length - 1 - MOST_SCREEN_LINES;
}

function sectionsWith(
  denials: readonly string[],
  mostLines: number,
  report: Report,
  style: TextStyle,
): string[][] {
  return [
    opening(report, style),
    whoSection(report, style),
    taskSection(report, style),
    capabilityTable(report, style),
    [...denials],
    skypilotSection(report, style),
    quotaSection(report, style),
    problemSection(report, mostLines, style),
    nextStepSection(report, style),
    closing(report, `${commandOf(report, style)} -vv`, style),
  ];
}

/** With `-vv`: everything that the report knows. */
export function wholeSections(report: Report, style: TextStyle): string[][] {
  return [
    opening(report, style),
    whoSection(report, style),
    taskSection(report, style),
    report.policyCheck === undefined ? traceSection(report, style) : [],
    everyRequirement(report, style),
    roleSection(report, style),
    skypilotSection(report, style),
    everyRegion(report, style),
    quotaSection(report, style),
    findingSection(report, style),
    nextStepSection(report, style),
    closing(report, undefined, style),
  ];
}

function opening(report: Report, style: TextStyle): string[] {
  const { identity } = report;
  const account =
    identity === null ? [] : [`    Activated account: ${identity.userId} [account=${identity.account}]`];
  return [...headline(report, style), ...account, ...placeLines(report, style)];
}

function whoSection(report: Report, style: TextStyle): string[] {
  return report.policyCheck === undefined ? identitySection(report, style) : policySection(report, style);
}

/** No detail takes more lines; `-vv` has all of it. */
const MOST_LINES = 3;

/** Every finding with its code: errors and warnings with what was seen, what follows from another below it in a line. */
function problemSection({ findings, policyCheck }: Report, mostLines: number, style: TextStyle): string[] {
  if (findings.length === 0) return [];
  const roots = findings.filter(({ cause }) => !findings.some(({ code }) => code === cause));
  const byCause = groupBy(findings, ({ cause }) => cause);
  // What hints say of documents is what their verdict assumes.
  const isShown = ({ severity }: ReportFinding) => severity !== 'info' || policyCheck !== undefined;
  const shown = roots.filter(isShown);
  const hints = roots.filter((finding) => !isShown(finding));
  return [
    style.paint.bold('Problems'),
    ...shown.flatMap((finding, index) => [
      ...titleLines(finding, 2, style),
      ...atMost(mostLines, wrap(finding.detail, style.columns, 4), style),
      // What follows from several of one kind is named once.
      ...(shown.findIndex(({ code }) => code === finding.code) === index
        ? (byCause.get(finding.code) ?? []).flatMap((effect) => titleLines(effect, 4, style))
        : []),
    ]),
    ...(hints.length === 0 ? [] : wrap(`Hints: ${listed(hints.map(({ code }) => code))}`, style.columns, 2)),
  ];
}

/** The title, and its code at the right margin; below it where there is no room. */
function titleLines({ severity, title, code }: ReportFinding, indent: number, style: TextStyle): string[] {
  const { mark, paint } = severityMark(severity, style);
  const [first = '', ...rest] = wrap(title, style.columns, indent + 2);
  const left = `${' '.repeat(indent)}${mark} ${first.trimStart()}`;
  const gap = style.columns - left.length - code.length;
  if (rest.length > 0 || gap < 2) {
    return [paint(left), ...rest.map(paint), `${' '.repeat(indent + 2)}${style.paint.dim(code)}`];
  }
  return [`${paint(left)}${' '.repeat(gap)}${style.paint.dim(code)}`];
}

function severityMark(severity: ReportFinding['severity'], { symbols, paint }: TextStyle) {
  switch (severity) {
    case 'error':
      return { mark: symbols.no, paint: paint.bad };
    case 'warning':
      return { mark: symbols.warning, paint: paint.warn };
    case 'info':
      return { mark: symbols.note, paint: paint.note };
  }
}

/** With `-vv`: each finding whole, with its fix and where to read more. */
function findingSection({ findings }: Report, style: TextStyle): string[] {
  if (findings.length === 0) return [];
  return [
    style.paint.bold('Problems'),
    ...findings.flatMap((finding) => [
      ...titleLines(finding, 2, style),
      ...wrap(finding.detail, style.columns, 4),
      ...fixLines(finding, 6, style),
      `    ${style.paint.dim(finding.docs)}`,
    ]),
  ];
}
