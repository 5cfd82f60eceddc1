import type { AwsFailure, AwsResult } from '../aws/aws-result.ts';
import { roomFor } from '../aws/in-parallel.ts';
import type { DryRunRequest } from '../skypilot/ec2-dry-run-entry.ts';
import type { Evidence } from './decision.ts';
import { type AnsweredDryRun, dryRunEvidence } from './dry-run-evidence.ts';
import {
  type DryRunPlan,
  type PlannedDryRun,
  type PlannedLaunch,
  reducedLaunches,
  untaggedGroup,
  untaggedVolumes,
} from './dry-run-plan.ts';
import { launchFollowUps } from './launch-follow-ups.ts';
import { type Guardrail, guardrailOf, withUnmetField } from './launch-guardrail.ts';
import { isOverVolumeTags } from './launch-regions.ts';
import { canTellMore, denialOpener, type OpenDenial } from './open-denials.ts';

/** How the dry runs went as a whole. */
export type DryRunOutcome =
  | { readonly kind: 'not-tried' }
  | ({
      readonly kind: 'done';
      /** How many dry runs were answered. */
      readonly dryRuns: number;
      /** Dry runs that the endpoint carried out, or said it did. */
      readonly carriedOut: readonly AwsFailure[];
      /** How dry runs ended that said nothing about permissions. */
      readonly failures: readonly AwsFailure[];
    } & LaunchOutcome);

export interface LaunchOutcome {
  /** How the launch as SkyPilot sends it ended; undefined where it was not sent. */
  readonly launch: AwsResult<'would-succeed'> | undefined;
  /** The field of the launch that a policy wants otherwise, where one was found. */
  readonly guardrail: Guardrail | undefined;
}

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

/** EC2 lets some twenty calls that change things through at once, and five launches. */
const CALLS_AT_ONCE = 8;
const LAUNCHES_AT_ONCE = 5;

/** Dry runs that are under way. */
export interface StartedDryRuns {
  /** What was answered to the launch as SkyPilot sends it; undefined where it was not sent. */
  readonly launched: Promise<AwsResult<'would-succeed'> | undefined>;
  /** With what was found out further about it; undefined where no dry run is sent at all. */
  readonly outcome: Promise<LaunchOutcome | undefined>;
  /** What decides over other regions: where AWS encoded the reason nothing is waited for but the decoded message. */
  readonly explained: Promise<LaunchOutcome | undefined>;
  readonly whole: Promise<DryRuns>;
}

/** How a plan is carried out. */
export interface SendingOptions {
  /** Launches wait until all others were answered as dry runs. */
  readonly launchLast: boolean;
}

/**
 * Sends the dry runs of a plan, a few at a time, and none any more once one was carried out. Where the launch is
 * denied, others that differ from it in one thing tell over what.
 */
export function startDryRuns(
  plan: SentDryRuns,
  calls: DryRunCalls,
  { launchLast }: SendingOptions,
): StartedDryRuns {
  const send = senderOf(calls);
  const open = denialOpener((message) => calls.decode(message));
  const [launches, changes] = [true, false].map((wanted) =>
    plan.calls.filter(({ request }) => (request.operation === 'RunInstances') === wanted),
  );
  const changed = Promise.all((changes ?? []).map(send));
  const ready = launchLast ? changed : Promise.resolve();
  const launched = ready.then(() => plan.launch && send(plan.launch));
  const reserved = ready.then(() => Promise.all((launches ?? []).map(send)));
  const sent = Promise.all([changed, reserved]).then((answers) => answers.flat());
  const launch = launched.then((answer) => answer && openAnswer(answer, open));
  // The launch's message is the one that counts: whether it may be decoded decides over the others.
  const others = Promise.all([sent, launch]).then(([answers]) => tryGroups(answers, send, open));
  const further = launch
    .then((answer) => sendAll(followUps(plan.launch, answer), send))
    .then((answers) => Promise.all(answers.map((answer) => openNext(answer, open))));
  const outcome = Promise.all([launch, further]).then(([answer, answers]) => ({
    launch: launchResult(plan.launch, answer, answers),
    guardrail: answer === undefined ? undefined : guardrailOf(answer, answers),
  }));
  const explained = Promise.all([launched, launch]).then(([answer, opened]) => {
    const denial = answer === undefined ? undefined : failureOf(answer)?.denial;
    const isEncoded = denial?.encodedMessage !== undefined && canTellMore(denial);
    if (!isEncoded || opened === undefined || isOverVolumeTags(sentResult(opened))) return outcome;
    return { launch: sentResult(opened), guardrail: guardrailOf(opened, []) };
  });
  return {
    explained,
    launched: launched.then((answer) => (answer === undefined ? undefined : sentResult(answer))),
    outcome,
    whole: Promise.all([others, launch, further, outcome]).then((answers) => conclude(...answers)),
  };
}

function conclude(
  others: readonly AnsweredDryRun[],
  launch: AnsweredDryRun | undefined,
  further: readonly AnsweredDryRun[],
  known: LaunchOutcome,
): DryRuns {
  const answers = [...others, ...(launch === undefined ? [] : [launch]), ...further];
  return {
    outcome: {
      kind: 'done',
      dryRuns: answers.filter(({ result }) => result.kind !== 'not-sent').length,
      carriedOut: carriedOut(answers),
      failures: answers.flatMap((answer) => failureOf(answer) ?? []).filter(({ kind }) => kind !== 'denied'),
      ...known,
    },
    evidence: withUnmetField(dryRunEvidence(answers), known.guardrail),
  };
}

/** What stops a launch that differs from SkyPilot's is asked for where it may be the next thing to change. */
function openNext(answer: AnsweredDryRun, open: OpenDenial): Promise<AnsweredDryRun> {
  return answer.call.varies === undefined ? Promise.resolve(answer) : openAnswer(answer, open);
}

/** With what is made without tags, where those are what is denied. */
async function tryGroups(
  answers: readonly AnsweredDryRun[],
  send: Send,
  open: OpenDenial,
): Promise<readonly AnsweredDryRun[]> {
  const opened = await Promise.all(answers.map((answer) => openAnswer(answer, open)));
  const retried = opened.flatMap((answer) => [...withoutGroupTags(answer), ...withoutVolumeTags(answer)]);
  return [...opened, ...(await sendAll(retried, send))];
}

/** What is not sent any more says nothing. */
async function sendAll(planned: readonly PlannedDryRun[], send: Send): Promise<readonly AnsweredDryRun[]> {
  const answers = await Promise.all(planned.map(send));
  return answers.filter(({ result }) => result.kind !== 'not-sent');
}

/** How SkyPilot's launch ends: denied tags on volumes it does without, unless the configuration insists on them. */
function launchResult(
  planned: PlannedLaunch | undefined,
  launch: AnsweredDryRun | undefined,
  further: readonly AnsweredDryRun[],
): AwsResult<'would-succeed'> | undefined {
  const result = launch === undefined ? undefined : sentResult(launch);
  if (planned === undefined || result === undefined) return undefined;
  const { what, decides } = reducedLaunches(planned).volumeTags;
  const left = planned.decides.filter((permission) => !decides.includes(permission));
  const retried = further.find(({ call }) => call.what === what)?.result;
  const isFine = retried?.kind === 'ok' && left.every(({ impact }) => impact === 'degrades');
  return isFine ? retried : result;
}

function sentResult({ result }: AnsweredDryRun): AwsResult<'would-succeed'> | undefined {
  return result.kind === 'not-sent' ? undefined : result;
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

/** Without those SkyPilot launches spot instances, too. */
function withoutVolumeTags({ call, result }: AnsweredDryRun): readonly PlannedDryRun[] {
  const isLaunch = call.request.operation === 'RunInstances';
  if (!isLaunch || result.kind === 'not-sent' || !isOverVolumeTags(result)) return [];
  return [untaggedVolumes(call)];
}

type Send = (call: PlannedDryRun) => Promise<AnsweredDryRun>;

function senderOf({ dryRun }: DryRunCalls): Send {
  const launches = roomFor(LAUNCHES_AT_ONCE);
  const others = roomFor(CALLS_AT_ONCE);
  let ignored = false;
  return (call) => {
    const room = call.request.operation === 'RunInstances' ? launches : others;
    return room(async () => {
      if (ignored) return { call, result: { kind: 'not-sent' } };
      const result = await dryRun(call.request);
      if (result.kind === 'failed' && result.failure.kind === 'read-only-violation') ignored = true;
      return { call, result };
    });
  };
}

function failureOf({ result }: AnsweredDryRun): AwsFailure | undefined {
  return result.kind === 'failed' ? result.failure : undefined;
}

function carriedOut(answers: readonly AnsweredDryRun[]): readonly AwsFailure[] {
  return answers
    .flatMap((answer) => failureOf(answer) ?? [])
    .filter(({ kind }) => kind === 'read-only-violation');
}

/** An answer with what the encoded message of a denial tells. */
async function openAnswer({ call, result }: AnsweredDryRun, open: OpenDenial): Promise<AnsweredDryRun> {
  if (result.kind !== 'failed' || result.failure.denial === undefined) return { call, result };
  const denial = await open(result.failure.denial);
  return { call, result: { ...result, failure: { ...result.failure, denial } } };
}
