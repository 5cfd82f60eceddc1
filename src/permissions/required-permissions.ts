import {
  type ArnScope,
  fillArn,
  REQUIREMENTS,
  RESOURCES,
  type Requirement,
} from '../skypilot/requirements.ts';
import type { RequiredPermission } from './decision.ts';

/**
 * Every requirement on every resource it names, with ARNs of this account.
 *
 * @param scope - partition, account and role of the identity, and the region that is checked
 */
export function expandPermissions(
  scope: ArnScope,
  requirements: readonly Requirement[] = REQUIREMENTS,
): readonly RequiredPermission[] {
  return requirements.flatMap((requirement) =>
    requirement.resources.map((resourceKind) => ({
      id: `${requirement.id}@${resourceKind}`,
      requirement,
      resourceKind,
      resource: fillArn(RESOURCES[resourceKind].concrete, scope),
      pattern: fillArn(RESOURCES[resourceKind].pattern, scope),
    })),
  );
}
