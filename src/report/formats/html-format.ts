/** One page that needs nothing beside it: to be sent to whoever has to grant what is missing. */
import { type PrintableText, printed } from '../../printable.ts';
import { CORE } from '../areas.ts';
import { type ReportDocument, reportsOf } from '../document.ts';
import { lifetimeText, validForLabel } from '../lifetime-words.ts';
import { printableReport } from '../printable-report.ts';
import type { Report } from '../report.ts';
import { UNBROKEN } from '../text/style.ts';
import { taskSection } from '../text/task-section.ts';
import { whoLines } from '../text/who-section.ts';
import { utcTime } from '../times.ts';
import { exitSentence, skyCheckSentence, verdictOfAll, verdictText } from '../verdict-words.ts';
import { capabilityCell } from './html-capability.ts';
import { findingCards, firstStep, ignoredList, missingPolicyPart } from './html-findings.ts';
import { type Html, html, trusted } from './html-markup.ts';
import { STYLE } from './html-style.ts';
import { accountOf, namesOf } from './report-names.ts';

export function htmlFormat(document: ReportDocument): PrintableText {
  return printed(printableReport({ reports: reportsOf(document) }), ({ reports }) => page(reports).html);
}

/** Nothing may be fetched, run or sent, whatever a report brings. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

function page(reports: readonly Report[]): Html {
  const title = `skycheck: ${overall(reports).text}`;
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<header>
${verdictPart(reports)}
</header>
<main>
${overview(reports)}
${profileParts(reports)}
</main>
<footer class="quiet">
<p>${footer(reports)}</p>
</footer>
</body>
</html>
`;
}

function overall(reports: readonly Report[]): { readonly verdict: Report['verdict']; readonly text: string } {
  const [first, ...others] = reports;
  if (first === undefined || others.length > 0) return verdictOfAll(reports);
  return { verdict: first.verdict, text: verdictText(first) };
}

const VERDICT_LOOKS = {
  ready: { look: 'good', mark: '✓' },
  'not-ready': { look: 'bad', mark: '✗' },
  undecided: { look: 'open', mark: '?' },
} as const;

function verdictPart(reports: readonly Report[]): Html {
  const { verdict, text } = overall(reports);
  const { look, mark } = VERDICT_LOOKS[verdict];
  const [first, ...others] = reports;
  const more = first === undefined || others.length > 0 ? [] : moreSentences(first);
  return html`<div class="verdict ${look}">
<h1><span class="mark" aria-hidden="true">${mark}</span> ${text}</h1>
${more.map((sentence) => html`<p>${sentence}</p>`)}
</div>`;
}

function moreSentences(report: Report): readonly string[] {
  return [exitSentence(report), skyCheckSentence(report)].filter((text) => text !== undefined);
}

/** Several at a glance: whoever looks for what is wrong need not read them all. */
function overview(reports: readonly Report[]): Html {
  if (reports.length < 2) return html``;
  const names = namesOf(reports);
  const items = reports.map((report, index) => {
    const { look, mark } = VERDICT_LOOKS[report.verdict];
    return html`<li><span class="mark ${look}" aria-hidden="true">${mark}</span> ${names[index]}: <span class="${look}">${verdictText(report)}</span></li>`;
  });
  return html`<ul class="overview">
${items}
</ul>`;
}

function profileParts(reports: readonly Report[]): readonly Html[] {
  const names = namesOf(reports);
  const ids = columnsOf(reports);
  return reports.map((report, index) => profilePart(report, names[index] ?? '', ids, reports.length > 1));
}

/** The capabilities of all reports in one order: what was asked for first, so that cells stand below each other. */
function columnsOf(reports: readonly Report[]): readonly string[] {
  const asked = reports.flatMap((report) => report.asked);
  const known = reports.flatMap(({ capabilities }) => capabilities.map(({ id }) => id));
  return [...new Set([...asked, ...CORE, ...known])].filter((id) => known.includes(id));
}

function profilePart(report: Report, name: string, ids: readonly string[], isOneOfMany: boolean): Html {
  const { look, mark } = VERDICT_LOOKS[report.verdict];
  const verdict = html`<p class="${look}"><span class="mark" aria-hidden="true">${mark}</span> ${verdictText(report)}</p>`;
  const cells = ids.flatMap((id) => {
    const capability = report.capabilities.find((each) => each.id === id);
    return capability === undefined ? [] : [capabilityCell(capability, report)];
  });
  return html`<section class="profile">
<h2>${name}</h2>
${isOneOfMany ? [verdict, ...moreSentences(report).map((text) => html`<p>${text}</p>`)] : []}
<dl>
${facts(report).map(([label, text]) => html`<dt>${label}</dt><dd>${text}</dd>`)}
</dl>
<h3>Capabilities</h3>
<div class="cells">
${cells}
</div>
${taskPart(report)}
${firstStep(report)}
${missingPolicyPart(report)}
${findingCards(report)}
${ignoredList(report)}
</section>`;
}

/** What would be launched, and where. */
function taskPart(report: Report): Html {
  const [heading, ...lines] = taskSection(report, UNBROKEN);
  if (heading === undefined) return html``;
  return html`<h3>${heading}</h3>
<ul>
${lines.map((text) => html`<li>${text.trim()}</li>`)}
</ul>`;
}

function facts(report: Report): readonly (readonly [label: string, text: string])[] {
  const {
    identity,
    policyCheck,
    credentials,
    region,
    checkedRegion,
    sandbox,
    endpoint,
    checkedAt,
    validFor,
    withPolicies = [],
  } = report;
  const account = accountOf(report);
  return [
    ...(policyCheck === undefined
      ? [['Who', whoLines(report, UNBROKEN).join(' ').trim()] as const]
      : policyCheck.documents.map(({ name }) => ['Policy', name] as const)),
    ...(identity === null ? [] : [['Identity', identity.arn] as const]),
    ...(account === undefined ? [] : [['Account', account] as const]),
    ...(credentials === null
      ? []
      : [['Credentials', `${credentials.type}, ${credentials.location ?? 'no place known'}`] as const]),
    ...(checkedRegion === ''
      ? []
      : [['Region', region.value ?? `not set; checked: ${checkedRegion}`] as const]),
    ...(sandbox === null ? [] : [['Sandbox', `${sandbox}: no real account was contacted`] as const]),
    ...(sandbox === null && endpoint !== null ? [['Endpoint', `${endpoint}: this is not AWS`] as const] : []),
    ...withPolicies.map((name) => ['Supposed to have as well', name] as const),
    ...(validFor === undefined
      ? []
      : [
          [upperFirst(validForLabel(validFor)), lifetimeText(validFor.client, checkedAt)] as const,
          ['Jobs controller', lifetimeText(validFor.controller, checkedAt)] as const,
        ]),
    ['Checked', utcTime(checkedAt)],
  ];
}

function footer(reports: readonly Report[]): string {
  const versions = [...new Set(reports.map(({ tool }) => `${tool.name} ${tool.version}`))];
  return `${versions.join(', ')}. Made from the saved report alone; nothing on this page is fetched.`;
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
