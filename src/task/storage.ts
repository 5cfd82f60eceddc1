/**
 * Buckets by the storage blocks of `file_mounts`.
 *
 * Source: SkyPilot `sky/data/storage.py`, `Storage.from_yaml_config`, `_validate_storage_spec`, `S3Store.validate_name`.
 */
import type { FileLine } from '../file-line.ts';
import type { ConfigNode } from '../skypilot/config/tree.ts';
import { flagOf, pythonText, setAt, textOf } from './python-values.ts';
import type { TaskSchemas } from './schemas.ts';
import { type Task, TaskRefused, type TaskStorage } from './task.ts';

/** Reads one block; refuses at `load`. */
export function readStorage(schemas: TaskSchemas, path: string, node: ConfigNode): TaskStorage {
  schemas.check('storage', node, ['file_mounts', path]);
  const mode = modeOf(textOf(node, 'mode'));
  const config = setAt(node, 'config');
  const wrong = [
    textOf(node, 'type') !== undefined && mode !== 'MOUNT_CACHED'
      ? 'type is only for MOUNT_CACHED'
      : undefined,
    config !== undefined && setAt(config, 'mount_cached') !== undefined && mode !== 'MOUNT_CACHED'
      ? 'config.mount_cached is only for MOUNT_CACHED'
      : undefined,
    config !== undefined && setAt(config, 'mount') !== undefined && mode !== 'MOUNT'
      ? 'config.mount is only for MOUNT'
      : undefined,
  ].find((message) => message !== undefined);
  if (wrong !== undefined) throw new TaskRefused('load', `file_mounts.${path}: ${wrong}`, node.at);
  const source = setAt(node, 'source');
  return {
    path,
    at: node.at,
    name: textOf(node, 'name'),
    source: source?.kind === 'list' ? source.items.map(pythonText) : textOf(node, 'source'),
    store: textOf(node, 'store')?.toLowerCase(),
    mode,
    persistent: flagOf(node, 'persistent') !== false,
  };
}

function modeOf(text: string | undefined): TaskStorage['mode'] {
  const upper = text?.toUpperCase();
  return upper === 'COPY' || upper === 'MOUNT_CACHED' ? upper : 'MOUNT';
}

/** What an URL of another machine begins with. */
export function schemeOf(url: string): string | undefined {
  return /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase();
}

const STORE_SCHEMES = ['s3', 'gs', 'https', 'r2', 'cos', 'oci', 'nebius', 'cw', 'vastdata', 'hf'];

/** Whether a path of this machine is there, as the check of a local source asks. */
export type PathKind = 'directory' | 'file' | 'missing' | 'unknown';

/**
 * The task with its buckets checked and named; refuses at `storage`.
 *
 * @param pathKind - what a local source is; `unknown` passes
 */
export function checkedStorages(task: Task, pathKind: (path: string) => PathKind): Task {
  return { ...task, storages: task.storages.map((storage) => checked(storage, pathKind)) };
}

function checked(storage: TaskStorage, pathKind: (path: string) => PathKind): TaskStorage {
  const named = { ...storage, name: nameOf(storage, pathKind) };
  const isS3 = storage.store === undefined || storage.store === 's3';
  const wrong = isS3 && named.name !== '' ? bucketNameProblem(named.name) : undefined;
  if (wrong !== undefined) throw refused(`"${named.name}" is no name of a bucket: ${wrong}`, storage);
  return named;
}

function refused(
  message: string,
  { path, at }: { readonly path: string; readonly at: FileLine },
): TaskRefused {
  return new TaskRefused('storage', `file_mounts.${path}: ${message}`, at);
}

function nameOf(storage: TaskStorage, pathKind: (path: string) => PathKind): string {
  const { name, source, mode } = storage;
  if (source === undefined) {
    if (mode === 'COPY')
      throw refused('COPY of nothing: a new bucket that is copied has to have a source', storage);
    if (!name) throw refused('a bucket has to have a name or a source', storage);
    return withoutScheme(name, storage);
  }
  const scheme = typeof source === 'string' ? schemeOf(source) : undefined;
  if (typeof source !== 'string' || scheme === undefined) {
    checkLocal(typeof source === 'string' ? [source] : source, storage, pathKind);
    if (!name) throw refused('a bucket with a local source has to have a name', storage);
    return withoutScheme(name, storage);
  }
  const bucket = checkedUrl(source, scheme, storage);
  if (name) throw refused('an URL names the bucket already: leave name out', storage);
  return bucket;
}

function withoutScheme(name: string, storage: TaskStorage): string {
  const scheme = schemeOf(name);
  if (scheme === undefined || !STORE_SCHEMES.includes(scheme)) return name;
  throw refused(
    `name cannot be an URL: a bucket that is there already goes into source (source: ${name})`,
    storage,
  );
}

function checkedUrl(source: string, scheme: string, storage: TaskStorage): string {
  if (!STORE_SCHEMES.includes(scheme))
    throw refused(`"${scheme}://" is no store that SkyPilot knows`, storage);
  const [bucket = '', ...rest] = source
    .slice(`${scheme}://`.length)
    .replace(/[?#].*$/s, '')
    .split('/');
  const key = rest.join('/').replace(/^\/+|\/+$/g, '');
  const isWhole =
    scheme === 'cos' ? /^[-\w]+$/.test(key) : key === '' || scheme === 'https' || scheme === 'hf';
  if (storage.mode !== 'COPY' && !isWhole)
    throw refused('only a whole bucket can be mounted: leave the path out, or use mode: COPY', storage);
  return scheme === 'cos' ? (rest[0] ?? '') : bucket;
}

function checkLocal(
  sources: readonly string[],
  storage: TaskStorage,
  pathKind: (path: string) => PathKind,
): void {
  const names = sources.map((source) => source.split('/').at(-1) ?? '');
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (Array.isArray(storage.source) && twice !== undefined)
    throw refused(`two sources have the name ${twice}`, storage);
  for (const source of sources) {
    if (source.endsWith('/')) throw refused(`a source cannot end with a slash: ${source}`, storage);
    const kind = pathKind(source);
    if (kind === 'missing') throw refused(`the local source ${source} does not exist`, storage);
    if (kind === 'file' && typeof storage.source === 'string')
      throw refused(`the source ${source} is a file: only directories can be, or a list of files`, storage);
  }
}

/** Why S3 has no bucket of that name, as SkyPilot checks it; undefined for a right one. */
function bucketNameProblem(name: string): string | undefined {
  if (name.length < 3 || name.length > 63) return 'it has 3 to 63 characters';
  if (!/^[a-z0-9][-a-z0-9.]*[a-z0-9]$/.test(name))
    return 'it has lower case letters, digits, dots and hyphens, and begins and ends with a letter or a digit';
  if (name.includes('..')) return 'no two dots may stand together';
  if (/^(?:\d{1,3}\.){3}\d{1,3}$/.test(name)) return 'it may not look like an IP address';
  if (name.startsWith('xn--')) return 'it may not begin with xn--';
  return ['-s3alias', '--ol-s3'].flatMap((end) =>
    name.endsWith(end) ? `it may not end with ${end}` : [],
  )[0];
}
