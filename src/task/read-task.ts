/**
 * Reads a file of tasks as SkyPilot's clients and its API server do.
 *
 * Source: SkyPilot `sky/utils/dag_utils.py`, `load_dag_from_yaml`; `sky/task.py`, `from_yaml_config`.
 */
import type { FileLine } from '../file-line.ts';
import type { ConfigEntry, ConfigNode } from '../skypilot/config/tree.ts';
import type { DeviceMemory } from './catalog.ts';
import { isNull, numberOf, plainValue, pythonText, setAt, textOf } from './python-values.ts';
import { overridden, type ResourceOverrides, ResourcesReader } from './resources.ts';
import { entriesOf, TaskSchemas } from './schemas.ts';
import { readService } from './service.ts';
import { readStorage, schemeOf } from './storage.ts';
import {
  type FileMount,
  type Task,
  type TaskDag,
  type TaskRefusal,
  TaskRefused,
  type TaskStorage,
  type TaskWorkdir,
} from './task.ts';
import { filledIn, withTextValues } from './variables.ts';

/** Flags beside the file, as `sky launch` takes them. */
export interface TaskFlags extends ResourceOverrides {
  readonly envs: ReadonlyMap<string, string>;
  readonly secrets: ReadonlyMap<string, string>;
  readonly nodes?: number | undefined;
}

export type TaskRead = {
  /** Values of secrets that the file or a flag gives: SkyPilot fills them into names, and none is shown. */
  readonly secretValues: ReadonlySet<string>;
} & (
  | {
      readonly kind: 'read';
      readonly dag: TaskDag;
      /** SkyPilot leaves the flags that change resources aside, as it does with several tasks. */
      readonly flagsIgnored: boolean;
    }
  | { readonly kind: 'refused'; readonly refusal: TaskRefusal }
);

/**
 * Reads the text of a file; refuses at `load`.
 *
 * @param file - its name, for places
 * @param devices - SkyPilot's list, for accelerators by memory
 */
export async function readTask(
  text: string,
  file: string,
  flags: TaskFlags,
  devices: readonly DeviceMemory[],
): Promise<TaskRead> {
  const { parseYamlDocuments } = await import('../skypilot/config/yaml-tree.ts');
  const schemas = await TaskSchemas.load();
  const secretValues = new Set(flags.secrets.values());
  try {
    const parsed = parseYamlDocuments(text, file);
    if (parsed.kind === 'broken') throw refused(`the file is no YAML: ${parsed.message}`, parsed.at);
    const reader = new TaskReader(schemas, devices, flags, secretValues);
    const roots = parsed.roots;
    const isGroup = roots.length > 1 && mapAt(roots[0]) && executionOf(roots[0]) === 'parallel';
    if (!isGroup && parsed.repeated !== undefined)
      throw refused(
        `the key ${parsed.repeated.key} stands twice, first in line ${parsed.repeated.firstAt.line}`,
        parsed.repeated.at,
      );
    const dag = isGroup ? readGroup(roots, reader) : readChain(roots, reader, { file, line: 1 });
    return { kind: 'read', secretValues, ...withFlags(dag, flags) };
  } catch (error) {
    if (error instanceof TaskRefused) return { kind: 'refused', secretValues, refusal: error.refusal };
    throw error;
  }
}

function refused(message: string, at: FileLine | undefined): TaskRefused {
  return new TaskRefused('load', message, at);
}

function mapAt(node: ConfigNode | undefined): node is Extract<ConfigNode, { kind: 'map' }> {
  return node?.kind === 'map';
}

function executionOf(node: ConfigNode | undefined): string | undefined {
  return node === undefined ? undefined : textOf(node, 'execution');
}

function isBlank(node: ConfigNode): boolean {
  if (node.kind === 'scalar') return !node.value;
  if (node.kind === 'list') return node.items.length === 0;
  return node.kind === 'map' && node.entries.size === 0;
}

/** Flags that change resources are for one task alone. */
function withFlags(
  dag: TaskDag,
  flags: TaskFlags,
): { readonly dag: TaskDag; readonly flagsIgnored: boolean } {
  const changes = [flags.infra, flags.gpus, flags.instanceType, flags.spot, flags.nodes];
  if (changes.every((change) => change === undefined)) return { dag, flagsIgnored: false };
  if (dag.kind !== 'task') return { dag, flagsIgnored: true };
  const tasks = dag.tasks.map((task) => ({
    ...task,
    nodes: flags.nodes ?? task.nodes,
    alternatives: task.alternatives.map((resources) => overridden(resources, flags)),
  }));
  return { dag: { ...dag, tasks }, flagsIgnored: false };
}

/** One task, or several in turn, with or without a header that names them. */
function readChain(roots: readonly ConfigNode[], reader: TaskReader, top: FileLine): TaskDag {
  if (roots.every(isBlank)) throw refused('the file is empty: it holds no task', roots[0]?.at ?? top);
  const [first] = roots;
  if (first !== undefined && !isNull(first) && !mapAt(first))
    throw refused('a task has to be a map of keys', first.at);
  const keys = mapAt(first) ? [...first.entries.keys()].sort().join(' ') : '';
  const isHeader = keys === 'name' || keys === 'execution name';
  if (isHeader && first !== undefined) {
    const execution = setAt(first, 'execution');
    if (execution !== undefined && executionOf(first) !== 'serial')
      throw refused('execution has to be serial, or parallel for a group of several jobs', execution.at);
  }
  const documents = (isHeader ? roots.slice(1) : roots).filter((node) => !isNull(node));
  const named = isHeader || roots.length === 1;
  const name = named && first !== undefined ? textOf(first, 'name') : undefined;
  const bare: ConfigNode = { kind: 'map', at: first?.at ?? top, entries: nameEntry(first) };
  const tasks = (isHeader && roots.length === 1 ? [bare] : documents).map((node) => reader.read(node));
  if (tasks.length === 0) throw refused('the file holds no task', first?.at ?? top);
  return { kind: tasks.length > 1 ? 'pipeline' : 'task', name, interConnection: undefined, tasks };
}

function nameEntry(node: ConfigNode | undefined): ReadonlyMap<string, ConfigEntry> {
  const entry = mapAt(node) ? node.entries.get('name') : undefined;
  return new Map(entry === undefined ? [] : [['name', entry]]);
}

const GROUP_NAME = /^[\p{L}\p{N}_-]+$/u;
const DURATION = /^[0-9]+[smhdw]?$/i;

/** Jobs that run side by side. */
function readGroup(roots: readonly ConfigNode[], reader: TaskReader): TaskDag {
  const [header, ...documents] = roots;
  if (!mapAt(header)) throw refused('the header of a job group has to be a map', roots[0]?.at);
  const name = textOf(header, 'name');
  if (name === undefined || !GROUP_NAME.test(name))
    throw refused('a job group has to have a name of letters, digits, - and _', header.at);
  const names = new Set<string>();
  const tasks = documents
    .filter((node) => !isNull(node))
    .map((node) => {
      if (!mapAt(node)) throw refused('a job has to be a map of keys', node.at);
      const job = textOf(node, 'name');
      if (job === undefined) throw refused('each job of a group has to have a name', node.at);
      if (job !== '' && !GROUP_NAME.test(job))
        throw refused('the name of a job in a group has letters, digits, - and _ only', node.at);
      if (names.has(job)) throw refused(`two jobs of the group have the name ${job}`, node.at);
      names.add(job);
      return reader.read(node);
    });
  checkHeader(header, names);
  const connected = setAt(header, 'inter_connection');
  return {
    kind: 'job-group',
    name,
    interConnection: connected?.kind === 'scalar' ? connected.value === true : undefined,
    tasks,
  };
}

function checkHeader(header: ConfigNode, names: ReadonlySet<string>): void {
  const primary = setAt(header, 'primary_tasks');
  if (primary !== undefined) {
    if (primary.kind !== 'list') throw refused('primary_tasks has to be a list of jobs', primary.at);
    const stranger = primary.items.find((item) => !names.has(pythonText(item)));
    if (stranger !== undefined)
      throw refused('primary_tasks names a job that is not in the group', stranger.at);
  }
  const delay = setAt(header, 'termination_delay');
  if (delay !== undefined) checkDelay(delay, names);
  const connected = setAt(header, 'inter_connection');
  if (connected !== undefined && !(connected.kind === 'scalar' && typeof connected.value === 'boolean'))
    throw refused('inter_connection has to be true or false', connected.at);
}

function checkDelay(delay: ConfigNode, names: ReadonlySet<string>): void {
  const check = (node: ConfigNode) => {
    if (node.kind !== 'scalar' || !DURATION.test(pythonText(node)))
      throw refused('termination_delay has to be a time, such as 30s, 5m or 1h', node.at);
  };
  if (delay.kind !== 'map') check(delay);
  for (const [key, { keyAt, value }] of entriesOf(delay)) {
    if (key !== 'default' && !names.has(key))
      throw refused('termination_delay names a job that is not in the group', keyAt);
    check(value);
  }
}

const DOCKER_LOGIN = ['SKYPILOT_DOCKER_PASSWORD', 'SKYPILOT_DOCKER_SERVER', 'SKYPILOT_DOCKER_USERNAME'];

/** Where SkyPilot puts the working directory. Source: SkyPilot `sky/skylet/constants.py`, SKY_REMOTE_WORKDIR. */
const REMOTE_WORKDIR = '~/sky_workdir';

class TaskReader {
  readonly #schemas: TaskSchemas;
  readonly #devices: readonly DeviceMemory[];
  readonly #flags: TaskFlags;
  readonly #secretValues: Set<string>;

  /** @param secretValues - gets the values of the secrets that it reads, also where it then refuses */
  constructor(
    schemas: TaskSchemas,
    devices: readonly DeviceMemory[],
    flags: TaskFlags,
    secretValues: Set<string>,
  ) {
    this.#schemas = schemas;
    this.#devices = devices;
    this.#flags = flags;
    this.#secretValues = secretValues;
  }

  read(given: ConfigNode): Task {
    if (!mapAt(given)) throw refused('a task has to be a map of keys', given.at);
    const node = prepared(given);
    const section = setAt(node, 'secrets');
    for (const { value } of section?.kind === 'map' ? section.entries.values() : [])
      if (value.kind === 'scalar' && !isNull(value)) this.#secretValues.add(pythonText(value));
    this.#schemas.check('task', node, []);
    const envs = this.#envs(node);
    const secrets = this.#secrets(node);
    const variables = new Map([...envs, ...secrets.inline]);
    const part = (key: string) => {
      const value = setAt(node, key);
      return value === undefined ? undefined : filledIn(value, variables);
    };
    checkDockerLogin(envs, secrets.inline, node.at);
    const workdir = workdirOf(part('workdir'));
    const mounts = this.#mounts(part('file_mounts'), workdir !== undefined);
    const config = setAt(node, 'config');
    const overrides = config === undefined ? {} : Object(plainValue({ ...config, ...withoutHooks(config) }));
    const reader = new ResourcesReader(this.#schemas, this.#devices, {
      configOverrides: Object.keys(overrides).length === 0 ? undefined : overrides,
      volumes: mounts.volumes,
    });
    const resources = reader.read(
      setAt(node, 'resources') ?? { kind: 'map', at: node.at, entries: new Map() },
    );
    checkPriorities(setAt(node, 'resources'));
    const volumes = part('volumes');
    return {
      at: node.at,
      name: textOf(node, 'name'),
      nameAt: node.entries.get('name')?.keyAt ?? node.at,
      nodes: nodesOf(node),
      workdir,
      envs: [...envs.keys()],
      secrets: secrets.names,
      ...resources,
      fileMounts: mounts.files,
      storages: mounts.storages,
      volumes: volumes === undefined ? [] : [...entriesOf(volumes).keys()],
      service: readService(this.#schemas, part('service'), setAt(node, 'pool')),
    };
  }

  #envs(node: ConfigNode): Map<string, string> {
    const section = mapAt(node) ? node.entries.get('envs') : undefined;
    if (section !== undefined && isNull(section.value))
      throw refused('envs is empty: give it variables, or leave it out', section.keyAt);
    const envs = new Map(this.#flags.envs);
    for (const [key, { keyAt, value }] of section === undefined ? [] : entriesOf(section.value)) {
      if (envs.has(key)) continue;
      if (isNull(value))
        throw refused(
          `the variable ${key} has no value: give it one in envs, or with --env ${key}=VALUE`,
          keyAt,
        );
      envs.set(key, pythonText(value));
    }
    return envs;
  }

  #secrets(node: ConfigNode): { readonly inline: Map<string, string>; readonly names: readonly string[] } {
    const section = setAt(node, 'secrets');
    const given = new Map<string, string | undefined>();
    if (section?.kind === 'list')
      for (const item of section.items) {
        const name = pythonText(item);
        if (this.#flags.secrets.size === 0 && !name.startsWith('secrets:'))
          throw refused('secrets as a list names each as secrets:NAME', item.at);
        given.set(name, undefined);
      }
    for (const [key, { keyAt, value }] of section?.kind === 'map' ? section.entries : []) {
      if (key.startsWith('secrets:') && !isNull(value))
        throw refused('a secret that is named as secrets:NAME has no value here', keyAt);
      given.set(key, isNull(value) ? undefined : pythonText(value));
    }
    for (const [key, value] of this.#flags.secrets) given.set(key, value);
    const inline = new Map(
      [...given].flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])),
    );
    const managed = setAt(node, 'managed_secrets');
    const names = [
      ...inline.keys(),
      ...[...given].flatMap(([key, value]) => (value === undefined ? secretName(key) : [])),
      ...(managed?.kind === 'list' ? managed.items.flatMap(managedNames) : []),
    ];
    return { inline, names };
  }

  #mounts(section: ConfigNode | undefined, hasWorkdir: boolean) {
    const files: FileMount[] = [];
    const storages: TaskStorage[] = [];
    const volumes: string[] = [];
    for (const [path, { keyAt, value }] of section === undefined ? [] : entriesOf(section)) {
      if (value.kind === 'scalar' && typeof value.value === 'string')
        files.push({ path, source: value.value, at: keyAt });
      else if (!mapAt(value)) throw refused(`file_mounts.${path} has to be a path, an URL or a map`, keyAt);
      else if (textOf(value, 'store') === 'volume') {
        if (textOf(value, 'name') === undefined)
          throw refused(`file_mounts.${path}: a volume has to have a name`, keyAt);
        volumes.push(path);
      } else storages.push(readStorage(this.#schemas, path, { ...value, at: keyAt }));
    }
    for (const { path, at } of storages) {
      if (hasWorkdir && path === REMOTE_WORKDIR)
        throw refused(`file_mounts.${path} is where the working directory goes`, at);
      if (schemeOf(path) !== undefined) throw refused('file_mounts: an URL is no place on a node', at);
    }
    return { files, storages, volumes };
  }
}

/** Values of variables are text, whatever YAML takes them for. */
function prepared(node: Extract<ConfigNode, { kind: 'map' }>): Extract<ConfigNode, { kind: 'map' }> {
  const entries = entriesOf(node, '_user_specified_yaml');
  for (const key of ['envs', 'secrets']) {
    const entry = entries.get(key);
    if (entry === undefined) continue;
    const { value } = entry;
    entries.set(key, {
      ...entry,
      value:
        value.kind === 'list' && key === 'secrets'
          ? {
              ...value,
              items: value.items.map((item) => ({ kind: 'scalar', at: item.at, value: pythonText(item) })),
            }
          : withTextValues(value),
    });
  }
  return { ...node, entries };
}

function withoutHooks(config: ConfigNode): {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, ConfigEntry>;
} {
  return { kind: 'map', entries: entriesOf(config, 'hooks') };
}

function nodesOf(node: ConfigNode): number {
  const value = setAt(node, 'num_nodes');
  const count = numberOf(node, 'num_nodes') ?? 1;
  if (value?.kind === 'scalar' && (value.isFloat === true || count <= 0))
    throw refused('num_nodes has to be a whole number of at least 1', value.at);
  return count;
}

function workdirOf(node: ConfigNode | undefined): TaskWorkdir | undefined {
  if (node === undefined) return undefined;
  return mapAt(node)
    ? { kind: 'git', url: textOf(node, 'url') ?? '', ref: textOf(node, 'ref') }
    : { kind: 'local', path: pythonText(node) };
}

/** `secrets:` and a scope in front of a name. */
function secretName(text: string): string {
  return text.replace(/^secrets:/, '').replace(/^(?:personal|workspace|global)\./, '');
}

function managedNames(node: ConfigNode): readonly string[] {
  return mapAt(node) ? [...node.entries.keys()].map(secretName) : [secretName(pythonText(node))];
}

/** A registry's user, password and server stand together. */
function checkDockerLogin(
  envs: ReadonlyMap<string, string>,
  secrets: ReadonlyMap<string, string>,
  at: FileLine,
): void {
  const inEnvs = DOCKER_LOGIN.filter((name) => envs.has(name));
  const inSecrets = DOCKER_LOGIN.filter((name) => secrets.has(name));
  if (inEnvs.length > 0 && inSecrets.length > 0)
    throw refused('the login of a registry stands in envs or in secrets, and not in both', at);
  const given = inEnvs.length > 0 ? inEnvs : inSecrets;
  const missing = DOCKER_LOGIN.filter((name) => !given.includes(name));
  if (given.length > 0 && missing.length > 0)
    throw refused(`the login of a registry lacks ${missing.join(' and ')}`, at);
}

/** All alternatives have one priority. */
function checkPriorities(resources: ConfigNode | undefined): void {
  if (resources === undefined) return;
  const own = numberOf(resources, 'priority');
  const items = ['any_of', 'ordered'].flatMap((key) => {
    const value = setAt(resources, key);
    return value?.kind === 'list' ? value.items : [];
  });
  const all = new Set(items.flatMap((item) => numberOf(item, 'priority') ?? own ?? []));
  if (all.size > 1) throw refused('the alternatives of resources have different priorities', resources.at);
}
