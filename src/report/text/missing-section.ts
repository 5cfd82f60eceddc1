import { groupBy } from '../../group-by.ts';
import type { Report, ReportCapability, ReportRequirement, ReportStatement } from '../report.ts';
import { shortResource, statusMark } from './capability-section.ts';
import { beside, type TextStyle, wrap } from './style.ts';

/**
 * What is denied and what could not be decided, capability by capability, with the statements to add; for what
 * another layer of policies stops, whom to ask.
 */
export function missingSection(report: Report, verbose: boolean, style: TextStyle): string[] {
  const stated = report.capabilities.filter(
    ({ id, required, requirements, statementsUndecided }) =>
      (requirements.some(({ decision }) => decision === 'denied') || statementsUndecided.length > 0) &&
      (verbose || required || id === 'compute' || id === 'storage'),
  );
  if (stated.length === 0) return [];
  return [
    style.paint.bold('What is missing'),
    ...stated.flatMap((capability) => missingOf(capability, style)),
  ];
}

function missingOf(capability: ReportCapability, style: TextStyle): string[] {
  const { id, title, status, requirements, statementsToAdd, statementsUndecided, blocked } = capability;
  const { mark, paint } = statusMark(status, style);
  const denied = requirements.filter(({ decision }) => decision === 'denied');
  return [
    ...beside(mark, `${id} (${title})`, style.columns, { indent: 2, labelWidth: 1, paintLabel: paint }),
    ...[...groupBy(denied, denialHeading)].flatMap(([heading, group]) => [
      ...wrap(`${heading}:`, style.columns, 6),
      ...actionLines(group, style),
    ]),
    ...blocked.flatMap((sentence) => wrap(capitalised(sentence), style.columns, 6)),
    ...statementLines('Add to a policy of this identity:', statementsToAdd, style),
    ...statementLines('This could not be decided. If it is denied later, add:', statementsUndecided, style),
  ];
}

function denialHeading({ reason, source }: ReportRequirement): string {
  return source === 'code' ? `${reason} (beyond the documented policy)` : reason;
}

function actionLines(requirements: readonly ReportRequirement[], style: TextStyle): string[] {
  return [...groupBy(requirements, ({ action }) => action)].flatMap(([action, entries]) =>
    wrap(
      `${action} on ${entries.map(({ resourcePattern }) => shortResource(resourcePattern)).join(', ')}`,
      style.columns,
      8,
    ),
  );
}

function statementLines(heading: string, statements: readonly ReportStatement[], style: TextStyle): string[] {
  if (statements.length === 0) return [];
  const text = statements.map((statement) => JSON.stringify(statement, null, 2)).join(',\n');
  return [...wrap(heading, style.columns, 6), ...text.split('\n').map((line) => `        ${line}`)];
}

function capitalised(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
