import { groupBy } from '../../group-by.ts';
import { isAsked } from '../areas.ts';
import type { Report, ReportCapability, ReportRequirement } from '../report.ts';
import { shortResource } from '../short-resource.ts';
import { type TextStyle, wrap } from './style.ts';

/**
 * With `-v`: what is denied and what could not be decided, by the reason: which layer, policy and statement, and where
 * AWS explains it.
 */
export function denialSection(report: Report, style: TextStyle): string[] {
  const isMain = (capability: ReportCapability) =>
    isAsked(report, capability.id) || capability.id === 'compute' || capability.id === 'storage';
  const requirements = report.capabilities.filter(isMain).flatMap((capability) => capability.requirements);
  const denied = requirements.filter(({ decision }) => decision === 'denied');
  const undecided = requirements.filter(isUndecidedBySomething(report));
  if (denied.length === 0 && undecided.length === 0) return [];
  return [
    style.paint.bold(
      undecided.length === 0 ? 'Denied' : denied.length === 0 ? 'Not decided' : 'Denied and not decided',
    ),
    ...reasonGroups(denied, style.paint.bad(style.symbols.no), style),
    ...reasonGroups(undecided, style.paint.warn(style.symbols.unknown), style),
  ];
}

/** Where AWS confirmed no identity, or the simulator tells nothing, that is a finding, and the reason for everything. */
function isUndecidedBySomething({
  findings,
  identity,
  policyCheck,
}: Report): (requirement: ReportRequirement) => boolean {
  if (identity === null && policyCheck === undefined) return () => false;
  const isSilent = findings.some(({ code }) => code.startsWith('simulator-'));
  const sources: readonly ReportRequirement['evidence'][] = ['dry-run', 'read', 'policy'];
  return ({ decision, evidence }) =>
    decision === 'unknown' && (sources.includes(evidence) || (evidence === 'simulation' && !isSilent));
}

/** What has the same reason is put together. */
function reasonGroups(requirements: readonly ReportRequirement[], mark: string, style: TextStyle): string[] {
  return [...groupBy(requirements, ({ reason }) => reason)].flatMap(([reason, group]) => {
    const [first = '', ...rest] = wrap(actionsOf(group), style.columns, 4);
    const links = [...new Set(group.flatMap(({ authorizationLink }) => authorizationLink ?? []))];
    return [
      `  ${mark} ${first.trimStart()}`,
      ...rest,
      ...wrap(reason, style.columns, 6).map(style.paint.dim),
      ...links.flatMap((link) => wrap(`AWS explains it: ${link}`, style.columns, 6)),
    ];
  });
}

/** Such as `ec2:RunInstances on instance/*, volume/*; iam:PassRole on role/skypilot-v1`. */
function actionsOf(requirements: readonly ReportRequirement[]): string {
  return [...groupBy(requirements, ({ action }) => action)]
    .map(([action, entries]) => {
      const resources = new Set(entries.map(({ resourcePattern }) => shortResource(resourcePattern)));
      return resources.size === 1 && resources.has('*')
        ? action
        : `${action} on ${[...resources].join(', ')}`;
    })
    .join('; ');
}
