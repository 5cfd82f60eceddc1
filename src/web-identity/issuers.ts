/** Who issues web identity tokens, and what AWS knows of them. */

export type IssuerKind = 'github' | 'gitlab' | 'eks' | 'kubernetes' | 'other';

const GITHUB_HOST = 'token.actions.githubusercontent.com';
export const GITHUB_ISSUER = `https://${GITHUB_HOST}`;

/** The audience that `aws-actions/configure-aws-credentials` and Kubernetes ask for. */
export const STS_AUDIENCE = 'sts.amazonaws.com';

/**
 * What an issuer is called in ARNs of providers and in condition keys: its URL without the scheme.
 *
 * Source: IAM User Guide, "Create an OpenID Connect (OIDC) identity provider in IAM".
 */
export function providerHost(issuer: string): string {
  return issuer
    .trim()
    .replace(/^https:\/\//i, '')
    .replace(/\/+$/, '');
}

/** Providers that IAM knows by itself: they are named by their host, without an ARN. */
const BUILT_IN: readonly string[] = [
  'accounts.google.com',
  'cognito-identity.amazonaws.com',
  'graph.facebook.com',
  'www.amazon.com',
];

/** The principal that a trust policy names for an issuer. */
export function providerPrincipal(host: string, partition: string, account: string): string {
  return BUILT_IN.includes(host) ? host : `arn:${partition}:iam::${account}:oidc-provider/${host}`;
}

/** The kind of an issuer, by its host and path. Source: the issuers' own documentation of OpenID Connect. */
export function issuerKind(host: string): IssuerKind {
  if (isGithub(host)) return 'github';
  if (host === 'gitlab.com' || /^gitlab\./.test(host)) return 'gitlab';
  if (/^oidc\.eks\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\/id\//.test(host)) return 'eks';
  return /^(kubernetes\.default|oidc-discovery)/.test(host) ? 'kubernetes' : 'other';
}

/** GitHub itself, an enterprise with an issuer of its own, or GHE.com. */
function isGithub(host: string): boolean {
  return host === GITHUB_HOST || host.startsWith(`${GITHUB_HOST}/`) || isGheCom(host);
}

function isGheCom(host: string): boolean {
  return /^token\.actions\.[a-z0-9-]+\.ghe\.com(\/|$)/.test(host);
}

const ISSUER_NAMES: Readonly<Record<IssuerKind, string | undefined>> = {
  github: 'GitHub Actions',
  gitlab: 'GitLab CI',
  eks: 'Amazon EKS',
  kubernetes: 'Kubernetes',
  other: undefined,
};

/** `GitHub Actions`, or the host where it is nobody well known. */
export function issuerName(host: string): string {
  return ISSUER_NAMES[issuerKind(host)] ?? host;
}

/** Source: IAM User Guide, "Available keys for AWS OIDC federation". */
const CLAIMS_OF_ANYONE: readonly string[] = ['amr', 'aud', 'email', 'oaud', 'sub'];

/** Source: Service Authorization Reference, sts:AssumeRoleWithWebIdentity. */
const CLAIMS_OF: Readonly<Partial<Record<IssuerKind, readonly string[]>>> = {
  github: [
    'actor',
    'actor_id',
    'enterprise_id',
    'environment',
    'job_workflow_ref',
    'ref',
    'repository',
    'repository_id',
    'repository_owner_id',
    'workflow',
  ],
  gitlab: [
    'namespace_id',
    'pipeline_source',
    'project_id',
    'ref_protected',
    'runner_environment',
    'user_access_level',
    'user_id',
    'user_login',
  ],
};

/** The claims of an issuer that AWS can compare; a condition on any other never holds. */
export function comparableClaims(host: string): readonly string[] {
  return [...CLAIMS_OF_ANYONE, ...(CLAIMS_OF[issuerKind(host)] ?? [])];
}

/**
 * The claims of which a trust policy has to compare one, where an issuer serves many customers: IAM saves no trust
 * policy without. Empty for an issuer of one organization.
 *
 * Source: IAM User Guide, "Identity-provider controls for shared OIDC providers"; for `job_workflow_ref`, IAM's answer.
 */
export function requiredClaims(host: string): readonly string[] {
  if (isGithub(host)) return ['sub', 'job_workflow_ref'];
  return REQUIRED.find(([shared]) => shared === host)?.[1] ?? [];
}

const REQUIRED: readonly (readonly [host: string, claims: readonly string[]])[] = [
  ['agent.buildkite.com', ['sub']],
  ['api.pulumi.com/oidc', ['aud']],
  ['app.terraform.io', ['sub']],
  ['cognito-identity.amazonaws.com', ['aud']],
  ['gitlab.com', ['sub']],
  ['oidc-configuration.audit-log.githubusercontent.com', ['sub']],
  ['oidc.codefresh.io', ['sub']],
  ['oidc.vercel.com', ['aud']],
  ['proidc.upbound.io', ['sub']],
  ['scalr.io', ['sub']],
  ['studio.datachain.ai/api', ['sub']],
  ['tokens.cloud.shisho.dev', ['sub']],
  ['vstoken.actions.githubusercontent.com', ['sub']],
];
