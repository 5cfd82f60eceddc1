import {
  type GeneratedPolicy,
  type PolicyScope,
  type PolicyStatement,
  policyFor,
} from './policy-document.ts';
import type { CapabilityId } from './requirements.ts';

/**
 * What the role of the instances is for: buckets, and for autostop and controllers other instances.
 *
 * Source: SkyPilot AWS page, "Minimal permissions" ("read/write S3 buckets or create other EC2 nodes").
 */
export const ROLE_CAPABILITIES: readonly CapabilityId[] = ['compute', 'spot', 'storage'];

/**
 * The policy for the role of SkyPilot's instances. Controllers launch with it, so with `compute` it may look itself
 * up and pass itself on, as the user may.
 *
 * Source: SkyPilot AWS page, "Create the internal IAM role for SkyPilot" (the user's policy can be used again);
 * skypilot issue #3366, PR #3668.
 */
export function rolePolicyFor(
  capabilities: readonly CapabilityId[],
  scope: PolicyScope,
  documentedOnly: boolean,
): GeneratedPolicy {
  const policy = policyFor(capabilities, scope, documentedOnly);
  if (!capabilities.includes('ssm')) return policy;
  return { ...policy, Statement: [...policy.Statement, SSM_AGENT] };
}

/** What the agent on an instance needs. Source: Systems Manager User Guide, "Add Session Manager permissions to an existing IAM role". */
const SSM_AGENT: PolicyStatement = {
  Sid: 'RunSsmAgent',
  Effect: 'Allow',
  Action: [
    'ssm:UpdateInstanceInformation',
    'ssmmessages:CreateControlChannel',
    'ssmmessages:CreateDataChannel',
    'ssmmessages:OpenControlChannel',
    'ssmmessages:OpenDataChannel',
  ],
  Resource: '*',
};
