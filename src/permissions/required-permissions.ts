import {
  type ArnScope,
  fillArn,
  REQUIREMENTS,
  RESOURCES,
  type Requirement,
} from '../skypilot/requirements.ts';
import type { Need } from './decision.ts';

/**
 * Every requirement on every resource it names, with ARNs of this account.
 *
 * @param scope - partition, account and role of the identity, and the region that is checked
 */
export function expandNeeds(
  scope: ArnScope,
  requirements: readonly Requirement[] = REQUIREMENTS,
): readonly Need[] {
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
