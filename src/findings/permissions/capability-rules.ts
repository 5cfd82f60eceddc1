import type { ConditionId, DecidedCondition } from '../../conditions/condition.ts';
import { groupBy } from '../../group-by.ts';
import { countingPermissions } from '../../permissions/decide.ts';
import type { DecidedCapability, DecidedPermission } from '../../permissions/decision.ts';
import { listActions, statementHelps } from '../../permissions/grants-to-add.ts';
import type { CapabilityId } from '../../skypilot/requirements.ts';
import { type Finding, finding } from '../finding.ts';
import type { FindingCode } from '../registry.ts';
import { addStatement, type DenialView, denialFindings, labelled } from './denial-rules.ts';

/** What the denials of a check, of an identity or of policy documents, are shown by. */
export interface CapabilityView extends DenialView {
  readonly capabilities: readonly (DecidedCapability & {
    readonly conditions?: readonly DecidedCondition[];
  })[];
  /** What the verdict is about. */
  readonly asked: readonly CapabilityId[];
}

/** What is missing, what is blocked, and what SkyPilot's code calls beyond its documented policy. */
export function capabilityFindings(view: CapabilityView): readonly Finding[] {
  const { capabilities, asked } = view;
  return [
    ...denialFindings(
      view,
      capabilities
        // Optional capabilities are shown only where they are asked for.
        .filter(({ core, id }) => core || asked.includes(id))
        .map((capability) => ({
          id: capability.id,
          denied: countingDenials(capability),
          permissions: capability.permissions,
        })),
    ),
    ...beyondDocumented(view),
    ...undecided(view),
  ];
}

/** Denials that count for a capability: those without which SkyPilot stops. */
function countingDenials({ permissions }: DecidedCapability): readonly DecidedPermission[] {
  return countingPermissions(permissions).filter(({ decision }) => decision === 'denied');
}

/** What SkyPilot does without, shown only where nothing that stops it is denied: else that comes first. */
function beyondDocumented(view: CapabilityView): readonly Finding[] {
  return view.capabilities.flatMap((capability) => {
    const denied = capability.permissions.filter(
      ({ decision, permission }) =>
        decision === 'denied' &&
        permission.impact === 'degrades' &&
        permission.requirement.source.kind === 'code',
    );
    if (countingDenials(capability).length > 0 || denied.length === 0) return [];
    const lines = denied.map(
      ({ permission, reason }) =>
        `${permission.requirement.action} on ${permission.resourceKind}: ${permission.requirement.why} (${reason})`,
    );
    const grantable = denied.filter((decided) => statementHelps(decided) !== 'no');
    return [
      finding('code-requirement-missing', {
        detail: `${capability.id}: ${lines.join('; ')}.`,
        fix: grantable.length === 0 ? [] : addStatement(view.identity, grantable),
      }),
    ];
  });
}

/** Only what was asked for; everything that keeps the others from working is in its own finding. */
function undecided(view: CapabilityView): readonly Finding[] {
  const { capabilities, asked } = view;
  return capabilities
    .filter(({ id, status }) => asked.includes(id) && status === 'unknown')
    .map(({ id, conditions = [], permissions }) => {
      const unknown = conditions.filter(({ decision }) => decision === 'unknown');
      const nobody = unknown.find((condition) => condition.id === 'identity');
      // Without an identity nothing else could be asked.
      const counting = countingPermissions(permissions);
      const open = nobody === undefined ? counting.filter(({ decision }) => decision === 'unknown') : [];
      const reasons = [
        ...(nobody === undefined ? unknown : [nobody]).map(({ reason }) => reason),
        ...[...groupBy(open, ({ reason }) => reason)].map(
          ([reason, group]) => `${listActions(group)}: ${reason}`,
        ),
      ];
      return finding('capability-undecided', {
        stops: [id],
        detail: `${id}: ${reasons.join('; ')}.`,
        fix: labelled(view, open),
        possibleCauses: [
          ...unknown.flatMap(({ id: condition }) => CAUSES_BY_CONDITION[condition] ?? []),
          ...(open.length > 0 ? CAUSES_OF_OPEN_PERMISSIONS : []),
        ],
      });
    });
}

/** What is found where a condition is not known to hold, the likeliest first. */
const CAUSES_BY_CONDITION: Partial<Readonly<Record<ConditionId, readonly FindingCode[]>>> = {
  identity: ['no-network', 'aws-call-failed', 'provider-unsupported', 'credentials-retrieval-failed'],
  account: ['account-being-verified', 'image-not-shared'],
  region: ['regions-unknown'],
  role: ['skypilot-role-missing', 'skypilot-role-empty'],
};

/** What is found where permissions could not be tested, the likeliest first. */
const CAUSES_OF_OPEN_PERMISSIONS: readonly FindingCode[] = [
  'policy-value-not-known-yet',
  'policy-condition-undecided',
  'policy-operator-unknown',
  'dry-run-ignored',
  'simulation-not-possible',
  'simulator-not-allowed',
  'simulator-unavailable',
  'no-network',
  'aws-call-failed',
];
