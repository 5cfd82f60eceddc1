/** What the ARNs of a check's resources are made of. */
import type { IdentityFacts } from '../account/identity.ts';
import type { RoleReadiness } from '../account/role.ts';
import { partitionOfRegion } from '../aws-facts/partitions.ts';
import type { ArnScope } from '../skypilot/requirements.ts';

/** In the ARNs of an account that is not known. */
export const UNKNOWN_ACCOUNT = '*';

/**
 * ARNs of an account that is not known name any account: they are shown, never asked about.
 *
 * @param role - the name of the role of SkyPilot's instances
 */
export function scopeOf(
  identity: IdentityFacts,
  region: string,
  role: string,
  { rolePath, profilePath }: RoleReadiness,
): ArnScope {
  const place = { region, role, rolePath, profilePath };
  return identity.kind === 'known'
    ? { ...place, partition: identity.partition, account: identity.account }
    : { ...place, partition: partitionOfRegion(region).id, account: UNKNOWN_ACCOUNT };
}
