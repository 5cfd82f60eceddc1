/** Gathers what the identity may do, and the role of its instances: by dry runs, by simulation and by what was read. */
import type { IdentityFacts } from '../account/identity.ts';
import type { AwsContext } from '../aws/context.ts';
import { withoutAgentProof } from '../permissions/caller-agent.ts';
import { decide } from '../permissions/decide.ts';
import type { DecidedCapability, RequiredPermission } from '../permissions/decision.ts';
import type { DryRunGate } from '../permissions/dry-run-gate.ts';
import { nothingSent, tryWithDryRuns } from '../permissions/dry-run-identity.ts';
import { chooseLaunchObjects, type LaunchObjects } from '../permissions/launch-objects.ts';
import { notNeededEvidence } from '../permissions/not-needed.ts';
import { ec2Answered, evidenceOfReads, type ReadResults } from '../permissions/reads.ts';
import { expandPermissions } from '../permissions/required-permissions.ts';
import { type DecidedRoleUse, decideRoleUses } from '../permissions/role-uses.ts';
import {
  type DryRunOutcome,
  type DryRuns,
  NO_DRY_RUNS,
  type StartedDryRuns,
} from '../permissions/send-dry-runs.ts';
import {
  ended,
  noSimulation,
  type Simulation,
  type SimulationOutcome,
  type StartedSimulation,
} from '../permissions/simulate.ts';
import { simulateIdentity } from '../permissions/simulate-identity.ts';
import { simulateRole } from '../permissions/simulate-role.ts';
import { withoutDisproven } from '../permissions/simulator-trust.ts';
import { weighStandIns } from '../permissions/stand-in-caveat.ts';
import { supposedEvidence } from '../permissions/supposed-evidence.ts';
import { type Launch, type LaunchSettings, unknownPlace } from '../skypilot/launch.ts';
import type { NetworkWishes } from '../skypilot/network-rules.ts';
import type { ArnScope } from '../skypilot/requirements.ts';
import { UNKNOWN_ACCOUNT } from './arn-scope.ts';
import type { CheckRequest } from './request.ts';

/** What is asked, and what is known so far. */
export interface PermissionQuestion {
  readonly request: Pick<CheckRequest, 'simulate' | 'withPolicies'>;
  /** Undefined where no call may be made. */
  readonly aws: AwsContext | undefined;
  readonly identity: IdentityFacts;
  /** Undefined where none were made: then no dry run is sent either. */
  readonly reads: ReadResults | undefined;
  readonly gate: DryRunGate;
  readonly scope: ArnScope;
  readonly settings: LaunchSettings;
  readonly wishes: NetworkWishes;
  /** The ARN of the role of SkyPilot's instances, where it is known. */
  readonly roleArn: string | undefined;
  /** What the simulator is known to say of this identity: it is not asked for that once more. */
  readonly simulator?: SimulationOutcome;
}

export interface PermissionFacts {
  /** What SkyPilot would send here. */
  readonly launch: Launch;
  readonly simulation: SimulationOutcome;
  readonly dryRuns: DryRunOutcome;
  readonly capabilities: readonly DecidedCapability[];
  readonly roleUses: readonly DecidedRoleUse[];
}

/** Questions about permissions that are under way. */
export interface StartedPermissions {
  readonly launch: Launch;
  readonly dryRuns: StartedDryRuns;
  /** What the first answers tell of the simulator. */
  readonly simulator: Promise<SimulationOutcome>;
  readonly facts: Promise<PermissionFacts>;
}

/** The simulator and the dry runs are asked side by side, and about the role once the simulator has answered at all. */
export function startPermissions(question: PermissionQuestion): StartedPermissions {
  const { reads, scope, settings } = question;
  const objects =
    reads === undefined ? undefined : chooseLaunchObjects(reads, launchQuestion(question, reads));
  const launch = { ...settings, place: objects?.place ?? unknownPlace(scope.region) };
  const permissions = expandPermissions(scope, launch);
  const simulated = simulationOf(question, permissions);
  const started = { launch, dryRuns: dryRunsOf(question, permissions, launch, objects) };
  const answers = Promise.all([
    simulated.then(({ whole }) => whole),
    simulated.then((own) => roleSimulationOf(question, launch, own)),
    started.dryRuns.whole,
  ]);
  const facts = answers.then(async ([simulation, role, dryRuns]) => {
    const supposed = await supposedOf(question, permissions, simulation);
    return factsOf(question, permissions, launch, { simulation, role, dryRuns, supposed });
  });
  return { ...started, simulator: simulated.then(({ outcome }) => outcome), facts };
}

/** Pure: all answers, weighed. */
function factsOf(
  { reads, scope, identity }: PermissionQuestion,
  permissions: readonly RequiredPermission[],
  launch: Launch,
  {
    simulation,
    role,
    dryRuns,
    supposed,
  }: Readonly<Record<'simulation' | 'role', Simulation>> & {
    readonly dryRuns: DryRuns;
    readonly supposed: Simulation['evidence'] | undefined;
  },
): PermissionFacts {
  const weighed = weighStandIns(permissions, simulation.evidence, dryRuns.evidence);
  const answered = withoutAgentProof(permissions, weighed.simulated, [
    evidenceOfReads(reads, permissions),
    weighed.tried,
  ]);
  const { supposed: simulated, real } =
    supposed === undefined
      ? { ...answered, supposed: answered.simulated }
      : supposedEvidence(answered.real, supposed);
  const capabilities = decide(
    permissions,
    [...real, notNeededEvidence(permissions, reads), withoutDisproven(simulated, real)],
    unaskedReason(identity, simulation),
  );
  return {
    launch,
    simulation: simulation.outcome,
    dryRuns: dryRuns.outcome,
    capabilities,
    roleUses: decideRoleUses(scope, launch, role, capabilities),
  };
}

function launchQuestion({ scope, settings, wishes }: PermissionQuestion, reads: ReadResults) {
  return { region: scope.region, settings, wishes, profileArn: instanceProfileArn(reads, scope) };
}

/**
 * Undefined where the instance profile is known to be missing or empty, for naming it then fails before anything else is
 * looked at; and where nobody knows in which account it would be.
 */
export function instanceProfileArn({ getInstanceProfile }: ReadResults, scope: ArnScope): string | undefined {
  if (getInstanceProfile.kind === 'ok') {
    const { arn, roles } = getInstanceProfile.value;
    return roles.length > 0 ? arn : undefined;
  }
  if (getInstanceProfile.failure.kind === 'not-found' || scope.account === UNKNOWN_ACCOUNT) return undefined;
  return `arn:${scope.partition}:iam::${scope.account}:instance-profile${scope.profilePath ?? '/'}${scope.role}`;
}

async function simulationOf(
  { request, aws, identity, scope, simulator }: PermissionQuestion,
  permissions: readonly RequiredPermission[],
): Promise<StartedSimulation> {
  if (aws === undefined || identity.kind !== 'known') return ended(noSimulation('the identity is not known'));
  if (!request.simulate) return ended(noSimulation('simulation was switched off (--no-simulate)'));
  if (simulator !== undefined && simulator.kind !== 'done')
    return ended({ outcome: simulator, evidence: new Map() });
  const added = (request.withPolicies ?? []).map(({ json }) => json);
  return simulateIdentity(aws, identity, permissions, scope, simulator !== undefined, added);
}

/** What is said of the identity with the policies that it is supposed to have; undefined where there are none. */
async function supposedOf(
  { request: { withPolicies }, aws, scope }: PermissionQuestion,
  permissions: readonly RequiredPermission[],
  { outcome, evidence }: Simulation,
): Promise<Simulation['evidence'] | undefined> {
  if (withPolicies === undefined || aws === undefined) return undefined;
  if (outcome.kind === 'done') return evidence;
  const { addedEvidence } = await import('../policy/document-evidence.ts');
  return addedEvidence(withPolicies, { permissions, scope, now: aws.now() });
}

/** EC2 needs no word of STS: where only that failed, dry runs still tell. */
function dryRunsOf(
  { aws, identity, reads, scope, gate }: PermissionQuestion,
  permissions: readonly RequiredPermission[],
  launch: Launch,
  objects: LaunchObjects | undefined,
): StartedDryRuns {
  if (aws === undefined || reads === undefined || objects === undefined) return nothingSent(NO_DRY_RUNS);
  if (identity.kind !== 'known' && !ec2Answered(reads)) return nothingSent(NO_DRY_RUNS);
  return tryWithDryRuns(aws, { region: scope.region, permissions, launch, objects, gate });
}

async function roleSimulationOf(
  { request, aws, identity, scope, roleArn, simulator }: PermissionQuestion,
  launch: Launch,
  { outcome }: StartedSimulation,
): Promise<Simulation> {
  if (aws === undefined || identity.kind !== 'known') return noSimulation('the identity is not known');
  if (!request.simulate) return noSimulation('simulation was switched off (--no-simulate)');
  return simulateRole(aws, roleArn, scope, launch, outcome, simulator?.kind === 'done');
}

function unaskedReason(identity: IdentityFacts, { outcome }: Simulation): string {
  if (identity.kind === 'not-asked') return identity.reason;
  if (identity.kind === 'failed')
    return `AWS did not tell whose credentials these are (${identity.failure.code})`;
  switch (outcome.kind) {
    case 'not-tried':
      return outcome.reason;
    case 'principal-not-found':
      return 'the ARN of the principal could not be found out';
    default:
      return 'there was no answer about it';
  }
}
