/** What a task needs beside its launch, as the report has it. */
import type { ReportTask } from '../report/report.ts';
import type { TaskFacts } from '../task/task-facts.ts';

/** Pure: the answers about the buckets of one task of the file. */
export function bucketsOf(index: number, { buckets }: TaskFacts): ReportTask['tasks'][number]['buckets'] {
  return buckets
    .filter(({ task }) => task === index)
    .map(({ name, access, who, decision, reason, spelling, exists, region, owner, kmsKey, stops }) => ({
      ...{ name, access, who, decision, reason, spelling, exists, owner, stops },
      region: region ?? null,
      kmsKey: kmsKey ?? null,
    }));
}
