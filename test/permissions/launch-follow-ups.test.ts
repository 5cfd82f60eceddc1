import { describe, expect, it } from 'vitest';
import type { AwsFailure } from '../../src/aws/aws-result.ts';
import type { Denial } from '../../src/aws/denial/denial.ts';
import { planDryRuns } from '../../src/permissions/dry-run-plan.ts';
import { launchFollowUps } from '../../src/permissions/launch-follow-ups.ts';
import { arn, failed, launchIn, OWN_READS, refused } from './fixtures.ts';

/** With an instance profile, and without. */
function plannedLaunch(hasProfile: boolean) {
  const { permissions, launch, objects } = launchIn(OWN_READS);
  const names = objects.names && { ...objects.names, ...(hasProfile ? {} : { profileArn: undefined }) };
  const planned = planDryRuns(permissions, launch, { ...objects, names }).launch;
  if (planned === undefined) throw new Error('no launch');
  return planned;
}

const [withProfile, withoutProfile] = [plannedLaunch(true), plannedLaunch(false)];

const denied = (action: string, resource?: string): AwsFailure => {
  const denial: Denial = { action, cause: { kind: 'unexplained' }, ...(resource ? { resource } : {}) };
  return refused(denial).failure;
};

/** AWS named the statement that denies. */
const explained = (resource: string, ...keys: readonly string[]): AwsFailure =>
  refused({
    action: 'ec2:RunInstances',
    resource: arn(resource),
    cause: {
      kind: 'explicit-deny',
      statements: [{ conditions: keys.map((key) => ({ key, values: [] })), resources: ['*'] }],
    },
  }).failure;

const PROFILE = 'without an instance profile';
const TAGS = 'without tags';
const BOTH = 'without tags and without an instance profile';
const ENCRYPTED = 'with an encrypted volume';
const SMALL = 'of a t3.micro';
const VOLUME = 'with a volume of 50 GiB';
const ALL = [
  ENCRYPTED,
  'without a public address',
  TAGS,
  SMALL,
  'of a m5.large',
  'with a metadata hop limit of 1',
  VOLUME,
  'of a spot instance',
];

const cases: readonly (readonly [string, AwsFailure, readonly string[], readonly string[]])[] = [
  [
    'tags on volumes',
    denied('ec2:CreateTags', arn('volume/*')),
    ['without tags on volumes', TAGS, BOTH],
    ['without tags on volumes', TAGS],
  ],
  ['tags on instances', denied('EC2:createtags', arn('instance/*')), [TAGS, BOTH], [TAGS]],
  ['tags on something', denied('ec2:CreateTags'), [TAGS, BOTH], [TAGS]],
  ['the role', denied('iam:PassRole', 'arn:aws:iam::111122223333:role/r'), [PROFILE, BOTH], [PROFILE, BOTH]],
  [
    'the launch on a volume',
    denied('ec2:RunInstances', arn('volume/*')),
    [ENCRYPTED, TAGS, VOLUME],
    [ENCRYPTED, TAGS, VOLUME],
  ],
  [
    'the launch on a volume, by a condition',
    explained('volume/*', 'ec2:Encrypted'),
    [ENCRYPTED],
    [ENCRYPTED],
  ],
  [
    'the launch on a volume, by two',
    explained('volume/*', 'ec2:VolumeSize', 'ec2:Encrypted'),
    [VOLUME, ENCRYPTED],
    [VOLUME, ENCRYPTED],
  ],
  ['the launch, by a condition on the caller', explained('instance/*', 'aws:PrincipalArn'), [], []],
  ['the launch, without a condition', explained('instance/*'), [], []],
  [
    'the launch, by its tags',
    explained('instance/*', 'aws:RequestTag/Owner'),
    ['with the tag Owner', TAGS],
    ['with the tag Owner', TAGS],
  ],
  ['the launch on a subnet', denied('ec2:RunInstances', arn('subnet/*')), [], []],
  ['the launch on something', denied('ec2:RunInstances'), ALL, ALL],
  ['something', refused().failure, [TAGS, PROFILE, ...ALL], [TAGS, ...ALL]],
  [
    'what AWS says nothing of',
    failed('denied', 'UnauthorizedOperation').failure,
    [TAGS, PROFILE, ...ALL],
    [TAGS, ...ALL],
  ],
  ['something else', denied('kms:CreateGrant'), [], []],
  ['no such profile', failed('other', 'InvalidParameterValue').failure, [PROFILE], []],
  ['no such profile, and denied', failed('denied', 'InvalidParameterValue').failure, [PROFILE], []],
  ...[
    'VcpuLimitExceeded',
    'InstanceLimitExceeded',
    'MaxSpotInstanceCountExceeded',
    'Unsupported',
    'InsufficientInstanceCapacity',
  ].map((code) => [code, failed('other', code).failure, [SMALL], [SMALL]] as const),
  ['InvalidSubnetID.NotFound', failed('not-found', 'InvalidSubnetID.NotFound').failure, [], []],
  ['NotInsufficient', failed('other', 'CapacityInsufficient').failure, [], []],
];

describe('after a launch that ended over', () => {
  it.each(cases)('%s', (_title, failure, expected, without) => {
    const followed = [withProfile, withoutProfile].map((launch) =>
      launchFollowUps(launch, failure).map(({ what }) => what.replace(/^RunInstances /, '')),
    );
    expect(followed).toEqual([expected, without]);
  });
});
