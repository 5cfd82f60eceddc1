/**
 * What is known of a task: what SkyPilot makes of it, and what AWS says of the places where it would start. The seam
 * between reading a task and asking AWS about it: whoever asks AWS adds a `PlaceAnswer` or a `BucketAnswer`, and
 * findings, verdict and report are made from these alone.
 */
import type { CapabilityId } from '../skypilot/requirements.ts';
import type { BucketAnswer } from './bucket-answer.ts';
import type { Choice } from './choose.ts';
import type { TaskDecision } from './decide-task.ts';
import type { TaskFlags } from './read-task.ts';

/** How the task would be started: `sky launch`, `sky jobs launch`, `sky serve up` (pools are of `job`). */
export type TaskPurpose = 'launch' | 'job' | 'serve';

/** A task to check. */
export interface TaskRequest {
  /** For people. */
  readonly file: string;
  readonly text: string;
  /** Made of flags: its lines are nobody's. */
  readonly isMadeUp: boolean;
  readonly flags: TaskFlags;
  /** Undefined where the file itself says it. */
  readonly purpose: TaskPurpose | undefined;
}

export interface TaskFacts {
  /** For people: the file with `~` for the home, `-` for standard input, or the flag. */
  readonly file: string;
  readonly purpose: TaskPurpose;
  readonly decision: TaskDecision;
  /** `likely` where the choice is from our own table, and not from SkyPilot's catalog. */
  readonly certainty: 'sure' | 'likely';
  /** Flags that SkyPilot leaves aside, since the file holds several tasks. */
  readonly flagsIgnored: boolean;
  /** What the task needs of the identity. */
  readonly asked: readonly CapabilityId[];
  /** The machine that SkyPilot starts first for jobs and services; undefined for a plain launch. */
  readonly controller: TaskController | undefined;
  /** What AWS said of places; empty where nobody asked. */
  readonly places: readonly PlaceAnswer[];
  readonly buckets: readonly BucketAnswer[];
}

export interface TaskController {
  readonly kind: 'jobs' | 'serve';
  readonly choice: Choice;
  readonly ports: readonly string[];
}

/** What AWS says of one type in one region. Whatever was not asked is undefined. */
export interface PlaceAnswer {
  readonly instanceType: string;
  readonly spot: boolean;
  readonly region: string;
  /** Names of the zones that offer the type, by AWS; an empty list for a region that does not. */
  readonly offeredZones?: readonly string[];
  readonly quota?: QuotaAnswer;
  readonly image?: { readonly id: string | undefined; readonly status: string };
  readonly launch?: { readonly kind: 'allowed' | 'denied' | 'unknown'; readonly reason: string | undefined };
}

/** In vCPUs; undefined where it is not known. */
export interface QuotaAnswer {
  readonly code: string | undefined;
  readonly limit: number | undefined;
  /** A lower bound. */
  readonly inUse: number | undefined;
  readonly needed: number;
}

/** The answer about a type in a region, where there is one. */
export function placeAnswer(
  { places }: Pick<TaskFacts, 'places'>,
  choice: Choice,
  region: string,
): PlaceAnswer | undefined {
  return places.find(
    (place) =>
      place.region === region &&
      place.instanceType === choice.types[0] &&
      place.spot === choice.resources.spot,
  );
}
