import { REMOVED } from '../aws/redact.ts';
import type { Report } from '../report/report.ts';

/** Shorter ones are parts of ordinary words. */
const SHORTEST = 3;

/** A report that shows no secret of the task in what it says of the task: SkyPilot fills secrets into names of buckets. */
export function withoutTaskSecrets(report: Report, values: ReadonlySet<string>): Report {
  const hidden = [...values].filter((value) => value.length >= SHORTEST).sort((a, b) => b.length - a.length);
  if (hidden.length === 0) return report;
  const clean = (text: string) => hidden.reduce((left, value) => left.replaceAll(value, REMOVED), text);
  const { task } = report;
  return {
    ...report,
    verdictReason: clean(report.verdictReason),
    findings: report.findings.map((finding) =>
      finding.code.startsWith('task-')
        ? {
            ...finding,
            detail: clean(finding.detail),
            fix: finding.fix.map((step) => ({ ...step, text: clean(step.text) })),
          }
        : finding,
    ),
    ...(task === undefined ? {} : { task: cleanTask(task, clean) }),
  };
}

function cleanTask(
  task: NonNullable<Report['task']>,
  clean: (text: string) => string,
): NonNullable<Report['task']> {
  return {
    ...task,
    error: task.error === null ? null : { ...task.error, message: clean(task.error.message) },
    tasks: task.tasks.map((entry) => ({
      ...entry,
      buckets: entry.buckets.map((bucket) => ({
        ...bucket,
        name: clean(bucket.name),
        reason: clean(bucket.reason),
      })),
    })),
  };
}
