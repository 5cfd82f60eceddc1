import type { AwsFailure, AwsResult, FailureKind } from '../../src/aws/aws-result.ts';
import type { Denial } from '../../src/aws/denial/denial.ts';
import type { RequiredPermission } from '../../src/permissions/decision.ts';
import type { ProbeTargets } from '../../src/permissions/probe-targets.ts';
import { expandPermissions } from '../../src/permissions/required-permissions.ts';

const SCOPE = { partition: 'aws', region: 'us-east-1', account: '111122223333', role: 'skypilot-v1' };
export const NEEDS: readonly RequiredPermission[] = expandPermissions(SCOPE);

export const TARGETS: ProbeTargets = {
  image: { id: 'ami-0aaaaaaaaaaaaaaaa', rootDevice: '/dev/xvda' },
  instanceType: 't3.micro',
  subnetId: 'subnet-0aaaaaaaaaaaaaaaa',
  vpcId: 'vpc-0aaaaaaaaaaaaaaaa',
  securityGroupId: 'sg-0aaaaaaaaaaaaaaaa',
};

type Failed = Extract<AwsResult<never>, { kind: 'failed' }>;

export const SUCCESS = { kind: 'ok', value: 'would-succeed' } as const;

export function failed(kind: FailureKind, code: string, rest: Partial<AwsFailure> = {}): Failed {
  return { kind: 'failed', failure: { kind, code, message: code, service: 'ec2', operation: 'X', ...rest } };
}

/** EC2's refusal, with what its text names. */
export function refused(
  denial: Denial = { cause: { kind: 'not-told' } },
  rest: Partial<AwsFailure> = {},
): Failed {
  return failed('denied', 'UnauthorizedOperation', { denial, ...rest });
}

export function arn(resource: string): string {
  return `arn:aws:ec2:us-east-1:111122223333:${resource}`;
}
