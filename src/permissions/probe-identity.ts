import type { AwsContext } from '../aws/context.ts';
import type { DryRunRequest } from '../aws/ec2-dry-run.ts';
import type { Evidence, RequiredPermission } from './decision.ts';
import { type DryRunPlan, planDryRuns } from './dry-run-plan.ts';
import { NO_PROBE, type Probe, probe } from './probe.ts';
import { chooseTargets } from './probe-targets.ts';
import { type ReadResults, readEvidenceByPermission } from './reads.ts';

/** What probing needs to know. */
export interface ProbeRequest {
  readonly region: string;
  /** The name of SkyPilot's role and instance profile. */
  readonly role: string;
  readonly permissions: readonly RequiredPermission[];
  /** The ids of the permissions that nothing has decided yet. */
  readonly undecided: ReadonlySet<string>;
  readonly reads: ReadResults;
}

/** Tries by dry runs what nothing has decided yet. What cannot be tried without harm stays unknown, and says so. */
export async function probeIdentity(aws: AwsContext, request: ProbeRequest): Promise<Probe> {
  const { region, permissions, undecided, reads, role } = request;
  if (undecided.size === 0) return NO_PROBE;
  const whole = planDryRuns(permissions, region, chooseTargets(reads), usableProfile(reads, role));
  const plan = { ...whole, calls: callsThatDecide(whole, undecided) };
  const { outcome, evidence } =
    plan.calls.length === 0 ? NO_PROBE : await probe(plan, await callsOf(aws, region));
  const read = readEvidenceByPermission(reads);
  const untried = permissions.filter(({ id }) => undecided.has(id) && !evidence.has(id) && !read.has(id));
  return {
    outcome,
    evidence: new Map([...evidence, ...untried.map(({ id }) => [id, untriedEvidence(id, whole)] as const)]),
  };
}

/** The dry runs that may decide something, and for each launch with an addition the one to compare it with. */
function callsThatDecide({ calls }: DryRunPlan, undecided: ReadonlySet<string>): DryRunPlan['calls'] {
  const kept = calls.filter(({ decides }) => decides.some(({ id }) => undecided.has(id)));
  const isLaunch = ({ request }: DryRunPlan['calls'][number]) => request.operation === 'RunInstances';
  const plain = kept.some(isLaunch) ? calls.find(isLaunch) : undefined;
  return calls.filter((call) => call === plain || kept.includes(call));
}

/** The instance profile, unless it is known to be missing or empty: naming it then fails before anything is told. */
function usableProfile({ getInstanceProfile }: ReadResults, role: string): string | undefined {
  if (getInstanceProfile.kind === 'ok') return getInstanceProfile.value.roles.length > 0 ? role : undefined;
  return getInstanceProfile.failure.kind === 'not-found' ? undefined : role;
}

async function callsOf(aws: AwsContext, region: string) {
  const { dryRunEc2 } = await import('../aws/ec2-dry-run.ts');
  return {
    dryRun: ({ operation, input }: DryRunRequest) => dryRunEc2(aws, region, operation, input),
    decode: async (message: string) => {
      const { decodeAuthorizationMessage } = await import('../aws/sts.ts');
      return decodeAuthorizationMessage(aws, message);
    },
  };
}

function untriedEvidence(id: string, { untried }: DryRunPlan): Evidence {
  const reason = untried.get(id) ?? 'there is no harmless way to try it';
  return { kind: 'inferred', decision: 'unknown', reason };
}
