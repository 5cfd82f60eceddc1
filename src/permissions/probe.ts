import type { AwsFailure, AwsResult } from '../aws/aws-result.ts';
import type { DryRunRequest } from '../aws/ec2-dry-run.ts';
import { inParallel } from '../aws/in-parallel.ts';
import type { Evidence } from './decision.ts';
import { type AnsweredDryRun, dryRunEvidence } from './dry-run-evidence.ts';
import type { DryRunPlan, PlannedDryRun } from './dry-run-plan.ts';
import { openDenials } from './open-denials.ts';

/** How probing went as a whole. */
export type ProbeOutcome =
  | { readonly kind: 'not-tried' }
  | {
      readonly kind: 'done';
      /** How many dry runs were answered. */
      readonly dryRuns: number;
      /** Dry runs that the endpoint carried out, or said it did. */
      readonly carriedOut: readonly AwsFailure[];
      /** How dry runs ended that said nothing about permissions. */
      readonly failures: readonly AwsFailure[];
    };

export interface Probe {
  readonly outcome: ProbeOutcome;
  /** By the id of the permission. */
  readonly evidence: ReadonlyMap<string, Evidence>;
}

/** How dry runs are sent and denials decoded; injected, so that the rules here need no AWS SDK. */
export interface ProbeCalls {
  dryRun(request: DryRunRequest): Promise<AwsResult<'would-succeed'>>;
  decode(encodedMessage: string): Promise<AwsResult<string>>;
}

export const NO_PROBE: Probe = { outcome: { kind: 'not-tried' }, evidence: new Map() };

/** EC2 lets some twenty calls that change things through at once, and five launches. */
const CALLS_AT_ONCE = 6;

/**
 * Sends the dry runs of a plan, a few at a time, and none any more once one was carried out. Launches that were
 * denied over tags are tried without them; what the denials have encoded is decoded if AWS lets us.
 */
export async function probe(plan: DryRunPlan, calls: ProbeCalls): Promise<Probe> {
  const first = await send(plan.calls, calls);
  const stopped = carriedOut(first).length > 0;
  const [opened, further] = await Promise.all([
    stopped ? first : decoded(first, calls),
    stopped ? [] : send(worthwhile(plan.withoutTags, first), calls),
  ]);
  const answers = [...opened, ...further];
  return {
    outcome: {
      kind: 'done',
      dryRuns: answers.filter(({ result }) => result.kind !== 'not-sent').length,
      carriedOut: carriedOut(answers),
      failures: answers.flatMap((answer) => failureOf(answer) ?? []).filter(({ kind }) => kind !== 'denied'),
    },
    evidence: dryRunEvidence(answers),
  };
}

async function send(
  planned: readonly PlannedDryRun[],
  { dryRun }: ProbeCalls,
): Promise<readonly AnsweredDryRun[]> {
  let ignored = false;
  return inParallel(planned, CALLS_AT_ONCE, async (call): Promise<AnsweredDryRun> => {
    if (ignored) return { call, result: { kind: 'not-sent' } };
    const result = await dryRun(call.request);
    if (result.kind === 'failed' && result.failure.kind === 'read-only-violation') ignored = true;
    return { call, result };
  });
}

function failureOf({ result }: AnsweredDryRun): AwsFailure | undefined {
  return result.kind === 'failed' ? result.failure : undefined;
}

function carriedOut(answers: readonly AnsweredDryRun[]): readonly AwsFailure[] {
  return answers
    .flatMap((answer) => failureOf(answer) ?? [])
    .filter(({ kind }) => kind === 'read-only-violation');
}

/** Whether a launch was denied over its tags, or without a word about why. */
function worthwhile(
  withoutTags: readonly PlannedDryRun[],
  answers: readonly AnsweredDryRun[],
): readonly PlannedDryRun[] {
  const decided = new Set(withoutTags.flatMap(({ decides }) => decides.map(({ id }) => id)));
  const overTags = answers.some((answer) => {
    const failure = failureOf(answer);
    const action = failure?.denial?.action?.toLowerCase();
    const isLaunch = answer.call.decides.some(({ id }) => decided.has(id));
    return isLaunch && failure?.kind === 'denied' && (action === undefined || action === 'ec2:createtags');
  });
  return overTags ? withoutTags : [];
}

/** The answers with what the encoded messages of denials tell. */
async function decoded(
  answers: readonly AnsweredDryRun[],
  { decode }: ProbeCalls,
): Promise<readonly AnsweredDryRun[]> {
  const denials = answers.flatMap((answer) => failureOf(answer)?.denial ?? []);
  const opened = await openDenials(denials, decode);
  return answers.map(({ call, result }): AnsweredDryRun => {
    if (result.kind !== 'failed' || result.failure.denial === undefined) return { call, result };
    return {
      call,
      result: { ...result, failure: { ...result.failure, denial: opened(result.failure.denial) } },
    };
  });
}
