import { defaultLaunch, type Launch } from '../skypilot/launch.ts';
import { launchContext } from '../skypilot/launch-context.ts';
import {
  type ArnScope,
  fillArn,
  type PermissionId,
  REQUIREMENTS,
  RESOURCES,
  type Requirement,
  type ResourceKind,
} from '../skypilot/requirements.ts';
import type { RequiredPermission } from './decision.ts';

/**
 * Every requirement on every resource it names, with ARNs of this account and what the launch makes of it.
 *
 * @param scope - partition, account and role of the identity, and the region that is checked
 * @param launch - SkyPilot's default one where nothing else is known
 */
export function expandPermissions(
  scope: ArnScope,
  launch: Launch = defaultLaunch(scope.region),
  requirements: readonly Requirement[] = REQUIREMENTS,
): readonly RequiredPermission[] {
  return requirements.flatMap((requirement) =>
    requirement.resources.map((resourceKind) => ({
      // Of each requirement, only the kinds that it has.
      id: `${requirement.id}@${resourceKind}` as PermissionId,
      requirement,
      resourceKind,
      resource: concreteArn(resourceKind, launch, scope),
      pattern: fillArn(RESOURCES[resourceKind].pattern, scope),
      impact: requirement.failsWhere?.(launch) === true ? 'fails' : requirement.impact,
      context: launchContext(requirement, resourceKind, launch, scope),
      notNeededBecause: requirement.notNeededBecause?.(launch),
    })),
  );
}

/** The launch's own subnet, VPC, group and image where they are known: policies may name them. */
function concreteArn(kind: ResourceKind, { place }: Launch, scope: ArnScope): string {
  const id = placedId(kind, place);
  const arn = fillArn(RESOURCES[kind].concrete, scope);
  return id === undefined ? arn : `${arn.slice(0, arn.lastIndexOf('/') + 1)}${id}`;
}

function placedId(kind: ResourceKind, { subnet, vpc, group, image }: Launch['place']): string | undefined {
  switch (kind) {
    case 'subnet':
      return subnet?.id;
    case 'vpc':
      return vpc?.id;
    case 'security-group':
      return group.kind === 'found' ? group.id : undefined;
    case 'image':
      return image?.id;
    default:
      return undefined;
  }
}
