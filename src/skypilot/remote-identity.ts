/** What `aws.remote_identity` makes of the credentials and of the role of instances. */
import type { ByCluster, SkyConfig } from './sky-config.ts';

/** The role and instance profile that SkyPilot gives its instances. Source: SkyPilot `sky/provision/aws/config.py`, AWS page. */
export const DEFAULT_ROLE = 'skypilot-v1';

/** Words that are no role's name. Source: SkyPilot `sky/utils/schemas.py`, RemoteIdentityOptions. */
const KEYWORDS = ['LOCAL_CREDENTIALS', 'SERVICE_ACCOUNT', 'NO_UPLOAD'] as const;

export interface RemoteIdentity {
  /** The role and instance profile of instances. */
  readonly role: string;
  /** True where SkyPilot neither looks the role up nor makes it: the configuration names it. */
  readonly customRole: boolean;
  /** Whether the local credentials file goes to clusters, where its type is one that does. */
  readonly upload: boolean;
  /** Further roles, for clusters of certain names. */
  readonly others: readonly ByCluster[];
}

/**
 * The identity of clusters whose name no narrower pattern matches.
 *
 * Source: SkyPilot documentation, "Advanced configurations", `aws.remote_identity`; `sky/clouds/aws.py`.
 */
export function remoteIdentityOf({ remoteIdentity }: Pick<SkyConfig, 'remoteIdentity'>): RemoteIdentity {
  const entries = remoteIdentity?.value ?? [];
  const general = entries.find(({ pattern }) => pattern === '*');
  const value = general?.value ?? 'LOCAL_CREDENTIALS';
  const customRole = !isKeyword(value);
  return {
    role: customRole ? value : DEFAULT_ROLE,
    customRole,
    upload: value === 'LOCAL_CREDENTIALS',
    others: entries.filter((entry) => entry !== general && !isKeyword(entry.value)),
  };
}

function isKeyword(value: string): boolean {
  return KEYWORDS.some((keyword) => keyword === value);
}
