import type { DecidedCapability, DecidedNeed, Layer } from '../../permissions/model.ts';
import { type Grant, statementsFor } from '../../skypilot/statements.ts';
import type { Facts } from '../facts.ts';
import { type Finding, finding } from '../finding.ts';

/** Findings about what the identity may do. */
export function permissionFindings(facts: Facts): readonly Finding[] {
  return [
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

/** Whether a statement in an identity policy would mend the denial, as far as AWS told. */
export function isMendedByStatement(layer: Layer | undefined): boolean {
  return layer === 'no-allow' || layer === undefined;
}

function missing(facts: Facts, capability: DecidedCapability): readonly Finding[] {
  const needs = documentedDenials(capability).filter(({ layer }) => isMendedByStatement(layer));
  if (needs.length === 0) return [];
  return [
    finding('permissions-missing', {
      severity: severityFor(facts, capability),
      detail: `${capability.id}: no policy of this identity allows ${listActions(needs)}.`,
      fix: [statementText(needs)],
    }),
  ];
}

function blocked(facts: Facts, capability: DecidedCapability): readonly Finding[] {
  const byLayer = new Map<Layer, DecidedNeed[]>();
  for (const need of documentedDenials(capability)) {
    if (need.layer === undefined || isMendedByStatement(need.layer)) continue;
    byLayer.set(need.layer, [...(byLayer.get(need.layer) ?? []), need]);
  }
  return [...byLayer].map(([layer, needs]) =>
    finding('permissions-blocked', {
      severity: severityFor(facts, capability),
      detail: `${capability.id}: ${layerText(layer)} ${listActions(needs)}. Adding a statement to this identity will not help; ${whomToAsk(layer)}.`,
    }),
  );
}

function severityFor(facts: Facts, capability: DecidedCapability): 'error' | 'warning' {
  const otherWorks = facts.capabilities.some(({ core, status }) => core && status === 'enabled');
  return facts.required.includes(capability.id) || !otherWorks ? 'error' : 'warning';
}

/** Actions in order of the requirements, with the kind of resource where only some kinds are denied. */
function listActions(needs: readonly DecidedNeed[]): string {
  return [...new Set(needs.map(({ need }) => need.requirement.action))].join(', ');
}

/** The grants that a list of needs asks for. */
export function grantsOf(needs: readonly DecidedNeed[]): readonly Grant[] {
  return needs.map(({ need }) => ({
    action: need.requirement.action,
    pattern: need.pattern,
    condition: need.requirement.policyCondition,
  }));
}

function statementText(needs: readonly DecidedNeed[]): string {
  return statementsFor(grantsOf(needs))
    .map((statement) => JSON.stringify(statement, null, 2))
    .join(',\n');
}

function layerText(layer: Layer): string {
  switch (layer) {
    case 'scp':
      return 'a service control policy of the AWS organization stops';
    case 'permissions-boundary':
      return 'the permissions boundary of this identity stops';
    case 'session-policy':
      return 'the policy of this session stops';
    default:
      return 'a Deny statement stops';
  }
}

function whomToAsk(layer: Layer): string {
  switch (layer) {
    case 'scp':
      return 'ask the administrators of the organization';
    case 'permissions-boundary':
      return 'ask whoever manages IAM in this account to widen the boundary';
    case 'session-policy':
      return 'the session has to be started with a wider policy';
    default:
      return 'ask whoever manages IAM in this account to change the statement that denies';
  }
}

/** What SkyPilot's code calls beyond its documented policy, told only where the documented part is there. */
function codeRequirements(facts: Facts): readonly Finding[] {
  return facts.capabilities.flatMap((capability) => {
    const denied = capability.needs.filter(
      ({ decision, need }) => decision === 'denied' && need.requirement.source.kind === 'code',
    );
    if (capability.status !== 'enabled' || denied.length === 0) return [];
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
