/** Who the credentials belong to: asked of STS, and for a role of IAM too, since STS leaves the role's path out. */
import { type CallerPrincipal, parseArn, principalOfCaller } from '../aws/arn.ts';
import type { AwsFailure } from '../aws/aws-result.ts';
import { type AwsContext, withRegion } from '../aws/context.ts';
import { partitionOfRegion } from '../aws-facts/partitions.ts';
import { isOptInRegion } from '../aws-facts/regions.ts';

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
  | {
      readonly kind: 'failed';
      readonly failure: AwsFailure;
      /** The region where AWS knows these credentials: the account has not enabled the one that was asked. */
      readonly knownIn?: string;
    }
  | { readonly kind: 'not-asked'; readonly reason: string };

/**
 * Asks AWS whose credentials these are.
 *
 * @param ssoRegion - the region of IAM Identity Center, where the profile names one
 */
export async function identify(aws: AwsContext, ssoRegion: string | undefined): Promise<IdentityFacts> {
  const { getCallerIdentity } = await import('../aws/sts.ts');
  const answer = await getCallerIdentity(aws);
  if (answer.kind === 'failed') return { ...answer, ...(await knownElsewhere(aws, answer.failure)) };
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

/**
 * STS of a region that the account has not enabled answers as to an access key that does not exist: where such a region
 * is asked, another one tells. Source: IAM User Guide, "Manage AWS STS in an AWS Region".
 */
async function knownElsewhere(aws: AwsContext, { kind }: AwsFailure): Promise<{ readonly knownIn?: string }> {
  if (kind !== 'invalid-access-key' || aws.region === undefined || !isOptInRegion(aws.region)) return {};
  const { getCallerIdentity } = await import('../aws/sts.ts');
  const { globalRegion } = partitionOfRegion(aws.region);
  const answer = await getCallerIdentity(withRegion(aws, globalRegion));
  return answer.kind === 'ok' ? { knownIn: globalRegion } : {};
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
