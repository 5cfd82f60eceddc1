import { describe, expect, it } from 'vitest';
import { expandPermissions } from '../../src/permissions/required-permissions.ts';
import { type Launch, launchSettings, unknownPlace } from '../../src/skypilot/launch.ts';
import { launchContext } from '../../src/skypilot/launch-context.ts';
import { REQUIREMENTS, type ResourceKind } from '../../src/skypilot/requirements.ts';
import { launchIn, OWN_READS, PERMISSIONS } from './fixtures.ts';

const SCOPE = { partition: 'aws-cn', region: 'cn-north-1', account: '111122223333', role: 'own' };
const known = launchIn(OWN_READS).launch;
const unknown: Launch = { ...launchSettings(undefined), place: unknownPlace('cn-north-1') };

function resourceOf(kind: ResourceKind, launch: Launch): readonly string[] {
  const found = expandPermissions(SCOPE, launch).filter(({ resourceKind }) => resourceKind === kind);
  return [...new Set(found.map(({ resource }) => resource))];
}

describe('expandPermissions', () => {
  it('is every requirement on each of its resources, and of these launches alone', () => {
    expect(PERMISSIONS.map(({ id }) => id)).toEqual(
      REQUIREMENTS.flatMap(({ id, resources }) => resources.map((kind) => `${id}@${kind}`)),
    );
    const [requirement] = REQUIREMENTS;
    if (requirement === undefined) throw new Error('no requirement');
    const [permission] = expandPermissions(SCOPE, unknown, [requirement]);
    expect(permission).toEqual({
      id: 'compute/ec2:RunInstances@image',
      requirement,
      resourceKind: 'image',
      resource: 'arn:aws-cn:ec2:cn-north-1::image/ami-0123456789abcdef0',
      pattern: 'arn:aws-cn:ec2:*::image/ami-*',
      impact: 'fails',
      context: launchContext(requirement, 'image', unknown, SCOPE),
      notNeededBecause: undefined,
    });
  });

  const ec2 = 'arn:aws-cn:ec2:cn-north-1:111122223333';
  it.each<[ResourceKind, string, string]>([
    [
      'image',
      'arn:aws-cn:ec2:cn-north-1::image/ami-0123456789abcdef0',
      'arn:aws-cn:ec2:cn-north-1::image/ami-0dddddddddddddddd',
    ],
    ['subnet', `${ec2}:subnet/subnet-0123456789abcdef0`, `${ec2}:subnet/subnet-0aaaaaaaaaaaaaaaa`],
    ['vpc', `${ec2}:vpc/vpc-0123456789abcdef0`, `${ec2}:vpc/vpc-0aaaaaaaaaaaaaaaa`],
    [
      'security-group',
      `${ec2}:security-group/sg-0123456789abcdef0`,
      `${ec2}:security-group/sg-0dddddddddddddddd`,
    ],
    ['instance', `${ec2}:instance/i-0123456789abcdef0`, `${ec2}:instance/i-0123456789abcdef0`],
    [
      'own-image',
      'arn:aws-cn:ec2:cn-north-1::image/ami-0fedcba9876543210',
      'arn:aws-cn:ec2:cn-north-1::image/ami-0fedcba9876543210',
    ],
    ['role', 'arn:aws-cn:iam::111122223333:role/own', 'arn:aws-cn:iam::111122223333:role/own'],
    ['any', '*', '*'],
  ])('names %s as %s, and where the place is known %s', (kind, made, real) => {
    expect([resourceOf(kind, unknown), resourceOf(kind, known)]).toEqual([[made], [real]]);
  });

  it.each([
    ['nothing', known, []],
    [
      'tags on volumes',
      { ...known, enforceTags: ['instance', 'volume'] },
      ['compute/ec2:CreateTags#volume@volume'],
    ],
    ['reservations', { ...known, usesReservations: true }, ['compute/ec2:DescribeCapacityReservations@any']],
    ['reservations for spot, which has none', { ...known, usesReservations: true, spot: true }, []],
    [
      'labels',
      { ...known, labels: [{ Key: 'a', Value: 'b' }] },
      ['bucket-create/s3:PutBucketTagging@bucket'],
    ],
  ])('stops without more where the configuration wants %s', (_title, launch, ids) => {
    const plain = new Map(expandPermissions(SCOPE, known).map(({ id, impact }) => [id, impact]));
    const changed = expandPermissions(SCOPE, launch).filter(({ id, impact }) => plain.get(id) !== impact);
    expect(changed.map(({ id, impact }) => `${id} ${impact}`)).toEqual(ids.map((id) => `${id} fails`));
  });

  it('names a group that SkyPilot has still to make by no id of its own', () => {
    const place = { ...known.place, group: { kind: 'missing' } as const };
    expect(resourceOf('security-group', { ...known, place })).toEqual([
      `${ec2}:security-group/sg-0123456789abcdef0`,
    ]);
  });

  it('says why a launch does without some', () => {
    const reasons = (launch: Launch) =>
      expandPermissions(SCOPE, launch).flatMap(({ id, notNeededBecause }) =>
        notNeededBecause === undefined ? [] : [id],
      );
    expect(reasons(unknown)).toEqual([]);
    expect(reasons(known)).toContain('compute/ec2:CreateSecurityGroup@vpc');
  });
});
