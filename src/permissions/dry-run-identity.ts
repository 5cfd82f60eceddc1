import type { AwsContext } from '../aws/context.ts';
import type { DryRunRequest } from '../skypilot/ec2-dry-run-entry.ts';
import type { Launch } from '../skypilot/launch.ts';
import type { Evidence, RequiredPermission } from './decision.ts';
import { dryRunEvidence } from './dry-run-evidence.ts';
import type { DryRunGate } from './dry-run-gate.ts';
import { type DryRunPlan, planDryRuns } from './dry-run-plan.ts';
import type { LaunchObjects } from './launch-objects.ts';
import {
  type DryRunCalls,
  type DryRuns,
  NO_DRY_RUNS,
  type SentDryRuns,
  type StartedDryRuns,
  startDryRuns,
} from './send-dry-runs.ts';

export interface DryRunQuestion {
  readonly region: string;
  readonly permissions: readonly RequiredPermission[];
  readonly launch: Launch;
  readonly objects: LaunchObjects;
  readonly gate: DryRunGate;
}

/** Tries everything that can be tried without harm. What cannot stays unknown, and says why. */
export function tryWithDryRuns(aws: AwsContext, question: DryRunQuestion): StartedDryRuns {
  const { region, permissions, launch, objects, gate } = question;
  if (gate.kind === 'ignored') {
    const outcome = { ...DONE, carriedOut: [gate.failure] };
    return nothingSent({ outcome, evidence: untriedEvidence(permissions, IGNORED) });
  }
  const plan = planDryRuns(permissions, launch, objects);
  const { sent, reason } = gate.kind === 'open' ? { sent: plan, reason: undefined } : harmless(plan);
  const { whole, ...started } =
    sent.calls.length === 0 && sent.launch === undefined
      ? nothingSent(NO_DRY_RUNS)
      : startDryRuns(sent, callsOf(aws, region), { launchLast: gate.kind === 'open' && gate.launchLast });
  return { ...started, whole: whole.then((dryRuns) => withUntried(dryRuns, permissions, plan, reason)) };
}

/**
 * Sends those dry runs once more that tell something about some permissions, and no variation of any.
 *
 * @param question - about all permissions, as before
 */
export async function repeatDryRuns(
  aws: AwsContext,
  { region, permissions, launch, objects }: DryRunQuestion,
  again: readonly RequiredPermission[],
): Promise<ReadonlyMap<string, Evidence>> {
  const plan = planDryRuns(permissions, launch, objects);
  const ids = new Set(again.map(({ id }) => id));
  const wanted = [...plan.calls, ...(plan.launch === undefined ? [] : [plan.launch])].filter(({ decides }) =>
    decides.some(({ id }) => ids.has(id)),
  );
  const { dryRun } = callsOf(aws, region);
  const answers = await Promise.all(
    wanted.map(async (call) => ({ call, result: await dryRun(call.request) })),
  );
  return dryRunEvidence(answers);
}

/** No dry runs at all, for a reason that their outcome tells. */
export function nothingSent(dryRuns: DryRuns): StartedDryRuns {
  const nothing = Promise.resolve(undefined);
  return { launched: nothing, outcome: nothing, explained: nothing, whole: Promise.resolve(dryRuns) };
}

/** With why the others were not tried. */
function withUntried(
  { outcome, evidence }: DryRuns,
  permissions: readonly RequiredPermission[],
  plan: DryRunPlan,
  reason: string | undefined,
): DryRuns {
  const untried = permissions.filter(
    ({ id, requirement }) => requirement.dryRun !== undefined && !evidence.has(id),
  );
  const reasons = untried.map(({ id }) => [id, inferred(plan.untried.get(id) ?? reason)] as const);
  return { outcome, evidence: new Map([...evidence, ...reasons]) };
}

const DONE = {
  kind: 'done',
  dryRuns: 0,
  carriedOut: [],
  failures: [],
  launch: undefined,
  guardrail: undefined,
} as const;

const IGNORED = 'it was not tried, since the endpoint ignores that a call is a dry run';
const UNPROVEN = 'it was not tried: the endpoint is not one of AWS, and it did not answer a dry run as one';

/** What can make nothing even where a dry run is carried out. */
function harmless(plan: DryRunPlan): { readonly sent: SentDryRuns; readonly reason: string } {
  const calls = plan.calls.filter(
    ({ madeUp, request }) => madeUp && !/^(Run|Create|Copy)/.test(request.operation),
  );
  return { sent: { calls, launch: undefined }, reason: UNPROVEN };
}

function untriedEvidence(
  permissions: readonly RequiredPermission[],
  reason: string,
): ReadonlyMap<string, Evidence> {
  const untried = permissions.filter(({ requirement }) => requirement.dryRun !== undefined);
  return new Map(untried.map(({ id }) => [id, inferred(reason)]));
}

function inferred(reason: string | undefined): Evidence {
  return { kind: 'inferred', decision: 'unknown', reason: reason ?? 'there is no harmless way to try it' };
}

function callsOf(aws: AwsContext, region: string): DryRunCalls {
  return {
    dryRun: async (request: DryRunRequest) => {
      const { dryRunEc2 } = await import('../aws/ec2-dry-run.ts');
      return dryRunEc2(aws, region, request);
    },
    decode: async (message: string) => {
      const { decodeAuthorizationMessage } = await import('../aws/sts.ts');
      return decodeAuthorizationMessage(aws, message);
    },
  };
}
