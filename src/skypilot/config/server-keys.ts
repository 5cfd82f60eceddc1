/** Keys that a client may not set: SkyPilot's server takes them from its own file only. */
import type { FileLine } from '../../file-line.ts';
import release from '../release.json';
import { type ConfigNode, entryAt, sameTree, without } from './tree.ts';

/** A key that has no effect where it is set. */
export interface IgnoredKey {
  /** Such as `allowed_clouds`. */
  readonly path: string;
  readonly at: FileLine;
}

/** Which API server is asked the client itself decides, from any of its files. */
const CLIENTS_OWN = 'api_server';

const SERVER_KEYS: readonly (readonly string[])[] = release.serverKeys.map((key) => key.split('.'));

/** A client's configuration without the keys that its server does not take from it. */
export function withoutServerKeys(root: ConfigNode): ConfigNode {
  return SERVER_KEYS.reduce(without, root);
}

/**
 * The keys of a client's configuration that have no effect. What the server's own file says too counts for none:
 * SkyPilot says nothing of it either.
 *
 * Source: SkyPilot `sky/skypilot_config.py`, `override_skypilot_config`; `sky/skylet/constants.py`,
 * SKIPPED_CLIENT_OVERRIDE_KEYS.
 */
export function ignoredKeys(root: ConfigNode, server: ConfigNode | undefined): readonly IgnoredKey[] {
  return SERVER_KEYS.flatMap((path) => {
    const entry = entryAt(root, path);
    if (entry === undefined || path[0] === CLIENTS_OWN) return [];
    return sameTree(entry.value, entryAt(server, path)?.value)
      ? []
      : [{ path: path.join('.'), at: entry.keyAt }];
  });
}
