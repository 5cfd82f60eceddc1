import type { DecidedCapability, DecidedNeed } from '../../permissions/model.ts';
import {
  blockedTexts,
  grantsOf,
  isMendedByStatement,
  listActions,
  needsToGrant,
} from '../../permissions/remedy.ts';
import { statementsFor } from '../../skypilot/statements.ts';
import type { Facts } from '../facts.ts';
import { type Finding, finding } from '../finding.ts';

/** Findings about what the identity may do. */
export function permissionFindings(facts: Facts): readonly Finding[] {
  return [
    ...ignoredDryRuns(facts),
    ...facts.capabilities
      .filter((capability) => concerns(facts, capability))
      .flatMap((capability) => [...missing(facts, capability), ...blocked(facts, capability)]),
    ...codeRequirements(facts),
    ...simulator(facts),
  ];
}

/** Optional capabilities are told of only where they are asked for. */
function concerns(facts: Facts, capability: DecidedCapability): boolean {
  return capability.core || facts.required.includes(capability.id);
}

function documentedDenials(capability: DecidedCapability): readonly DecidedNeed[] {
  const denied = capability.needs.filter(({ decision }) => decision === 'denied');
  const documented = denied.filter(({ need }) => need.requirement.source.kind === 'documented');
  const hasDocumented = capability.needs.some(({ need }) => need.requirement.source.kind === 'documented');
  return hasDocumented ? documented : denied;
}

function missing(facts: Facts, capability: DecidedCapability): readonly Finding[] {
  const needs = documentedDenials(capability).filter(({ layer }) => isMendedByStatement(layer));
  if (needs.length === 0) return [];
  const actions = new Set(needs.map(({ need }) => need.requirement.action));
  const toGrant = needsToGrant(capability.needs).filter(
    (one) => needs.includes(one) || (one.decision === 'unknown' && actions.has(one.need.requirement.action)),
  );
  return [
    finding('permissions-missing', {
      severity: severityFor(facts, capability),
      detail: `${capability.id}: no policy of this identity allows ${listActions(needs)}.`,
      fix: [statementText(toGrant)],
    }),
  ];
}

function blocked(facts: Facts, capability: DecidedCapability): readonly Finding[] {
  return blockedTexts(documentedDenials(capability)).map((text) =>
    finding('permissions-blocked', {
      severity: severityFor(facts, capability),
      detail: `${capability.id}: ${text}`,
    }),
  );
}

function severityFor(facts: Facts, capability: DecidedCapability): 'error' | 'warning' {
  const otherWorks = facts.capabilities.some(({ core, status }) => core && status === 'enabled');
  return facts.required.includes(capability.id) || !otherWorks ? 'error' : 'warning';
}

function statementText(needs: readonly DecidedNeed[]): string {
  return statementsFor(grantsOf(needs))
    .map((statement) => JSON.stringify(statement, null, 2))
    .join(',\n');
}

/** What SkyPilot's code calls beyond its documented policy, told only where the documented part is not denied. */
function codeRequirements(facts: Facts): readonly Finding[] {
  return facts.capabilities.flatMap((capability) => {
    const denied = capability.needs.filter(
      ({ decision, need }) => decision === 'denied' && need.requirement.source.kind === 'code',
    );
    if (capability.status === 'disabled' || denied.length === 0) return [];
    const lines = denied.map(
      ({ need, reason }) =>
        `${need.requirement.action} on ${need.resourceKind}: ${need.requirement.why} (${reason})`,
    );
    const mendable = denied.filter(({ layer }) => isMendedByStatement(layer));
    return [
      finding('code-requirement-missing', {
        detail: `${capability.id}: ${lines.join('; ')}.`,
        fix: mendable.length === 0 ? [] : [statementText(mendable)],
      }),
    ];
  });
}

function ignoredDryRuns({ probe }: Facts): readonly Finding[] {
  const [first] = probe.kind === 'done' ? probe.carriedOut : [];
  if (first === undefined) return [];
  return [
    finding('dry-run-ignored', {
      detail: `The endpoint${first.host === undefined ? '' : ` ${first.host}`} answered a dry run of ${first.operation} as if it had carried it out. skycheck sent no further dry runs; look whether something was made, and take it away.`,
    }),
  ];
}

function simulator(facts: Facts): readonly Finding[] {
  const { simulation, capabilities } = facts;
  const undecided = capabilities.some(({ core, status }) => core && status === 'unknown');
  switch (simulation.kind) {
    case 'not-allowed':
      return [
        finding('simulator-not-allowed', {
          severity: undecided ? 'warning' : 'info',
          detail: `${simulation.principalArn} may not call iam:SimulatePrincipalPolicy on itself, so skycheck cannot ask IAM what it may do. What was not proven otherwise is unknown, not denied.`,
          fix: [
            JSON.stringify({
              Effect: 'Allow',
              Action: 'iam:SimulatePrincipalPolicy',
              Resource: simulation.principalArn,
            }),
          ],
        }),
      ];
    case 'unsupported':
      return [
        finding('simulator-unavailable', {
          detail: `This endpoint has no policy simulator (${simulation.failure.code}). What was not proven otherwise is unknown, not denied.`,
        }),
      ];
    case 'principal-not-found':
      return [
        finding('simulator-unavailable', {
          detail: `IAM knows none of the ARNs that this role may have (${simulation.candidates.join(', ')}), and this identity may not look it up. What was not proven otherwise is unknown, not denied.`,
        }),
      ];
    case 'done': {
      const [first] = simulation.failures;
      if (first === undefined) return [];
      return [
        finding('simulator-unavailable', {
          detail: `${simulation.failures.length} of the simulator's answers failed (${first.code}). What was not proven otherwise is unknown, not denied.`,
        }),
      ];
    }
    case 'not-tried':
      return facts.identity.kind === 'known' && isNotSimulatable(facts)
        ? [finding('simulation-not-possible', { detail: simulation.reason })]
        : [];
  }
}

function isNotSimulatable({ identity }: Facts): boolean {
  return (
    identity.kind === 'known' &&
    identity.principal.kind !== 'user' &&
    identity.principal.kind !== 'role-session'
  );
}
