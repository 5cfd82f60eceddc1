/** What does not work for want of permissions. Pure. */
import type { DecidedCapability } from './decision.ts';

/**
 * Such as "The first launch in a VPC fails": what SkyPilot cannot do without the permissions that are denied.
 *
 * @returns undefined where none is denied that stops it
 */
export function consequenceOf({ without, permissions }: DecidedCapability): string | undefined {
  const denied = permissions.filter(
    ({ decision, permission }) => decision === 'denied' && permission.impact === 'fails',
  );
  const consequences = new Set(denied.map(({ permission }) => permission.requirement.consequence ?? without));
  // What stops all of it says the rest as well.
  return consequences.has(without) ? without : lowerAfterFirst([...consequences]);
}

function lowerAfterFirst([first, ...others]: readonly string[]): string | undefined {
  if (first === undefined) return undefined;
  return [first, ...others.map((text) => text.charAt(0).toLowerCase() + text.slice(1))].join('; ');
}
