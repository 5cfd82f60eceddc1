import { failureText } from '../../aws/failure-text.ts';
import { denialReason, layerOfDenial, UNEXPLAINED } from '../../permissions/denial-layer.ts';
import { whomToAsk } from '../../permissions/obstacles.ts';
import type { Facts } from '../facts.ts';
import { type Finding, finding } from '../finding.ts';
import { ask, type FixStep, statementStep } from '../fix-step.ts';
import { capabilityFindings } from './capability-rules.ts';
import { whoAdds } from './denial-rules.ts';
import { deniedIdentity } from './denied-identity.ts';
import { labelsOf } from './label-steps.ts';
import { launchFindings } from './launch-rules.ts';

/** Findings about what the identity may do. */
export function permissionFindings(facts: Facts): readonly Finding[] {
  return [
    ...ignoredDryRuns(facts),
    ...launchFindings(facts),
    ...capabilityFindings({
      capabilities: facts.capabilities,
      asked: facts.asked,
      lacking: 'no policy of this identity',
      identity: deniedIdentity(facts),
      guarded: guardedAction(facts),
      labels: labelsOf(facts),
    }),
    ...simulator(facts),
  ];
}

function guardedAction({ dryRuns }: Facts): string | undefined {
  const guardrail = dryRuns.kind === 'done' ? dryRuns.guardrail : undefined;
  return guardrail === undefined ? undefined : (guardrail.denial.action ?? 'ec2:RunInstances');
}

function ignoredDryRuns({ dryRuns }: Facts): readonly Finding[] {
  const [first] = dryRuns.kind === 'done' ? dryRuns.carriedOut : [];
  if (first === undefined) return [];
  return [
    finding('dry-run-ignored', {
      detail: `The endpoint${first.host === undefined ? '' : ` ${first.host}`} answered a dry run of ${first.operation} as if it had carried it out. skycheck sent no further dry runs; look whether something was made, and take it away.`,
    }),
  ];
}

function simulator(facts: Facts): readonly Finding[] {
  const { simulation, capabilities, asked } = facts;
  const undecided = capabilities.some(
    ({ id, core, status }) => (core || asked.includes(id)) && status === 'unknown',
  );
  switch (simulation.kind) {
    case 'not-allowed':
      return [
        finding('simulator-not-allowed', {
          severity: undecided ? 'warning' : 'info',
          detail: `${simulation.principalArn} may not call iam:SimulatePrincipalPolicy on itself, so skycheck cannot ask IAM what it may do (${denialReason(simulation.failure.denial ?? UNEXPLAINED)}). What was not proven otherwise is unknown, not denied.`,
          fix: simulatorSteps(facts, simulation),
        }),
      ];
    case 'unsupported':
      return [
        finding('simulator-unavailable', {
          detail: `This endpoint has no policy simulator (${simulation.failure.code}). What was not proven otherwise is unknown, not denied.`,
        }),
      ];
    case 'principal-not-found':
      return [
        finding('simulator-unavailable', {
          detail: `IAM knows none of the ARNs that this role may have (${simulation.candidates.join(', ')}), and this identity may not look it up. What was not proven otherwise is unknown, not denied.`,
        }),
      ];
    case 'done': {
      const [first] = simulation.failures;
      if (first === undefined) return [];
      return [
        finding('simulator-unavailable', {
          detail: `${simulation.failures.length} of the simulator's answers failed: ${failureText(first).replace(/[.\s]+$/, '')}. What was not proven otherwise is unknown, not denied.`,
        }),
      ];
    }
    case 'not-tried':
      return facts.identity.kind === 'known' && isNotSimulatable(facts)
        ? [finding('simulation-not-possible', { detail: simulation.reason })]
        : [];
  }
}

/** A statement helps only where none is what lacks. */
function simulatorSteps(
  facts: Facts,
  { principalArn, failure }: Extract<Facts['simulation'], { kind: 'not-allowed' }>,
): readonly FixStep[] {
  const layer = layerOfDenial(failure.denial ?? UNEXPLAINED);
  if (layer !== 'no-allow' && layer !== 'unknown')
    return [ask(whomToAsk(layer), `allow iam:SimulatePrincipalPolicy to ${principalArn}.`)];
  return [
    ...whoAdds(deniedIdentity(facts)),
    statementStep([{ Effect: 'Allow', Action: 'iam:SimulatePrincipalPolicy', Resource: principalArn }]),
  ];
}

function isNotSimulatable({ identity }: Facts): boolean {
  return (
    identity.kind === 'known' &&
    identity.principal.kind !== 'user' &&
    identity.principal.kind !== 'role-session'
  );
}
