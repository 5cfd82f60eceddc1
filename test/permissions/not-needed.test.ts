import { describe, expect, it } from 'vitest';
import type { IamInstanceProfile, IamRole } from '../../src/aws/iam.ts';
import { notNeededEvidence } from '../../src/permissions/not-needed.ts';
import type { ReadResults } from '../../src/permissions/reads.ts';
import type { CapabilityId } from '../../src/skypilot/requirements.ts';
import { answered, LAUNCH_READS, launchIn, OWN_READS, readResults } from './fixtures.ts';

const ROLE: IamRole = { arn: 'arn:aws:iam::111122223333:role/inner', name: 'inner', path: '/' };
const profile = (...roles: readonly IamRole[]): IamInstanceProfile => ({
  arn: 'arn:aws:iam::111122223333:instance-profile/outer',
  name: 'outer',
  roles,
});

/** Nothing of SkyPilot's is there, so that every launch of the permissions needs all of them. */
const { permissions } = launchIn(LAUNCH_READS);

function allOf(capability: CapabilityId, reason: string): object {
  const ids = permissions.filter(
    ({ requirement }) => requirement.capability === capability && requirement.action !== 'ec2:RunInstances',
  );
  return Object.fromEntries(
    ids.map(({ id }) => [id, { kind: 'read', decision: 'likely', notNeeded: true, reason }]),
  );
}

const evidence = (of: ReadResults | undefined) => Object.fromEntries(notNeededEvidence(permissions, of));

describe('notNeededEvidence', () => {
  const withRole = allOf(
    'auto-role',
    'not needed: the instance profile outer exists, with the role inner in it',
  );
  const withSpot = allOf('spot', 'not needed: the service-linked role inner exists');

  it('is about something', () => {
    expect([Object.keys(withRole).length, Object.keys(withSpot).length]).toEqual([7, 1]);
  });

  it.each<[string, ReadResults | undefined, object]>([
    ['nothing was read', undefined, {}],
    ['nothing is there', readResults({}), {}],
    ['the profile holds no role', readResults({ getInstanceProfile: answered(profile()) }), {}],
    ['the role is there and no profile', readResults({ getRole: answered(ROLE) }), {}],
    ['the profile holds the role', readResults({ getInstanceProfile: answered(profile(ROLE)) }), withRole],
    ['the spot role is there', readResults({ getSpotRole: answered(ROLE) }), withSpot],
    [
      'all is there',
      readResults({ getInstanceProfile: answered(profile(ROLE)), getSpotRole: answered(ROLE) }),
      { ...withRole, ...withSpot },
    ],
  ])('where %s', (_title, read, expected) => {
    expect(evidence(read)).toEqual(expected);
  });

  it('infers from the launch what it does without, read or not', () => {
    const own = launchIn(OWN_READS);
    const group = own.launch.group.name;
    const inferred = (reason: string) => ({ kind: 'inferred', decision: 'likely', notNeeded: true, reason });
    const there = inferred(`not needed: the security group ${group} is in the VPC already`);
    const rules = inferred(`not needed: the security group ${group} has its rules already`);
    expect(Object.fromEntries(notNeededEvidence(own.permissions, undefined))).toEqual({
      'compute/ec2:CreateSecurityGroup@vpc': there,
      'compute/ec2:CreateSecurityGroup@security-group': there,
      'compute/ec2:CreateTags#security-group@security-group': there,
      'compute/ec2:AuthorizeSecurityGroupIngress@security-group': rules,
    });
  });
});
