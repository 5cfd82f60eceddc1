import { describe, expect, it } from 'vitest';
import { LAUNCH_READS, launchIn, OWN_READS, refused } from './fixtures.ts';

const at = { file: 'x', line: 1 };
const denied = refused();

describe('chooseLaunchObjects', () => {
  it("takes SkyPilot's own image, group and instance where there are any", () => {
    const { objects } = launchIn(OWN_READS);
    expect(objects.place.image).toMatchObject({ id: 'ami-0dddddddddddddddd', origin: 'skypilot' });
    expect(objects.place.group).toMatchObject({ kind: 'found', id: 'sg-0dddddddddddddddd', hasRules: true });
    expect(objects.dryRun.objects).toMatchObject({
      instance: 'i-0dddddddddddddddd',
      securityGroup: 'sg-0dddddddddddddddd',
    });
    expect(objects.standIns).toEqual([]);
  });

  it('says what it names in place of them, and for what nothing is there', () => {
    const { objects } = launchIn(LAUNCH_READS);
    expect(objects.standIns).toEqual(['image', 'security-group']);
    expect(objects.place.group).toEqual({ kind: 'missing' });
    expect(objects.dryRun.objects.instance).toBe('i-0123456789abcdef0');
    expect(objects.names).toMatchObject({ groupId: 'sg-0aaaaaaaaaaaaaaaa' });
  });

  it('goes from the last zone to the first, in zones that offer the type', () => {
    expect(launchIn(LAUNCH_READS).objects.names?.subnetId).toBe('subnet-0aaaaaaaaaaaaaaaa');
  });

  it('goes where the configuration says', () => {
    const named = { vpcNames: { value: ['ml'], at } };
    const reads = {
      ...LAUNCH_READS,
      describeVpcs: {
        ...LAUNCH_READS.describeVpcs,
        value: {
          Vpcs: [
            { VpcId: 'vpc-0aaaaaaaaaaaaaaaa', IsDefault: true },
            { VpcId: 'vpc-0fffffffffffffffff', Tags: [{ Key: 'Name', Value: 'ml' }] },
          ],
          $metadata: {},
        },
      },
    } as typeof LAUNCH_READS;
    // The named VPC has no subnet: whatever else is tried is no launch of SkyPilot's.
    const { objects } = launchIn(reads, named);
    expect(objects.place.vpc).toBeUndefined();
    expect(objects.standIns).toEqual(expect.arrayContaining(['subnet', 'network-interface']));
  });

  it('does without what it may not look at, and says what lacks', () => {
    const { objects } = launchIn({ ...LAUNCH_READS, describeImages: denied, describeSubnets: denied });
    expect(objects.names).toBeUndefined();
    expect(objects.missing).toEqual(['machine image', 'subnet']);
    const groups = launchIn({ ...LAUNCH_READS, describeSecurityGroups: denied });
    expect(groups.objects.place.group).toEqual({ kind: 'unknown' });
  });
});
