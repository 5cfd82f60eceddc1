import type { KnownIdentity } from '../account/identity.ts';
import type { AwsContext } from '../aws/context.ts';
import { type Room, roomFor } from '../aws/in-parallel.ts';
import type { ArnScope } from '../skypilot/requirements.ts';
import type { RequiredPermission } from './decision.ts';
import {
  ended,
  noSimulation,
  type SimulatePage,
  type Simulation,
  type StartedSimulation,
  simulate,
  startSimulation,
} from './simulate.ts';
import { planSimulation, type SimulatedCaller } from './simulation-plan.ts';

/**
 * Has IAM simulate what the identity may do, where it is one that can be simulated.
 *
 * @param isSure - the simulator is known to answer: nothing waits for its first answers
 * @param policyInputs - documents that count as policies of the identity beside its own, as JSON text
 */
export async function simulateIdentity(
  aws: AwsContext,
  identity: KnownIdentity,
  permissions: readonly RequiredPermission[],
  scope: ArnScope,
  isSure = false,
  policyInputs: readonly string[] = [],
): Promise<StartedSimulation> {
  const { principal } = identity;
  const refusal = reasonAgainst(identity);
  if (refusal !== undefined) return ended(noSimulation(refusal));
  const started = await startSimulation(
    identity.principalCandidates,
    (principalArn) => planSimulation(permissions, scope, callerOf(identity, principalArn, aws)),
    await simulatorOf(aws, policyInputs),
    isSure ? 0 : undefined,
  );
  return principal.kind === 'role-session' ? { ...started, whole: started.whole.then(withCaveat) } : started;
}

/**
 * Has IAM simulate what the identity may do once it has further policies.
 *
 * @param principalArn - what the simulator knows the identity by
 * @param documents - the policies, as JSON text
 */
export async function simulateWithPolicy(
  aws: AwsContext,
  { identity, principalArn }: { readonly identity: KnownIdentity; readonly principalArn: string },
  permissions: readonly RequiredPermission[],
  scope: ArnScope,
  documents: readonly string[],
): Promise<Simulation> {
  return simulate(
    [principalArn],
    (arn) => planSimulation(permissions, scope, callerOf(identity, arn, aws)),
    await simulatorOf(aws, documents),
    0,
  );
}

function callerOf(identity: KnownIdentity, principalArn: string, aws: AwsContext): SimulatedCaller {
  const { principal } = identity;
  return {
    principalArn,
    userId: identity.userId,
    account: identity.account,
    now: aws.now(),
    longTermKey:
      principal.kind === 'user' &&
      aws.credentials !== undefined &&
      aws.credentials.sessionToken === undefined,
    ...(principal.kind === 'user' ? { userName: principal.userName } : {}),
  };
}

/** IAM throttles the simulator and does not say where; so many at a time, and what it throttles is sent again. */
const CALLS_AT_ONCE = 12;

/** All that is simulated for one identity shares its room. */
const rooms = new WeakMap<AwsContext, Room>();

/**
 * The simulator, as the rules of simulating ask it.
 *
 * @param policyInputs - documents that count as policies of the principal beside its own, as JSON text
 */
export async function simulatorOf(
  aws: AwsContext,
  policyInputs: readonly string[] = [],
): Promise<SimulatePage> {
  const { simulatePrincipalPolicy } = await import('../aws/iam.ts');
  const room = rooms.get(aws) ?? roomFor(CALLS_AT_ONCE);
  rooms.set(aws, room);
  return (policySourceArn, call, marker) =>
    room(() =>
      simulatePrincipalPolicy(aws, {
        policySourceArn,
        actionNames: call.actionNames,
        resourceArns: call.resourceArns,
        contextEntries: [...call.contextEntries],
        ...(policyInputs.length > 0 ? { policyInputs } : {}),
        marker,
      }),
    );
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
