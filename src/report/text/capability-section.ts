import type { Report, ReportCapability, ReportRequirement } from '../report.ts';
import { beside, type TextStyle, wrap } from './style.ts';

const ID_WIDTH = 14;
/** Mark, id and status. */
const LABEL_WIDTH = 2 + ID_WIDTH + 1 + 8;

/** The capabilities with their status and what it rests on; with `all`, every requirement too. */
export function capabilitySection(report: Report, all: boolean, style: TextStyle): string[] {
  const noIdentity = all ? undefined : failingCondition(report.capabilities[0], 'identity');
  if (noIdentity !== undefined) {
    return [style.paint.bold('Capabilities'), ...wrap(`not checked: ${noIdentity}`, style.columns, 2)];
  }
  return [
    style.paint.bold('Capabilities'),
    ...report.capabilities.flatMap((capability) => [
      ...capabilityRow(capability, style),
      ...(all ? capability.requirements.flatMap((requirement) => requirementRow(requirement, style)) : []),
    ]),
  ];
}

function capabilityRow(capability: ReportCapability, style: TextStyle): string[] {
  const { id, status, title, required, requirements } = capability;
  const { mark, paint } = statusMark(status, style);
  const label = `${mark} ${id.padEnd(ID_WIDTH)} ${status}`;
  const reason = failingCondition(capability);
  const text = `${title}${required ? ' (required)' : ''}: ${tally(requirements)}${reason === undefined ? '' : `; ${reason}`}`;
  return beside(label, text, style.columns, { indent: 2, labelWidth: LABEL_WIDTH, paintLabel: paint });
}

/** The first condition, or that of an id, that does not hold or is not known to. */
function failingCondition(capability: ReportCapability | undefined, wanted?: string): string | undefined {
  return capability?.conditions.find(
    ({ id, decision }) =>
      (wanted === undefined || id === wanted) && (decision === 'denied' || decision === 'unknown'),
  )?.reason;
}

/** The mark of a status, and how it is painted. */
export function statusMark(
  status: ReportCapability['status'],
  { symbols, paint }: TextStyle,
): { readonly mark: string; readonly paint: (text: string) => string } {
  switch (status) {
    case 'enabled':
      return { mark: symbols.yes, paint: paint.good };
    case 'disabled':
      return { mark: symbols.no, paint: paint.bad };
    case 'unknown':
      return { mark: symbols.unknown, paint: paint.warn };
  }
}

/** Such as "27 allowed (24 simulation, 3 read), 1 denied". */
export function tally(requirements: readonly ReportRequirement[]): string {
  const parts = (['allowed', 'likely', 'denied', 'unknown'] as const).flatMap((decision) => {
    const matching = requirements.filter((requirement) => requirement.decision === decision);
    if (matching.length === 0) return [];
    const kinds = [...new Set(matching.flatMap(({ evidence }) => evidence ?? []))];
    const counts = kinds.map(
      (kind) => `${matching.filter(({ evidence }) => evidence === kind).length} ${kind}`,
    );
    const by = decision === 'unknown' || counts.length === 0 ? '' : ` (${counts.join(', ')})`;
    return [`${matching.length} ${decision}${by}`];
  });
  return parts.join(', ');
}

/** A requirement with its decision, evidence and reason. */
export function requirementRow(requirement: ReportRequirement, style: TextStyle): string[] {
  const { decision, action, resourcePattern, evidence, reason } = requirement;
  const mark = {
    allowed: style.paint.good(style.symbols.yes),
    likely: style.paint.good(style.symbols.partly),
    denied: style.paint.bad(style.symbols.no),
    unknown: style.paint.warn(style.symbols.unknown),
  }[decision];
  const extra = requirement.source === 'code' ? ' (beyond the documented policy)' : '';
  const [first = '', ...rest] = wrap(
    `${action} on ${shortResource(resourcePattern)}${extra}`,
    style.columns,
    8,
  );
  return [
    `      ${mark} ${first.trimStart()}`,
    ...rest,
    ...wrap(`${evidence ?? 'no evidence'}: ${reason}`, style.columns, 10).map(style.paint.dim),
  ];
}

/** The last part of an ARN pattern, which is what people recognise. */
export function shortResource(pattern: string): string {
  if (!pattern.startsWith('arn:')) return pattern;
  return pattern.split(':').slice(5).join(':');
}
