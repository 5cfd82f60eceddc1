/**
 * What a task asks to run on, from its `resources`.
 *
 * Source: SkyPilot `sky/resources.py`, `from_yaml_config` and `__init__`.
 */
import type { FileLine } from '../file-line.ts';
import type { ConfigEntry, ConfigNode } from '../skypilot/config/tree.ts';
import { acceleratorOf, acceleratorSpecs } from './accelerators.ts';
import type { DeviceMemory } from './catalog.ts';
import { flagOf, numberOf, plainValue, pythonFloat, pythonText, setAt, textOf } from './python-values.ts';
import { localDiskText, memoryAmount, mergePorts, minutesOf, type Refused } from './quantities.ts';
import { entriesOf, type TaskSchemas } from './schemas.ts';
import {
  type Accelerator,
  type DiskTier,
  type TaskAutostop,
  TaskRefused,
  type TaskResources,
} from './task.ts';

export interface ReadResources {
  readonly alternatives: readonly TaskResources[];
  /** Whether they are tried in their order; else the cheapest is. */
  readonly ordered: boolean;
}

/** What belongs to `resources` and stands elsewhere in a task. */
export interface BesideResources {
  readonly configOverrides: Readonly<Record<string, unknown>> | undefined;
  readonly volumes: readonly string[];
}

type Entries = Map<string, ConfigEntry>;

/** Reads `resources`; refuses at `load` what SkyPilot refuses there. */
export class ResourcesReader {
  readonly #schemas: TaskSchemas;
  readonly #devices: readonly DeviceMemory[];
  readonly #beside: BesideResources;

  constructor(schemas: TaskSchemas, devices: readonly DeviceMemory[], beside: BesideResources) {
    this.#schemas = schemas;
    this.#devices = devices;
    this.#beside = beside;
  }

  read(given: ConfigNode, path: readonly string[] = ['resources']): ReadResources {
    const node = withLists(withAlias(given));
    this.#schemas.check('resources', node, path);
    const anyOf = listAt(node, 'any_of');
    const ordered = listAt(node, 'ordered');
    if (anyOf !== undefined && ordered !== undefined)
      throw refused('resources cannot have both any_of and ordered', ordered.at);
    const base: ConfigNode = {
      kind: 'map',
      at: node.at,
      entries: entriesOf(node, 'any_of', 'ordered'),
    };
    const accelerators = setAt(base, 'accelerators');
    const chosen = accelerators === undefined ? undefined : acceleratorSpecs(accelerators, this.#devices);
    const several = (chosen?.specs.length ?? 0) > 1;
    if (several && (ordered?.items.length ?? 0) > 0)
      throw refused('several accelerators and ordered cannot stand together in resources', ordered?.at);
    if (several && chosen?.ordered === true && (anyOf?.items.length ?? 0) > 0)
      throw refused('a list of accelerators, which is an order, and any_of cannot stand together', anyOf?.at);
    const overrides = anyOf?.items.length ? anyOf : ordered?.items.length ? ordered : undefined;
    if (overrides !== undefined)
      return { alternatives: this.#overridden(base, overrides.items), ordered: overrides === ordered };
    const specs = chosen?.specs ?? [];
    return specs.length > 0
      ? { alternatives: specs.map((spec) => this.#single(base, spec)), ordered: chosen?.ordered === true }
      : { alternatives: [this.#single(base, undefined)], ordered: false };
  }

  /** Each entry over the base. Labels of the base are one map for all entries: what an entry adds, all of them get. */
  #overridden(base: ConfigNode, items: readonly ConfigNode[]): readonly TaskResources[] {
    const own = setAt(base, 'labels');
    const read = items.flatMap((item) => {
      const labels = own ?? setAt(item, 'labels');
      const entries: Entries = new Map([...entriesOf(base), ...entriesOf(item, 'labels')]);
      entries.delete('labels');
      if (labels !== undefined) entries.set('labels', { keyAt: labels.at, value: labels });
      return this.read({ kind: 'map', at: item.at, entries }).alternatives;
    });
    if (own === undefined) return read;
    const shared = Object.assign({}, ...[own, ...items.map((item) => setAt(item, 'labels'))].map(labelsIn));
    return read.map((resources) => ({ ...resources, labels: shared }));
  }

  #single(node: ConfigNode, spec: string | undefined): TaskResources {
    const place = infraAt(node);
    const accelerator =
      spec === undefined ? rawAccelerator(node) : acceleratorOf(spec, atOf(node, 'accelerators'));
    const cloud = cloudFor(accelerator, place.cloud, node);
    const images = imagesOf(node, place.region);
    return {
      at: node.at,
      keys: new Map([...entriesOf(node)].map(([key, { keyAt }]) => [key, keyAt])),
      ...place,
      cloud,
      accelerator,
      hasAcceleratorArgs: setAt(node, 'accelerator_args') !== undefined,
      cpus: cpusOf(node),
      memory: memoryOf(node),
      instanceType: textOf(node, 'instance_type'),
      spot: flagOf(node, 'use_spot') === true,
      jobRecovery: jobRecoveryOf(node),
      diskSize: diskSizeOf(node),
      diskTier: tierOf(node, 'disk_tier', DISK_TIERS),
      networkTier: tierOf(node, 'network_tier', NETWORK_TIERS),
      localDisk: amount(node, 'local_disk', localDiskText),
      maxHourlyCost: numberOf(node, 'max_hourly_cost'),
      ports: portsOf(node),
      ...images,
      labels: setAt(node, 'labels') === undefined ? undefined : labelsIn(setAt(node, 'labels')),
      autostop: autostopOf(node),
      configOverrides: this.#beside.configOverrides,
      volumes: this.#beside.volumes,
    };
  }
}

function refused(message: string, at: FileLine | undefined): TaskRefused {
  return new TaskRefused('load', message, at);
}

function atOf(node: ConfigNode, key: string): FileLine {
  return node.kind === 'map' ? (node.entries.get(key)?.keyAt ?? node.at) : node.at;
}

/** `gpus` is another name of `accelerators`. */
function withAlias(node: ConfigNode): ConfigNode {
  if (node.kind !== 'map') return node;
  const alias = node.entries.get('gpus');
  if (alias === undefined) return node;
  if (node.entries.has('accelerators'))
    throw refused('gpus and accelerators are the same: keep one of them', alias.keyAt);
  return { ...node, entries: entriesOf(node, 'gpus').set('accelerators', alias) };
}

function withLists(node: ConfigNode): ConfigNode {
  if (node.kind !== 'map') return node;
  const entries: Entries = new Map(node.entries);
  for (const key of ['any_of', 'ordered']) {
    const entry = entries.get(key);
    if (entry?.value.kind !== 'list') continue;
    entries.set(key, { ...entry, value: { ...entry.value, items: entry.value.items.map(withAlias) } });
  }
  return { ...node, entries };
}

function listAt(node: ConfigNode, key: string) {
  const value = setAt(node, key);
  return value?.kind === 'list' ? value : undefined;
}

interface Place {
  readonly cloud: string | undefined;
  readonly region: string | undefined;
  readonly zone: string | undefined;
}

/** `infra`, or the older `cloud`, `region` and `zone`. */
function infraAt(node: ConfigNode): Place {
  const infra = textOf(node, 'infra');
  const place = {
    cloud: textOf(node, 'cloud')?.toLowerCase(),
    region: textOf(node, 'region'),
    zone: textOf(node, 'zone'),
  };
  if (infra === undefined) return place;
  const beside = (['cloud', 'region', 'zone'] as const).find((key) => place[key] !== undefined);
  if (beside !== undefined)
    throw refused(`infra and ${beside} cannot stand together: write both as infra`, atOf(node, beside));
  return infraOf(infra, atOf(node, 'infra'));
}

/**
 * `cloud`, `cloud/region` or `cloud/region/zone`, with `*` for any.
 *
 * Source: SkyPilot `sky/utils/infra_utils.py`.
 */
function infraOf(infra: string, at: FileLine | undefined): Place {
  const parts = infra
    .trim()
    .replace(/^\/+|\/+$/g, '')
    .split('/')
    .map((part) => part.trim());
  const [first = '', ...rest] = parts;
  const name = first.toLowerCase();
  const isKubernetes = ['k8s', 'kubernetes', 'ssh'].includes(name);
  if (parts.includes('') || (rest.length > 2 && !isKubernetes))
    throw refused(`"${infra}" is no infra: write cloud, cloud/region or cloud/region/zone`, at);
  const any = (part: string | undefined) => (part === '*' || part === '' ? undefined : part);
  if (isKubernetes)
    return { cloud: name === 'k8s' ? 'kubernetes' : name, region: any(rest.join('/')), zone: undefined };
  return { cloud: any(name), region: any(rest[0]), zone: any(rest[1]) };
}

/** What is left where no device has the memory that is asked for: the text as it is written. */
function rawAccelerator(node: ConfigNode): Accelerator | undefined {
  const value = setAt(node, 'accelerators');
  if (value === undefined) return undefined;
  const at = atOf(node, 'accelerators');
  const entry = value.kind === 'map' ? [...value.entries][0] : undefined;
  if (value.kind === 'scalar') return acceleratorOf(pythonText(value), at);
  if (entry === undefined) throw refused('accelerators names none', at);
  const [name, { value: count }] = entry;
  return acceleratorOf(`${name}:${pythonText(count)}`, at);
}

/** TPUs are Google's. */
function cloudFor(
  accelerator: Accelerator | undefined,
  cloud: string | undefined,
  node: ConfigNode,
): string | undefined {
  if (accelerator?.name.toLowerCase().includes('tpu') !== true) return cloud;
  if (cloud !== undefined && cloud !== 'gcp' && cloud !== 'kubernetes')
    throw refused(`"${accelerator.name}" is a TPU, which only GCP has`, atOf(node, 'accelerators'));
  return cloud ?? 'gcp';
}

function cpusOf(node: ConfigNode): string | undefined {
  const value = setAt(node, 'cpus');
  if (value === undefined) return undefined;
  const text = pythonText(value);
  const count = pythonFloat(text.replace(/\+$/, ''));
  if (count === undefined || count <= 0)
    throw refused(`cpus: "${text}" is no number of vCPUs: write 8, or 8+ for at least 8`, atOf(node, 'cpus'));
  return text;
}

function memoryOf(node: ConfigNode): string | undefined {
  const value = setAt(node, 'memory');
  if (value === undefined) return undefined;
  const text = amount(node, 'memory', (given) =>
    memoryAmount(given, 'amount of memory', { whole: false, plus: true, times: true }),
  );
  const size = pythonFloat(text?.replace(/[+x]$/, '') ?? '');
  if (size === undefined || size <= 0)
    throw refused(`memory: "${pythonText(value)}" is no amount of memory above 0`, atOf(node, 'memory'));
  return text;
}

/** The root volume where none is asked for, in GB. Source: SkyPilot `sky/resources.py`, DEFAULT_DISK_SIZE_GB. */
const DEFAULT_DISK_SIZE = 256;

function diskSizeOf(node: ConfigNode): number {
  const text = amount(node, 'disk_size', (given) => memoryAmount(given, 'size of a disk', { whole: true }));
  const size = text === undefined ? DEFAULT_DISK_SIZE : Number(text.replaceAll('_', ''));
  if (size <= 0) throw refused('disk_size has to be more than 0 GB', atOf(node, 'disk_size'));
  return size;
}

function amount(node: ConfigNode, key: string, read: (text: string) => string | Refused): string | undefined {
  const value = setAt(node, key);
  if (value === undefined) return undefined;
  const result = read(pythonText(value));
  if (typeof result !== 'string') throw refused(`${key}: ${result.refused}`, atOf(node, key));
  return result;
}

const DISK_TIERS: readonly DiskTier[] = ['low', 'medium', 'high', 'ultra', 'best'];
const NETWORK_TIERS = ['standard', 'best'] as const;

function tierOf<Tier extends string>(
  node: ConfigNode,
  key: string,
  tiers: readonly Tier[],
): Tier | undefined {
  const text = textOf(node, key);
  const tier = tiers.find((candidate) => candidate === text?.toLowerCase());
  if (text !== undefined && tier === undefined)
    throw refused(`${key}: "${text}" is none of ${tiers.join(', ')}`, atOf(node, key));
  return tier;
}

function portsOf(node: ConfigNode): readonly string[] | undefined {
  const value = setAt(node, 'ports');
  if (value === undefined) return undefined;
  const texts = (value.kind === 'list' ? value.items : [value])
    .flatMap((item) => pythonText(item).split(','))
    .map((text) => text.trim())
    .filter((text) => text !== '');
  const ports = mergePorts(texts);
  if (!Array.isArray(ports)) throw refused(`ports: ${ports.refused}`, atOf(node, 'ports'));
  return ports.length === 0 ? undefined : ports;
}

function imagesOf(node: ConfigNode, region: string | undefined): Pick<TaskResources, 'images' | 'dockerKey'> {
  const value = setAt(node, 'image_id');
  const at = atOf(node, 'image_id');
  if (value === undefined) return { images: undefined, dockerKey: undefined };
  if (value.kind !== 'map')
    return { images: new Map([[region, pythonText(value).trim()]]), dockerKey: undefined };
  const texts = [...value.entries].map(([key, { value: image, keyAt }]) => {
    if (image.kind !== 'scalar' || typeof image.value !== 'string')
      throw refused(`image_id: the image of ${key} has to be a string`, keyAt);
    return [key, image.value.trim()] as const;
  });
  const docker = texts.find(([key]) => key === 'docker')?.[1];
  const regions = texts.filter(([key]) => key !== 'docker');
  if (docker !== undefined && regions.some(([, image]) => image.startsWith('docker:')))
    throw refused('image_id: with the key docker, the regions name machine images and no containers', at);
  const everywhere = regions.find(([key]) => key === 'null')?.[1];
  return {
    dockerKey: docker?.replace(/^docker:/, ''),
    images:
      regions.length === 0
        ? undefined
        : everywhere === undefined
          ? new Map(regions.map(([key, image]) => [key.trim(), image]))
          : new Map([[region, everywhere]]),
  };
}

function labelsIn(node: ConfigNode | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...(node === undefined ? [] : entriesOf(node))].map(([key, { value }]) => [key, pythonText(value)]),
  );
}

/** `none` stands for no recovery. */
function jobRecoveryOf(node: ConfigNode): TaskResources['jobRecovery'] {
  const value = setAt(node, 'job_recovery');
  if (value === undefined) return undefined;
  const strategy = value.kind === 'map' ? textOf(value, 'strategy') : pythonText(value);
  if (strategy === 'none') return undefined;
  const rest = value.kind === 'map' ? Object.entries(Object(plainValue(value))) : [];
  return {
    ...Object.fromEntries(rest),
    ...(strategy === undefined ? {} : { strategy: strategy.toUpperCase() }),
  };
}

function autostopOf(node: ConfigNode): TaskAutostop | undefined {
  const value = setAt(node, 'autostop');
  if (value === undefined) return undefined;
  const after = (idleMinutes: number): TaskAutostop => ({ idleMinutes, down: false, waitFor: undefined });
  if (value.kind === 'map')
    return {
      idleMinutes: numberOf(value, 'idle_minutes') ?? 0,
      down: flagOf(value, 'down') === true,
      waitFor: textOf(value, 'wait_for')?.toLowerCase(),
    };
  if (value.kind !== 'scalar' || value.value === false) return false;
  if (value.value === true) return after(0);
  return after(typeof value.value === 'number' ? value.value : (minutesOf(pythonText(value)) ?? 0));
}

/** What flags of `sky launch` change; null clears, undefined leaves. */
export interface ResourceOverrides {
  readonly infra?: string | undefined;
  readonly gpus?: string | undefined;
  readonly instanceType?: string | undefined;
  readonly spot?: boolean | undefined;
}

/**
 * An alternative with the flags laid over it. `none` clears, as does `*` within `--infra`.
 *
 * Source: SkyPilot `sky/client/cli/command.py`, `_parse_override_params`; `sky/resources.py`, `copy`.
 */
export function overridden(
  resources: TaskResources,
  { infra, gpus, instanceType, spot }: ResourceOverrides,
): TaskResources {
  const isNone = (text: string) => text.toLowerCase() === 'none';
  const accelerator =
    gpus === undefined ? resources.accelerator : isNone(gpus) ? undefined : acceleratorOf(gpus, undefined);
  return {
    ...resources,
    ...(infra === undefined ? {} : infraOf(infra, undefined)),
    accelerator,
    instanceType:
      instanceType === undefined ? resources.instanceType : isNone(instanceType) ? undefined : instanceType,
    spot: spot ?? resources.spot,
  };
}
