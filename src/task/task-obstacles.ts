/** What stops a task beside its launch: buckets that it cannot use, and whatever else it needs to run. */
import type { TaskFacts } from './task-facts.ts';

export interface TaskObstacle {
  readonly kind: 'not-ready' | 'undecided';
  /** A clause for people. */
  readonly reason: string;
}

/** Pure: those that stop it first, then what is not known. */
export function taskObstacles(task: TaskFacts): readonly TaskObstacle[] {
  const obstacles = bucketObstacles(task);
  return [
    ...obstacles.filter(({ kind }) => kind === 'not-ready'),
    ...obstacles.filter(({ kind }) => kind === 'undecided'),
  ];
}

function bucketObstacles({ buckets }: TaskFacts): readonly TaskObstacle[] {
  return buckets
    .filter(({ stops, problem }) => stops && problem !== undefined)
    .map(({ name, who, decision, reason }) => ({
      kind: decision === 'denied' ? 'not-ready' : 'undecided',
      reason: `bucket ${name}, for the ${who}: ${reason}`,
    }));
}
