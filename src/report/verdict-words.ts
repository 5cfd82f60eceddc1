/** The verdict in words: the same sentence in every format for people. */
import { isByRule } from './areas.ts';
import type { Report } from './report.ts';
import { waitSentence } from './wait-words.ts';

/** The verdict, with what to run next: "Ready. Next: sky launch --cloud aws". */
export function verdictSentence(report: Report): string {
  const next = nextCommand(report);
  return next === undefined ? verdictText(report) : `${verdictText(report)} Next: ${next}`;
}

/** "Ready.", "Not ready: compute is denied.", "Undecided: spot was asked for and could not be tested." */
export function verdictText(report: Report): string {
  const text = [bareVerdict(report), ...[waitSentence(report) ?? []].flat()].join(' ');
  const supposed = supposedPolicies(report);
  return supposed === undefined
    ? text
    : `With ${supposed} added, ${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}

/** The names of the policies that the identity is only supposed to have; undefined where it is taken as it is. */
export function supposedPolicies({ withPolicies = [] }: Pick<Report, 'withPolicies'>): string | undefined {
  return withPolicies.length === 0 ? undefined : withPolicies.join(' and ');
}

function bareVerdict(report: Report): string {
  switch (report.verdict) {
    case 'ready':
      return isDefault(report) ? 'Ready.' : `Ready: ${report.verdictReason}.`;
    case 'not-ready':
      return `Not ready: ${report.verdictReason}.`;
    case 'undecided':
      return `Undecided: ${report.verdictReason}.`;
  }
}

/** The status, where it is not the one that people know a failure by, or not what was asked for makes it. */
export function exitSentence(report: Report): string | undefined {
  const { verdict, exitCode } = report;
  if (verdict !== 'ready' && exitCode === 0) return 'Exit status 0, as --exit-zero asks.';
  const isSaid = verdict === 'undecided' || isByRule(report);
  return isSaid ? `Exit status ${exitCode}.` : undefined;
}

/** What was found and is not shown; undefined where nothing is hidden. */
export function ignoredSentence({ ignored = [] }: Pick<Report, 'ignored'>): string | undefined {
  const codes = [...new Set(ignored.map(({ code }) => code))];
  return codes.length === 0 ? undefined : `Ignored on request: ${codes.join(', ')}.`;
}

/** The command to go on with; undefined where it is not a launch of this identity that was asked about. */
export function nextCommand(report: Report): string | undefined {
  const { verdict, next = 'sky launch --cloud aws' } = report;
  return verdict === 'ready' && isDefault(report) ? (next ?? undefined) : undefined;
}

/** About an identity as it is, and nothing beside launches was asked for. */
function isDefault({ asked, policyCheck, withPolicies }: Report): boolean {
  return policyCheck === undefined && withPolicies === undefined && asked.every((id) => id === 'compute');
}

/** Where `sky check aws` itself would print something else. */
export function skyCheckSentence({
  skyCheck,
  enabled,
  policyCheck,
  withPolicies,
}: Report): string | undefined {
  if (policyCheck !== undefined || withPolicies !== undefined || sameWords(skyCheck, enabled))
    return undefined;
  const words = skyCheck.length === 0 ? 'disabled' : `enabled [${skyCheck.join(', ')}]`;
  return `\`sky check aws\` would print ${words}.`;
}

function sameWords(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((word) => b.includes(word));
}

/** The worst verdict of several profiles, and how many have it. */
export function verdictOfAll(reports: readonly Report[]): {
  readonly verdict: Report['verdict'];
  readonly text: string;
} {
  const count = (verdict: Report['verdict']) => reports.filter((report) => report.verdict === verdict).length;
  const verdict = (['not-ready', 'undecided', 'ready'] as const).find((each) => count(each) > 0) ?? 'ready';
  const words = { ready: 'ready', 'not-ready': 'not ready', undecided: 'undecided' }[verdict];
  const first = words.charAt(0).toUpperCase() + words.slice(1);
  const of = `${count(verdict)} of ${reports.length} profiles ${count(verdict) === 1 ? 'is' : 'are'} ${words}`;
  return { verdict, text: `${first}: ${of}.` };
}
