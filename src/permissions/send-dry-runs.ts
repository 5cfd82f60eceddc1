import type { AwsFailure, AwsResult } from '../aws/aws-result.ts';
import { inParallel } from '../aws/in-parallel.ts';
import type { DryRunRequest } from '../skypilot/ec2-dry-run-entry.ts';
import type { Evidence } from './decision.ts';
import { type AnsweredDryRun, dryRunEvidence } from './dry-run-evidence.ts';
import {
  type DryRunPlan,
  type PlannedDryRun,
  type PlannedLaunch,
  reducedLaunches,
  untaggedGroup,
} from './dry-run-plan.ts';
import { launchFollowUps } from './launch-follow-ups.ts';
import { type Guardrail, guardrailOf } from './launch-guardrail.ts';
import { openDenials } from './open-denials.ts';

/** How the dry runs went as a whole. */
export type DryRunOutcome =
  | { readonly kind: 'not-tried' }
  | {
      readonly kind: 'done';
      /** How many dry runs were answered. */
      readonly dryRuns: number;
      /** Dry runs that the endpoint carried out, or said it did. */
      readonly carriedOut: readonly AwsFailure[];
      /** How dry runs ended that said nothing about permissions. */
      readonly failures: readonly AwsFailure[];
      /** How the launch as SkyPilot sends it ended; undefined where it was not sent. */
      readonly launch: AwsResult<'would-succeed'> | undefined;
      /** The field of the launch that a policy wants otherwise, where one was found. */
      readonly guardrail: Guardrail | undefined;
    };

export interface DryRuns {
  readonly outcome: DryRunOutcome;
  /** By the id of the permission. */
  readonly evidence: ReadonlyMap<string, Evidence>;
}

/** How dry runs are sent and denials decoded; injected, so that the rules here need no AWS SDK. */
export interface DryRunCalls {
  dryRun(request: DryRunRequest): Promise<AwsResult<'would-succeed'>>;
  decode(encodedMessage: string): Promise<AwsResult<string>>;
}

/** What is to be sent of a plan. */
export type SentDryRuns = Pick<DryRunPlan, 'calls' | 'launch'>;

export const NO_DRY_RUNS: DryRuns = { outcome: { kind: 'not-tried' }, evidence: new Map() };

/** EC2 lets some twenty calls that change things through at once. */
const CALLS_AT_ONCE = 8;

/**
 * Sends the dry runs of a plan, a few at a time, and none any more once one was carried out. Where the launch is
 * denied, others that differ from it in one thing tell over what.
 */
export async function sendDryRuns(plan: SentDryRuns, calls: DryRunCalls): Promise<DryRuns> {
  const first = await send([...plan.calls, ...(plan.launch === undefined ? [] : [plan.launch])], calls);
  const stopped = carriedOut(first).length > 0;
  const opened = stopped ? first : await decoded(first, calls);
  const launch = opened.find(({ call }) => call === plan.launch);
  const further = stopped
    ? []
    : await send([...followUps(plan.launch, launch), ...opened.flatMap(withoutGroupTags)], calls);
  const answers = [...opened, ...further];
  return {
    outcome: {
      kind: 'done',
      dryRuns: answers.filter(({ result }) => result.kind !== 'not-sent').length,
      carriedOut: carriedOut(answers),
      failures: answers.flatMap((answer) => failureOf(answer) ?? []).filter(({ kind }) => kind !== 'denied'),
      launch: launchResult(plan.launch, launch, further),
      guardrail: launch === undefined ? undefined : guardrailOf(launch, further),
    },
    evidence: dryRunEvidence(answers),
  };
}

/** How SkyPilot's launch ends: denied tags on volumes it does without, unless the configuration insists on them. */
function launchResult(
  planned: PlannedLaunch | undefined,
  launch: AnsweredDryRun | undefined,
  further: readonly AnsweredDryRun[],
): AwsResult<'would-succeed'> | undefined {
  if (planned === undefined || launch === undefined || launch.result.kind === 'not-sent') return undefined;
  const { what, decides } = reducedLaunches(planned).volumeTags;
  const left = planned.decides.filter((permission) => !decides.includes(permission));
  const retried = further.find(({ call }) => call.what === what)?.result;
  const isFine = retried?.kind === 'ok' && left.every(({ impact }) => impact === 'degrades');
  return isFine ? retried : launch.result;
}

function followUps(
  launch: PlannedLaunch | undefined,
  answer: AnsweredDryRun | undefined,
): readonly PlannedDryRun[] {
  const failure = answer === undefined ? undefined : failureOf(answer);
  return launch === undefined || failure === undefined ? [] : launchFollowUps(launch, failure);
}

/** Whether a security group could be made at all is open where its tags are what is denied. */
function withoutGroupTags({ call, result }: AnsweredDryRun): readonly PlannedDryRun[] {
  const denied = result.kind === 'failed' ? result.failure.denial?.action?.toLowerCase() : undefined;
  if (call.request.operation !== 'CreateSecurityGroup' || denied !== 'ec2:createtags') return [];
  return [untaggedGroup(call)];
}

async function send(
  planned: readonly PlannedDryRun[],
  { dryRun }: DryRunCalls,
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

/** The answers with what the encoded messages of denials tell. */
async function decoded(
  answers: readonly AnsweredDryRun[],
  { decode }: DryRunCalls,
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
