import { describe, expect, it } from 'vitest';
import type { Fault } from '../../src/sandbox/sandbox.ts';
import { shipped } from '../sandbox/support.ts';
import { type Checked, checkScenario } from './check-sandbox.ts';

type Decisions = ReadonlyMap<string, string>;

function decisionsOf({ report }: Checked): Decisions {
  const requirements = report.capabilities.flatMap((capability) => capability.requirements);
  return new Map(requirements.map(({ id, decision }) => [id, decision]));
}

let known: Promise<Decisions> | undefined;

/** The minimal user's decisions without any fault. */
function withoutFaults(): Promise<Decisions> {
  known ??= checkScenario(shipped('minimal')).then(decisionsOf);
  return known;
}

/** What a fault changes for the minimal user: the new decisions, by the ids of the requirements. */
async function changesBy(...faults: readonly Fault[]): Promise<Readonly<Record<string, string>>> {
  return changesIn(await checkScenario(shipped('minimal'), {}, { faults }));
}

async function changesIn(checked: Checked): Promise<Readonly<Record<string, string>>> {
  const well = await withoutFaults();
  return Object.fromEntries([...decisionsOf(checked)].filter(([id, decision]) => well.get(id) !== decision));
}

/** What findings say of an operation. */
function saidOf(operation: string, { report }: Checked): string {
  const details = report.findings.map(({ detail }) => detail);
  return details.filter((detail) => detail.includes(operation)).join('\n');
}

const launch = ['image', 'instance', 'network-interface', 'subnet', 'volume', 'security-group'].map(
  (kind) => `compute/ec2:RunInstances@${kind}`,
);
const unknown = (...ids: readonly string[]) => Object.fromEntries(ids.map((id) => [id, 'unknown']));
const roleMaking = [
  'auto-role/iam:CreateRole@role',
  'auto-role/iam:AttachRolePolicy#AmazonEC2FullAccess@role',
  'auto-role/iam:AttachRolePolicy#AmazonS3FullAccess@role',
  'auto-role/iam:CreateInstanceProfile@instance-profile',
  'auto-role/iam:AddRoleToInstanceProfile@instance-profile',
  'auto-role/iam:PutRolePolicy@role',
];
const noLaunch = unknown(
  ...launch,
  'compute/iam:PassRole@role',
  'compute/ec2:CreateTags#launch@instance',
  'compute/ec2:CreateTags#volume@volume',
  'spot/ec2:RunInstances@instance',
);

/** By operation, what is lost where it fails for whatever reason that is no denial. */
const LOST: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ListBuckets: unknown('storage/s3:ListAllMyBuckets@any'),
  DescribeRegions: unknown('compute/ec2:DescribeRegions@any'),
  // Any subnet will do for a dry run, but where SkyPilot would go is not known.
  DescribeVpcs: {
    'compute/ec2:DescribeVpcs@any': 'unknown',
    'compute/ec2:RunInstances@network-interface': 'likely',
    'compute/ec2:RunInstances@subnet': 'likely',
  },
  DescribeInstanceTypeOfferings: {},
  DescribeSecurityGroups: { ...noLaunch, 'compute/ec2:DescribeSecurityGroups@any': 'unknown' },
  DescribeSubnets: {
    ...noLaunch,
    'compute/ec2:DescribeSubnets@any': 'unknown',
    // The VPC is not known either, and a made-up one proves nothing where tags are denied.
    'compute/ec2:CreateTags#security-group@security-group': 'unknown',
    'ports/ec2:CreateTags#security-group@security-group': 'unknown',
    'compute/ec2:CreateSecurityGroup@security-group': 'likely',
    'compute/ec2:CreateSecurityGroup@vpc': 'likely',
    'ports/ec2:CreateSecurityGroup@security-group': 'likely',
    'ports/ec2:CreateSecurityGroup@vpc': 'likely',
  },
  DescribeImages: {
    ...noLaunch,
    'compute/ec2:DescribeImages@any': 'unknown',
    'clone-disk/ec2:CopyImage@own-image': 'unknown',
  },
  RunInstances: noLaunch,
  StopInstances: unknown('compute/ec2:StopInstances@instance'),
  CreateSecurityGroup: unknown(
    ...['compute', 'ports'].flatMap((capability) => [
      `${capability}/ec2:CreateSecurityGroup@security-group`,
      `${capability}/ec2:CreateSecurityGroup@vpc`,
      `${capability}/ec2:CreateTags#security-group@security-group`,
    ]),
  ),
  ModifyInstanceAttribute: {},
  GetRole: { 'compute/iam:GetRole@role': 'unknown', 'auto-role/iam:GetRole@role': 'likely' },
  GetInstanceProfile: unknown('compute/iam:GetInstanceProfile@instance-profile', ...roleMaking),
  SimulatePrincipalPolicy: {},
  GetCallerIdentity: {},
};

describe('an operation that fails takes nothing with it but what it decides', () => {
  it.each(Object.entries(LOST))('%s: an answer that is no answer', async (operation, lost) => {
    const checked = await checkScenario(
      shipped('minimal'),
      {},
      { faults: [{ kind: 'malformed', operation }] },
    );
    expect(await changesIn(checked)).toEqual(lost);
    if (Object.values(lost).includes('unknown'))
      expect(saidOf(operation, checked)).toMatch(/MalformedAnswer|AnswerTooLarge|cannot be read|HTTP 200/);
  });

  it.each([
    ['server-error', { kind: 'server-error', status: 500 }],
    ['reset', { kind: 'reset' }],
    ['truncate', { kind: 'truncate' }],
    ['a quota', { kind: 'error', code: 'VcpuLimitExceeded', message: 'x', status: 400 }],
    ['opt-in', { kind: 'error', code: 'OptInRequired', message: 'x', status: 401 }],
    ['unsupported', { kind: 'error', code: 'InvalidAction', message: 'x', status: 400 }],
  ] as const)('RunInstances: %s', async (_title, fault) => {
    expect(await changesBy({ ...fault, operation: 'RunInstances' })).toEqual(LOST.RunInstances);
  });

  it.each([
    'DescribeSubnets',
    'StopInstances',
    'GetInstanceProfile',
    'SimulatePrincipalPolicy',
    'GetCallerIdentity',
  ])('%s: throttled at first', async (operation) => {
    expect(await changesBy({ kind: 'throttle', operation, count: 1 })).toEqual({});
  });

  const losing = Object.entries(LOST)
    .filter(([, lost]) => Object.values(lost).includes('unknown'))
    .map(([operation]) => operation);
  const FAULTS: readonly (readonly [fault: Fault, said: RegExp])[] = [
    [{ kind: 'server-error', status: 503 }, /503|Unavailable|InternalError|InternalFailure/],
    [{ kind: 'reset' }, /ECONNRESET/],
  ];
  // By turns; all of both are in the whole matrix of test/check/verdict-and-findings.test.ts.
  it.each(losing)('a fault of %s is named by a finding', async (operation) => {
    const [fault, said] = FAULTS[losing.indexOf(operation) % FAULTS.length] ?? [];
    if (fault === undefined || said === undefined) throw new Error('no fault');
    const checked = await checkScenario(shipped('minimal'), {}, { faults: [{ ...fault, operation }] });
    expect(saidOf(operation, checked)).toMatch(said);
  });

  it('an endpoint without a simulator is as good as one that forbids it', async () => {
    const scenario = {
      ...shipped('minimal'),
      simulator: { ...shipped('minimal').simulator, available: false },
    };
    const checked = await checkScenario(scenario);
    expect(decisionsOf(checked)).toEqual(await withoutFaults());
    expect(checked.codes).toContain('simulator-unavailable');
  });
});

describe('an operation that is denied', () => {
  const denied = (operation: string): Fault => ({
    kind: 'error',
    operation,
    code:
      operation.startsWith('Get') || operation.startsWith('List') ? 'AccessDenied' : 'UnauthorizedOperation',
    message: `User: arn:aws:iam::111122223333:user/x is not authorized to perform: ec2:${operation} with an explicit deny in a service control policy`,
    status: 403,
  });

  it.each([
    ['DescribeInstances', 'compute/ec2:DescribeInstances@any'],
    ['DescribeCapacityReservations', 'compute/ec2:DescribeCapacityReservations@any'],
    ['ListBuckets', undefined],
  ])('%s is denied alone, by the layer that AWS names', async (operation, id) => {
    const changes = await changesBy(denied(operation));
    const others = id?.includes('Capacity')
      ? { 'reservations/ec2:DescribeCapacityReservations@any': 'denied' }
      : {};
    expect(changes).toEqual(id === undefined ? {} : { [id]: 'denied', ...others });
  });

  it('on a made-up id is no proof', async () => {
    expect(await changesBy(denied('StopInstances'))).toEqual(LOST.StopInstances);
  });

  it('is undecided, not denied, where another call was denied first', async () => {
    const changes = await changesBy(denied('DescribeSubnets'));
    expect(changes).toEqual({ ...LOST.DescribeSubnets, 'compute/ec2:DescribeSubnets@any': 'denied' });
  });
});

describe('a dry run that is answered with success', () => {
  const carriedOut: Fault = {
    kind: 'answer',
    operation: 'RunInstances',
    status: 200,
    contentType: 'text/xml',
    body: '<RunInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>x</requestId><reservationId>r-0</reservationId><instancesSet/></RunInstancesResponse>',
  };

  it('is an error of the endpoint and decides nothing', async () => {
    const { report, codes, of, sandbox } = await checkScenario(
      shipped('admin'),
      { simulate: false },
      { faults: [carriedOut] },
    );
    expect(codes[0]).toBe('dry-run-ignored');
    expect(report.findings[0]).toMatchObject({ severity: 'error' });
    expect(of('compute/ec2:RunInstances@instance')).toMatchObject({
      decision: 'unknown',
      evidence: 'dry-run',
    });
    expect({ status: report.status, exitCode: report.exitCode }).toEqual({
      status: 'inconclusive',
      exitCode: 3,
    });
    // Those under way are let go; none is begun.
    expect(
      sandbox.requests().filter(({ operation }) => operation === 'RunInstances').length,
    ).toBeLessThanOrEqual(4);
  });

  it('on a made-up id stops all that name something real', async () => {
    const { sandbox, codes } = await checkScenario(
      shipped('minimal'),
      // As an endpoint of which nobody knows more than what it answered to the trials.
      { sandbox: undefined },
      {
        faults: [
          {
            ...carriedOut,
            operation: 'DeleteTags',
            body: '<DeleteTagsResponse><return>true</return></DeleteTagsResponse>',
          },
        ],
      },
    );
    expect(codes[0]).toBe('dry-run-ignored');
    const sent = sandbox.requests().filter(({ dryRun }) => dryRun);
    expect(sent.map(({ operation }) => operation)).not.toContain('RunInstances');
  });
});
