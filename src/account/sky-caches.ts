/** What SkyPilot remembers of AWS without ever letting it expire. Read only. */
import { createHash } from 'node:crypto';
import { displayPath } from '../config/display-path.ts';
import type { Host } from '../host.ts';
import { parseOwner } from '../skypilot/owner.ts';
import { catalogRoot } from './sky-catalog.ts';

/** An identity that SkyPilot takes for the present one without asking STS. */
export interface CachedIdentity {
  /** For people: with `~` for the home directory. */
  readonly file: string;
  /** `[UserId, Account]`. */
  readonly owner: readonly [string, string];
}

/** The availability zones of an identity; with it `sky check` makes no call to EC2. */
export interface CachedZones {
  readonly file: string;
  readonly regions: readonly string[];
}

export interface SkyCaches {
  readonly identities: readonly CachedIdentity[];
  readonly zones: readonly CachedZones[];
}

/**
 * Reads the caches that SkyPilot would use now, of every version of its catalogue.
 *
 * Source: SkyPilot `sky/clouds/aws.py`, `get_user_identities` (PR #4507), and `sky/catalog/aws_catalog.py`,
 * `_get_az_mappings`.
 *
 * @param tables - what `aws configure list` may print here, one text for each layout
 * @param userId - undefined where STS did not tell
 */
export async function readSkyCaches(
  host: Host,
  tables: readonly string[],
  userId: string | undefined,
): Promise<SkyCaches> {
  const root = catalogRoot(host);
  const versions = [...new Set((await host.listDirectory(root)).map((name) => name.split('/')[0] ?? name))];
  const hashes = [...new Set(tables.map(shortHash))];
  const identityFiles = versions.flatMap((version) =>
    hashes.map((hash) => `${root}/${version}/aws/.cache/user-identity-${hash}.txt`),
  );
  const identities = await readEach(host, identityFiles, (text, file) => {
    const owner = parseOwner(text);
    return owner === undefined ? undefined : { file, owner };
  });
  // Whom SkyPilot remembers it does not ask about again.
  const remembered = identities.map(({ owner }) => owner[0]);
  const users = remembered.length > 0 || userId === undefined ? remembered : [userId];
  const zoneFiles = versions.flatMap((version) =>
    [...new Set(users)].map((user) => `${root}/${version}/aws/az_mappings-${shortHash(user)}.csv`),
  );
  const zones = await readEach(host, zoneFiles, (text, file) => ({ file, regions: regionsIn(text) }));
  return { identities, zones };
}

function shortHash(text: string): string {
  return createHash('md5').update(text).digest('hex').slice(0, 8);
}

async function readEach<T>(
  host: Host,
  files: readonly string[],
  parse: (text: string, display: string) => T | undefined,
): Promise<readonly T[]> {
  const read = await Promise.all(
    files.map(async (file) => {
      const found = await host.readFile(file);
      if (found.kind !== 'file') return undefined;
      return parse(new TextDecoder().decode(found.bytes), displayPath(file, host.home));
    }),
  );
  return read.filter((value) => value !== undefined);
}

/** Names of zones are those of regions with a letter behind; the column of regions need not be there. */
function regionsIn(csv: string): readonly string[] {
  const zones = csv.match(/\b[a-z]{2}(?:-[a-z]+)+-\d(?=[a-z]\b)/g) ?? [];
  return [...new Set(zones)].sort();
}
