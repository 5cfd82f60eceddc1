import type { AwsContext } from '../aws/context.ts';
import type { Launch } from '../skypilot/launch.ts';
import type { ArnScope } from '../skypilot/requirements.ts';
import { ROLE_USES } from '../skypilot/role-requirements.ts';
import { expandPermissions } from './required-permissions.ts';
import { noSimulation, type Simulation, type SimulationOutcome, simulate } from './simulate.ts';
import { simulatorOf } from './simulate-identity.ts';
import { planSimulation } from './simulation-plan.ts';

/**
 * Has IAM simulate what the role of SkyPilot's instances may do.
 *
 * @param roleArn - undefined where it is not known
 * @param own - how simulating the caller began: an endpoint without a simulator is not asked again, and where the
 *   caller may not ask about itself, one question about the role is enough
 * @param isSure - the simulator is known to answer: nothing waits for its first answers
 */
export async function simulateRole(
  aws: AwsContext,
  roleArn: string | undefined,
  scope: ArnScope,
  launch: Launch,
  own: SimulationOutcome,
  isSure = false,
): Promise<Simulation> {
  if (roleArn === undefined) return noSimulation('the ARN of the role is not known');
  if (own.kind === 'unsupported') return noSimulation('the endpoint has no policy simulator');
  const permissions = expandPermissions(scope, launch, [
    ...new Set(ROLE_USES.flatMap(({ requirements }) => requirements)),
  ]);
  const plan = planSimulation(permissions, scope, {
    principalArn: roleArn,
    account: scope.account,
    now: aws.now(),
  });
  const page = await simulatorOf(aws);
  return simulate([roleArn], () => plan, page, isSure ? 0 : own.kind === 'done' ? undefined : 1);
}
