import type { ProfileReports, Report } from '../report.ts';
import { type TextStyle, wrap } from './style.ts';

/** What the check comes to, in words; the last line of a report but for a pointer to details. */
export function verdictLine(report: Report, { paint, columns }: TextStyle): string[] {
  const text = `${firstWords(report.verdict)}: ${report.verdictReason}.${skyCheckNote(report)}`;
  const paintLine = { ready: paint.good, 'not-ready': paint.bad, undecided: paint.warn }[report.verdict];
  return wrap(text, columns, 0).map(paintLine);
}

/** The worst verdict of several profiles, and how many have it. */
export function verdictOfAll({ reports }: ProfileReports, { paint, columns }: TextStyle): string[] {
  const count = (verdict: Report['verdict']) => reports.filter((report) => report.verdict === verdict).length;
  const worst =
    (['not-ready', 'undecided', 'ready'] as const).find((verdict) => count(verdict) > 0) ?? 'ready';
  const words = { ready: 'ready', 'not-ready': 'not ready', undecided: 'undecided' }[worst];
  const text = `${firstWords(worst)}: ${count(worst)} of ${reports.length} profiles ${count(worst) === 1 ? 'is' : 'are'} ${words}.`;
  const paintLine = { ready: paint.good, 'not-ready': paint.bad, undecided: paint.warn }[worst];
  return wrap(text, columns, 0).map(paintLine);
}

function firstWords(verdict: Report['verdict']): string {
  return { ready: 'Ready', 'not-ready': 'Not ready', undecided: 'Undecided' }[verdict];
}

/** Where `sky check` itself would see it differently. */
function skyCheckNote({ skyCheck, enabled, policyCheck }: Report): string {
  if (policyCheck !== undefined || skyCheck.join() === enabled.join()) return '';
  return skyCheck.length === 0
    ? ' `sky check aws` would print disabled.'
    : ` \`sky check aws\` would print enabled [${skyCheck.join(', ')}].`;
}
