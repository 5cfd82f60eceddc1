/** Gathers what the identity may do, and the role of its instances: simulation first, dry runs for what that leaves open. */
import type { IdentityFacts } from '../account/identity.ts';
import type { AwsContext } from '../aws/context.ts';
import { decide, decidePermissions } from '../permissions/decide.ts';
import type { DecidedCapability, RequiredPermission } from '../permissions/decision.ts';
import { notNeededEvidence } from '../permissions/not-needed.ts';
import { NO_PROBE, type ProbeOutcome } from '../permissions/probe.ts';
import { probeIdentity } from '../permissions/probe-identity.ts';
import { ec2Answered, type ReadResults, readEvidenceByPermission } from '../permissions/reads.ts';
import { expandPermissions } from '../permissions/required-permissions.ts';
import { type DecidedRoleUse, decideRoleUses } from '../permissions/role-uses.ts';
import { noSimulation, type Simulation, type SimulationOutcome } from '../permissions/simulate.ts';
import { simulateIdentity } from '../permissions/simulate-identity.ts';
import { simulateRole } from '../permissions/simulate-role.ts';
import type { ArnScope } from '../skypilot/requirements.ts';
import type { CheckRequest } from './request.ts';

/** What is asked, and what is known so far. */
export interface PermissionQuestion {
  readonly request: Pick<CheckRequest, 'simulate'>;
  /** Undefined where no call may be made. */
  readonly aws: AwsContext | undefined;
  readonly identity: IdentityFacts;
  /** Undefined where none were made: then nothing is probed either. */
  readonly reads: ReadResults | undefined;
  readonly scope: ArnScope;
  /** The ARN of the role of SkyPilot's instances, where it is known. */
  readonly roleArn: string | undefined;
}

export interface PermissionFacts {
  readonly simulation: SimulationOutcome;
  readonly probe: ProbeOutcome;
  readonly capabilities: readonly DecidedCapability[];
  readonly roleUses: readonly DecidedRoleUse[];
}

/** At most three calls deep: the simulator, then dry runs beside the role's simulation, then a second try of some. */
export async function gatherPermissions(question: PermissionQuestion): Promise<PermissionFacts> {
  const { reads, scope, identity } = question;
  const permissions = expandPermissions(scope);
  const simulation = await simulationOf(question, permissions);
  const known = [readEvidenceByPermission(reads), notNeededEvidence(permissions, reads), simulation.evidence];
  const unasked = unaskedReason(identity, simulation);
  const undecided = decidePermissions(permissions, known, unasked).filter(
    ({ decision }) => decision === 'unknown',
  );
  const [probed, role] = await Promise.all([
    probeOf(question, permissions, new Set(undecided.map(({ permission }) => permission.id))),
    roleSimulationOf(question, simulation),
  ]);
  const capabilities = decide(permissions, [...known, probed.evidence], unasked);
  return {
    simulation: simulation.outcome,
    probe: probed.outcome,
    capabilities,
    roleUses: decideRoleUses(scope, role, capabilities),
  };
}

async function simulationOf(
  { request, aws, identity, scope }: PermissionQuestion,
  permissions: readonly RequiredPermission[],
): Promise<Simulation> {
  if (aws === undefined || identity.kind !== 'known') return noSimulation('the identity is not known');
  if (!request.simulate) return noSimulation('simulation was switched off (--no-simulate)');
  return simulateIdentity(aws, identity, permissions, scope);
}

/** EC2 needs no word of STS: where only that failed, dry runs still tell. */
async function probeOf(
  { aws, identity, reads, scope }: PermissionQuestion,
  permissions: readonly RequiredPermission[],
  undecided: ReadonlySet<string>,
) {
  if (aws === undefined || reads === undefined) return NO_PROBE;
  if (identity.kind !== 'known' && !ec2Answered(reads)) return NO_PROBE;
  return probeIdentity(aws, { region: scope.region, role: scope.role, permissions, undecided, reads });
}

async function roleSimulationOf(
  { request, aws, identity, scope, roleArn }: PermissionQuestion,
  { outcome }: Simulation,
): Promise<Simulation> {
  if (aws === undefined || identity.kind !== 'known') return noSimulation('the identity is not known');
  if (!request.simulate) return noSimulation('simulation was switched off (--no-simulate)');
  return simulateRole(aws, roleArn, scope, outcome);
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
      return 'nothing was heard about it';
  }
}
