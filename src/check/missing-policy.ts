/** The policy that is missing, and the proof that it suffices. */
import type { CallerPrincipal } from '../aws/arn.ts';
import type { AwsContext } from '../aws/context.ts';
import { creationOf } from '../conditions/role-condition.ts';
import type { Facts, InlinePolicies } from '../findings/facts.ts';
import type { RequiredPermission } from '../permissions/decision.ts';
import {
  type MissingView,
  missingPermissions,
  missingPolicy,
  type PolicyToAdd,
  wantedCapabilities,
} from '../permissions/missing-policy.ts';
import { type MissingProof, missingProof } from '../permissions/missing-proof.ts';
import type { Simulation } from '../permissions/simulate.ts';
import { simulateWithPolicy } from '../permissions/simulate-identity.ts';
import type { AddedPolicy } from '../policy/added-policies.ts';
import type { ArnScope } from '../skypilot/requirements.ts';
import { scopeOf } from './arn-scope.ts';
import type { Sharing } from './sharing.ts';

/** The document for what was asked for; undefined where nothing is missing, or nobody knows who asks. */
export function missingPolicyOf(facts: Facts): PolicyToAdd | undefined {
  return facts.identity.kind === 'known' ? missingPolicy(viewOf(facts)) : undefined;
}

/** What the document is made from. */
export function viewOf(facts: Facts): MissingView {
  const { capabilities, required, simulation } = facts;
  return {
    capabilities,
    required,
    alsoNeeded: needsRoleMade(facts) ? ['auto-role'] : [],
    mayNotSimulate: simulation.kind === 'not-allowed' ? simulation.principalArn : undefined,
  };
}

/** Whether the role is missing, and a statement could let this identity make it. */
function needsRoleMade({ role, skypilot, capabilities }: Facts): boolean {
  const isIncomplete = role.state === 'missing' || role.state === 'profile-without-role';
  if (!isIncomplete || skypilot.remoteIdentity.customRole) return false;
  const creation = creationOf(capabilities, role.readiness);
  return creation === 'denied' || creation === 'unknown';
}

/** What proves the document. */
export interface Prover {
  /** Signed by the identity; undefined where the simulator may not be asked. */
  readonly aws: AwsContext | undefined;
  /** Whether harmless real calls may be made. */
  readonly mayRead: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly sharing: Sharing;
  /** What the identity is supposed to have already. */
  readonly supposed: readonly AddedPolicy[];
}

/**
 * Proves the document: the simulator is asked about all that it grants, with the document beside what the identity has;
 * where it may not be asked, or does not answer, the document alone is evaluated here.
 *
 * @returns nothing where there is no document
 */
export async function proveMissing(
  facts: Facts,
  prover: Prover,
): Promise<Pick<Facts, 'missingProof' | 'inlinePolicies'>> {
  const policy = missingPolicyOf(facts);
  if (policy === undefined) return {};
  const [missingProof, inline] = await Promise.all([
    proofOf(policy, facts, prover),
    inlinePoliciesOf(facts, prover),
  ]);
  return { missingProof, inlinePolicies: inline };
}

async function proofOf(policy: PolicyToAdd, facts: Facts, prover: Prover): Promise<MissingProof> {
  const { identity, checkedRegion, role } = facts;
  const wanted = wantedCapabilities(viewOf(facts));
  const { denied, open } = missingPermissions(wanted);
  const granted = [...denied, ...open];
  const permissions = granted.map(({ permission }) => permission);
  const scope = scopeOf(identity, checkedRegion, role.name, role.readiness);
  const simulated = await simulatedWith(policy, permissions, scope, facts, prover);
  if (simulated !== undefined) return missingProof('simulation', granted, wanted, simulated);
  const { documentEvidence } = await import('../policy/document-evidence.ts');
  return missingProof(
    'policy',
    granted,
    wanted,
    documentEvidence(policy, { permissions, scope, now: prover.now }),
  );
}

/** Those of a user or role count together; a permission set is not edited in the account. */
async function inlinePoliciesOf(
  { identity, capabilities, asked }: Facts,
  { aws, mayRead, sharing }: Prover,
): Promise<InlinePolicies> {
  // Where all that was asked for is there nobody is told to add the document.
  const isReady = capabilities.every(({ id, status }) => !asked.includes(id) || status === 'enabled');
  if (aws === undefined || !mayRead || isReady || identity.kind !== 'known') return 'unknown';
  const holder = holderOf(identity.principal);
  if (holder === undefined) return 'unknown';
  const key = JSON.stringify(['inline policies', identity.account, holder]);
  const answer = await sharing.once(key, async () =>
    (await import('../aws/iam.ts')).listInlinePolicies(aws, holder),
  );
  if (answer.kind === 'failed') return 'unknown';
  return answer.value.length > 0 ? 'some' : 'none';
}

function holderOf(
  principal: CallerPrincipal,
): { readonly kind: 'user' | 'role'; readonly name: string } | undefined {
  if (principal.kind === 'user') return { kind: 'user', name: principal.userName };
  const isRole = principal.kind === 'role-session' && principal.permissionSet === undefined;
  return isRole ? { kind: 'role', name: principal.roleName } : undefined;
}

/** Undefined where the simulator was not asked, or left out an answer. */
async function simulatedWith(
  policy: PolicyToAdd,
  permissions: readonly RequiredPermission[],
  scope: ArnScope,
  { identity, simulation }: Facts,
  { aws, sharing, supposed }: Prover,
): Promise<Simulation['evidence'] | undefined> {
  if (aws === undefined || identity.kind !== 'known' || simulation.kind !== 'done') return undefined;
  const { principalArn } = simulation;
  const documents = [...supposed.map(({ json }) => json), JSON.stringify(policy)];
  const key = JSON.stringify(['proof', principalArn, scope, documents]);
  const { outcome, evidence } = await sharing.once(key, () =>
    simulateWithPolicy(aws, { identity, principalArn }, permissions, scope, documents),
  );
  return outcome.kind === 'done' && outcome.failures.length === 0 ? evidence : undefined;
}
