import { expect, test } from 'vitest';
import {
  PARTITIONS,
  partitionById,
  partitionOfRegion,
  requestedRegion,
} from '../../src/aws-facts/partitions.ts';

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

// Source: botocore `data/endpoints.json`, the credential scope of IAM's endpoints.
test.each([
  ['aws', 'eu-west-1', 'us-east-1'],
  ['aws-cn', 'cn-northwest-1', 'cn-north-1'],
  ['aws-us-gov', 'us-gov-east-1', 'us-gov-west-1'],
  ['aws-eusc', 'eusc-de-east-1', 'eusc-de-east-1'],
  ['aws-iso', 'us-iso-west-1', 'us-iso-east-1'],
  ['aws-iso-b', 'us-isob-west-1', 'us-isob-east-1'],
  ['aws-iso-f', 'us-isof-east-1', 'us-isof-south-1'],
])('in %s, asked from %s, IAM is authorised in %s', (partition, region, iamRegion) => {
  expect(requestedRegion('iam:GetRole', partition, region)).toBe(iamRegion);
  expect(requestedRegion('iam:GetRole', partition, undefined)).toBe(iamRegion);
  expect(requestedRegion('iam:PassRole', partition, region)).toBe(region);
  expect(requestedRegion('ec2:RunInstances', partition, region)).toBe(region);
});
