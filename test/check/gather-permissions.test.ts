import { describe, expect, it } from 'vitest';
import type { IdentityFacts } from '../../src/account/identity.ts';
import {
  instanceProfileArn,
  type PermissionQuestion,
  startPermissions,
} from '../../src/check/gather-permissions.ts';
import type { DecidedPermission } from '../../src/permissions/decision.ts';
import { OPEN_GATE } from '../../src/permissions/dry-run-gate.ts';
import { launchSettings } from '../../src/skypilot/launch.ts';
import { contextFor } from '../aws/support/loopback.ts';
import { ACCOUNT, factsOf, failureOf, USER } from '../findings/facts-of.ts';
import { instanceProfile, NOT_FOUND, ok, readsOf, THROTTLED } from './reads.ts';

const SCOPE = { partition: 'aws', region: 'us-east-1', account: ACCOUNT, role: 'sky' };
const ROOT = { ...USER, principal: { kind: 'root' }, principalArn: undefined, principalCandidates: [] };

async function questionOf(changes: Partial<PermissionQuestion> = {}): Promise<PermissionQuestion> {
  const { skypilot } = await factsOf({});
  return {
    request: { simulate: false },
    aws: undefined,
    identity: USER,
    reads: undefined,
    gate: OPEN_GATE,
    scope: SCOPE,
    settings: launchSettings(undefined),
    wishes: skypilot.skyConfig.config,
    roleArn: undefined,
    ...changes,
  };
}

/** The reasons of what is unknown, each once. */
function reasonsOf(permissions: readonly DecidedPermission[]): readonly string[] {
  const unknown = permissions.filter(({ decision }) => decision === 'unknown');
  return [...new Set(unknown.map(({ reason }) => reason))];
}

async function gathered(changes: Partial<PermissionQuestion> = {}) {
  const { capabilities, roleUses, ...rest } = await startPermissions(await questionOf(changes)).facts;
  const permissions = capabilities.flatMap((capability) => capability.permissions);
  return {
    ...rest,
    decisions: [...new Set(permissions.map(({ decision }) => decision))],
    reasons: reasonsOf(permissions),
    roleReasons: reasonsOf(roleUses.flatMap((use) => use.permissions)),
    of: (id: string) => permissions.find(({ permission }) => permission.id === id),
  };
}

describe('without answers all is unknown, and says why', () => {
  it.each<[string, Partial<PermissionQuestion>, string, string]>([
    ['no call may be made', {}, 'the identity is not known', 'the identity is not known'],
    [
      'nobody asked who it is',
      { identity: { kind: 'not-asked', reason: 'no call was made (--offline)' } },
      'no call was made (--offline)',
      'the identity is not known',
    ],
    [
      'AWS does not tell who it is',
      { identity: { kind: 'failed', failure: failureOf('throttled', 'Throttling') } },
      'AWS did not tell whose credentials these are (Throttling)',
      'the identity is not known',
    ],
  ])('%s', async (_title, changes, reason, roleReason) => {
    const found = await gathered(changes);
    expect(found.decisions).toEqual(['unknown']);
    expect(found.reasons).toEqual([reason]);
    expect(found.roleReasons).toEqual([roleReason]);
    expect(found.dryRuns).toEqual({ kind: 'not-tried' });
    expect(found.simulation.kind).toBe('not-tried');
  });

  it('simulation is switched off', async () => {
    const reason = 'simulation was switched off (--no-simulate)';
    const found = await gathered({ aws: contextFor('http://127.0.0.1:9') });
    expect([found.reasons, found.roleReasons, found.simulation]).toEqual([
      [reason],
      [reason],
      { kind: 'not-tried', reason },
    ]);
  });

  it('the principal cannot be simulated', async () => {
    const found = await gathered({
      aws: contextFor('http://127.0.0.1:9'),
      request: { simulate: true },
      identity: ROOT as IdentityFacts,
    });
    expect(found.reasons).toEqual([
      found.simulation.kind === 'not-tried' ? found.simulation.reason : undefined,
    ]);
  });
});

describe('what was read', () => {
  it('is evidence', async () => {
    const found = await gathered({ reads: readsOf({ listBuckets: ok({ count: 0, names: [] }) }) });
    expect(found.of('storage/s3:ListAllMyBuckets@any')).toMatchObject({
      decision: 'allowed',
      evidence: 'read',
    });
    expect(found.of('compute/ec2:DescribeVpcs@any')).toMatchObject({ decision: 'unknown' });
    expect(found.launch.place).toMatchObject({ region: 'us-east-1', vpc: undefined });
  });

  it('is where the launch goes', async () => {
    const reads = readsOf({
      describeVpcs: ok({ Vpcs: [{ VpcId: 'vpc-1', IsDefault: true }], $metadata: {} }),
      describeSubnets: ok({
        Subnets: [
          {
            SubnetId: 'subnet-1',
            VpcId: 'vpc-1',
            AvailabilityZone: 'us-east-1a',
            State: 'available',
            MapPublicIpOnLaunch: true,
          },
        ],
        $metadata: {},
      }),
      describeRouteTables: ok({
        RouteTables: [{ VpcId: 'vpc-1', Associations: [{ Main: true }], Routes: [{ GatewayId: 'igw-1' }] }],
        $metadata: {},
      }),
    });
    const { launch } = await gathered({ reads });
    expect([launch.place.vpc?.id, launch.place.subnet?.id, launch.place.zone]).toEqual([
      'vpc-1',
      'subnet-1',
      'us-east-1a',
    ]);
  });

  it('is nothing where nothing was: then the launch goes nowhere known', async () => {
    const { launch } = await gathered();
    expect(launch.place).toEqual({
      region: 'us-east-1',
      zone: undefined,
      subnet: undefined,
      vpc: undefined,
      image: undefined,
      vpcTenancy: undefined,
      group: { kind: 'unknown' },
    });
  });
});

describe('the instance profile that a launch names', () => {
  const own = `arn:aws:iam::${ACCOUNT}:instance-profile`;
  it.each<
    [string, Parameters<typeof instanceProfileArn>[0]['getInstanceProfile'], object, string | undefined]
  >([
    ['as IAM knows it', instanceProfile(), {}, `${own}/nodes/sky`],
    ['none where no role is in it: nothing is told then', instanceProfile([]), {}, undefined],
    ['none where it is known to be missing', NOT_FOUND, {}, undefined],
    ['by its name where IAM may not be asked', THROTTLED, {}, `${own}/sky`],
    ['by its path where that is known', THROTTLED, { profilePath: '/nodes/' }, `${own}/nodes/sky`],
    [
      'in its partition',
      THROTTLED,
      { partition: 'aws-cn' },
      `arn:aws-cn:iam::${ACCOUNT}:instance-profile/sky`,
    ],
  ])('%s', (_title, getInstanceProfile, place, arn) => {
    expect(instanceProfileArn(readsOf({ getInstanceProfile }), { ...SCOPE, ...place })).toBe(arn);
  });
});
