/** What was found, and what to do about it. */
import { handsOutPolicy, nextStepOf } from '../next-step.ts';
import { proofSentences } from '../proof-words.ts';
import type { Report, ReportFinding, ReportFixStep } from '../report.ts';
import { ignoredSentence } from '../verdict-words.ts';
import { placesText, webLink } from './finding-words.ts';
import { type Html, html } from './html-markup.ts';

/** What to do first. */
export function firstStep(report: Report): Html {
  const step = nextStepOf(report);
  if (step === undefined) return html``;
  const by =
    step.by === undefined
      ? ''
      : ` ${step.by} runs${handsOutPolicy(step, report) ? ' what follows the first command' : ''}:`;
  return html`<h3>What to do first</h3>
<p>${step.finding.title}.${by}</p>
${fixPart(step.steps)}`;
}

/** The whole policy that grants what is missing. */
export function missingPolicyPart(report: Report): Html {
  const { missingPolicy } = report;
  if (missingPolicy === null) return html``;
  const proof = proofSentences(report).join(' ');
  return html`<h3>The policy that grants what is missing</h3>
<pre>${JSON.stringify(missingPolicy, null, 2)}</pre>
${proof === '' ? '' : html`<p>${proof}</p>`}`;
}

export function findingCards({ findings }: Report): Html {
  if (findings.length === 0) return html``;
  return html`<h3>Findings</h3>
${findings.map(card)}`;
}

/** What somebody asked not to be shown. */
export function ignoredList(report: Report): Html {
  const text = ignoredSentence(report);
  return text === undefined ? html`` : html`<p class="quiet">${text}</p>`;
}

const LOOKS = {
  error: { look: 'bad', word: 'error' },
  warning: { look: 'open', word: 'warning' },
  info: { look: 'quiet', word: 'hint' },
} as const;

function card(finding: ReportFinding): Html {
  const { severity, code, title, detail, fix, docs, cause } = finding;
  const { look, word } = LOOKS[severity];
  const where = placesText(finding);
  const link = webLink(docs);
  return html`<article class="finding ${look}">
<h3><span class="${look}">${word}</span>: ${title} <code class="quiet">${code}</code></h3>
${where === undefined ? [] : html`<p class="quiet">${where}</p>`}
<p>${detail}</p>
${cause === null ? [] : html`<p class="quiet">It follows from ${cause}.</p>`}
${fixPart(fix)}
${link === undefined ? [] : html`<p><a href="${link}" rel="noopener noreferrer">Read more</a></p>`}
</article>`;
}

function fixPart(fix: readonly ReportFixStep[]): Html {
  return html`${fix.map(({ kind, text }) => (kind === 'ask' ? html`<p>${text}</p>` : html`<pre>${text}</pre>`))}`;
}
