/** The clusters that SkyPilot has on record here, and who owns them. */
import { displayPath } from '../config/display-path.ts';
import type { Host } from '../host.ts';
import { matchOwner, type OwnerMatch, parseOwner } from '../skypilot/owner.ts';

export interface ClusterOwner {
  readonly name: string;
  readonly owner: readonly [userId: string, account: string];
  readonly match: OwnerMatch;
}

export type ClusterRecords =
  | { readonly kind: 'read'; readonly file: string; readonly clusters: readonly ClusterOwner[] }
  | { readonly kind: 'none' }
  /** There is a database, but it was not read. */
  | { readonly kind: 'not-read'; readonly file: string; readonly reason: string };

/**
 * The cloud of a cluster is in a pickled object, which is searched for the name of its class and never loaded.
 * Source: SkyPilot `sky/global_user_state.py`, table `clusters`.
 */
const QUERY = `
  SELECT name, owner, instr(handle, CAST('sky.clouds.aws' AS BLOB)) > 0 AS on_aws
  FROM clusters WHERE owner IS NOT NULL ORDER BY name LIMIT 1000`;

/** Compares the owners of the AWS clusters on record with the identity of now. */
export async function readClusters(host: Host, active: readonly [string, string]): Promise<ClusterRecords> {
  const path = `${host.home.replace(/\/+$/, '')}/.sky/state.db`;
  const file = displayPath(path, host.home);
  const read = await host.querySqlite(path, QUERY);
  switch (read.kind) {
    case 'missing':
      return { kind: 'none' };
    case 'unsupported':
      return {
        kind: 'not-read',
        file,
        reason: 'this version of Node has no SQLite; Node 22.13 and newer has',
      };
    case 'unreadable':
      return { kind: 'not-read', file, reason: `SQLite cannot read it as SkyPilot's (${read.code})` };
    case 'rows':
      return { kind: 'read', file, clusters: read.rows.flatMap((row) => clusterOf(row, active)) };
  }
}

function clusterOf(
  { name, owner, on_aws: onAws }: Readonly<Record<string, unknown>>,
  active: readonly [string, string],
): readonly ClusterOwner[] {
  const recorded = typeof owner === 'string' ? parseOwner(owner) : undefined;
  if (typeof name !== 'string' || recorded === undefined || Number(onAws) === 0) return [];
  return [{ name, owner: recorded, match: matchOwner(recorded, active) }];
}
