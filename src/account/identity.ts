/** Who the credentials belong to: asked of STS, and for a role of IAM too, since STS leaves the role's path out. */
import { type CallerPrincipal, parseArn, principalOfCaller } from '../aws/arn.ts';
import type { AwsFailure } from '../aws/aws-result.ts';
import type { AwsContext } from '../aws/context.ts';

export interface KnownIdentity {
  readonly userId: string;
  readonly account: string;
  readonly arn: string;
  readonly partition: string;
  readonly principal: CallerPrincipal;
  /** The ARN of the user or role, path included; undefined as long as it is not certain. */
  readonly principalArn: string | undefined;
  /** The ARNs that the principal may have, likeliest first; empty for one without policies of its own. */
  readonly principalCandidates: readonly string[];
}

export type IdentityFacts =
  | ({ readonly kind: 'known' } & KnownIdentity)
  | { readonly kind: 'failed'; readonly failure: AwsFailure }
  | { readonly kind: 'not-asked'; readonly reason: string };

/**
 * Asks AWS whose credentials these are.
 *
 * @param ssoRegion - the region of IAM Identity Center, where the profile names one
 */
export async function identify(aws: AwsContext, ssoRegion: string | undefined): Promise<IdentityFacts> {
  const { getCallerIdentity } = await import('../aws/sts.ts');
  const answer = await getCallerIdentity(aws);
  if (answer.kind === 'failed') return answer;
  const { userId, account, arn } = answer.value;
  const principal = principalOfCaller(arn, ssoRegion);
  const known = { userId, account, arn, partition: parseArn(arn)?.partition ?? 'aws', principal };
  switch (principal.kind) {
    case 'user':
      return { kind: 'known', ...known, principalArn: arn, principalCandidates: [arn] };
    case 'role-session':
      return { kind: 'known', ...known, ...(await findRole(aws, principal)) };
    default:
      return { kind: 'known', ...known, principalArn: undefined, principalCandidates: [] };
  }
}

/** The role's ARN as IAM knows it; where IAM may not be asked, the candidates. */
async function findRole(
  aws: AwsContext,
  principal: Extract<CallerPrincipal, { kind: 'role-session' }>,
): Promise<Pick<KnownIdentity, 'principalArn' | 'principalCandidates'>> {
  const { getRole } = await import('../aws/iam.ts');
  const role = await getRole(aws, principal.roleName);
  if (role.kind === 'ok') return { principalArn: role.value.arn, principalCandidates: [role.value.arn] };
  return { principalArn: undefined, principalCandidates: principal.roleArns };
}
