/** What skycheck makes of a task file, in the words of `test/skypilot-release/read_task.py`. */
import type { Catalog } from '../../src/task/catalog.ts';
import type { Choice } from '../../src/task/choose.ts';
import { decideTask } from '../../src/task/decide-task.ts';
import { readTask, type TaskFlags } from '../../src/task/read-task.ts';
import { dockerImageOf, type Task, type TaskResources } from '../../src/task/task.ts';

export const NO_FLAGS: TaskFlags = { envs: new Map(), secrets: new Map() };

export interface TaskVerdict {
  readonly kind?: string;
  readonly dagName?: string;
  readonly tasks?: readonly unknown[];
  /** The stage alone: the words are skycheck's own. */
  readonly error?: string;
}

export interface Verdict {
  readonly verdict: TaskVerdict;
  /** For people. */
  readonly message: string | undefined;
  readonly line: number | undefined;
}

export async function taskVerdict(
  text: string,
  catalog: Catalog,
  flags: TaskFlags = NO_FLAGS,
): Promise<Verdict> {
  const read = await readTask(text, 'task.yaml', flags, catalog.devices);
  const decision = decideTask(read, {
    catalog,
    images: () => ({ kind: 'missing' }),
    pathKind: () => 'missing',
    settings: { byZone: false, proxyRegions: undefined },
  });
  const { refusal, dag, choices, tasks } = decision;
  const started =
    refusal === undefined || ['storage', 'feasible', 'optimize', 'serve'].includes(refusal.stage);
  const verdict = {
    kind: dag === undefined ? undefined : dag.kind.replace('-', ' '),
    dagName: dag?.name,
    tasks: started
      ? dag?.tasks.map((task, index) => ({
          ...taskRecord(task, choices?.[index]),
          best: bestOf(dag.kind, task, tasks?.[index]?.starts),
        }))
      : undefined,
    error: refusal?.stage,
  };
  return { verdict: bare(verdict) as TaskVerdict, message: refusal?.message, line: refusal?.at?.line };
}

function bestOf(
  kind: string,
  task: Task,
  starts:
    | readonly { readonly choice: Choice; readonly region: string; readonly zone: string | undefined }[]
    | undefined,
): unknown {
  const [first, ...others] = starts ?? [];
  if (first === undefined) return undefined;
  const text = ({ choice, region, zone }: typeof first) =>
    `${choice.types[0] ?? ''} ${region} ${zone ?? ''}`.trim();
  const own = { instanceType: first.choice.types[0], useSpot: first.choice.resources.spot };
  if (kind === 'job-group') return own;
  return others.length > 0 && !task.ordered
    ? { oneOf: [...new Set((starts ?? []).map(text))].sort() }
    : { ...own, region: first.region, zone: first.zone };
}

function taskRecord(task: Task, choices: readonly Choice[] | undefined): Record<string, unknown> {
  const { service } = task;
  const records = task.alternatives.map((resources, index) => ({
    ...resourcesRecord(resources),
    aws: choiceRecord(choices?.[index]),
  }));
  return {
    name: task.name,
    numNodes: task.nodes,
    ordered: task.ordered,
    workdir:
      task.workdir?.kind === 'git' ? { url: task.workdir.url, ref: task.workdir.ref } : task.workdir?.path,
    service:
      service === undefined
        ? undefined
        : {
            pool: service.pool,
            min: service.minReplicas,
            max: service.maxReplicas,
            ports: service.port === undefined ? undefined : String(service.port),
            spotPlacer: service.spotPlacer,
            onDemandFallback: service.onDemandFallback,
          },
    fileMounts: Object.fromEntries(task.fileMounts.map(({ path, source }) => [path, source])),
    storage: task.storages.map(({ path, name, source, mode, persistent, store }) => ({
      path,
      name,
      source,
      mode,
      persistent,
      stores: store === undefined ? [] : [store.toUpperCase()],
    })),
    envs: [...task.envs].sort(),
    secrets: [...task.secrets].sort(),
    volumes: [...task.volumes],
    resources: task.ordered ? records : sorted(records),
  };
}

/** A verdict with the alternatives of each task that are in no order put into one. */
export function sortedResources(verdict: unknown): unknown {
  if (!isRecord(verdict) || !Array.isArray(verdict.tasks)) return verdict;
  const stops = verdict.error === 'feasible';
  return {
    ...verdict,
    tasks: verdict.tasks.map((task: unknown) =>
      isRecord(task) && task.ordered !== true && Array.isArray(task.resources)
        ? { ...task, resources: sorted(stops ? task.resources.map(withoutAnswer) : task.resources) }
        : task,
    ),
  };
}

/** Where one alternative stops the task, how many of the others SkyPilot had looked at is the order of its set. */
function withoutAnswer(resources: unknown): unknown {
  if (!isRecord(resources)) return resources;
  const { aws, ...asked } = resources;
  return asked;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Sets are in no order: both sides are put into one. */
function sorted(records: readonly unknown[]): readonly unknown[] {
  return [...records].map((record) => bare(record)).sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

function key(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort())
      : inner,
  );
}

function resourcesRecord(resources: TaskResources): Record<string, unknown> {
  const { accelerator, autostop, images } = resources;
  return {
    cloud: resources.cloud,
    region: resources.region,
    zone: resources.zone,
    instanceType: resources.instanceType,
    accelerators: accelerator === undefined ? undefined : { [accelerator.name]: accelerator.count },
    cpus: resources.cpus,
    memory: resources.memory,
    useSpot: resources.spot,
    jobRecovery: resources.jobRecovery,
    diskSize: resources.diskSize,
    diskTier: resources.diskTier,
    networkTier: resources.networkTier,
    localDisk: resources.localDisk,
    maxHourlyCost: resources.maxHourlyCost,
    ports: resources.ports,
    imageId:
      images === undefined
        ? undefined
        : Object.fromEntries([...images].map(([region, image]) => [region ?? 'None', image])),
    dockerImage: dockerImageOf(resources),
    labels: resources.labels,
    autostop:
      autostop === undefined || autostop === false
        ? autostop
        : { idle_minutes: autostop.idleMinutes, down: autostop.down, wait_for: autostop.waitFor },
    config: resources.configOverrides,
    volumes: resources.volumes,
  };
}

function choiceRecord(choice: Choice | undefined): unknown {
  if (choice === undefined) return undefined;
  const { kind, types, places, didYouMean, resources } = choice;
  if (kind === 'other-cloud') return { aws: 'other cloud' };
  return {
    feasible: types,
    didYouMean,
    launches: types[0],
    places:
      types.length === 0
        ? undefined
        : places.map(({ region, zones }) => `${region}: ${zones.map((zone) => zone.slice(-1)).join(' ')}`),
    requests:
      types.length === 0
        ? undefined
        : resources.spot
          ? places.reduce((sum, { zones }) => sum + zones.length, 0)
          : places.length,
  };
}

/** The same without what is not set. */
export function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, inner]) => [name, bare(inner)])
      .filter(([, inner]) => !isUnset(inner)),
  );
}

function isUnset(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
