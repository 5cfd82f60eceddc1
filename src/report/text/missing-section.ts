import { groupBy } from '../../group-by.ts';
import type { Report, ReportCapability, ReportRequirement, ReportStatement } from '../report.ts';
import { shortResource, statusMark } from './capability-section.ts';
import { beside, type TextStyle, wrap } from './style.ts';

/**
 * What is denied and what could not be decided, capability by capability, with the statements to add; for what
 * another layer of policies stops, whom to ask.
 */
export function missingSection(report: Report, verbose: boolean, style: TextStyle): string[] {
  // Where AWS confirmed no identity, that is the reason for everything.
  const isAboutSomeone = report.identity !== null || report.policyCheck !== undefined;
  const open = verbose && isAboutSomeone ? undecidedIn(report) : () => [];
  const stated = report.capabilities.filter(
    (capability) =>
      (capability.requirements.some(({ decision }) => decision === 'denied') ||
        capability.statementsUndecided.length > 0 ||
        open(capability).length > 0) &&
      (verbose || capability.required || capability.id === 'compute' || capability.id === 'storage'),
  );
  if (stated.length === 0) return [];
  const permissionSet = report.identity?.permissionSet ?? undefined;
  return [
    style.paint.bold('What is missing'),
    ...stated.flatMap((capability) => missingOf(capability, open(capability), permissionSet, style)),
  ];
}

function missingOf(
  capability: ReportCapability,
  undecided: readonly ReportRequirement[],
  permissionSet: string | undefined,
  style: TextStyle,
): string[] {
  const { id, title, status, requirements, statementsToAdd, statementsUndecided, blocked } = capability;
  const { mark, paint } = statusMark(status, style);
  const denied = requirements.filter(({ decision }) => decision === 'denied');
  return [
    ...beside(mark, `${id} (${title})`, style.columns, { indent: 2, labelWidth: 1, paintLabel: paint }),
    ...reasonGroups(denied, style),
    ...linkLines(denied, style),
    ...reasonGroups(undecided, style),
    ...blocked.flatMap((sentence) => wrap(capitalised(sentence), style.columns, 6)),
    ...statementLines(
      permissionSet === undefined
        ? 'Add to a policy of this identity:'
        : `To be added to the permission set "${permissionSet}", by the administrators of IAM Identity Center:`,
      statementsToAdd,
      style,
    ),
    ...statementLines('Not decided. Needed permissions:', statementsUndecided, style),
  ];
}

/** The undecided requirements with a reason of their own: why the simulator tells nothing is a finding. */
function undecidedIn({ findings }: Report): (capability: ReportCapability) => readonly ReportRequirement[] {
  const isSilent = findings.some(({ code }) => code.startsWith('simulator-'));
  const sources: readonly ReportRequirement['evidence'][] = ['dry-run', 'read', 'policy'];
  return ({ requirements }) =>
    requirements.filter(
      ({ decision, evidence }) =>
        decision === 'unknown' && (sources.includes(evidence) || (evidence === 'simulation' && !isSilent)),
    );
}

/** What has the same reason stands together. */
function reasonGroups(requirements: readonly ReportRequirement[], style: TextStyle): string[] {
  return [...groupBy(requirements, reasonHeading)].flatMap(([heading, group]) => [
    ...wrap(`${heading}:`, style.columns, 6),
    ...actionLines(group, style),
  ]);
}

/** Where AWS explains denials. */
function linkLines(denied: readonly ReportRequirement[], style: TextStyle): string[] {
  const links = [...new Set(denied.flatMap(({ authorizationLink }) => authorizationLink ?? []))];
  return links.flatMap((link) => wrap(`AWS explains it: ${link}`, style.columns, 6));
}

function reasonHeading({ reason, source }: ReportRequirement): string {
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
