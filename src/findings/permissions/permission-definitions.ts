import { define, type FindingDefinitions } from '../definition.ts';
import { AWS_PAGE, IAM_GUIDE } from '../links.ts';

/** Findings about what the identity may do, and how that was found out. */
export const PERMISSION_FINDINGS = {
  'permissions-missing': define(
    'error',
    'Permissions are missing',
    `${AWS_PAGE}#minimal-iam-policy`,
    'No policy of this identity allows actions that SkyPilot needs. Adding the statement to a policy of the identity mends it.',
  ),
  'permissions-blocked': define(
    'error',
    'Permissions are blocked by another layer of policies',
    `${IAM_GUIDE}/reference_policies_evaluation-logic.html`,
    'A service control policy, a permissions boundary, a session policy or an explicit deny stops the action. Adding a statement to the identity does not help: the layer itself has to change.',
  ),
  'code-requirement-missing': define(
    'warning',
    'SkyPilot calls more than its documented policy allows',
    `${AWS_PAGE}#minimal-iam-policy`,
    "The policy on SkyPilot's AWS page does not contain these actions, but SkyPilot's code calls them. With the documented policy alone newer versions fail or lose something here.",
  ),
  'dry-run-ignored': define(
    'error',
    'The endpoint does not respect dry runs',
    'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/CommonParameters.html',
    'skycheck asks EC2 what it would allow by calls with DryRun set, which EC2 always answers with an error and never carries out. This endpoint answered with success. AWS does not do that; some emulators of AWS ignore DryRun. What such an answer is about stays unknown.',
    'Use `--no-probe` with this endpoint.',
  ),
  'simulator-not-allowed': define(
    'warning',
    'This identity may not simulate its own permissions',
    `${IAM_GUIDE}/access_policies_testing-policies.html`,
    'IAM can tell what a principal may do (SimulatePrincipalPolicy), but this identity may not ask. What depends on it is unknown, which does not mean denied.',
    'The statement grants nothing but that question about itself.',
  ),
  'simulator-unavailable': define(
    'warning',
    'The policy simulator gave no complete answer',
    `${IAM_GUIDE}/access_policies_testing-policies.html`,
    'The endpoint has no simulator (as most emulators of AWS), or it failed. What depends on it is unknown, which does not mean denied.',
  ),
  'simulation-not-possible': define(
    'warning',
    'This kind of identity cannot be simulated',
    `${IAM_GUIDE}/access_policies_testing-policies.html`,
    'The policy simulator knows users and roles. The root user is not limited by IAM policies, but by service control policies where the account belongs to an organization; a federated session has at most the rights of its user.',
  ),
} as const satisfies FindingDefinitions;
