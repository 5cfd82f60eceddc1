/** What is known of the buckets of a task: the answers that findings, the verdict and the report are made from. */
import type { FileLine } from '../file-line.ts';

/**
 * How a bucket is named: `path: s3://…` is read by nodes, `source: s3://…` is looked for and never made, `name:` is made
 * where it is not there, and an `upload` carries the workdir and local files of jobs and services.
 */
export type BucketSpelling = 'path' | 'source' | 'name' | 'upload';

/** Who has to reach a bucket: the machine that runs `sky`, the API server, or the node by its role. */
export type BucketUser = 'client' | 'server' | 'node';

/** What stands in the way of an access. */
export type BucketProblem =
  /** It is not there, and SkyPilot makes none. */
  | 'missing'
  /** It is there, and SkyPilot did not make it. */
  | 'not-skypilots'
  /** Without the list of all buckets SkyPilot's storage is off. */
  | 'storage-off'
  | 'denied'
  /** By the key that it is encrypted with. */
  | 'key-denied'
  | 'undecided';

/** What is known of a bucket, whoever uses it. */
export interface BucketState {
  readonly exists: 'yes' | 'no' | 'unknown';
  /** Undefined where it is not known. */
  readonly region: string | undefined;
  /** Whether it is this account's. */
  readonly owner: 'this-account' | 'another-account' | 'unknown';
  /** The key of KMS that new objects are encrypted with; undefined for S3's own keys, or where it is not known. */
  readonly kmsKey: string | undefined;
}

export interface BucketAnswer extends BucketState {
  /** Of the task in its file. */
  readonly task: number;
  readonly name: string;
  readonly spelling: BucketSpelling;
  readonly at: FileLine | undefined;
  readonly access: 'storage' | 'list' | 'read' | 'write' | 'create' | 'delete';
  readonly who: BucketUser;
  readonly decision: 'allowed' | 'denied' | 'likely' | 'unknown';
  readonly reason: string;
  /** Undefined where nothing does. */
  readonly problem: BucketProblem | undefined;
  /** Whether the task fails without it. */
  readonly stops: boolean;
  readonly lacks: readonly LackedAction[];
}

/** An action that whoever uses a bucket lacks. */
export interface LackedAction {
  readonly action: string;
  /** An ARN. */
  readonly resource: string;
  /** Whether a statement of theirs would help: nothing else denies it. */
  readonly isGrantable: boolean;
}
