import type { RoleReadiness } from '../account/role.ts';
import type { DecidedCapability, Decision } from '../permissions/decision.ts';
import type { ConditionFacts } from './condition-facts.ts';

type Answer = { readonly decision: Decision; readonly reason: string };

/** Whether instances get their role: it is there, or SkyPilot can make it. */
export function roleCondition(facts: Pick<ConditionFacts, 'role' | 'skypilot' | 'capabilities'>): Answer {
  const { name, readiness } = facts.role;
  if (readiness.profile === 'exists' && readiness.profileHoldsRole) {
    return { decision: 'allowed', reason: `the role ${name} is ready` };
  }
  const isMissing = readiness.profile !== 'unknown';
  if (facts.skypilot.remoteIdentity.customRole) {
    return isMissing
      ? { decision: 'denied', reason: `the role ${name} is missing` }
      : { decision: 'likely', reason: `SkyPilot takes the role ${name} for granted` };
  }
  const creation = creationOf(facts.capabilities, readiness);
  switch (creation) {
    case 'allowed':
    case 'likely':
      return { decision: 'likely', reason: `SkyPilot can create the role ${name}` };
    case 'denied':
      return isMissing
        ? { decision: 'denied', reason: `the role ${name} is missing, and this identity may not create it` }
        : { decision: 'unknown', reason: `it is not known whether the role ${name} exists` };
    case 'unknown':
      return {
        decision: 'unknown',
        reason: isMissing
          ? `the role ${name} is missing, and it is not known whether this identity may create it`
          : `it is not known whether the role ${name} exists`,
      };
  }
}

/**
 * Whether this identity may do what SkyPilot does about the parts of the role that are missing.
 *
 * Source: SkyPilot `sky/provision/aws/config.py`.
 */
export function creationOf(
  capabilities: readonly DecidedCapability[],
  { profile, role }: Pick<RoleReadiness, 'profile' | 'role'>,
): Decision {
  const actions = [
    ...(profile === 'exists' ? [] : ['iam:CreateInstanceProfile']),
    ...(role === 'exists' ? [] : ['iam:CreateRole', 'iam:AttachRolePolicy', 'iam:PutRolePolicy']),
    'iam:AddRoleToInstanceProfile',
  ];
  const decisions = (capabilities.find(({ id }) => id === 'auto-role')?.permissions ?? [])
    .filter(({ permission }) => actions.includes(permission.requirement.action))
    .map(({ decision }) => decision);
  if (decisions.includes('denied')) return 'denied';
  if (decisions.length === 0 || decisions.includes('unknown')) return 'unknown';
  return decisions.includes('likely') ? 'likely' : 'allowed';
}
