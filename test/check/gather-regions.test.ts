import { beforeAll, describe, expect, it } from 'vitest';
import type { NetworkState, RegionState } from '../../src/account/network.ts';
import type { AwsResult } from '../../src/aws/aws-result.ts';
import type { Denial } from '../../src/aws/denial/denial.ts';
import type { PermissionFacts } from '../../src/check/gather-permissions.ts';
import {
  gatherLaunches,
  type RegionsContext,
  regionInstead,
  regionsToTry,
} from '../../src/check/gather-regions.ts';
import type { Facts } from '../../src/findings/facts.ts';
import { OPEN_GATE } from '../../src/permissions/dry-run-gate.ts';
import type { RegionLaunch } from '../../src/permissions/launch-regions.ts';
import { defaultLaunch } from '../../src/skypilot/launch.ts';
import { contextFor } from '../aws/support/loopback.ts';
import { failureOf, guardedLaunch, usableRegion } from '../findings/facts-of.ts';

const HERE = 'us-east-1';
const unusable = (region: string): RegionState => ({
  kind: 'unusable',
  region,
  problem: 'no-default-vpc',
  foreseen: 'No default VPC.',
});
const unknown = (region: string): RegionState => ({
  kind: 'unknown',
  region,
  failure: failureOf('throttled', 'Throttling'),
});
const network = (...regions: readonly RegionState[]): NetworkState => ({ kind: 'checked', regions });
const EVERYWHERE = network(
  usableRegion(HERE),
  unusable('eu-north-1'),
  usableRegion('eu-west-1'),
  unknown('eu-west-2'),
  usableRegion('us-west-2'),
);
const NOT_CHECKED: NetworkState = { kind: 'not-checked', reason: 'x' };

type DryRuns = Facts['dryRuns'];
const ended = (launch: AwsResult<'would-succeed'> | undefined, rest: object = {}): DryRuns => ({
  kind: 'done',
  dryRuns: 1,
  carriedOut: [],
  failures: [],
  launch,
  guardrail: undefined,
  ...rest,
});
const deniedBy = (denial: Denial) =>
  ended({ kind: 'failed', failure: failureOf('denied', 'UnauthorizedOperation', { denial }) });
/** A field of the launch is what is denied, by statements with these conditions. */
const guardedOver = (...statements: readonly (readonly string[])[]): DryRuns => {
  const denial: Denial = {
    action: 'ec2:RunInstances',
    cause: {
      kind: 'explicit-deny',
      in: 'scp',
      statements: statements.map((keys) => ({
        conditions: keys.map((key) => ({ key, values: [] })),
        resources: ['*'],
      })),
    },
  };
  const failure = failureOf('denied', 'UnauthorizedOperation', { denial });
  const trial = { kind: 'not-tried' };
  const guardrail = { field: 'encryption', conditions: [], denial, found: 'by-trial', trial };
  return ended({ kind: 'failed', failure }, { guardrail });
};
const DENIED = deniedBy({ action: 'ec2:RunInstances', cause: { kind: 'missing-allow', in: 'identity' } });
const ALLOWED = ended({ kind: 'ok', value: 'would-succeed' });

const WITH_PLACE = defaultLaunch(HERE);
const launchWith = (vpc: string | undefined): PermissionFacts['launch'] => ({
  ...WITH_PLACE,
  place: { ...WITH_PLACE.place, vpc: vpc === undefined ? undefined : { id: vpc, tags: [] } },
});

function permissionsOf(outcome: DryRuns): RegionsContext['permissions'] {
  const known = outcome.kind === 'done' ? outcome : undefined;
  return {
    launch: launchWith('vpc-1'),
    dryRuns: {
      launched: Promise.resolve(known?.launch),
      outcome: Promise.resolve(known),
      explained: Promise.resolve(known),
      whole: Promise.resolve({ outcome, evidence: new Map() }),
    },
  };
}

const outcome = (launch: RegionLaunch['launch'], region = HERE): RegionLaunch => ({
  region,
  launch,
  reason: undefined,
});

interface Setup {
  readonly dryRuns?: DryRuns;
  readonly launch?: PermissionFacts['launch'];
  readonly regions?: NetworkState;
  readonly asked?: readonly string[];
}

function tried({ dryRuns = DENIED, launch, regions = EVERYWHERE, asked }: Setup) {
  const states = regionsToTry(
    {
      request: { regions: asked },
      network: regions,
      checkedRegion: HERE,
      permissions: { launch: launch ?? launchWith('vpc-1') },
    },
    dryRuns.kind === 'done' ? dryRuns : undefined,
  );
  return states.map(({ region }) => region);
}

describe('the regions in which a launch is tried', () => {
  const OTHERS = ['eu-west-1', 'us-west-2'];
  const scpDeny: Denial = {
    action: 'ec2:RunInstances',
    cause: { kind: 'explicit-deny', in: 'scp', statements: [] },
  };
  const pass = (cause: Denial['cause'], action = 'iam:PassRole'): Denial => ({ action, cause });
  const NO_ALLOW = { kind: 'missing-allow', in: 'identity' } as const;

  it.each<[string, Setup, readonly string[]]>([
    ['the others that are usable, where it is denied here', {}, OTHERS],
    ['those also where another layer denies', { dryRuns: deniedBy(scpDeny) }, OTHERS],
    ['none where a field of it is what a policy stops', { dryRuns: guardedLaunch('encryption').dryRuns }, []],
    ...[
      'aws:RequestedRegion',
      'ec2:Region',
      'ec2:AvailabilityZone',
      'ec2:AvailabilityZoneId',
      'ec2:Vpc',
      'aws:ResourceTag/Team',
    ].map((key): [string, Setup, readonly string[]] => [
      `the others where the policy looks at ${key}, too`,
      { dryRuns: guardedOver(['ec2:Encrypted'], ['ec2:Encrypted', key]) },
      OTHERS,
    ]),
    ...['ec2:Encrypted', 'aws:RequestTag/ec2:Region', 'ec2:VpcName', 'xec2:Region'].map(
      (key): [string, Setup, readonly string[]] => [
        `none where the policy looks at ${key}`,
        { dryRuns: guardedOver([key]) },
        [],
      ],
    ),
    ['none where the policy tells no statement', { dryRuns: guardedOver() }, []],
    ['none where the role may not be passed', { dryRuns: deniedBy(pass(NO_ALLOW)) }, []],
    ['none, however the action is written', { dryRuns: deniedBy(pass(NO_ALLOW, 'iam:passrole')) }, []],
    [
      'the others where a Deny stops passing it: its condition may be about the region',
      { dryRuns: deniedBy(pass({ kind: 'explicit-deny', in: 'scp', statements: [] })) },
      OTHERS,
    ],
    [
      'the others where AWS says nothing of it',
      { dryRuns: deniedBy({ cause: { kind: 'unexplained' } }) },
      OTHERS,
    ],
    ['none where no dry run was sent', { dryRuns: { kind: 'not-tried' } }, []],
    ['none where it is allowed here', { dryRuns: ALLOWED }, []],
    ['none where it is not known here, and has a place', { dryRuns: ended(undefined) }, []],
    [
      'the others where it has no place here, and nobody knows why',
      { dryRuns: ended(undefined), launch: launchWith(undefined) },
      OTHERS,
    ],
    [
      'the first other where it is known to have no place here',
      {
        dryRuns: ended(undefined),
        launch: launchWith(undefined),
        regions: network(unusable(HERE), usableRegion('eu-west-1'), usableRegion('us-west-2')),
      },
      ['eu-west-1'],
    ],
    [
      'the others where only another region is known to have none',
      {
        dryRuns: ended(undefined),
        launch: launchWith(undefined),
        regions: network(
          unknown(HERE),
          unusable('eu-north-1'),
          usableRegion('eu-west-1'),
          usableRegion('us-west-2'),
        ),
      },
      OTHERS,
    ],
    ['all that are usable where several were asked for', { dryRuns: ALLOWED, asked: ['*'] }, OTHERS],
    ['none where no network was looked at', { regions: NOT_CHECKED, asked: ['*'] }, []],
    [
      'none without a place where no network was looked at',
      { dryRuns: ended(undefined), launch: launchWith(undefined), regions: NOT_CHECKED },
      [],
    ],
  ])('%s', (_title, setup, expected) => {
    expect(tried(setup)).toEqual(expected);
  });
});

describe('what is known of the launch in each region', () => {
  // Its modules take longer to load than the tests.
  beforeAll(() => import('../../src/aws/ec2.ts'));

  const contextOf = (changes: Partial<RegionsContext> = {}): RegionsContext => ({
    request: { regions: undefined },
    aws: undefined,
    gate: OPEN_GATE,
    network: EVERYWHERE,
    checkedRegion: HERE,
    permissions: permissionsOf(DENIED),
    settings: WITH_PLACE,
    profileArn: undefined,
    imageId: async () => undefined,
    ...changes,
  });
  const notAsked = ['eu-north-1', 'eu-west-1', 'eu-west-2', 'us-west-2'].map((region) =>
    outcome('not-asked', region),
  );
  const own = {
    region: HERE,
    launch: 'denied',
    reason: 'ec2:RunInstances: no identity policy allows it',
  };

  it('is the answer here, and nothing of the others where no call may be made', async () => {
    expect(await gatherLaunches(contextOf())).toEqual([own, ...notAsked]);
  });

  it('is nothing of the others where dry runs may be carried out', async () => {
    const gate = { kind: 'unproven' } as const;
    expect(await gatherLaunches(contextOf({ aws: contextFor('http://127.0.0.1:9'), gate }))).toEqual([
      own,
      ...notAsked,
    ]);
  });

  it('is what was found where it was tried', async () => {
    const found = await gatherLaunches(contextOf({ aws: contextFor('http://127.0.0.1:9') }));
    const open = (region: string) => ({
      region,
      launch: 'unknown',
      reason: 'there is no image to try it with',
    });
    expect(found).toEqual([
      own,
      outcome('not-asked', 'eu-north-1'),
      open('eu-west-1'),
      outcome('not-asked', 'eu-west-2'),
      open('us-west-2'),
    ]);
  });

  it('is nothing at all where neither networks nor the launch were looked at', async () => {
    const permissions = permissionsOf({ kind: 'not-tried' });
    expect(await gatherLaunches(contextOf({ network: NOT_CHECKED, permissions }))).toEqual([
      outcome('not-asked'),
    ]);
  });
});

it.each<[string, readonly RegionLaunch[], string | undefined]>([
  ['the checked one', [outcome('allowed'), outcome('allowed', 'eu-west-1')], undefined],
  [
    'the first that allows it',
    [outcome('denied'), outcome('denied', 'a'), outcome('allowed', 'b'), outcome('allowed', 'c')],
    'b',
  ],
  ['none', [outcome('denied'), outcome('unknown', 'a'), outcome('not-asked', 'b')], undefined],
])('a launch goes to %s', (_title, launches, region) => {
  expect(regionInstead(launches, HERE)).toBe(region);
});
