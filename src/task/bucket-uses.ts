/**
 * Which buckets of S3 a task uses, how, and where SkyPilot would make one that is not there.
 *
 * Source: SkyPilot `sky/data/storage.py`, `Storage` and `S3Store`; `sky/utils/controller_utils.py`,
 * `maybe_translate_local_file_mounts_and_sync_up`; `sky/jobs/server/core.py`.
 */
import type { FileLine } from '../file-line.ts';
import type { Located, SkyConfig } from '../skypilot/sky-config.ts';
import type { BucketSpelling } from './bucket-answer.ts';
import type { TaskChoice } from './choose.ts';
import { schemeOf } from './storage.ts';
import type { Task, TaskDag, TaskStorage } from './task.ts';
import type { TaskPurpose } from './task-facts.ts';

export interface BucketUse {
  /** Of the task in its file. */
  readonly task: number;
  readonly bucket: string;
  readonly spelling: BucketSpelling;
  /** What keys begin with; empty for the whole bucket. */
  readonly prefix: string;
  /** Nodes write to it as well. */
  readonly isMounted: boolean;
  /** Files of the machine that runs SkyPilot go into it. */
  readonly isFilled: boolean;
  /** It ends with what uses it. */
  readonly isDeleted: boolean;
  /** SkyPilot makes it where it is not there, in that region. */
  readonly newRegion: string | undefined;
  /** Undefined where no line of a file names it. */
  readonly at: FileLine | undefined;
}

/** What of the configuration names buckets. */
export type BucketSettings = Pick<SkyConfig, 'jobsBucket' | 'serveBucket' | 'withoutCloudBucket'>;

/** The name that SkyPilot gives a bucket for the files of one job. Source: `sky/skylet/constants.py`. */
export const UPLOAD_BUCKET = 'skypilot-filemounts-skycheck-0123abcd-0a1b2c3d';

/** Every use, in the order of the file. */
export function bucketUses(
  dag: TaskDag | undefined,
  chosen: readonly TaskChoice[] | undefined,
  purpose: TaskPurpose,
  settings: BucketSettings,
): readonly BucketUse[] {
  return (dag?.tasks ?? []).flatMap((task, index) => {
    const region = chosen?.[index]?.starts[0]?.region;
    return [
      ...task.fileMounts.flatMap(({ source, at }) => pathUse(index, source, at)),
      ...task.storages.flatMap((storage) => storageUse(index, storage, region)),
      ...uploadUse(index, task, purpose, region, settings),
    ];
  });
}

function pathUse(task: number, source: string, at: FileLine | undefined): readonly BucketUse[] {
  if (schemeOf(source) !== 's3') return [];
  const { bucket, prefix } = partsOf(source);
  return [
    {
      ...{ task, bucket, prefix, at, spelling: 'path', newRegion: undefined },
      ...{ isMounted: false, isFilled: false, isDeleted: false },
    },
  ];
}

function partsOf(url: string): { readonly bucket: string; readonly prefix: string } {
  const [bucket = '', ...rest] = url.slice('s3://'.length).split('/');
  return { bucket, prefix: rest.join('/') };
}

function storageUse(task: number, storage: TaskStorage, region: string | undefined): readonly BucketUse[] {
  const { source, store, mode, at, persistent, name } = storage;
  const url = typeof source === 'string' && schemeOf(source) !== undefined ? source : undefined;
  if (url === undefined ? store !== undefined && store !== 's3' : schemeOf(url) !== 's3') return [];
  const common = { task, at, isMounted: mode !== 'COPY' };
  if (url !== undefined) {
    const parts = partsOf(url);
    const uses = { isFilled: false, isDeleted: false, newRegion: undefined };
    return [{ ...common, ...parts, ...uses, spelling: 'source' }];
  }
  if (name === undefined || name === '') return [];
  const newRegion = store === 's3' ? DEFAULT_REGION : storeRegion(region);
  const isFilled = source !== undefined;
  return [
    { ...common, bucket: name, prefix: '', spelling: 'name', isFilled, isDeleted: !persistent, newRegion },
  ];
}

/** Source: SkyPilot `S3Store`, `_DEFAULT_REGION` and `_CUSTOM_ENDPOINT_REGIONS`. */
const DEFAULT_REGION = 'us-east-1';
const NOT_FOR_BUCKETS: readonly string[] = [
  ...['ap-east-1', 'me-south-1', 'af-south-1', 'eu-south-1', 'eu-south-2', 'ap-south-2'],
  ...['ap-southeast-3', 'ap-southeast-4', 'me-central-1', 'il-central-1'],
];

/** Where a bucket without a store is made. */
function storeRegion(region: string | undefined): string {
  return region === undefined || NOT_FOR_BUCKETS.includes(region) ? DEFAULT_REGION : region;
}

/** `sky launch` copies the workdir and local files to the cluster itself. */
function uploadUse(
  index: number,
  task: Task,
  purpose: TaskPurpose,
  region: string | undefined,
  settings: BucketSettings,
): readonly BucketUse[] {
  const isLocal =
    task.workdir?.kind === 'local' || task.fileMounts.some(({ source }) => schemeOf(source) === undefined);
  if (purpose === 'launch' || !isLocal) return [];
  const own = configuredBucket(purpose === 'job' ? settings.jobsBucket : settings.serveBucket);
  if (own === 'elsewhere' || (own === undefined && settings.withoutCloudBucket?.value === true)) return [];
  return [
    {
      task: index,
      bucket: own?.bucket ?? UPLOAD_BUCKET,
      spelling: own === undefined ? 'upload' : 'name',
      prefix: own?.prefix ?? '',
      at: own?.at,
      isMounted: false,
      isFilled: true,
      isDeleted: own === undefined,
      newRegion: storeRegion(region),
    },
  ];
}

/** `elsewhere` where it is in another cloud. */
function configuredBucket(
  setting: Located<string> | undefined,
): { readonly bucket: string; readonly prefix: string; readonly at: FileLine } | 'elsewhere' | undefined {
  if (setting === undefined) return undefined;
  if (schemeOf(setting.value) !== 's3') return 'elsewhere';
  return { ...partsOf(setting.value), at: setting.at };
}
