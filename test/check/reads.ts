import type { AwsFailure } from '../../src/aws/aws-result.ts';
import type { ReadResults } from '../../src/permissions/reads.ts';
import { ACCOUNT, failureOf } from '../findings/facts-of.ts';

export function failed(failure: AwsFailure): { readonly kind: 'failed'; readonly failure: AwsFailure } {
  return { kind: 'failed', failure };
}

export function ok<T>(value: T): { readonly kind: 'ok'; readonly value: T } {
  return { kind: 'ok', value };
}

export const NOT_FOUND = failed(failureOf('not-found', 'NoSuchEntity', { service: 'iam' }));
export const THROTTLED = failed(failureOf('throttled', 'Throttling', { service: 'ec2' }));

/** The regions that an account has enabled. */
export function enabledRegions(...names: readonly string[]): ReadResults['describeRegions'] {
  return ok(names.map((name) => ({ name, optInStatus: undefined })));
}

const ROLE = { arn: `arn:aws:iam::${ACCOUNT}:role/team/sky`, name: 'sky', path: '/team/' };

/** An instance profile with a role in it, or with none. */
export function instanceProfile(roles: readonly (typeof ROLE)[] = [ROLE]): ReadResults['getInstanceProfile'] {
  return ok({ arn: `arn:aws:iam::${ACCOUNT}:instance-profile/nodes/sky`, name: 'sky', roles });
}

/** Reads that were throttled, but for those that a test gives. */
export function readsOf(changes: Partial<ReadResults> = {}): ReadResults {
  return {
    listBuckets: THROTTLED,
    describeRegions: THROTTLED,
    describeAvailabilityZones: THROTTLED,
    describeInstances: THROTTLED,
    describeSkyImage: undefined,
    describeNamedImages: undefined,
    describeImages: THROTTLED,
    describeInstanceTypes: THROTTLED,
    describeInstanceTypeOfferings: THROTTLED,
    describeSubnets: THROTTLED,
    describeVpcs: THROTTLED,
    describeRouteTables: THROTTLED,
    describeSecurityGroups: THROTTLED,
    describeCapacityReservations: THROTTLED,
    getRole: THROTTLED,
    getInstanceProfile: THROTTLED,
    getSpotRole: THROTTLED,
    ...changes,
  };
}
