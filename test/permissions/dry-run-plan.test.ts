import { describe, expect, it } from 'vitest';
import { planDryRuns } from '../../src/permissions/dry-run-plan.ts';
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
