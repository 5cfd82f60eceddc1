import { CORE } from '../areas.ts';
import type { Report, ReportCapability } from '../report.ts';
import { supposedPolicies } from '../verdict-words.ts';
import { type TextStyle, wrap } from './style.ts';

/**
 * SkyPilot's own first lines, so that people and scripts recognise them.
 *
 * A capability that `sky check` would call enabled, but that is not proven, is there with a question mark.
 * Source: SkyPilot AWS page, "Troubleshooting".
 */
export function headline(report: Report, style: TextStyle): string[] {
  if (report.policyCheck !== undefined) return policyHeadline(report, style);
  const { paint } = style;
  const words = capabilityWords(report);
  const list = words.length === 0 ? '' : ` [${words.join(', ')}]`;
  return ['Checking credentials to enable clouds for SkyPilot.', `  AWS: ${statusWord(report, list, paint)}`];
}

/** That it was not AWS that answered: a sandbox, or another endpoint; and what was only supposed. */
export function placeLines(report: Report, style: TextStyle): string[] {
  return [...placeLine(report, style), ...supposedLine(report, style)];
}

/** That the identity is not taken as it is. */
function supposedLine(report: Report, style: TextStyle): string[] {
  const supposed = supposedPolicies(report);
  if (supposed === undefined) return [];
  return wrap(`Supposed: this identity has ${supposed} as well. Nothing was changed.`, style.columns, 4).map(
    style.paint.warn,
  );
}

function placeLine({ sandbox, endpoint, endpointFrom }: Report, style: TextStyle): string[] {
  if (sandbox !== null) {
    return wrap(`Sandbox "${sandbox}": no real account was contacted.`, style.columns, 4).map(
      style.paint.note,
    );
  }
  if (endpoint === null) return [];
  return wrap(`Endpoint ${endpoint} (${endpointFrom}): this is not AWS.`, style.columns, 4).map(
    style.paint.warn,
  );
}

/** About documents nobody is enabled: the lines say whom they would enable, and that AWS was not asked. */
function policyHeadline(report: Report, { paint, columns }: TextStyle): string[] {
  const named = (core: boolean, wanted: ReportCapability['status']) =>
    report.capabilities
      .filter(({ id, status }) => CORE.includes(id) === core && status === wanted)
      .map(({ id }) => id);
  const words = [...named(true, 'enabled'), ...named(true, 'unknown').map((id) => `${id}?`)];
  const list = words.length === 0 || report.status === 'disabled' ? '' : ` [${words.join(', ')}]`;
  const enabled = named(false, 'enabled').join(', ') || 'none';
  const undecided = named(false, 'unknown').join(', ');
  return [
    'Evaluating policy documents for SkyPilot. AWS was not asked.',
    `  AWS with these policies: ${statusWord(report, list, paint)}`,
    ...wrap(
      `Optional capabilities: ${enabled}${undecided === '' ? '' : `; undecided: ${undecided}`}`,
      columns,
      2,
    ),
  ];
}

function capabilityWords(report: Report): string[] {
  if (report.status === 'disabled') return [];
  return report.capabilities.flatMap(({ id, status }) => {
    if (report.enabled.includes(id)) return [id];
    return status === 'unknown' && report.skyCheck.includes(id) ? [`${id}?`] : [];
  });
}

function statusWord({ status }: Report, list: string, paint: TextStyle['paint']): string {
  if (status === 'enabled') return paint.good(`enabled${list}`);
  return status === 'disabled' ? paint.bad('disabled') : paint.warn(`inconclusive${list}`);
}
