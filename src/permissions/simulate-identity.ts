import type { KnownIdentity } from '../account/identity.ts';
import type { AwsContext } from '../aws/context.ts';
import type { ArnScope } from '../skypilot/requirements.ts';
import type { RequiredPermission } from './decision.ts';
import { noSimulation, type SimulatePage, type Simulation, simulate } from './simulate.ts';
import { planSimulation } from './simulation-plan.ts';

/** Has IAM simulate what the identity may do, where it is one that can be simulated. */
export async function simulateIdentity(
  aws: AwsContext,
  identity: KnownIdentity,
  permissions: readonly RequiredPermission[],
  scope: ArnScope,
): Promise<Simulation> {
  const { principal } = identity;
  const refusal = reasonAgainst(identity);
  if (refusal !== undefined) return noSimulation(refusal);
  const simulation = await simulate(
    identity.principalCandidates,
    (principalArn) =>
      planSimulation(permissions, scope, {
        principalArn,
        userId: identity.userId,
        account: identity.account,
        now: aws.now(),
        longTermKey:
          principal.kind === 'user' &&
          aws.credentials !== undefined &&
          aws.credentials.sessionToken === undefined,
        ...(principal.kind === 'user' ? { userName: principal.userName } : {}),
      }),
    await simulatorOf(aws),
  );
  return principal.kind === 'role-session' ? withCaveat(simulation) : simulation;
}

/** The simulator, as the rules of simulating ask it. */
export async function simulatorOf(aws: AwsContext): Promise<SimulatePage> {
  const { simulatePrincipalPolicy } = await import('../aws/iam.ts');
  return (policySourceArn, call, marker) =>
    simulatePrincipalPolicy(aws, {
      policySourceArn,
      actionNames: call.actionNames,
      resourceArns: call.resourceArns,
      contextEntries: [...call.contextEntries],
      marker,
    });
}

/** The simulator looks at the role: what the session's own policy takes away it does not see. */
function withCaveat({ outcome, evidence }: Simulation): Simulation {
  const caveat = '; a policy of the session, if it has one, is not seen';
  return {
    outcome,
    evidence: new Map(
      [...evidence].map(([id, found]) => [
        id,
        found.decision === 'allowed' ? { ...found, reason: found.reason + caveat } : found,
      ]),
    ),
  };
}

function reasonAgainst({ principal, arn }: KnownIdentity): string | undefined {
  switch (principal.kind) {
    case 'user':
    case 'role-session':
      return undefined;
    case 'root':
      return 'This is the root user of the account. IAM policies do not limit it and the simulator does not know it, but service control policies apply where the account is a member of an organization.';
    case 'federated-user':
      return `This is a federated session ("${principal.name}"). It may do at most what its user may, so simulating the user would promise too much.`;
    case 'other':
      return `The simulator knows users and roles; ${arn} is neither.`;
  }
}
