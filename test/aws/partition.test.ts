import { expect, test } from 'vitest';
import {
  isRegionNameAccepted,
  PARTITIONS,
  partitionById,
  partitionOfRegion,
} from '../../src/aws/partition.ts';

test.each([
  [undefined, 'aws'],
  ['us-east-1', 'aws'],
  ['mx-central-1', 'aws'],
  ['us-wst-2', 'aws'],
  ['cn-northwest-1', 'aws-cn'],
  ['us-gov-east-1', 'aws-us-gov'],
  ['us-iso-east-1', 'aws-iso'],
  ['us-isob-east-1', 'aws-iso-b'],
  ['eu-isoe-west-1', 'aws-iso-e'],
  ['us-isof-south-1', 'aws-iso-f'],
  ['eusc-de-east-1', 'aws-eusc'],
  ['aws-global', 'aws'],
  ['aws-cn-global', 'aws-cn'],
])('%s is in %s', (region, id) => expect(partitionOfRegion(region).id).toBe(id));

test('partitions are found by their id', () => {
  for (const partition of PARTITIONS) expect(partitionById(partition.id)).toBe(partition);
  expect(partitionById('aws-moon')).toBeUndefined();
});

test.each([
  ['us-east-1', true],
  ['us-wst-2', true],
  ['US-EAST-1', true],
  ['us west 2', false],
  ['-us', false],
  ['us-', false],
  ['123', false],
  ['a.b', false],
  ['x'.repeat(64), false],
])('boto3 takes the region name %s: %s', (name, accepted) =>
  expect(isRegionNameAccepted(name)).toBe(accepted),
);
