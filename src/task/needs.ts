/** What a task needs beside a plain launch: which capabilities, which controller. */
import type { CapabilityId } from '../skypilot/requirements.ts';
import type { SkyConfig } from '../skypilot/sky-config.ts';
import accepted from './accepted-words.json';
import type { Catalog } from './catalog.ts';
import { type Choice, type ChoiceSettings, choicesOf, type TaskChoice } from './choose.ts';
import type { TaskDag, TaskResources } from './task.ts';
import type { TaskController, TaskPurpose } from './task-facts.ts';

/** How a file is started, where nobody says: `sky launch` takes one task and ignores `service`. */
export function purposeOf(dag: TaskDag | undefined): TaskPurpose {
  const service = dag?.tasks.find((task) => task.service !== undefined)?.service;
  if (service !== undefined) return service.pool ? 'job' : 'serve';
  return dag === undefined || dag.kind === 'task' ? 'launch' : 'job';
}

/**
 * The capabilities, in the order in which people would look for them. Buckets are no part of them: what a task needs of
 * exactly its own ones is decided for each by itself.
 */
export function capabilitiesFor(
  tasks: readonly TaskChoice[] | undefined,
  purpose: TaskPurpose,
  config: Pick<SkyConfig, 'useInternalIps' | 'useSsm' | 'sshProxyCommand'>,
): readonly CapabilityId[] {
  const starts = (tasks ?? []).flatMap((task) => task.starts.slice(0, 1));
  const chosen = starts.map(({ choice }) => choice.resources);
  const needs: readonly (readonly [CapabilityId, boolean])[] = [
    ['compute', true],
    ['spot', chosen.some(({ spot }) => spot)],
    ['ports', purpose === 'serve' || chosen.some(({ ports }) => ports !== undefined)],
    ['efa', starts.some(({ choice }) => hasEfa(choice))],
    ['ssm', usesSsm(config)],
  ];
  return needs.flatMap(([id, isNeeded]) => (isNeeded ? id : []));
}

function hasEfa({ resources, types }: Choice): boolean {
  const type = types[0] ?? '';
  return resources.networkTier === 'best' && accepted.efaPrefixes.some((prefix) => type.startsWith(prefix));
}

/** Source: SkyPilot `sky/provision/aws`: without public addresses and a proxy, Systems Manager is the way in. */
function usesSsm({
  useInternalIps,
  useSsm,
  sshProxyCommand,
}: Pick<SkyConfig, 'useInternalIps' | 'useSsm' | 'sshProxyCommand'>): boolean {
  if (useSsm !== undefined) return useSsm.value;
  return useInternalIps?.value === true && sshProxyCommand === undefined;
}

/** Source: SkyPilot `sky/utils/controller_utils.py`, `sky/jobs/constants.py`, `sky/serve/constants.py`. */
const CONTROLLERS = {
  job: { kind: 'jobs', memory: '4x', diskSize: 50, ports: [] },
  serve: { kind: 'serve', memory: '8+', diskSize: 256, ports: ['30001-30020'] },
} as const;

/** The controller of SkyPilot's defaults, in the region that the task names; undefined for a plain launch. */
export function controllerFor(
  dag: TaskDag | undefined,
  purpose: TaskPurpose,
  catalog: Catalog,
  settings: ChoiceSettings,
): TaskController | undefined {
  const [task] = dag?.tasks ?? [];
  const [first] = task?.alternatives ?? [];
  if (purpose === 'launch' || task === undefined || first === undefined) return undefined;
  const { kind, memory, diskSize, ports } = CONTROLLERS[purpose];
  const resources: TaskResources = {
    ...bareResources(first),
    cpus: '4+',
    memory,
    diskSize,
    ports: ports.length === 0 ? undefined : ports,
  };
  const [choice] = choicesOf({ ...task, alternatives: [resources] }, catalog, settings);
  return choice === undefined ? undefined : { kind, choice, ports };
}

/** Only the place of resources. */
function bareResources({ at, keys, cloud, region, zone }: TaskResources): TaskResources {
  return {
    at,
    keys,
    cloud,
    region,
    zone,
    accelerator: undefined,
    hasAcceleratorArgs: false,
    cpus: undefined,
    memory: undefined,
    instanceType: undefined,
    spot: false,
    jobRecovery: undefined,
    diskSize: 256,
    diskTier: undefined,
    networkTier: undefined,
    localDisk: undefined,
    maxHourlyCost: undefined,
    ports: undefined,
    images: undefined,
    dockerKey: undefined,
    labels: undefined,
    autostop: { idleMinutes: 10, down: false, waitFor: undefined },
    configOverrides: undefined,
    volumes: [],
  };
}
