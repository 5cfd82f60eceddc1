import { describe, expect, it } from 'vitest';
import { readNames, tryLaunchIn } from '../../src/permissions/launch-regions.ts';
import { type Answer, ec2Error } from '../aws/support/loopback.ts';
import { launchIn } from './fixtures.ts';
import { ec2Answer, type NotedCall, queryServer, WOULD_SUCCEED } from './query-server.ts';

const PROFILE = 'arn:aws:iam::111122223333:instance-profile/skypilot-v1';
const at = { file: 'x', line: 1 };

const IMAGE = ec2Answer(
  'DescribeImages',
  '<imagesSet><item><imageId>ami-1</imageId><rootDeviceName>/dev/xvda</rootDeviceName></item></imagesSet>',
);
const group = (name: string, vpc: string) =>
  `<item><groupId>sg-${name}-${vpc}</groupId><groupName>${name}</groupName><vpcId>${vpc}</vpcId></item>`;

type Config = Parameters<typeof launchIn>[1];

/** @param launched - what a launch is answered with */
async function triedIn(
  launched: (call: NotedCall) => Answer,
  options: {
    config?: Config;
    skyImage?: string | undefined;
    zones?: string[];
    lacking?: string;
    readFirst?: boolean;
  } = {},
) {
  const { config, skyImage, zones = ['a', 'c', 'b'], lacking, readFirst = false } = options;
  const { launch } = launchIn(undefined, config);
  const own = launch.group.name;
  const groups = [group('default', 'vpc-1'), group(own, 'vpc-2'), group(own, 'vpc-1')].join('');
  const { aws, calls } = await queryServer((call) => {
    if (call.operation === lacking) return undefined;
    if (call.operation === 'RunInstances') return launched(call);
    if (call.operation === 'DescribeImages') return IMAGE;
    return ec2Answer(call.operation, `<securityGroupInfo>${groups}</securityGroupInfo>`);
  });
  const vpc = { id: 'vpc-1', name: undefined, isDefault: true };
  const subnets = zones.map((zone) => ({
    id: `subnet-${zone}`,
    name: undefined,
    vpcId: 'vpc-1',
    zone,
    state: 'available',
    mapsPublicIp: true,
  }));
  const regions = [
    { kind: 'usable', region: 'eu-west-3', vpc, subnets, endable: true, securityGroups: [] },
  ] as const;
  const question = { settings: launch, profileArn: PROFILE, imageId: async () => skyImage };
  const names = readFirst ? readNames(aws, regions, question) : undefined;
  const read = await names?.get('eu-west-3');
  const results = await tryLaunchIn(aws, regions, question, names);
  const launches = calls.filter(({ operation }) => operation === 'RunInstances');
  return { results, calls, launches, groupName: own, read };
}

const denial = (action: string, resource: string) =>
  ec2Error(
    403,
    'UnauthorizedOperation',
    `You are not authorized to perform this operation. User: arn:aws:iam::111122223333:user/ann is not authorized to perform: ${action} on resource: arn:aws:ec2:eu-west-3:111122223333:${resource} because no identity-based policy allows the ${action} action`,
  );

describe('tryLaunchIn', () => {
  it('tries the launch with what the region has', async () => {
    const { results, launches, calls, groupName } = await triedIn(() => WOULD_SUCCEED);
    expect(results).toEqual([{ region: 'eu-west-3', launch: 'allowed', reason: undefined }]);
    expect(launches.map(({ region, input }) => ({ region, ...input }))).toEqual([
      expect.objectContaining({
        region: 'eu-west-3',
        DryRun: 'true',
        ImageId: 'ami-1',
        'NetworkInterface.1.SubnetId': 'subnet-c',
        'NetworkInterface.1.SecurityGroupId.1': `sg-${groupName}-vpc-1`,
        'IamInstanceProfile.Arn': PROFILE,
      }),
    ]);
    expect(calls.map(({ operation, region }) => `${operation} in ${region}`).sort()).toEqual([
      'DescribeImages in eu-west-3',
      'DescribeImages in eu-west-3',
      'DescribeSecurityGroups in eu-west-3',
      'RunInstances in eu-west-3',
    ]);
  });

  it('asks once what a launch names, where that is read before', async () => {
    const { results, calls, read, groupName } = await triedIn(() => WOULD_SUCCEED, { readFirst: true });
    expect(results.map(({ launch }) => launch)).toEqual(['allowed']);
    expect(calls.map(({ operation }) => operation).sort()).toEqual([
      'DescribeImages',
      'DescribeImages',
      'DescribeSecurityGroups',
      'RunInstances',
    ]);
    expect(read).toMatchObject({
      image: { id: 'ami-1', origin: 'stand-in' },
      subnetId: 'subnet-c',
      groupId: `sg-${groupName}-vpc-1`,
      profileArn: PROFILE,
    });
    const own = await triedIn(() => WOULD_SUCCEED, { readFirst: true, skyImage: 'ami-1' });
    expect(own.read?.image.origin).toBe('skypilot');
  });

  it.each([
    [undefined, { 'Filter.1.Name': 'name', 'Filter.1.Value.1': 'skypilot-aws-cpu-ubuntu*' }],
    ['ami-7', { 'Filter.1.Name': 'image-id', 'Filter.1.Value.1': 'ami-7' }],
  ])('asks for the image %s of the catalogue, or for public ones', async (skyImage, expected) => {
    const { calls, groupName } = await triedIn(() => WOULD_SUCCEED, { skyImage });
    const inputOf = (name: string) => calls.find(({ operation }) => operation === name)?.input;
    expect(inputOf('DescribeImages')).toMatchObject(expected);
    expect(inputOf('DescribeSecurityGroups')).toEqual({
      'Filter.1.Name': 'group-name',
      'Filter.1.Value.1': 'default',
      'Filter.1.Value.2': groupName,
    });
  });

  it.each<[string, NonNullable<Parameters<typeof triedIn>[1]>, string]>([
    ['no subnet', { zones: [] }, ''],
    ['no image', {}, 'DescribeImages'],
    ['no security group', {}, 'DescribeSecurityGroups'],
  ])('tries nothing where there is %s', async (_title, options, lacking) => {
    const { results, launches } = await triedIn(() => WOULD_SUCCEED, { ...options, lacking });
    expect(results).toEqual([
      { region: 'eu-west-3', launch: 'unknown', reason: 'there is no image to try it with' },
    ]);
    expect(launches).toEqual([]);
  });

  const onVolumes = denial('ec2:CreateTags', 'volume/*');
  it.each<[string, Answer, Config, boolean]>([
    ['tags on volumes are denied', onVolumes, {}, true],
    [
      'tags on volumes are denied, and instances have to be tagged',
      onVolumes,
      { enforceTags: { value: ['instance'], at } },
      true,
    ],
    [
      'tags on volumes are denied and have to be there',
      onVolumes,
      { enforceTags: { value: ['volume'], at } },
      false,
    ],
    ['tags on instances are denied', denial('ec2:CreateTags', 'instance/*'), {}, false],
    ['something else of volumes is denied', denial('ec2:RunInstances', 'volume/*'), {}, false],
    ['nothing is said of a resource', ec2Error(403, 'UnauthorizedOperation', 'no'), {}, false],
    ['EC2 fails', ec2Error(400, 'VcpuLimitExceeded', 'no'), {}, false],
  ])('where %s', async (_title, answer, config, isRetried) => {
    const { results, launches } = await triedIn(
      ({ input }) => (Object.values(input).includes('volume') ? answer : WOULD_SUCCEED),
      { config },
    );
    const typesOf = ({ input }: NotedCall) =>
      Object.entries(input).flatMap(([name, value]) => (name.endsWith('.ResourceType') ? [value] : []));
    expect(launches.map(typesOf)).toEqual([['instance', 'volume'], ...(isRetried ? [['instance']] : [])]);
    expect(results.map(({ launch }) => launch === 'allowed')).toEqual([isRetried]);
  });
});
