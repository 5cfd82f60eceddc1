import type { CapabilityId } from '../skypilot/requirements.ts';
import type { SkyConfig } from '../skypilot/sky-config.ts';

/**
 * What the verdict is about: what was required, or without that compute; storage where SkyPilot's configuration
 * leaves nothing else.
 */
export function askedFor(
  required: readonly CapabilityId[],
  { capabilities }: Pick<SkyConfig, 'capabilities'>,
): readonly CapabilityId[] {
  if (required.length > 0) return required;
  const left = capabilities?.value;
  return left?.includes('storage') === true && !left.includes('compute') ? ['storage'] : ['compute'];
}
