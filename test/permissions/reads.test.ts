import { describe, expect, it } from 'vitest';
import type { AwsResult } from '../../src/aws/aws-result.ts';
import { evidenceOfRead } from '../../src/permissions/read-evidence.ts';
import {
  ec2Answered,
  enabledBySkyCheck,
  evidenceOfReads,
  type ReadResults,
  unansweredReads,
} from '../../src/permissions/reads.ts';
import { answered, failed, PERMISSIONS, readResults } from './fixtures.ts';

describe('what the reads prove', () => {
  it('is nothing where none were made', () => {
    expect(evidenceOfReads(undefined, PERMISSIONS)).toEqual(new Map());
  });

  it('is each the action that it is, and nothing else', () => {
    const names = Object.keys(readResults()) as (keyof ReadResults)[];
    const reads = Object.fromEntries(names.map((name) => [name, failed('denied', name)]));
    const evidence = evidenceOfReads(readResults(reads), PERMISSIONS);
    const told = [...evidence].map(([id]) => id).sort();
    // Every permission to look at something that SkyPilot looks at in a launch, and none that changes anything.
    const looked = PERMISSIONS.filter(({ requirement: { action, capability } }) => {
      const isRead = /^(ec2:Describe|iam:Get|s3:ListAllMyBuckets)/.test(action);
      return isRead && (capability !== 'auto-role' || action === 'iam:GetRole');
    });
    expect(told).toEqual(looked.map(({ id }) => id).sort());
  });

  it.each<[keyof ReadResults, readonly string[]]>([
    ['listBuckets', ['storage/s3:ListAllMyBuckets@any']],
    ['describeRegions', ['compute/ec2:DescribeRegions@any']],
    ['describeAvailabilityZones', ['compute/ec2:DescribeAvailabilityZones@any']],
    ['describeInstances', ['compute/ec2:DescribeInstances@any']],
    ['describeImages', ['compute/ec2:DescribeImages@any']],
    ['describeSkyImage', []],
    ['describeInstanceTypes', ['compute/ec2:DescribeInstanceTypes@any', 'efa/ec2:DescribeInstanceTypes@any']],
    ['describeInstanceTypeOfferings', []],
    ['describeSubnets', ['compute/ec2:DescribeSubnets@any']],
    ['describeVpcs', ['compute/ec2:DescribeVpcs@any']],
    ['describeRouteTables', ['compute/ec2:DescribeRouteTables@any']],
    ['describeSecurityGroups', ['compute/ec2:DescribeSecurityGroups@any']],
    [
      'describeCapacityReservations',
      ['compute/ec2:DescribeCapacityReservations@any', 'reservations/ec2:DescribeCapacityReservations@any'],
    ],
    ['getRole', ['compute/iam:GetRole@role', 'auto-role/iam:GetRole@role']],
    ['getInstanceProfile', ['compute/iam:GetInstanceProfile@instance-profile']],
    ['getSpotRole', []],
  ])('by %s is of %j', (name, ids) => {
    const denied = failed('denied', 'AccessDenied');
    const evidence = evidenceOfReads(readResults({ [name]: denied }), PERMISSIONS);
    const refused = [...evidence].filter(([, { decision }]) => decision === 'denied');
    expect(refused).toEqual(ids.map((id) => [id, evidenceOfRead(denied)]));
  });
});

describe('reads without an answer', () => {
  it.each<[string, Partial<ReadResults> | undefined, readonly string[]]>([
    ['none were made', undefined, []],
    ['one is not made', { describeSkyImage: undefined }, []],
    ['all are answered', { listBuckets: answered({ count: 0, names: [] }) }, []],
    ['some are denied or not found', { listBuckets: failed('denied', 'AccessDenied') }, []],
    [
      'some fail',
      { listBuckets: failed('network', 'ECONNRESET'), getSpotRole: failed('throttled', 'Throttling') },
      ['ECONNRESET', 'Throttling'],
    ],
    [
      'an endpoint does not know what SkyPilot needs',
      { describeVpcs: failed('unsupported-operation', 'A'), getRole: failed('unsupported-operation', 'B') },
      ['A', 'B'],
    ],
    [
      'an endpoint does not know what only helps',
      {
        getSpotRole: failed('unsupported-operation', 'A'),
        describeInstanceTypeOfferings: failed('unsupported-operation', 'B'),
        describeSkyImage: failed('unsupported-operation', 'C'),
      },
      [],
    ],
  ])('where %s', (_title, reads, codes) => {
    const results = reads === undefined ? undefined : readResults(reads);
    expect(
      unansweredReads(results)
        .map(({ code }) => code)
        .sort(),
    ).toEqual(codes);
  });
});

const NO_EC2: Partial<ReadResults> = Object.fromEntries(
  Object.keys(readResults())
    .filter((name) => name.startsWith('describe'))
    .map((name) => [name, failed('network', 'ECONNRESET')]),
);

it.each<[string, Partial<ReadResults>, boolean]>([
  ['describes something', { describeVpcs: answered({ Vpcs: [] }) }, true],
  ['answers nothing, and others do', { listBuckets: answered({ count: 0, names: [] }) }, false],
  ['was not asked for an image', { describeSkyImage: undefined }, false],
])('EC2 %s', (_title, reads, expected) => {
  expect(ec2Answered(readResults({ ...NO_EC2, ...reads }))).toBe(expected);
});

describe('what sky check enables', () => {
  const ok = answered([]);
  const buckets = answered({ count: 0, names: [] });
  const denied = failed('denied', 'AccessDenied');
  it.each<[Partial<ReadResults> | undefined, readonly AwsResult<unknown>[], readonly string[]]>([
    [undefined, [ok], []],
    [{}, [], []],
    [{ describeRegions: ok }, [], []],
    [{ describeRegions: ok }, [denied, denied], []],
    [{ describeRegions: ok }, [denied, ok], ['compute']],
    [{ describeRegions: ok, describeAvailabilityZones: ok }, [denied], ['compute']],
    [{ describeAvailabilityZones: ok }, [ok], []],
    [{ listBuckets: buckets }, [], ['storage']],
    [
      { listBuckets: buckets, describeRegions: ok, describeAvailabilityZones: ok },
      [],
      ['compute', 'storage'],
    ],
  ])('of %j and zones %j', (reads, zones, capabilities) => {
    expect(enabledBySkyCheck(reads === undefined ? undefined : readResults(reads), zones)).toEqual(
      capabilities,
    );
  });
});
