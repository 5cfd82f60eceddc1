/** The role and the instance profile of SkyPilot's instances: what is there, and whether EC2 may use it. */

import type { AwsResult } from '../aws/aws-result.ts';
import type { IamInstanceProfile, IamRole } from '../aws/iam.ts';
import { parsePolicyDocument } from '../iam/parse-policy.ts';
import { trustOfService } from '../iam/trust-policy.ts';

export type Existence = 'exists' | 'missing' | 'unknown';

export interface RoleReadiness {
  readonly profile: Existence;
  readonly role: Existence;
  /** Whether the profile holds a role; false as well where there is no profile. */
  readonly profileHoldsRole: boolean;
  /** The ARN of the role that instances get. */
  readonly arn: string | undefined;
  /** Where the role and the profile are in IAM, where that is known. */
  readonly rolePath: string | undefined;
  readonly profilePath: string | undefined;
  /** Whether the role's trust policy lets EC2 assume it. */
  readonly trust: 'admitted' | 'refused' | 'unknown';
}

/** Nobody asked. */
export const UNKNOWN_ROLE: RoleReadiness = {
  profile: 'unknown',
  role: 'unknown',
  profileHoldsRole: false,
  arn: undefined,
  rolePath: undefined,
  profilePath: undefined,
  trust: 'unknown',
};

/** The names that EC2 goes by, in China too. Source: IAM User Guide, "AWS service principals". */
const EC2 = ['ec2.amazonaws.com', 'ec2.amazonaws.com.cn'];

/** Pure: what the two lookups found. The role that instances get is the one in the profile. */
export function roleReadiness(
  instanceProfile: AwsResult<IamInstanceProfile>,
  lookedUp: AwsResult<IamRole>,
): RoleReadiness {
  const [held] = instanceProfile.kind === 'ok' ? instanceProfile.value.roles : [];
  const role = held ?? (lookedUp.kind === 'ok' ? lookedUp.value : undefined);
  return {
    profile: existenceOf(instanceProfile),
    role: role === undefined ? existenceOf(lookedUp) : 'exists',
    profileHoldsRole: held !== undefined,
    arn: role?.arn,
    rolePath: role?.path,
    profilePath: instanceProfile.kind === 'ok' ? pathIn(instanceProfile.value.arn) : undefined,
    trust: trustOf(role?.assumeRolePolicyDocument ?? sameRole(lookedUp, role)?.assumeRolePolicyDocument),
  };
}

/** `/path/` of `arn:aws:iam::111122223333:instance-profile/path/name`. */
function pathIn(arn: string): string {
  const resource = arn.split(':').slice(5).join(':');
  return resource.slice(resource.indexOf('/'), resource.lastIndexOf('/') + 1);
}

function existenceOf(result: AwsResult<unknown>): Existence {
  if (result.kind === 'ok') return 'exists';
  return result.failure.kind === 'not-found' ? 'missing' : 'unknown';
}

function sameRole(lookedUp: AwsResult<IamRole>, role: IamRole | undefined): IamRole | undefined {
  return lookedUp.kind === 'ok' && lookedUp.value.arn === role?.arn ? lookedUp.value : undefined;
}

function trustOf(document: string | undefined): RoleReadiness['trust'] {
  if (document === undefined) return 'unknown';
  const parsed = parsePolicyDocument(document, { usage: 'trust' });
  return parsed.kind === 'parsed' ? trustOfService(parsed.document, EC2).kind : 'unknown';
}
