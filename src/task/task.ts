/**
 * A task as SkyPilot understands it: what its file, and the flags beside it, ask for. The types that everything else of
 * this room, and what is asked of AWS for a task, are made from.
 */
import type { FileLine } from '../file-line.ts';

/**
 * Where SkyPilot refuses a task: `load` while it reads the file, `validate` where a value is no right one here, `storage`
 * when the buckets are made ready, `feasible` where a type and its accelerators contradict each other, `optimize` where
 * nothing that is sold fits, `serve` what only `sky serve` and pools refuse.
 */
export type TaskStage = 'load' | 'validate' | 'storage' | 'feasible' | 'optimize' | 'serve';

/** SkyPilot refuses the task, with its reason in plain words. */
export interface TaskRefusal {
  readonly stage: TaskStage;
  readonly message: string;
  /** Undefined where the reason is no line of a file, such as a flag. */
  readonly at: FileLine | undefined;
}

/** Thrown within this room, and turned into a `TaskRefusal` at its door. */
export class TaskRefused extends Error {
  readonly refusal: TaskRefusal;

  constructor(stage: TaskStage, message: string, at: FileLine | undefined) {
    super(message);
    this.refusal = { stage, message, at };
  }
}

/** What a file of tasks holds. */
export interface TaskDag {
  readonly kind: 'task' | 'pipeline' | 'job-group';
  readonly name: string | undefined;
  /** Of a job group: false lets each job go to a region of its own. */
  readonly interConnection: boolean | undefined;
  readonly tasks: readonly Task[];
}

export interface Task {
  readonly at: FileLine;
  readonly name: string | undefined;
  readonly nameAt: FileLine;
  readonly nodes: number;
  readonly workdir: TaskWorkdir | undefined;
  /** Names only: values are nobody's business. */
  readonly envs: readonly string[];
  readonly secrets: readonly string[];
  /** In the order of trial where `ordered`; else the cheapest is taken. */
  readonly alternatives: readonly TaskResources[];
  readonly ordered: boolean;
  /** Path on the node → local path or URL. */
  readonly fileMounts: readonly FileMount[];
  readonly storages: readonly TaskStorage[];
  readonly volumes: readonly string[];
  readonly service: TaskService | undefined;
}

export type TaskWorkdir =
  | { readonly kind: 'local'; readonly path: string }
  | { readonly kind: 'git'; readonly url: string; readonly ref: string | undefined };

export interface FileMount {
  readonly path: string;
  readonly source: string;
  readonly at: FileLine;
}

/** A bucket by a storage block of `file_mounts`. */
export interface TaskStorage {
  readonly path: string;
  readonly at: FileLine;
  /** The bucket's name; of an URL once it is checked. */
  readonly name: string | undefined;
  readonly source: string | readonly string[] | undefined;
  /** In lower case, such as `s3`; undefined leaves the choice to SkyPilot. */
  readonly store: string | undefined;
  readonly mode: 'MOUNT' | 'COPY' | 'MOUNT_CACHED';
  readonly persistent: boolean;
}

export interface TaskService {
  readonly at: FileLine;
  readonly pool: boolean;
  readonly minReplicas: number;
  readonly maxReplicas: number | undefined;
  readonly port: number | undefined;
  readonly spotPlacer: string | undefined;
  readonly onDemandFallback: boolean;
}

export interface Accelerator {
  readonly name: string;
  /** Fractions are allowed. */
  readonly count: number;
}

export type DiskTier = 'low' | 'medium' | 'high' | 'ultra' | 'best';

/** One alternative of what a task may run on. */
export interface TaskResources {
  readonly at: FileLine;
  /** Where each key stands, such as `image_id`. */
  readonly keys: ReadonlyMap<string, FileLine>;
  /** In lower case; undefined for any that is enabled. */
  readonly cloud: string | undefined;
  readonly region: string | undefined;
  readonly zone: string | undefined;
  readonly accelerator: Accelerator | undefined;
  readonly hasAcceleratorArgs: boolean;
  /** Such as `8` or `8+`. */
  readonly cpus: string | undefined;
  /** In GB, such as `64`, `64+`, or `4x` for so much a vCPU. */
  readonly memory: string | undefined;
  readonly instanceType: string | undefined;
  readonly spot: boolean;
  readonly jobRecovery: Readonly<Record<string, unknown>> | undefined;
  /** The root volume, in GB. */
  readonly diskSize: number;
  readonly diskTier: DiskTier | undefined;
  readonly networkTier: 'standard' | 'best' | undefined;
  /** Such as `nvme:500+`. */
  readonly localDisk: string | undefined;
  readonly maxHourlyCost: number | undefined;
  /** Ports and ranges, merged and in order; undefined for none. */
  readonly ports: readonly string[] | undefined;
  /** Image by region; the key undefined stands for every region. */
  readonly images: ReadonlyMap<string | undefined, string> | undefined;
  /** The image of the key `docker` beside regions. */
  readonly dockerKey: string | undefined;
  readonly labels: Readonly<Record<string, string>> | undefined;
  readonly autostop: TaskAutostop | undefined;
  /** `config` of the task without hooks. */
  readonly configOverrides: Readonly<Record<string, unknown>> | undefined;
  readonly volumes: readonly string[];
}

export type TaskAutostop =
  | false
  | { readonly idleMinutes: number; readonly down: boolean; readonly waitFor: string | undefined };

/** The image that a container is made from; undefined where the task runs on the machine itself. */
export function dockerImageOf({ images, dockerKey, region }: TaskResources): string | undefined {
  if (dockerKey !== undefined) return dockerKey;
  if (images?.size !== 1) return undefined;
  const [[key, image] = [undefined, '']] = images;
  const isHere = key === region || key === undefined;
  return isHere && image.startsWith('docker:') ? image.slice('docker:'.length) : undefined;
}

/** The line of the first of some keys that is there; else that of the resources. */
export function placeOf(
  { at, keys }: Pick<TaskResources, 'at' | 'keys'>,
  ...names: readonly string[]
): FileLine {
  return names.map((name) => keys.get(name)).find((place) => place !== undefined) ?? at;
}

/** Whether AWS may take an alternative. */
export function isForAws({ cloud }: TaskResources): boolean {
  return cloud === undefined || cloud === 'aws';
}
