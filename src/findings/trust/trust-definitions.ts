import { define, type FindingDefinitions } from '../definition.ts';
import { IAM_GUIDE } from '../links.ts';

const GITHUB_OIDC = 'https://docs.github.com/en/actions/reference/security/oidc';

/** Findings about trust policies of roles. */
export const TRUST_FINDINGS = {
  'trust-not-admitted': define(
    'error',
    'The trust policy does not admit this token',
    `${IAM_GUIDE}/id_roles_create_for-idp_oidc.html`,
    "AWS gives a role to a web identity where one statement of the role's trust policy names the provider of the token, allows sts:AssumeRoleWithWebIdentity, and has conditions that the token's claims fulfil, letter by letter.",
    'Most often the subject (sub) is another one than expected. GitHub names the environment of a job and not its branch; repositories made, renamed or transferred after 15 July 2026 have ids beside their names (repo:OWNER@ID/NAME@ID:…).',
  ),
  'trust-undecided': define(
    'warning',
    'Whether the trust policy admits this token is not known',
    `${IAM_GUIDE}/reference_policies_condition-keys.html`,
    'A statement has a condition on something else than the token, such as the address of the caller or the name of the session, or on a value that is filled in later.',
  ),
  'trust-too-open': define(
    'warning',
    'The trust policy admits more than it should',
    `${IAM_GUIDE}/id_roles_create_for-idp_oidc.html`,
    'GitHub, gitlab.com and others issue tokens to everybody. What keeps strangers out is the condition on the subject (sub): it should name the owner and the repository in full, and the branch, tag or environment.',
    'A pattern such as repo:acme* also fits the owner acme-evil, and repo:acme/infra* the repository infra-2.',
  ),
  'trust-refused-by-iam': define(
    'warning',
    'IAM refuses to save this trust policy',
    `${IAM_GUIDE}/id_roles_providers_oidc_secure-by-default.html`,
    'For issuers that serve many customers IAM demands that a trust policy compares the subject with StringEquals, StringEqualsIgnoreCase or StringLike, and with something narrower than "*". Roles that exist already keep working until their trust policy is changed.',
  ),
  'trust-token-expired': define(
    'info',
    'The token has expired',
    GITHUB_OIDC,
    'AWS does not accept it any more. A new token of the same job has the same claims but for its times, so the rest of the answer holds.',
  ),
} as const satisfies FindingDefinitions;
