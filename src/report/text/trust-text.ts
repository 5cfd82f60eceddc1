/** The report about trust policies, for people. */
import { relativeTime, utcTime } from '../times.ts';
import type { TrustReport, TrustReportStatement } from '../trust-schema.ts';
import { ignoredSentence } from '../verdict-words.ts';
import { fixLines } from './next-step-section.ts';
import { beside, type TextStyle, wrap } from './style.ts';

const LABEL_WIDTH = 10;

/**
 * What the token says, what each policy makes of it, the first thing to do, the verdict.
 *
 * @param verbosity - from 1 on all findings and every statement
 */
export function renderTrustText(report: TrustReport, verbosity: number, style: TextStyle): string {
  const sections = [
    tokenLines(report, verbosity, style),
    policyLines(report, verbosity, style),
    findingLines(report, verbosity, style),
    fixSection(report, style),
    verdictLines(report, style),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function tokenLines(
  { token, provider, checkedAt }: TrustReport,
  verbosity: number,
  style: TextStyle,
): string[] {
  const row = (label: string, text: string) =>
    beside(label, text, style.columns, { indent: 2, labelWidth: LABEL_WIDTH, paintLabel: style.paint.dim });
  const { expiresAt } = token;
  return [
    style.paint.bold('Token'),
    ...row('issuer', token.issuer),
    ...row('subject', token.subject ?? 'none'),
    ...row('audience', token.audience ?? 'none'),
    ...(expiresAt === null
      ? []
      : row('expires', `${relativeTime(expiresAt, checkedAt)} (${utcTime(expiresAt)})`)),
    ...(verbosity > 0 ? row('provider', provider) : []),
  ];
}

function policyLines(report: TrustReport, verbosity: number, style: TextStyle): string[] {
  const { symbols, paint } = style;
  const marks = {
    allowed: paint.good(symbols.yes),
    denied: paint.bad(symbols.no),
    unknown: paint.warn(symbols.unknown),
  };
  const words = { allowed: 'admits the token', denied: 'does not admit it', unknown: 'may admit it' };
  return [
    paint.bold('Trust policy'),
    ...report.policies.flatMap(({ name, decision, statements }) => [
      `  ${marks[decision]} ${name}: ${words[decision]}`,
      ...shownStatements(statements, verbosity).flatMap((statement) => statementLines(statement, style)),
    ]),
  ];
}

/** Without `-v` the nearest one that fails is enough. */
function shownStatements(
  statements: readonly TrustReportStatement[],
  verbosity: number,
): readonly TrustReportStatement[] {
  const failing = statements.filter(({ failures, undecided }) => failures.length + undecided.length > 0);
  if (verbosity > 0) return failing;
  return [...failing].sort((a, b) => a.failures.length - b.failures.length).slice(0, 1);
}

function statementLines(
  { index, sid, failures, undecided }: TrustReportStatement,
  style: TextStyle,
): string[] {
  const label = `statement ${sid === null || sid === '' ? index + 1 : JSON.stringify(sid)}`;
  return [
    `    ${label}`,
    ...[...failures.map(({ text }) => text), ...undecided].flatMap((text) => wrap(text, style.columns, 6)),
  ];
}

/** What the policies have said already is not said again. */
const DECISIONS = ['trust-not-admitted', 'trust-undecided'];

function findingLines({ findings }: TrustReport, verbosity: number, style: TextStyle): string[] {
  const { symbols, paint } = style;
  const marks = {
    error: paint.bad(symbols.no),
    warning: paint.warn(symbols.warning),
    info: paint.note(symbols.note),
  };
  return findings
    .filter(({ code, severity }) => !DECISIONS.includes(code) && (severity !== 'info' || verbosity > 0))
    .flatMap(({ severity, title, detail, code }) => [
      `  ${marks[severity]} ${title} (${code})`,
      ...wrap(detail, style.columns, 4),
    ]);
}

function fixSection({ findings }: TrustReport, style: TextStyle): string[] {
  const step = findings.find(({ fix, severity }) => severity === 'error' && fix.length > 0);
  return step === undefined ? [] : [style.paint.bold('What to do:'), ...fixLines(step, 4, style)];
}

function verdictLines(report: TrustReport, { paint, columns }: TextStyle): string[] {
  const { verdict, verdictReason } = report;
  const words = { ready: 'Ready', 'not-ready': 'Not ready', undecided: 'Undecided' }[verdict];
  const painter = { ready: paint.good, 'not-ready': paint.bad, undecided: paint.warn }[verdict];
  const ignored = ignoredSentence(report);
  return [
    ...(ignored === undefined ? [] : wrap(ignored, columns, 0).map(paint.dim)),
    ...wrap(`${words}: ${verdictReason}.`, columns, 0).map(painter),
  ];
}
