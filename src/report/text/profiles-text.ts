import { groupBy } from '../../group-by.ts';
import { nextStepOf } from '../next-step.ts';
import type { ProfileReports, Report } from '../report.ts';
import { ignoredSentence, verdictOfAll, verdictSentence } from '../verdict-words.ts';
import { verdictPaint } from './brief-text.ts';
import { renderText } from './report-text.ts';
import { forTerminal, type TextStyle, wrap } from './style.ts';
import { permissionSetOf } from './who-section.ts';

/**
 * Several profiles for people: one table, below it what matters most for each; with `-v` the whole reports first.
 *
 * @returns text that ends with a line break
 */
export function renderProfilesText(all: ProfileReports, verbosity: number, style: TextStyle): string {
  const { reports } = all;
  const whole =
    verbosity === 0
      ? []
      : reports.map(
          (report) =>
            `${style.paint.bold(`Profile ${nameOf(report, reports)}`)}\n${renderText(report, verbosity, style)}`,
        );
  const parts = [
    ...whole,
    lines(table(reports, style)),
    lines(reasons(reports, style)),
    lines(owners(reports).flatMap((text) => wrap(text, style.columns, 0))),
    lines(ignoredLines(reports, style)),
    lines(verdictLines(all, style)),
  ];
  return forTerminal(parts.filter((part) => part !== '').join('\n'), style);
}

function lines(list: readonly string[]): string {
  return list.map((line) => `${line}\n`).join('');
}

function ignoredLines(reports: readonly Report[], style: TextStyle): string[] {
  const text = ignoredSentence({ ignored: reports.flatMap(({ ignored = [] }) => ignored) });
  return text === undefined ? [] : wrap(text, style.columns, 0).map(style.paint.dim);
}

function verdictLines(all: ProfileReports, style: TextStyle): string[] {
  const { verdict, text } = verdictOfAll(all.reports);
  return wrap(text, style.columns, 0).map(verdictPaint(verdict, style));
}

/** The profile; with the file that it comes from, where several have the same. */
function nameOf(report: Report, all: readonly Report[]): string {
  const name = profileOf(report);
  const isAmbiguous = all.some((other) => other !== report && profileOf(other) === name);
  return isAmbiguous && report.savedAs !== undefined ? `${name} (${report.savedAs})` : name;
}

function profileOf({ profile }: Report): string {
  return profile.value ?? 'default';
}

function table(reports: readonly Report[], style: TextStyle): string[] {
  const capabilities = [...new Set(['compute', 'storage', ...reports.flatMap(({ asked }) => asked)])];
  const header = ['PROFILE', 'ACCOUNT', 'IDENTITY', ...capabilities.map((id) => id.toUpperCase())];
  const rows = reports.map((report) => [
    nameOf(report, reports),
    report.identity?.account ?? '-',
    identityOf(report),
    ...capabilities.map((id) => markOf(report, id, style)),
  ]);
  const widths = columnWidths(header, rows, style.columns);
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => shortened(cell, widths[column] ?? 0, style).padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [
    style.paint.bold(line(header)),
    ...rows.map((row, index) => paintRow(line(row), reports[index], style)),
  ];
}

/** No cell is narrower, however narrow the terminal. */
const MIN_CELL = 12;

/** As wide as the cells, and where that is too much for the terminal, profile and identity share what is left. */
function columnWidths(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  columns: number,
): readonly number[] {
  const wanted = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const [profile = 0, account = 0, identity = 0, ...marks] = wanted;
  const fixed = [account, ...marks].reduce((sum, width) => sum + width, 0) + 2 * (header.length - 1);
  const left = columns - fixed;
  if (profile + identity <= left) return wanted;
  const forProfile = Math.max(MIN_CELL, Math.min(profile, Math.floor(left / 2)));
  return [forProfile, account, Math.max(MIN_CELL, left - forProfile), ...marks];
}

/** Cut in the middle: what tells names apart is mostly at their ends. */
function shortened(text: string, width: number, { symbols: { more } }: TextStyle): string {
  if (text.length <= width) return text;
  const left = width - more.length;
  const end = Math.floor(left / 2);
  return `${text.slice(0, left - end)}${more}${text.slice(text.length - end)}`;
}

function paintRow(text: string, report: Report | undefined, { paint }: TextStyle): string {
  switch (report?.verdict) {
    case 'not-ready':
      return paint.bad(text);
    case 'undecided':
      return paint.warn(text);
    default:
      return text;
  }
}

/** The last part of the principal, which is what people recognise; of a role of IAM Identity Center the permission set. */
function identityOf({ identity }: Report): string {
  if (identity === null) return '-';
  const name = (identity.principalArn ?? identity.arn).split(':').at(-1) ?? '-';
  const permissionSet = permissionSetOf(name);
  return permissionSet === undefined ? name : `${permissionSet} (SSO)`;
}

function markOf(report: Report, id: string, { symbols }: TextStyle): string {
  switch (report.capabilities.find((capability) => capability.id === id)?.status) {
    case 'enabled':
      return symbols.yes;
    case 'disabled':
      return symbols.no;
    default:
      return symbols.unknown;
  }
}

/** For every profile that is not ready, why, and the fix where it is one command. */
function reasons(reports: readonly Report[], style: TextStyle): string[] {
  return reports.flatMap((report) => {
    if (report.verdict === 'ready') return [];
    const fix = nextStepOf(report)?.steps ?? [];
    const [step, ...more] = fix;
    const isOneCommand = step?.kind === 'command' && more.length === 0;
    return [
      ...wrap(`${nameOf(report, reports)}: ${verdictSentence(report)}`, style.columns, 0),
      ...(isOneCommand ? [`    ${style.paint.note(step.text)}`] : []),
    ];
  });
}

/** Profiles that SkyPilot takes for one owner: by user id, and with a warning by account. Source: SkyPilot `sky/backends/backend_utils.py`. */
function owners(reports: readonly Report[]): string[] {
  return [...groupBy(reports, ({ identity }) => identity?.account)].flatMap(([account, group]) => {
    if (account === undefined || group.length < 2) return [];
    const same = sharing(group);
    const others =
      same.length === group.length
        ? []
        : [
            `SkyPilot lets these manage each other's clusters, with a warning, since they share account ${account}: ${group.map((report) => nameOf(report, reports)).join(', ')}.`,
          ];
    return [
      ...(same.length < 2
        ? []
        : [
            `SkyPilot treats these as the same owner: ${same.map((report) => nameOf(report, reports)).join(', ')}.`,
          ]),
      ...others,
    ];
  });
}

/** The reports of the first user id that is there more than once. */
function sharing(group: readonly Report[]): readonly Report[] {
  for (const { identity } of group) {
    const same = group.filter((other) => other.identity?.userId === identity?.userId);
    if (same.length > 1) return same;
  }
  return [];
}
