import type { Report } from '../report.ts';
import { capabilitySection } from './capability-section.ts';
import { findingSection } from './finding-section.ts';
import { headline } from './headline.ts';
import { identitySection, traceSection } from './identity-section.ts';
import { missingSection } from './missing-section.ts';
import { policySection } from './policy-section.ts';
import { quotaSection } from './quota-section.ts';
import { regionSection } from './region-section.ts';
import { roleSection } from './role-section.ts';
import { skypilotSection } from './skypilot-section.ts';
import { beside, type TextStyle, wrap } from './style.ts';
import { verdictLine } from './verdict-line.ts';

/**
 * The report for people.
 *
 * @param verbosity - 0: the headline, what is missing, the findings; 1 (`-v`): everything; 2 (`-vv`): every
 *   requirement and the whole trace as well
 * @returns text that ends with a line break
 */
export function renderText(report: Report, verbosity: number, style: TextStyle): string {
  const verbose = verbosity > 0;
  const sections = [
    [...headline(report, verbose, style), ...whereNote(report, style)],
    ...(verbose
      ? [
          ...whoSections(report, verbosity > 1, style),
          capabilitySection(report, verbosity > 1, style),
          roleSection(report, verbosity > 1, style),
          multiCloudSection(report, style),
          skypilotSection(report, style),
        ]
      : []),
    regionSection(report, verbose, style),
    quotaSection(report, style),
    missingSection(report, verbose, style),
    findingSection(report, verbose, style),
    verdictLine(report, style),
  ];
  return `${sections
    .filter((section) => section.length > 0)
    .map((section) => section.join('\n'))
    .join('\n\n')}\n`;
}

function whoSections(report: Report, all: boolean, style: TextStyle): string[][] {
  if (report.policyCheck !== undefined) return [policySection(report, style)];
  return [identitySection(report, style), traceSection(report, all, style)];
}

/** Where the answers came from, if not from AWS. */
function whereNote({ sandbox, endpoint }: Report, style: TextStyle): string[] {
  if (sandbox === null) {
    return endpoint === null
      ? []
      : wrap(`Calls go to ${endpoint}, which is not AWS.`, style.columns, 4).map(style.paint.warn);
  }
  return wrap(
    `Sandbox "${sandbox}": an embedded AWS on this machine; no real account was asked.`,
    style.columns,
    4,
  ).map(style.paint.note);
}

/** The AWS page's table of what works with SSO and with static credentials, answered for these credentials. */
function multiCloudSection({ multiCloud, credentials }: Report, style: TextStyle): string[] {
  if (multiCloud.length === 0 || credentials === null) return [];
  const marks = { yes: style.symbols.yes, no: style.symbols.no, partly: style.symbols.partly };
  const paints = { yes: style.paint.good, no: style.paint.bad, partly: style.paint.warn };
  return [
    style.paint.bold(`What works with credentials of type ${credentials.type}`),
    ...multiCloud.flatMap(({ feature, works, note }) =>
      beside(marks[works], note === null ? feature : `${feature}: ${note}`, style.columns, {
        indent: 2,
        labelWidth: 1,
        paintLabel: paints[works],
      }),
    ),
  ];
}
