/** Which configuration files SkyPilot reads, and what is in them. */

import * as path from 'node:path';
import { displayPath } from '../../config/display-path.ts';
import { expandUser } from '../../config/python-path.ts';
import type { FileLine } from '../../file-line.ts';
import type { FileRead, Host } from '../../host.ts';
import type { ConfigNode } from './tree.ts';

export type ConfigVariable = 'SKYPILOT_CONFIG' | 'SKYPILOT_GLOBAL_CONFIG' | 'SKYPILOT_PROJECT_CONFIG';

/** A file that SkyPilot looks at: `only` for that of SKYPILOT_CONFIG, `flag` for that of `--config`. */
export interface ConfigSource {
  readonly role: 'only' | 'user' | 'project' | 'flag';
  readonly path: string;
  /** For people: with `~` for the home directory. */
  readonly display: string;
  /** The variable that names it; undefined for a default place or a flag. */
  readonly variable: ConfigVariable | undefined;
}

export type ConfigFileState =
  | { readonly kind: 'read' }
  /** SkyPilot goes on as if the file were empty. */
  | { readonly kind: 'broken'; readonly at: FileLine; readonly message: string }
  /** A variable or flag names it: SkyPilot stops. */
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly code: string };

export interface SkyConfigFile extends ConfigSource {
  readonly state: ConfigFileState;
}

export interface ReadSource {
  readonly file: SkyConfigFile;
  readonly root: ConfigNode | undefined;
}

/**
 * The files in the order in which they are laid over each other.
 *
 * Source: SkyPilot `sky/skypilot_config.py`, `_reload_config_as_client` and `_reload_config_from_internal_file`.
 *
 * @param flag - the absolute path of `--config`
 */
export async function configSources(host: Host, flag: string | undefined): Promise<readonly ConfigSource[]> {
  const own = host.env.SKYPILOT_CONFIG;
  const below: readonly Promise<ConfigSource>[] =
    own === undefined
      ? [
          named(host, 'user', 'SKYPILOT_GLOBAL_CONFIG', '~/.sky/config.yaml'),
          named(host, 'project', 'SKYPILOT_PROJECT_CONFIG', '.sky.yaml'),
        ]
      : [at(host, 'only', own, 'SKYPILOT_CONFIG')];
  const over = flag === undefined ? [] : [at(host, 'flag', flag, undefined)];
  return Promise.all([...below, ...over]);
}

/** A blank variable counts as none here. */
function named(
  host: Host,
  role: ConfigSource['role'],
  variable: ConfigVariable,
  standard: string,
): Promise<ConfigSource> {
  const set = host.env[variable];
  return set ? at(host, role, set, variable) : at(host, role, standard, undefined);
}

async function at(
  host: Host,
  role: ConfigSource['role'],
  setting: string,
  variable: ConfigVariable | undefined,
): Promise<ConfigSource> {
  // Python finds no file of that name, where the current directory would be one to others.
  if (setting === '') return { role, path: '', display: 'no file', variable };
  const absolute = path.resolve(host.cwd, await expandUser(setting, host));
  return { role, path: absolute, display: displayPath(absolute, host.home), variable };
}

/** Nobody's configuration is as large, and parsing it would take long. */
const MAX_BYTES = 1024 * 1024;

/** Reads a source; undefined where a default place holds no file. */
export async function readSource(host: Host, source: ConfigSource): Promise<ReadSource | undefined> {
  const read: FileRead = source.path === '' ? { kind: 'missing' } : await host.readFile(source.path);
  const ended = (state: ConfigFileState, root?: ConfigNode): ReadSource => ({
    file: { ...source, state },
    root,
  });
  switch (read.kind) {
    case 'missing':
      return source.variable === undefined && source.role !== 'flag' ? undefined : ended({ kind: 'missing' });
    case 'directory':
      return ended({ kind: 'unreadable', code: 'EISDIR' });
    case 'too-large':
      return ended({ kind: 'unreadable', code: 'EFBIG' });
    case 'unreadable':
      return ended({ kind: 'unreadable', code: read.code });
    case 'file': {
      if (read.bytes.length > MAX_BYTES) return ended({ kind: 'unreadable', code: 'EFBIG' });
      const { parseYamlTree } = await import('./yaml-tree.ts');
      const parsed = parseYamlTree(new TextDecoder().decode(read.bytes), source.display);
      return parsed.kind === 'parsed' ? ended({ kind: 'read' }, parsed.root) : ended(parsed);
    }
  }
}
