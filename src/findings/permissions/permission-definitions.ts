import { define, type FindingDefinitions } from '../definition.ts';
import { AWS_PAGE, IAM_GUIDE, SKY_CONFIG } from '../links.ts';

/** Findings about what the identity may do, and how that was found out. */
export const PERMISSION_FINDINGS = {
  'permissions-missing': define(
    'error',
    'Permissions are missing',
    `${AWS_PAGE}#minimal-iam-policy`,
    'No policy of this identity allows actions that SkyPilot needs. Adding the statement to a policy of the identity fixes it.',
    'The role of a permission set (AWSReservedSSO_…) cannot be edited in the account: the statement belongs into the permission set, which the administrators of IAM Identity Center manage.',
    'The inline policies of a user have at most 2,048 characters together, those of a role 10,240. Where `put-user-policy` or `put-role-policy` ends in LimitExceeded, make a managed policy of the file (`aws iam create-policy`) and attach it (`aws iam attach-user-policy`).',
  ),
  'permissions-blocked': define(
    'error',
    'Permissions are blocked by another layer of policies',
    `${IAM_GUIDE}/reference_policies_evaluation-logic.html`,
    'A policy of the organization, a permissions boundary, a session policy, the policy of a resource or an endpoint, an explicit deny or a condition stops the action. Adding a statement to the identity does not help: what stops it has to change.',
    'AWS names one layer only, even where several deny.',
  ),
  'launch-guardrail': define(
    'error',
    'A policy wants launches otherwise than SkyPilot makes them',
    `${SKY_CONFIG}#aws`,
    'This identity may launch, but not what SkyPilot launches: a policy looks at volumes (whether they are encrypted, their size and type), public addresses, tags, the instance type, spot or on demand, the image, the instance profile, the network or the metadata service. AWS named the condition, or skycheck tried the launch again with one of these changed; where SkyPilot has a setting for it, it was tried, too.',
    "Encryption, tags, addresses, the VPC and the role are settings of SkyPilot's configuration; size and tier of the disk, type, image and spot are settings of the task. The metadata service is always asked with tokens (IMDSv2); its hop limit SkyPilot never sets.",
  ),
  'launch-denied-in-regions': define(
    'warning',
    'This identity may not launch in some regions',
    `${AWS_PAGE}#minimal-iam-policy`,
    'SkyPilot tries region after region until a launch succeeds, so one region where this identity may launch is enough. Where a launch is denied it says so and goes on. skycheck tries other regions where the checked one denies the launch, and with several --region or with --all-regions.',
    'With `resources.infra: aws/REGION` in the task SkyPilot tries that region only.',
  ),
  'denied-without-reason': define(
    'error',
    'AWS denies something and does not say why',
    `${IAM_GUIDE}/troubleshoot_access-denied.html`,
    'AWS leaves the reason out where it does not know the caller well enough, and older services never give one. A missing statement is the most frequent reason; a policy of the organization, a session policy and the policy of an endpoint look the same.',
    'EC2 encodes the reason: with sts:DecodeAuthorizationMessage skycheck reads it.',
  ),
  'denied-without-mfa': define(
    'error',
    'A policy demands multi-factor authentication',
    `${IAM_GUIDE}/id_credentials_mfa_configure-api-require.html`,
    'A statement denies what is done without multi-factor authentication (aws:MultiFactorAuthPresent, aws:MultiFactorAuthAge). A long-term access key never has it: a session has to be started with a code (`aws sts get-session-token`), and its three values used in place of the key.',
    'Such a session ends after twelve hours unless another time was asked for; SkyPilot then needs a new one.',
  ),
  'access-key-quarantined': define(
    'error',
    'AWS found this access key in public and restricted it',
    'https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCompromisedKeyQuarantineV3.html',
    'AWS looks for access keys in public places. Where it finds one, it attaches the policy AWSCompromisedKeyQuarantine to its user, which denies launches and much else. This is no missing permission: whoever has seen the key can use it.',
    'Make a new key, delete the old one, look through CloudTrail for what was done with it, and detach the policy last.',
  ),
  'code-requirement-missing': define(
    'warning',
    "The policy on SkyPilot's AWS page is not enough",
    `${AWS_PAGE}#minimal-iam-policy`,
    "The policy on SkyPilot's AWS page does not contain these actions, but SkyPilot's code calls them. With the documented policy alone newer versions fail or lose something here.",
  ),
  'capability-undecided': define(
    'warning',
    'What was asked for could not be decided',
    `${IAM_GUIDE}/access_policies_testing-policies.html`,
    'Nothing that was asked for is denied, but some of what it needs could not be tested, so the check ends as undecided (exit status 3). It does not mean that a launch would fail.',
    'The finding lists what is open and why. `skycheck aws -vv` shows every permission with what is known of it.',
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
