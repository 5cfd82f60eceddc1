import { groupBy } from '../../group-by.ts';
import { CORE, isAsked, whyDisabled } from '../areas.ts';
import type { Report, ReportCapability, ReportRequirement } from '../report.ts';
import { shortResource } from '../short-resource.ts';
import { beside, type TextStyle, wrap } from './style.ts';

/** Mark and id. */
const LABEL_WIDTH = 2 + 13 + 1;

/** The capabilities that the report is about, each with what its status rests on; the others in a line or two. */
export function capabilityTable(report: Report, style: TextStyle): string[] {
  const isMain = ({ id }: ReportCapability) => isAsked(report, id) || CORE.includes(id);
  if (
    report.capabilities.every(({ requirements }) => requirements.every(({ evidence }) => evidence === null))
  ) {
    return [];
  }
  return [
    style.paint.bold('Capabilities'),
    ...report.capabilities.filter(isMain).flatMap((capability) => capabilityRow(capability, report, style)),
    ...otherCapabilities(
      report.capabilities.filter((capability) => !isMain(capability)),
      style,
    ),
  ];
}

/** What was not asked for: a line for each status. */
function otherCapabilities(capabilities: readonly ReportCapability[], style: TextStyle): string[] {
  return (['enabled', 'disabled', 'unknown'] as const).flatMap((status) => {
    const ids = capabilities.filter((capability) => capability.status === status).map(({ id }) => id);
    if (ids.length === 0) return [];
    const { mark, paint } = otherMark(status, style);
    return beside(mark, `not asked for, ${WORDS[status]}: ${ids.join(', ')}`, style.columns, {
      indent: 2,
      labelWidth: 1,
      paintLabel: paint,
    });
  });
}

const WORDS = { enabled: 'enabled', disabled: 'denied', unknown: 'not tested' } as const;

/** What nobody asked for is no failure. */
function otherMark(status: ReportCapability['status'], style: TextStyle) {
  return status === 'disabled'
    ? { mark: style.symbols.unchecked, paint: style.paint.dim }
    : statusMark(status, style);
}

/** With `-vv`: every capability with every requirement. */
export function everyRequirement(report: Report, style: TextStyle): string[] {
  return [
    style.paint.bold('Capabilities'),
    ...report.capabilities.flatMap((capability) => [
      ...capabilityRow(capability, report, style),
      ...capability.requirements.flatMap((requirement) => requirementRow(requirement, style)),
    ]),
  ];
}

function capabilityRow(capability: ReportCapability, report: Report, style: TextStyle): string[] {
  const { id, status, requirements } = capability;
  const { mark, paint } = rowMark(capability, report, style);
  const what =
    status === 'disabled' ? `${tally(requirements)}; ${whyDisabled(capability)}` : tally(requirements);
  return beside(`${mark} ${id}`, what, style.columns, {
    indent: 2,
    labelWidth: LABEL_WIDTH,
    paintLabel: paint,
  });
}

/** As in the screen without `-v`: what nobody asked for is no failure. */
function rowMark({ id, status }: ReportCapability, report: Report, style: TextStyle) {
  if (status !== 'disabled' || isAsked(report, id)) return statusMark(status, style);
  return CORE.includes(id)
    ? { mark: style.symbols.warning, paint: style.paint.warn }
    : { mark: style.symbols.unchecked, paint: style.paint.dim };
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

/** Such as "27 of 29 allowed: 15 simulated, 12 real calls; 1 denied, 1 not tested". */
export function tally(requirements: readonly ReportRequirement[]): string {
  const granted = requirements.filter(({ decision }) => decision === 'allowed' || decision === 'likely');
  const evidence = [...groupBy(granted, ({ evidence }) => EVIDENCE_WORDS[evidence ?? 'inferred'])].map(
    ([[singular, plural], group]) => `${group.length} ${group.length === 1 ? singular : plural}`,
  );
  const others = (['denied', 'unknown'] as const).flatMap((decision) => {
    const count = requirements.filter((requirement) => requirement.decision === decision).length;
    return count === 0 ? [] : [`${count} ${decision === 'denied' ? 'denied' : 'not tested'}`];
  });
  const by = evidence.length === 0 ? '' : ` (${evidence.join(', ')})`;
  return [`${granted.length} of ${requirements.length} allowed${by}`, ...others].join(', ');
}

const EVIDENCE_WORDS = {
  simulation: ['simulated', 'simulated'],
  'dry-run': ['dry run', 'dry runs'],
  read: ['real call', 'real calls'],
  policy: ['by policy', 'by policy'],
  inferred: ['inferred', 'inferred'],
} as const;

/** A requirement with its decision, evidence and reason. */
export function requirementRow(requirement: ReportRequirement, style: TextStyle): string[] {
  const { decision, action, resourcePattern, evidence, reason, authorizationLink } = requirement;
  const mark = {
    allowed: style.paint.good(style.symbols.yes),
    likely: style.paint.good(style.symbols.partly),
    denied: style.paint.bad(style.symbols.no),
    unknown: style.paint.warn(style.symbols.unknown),
  }[decision];
  const extra = requirement.source === 'code' ? " (not in the policy on SkyPilot's AWS page)" : '';
  const [first = '', ...rest] = wrap(
    `${action} on ${shortResource(resourcePattern)}${extra}`,
    style.columns,
    8,
  );
  return [
    `      ${mark} ${first.trimStart()}`,
    ...rest,
    ...wrap(`${evidence ?? 'no evidence'}: ${reason}`, style.columns, 10).map(style.paint.dim),
    ...(authorizationLink === null ? [] : wrap(`AWS explains it: ${authorizationLink}`, style.columns, 10)),
  ];
}
