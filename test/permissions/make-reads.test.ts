import { describe, expect, it } from 'vitest';
import type { AwsResult } from '../../src/aws/aws-result.ts';
import { makeReads } from '../../src/permissions/reads.ts';
import { launchIn } from './fixtures.ts';
import { queryServer } from './query-server.ts';

const { launch } = launchIn();

async function readsWith(skyImageId: string | undefined) {
  const { aws, calls } = await queryServer(() => undefined);
  const question = { region: 'eu-west-3', catalogRegion: 'us-east-1', settings: launch, skyImageId };
  const results = await makeReads(aws, question);
  const operations = Object.entries<AwsResult<unknown> | undefined>({ ...results }).map(([name, read]) => [
    name,
    read?.kind === 'failed' ? read.failure.operation : read,
  ]);
  return { calls, operations: Object.fromEntries(operations) };
}

const filter = (name: string, ...values: readonly string[]) => ({
  'Filter.1.Name': name,
  ...Object.fromEntries(values.map((value, index) => [`Filter.1.Value.${index + 1}`, value])),
});

describe('makeReads', () => {
  it('asks what SkyPilot asks, each once and where SkyPilot does', async () => {
    const { calls, operations } = await readsWith('ami-0dddddddddddddddd');
    const asked = calls.map(({ operation, region, input }) => [`${operation} in ${region}`, input]);
    expect(asked).toHaveLength(16);
    expect(Object.fromEntries(asked.filter(([, input]) => !('Owner.1' in Object(input))))).toEqual({
      '/ in us-east-1': {},
      'DescribeRegions in us-east-1': {},
      'DescribeAvailabilityZones in eu-west-3': {},
      'DescribeInstances in eu-west-3': filter('tag-key', 'ray-cluster-name'),
      'DescribeImages in eu-west-3': filter('image-id', 'ami-0dddddddddddddddd'),
      'DescribeInstanceTypes in eu-west-3': filter('instance-type', 'm6i.2xlarge'),
      'DescribeInstanceTypeOfferings in eu-west-3': {
        LocationType: 'availability-zone',
        ...filter('instance-type', 'm6i.2xlarge'),
      },
      'DescribeSubnets in eu-west-3': {},
      'DescribeVpcs in eu-west-3': {},
      'DescribeRouteTables in eu-west-3': {},
      'DescribeSecurityGroups in eu-west-3': filter('group-name', 'default', launch.group.name),
      'DescribeCapacityReservations in eu-west-3': { MaxResults: '5' },
      'GetRole in us-east-1': { RoleName: 'AWSServiceRoleForEC2Spot' },
      'GetInstanceProfile in us-east-1': { InstanceProfileName: 'skypilot-v1' },
    });
    expect(asked).toContainEqual(['GetRole in us-east-1', { RoleName: 'skypilot-v1' }]);
    expect(operations).toEqual({
      listBuckets: 'ListBuckets',
      describeRegions: 'DescribeRegions',
      describeAvailabilityZones: 'DescribeAvailabilityZones',
      describeInstances: 'DescribeInstances',
      describeSkyImage: 'DescribeImages',
      describeNamedImages: undefined,
      describeImages: 'DescribeImages',
      describeInstanceTypes: 'DescribeInstanceTypes',
      describeInstanceTypeOfferings: 'DescribeInstanceTypeOfferings',
      describeSubnets: 'DescribeSubnets',
      describeVpcs: 'DescribeVpcs',
      describeRouteTables: 'DescribeRouteTables',
      describeSecurityGroups: 'DescribeSecurityGroups',
      describeCapacityReservations: 'DescribeCapacityReservations',
      getRole: 'GetRole',
      getInstanceProfile: 'GetInstanceProfile',
      getSpotRole: 'GetRole',
    });
  });

  it("asks for public images, those called as SkyPilot's among them, where there is no catalogue", async () => {
    const { calls, operations } = await readsWith(undefined);
    expect(operations).toMatchObject({ describeSkyImage: undefined, describeImages: 'DescribeImages' });
    expect(calls.filter(({ operation }) => operation === 'DescribeImages').map(({ input }) => input)).toEqual(
      [
        {
          ...filter('name', 'skypilot-aws-cpu-ubuntu*'),
          'Filter.2.Name': 'is-public',
          'Filter.2.Value.1': 'true',
          'Filter.3.Name': 'architecture',
          'Filter.3.Value.1': 'x86_64',
          'Filter.4.Name': 'root-device-type',
          'Filter.4.Value.1': 'ebs',
          'Filter.5.Name': 'state',
          'Filter.5.Value.1': 'available',
        },
        {
          'Owner.1': 'amazon',
          'Owner.2': '099720109477',
          ...filter('name', 'al2023-ami-2023.*', 'ubuntu/images/hvm-ssd*/ubuntu-noble-24.04-amd64-server-*'),
          'Filter.2.Name': 'architecture',
          'Filter.2.Value.1': 'x86_64',
          'Filter.3.Name': 'root-device-type',
          'Filter.3.Value.1': 'ebs',
          'Filter.4.Name': 'state',
          'Filter.4.Value.1': 'available',
        },
      ],
    );
  });
});
