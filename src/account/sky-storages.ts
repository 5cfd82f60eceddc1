/** The buckets that SkyPilot has on record as its own. Source: SkyPilot `sky/global_user_state.py`, table `storage`. */
import type { Host } from '../host.ts';

export type SkyStorages =
  | { readonly kind: 'known'; readonly names: ReadonlySet<string> }
  | { readonly kind: 'unknown'; readonly reason: string };

const QUERY = 'SELECT name FROM storage ORDER BY name LIMIT 10000';

/** The names of all of them; none where SkyPilot has no records yet. */
export async function readSkyStorages(host: Host): Promise<SkyStorages> {
  const read = await host.querySqlite(`${host.home.replace(/\/+$/, '')}/.sky/state.db`, QUERY);
  switch (read.kind) {
    case 'missing':
      return { kind: 'known', names: new Set() };
    case 'unsupported':
      return { kind: 'unknown', reason: "this version of Node cannot read SkyPilot's records" };
    case 'unreadable':
      return { kind: 'unknown', reason: `SkyPilot's records cannot be read (${read.code})` };
    case 'rows':
      return {
        kind: 'known',
        names: new Set(read.rows.flatMap(({ name }) => (typeof name === 'string' ? [name] : []))),
      };
  }
}
