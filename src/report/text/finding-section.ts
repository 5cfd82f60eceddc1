import type { Report, ReportFinding } from '../report.ts';
import { type TextStyle, wrap } from './style.ts';

/** Findings whose statements stand in the section of what is missing. */
const SHOWN_ABOVE: readonly string[] = [
  'permissions-missing',
  'denied-without-reason',
  'code-requirement-missing',
];

/** The findings, the most important at the very end, where a terminal shows it. */
export function findingSection(report: Report, verbose: boolean, style: TextStyle): string[] {
  const stated = report.findings.filter(({ severity }) => verbose || severity !== 'info').reverse();
  if (stated.length === 0) return [];
  const causes = new Set(stated.map(({ code }) => code));
  const isFolded = ({ cause }: ReportFinding) => cause !== null && causes.has(cause);
  const shown = stated.filter((finding) => !isFolded(finding));
  const blocks = shown.map((finding, index) => {
    // Several findings may have one code; what follows from it is said once.
    const isFirst = shown.findIndex(({ code }) => code === finding.code) === index;
    const following = isFirst ? stated.filter(({ cause }) => cause === finding.code) : [];
    return [...findingBlock(finding, style), ...consequences(following, style)];
  });
  return [
    style.paint.bold('Findings'),
    ...blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block])),
  ];
}

function findingBlock(finding: ReportFinding, style: TextStyle): string[] {
  const { severity, title, code, detail, docs } = finding;
  const paint = { error: style.paint.bad, warning: style.paint.warn, info: style.paint.note }[severity];
  const [first = '', ...rest] = wrap(`${severity}: ${title} [${code}]`, style.columns, 2);
  return [
    `  ${paint(first.trimStart())}`,
    ...rest.map((line) => paint(line)),
    ...wrap(detail, style.columns, 4),
    ...fixLines(finding, style),
    `    ${style.paint.dim(docs)}`,
  ];
}

/** What follows from a finding: to be fixed with it. */
function consequences(findings: readonly ReportFinding[], style: TextStyle): string[] {
  return findings.flatMap(({ title, code }) => wrap(`This causes: ${title} [${code}]`, style.columns, 4));
}

function fixLines({ code, fix }: ReportFinding, style: TextStyle): string[] {
  if (fix.length === 0) return [];
  const isAbove = SHOWN_ABOVE.includes(code);
  const steps = isAbove ? fix.filter(({ kind }) => kind !== 'statement') : fix;
  return [
    ...(isAbove && steps.length < fix.length ? ['    The statement to add stands above.'] : []),
    ...(steps.length === 0 ? [] : ['    To fix it:']),
    ...steps.flatMap(({ text }) => text.split('\n').map((line) => `      ${style.paint.note(line)}`)),
  ];
}
