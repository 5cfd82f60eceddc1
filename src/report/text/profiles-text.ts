import { groupBy } from '../../group-by.ts';
import type { ProfileReports, Report } from '../report.ts';
import { renderText } from './report-text.ts';
import type { TextStyle } from './style.ts';
import { verdictOfAll } from './verdict-line.ts';

/** Never wider than what an account, a role or a profile usually takes; the rest is cut with an ellipsis. */
const MAX_CELL = 36;

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
            `${style.paint.bold(`Profile ${nameOf(report)}`)}\n${renderText(report, verbosity, style)}`,
        );
  const parts = [
    ...whole,
    lines(table(reports, style)),
    lines(worstFindings(reports, style)),
    lines(owners(reports)),
    lines(verdictOfAll(all, style)),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function lines(list: readonly string[]): string {
  return list.map((line) => `${line}\n`).join('');
}

function nameOf({ profile }: Report): string {
  return profile.value ?? 'default';
}

function table(reports: readonly Report[], style: TextStyle): string[] {
  const header = ['PROFILE', 'ACCOUNT', 'IDENTITY', 'STATUS', 'COMPUTE', 'STORAGE'];
  const rows = reports.map((report) =>
    [
      nameOf(report),
      report.identity?.account ?? '-',
      identityOf(report),
      report.status,
      capabilityOf(report, 'compute'),
      capabilityOf(report, 'storage'),
    ].map(cut),
  );
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [
    style.paint.bold(line(header)),
    ...rows.map((row, index) => paintRow(line(row), reports[index], style)),
  ];
}

function paintRow(text: string, report: Report | undefined, { paint }: TextStyle): string {
  if (report?.status === 'enabled') return text;
  return report?.status === 'disabled' ? paint.bad(text) : paint.warn(text);
}

/** The last part of the principal, which is what people recognise. */
function identityOf({ identity }: Report): string {
  if (identity === null) return '-';
  return (identity.principalArn ?? identity.arn).split(':').at(-1) ?? '-';
}

function capabilityOf(report: Report, id: string): string {
  return report.capabilities.find((capability) => capability.id === id)?.status ?? '-';
}

function cut(text: string): string {
  return text.length > MAX_CELL ? `${text.slice(0, MAX_CELL - 1)}…` : text;
}

/** For every profile that is not ready, its most important finding. */
function worstFindings(reports: readonly Report[], style: TextStyle): string[] {
  return reports.flatMap((report) => {
    const [finding] = report.findings;
    if (report.verdict === 'ready' || finding === undefined) return [];
    const [step, ...more] = finding.fix;
    const isShort = step !== undefined && more.length === 0 && !step.text.includes('\n');
    const fix = isShort ? ` Fix: ${step.text}` : '';
    return [`${nameOf(report)}: ${finding.title} [${style.paint.bad(finding.code)}].${fix}`];
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
            `SkyPilot lets these manage each other's clusters, with a warning, for they share account ${account}: ${group.map(nameOf).join(', ')}.`,
          ];
    return [
      ...(same.length < 2 ? [] : [`To SkyPilot these are one owner: ${same.map(nameOf).join(', ')}.`]),
      ...others,
    ];
  });
}

/** The reports of the first user id that stands more than once. */
function sharing(group: readonly Report[]): readonly Report[] {
  for (const { identity } of group) {
    const same = group.filter((other) => other.identity?.userId === identity?.userId);
    if (same.length > 1) return same;
  }
  return [];
}
