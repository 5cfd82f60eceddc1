/** A check: resolve, load, identify, gather evidence, decide, diagnose, judge, report. */

import { closeAwsContext, withCredentials } from './aws/context.ts';
import { assembleReport } from './check/assemble-report.ts';
import { type CheckInputs, resolveInputs } from './check/check-inputs.ts';
import { connect } from './check/connection.ts';
import { credentialsFact, identityFact, placeFact } from './check/first-facts.ts';
import { type Gathered, gatherFacts } from './check/gather-facts.ts';
import { loadUsableCredentials } from './check/load-credentials.ts';
import { proveMissing } from './check/missing-policy.ts';
import type { CheckRequest } from './check/request.ts';
import { NOTHING_SHARED, type Sharing } from './check/sharing.ts';
import { withoutTaskSecrets } from './check/task-secrets.ts';
import { NO_STOPWATCH, type Stopwatch, startStopwatch } from './check/timings.ts';
import { judge } from './check/verdict.ts';
import { withPathsInside, workspaceOf } from './check/workspace-paths.ts';
import { diagnose } from './findings/diagnose.ts';
import type { Facts } from './findings/facts.ts';
import type { Host } from './host.ts';
import type { Report } from './report/report.ts';

/** Shows what the check is doing. */
export interface Progress {
  step(text: string): void;
  /** Shows something that is known now, and stays true. */
  fact?(text: string): void;
}

/** Checks one profile. Never throws for anything that AWS, a file or the network does: that is in the report. */
export async function check(request: CheckRequest, host: Host, progress: Progress): Promise<Report> {
  const watch = stopwatchFor(request, host);
  const inputs = await resolveInputs(request, host);
  return checkResolved(inputs, request, host, progress, NOTHING_SHARED, watch);
}

function stopwatchFor({ timings = false }: CheckRequest, host: Host): Stopwatch {
  return timings ? startStopwatch(host) : NO_STOPWATCH;
}

/** The check from the resolved profile on; `sharing` is that of the other checks of the same run. */
export async function checkResolved(
  inputs: CheckInputs,
  given: CheckRequest,
  host: Host,
  progress: Progress,
  sharing: Sharing,
  watch = stopwatchFor(given, host),
): Promise<Report> {
  const { resolution, skyConfig } = inputs;
  const task =
    given.task === undefined
      ? undefined
      : await (await import('./check/gather-task.ts')).planTask(given.task, given, skyConfig.config, host);
  const request = task?.request ?? given;
  const region = request.region ?? resolution.region.value;
  const aws = await connect({ ...request, onRequest: watch.onRequest }, resolution, region, host);
  try {
    progress.fact?.(placeFact(resolution));
    watch.begin('load credentials');
    progress.step('Loading credentials…');
    const credentials = await loadUsableCredentials(resolution, request, host, aws, sharing);
    progress.fact?.(credentialsFact(credentials));
    watch.begin('ask AWS');
    progress.step('Asking AWS what this identity may do…');
    const signed = credentials.kind === 'loaded' ? withCredentials(aws, credentials.credentials) : undefined;
    const told = (identity: Facts['identity']) => {
      const fact = identityFact(identity);
      if (fact !== undefined) progress.fact?.(fact);
    };
    const gather = (tell?: typeof told) =>
      gatherFacts(request, inputs, credentials, signed, host, sharing, tell, task);
    const gathered = await granted(await gather(told), gather, request, host, progress);
    watch.begin('prove the missing policy');
    const prover = {
      aws: request.offline ? undefined : signed,
      mayRead: request.realCalls,
      now: host.now(),
      sharing,
      supposed: request.withPolicies ?? [],
    };
    const facts: Facts = { ...gathered, ...(await proveMissing(gathered, prover)) };
    watch.begin('decide');
    const findings = diagnose(facts);
    const verdict = judge(facts, findings);
    const assembled = assembleReport(facts, findings, verdict, {
      version: request.version,
      sandbox: request.sandbox,
      checkedAt: host.now(),
    });
    const report = task === undefined ? assembled : withoutTaskSecrets(assembled, task.secretValues);
    const timings = watch.timings();
    return withPathsInside({ ...report, ...(timings && { timings }) }, workspaceOf(host));
  } finally {
    closeAwsContext(aws);
  }
}

/** Where somebody waits for a grant: the facts once it is known, or the time is over. */
async function granted(
  first: Gathered,
  gather: () => Promise<Gathered>,
  { waitMs, signal }: CheckRequest,
  host: Host,
  progress: Progress,
): Promise<Facts> {
  if (waitMs === undefined) return first.facts;
  const { askUntilGranted } = await import('./check/ask-until-granted.ts');
  return askUntilGranted(first, gather, { forMs: waitMs, signal, now: host.now, pause: host.pause }, (text) =>
    progress.step(text),
  );
}
