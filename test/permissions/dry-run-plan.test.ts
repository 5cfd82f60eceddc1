import type { CreateSecurityGroupCommandInput } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import {
  type PlannedDryRun,
  planDryRuns,
  reducedLaunches,
  untaggedGroup,
  variedLaunch,
} from '../../src/permissions/dry-run-plan.ts';
import { variationsOf } from '../../src/permissions/launch-variations.ts';
import { EC2_DRY_RUN_OPERATIONS, REQUIREMENTS } from '../../src/skypilot/requirements.ts';
import { LAUNCH_READS, launchIn, OWN_READS, refused } from './fixtures.ts';

function planIn(...args: Parameters<typeof launchIn>) {
  const { permissions, launch, objects } = launchIn(...args);
  return { ...planDryRuns(permissions, launch, objects), permissions };
}

const at = { file: 'x', line: 1 };
const plan = planIn(LAUNCH_READS);
const requests = plan.calls.map(({ request }) => request);

describe('planDryRuns', () => {
  it('decides every permission of EC2 that changes something, on every kind of resource', () => {
    const calls = [...plan.calls, ...(plan.launch === undefined ? [] : [plan.launch])];
    const decided = new Set(calls.flatMap(({ decides }) => decides.map(({ id }) => id)));
    const changing = plan.permissions.filter(({ requirement }) =>
      /^ec2:(?!Describe)/.test(requirement.action),
    );
    expect(changing.filter(({ id }) => !decided.has(id))).toEqual([]);
    expect(decided).toContain('compute/iam:PassRole@role');
  });

  it('sends what the guard lets out, and the guard nothing that is not sent', () => {
    const sent = new Set([...requests, plan.launch?.request].map((request) => request?.operation));
    expect([...sent].sort()).toEqual(EC2_DRY_RUN_OPERATIONS);
    const changing = REQUIREMENTS.filter(({ action }) => /^ec2:(?!Describe)/.test(action));
    expect(changing.filter(({ dryRun }) => dryRun === undefined)).toEqual([]);
  });

  it('names well-formed ids of 17 digits', () => {
    const ids = JSON.stringify(requests).match(/"(?:i|ami|sg|vpc|subnet|cr)-[^"]*"/g) ?? [];
    expect(ids.length).toBeGreaterThan(10);
    for (const id of ids) expect(id).toMatch(/^"[a-z]+-[0-9a-f]{17}"$/);
  });

  it('knows what names an id that nothing has, and sends it first', () => {
    for (const { request, madeUp, decides, standIns } of plan.calls) {
      expect(madeUp, request.operation).toBe(/0123456789abcdef0/.test(JSON.stringify(request.input)));
      expect(standIns).toEqual(madeUp ? decides : []);
    }
    const own = plan.calls.filter(({ request }) => request.operation !== 'RunInstances');
    expect(own.map(({ madeUp }) => madeUp)).toEqual(
      own
        .map(({ madeUp }) => madeUp)
        .sort()
        .reverse(),
    );
  });

  it("names SkyPilot's own things where there are any", () => {
    const { calls } = planIn(OWN_READS);
    const terminate = calls.find(({ request }) => request.operation === 'TerminateInstances');
    expect(terminate).toMatchObject({
      request: { input: { InstanceIds: ['i-0dddddddddddddddd'] } },
      madeUp: false,
      standIns: [],
    });
  });

  it('launches as SkyPilot does', () => {
    const tags = ['Name', 'ray-cluster-name', 'skypilot-cluster-name', 'skypilot-user'].map((Key) => ({
      Key,
      Value: Key === 'skypilot-user' ? 'me' : 'skycheck-dry-run',
    }));
    expect(planIn(OWN_READS).launch?.input).toEqual({
      MinCount: 1,
      MaxCount: 1,
      ImageId: 'ami-0dddddddddddddddd',
      InstanceType: 'm6i.2xlarge',
      BlockDeviceMappings: [
        {
          DeviceName: '/dev/sda1',
          Ebs: { VolumeSize: 256, VolumeType: 'gp3', Encrypted: false, Iops: 3500, Throughput: 218 },
        },
      ],
      MetadataOptions: { HttpTokens: 'required' },
      NetworkInterfaces: [
        {
          DeviceIndex: 0,
          SubnetId: 'subnet-0aaaaaaaaaaaaaaaa',
          Groups: ['sg-0dddddddddddddddd'],
          AssociatePublicIpAddress: true,
          InterfaceType: 'interface',
        },
      ],
      CapacityReservationSpecification: { CapacityReservationPreference: 'open' },
      TagSpecifications: ['instance', 'volume'].map((ResourceType) => ({ ResourceType, Tags: tags })),
      IamInstanceProfile: { Arn: 'arn:aws:iam::111122223333:instance-profile/skypilot-v1' },
      UserData: Buffer.from('#cloud-config\n').toString('base64'),
    });
  });

  it.each([
    [
      'disk_encrypted',
      { diskEncrypted: { value: true, at } },
      { BlockDeviceMappings: [{ Ebs: { Encrypted: true } }] },
    ],
    ['labels', { labels: { value: { team: 'a' }, at } }, {}],
    [
      'remote_identity',
      { remoteIdentity: { value: [{ pattern: '*', value: 'own' }], at } },
      { IamInstanceProfile: { Name: 'own' } },
    ],
  ])('with %s of the configuration', (key, config, expected) => {
    const input = planIn(OWN_READS, config).launch?.input;
    expect(input).toMatchObject(expected);
    const labelled = input?.TagSpecifications?.every(({ Tags = [] }) =>
      Tags.some(({ Key, Value }) => Key === 'team' && Value === 'a'),
    );
    expect(labelled).toBe(key === 'labels');
  });

  it('asks for a reservation that the configuration names, else for one that nobody has', () => {
    const target = (...args: Parameters<typeof launchIn>) =>
      planIn(...args).calls.find(({ what }) => what.includes('reservation'));
    expect(target(OWN_READS)?.madeUp).toBe(true);
    const own = target(OWN_READS, { specificReservations: { value: ['cr-0aaaaaaaaaaaaaaaa'], at } });
    expect(own?.madeUp).toBe(false);
    expect(JSON.stringify(own?.request.input)).toContain('cr-0aaaaaaaaaaaaaaaa');
  });

  it('tries no launch without a subnet or an image, and says why', () => {
    const denied = refused();
    const poor = planIn({ ...LAUNCH_READS, describeImages: denied, describeSubnets: denied });
    expect(poor.launch).toBeUndefined();
    expect(poor.calls.map(({ request }) => request.operation)).not.toContain('CopyImage');
    expect(poor.untried.get('compute/ec2:RunInstances@image')).toContain('no machine image and no subnet');
    expect(poor.untried.get('compute/iam:PassRole@role')).toContain('no subnet');
  });

  it('cannot try to pass a role whose instance profile does not exist', () => {
    const { permissions, launch, objects } = launchIn(LAUNCH_READS);
    const names = objects.names && { ...objects.names, profileArn: undefined };
    const without = planDryRuns(permissions, launch, { ...objects, names });
    expect(without.launch?.input).not.toHaveProperty('IamInstanceProfile');
    expect(without.launch?.decides.map(({ id }) => id)).not.toContain('compute/iam:PassRole@role');
    expect(without.untried.get('compute/iam:PassRole@role')).toContain('no instance profile');
  });
});

/** What is tried and what that decides, without the request. */
function told({ what, decides, standIns, madeUp, varies }: PlannedDryRun) {
  const ids = (permissions: typeof decides) => permissions.map(({ id }) => id);
  return { what, decides: ids(decides), standIns: ids(standIns), madeUp, varies };
}

const IMAGE = 'compute/ec2:RunInstances@image';
const INSTANCE = 'compute/ec2:RunInstances@instance';
const NETWORK = 'compute/ec2:RunInstances@network-interface';
const SUBNET = 'compute/ec2:RunInstances@subnet';
const VOLUME = 'compute/ec2:RunInstances@volume';
const GROUP = 'compute/ec2:RunInstances@security-group';
const TAG = 'compute/ec2:CreateTags#launch@instance';
const TAG_VOLUME = 'compute/ec2:CreateTags#volume@volume';
const PASS = 'compute/iam:PassRole@role';
const EFA = 'efa/ec2:RunInstances@network-interface';
const WHOLE_LAUNCH = [IMAGE, INSTANCE, NETWORK, SUBNET, VOLUME, GROUP];

function launchOf(...args: Parameters<typeof launchIn>) {
  const { launch } = planIn(...args);
  if (launch === undefined) throw new Error('no launch');
  return launch;
}

describe('what a dry run decides', () => {
  it('is the whole launch, on what SkyPilot has of its own', () => {
    const { decides } = told(launchOf(OWN_READS));
    expect(told(launchOf(OWN_READS))).toEqual({
      what: 'RunInstances as SkyPilot sends it',
      decides,
      standIns: [],
      madeUp: false,
      varies: undefined,
    });
    expect(decides).toEqual(expect.arrayContaining([...WHOLE_LAUNCH, TAG, TAG_VOLUME, PASS]));
    expect(decides.filter((id) => id.includes('capacity-reservation'))).toEqual([]);
    expect(told(launchOf(LAUNCH_READS))).toMatchObject({ decides, standIns: [IMAGE, GROUP], madeUp: false });
    const elsewhere = { vpcNames: { value: ['not-there'], at } };
    expect(told(launchOf(OWN_READS, elsewhere)).standIns).toEqual(
      decides.filter((id) => [NETWORK, SUBNET, EFA].some((known) => known === id)),
    );
  });

  it.each([
    [OWN_READS, undefined, true],
    [OWN_READS, { specificReservations: { value: ['cr-0aaaaaaaaaaaaaaaa'], at } }, false],
  ])('is a launch into a reservation', (reads, config, madeUp) => {
    const reserved = planIn(reads, config).calls.filter(({ what }) => what.endsWith('reservation'));
    const decides = ['reservations/ec2:RunInstances@capacity-reservation'];
    expect(reserved.map(told)).toEqual([
      {
        what: 'RunInstances into a capacity reservation',
        decides,
        standIns: madeUp ? decides : [],
        madeUp,
        varies: undefined,
      },
    ]);
  });

  it('is a launch in the spot market', () => {
    const spot = 'spot/ec2:RunInstances@instance';
    const { calls, launch } = planIn(OWN_READS, {});
    const [market, ...others] = calls.filter(({ what }) => what.endsWith('spot instance'));
    expect(others).toEqual([]);
    expect(market && told(market)).toEqual({
      what: 'RunInstances of a spot instance',
      decides: [spot],
      standIns: [],
      madeUp: false,
      varies: undefined,
    });
    expect(market?.request.input).toEqual({
      ...launch?.input,
      InstanceMarketOptions: { MarketType: 'spot' },
    });
    expect(launch?.decides.map(({ id }) => id)).not.toContain(spot);
  });

  it('is the launch itself, where that is one of a spot instance', () => {
    const { permissions, launch, objects } = launchIn(OWN_READS);
    const plan = planDryRuns(permissions, { ...launch, spot: true }, objects);
    expect(plan.calls.map(({ what }) => what)).not.toContain('RunInstances of a spot instance');
    expect(plan.launch?.decides.map(({ id }) => id)).toContain('spot/ec2:RunInstances@instance');
  });

  it('is no launch into a reservation where nobody asks about one', () => {
    const { permissions, launch, objects } = launchIn(OWN_READS);
    const others = permissions.filter(({ resourceKind }) => resourceKind !== 'capacity-reservation');
    expect(planDryRuns(others, launch, objects).calls.map(({ what }) => what)).not.toContain(
      'RunInstances into a capacity reservation',
    );
  });

  it('is what a launch without tags or without the role leaves', () => {
    const launch = launchOf(OWN_READS);
    const { decides } = told(launch);
    const without = (...ids: readonly string[]) => decides.filter((id) => !ids.includes(id));
    const rest = { standIns: [], madeUp: false, varies: undefined };
    const reduced = reducedLaunches(launch);
    expect(told(reduced.volumeTags)).toEqual({
      what: 'RunInstances without tags on volumes',
      decides: without(TAG_VOLUME),
      ...rest,
    });
    expect(told(reduced.tags)).toEqual({
      what: 'RunInstances without tags',
      decides: without(TAG, TAG_VOLUME),
      ...rest,
    });
    expect(told(reduced.profile)).toEqual({
      what: 'RunInstances without an instance profile',
      decides: without(PASS),
      ...rest,
    });
    expect(told(reduced.both)).toEqual({
      what: 'RunInstances without tags and without an instance profile',
      decides: without(TAG, TAG_VOLUME, PASS),
      ...rest,
    });
    const { input } = launch;
    const { TagSpecifications: tags = [], ...untagged } = input;
    const { IamInstanceProfile: _profile, ...bare } = untagged;
    expect([reduced.volumeTags, reduced.tags, reduced.both].map(({ request }) => request.input)).toEqual([
      { ...untagged, TagSpecifications: tags.filter(({ ResourceType }) => ResourceType === 'instance') },
      untagged,
      bare,
    ]);
    expect(reduced.profile.request.input).toEqual({ ...bare, TagSpecifications: tags });
  });

  it.each([
    ['encryption', [VOLUME]],
    ['public-address', [NETWORK, EFA]],
    ['tags', [INSTANCE, VOLUME, TAG, TAG_VOLUME]],
    ['instance-type', [INSTANCE]],
    ['hop-limit', [INSTANCE]],
  ])('is, with another %s, nothing that it is about', (field, about) => {
    const launch = launchOf(OWN_READS);
    const variation = variationsOf(launch.input, undefined).find((other) => other.field === field);
    if (variation === undefined) throw new Error('no variation');
    const call = variedLaunch(launch, variation);
    expect(told(call)).toEqual({
      what: `RunInstances ${variation.what}`,
      decides: told(launch).decides.filter((id) => !about.some((known) => known === id)),
      standIns: [],
      madeUp: false,
      varies: field,
    });
    expect(call.request.input).toBe(variation.input);
  });

  it('is all but the tags where a security group is made without', async () => {
    const group = plan.calls.find(({ request }) => request.operation === 'CreateSecurityGroup');
    if (group === undefined) throw new Error('no dry run');
    const { TagSpecifications: _tags, ...input } = group.request.input as CreateSecurityGroupCommandInput;
    const untagged = untaggedGroup(group);
    expect(told(untagged)).toEqual({
      ...told(group),
      what: 'CreateSecurityGroup without tags',
      decides: told(group).decides.filter((id) => !id.includes('CreateTags')),
    });
    expect(told(group).decides.filter((id) => id.includes('CreateTags'))).not.toEqual([]);
    expect(untagged.request).toMatchObject({ operation: 'CreateSecurityGroup', input });
    expect('TagSpecifications' in untagged.request.input).toBe(false);
  });

  it.each([[LAUNCH_READS], [OWN_READS]])('is for a request all that it tries', (reads) => {
    const { calls, permissions } = planIn(reads);
    const own = calls.filter(({ request }) => request.operation !== 'RunInstances');
    const decided = own.map((call) => ({ operation: call.request.operation, ...told(call) }));
    expect(decided).toEqual(
      decided.map(({ operation, madeUp }) => {
        const decides = permissions
          .filter(({ requirement }) => Object(requirement.dryRun).operation === operation)
          .map(({ id }) => id);
        const standIns = madeUp ? decides : [];
        return { operation, what: operation, decides, standIns, madeUp, varies: undefined };
      }),
    );
    expect(new Set(decided.map(({ madeUp }) => madeUp))).toEqual(new Set([true, false]));
  });

  it('is each request once, what names nothing real first', () => {
    for (const reads of [LAUNCH_READS, OWN_READS]) {
      const { calls } = planIn(reads);
      const texts = calls.map(({ request }) => JSON.stringify([request.operation, request.input]));
      expect(new Set(texts).size).toBe(texts.length);
    }
  });

  it('tells what a request names by the ids that nobody has', () => {
    const { permissions, launch, objects } = launchIn(LAUNCH_READS);
    const real = { ...objects.dryRun.objects, instance: 'i-0aaaaaaaaaaaaaaaa' };
    const madeUpIn = (madeUp: readonly string[]) =>
      planDryRuns(permissions, launch, { ...objects, dryRun: { objects: real, madeUp } })
        .calls.filter(({ request }) => /^(?:Stop|Terminate)Instances$/.test(request.operation))
        .map(({ madeUp: isMadeUp }) => isMadeUp);
    expect(madeUpIn([])).toEqual([false, false]);
    expect(madeUpIn(['i-0bbbbbbbbbbbbbbbb'])).toEqual([false, false]);
    expect(madeUpIn(['i-0bbbbbbbbbbbbbbbb', 'i-0aaaaaaaaaaaaaaaa'])).toEqual([true, true]);
  });

  it('is not tried for reasons that are said, and for no others', () => {
    expect(planIn(OWN_READS).untried).toEqual(new Map());
    const { permissions, launch, objects } = launchIn(OWN_READS);
    const names = objects.names && { ...objects.names, profileArn: undefined };
    expect(planDryRuns(permissions, launch, { ...objects, names }).untried).toEqual(
      new Map([[PASS, 'there is no instance profile to try it with']]),
    );
    const poor = planIn({ ...LAUNCH_READS, describeSecurityGroups: refused() });
    const reason = 'no security group was found in us-east-1 to try a launch with';
    const ofLaunch = poor.permissions.filter(({ requirement }) => requirement.dryRun === 'launch');
    expect(poor.untried).toEqual(new Map(ofLaunch.map(({ id }) => [id, reason])));
  });
});
