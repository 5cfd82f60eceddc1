/**
 * JUnit's XML: a suite for each profile, a case for each capability and each error.
 *
 * There is no one standard; what is written is right by the schemas of Jenkins (xunit-plugin, junit-10) and of Ant (Windy
 * Road), and GitLab reads it: it shows `classname` and `name`.
 */
import { type PrintableText, printed } from '../../printable.ts';
import { capabilityArea, isAsked } from '../areas.ts';
import { type ReportDocument, reportsOf } from '../document.ts';
import { lifetimeText, validForLabel } from '../lifetime-words.ts';
import { printableReport } from '../printable-report.ts';
import type { Report, ReportCapability, ReportFinding, ReportValidFor } from '../report.ts';
import { UNBROKEN } from '../text/style.ts';
import { taskSection } from '../text/task-section.ts';
import { verdictSentence, verdictText } from '../verdict-words.ts';
import { fixText, placesText } from './finding-words.ts';
import { eachOnce, namesOf } from './report-names.ts';
import { xmlText } from './xml-text.ts';

export function junitFormat(document: ReportDocument): PrintableText {
  return printed(printableReport({ reports: reportsOf(document) }), ({ reports }) => suites(reports));
}

interface Case {
  readonly name: string;
  readonly outcome:
    | { readonly kind: 'passed' }
    | { readonly kind: 'skipped'; readonly message: string }
    | {
        readonly kind: 'failure' | 'error';
        readonly type: string;
        readonly message: string;
        readonly text: string;
      };
}

function suites(reports: readonly Report[]): string {
  const names = namesOf(reports);
  const all = reports.map((report, index) => suite(report, names[index] ?? '', index));
  return ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites>', ...all, '</testsuites>', ''].join('\n');
}

function suite(report: Report, name: string, index: number): string {
  const cases = casesOf(report);
  const count = (kind: Case['outcome']['kind']) =>
    cases.filter(({ outcome }) => outcome.kind === kind).length;
  const classname = `skycheck: ${name}`;
  const attributes = attributesOf({
    name: classname,
    package: 'skycheck',
    id: index,
    timestamp: report.checkedAt.slice(0, 19),
    // Neither the machine nor how long it took is in a report.
    hostname: 'localhost',
    time: 0,
    tests: cases.length,
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
  });
  return [
    `  <testsuite${attributes}>`,
    ...properties(report),
    ...cases.flatMap((each) => caseLines(each, classname)),
    `    <system-out>${xmlText(verdictSentence(report))}</system-out>`,
    '    <system-err></system-err>',
    '  </testsuite>',
  ].join('\n');
}

function properties(report: Report): readonly string[] {
  const { tool, verdict, exitCode, identity, checkedRegion, sandbox, withPolicies = [] } = report;
  const values: readonly (readonly [name: string, value: string])[] = [
    ['skycheck', tool.version],
    ['verdict', verdict],
    ['exitCode', `${exitCode}`],
    ...(identity === null ? [] : [['identity', identity.arn] as const]),
    ...(checkedRegion === '' ? [] : [['region', checkedRegion] as const]),
    ...(sandbox === null ? [] : [['sandbox', sandbox] as const]),
    ...withPolicies.map((name) => ['withPolicy', name] as const),
  ];
  return [
    '    <properties>',
    ...values.map(([name, value]) => `      <property${attributesOf({ name, value })}/>`),
    '    </properties>',
  ];
}

/** A failed run has a failed case: where all that was asked for works, that is the verdict itself. */
function casesOf(report: Report): readonly Case[] {
  const cases = [
    ...report.capabilities.map((capability) => capabilityCase(capability, report)),
    ...(report.validFor === undefined ? [] : [lifetimeCase(report.validFor, report)]),
    ...taskCases(report),
    ...report.findings
      .filter(({ severity }) => severity === 'error')
      .map((finding) => findingCase(finding, report)),
  ];
  const isFailed = cases.some(({ outcome }) => outcome.kind === 'failure' || outcome.kind === 'error');
  const all = isFailed || report.verdict === 'ready' ? cases : [...cases, verdictCase(report)];
  const names = eachOnce(all.map(({ name }) => name));
  return all.map((each, index) => ({ ...each, name: names[index] ?? each.name }));
}

function capabilityCase(capability: ReportCapability, report: Report): Case {
  const { id, status } = capability;
  if (!isAsked(report, id)) {
    return {
      name: id,
      outcome: { kind: 'skipped', message: `not asked for; it is ${STATUS_WORDS[status]}` },
    };
  }
  if (status === 'enabled') return { name: id, outcome: { kind: 'passed' } };
  const kind = status === 'disabled' ? 'failure' : 'error';
  const decision = status === 'disabled' ? 'denied' : 'unknown';
  const requirements = capability.requirements
    .filter((requirement) => requirement.decision === decision)
    .map(({ action, resourcePattern, reason }) => `${action} on ${resourcePattern}: ${reason}`);
  const conditions = capability.conditions
    .filter((condition) => condition.decision === decision)
    .map(({ reason }) => reason);
  return {
    name: id,
    outcome: {
      kind,
      type: STATUS_WORDS[status],
      message: capabilityArea(capability, report).text,
      text: [...conditions, ...requirements].join('\n'),
    },
  };
}

const STATUS_WORDS = { enabled: 'enabled', disabled: 'denied', unknown: 'undecided' } as const;

function lifetimeCase(validFor: ReportValidFor, { checkedAt }: Report): Case {
  const name = validForLabel(validFor);
  const { decision, decidedBy } = validFor;
  const message = lifetimeText(validFor[decidedBy], checkedAt);
  switch (decision) {
    case 'denied':
      return { name, outcome: { kind: 'failure', type: 'too short', message, text: '' } };
    case 'unknown':
      return { name, outcome: { kind: 'error', type: 'undecided', message, text: '' } };
    default:
      return { name, outcome: { kind: 'passed' } };
  }
}

/** What SkyPilot would do with the task; whether it is allowed to is for the other cases. */
function taskCases(report: Report): readonly Case[] {
  const [name, ...lines] = taskSection(report, UNBROKEN);
  if (name === undefined) return [];
  const { error = null } = report.task ?? {};
  if (error === null) return [{ name, outcome: { kind: 'passed' } }];
  const text = lines.map((line) => line.trim()).join('\n');
  return [{ name, outcome: { kind: 'failure', type: 'refused', message: error.message, text } }];
}

function findingCase(finding: ReportFinding, { verdict }: Report): Case {
  const { code, title, detail, fix, docs } = finding;
  const isOpen = verdict === 'undecided' || code === 'capability-undecided';
  const where = placesText(finding);
  return {
    name: `${code}: ${title}`,
    outcome: {
      kind: isOpen ? 'error' : 'failure',
      type: code,
      message: detail,
      text: [
        ...(where === undefined ? [] : [`In ${where}`]),
        ...(fix.length === 0 ? [] : [`To fix it:\n${fixText(fix)}`]),
        docs,
      ].join('\n'),
    },
  };
}

function verdictCase(report: Report): Case {
  const kind = report.verdict === 'undecided' ? 'error' : 'failure';
  return { name: 'verdict', outcome: { kind, type: report.verdict, message: verdictText(report), text: '' } };
}

function caseLines({ name, outcome }: Case, classname: string): readonly string[] {
  const attributes = attributesOf({ classname, name, time: 0 });
  switch (outcome.kind) {
    case 'passed':
      return [`    <testcase${attributes}/>`];
    case 'skipped':
      return [
        `    <testcase${attributes}>`,
        `      <skipped${attributesOf({ message: outcome.message })}/>`,
        '    </testcase>',
      ];
    default: {
      const { kind, type, message, text } = outcome;
      return [
        `    <testcase${attributes}>`,
        `      <${kind}${attributesOf({ type, message })}>${xmlText(text)}</${kind}>`,
        '    </testcase>',
      ];
    }
  }
}

/** Names are one line without blanks at their ends, as the schemas have them. */
function attributesOf(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${xmlText(`${value}`.replace(/\s+/g, ' ').trim())}"`)
    .join('');
}
