import { define, type FindingDefinitions } from '../definition.ts';
import { AWS_PAGE, IAM_GUIDE } from '../links.ts';

/** Findings about policy documents. */
export const POLICY_FINDINGS = {
  'policy-account-misspelt': define(
    'error',
    'A resource of a policy names something else than an account',
    `${AWS_PAGE}#minimal-iam-policy`,
    "The part of an ARN that is for the account holds no account number, so the statement covers nothing. Most often the placeholder <account-ID-without-hyphens> of SkyPilot's AWS page was not replaced, or the number has hyphens.",
    '`skycheck policy generate` fills the number in.',
  ),
  'policy-action-unknown': define(
    'warning',
    'A policy names an action that does not exist',
    `${IAM_GUIDE}/reference_policies_actions-resources-contextkeys.html`,
    'IAM takes any name when a policy is made, so a typing error is not noticed until something is denied. A statement about an unknown action covers nothing.',
    'skycheck knows the actions of the services that SkyPilot uses, and the names of all services. An action that is newer than skycheck is reported, too.',
  ),
  'policy-operator-unknown': define(
    'warning',
    'A policy has a condition operator that IAM does not know',
    `${IAM_GUIDE}/reference_policies_elements_condition_operators.html`,
    'IAM refuses to make such a policy. Operators are spelled with capitals as in StringEquals. What hangs on the statement is unknown.',
  ),
  'policy-document-unusual': define(
    'warning',
    'A policy has something that hardly anyone means',
    `${IAM_GUIDE}/reference_policies_grammar.html`,
    'The document can be read, but IAM refuses part of it, or it does not mean what it seems to: without Version 2012-10-17, for example, policy variables are plain text.',
  ),
  'policy-too-large': define(
    'warning',
    'A policy is too large for IAM',
    `${IAM_GUIDE}/reference_iam-quotas.html`,
    'A managed policy may have 6,144 characters, white space aside; the inline policies of a user 2,048, of a group 5,120 and of a role 10,240 altogether.',
  ),
  'policy-value-not-known-yet': define(
    'warning',
    'A policy depends on values that are filled in later',
    'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html',
    'The template or plan holds parameters or attributes that are known only when it is deployed. Account, region and partition are filled in; what hangs on the others is unknown, which does not mean denied.',
    'For Terraform, the JSON of the state after applying has all values.',
  ),
  'policy-condition-undecided': define(
    'warning',
    'Policies have conditions that are decided only by a real request',
    `${IAM_GUIDE}/reference_policies_condition-keys.html`,
    'Whether a statement applies depends on something that documents alone do not tell, such as the region, tags, or how the person has logged in. What hangs on it is unknown, which does not mean denied.',
    '--region tells the region. `skycheck aws` asks AWS with the real identity.',
  ),
  'policy-decided-by-launch': define(
    'info',
    'Part of the policies hangs on what SkyPilot launches',
    `${AWS_PAGE}#minimal-iam-policy`,
    "A statement has conditions on the instance type, the metadata service, the volume, the public address or the tags of a launch. `policy check` evaluates it for the launch that SkyPilot's configuration here makes, with --config, --instance-type and --spot; with others, or for a task, it may come out otherwise.",
  ),
  'policies-taken-together': define(
    'info',
    'Several policies of one file are taken together',
    `${IAM_GUIDE}/access_policies_managed-vs-inline.html`,
    'skycheck evaluates all policies of a file as if they were attached to one identity. Where they belong to different ones, none of these may be allowed all of it.',
    'To check one of them, give it in a file of its own.',
  ),
  'policy-account-unknown': define(
    'info',
    'No account is named',
    `${IAM_GUIDE}/reference-arns.html`,
    "Neither --account nor an ARN of the policies tells the account, so resources are shown with the account number of AWS's examples. Conditions on the account are undecided.",
  ),
  'scp-default-assumed': define(
    'info',
    'FullAWSAccess is assumed beside a service control policy that only denies',
    'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html',
    'An account may do only what every level of the organization allows. AWS attaches the policy FullAWSAccess to every level, and policies that only deny are meant to be beside it.',
  ),
} as const satisfies FindingDefinitions;
