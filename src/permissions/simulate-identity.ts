import type { KnownIdentity } from '../account/identity.ts';
import type { AwsContext } from '../aws/context.ts';
import type { ArnScope } from '../skypilot/requirements.ts';
import type { Need } from './model.ts';
import { noSimulation, type Simulation, simulate } from './simulate.ts';
import { planSimulation } from './simulation-plan.ts';

/** Has IAM simulate what the identity may do, where it is one that can be simulated. */
export async function simulateIdentity(
  aws: AwsContext,
  identity: KnownIdentity,
  needs: readonly Need[],
  scope: ArnScope,
): Promise<Simulation> {
  const { principal } = identity;
  const refusal = reasonAgainst(identity);
  if (refusal !== undefined) return noSimulation(refusal);
  const { simulatePrincipalPolicy } = await import('../aws/iam.ts');
  return simulate(
    identity.principalCandidates,
    (principalArn) =>
      planSimulation(needs, scope, {
        principalArn,
        userId: identity.userId,
        account: identity.account,
        now: aws.now(),
        ...(principal.kind === 'user' ? { userName: principal.userName } : {}),
      }),
    (policySourceArn, call, marker) =>
      simulatePrincipalPolicy(aws, {
        policySourceArn,
        actionNames: call.actionNames,
        resourceArns: call.resourceArns,
        contextEntries: [...call.contextEntries],
        resourceHandlingOption: call.resourceHandlingOption,
        marker,
      }),
  );
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
