/** What SkyPilot makes of a task, from what was read to where it would start, or the stage at which it refuses it. */
import type { Catalog } from './catalog.ts';
import { type Choice, type ChoiceSettings, choicesOf, optimized, type TaskChoice } from './choose.ts';
import type { TaskRead } from './read-task.ts';
import { checkServed } from './service.ts';
import { checkedStorages, type PathKind } from './storage.ts';
import { type TaskDag, type TaskRefusal, TaskRefused } from './task.ts';
import { type ImageSizes, validated } from './validate.ts';

/** What a decision hangs on beside the task itself. */
export interface TaskSurroundings {
  readonly catalog: Catalog;
  readonly images: ImageSizes;
  readonly pathKind: (path: string) => PathKind;
  readonly settings: ChoiceSettings;
}

/** As far as SkyPilot gets; what it does not reach is undefined. */
export interface TaskDecision {
  readonly refusal: TaskRefusal | undefined;
  readonly dag: TaskDag | undefined;
  /** For each task its alternatives, in their order. */
  readonly choices: readonly (readonly Choice[])[] | undefined;
  readonly tasks: readonly TaskChoice[] | undefined;
}

/** Goes through SkyPilot's stages until one refuses. */
export function decideTask(read: TaskRead, around: TaskSurroundings): TaskDecision {
  if (read.kind === 'refused')
    return { refusal: read.refusal, dag: undefined, choices: undefined, tasks: undefined };
  let dag: TaskDag = read.dag;
  let choices: readonly (readonly Choice[])[] | undefined;
  let tasks: readonly TaskChoice[] | undefined;
  try {
    dag = validated(dag, around.catalog, around.images);
    dag = { ...dag, tasks: dag.tasks.map((task) => checkedStorages(task, around.pathKind)) };
    choices = dag.tasks.map((task) => choicesOf(task, around.catalog, around.settings));
    tasks = optimized(dag, choices, around.catalog, around.settings);
    for (const task of dag.tasks) checkServed(task);
    return { refusal: undefined, dag, choices, tasks };
  } catch (error) {
    if (!(error instanceof TaskRefused)) throw error;
    return { refusal: error.refusal, dag, choices, tasks };
  }
}
