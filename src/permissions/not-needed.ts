import type { Evidence, RequiredPermission } from './decision.ts';
import type { ReadResults } from './reads.ts';

/**
 * What need not be allowed, because what it would make is there: the role of SkyPilot's instances in its profile,
 * and the service-linked role of spot instances.
 *
 * Source: SkyPilot `sky/provision/aws/config.py`, `_configure_iam_role`, which creates nothing where the instance
 * profile has a role; EC2 User Guide, "Service-linked role for Spot Instance requests".
 */
export function notNeededEvidence(
  permissions: readonly RequiredPermission[],
  reads: ReadResults | undefined,
): ReadonlyMap<string, Evidence> {
  const satisfied = (capability: string, because: string) =>
    permissions
      .filter(({ requirement }) => requirement.capability === capability && requirement.dryRun !== 'launch')
      .map(({ id }) => [id, notNeeded(because)] as const);
  const { getInstanceProfile: profile, getSpotRole: spotRole } = reads ?? {};
  const [role] = profile?.kind === 'ok' ? profile.value.roles : [];
  return new Map([
    ...permissions.flatMap(({ id, notNeededBecause }) =>
      notNeededBecause === undefined ? [] : [[id, inferred(notNeededBecause)] as const],
    ),
    ...(profile?.kind === 'ok' && role !== undefined
      ? satisfied(
          'auto-role',
          `the instance profile ${profile.value.name} exists, with the role ${role.name} in it`,
        )
      : []),
    ...(spotRole?.kind === 'ok'
      ? satisfied('spot', `the service-linked role ${spotRole.value.name} exists`)
      : []),
  ]);
}

function inferred(because: string): Evidence {
  return { ...notNeeded(because), kind: 'inferred' };
}

function notNeeded(because: string): Extract<Evidence, { notNeeded?: true }> {
  return { kind: 'read', decision: 'likely', reason: `not needed: ${because}`, notNeeded: true };
}
