import type { Report, ReportCapability, ReportRequirement } from '../model.ts';
import { beside, type TextStyle, wrap } from './style.ts';

const ID_WIDTH = 14;
/** Mark, id and status. */
const LABEL_WIDTH = 2 + ID_WIDTH + 1 + 8;

/** The capabilities with their status and what it rests on; with `all`, every requirement too. */
export function capabilitySection(report: Report, all: boolean, style: TextStyle): string[] {
  return [
    style.paint.bold('Capabilities'),
    ...report.capabilities.flatMap((capability) => [
      ...capabilityRow(capability, style),
      ...(all ? capability.requirements.flatMap((requirement) => requirementRow(requirement, style)) : []),
    ]),
  ];
}

function capabilityRow(capability: ReportCapability, style: TextStyle): string[] {
  const { id, status, title, required } = capability;
  const mark = { enabled: style.symbols.yes, disabled: style.symbols.no, unknown: style.symbols.unknown }[
    status
  ];
  const paintLabel = { enabled: style.paint.good, disabled: style.paint.bad, unknown: style.paint.warn }[
    status
  ];
  const label = `${mark} ${id.padEnd(ID_WIDTH)} ${status}`;
  const text = `${title}${required ? ' (required)' : ''}: ${tally(capability)}`;
  return beside(label, text, style.columns, { indent: 2, labelWidth: LABEL_WIDTH, paintLabel });
}

/** Such as "27 allowed (24 simulation, 3 read), 1 denied". */
function tally({ requirements }: ReportCapability): string {
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

function requirementRow(requirement: ReportRequirement, style: TextStyle): string[] {
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

/** What is denied, capability by capability, with the layer that denies it and the statement to add. */
export function missingSection(report: Report, verbose: boolean, style: TextStyle): string[] {
  const told = report.capabilities.filter(
    ({ id, required, requirements }) =>
      requirements.some(({ decision }) => decision === 'denied') &&
      (verbose || required || id === 'compute' || id === 'storage'),
  );
  if (told.length === 0) return [];
  return [style.paint.bold('What is missing'), ...told.flatMap((capability) => missingOf(capability, style))];
}

function missingOf(capability: ReportCapability, style: TextStyle): string[] {
  const denied = capability.requirements.filter(({ decision }) => decision === 'denied');
  const statements = capability.statementsToAdd.map((statement) => JSON.stringify(statement, null, 2));
  return [
    ...beside(style.symbols.no, `${capability.id} (${capability.title})`, style.columns, {
      indent: 2,
      labelWidth: 1,
      paintLabel: style.paint.bad,
    }),
    ...[...groupBy(denied, denialHeading)].flatMap(([heading, group]) => [
      ...wrap(`${heading}:`, style.columns, 6),
      ...[...groupBy(group, ({ action }) => action)].flatMap(([action, entries]) =>
        wrap(
          `${action} on ${entries.map(({ resourcePattern }) => shortResource(resourcePattern)).join(', ')}`,
          style.columns,
          8,
        ),
      ),
    ]),
    ...(statements.length === 0
      ? wrap('Adding a statement to this identity will not help: another layer stops it.', style.columns, 6)
      : [
          ...wrap('Add to a policy of this identity:', style.columns, 6),
          ...statements
            .join(',\n')
            .split('\n')
            .map((line) => `        ${line}`),
        ]),
  ];
}

function denialHeading({ reason, source }: ReportRequirement): string {
  return source === 'code' ? `${reason} (beyond the documented policy)` : reason;
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}
