import { describe, expect, it } from 'vitest';
import { planDryRuns } from '../../src/permissions/dry-run-plan.ts';
import { REQUIREMENTS } from '../../src/skypilot/requirements.ts';
import { NEEDS, TARGETS } from './fixtures.ts';

const plan = planDryRuns(NEEDS, 'us-east-1', TARGETS, 'skypilot-v1');
const requests = plan.calls.map(({ request }) => request);
const launches = requests.filter(({ operation }) => operation === 'RunInstances');

describe('planDryRuns', () => {
  it('has a dry run for every action of EC2 that changes something', () => {
    const decided = new Set(
      plan.calls.flatMap(({ decides }) => decides.map(({ requirement }) => requirement.action)),
    );
    const changing = REQUIREMENTS.map(({ action }) => action).filter((action) =>
      /^ec2:(?!Describe)/.test(action),
    );
    expect([...new Set(changing)].filter((action) => !decided.has(action))).toEqual([]);
    expect(decided).toContain('iam:PassRole');
  });

  it('decides every need of those actions, on every kind of resource', () => {
    const decided = new Set(plan.calls.flatMap(({ decides }) => decides.map(({ id }) => id)));
    const changing = NEEDS.filter(({ requirement }) => /^ec2:(?!Describe)/.test(requirement.action));
    expect(changing.filter(({ id }) => !decided.has(id))).toEqual([]);
  });

  it('names well-formed ids of 17 digits, and real things only where nothing can come of it', () => {
    const ids = JSON.stringify(requests).match(/"(?:i|ami|sg|vpc|subnet|cr)-[^"]*"/g) ?? [];
    expect(ids.length).toBeGreaterThan(10);
    for (const id of ids) expect(id).toMatch(/^"[a-z]+-[0-9a-f]{17}"$/);
    const changing = /^(Terminate|Start|Stop|Delete|Deregister|Modify|CreateImage|CreateTags)/;
    const onReal = requests.filter(
      (request) => changing.test(request.operation) && /aaaaaaaaaaaaaaaa/.test(JSON.stringify(request)),
    );
    expect(onReal).toEqual([]);
  });

  it('launches as SkyPilot would: one small instance, encrypted, IMDSv2, tagged, in a real subnet', () => {
    expect(launches[0]?.input).toMatchObject({
      MinCount: 1,
      MaxCount: 1,
      ImageId: TARGETS.image?.id,
      SubnetId: TARGETS.subnetId,
      SecurityGroupIds: [TARGETS.securityGroupId],
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: true } }],
      MetadataOptions: { HttpTokens: 'required' },
      TagSpecifications: [{ ResourceType: 'instance' }],
    });
  });

  it('compares launches with and without the instance profile, which stands in SkyPilot launches', () => {
    const profiles = launches.map(({ input }) =>
      'IamInstanceProfile' in input ? input.IamInstanceProfile : undefined,
    );
    expect(profiles.slice(0, 2)).toEqual([undefined, { Name: 'skypilot-v1' }]);
    for (const { request } of plan.withoutTags) expect(request.input).not.toHaveProperty('TagSpecifications');
    expect(plan.withoutTags).toHaveLength(2);
  });

  it('sends first what names nothing real', () => {
    const firstReal = requests.findIndex((request) => /aaaaaaaaaaaaaaaa/.test(JSON.stringify(request)));
    const lastMadeUp = requests.findLastIndex((request) => !/aaaaaaaaaaaaaaaa/.test(JSON.stringify(request)));
    expect(firstReal).toBeGreaterThan(lastMadeUp);
  });

  it('tries no launch without a subnet or an image, and says why', () => {
    const poor = { ...TARGETS, image: undefined, subnetId: undefined };
    const { calls, untried } = planDryRuns(NEEDS, 'us-east-1', poor, 'skypilot-v1');
    expect(calls.map(({ request }) => request.operation)).not.toContain('RunInstances');
    expect(calls.map(({ request }) => request.operation)).not.toContain('CopyImage');
    expect(untried.get('compute/ec2:RunInstances@image')).toContain('no machine image and no subnet');
    expect(untried.get('compute/iam:PassRole@role')).toContain('no subnet');
  });

  it('falls back to made-up ids for the network', () => {
    const poor = { ...TARGETS, vpcId: undefined, securityGroupId: undefined };
    const { calls } = planDryRuns(NEEDS, 'us-east-1', poor, 'skypilot-v1');
    const create = calls.find(({ request }) => request.operation === 'CreateSecurityGroup');
    expect(create?.request.input).toMatchObject({ VpcId: 'vpc-0123456789abcdef0' });
  });

  it('cannot try to pass a role whose instance profile does not exist', () => {
    const { calls, withoutTags, untried } = planDryRuns(NEEDS, 'us-east-1', TARGETS, undefined);
    expect(JSON.stringify([calls, withoutTags])).not.toContain('IamInstanceProfile');
    expect(untried.get('compute/iam:PassRole@role')).toContain('no instance profile');
  });
});
