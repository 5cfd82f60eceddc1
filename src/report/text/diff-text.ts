import { groupBy } from '../../group-by.ts';
import { verdictWord } from '../diff.ts';
import type { Change, ReportDiff } from '../diff-schema.ts';
import { type ReportDocument, reportsOf } from '../document.ts';
import { subjectOf } from '../formats/report-names.ts';
import type { Report, ReportFinding } from '../report.ts';
import { utcTime } from '../times.ts';
import { verdictOfAll } from '../verdict-words.ts';
import { beside, forTerminal, type TextStyle, wrap } from './style.ts';

/** Both sides, what changed, and whether anything got worse; where nothing changed, few lines. */
export function renderDiff(
  diff: ReportDiff,
  sides: { readonly from: ReportDocument; readonly to: ReportDocument },
  verbosity: number,
  style: TextStyle,
): string {
  const { paint, symbols } = style;
  if (!diff.changed) {
    const both = wrap(`before and now  ${sideText(sides.to)}`, style.columns, 0);
    return forTerminal(`${[...both, ...lastLines(diff, style)].join('\n')}\n`, style);
  }
  const sections = [
    [...sideLines('before', sides.from, style), ...sideLines('now', sides.to, style)],
    changeSection('Worse', diff.worse, (text) => paint.bad(text), symbols.no, style),
    changeSection('Better', diff.better, (text) => paint.good(text), symbols.yes, style),
    changeSection('Settings', diff.settings, (text) => text, symbols.warning, style),
    decisionSection(diff.decisions, verbosity, style),
    findingSection(diff, style),
  ];
  const shown = sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return forTerminal(`${shown.join('\n\n')}\n\n${lastLines(diff, style).join('\n')}\n`, style);
}

function sideLines(label: string, side: ReportDocument, style: TextStyle): string[] {
  return beside(label, sideText(side), style.columns, {
    indent: 0,
    labelWidth: 6,
    paintLabel: style.paint.dim,
  });
}

function sideText(side: ReportDocument): string {
  const reports = reportsOf(side);
  const [first, ...others] = reports;
  if (first === undefined || others.length > 0) return verdictOfAll(reports).text;
  return `${whoOf(first)}: ${verdictWord(first.verdict)} (${utcTime(first.checkedAt)})`;
}

function whoOf(report: Report): string {
  const { identity, policyCheck } = report;
  if (policyCheck !== undefined) return subjectOf(report);
  return `${identity?.arn ?? 'no identity that AWS confirmed'}, ${subjectOf(report)}`;
}

function changeSection(
  title: string,
  changes: readonly Change[],
  paint: (text: string) => string,
  mark: string,
  style: TextStyle,
): string[] {
  if (changes.length === 0) return [];
  return [
    style.paint.bold(title),
    ...changes.flatMap(({ of, what, from, to }) => {
      const text = `${of === undefined ? '' : `${of}: `}${what}: ${from} → ${to}`;
      const [first = '', ...rest] = wrap(text, style.columns, 4);
      return [`  ${paint(mark)} ${first.trimStart()}`, ...rest];
    }),
  ];
}

/** More of the same kind are for `-v`. */
const MOST_NAMES = 3;

/** What changed in the same way is put together. */
function decisionSection(decisions: readonly Change[], verbosity: number, style: TextStyle): string[] {
  if (decisions.length === 0) return [];
  const most = verbosity > 0 ? Number.POSITIVE_INFINITY : MOST_NAMES;
  const groups = groupBy(
    decisions,
    ({ of = '', from, to }) => `${of === '' ? '' : `${of}: `}${from} → ${to}`,
  );
  return [
    style.paint.bold('Decisions'),
    ...[...groups].flatMap(([step, group]) => {
      const shown = group.length > most + 1 ? group.slice(0, most) : group;
      const more = group.length - shown.length;
      const names = shown.map(({ what }) => what).join('; ');
      const text = `${step}: ${names}${more === 0 ? '' : `; and ${more} more`}`;
      const [first = '', ...rest] = wrap(text, style.columns, 4);
      return [`  ${style.symbols.warning} ${first.trimStart()}`, ...rest];
    }),
  ];
}

function findingSection({ findings: { appeared, gone } }: ReportDiff, style: TextStyle): string[] {
  const rows = (findings: readonly ReportFinding[], sign: string) =>
    findings.flatMap(({ severity, code, title }) => {
      const [first = '', ...rest] = wrap(`${severity} ${code}: ${title}`, style.columns, 4);
      return [`  ${sign} ${first.trimStart()}`, ...rest];
    });
  if (appeared.length + gone.length === 0) return [];
  return [
    style.paint.bold('Findings'),
    ...rows(appeared, style.paint.bad('+')),
    ...rows(gone, style.paint.good('-')),
  ];
}

function lastLines({ changed, worse, better }: ReportDiff, { columns, paint }: TextStyle): string[] {
  const names = (changes: readonly Change[]) =>
    changes.map(({ of, what }) => (of === undefined ? what : `${what} of ${of}`)).join(', ');
  if (worse.length > 0) return wrap(`Worse: ${names(worse)}. Exit status 1.`, columns, 0).map(paint.bad);
  if (better.length > 0) return wrap(`Better: ${names(better)}.`, columns, 0).map(paint.good);
  return [changed ? 'Changed; nothing that was asked for got worse.' : 'Nothing changed.'];
}
