/** Annotations for GitHub Actions. Source: GitHub Docs, "Workflow commands", and its limits on annotations. */
import { joined, type PrintableText, workflowCommand } from '../../printable.ts';
import { type ReportDocument, reportsOf } from '../document.ts';
import { printableReport } from '../printable-report.ts';
import type { Report, ReportFinding } from '../report.ts';
import { verdictOfAll, verdictSentence, verdictText } from '../verdict-words.ts';
import { fixText } from './finding-words.ts';
import { accountOf, namesOf } from './report-names.ts';

/** More of a kind are not shown by GitHub, for each step. */
const MOST_OF_A_KIND = 10;

/** The most important errors and warnings; the verdict where they do not say it. */
export function githubFormat(document: ReportDocument): PrintableText {
  const { reports } = printableReport({ reports: reportsOf(document) });
  const found = byImportance(reports);
  const errors = found.filter(({ finding }) => finding.severity === 'error');
  const warnings = found.filter(({ finding }) => finding.severity === 'warning');
  const verdicts = errors.length === 0 ? verdictCommands(reports) : [];
  const shown = [...errors.slice(0, MOST_OF_A_KIND - verdicts.length), ...warnings.slice(0, MOST_OF_A_KIND)];
  const more = errors.length + warnings.length - shown.length;
  return joined([
    ...verdicts,
    ...shown.map(command),
    ...(more === 0
      ? []
      : [workflowCommand('notice', { title: 'skycheck' }, `${more} more in the summary of this step.`)]),
  ]);
}

interface Found {
  readonly finding: ReportFinding;
  /** What it is about, where there are several reports. */
  readonly of: string | undefined;
}

/** What causes something else first; of several reports the first of each, then the second of each. */
function byImportance(reports: readonly Report[]): readonly Found[] {
  const names = namesOf(reports);
  const ranked = reports.flatMap((report, index) =>
    [...report.findings]
      .sort((a, b) => Number(a.cause !== null) - Number(b.cause !== null))
      .map((finding, rank) => ({ finding, of: reports.length === 1 ? undefined : names[index], rank })),
  );
  return ranked.sort((a, b) => a.rank - b.rank);
}

function command({ finding, of }: Found): PrintableText {
  const { severity, title, code, detail, at, fix } = finding;
  const path = at?.path;
  const place =
    at === null || path === undefined || path.startsWith('../') ? {} : { file: path, line: at.line };
  return workflowCommand(
    severity === 'error' ? 'error' : 'warning',
    { ...place, title: `${of === undefined ? '' : `${of}: `}${title} (${code})` },
    [detail, ...(fix.length === 0 ? [] : [`To fix it:\n${fixText(fix)}`])].join('\n'),
  );
}

/** Without errors: that all is well, or why the run fails all the same. */
function verdictCommands(reports: readonly Report[]): readonly PrintableText[] {
  const [first, ...others] = reports;
  if (first === undefined) return [];
  const isReady = reports.every(({ verdict }) => verdict === 'ready');
  const text = others.length === 0 ? oneVerdict(first) : verdictOfAll(reports).text;
  return [workflowCommand(isReady ? 'notice' : 'error', { title: 'skycheck' }, text)];
}

function oneVerdict(report: Report): string {
  const account = accountOf(report);
  const text = report.verdict === 'ready' ? verdictSentence(report) : verdictText(report);
  return account === undefined ? text : `${text} (account ${account})`;
}
