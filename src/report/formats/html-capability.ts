/** The cell of a capability: its status, and opened its permissions with their evidence, and the document to add. */
import { CORE, capabilityArea, isAsked } from '../areas.ts';
import type { Report, ReportCapability, ReportRequirement } from '../report.ts';
import { webLink } from './finding-words.ts';
import { type Html, html } from './html-markup.ts';

const STATUS_LOOKS = {
  enabled: { look: 'good', mark: '✓', word: 'enabled' },
  disabled: { look: 'bad', mark: '✗', word: 'denied' },
  unknown: { look: 'open', mark: '?', word: 'undecided' },
} as const;

export function capabilityCell(capability: ReportCapability, report: Report): Html {
  const { id, title, status, conditions, requirements, blocked } = capability;
  const { look, mark, word } = STATUS_LOOKS[status];
  const asked = isAsked(report, id);
  const kind = asked ? ' asked' : CORE.includes(id) ? '' : ' other';
  const why = capabilityArea(capability, report).text;
  return html`<details class="cell${kind}">
<summary><span class="mark ${look}" aria-hidden="true">${mark}</span> ${id}: <span class="${look}">${word}</span></summary>
<div>
<p>${title.charAt(0).toUpperCase()}${title.slice(1)}${asked ? '' : ' (not asked for)'}. ${why}</p>
${conditions.length === 0 ? [] : html`<ul class="requirements">${conditions.map(conditionItem)}</ul>`}
${requirements.length === 0 ? [] : html`<ul class="requirements">${requirements.map(requirementItem)}</ul>`}
${blocked.map((text) => html`<p>${text}</p>`)}
${statementPart('To add, so that it works:', capability.statementsToAdd)}
${statementPart('What grants the rest, if it is not there yet:', capability.statementsUndecided)}
</div>
</details>`;
}

const DECISION_LOOKS = {
  allowed: { look: 'good', mark: '✓' },
  likely: { look: 'good', mark: '~' },
  denied: { look: 'bad', mark: '✗' },
  unknown: { look: 'open', mark: '?' },
} as const;

function conditionItem({ id, decision, reason }: ReportCapability['conditions'][number]): Html {
  const { look, mark } = DECISION_LOOKS[decision];
  return html`<li><span class="mark ${look}">${mark}</span> ${id.replaceAll('-', ' ')}: ${decision}. <span class="quiet">${reason}</span></li>`;
}

function requirementItem(requirement: ReportRequirement): Html {
  const { action, resourcePattern, decision, evidence, layer, policy, sid, reason, impact } = requirement;
  const { look, mark } = DECISION_LOOKS[decision];
  const link = webLink(requirement.authorizationLink ?? '');
  const details = [
    decision,
    evidence === null ? 'no evidence' : `by ${evidence.replaceAll('-', ' ')}`,
    ...(layer === null ? [] : [`layer: ${layer.replaceAll('-', ' ')}`]),
    ...(policy === null ? [] : [`policy: ${policy}`]),
    ...(sid === null ? [] : [`statement: ${sid}`]),
    ...(impact === 'degrades' ? ['works without it, with less'] : []),
  ];
  return html`<li><span class="mark ${look}">${mark}</span> <code>${action}</code> on <code>${resourcePattern}</code><br>
<span class="quiet">${details.join(' · ')}: ${reason}</span>${link === undefined ? '' : html` <a href="${link}" rel="noopener noreferrer">AWS explains it</a>`}</li>`;
}

function statementPart(introduction: string, statements: ReportCapability['statementsToAdd']): Html {
  if (statements.length === 0) return html``;
  const document = { Version: '2012-10-17', Statement: statements };
  return html`<p>${introduction}</p>
<pre>${JSON.stringify(document, null, 2)}</pre>`;
}
