/** Markdown for a comment or the summary of a step: no pictures, no HTML. */
import { groupBy } from '../../group-by.ts';
import { type PrintableText, printed } from '../../printable.ts';
import { areasOf, CORE, isAsked } from '../areas.ts';
import { type ReportDocument, reportsOf } from '../document.ts';
import { nextStepOf } from '../next-step.ts';
import { printableReport } from '../printable-report.ts';
import { proofSentences } from '../proof-words.ts';
import type { Report, ReportCapability, ReportFinding, ReportFixStep } from '../report.ts';
import { UNBROKEN } from '../text/style.ts';
import { taskSection } from '../text/task-section.ts';
import { utcTime } from '../times.ts';
import {
  exitSentence,
  ignoredSentence,
  skyCheckSentence,
  verdictOfAll,
  verdictSentence,
} from '../verdict-words.ts';
import { placesText, webLink } from './finding-words.ts';
import { markdownBlock, markdownCellCode, markdownCode, markdownText } from './markdown-words.ts';
import { accountOf, namesOf } from './report-names.ts';

export function markdownFormat(document: ReportDocument): PrintableText {
  return printed(printableReport({ reports: reportsOf(document) }), ({ reports }) => page(reports));
}

function page(reports: readonly Report[]): string {
  const [first, ...others] = reports;
  if (first === undefined) return '# skycheck\n\nNo reports.\n';
  const lines =
    others.length === 0
      ? [`# ${VERDICT_MARKS[first.verdict]} skycheck: ${heading(first)}`, '', ...sections(first, 2)]
      : severalLines(reports);
  return `${lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`;
}

const VERDICT_MARKS = { ready: '✅', 'not-ready': '❌', undecided: '❓' } as const;
const STATUS_MARKS = { enabled: '✅', disabled: '❌', unknown: '❓' } as const;
const DECISION_MARKS = { allowed: '✅', likely: '✅', denied: '❌', unknown: '❓' } as const;
const SEVERITY_MARKS = { error: '❌', warning: '⚠️', info: 'ℹ️' } as const;

/** Without the command to run next, which is no text. */
function heading(report: Report): string {
  return markdownText(verdictSentence(report).replace(/ Next: .*$/s, ''));
}

function severalLines(reports: readonly Report[]): readonly string[] {
  const { verdict, text } = verdictOfAll(reports);
  const names = namesOf(reports);
  const ids = [...new Set([...CORE, ...reports.flatMap(({ asked }) => asked)])];
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    `# ${VERDICT_MARKS[verdict]} skycheck: ${markdownText(text)}`,
    '',
    row(['Report', 'Identity', ...ids.map(markdownCellCode), 'Verdict']),
    row(['---', '---', ...ids.map(() => '---'), '---']),
    ...reports.map((report, index) =>
      row([
        markdownCellCode(names[index] ?? ''),
        report.identity === null ? '-' : markdownCellCode(report.identity.arn),
        ...ids.map((id) => statusMark(report, id)),
        `${VERDICT_MARKS[report.verdict]} ${markdownText(report.verdictReason)}`,
      ]),
    ),
    '',
    ...reports.flatMap((report, index) => [
      `## ${VERDICT_MARKS[report.verdict]} ${markdownCode(names[index] ?? '')}`,
      '',
      heading(report),
      '',
      ...sections(report, 3),
      '',
    ]),
  ];
}

function statusMark({ capabilities }: Report, id: string): string {
  const status = capabilities.find((capability) => capability.id === id)?.status;
  return status === undefined ? '-' : STATUS_MARKS[status];
}

function sections(report: Report, level: number): readonly string[] {
  const title = (text: string) => ['', `${'#'.repeat(level)} ${text}`, ''];
  const denied = deniedLines(report);
  return [
    ...who(report),
    '',
    ...areasOf(report).map(
      ({ label, state, text }) =>
        `- ${AREA_MARKS[state]} ${markdownCode(label)}${text === '' ? '' : `: ${markdownText(text)}`}`,
    ),
    ...[exitSentence(report), skyCheckSentence(report)].flatMap((text) =>
      text === undefined ? [] : ['', markdownText(text)],
    ),
    ...taskLines(report, title),
    ...firstStep(report, title),
    ...(report.findings.length === 0 ? [] : [...title('Findings'), ...report.findings.flatMap(findingLines)]),
    ...ignoredLines(report),
    ...(denied.length === 0 ? [] : [...title('Denied and undecided'), ...denied]),
    ...policyLines(report, title),
  ];
}

const AREA_MARKS = { good: '✅', bad: '❌', warning: '⚠️', unknown: '❓', 'not-checked': '➖' } as const;

function who(report: Report): readonly string[] {
  const { identity, profile, policyCheck, region, checkedAt, sandbox, endpoint, withPolicies = [] } = report;
  const account = accountOf(report);
  return [
    ...(identity === null ? [] : [`- Identity: ${markdownCode(identity.arn)}`]),
    ...(account === undefined ? [] : [`- Account: ${markdownCode(account)}`]),
    ...(policyCheck === undefined
      ? [
          `- Profile: ${markdownCode(profile.value ?? 'default')}`,
          ...(report.credentials === null
            ? []
            : [`- Credentials: ${markdownCode(report.credentials.location ?? report.credentials.type)}`]),
        ]
      : policyCheck.documents.map(({ name }) => `- Policy: ${markdownCode(name)}`)),
    ...(region.value === null ? [] : [`- Region: ${markdownCode(region.value)}`]),
    ...(sandbox === null
      ? endpoint === null
        ? []
        : [`- Endpoint: ${markdownCode(endpoint)}, which is not AWS`]
      : [`- Sandbox: ${markdownCode(sandbox)}, no real account was contacted`]),
    ...withPolicies.map((name) => `- Supposed to have as well: ${markdownCode(name)}`),
    `- Checked: ${utcTime(checkedAt)}`,
  ];
}

function firstStep(report: Report, title: (text: string) => readonly string[]): readonly string[] {
  const step = nextStepOf(report);
  if (step === undefined) return [];
  return [
    ...title('What to do first'),
    `${markdownText(step.finding.title)}${step.by === undefined ? '' : `. ${markdownText(step.by)} runs`}:`,
    '',
    ...fixLines(step.steps),
  ];
}

function findingLines(finding: ReportFinding): readonly string[] {
  const { severity, code, title, detail, fix, docs } = finding;
  const where = placesText(finding);
  const link = webLink(docs);
  return [
    `**${SEVERITY_MARKS[severity]} ${markdownText(title)}** ${markdownCode(code)}${where === undefined ? '' : ` in ${markdownCode(where)}`}`,
    '',
    markdownText(detail),
    '',
    ...(fix.length === 0 ? [] : fixLines(fix)),
    ...(link === undefined ? [] : [`[Read more](<${link.replace(/[<>\\]/g, encodeURIComponent)}>)`, '']),
  ];
}

function fixLines(fix: readonly ReportFixStep[]): readonly string[] {
  return fix.flatMap(({ kind, text }) => [
    ...(kind === 'ask' ? [markdownText(text)] : markdownBlock(text, kind === 'statement' ? 'json' : 'sh')),
    '',
  ]);
}

function ignoredLines(report: Report): readonly string[] {
  const text = ignoredSentence(report);
  return text === undefined ? [] : ['', markdownText(text), ''];
}

/** Of what was asked for, what is denied and what nobody knows. */
function deniedLines(report: Report): readonly string[] {
  return report.capabilities.filter(({ id }) => isAsked(report, id)).flatMap(openRequirements);
}

/** What has the same reason is put together. */
function openRequirements({ id, requirements }: ReportCapability): readonly string[] {
  const open = requirements.filter(({ decision }) => decision === 'denied' || decision === 'unknown');
  const groups = groupBy(open, ({ decision, layer, reason }) => `${decision} ${layer} ${reason}`);
  return [...groups.values()].map((group) => {
    const [{ decision, layer, reason } = { decision: 'unknown', layer: null, reason: '' } as const] = group;
    const by = layer === null ? '' : ` (${layer.replaceAll('-', ' ')})`;
    const what = group.map(
      ({ action, resourcePattern }) => `${markdownCode(action)} on ${markdownCode(resourcePattern)}`,
    );
    return `- ${DECISION_MARKS[decision]} ${markdownCode(id)}${by}: ${markdownText(reason)}: ${what.join(', ')}`;
  });
}

function policyLines(report: Report, title: (text: string) => readonly string[]): readonly string[] {
  const { missingPolicy } = report;
  if (missingPolicy === null) return [];
  return [
    ...title('The policy that grants what is missing'),
    ...markdownBlock(JSON.stringify(missingPolicy, null, 2), 'json'),
    '',
    ...proofLines(report),
  ];
}

/** What would be launched, and where. */
function taskLines(report: Report, title: (text: string) => readonly string[]): readonly string[] {
  const [heading, ...lines] = taskSection(report, UNBROKEN);
  if (heading === undefined) return [];
  return [...title(markdownText(heading)), ...lines.map((text) => `- ${markdownText(text.trim())}`)];
}

function proofLines(report: Report): readonly string[] {
  const sentences = proofSentences(report);
  return sentences.length === 0 ? [] : [markdownText(sentences.join(' ')), ''];
}
