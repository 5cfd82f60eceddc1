import { expect, test } from 'vitest';
import { partitionOfRegion } from '../../src/aws-facts/partitions.ts';
import { isRegionNameAccepted, KNOWN_REGIONS } from '../../src/aws-facts/regions.ts';

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

test('every known region fits the pattern of its partition', () => {
  for (const region of KNOWN_REGIONS) {
    expect(partitionOfRegion(region).regionPattern.test(region), region).toBe(true);
  }
});
