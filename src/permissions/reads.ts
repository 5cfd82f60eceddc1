import type { AwsFailure, AwsResult } from '../aws/aws-result.ts';
import type { AwsContext } from '../aws/context.ts';
import type { AvailabilityZone, Ec2Reads, Region } from '../aws/ec2.ts';
import type { IamInstanceProfile, IamRole } from '../aws/iam.ts';
import type { BucketList } from '../aws/s3.ts';
import type { LaunchSettings } from '../skypilot/launch.ts';
import type { CapabilityId, RequiredAction } from '../skypilot/requirements.ts';
import type { Evidence, RequiredPermission } from './decision.ts';
import {
  groupQuery,
  INSTANCE_QUERY,
  imageQuery,
  type LaunchReads,
  namedImageQuery,
  offeringQuery,
} from './launch-objects.ts';
import { evidenceOfRead } from './read-evidence.ts';

/** The harmless calls that are really made, by the action that each is. */
export interface ReadResults extends LaunchReads {
  readonly listBuckets: AwsResult<BucketList>;
  readonly describeRegions: AwsResult<readonly Region[]>;
  readonly describeAvailabilityZones: AwsResult<readonly AvailabilityZone[]>;
  readonly describeInstanceTypes: AwsResult<unknown>;
  readonly describeCapacityReservations: AwsResult<unknown>;
  readonly getRole: AwsResult<IamRole>;
  readonly getInstanceProfile: AwsResult<IamInstanceProfile>;
  /** The service-linked role of spot instances. */
  readonly getSpotRole: AwsResult<IamRole>;
}

/** Source: EC2 User Guide, "Service-linked role for Spot Instance requests". */
const SPOT_SERVICE_ROLE = 'AWSServiceRoleForEC2Spot';

/** The action that each read is, on whatever requirement has it; the other reads only help. */
const ACTIONS = {
  listBuckets: 's3:ListAllMyBuckets',
  describeRegions: 'ec2:DescribeRegions',
  describeAvailabilityZones: 'ec2:DescribeAvailabilityZones',
  describeInstances: 'ec2:DescribeInstances',
  describeImages: 'ec2:DescribeImages',
  describeInstanceTypes: 'ec2:DescribeInstanceTypes',
  describeSubnets: 'ec2:DescribeSubnets',
  describeVpcs: 'ec2:DescribeVpcs',
  describeRouteTables: 'ec2:DescribeRouteTables',
  describeSecurityGroups: 'ec2:DescribeSecurityGroups',
  describeCapacityReservations: 'ec2:DescribeCapacityReservations',
  getRole: 'iam:GetRole',
  getInstanceProfile: 'iam:GetInstanceProfile',
} as const satisfies Partial<Readonly<Record<keyof ReadResults, RequiredAction>>>;

const READ_NAMES = Object.keys(ACTIONS) as (keyof typeof ACTIONS)[];

/** The smallest page that every describe call takes. */
const FEW = { MaxResults: 5 };

/** What the reads are about. */
export interface ReadQuestion {
  /** Where EC2 is asked. */
  readonly region: string;
  /** Where SkyPilot asks for the regions. */
  readonly catalogRegion: string;
  readonly settings: LaunchSettings;
  /** The image that SkyPilot's catalogue names for the region; undefined where there is no catalogue. */
  readonly skyImageId: string | undefined;
}

/**
 * Makes the reads that SkyPilot makes itself, side by side. They need no identity, so nothing waits for STS. The network
 * is read whole: a launch goes where SkyPilot would choose.
 */
export async function makeReads(aws: AwsContext, question: ReadQuestion): Promise<ReadResults> {
  const readers = await readersFor(aws, question);
  return settled(started(readers));
}

/**
 * Makes again what some actions are made for.
 *
 * @returns the evidence of these reads, by the ids of the permissions
 */
export async function repeatReads(
  aws: AwsContext,
  question: ReadQuestion,
  permissions: readonly RequiredPermission[],
): Promise<ReadonlyMap<string, Evidence>> {
  const readers = await readersFor(aws, question);
  const wanted = new Set(permissions.map(({ requirement }) => requirement.action));
  const names = READ_NAMES.filter((name) => wanted.has(ACTIONS[name]));
  const found = await Promise.all(
    names.map(async (name) => [ACTIONS[name], evidenceOfRead(await readers[name]())] as const),
  );
  return byPermission(found, permissions);
}

type Readers = { readonly [Name in keyof ReadResults]: () => Promise<ReadResults[Name]> };

async function readersFor(aws: AwsContext, question: ReadQuestion): Promise<Readers> {
  const { region, catalogRegion, settings, skyImageId } = question;
  const role = settings.profile.name;
  const [ec2, iam, s3] = await Promise.all([
    import('../aws/ec2.ts'),
    import('../aws/iam.ts'),
    import('../aws/s3.ts'),
  ]);
  const read = <Name extends keyof Ec2Reads>(operation: Name, input: Ec2Reads[Name]['input']) =>
    ec2.readEc2(aws, region, operation, input);
  return {
    listBuckets: () => s3.listBuckets(aws),
    describeRegions: () => ec2.describeRegions(aws, catalogRegion),
    describeAvailabilityZones: () => ec2.describeAvailabilityZones(aws, region),
    describeInstances: () => read('DescribeInstances', INSTANCE_QUERY),
    describeSkyImage: () =>
      skyImageId === undefined
        ? Promise.resolve(undefined)
        : read('DescribeImages', { Filters: [{ Name: 'image-id', Values: [skyImageId] }] }),
    describeNamedImages: () =>
      skyImageId === undefined
        ? read('DescribeImages', namedImageQuery(settings))
        : Promise.resolve(undefined),
    describeImages: () => read('DescribeImages', imageQuery(settings)),
    describeInstanceTypes: () =>
      read('DescribeInstanceTypes', {
        Filters: [{ Name: 'instance-type', Values: [settings.instanceType] }],
      }),
    describeInstanceTypeOfferings: () =>
      read('DescribeInstanceTypeOfferings', offeringQuery(settings.instanceType)),
    describeSubnets: () => read('DescribeSubnets', {}),
    describeVpcs: () => read('DescribeVpcs', {}),
    describeRouteTables: () => read('DescribeRouteTables', {}),
    describeSecurityGroups: () => read('DescribeSecurityGroups', groupQuery(settings)),
    describeCapacityReservations: () => read('DescribeCapacityReservations', FEW),
    getRole: () => iam.getRole(aws, role),
    getInstanceProfile: () => iam.getInstanceProfile(aws, role),
    getSpotRole: () => iam.getRole(aws, SPOT_SERVICE_ROLE),
  };
}

function started(readers: Readers): Pending<ReadResults> {
  const entries = Object.entries<() => Promise<unknown>>(readers).map(([name, read]) => [name, read()]);
  return Object.fromEntries(entries) as Pending<ReadResults>;
}

type Pending<T> = { readonly [Key in keyof T]: Promise<T[Key]> };

async function settled<T extends object>(pending: Pending<T>): Promise<T> {
  const entries = Object.entries<Promise<unknown>>(pending);
  const values = await Promise.all(entries.map(async ([key, value]) => [key, await value] as const));
  return Object.fromEntries(values) as T;
}

/** What the reads prove, by the id of the permission; nothing where none were made. */
export function evidenceOfReads(
  reads: ReadResults | undefined,
  permissions: readonly RequiredPermission[],
): ReadonlyMap<string, Evidence> {
  if (reads === undefined) return new Map();
  return byPermission(
    READ_NAMES.map((name) => [ACTIONS[name], evidenceOfRead(reads[name])]),
    permissions,
  );
}

function byPermission(
  found: readonly (readonly [action: RequiredAction, evidence: Evidence])[],
  permissions: readonly RequiredPermission[],
): ReadonlyMap<string, Evidence> {
  return new Map(
    found.flatMap(([action, evidence]) =>
      permissions
        .filter(({ requirement }) => requirement.action === action)
        .map(({ id }) => [id, evidence] as const),
    ),
  );
}

/**
 * The reads that ended without an answer. What an endpoint does not know at all counts only where SkyPilot needs it:
 * skycheck can do without its helpers.
 */
export function unansweredReads(reads: ReadResults | undefined): readonly AwsFailure[] {
  return Object.entries<AwsResult<unknown> | undefined>({ ...reads }).flatMap(([name, read]) => {
    if (read?.kind !== 'failed' || ['denied', 'not-found'].includes(read.failure.kind)) return [];
    return name in ACTIONS || read.failure.kind !== 'unsupported-operation' ? [read.failure] : [];
  });
}

/** Whether EC2 has answered anything as EC2 does. */
export function ec2Answered(reads: ReadResults): boolean {
  return Object.entries<AwsResult<unknown> | undefined>({ ...reads }).some(
    ([name, result]) => name.startsWith('describe') && result?.kind === 'ok',
  );
}

/**
 * The capabilities that `sky check aws` enables on the strength of these calls: compute by the regions, asked for in
 * us-east-1, and the availability zones of any enabled region; storage by the list of buckets.
 *
 * Source: SkyPilot `sky/clouds/aws.py`, `_check_compute_credentials` and `_check_storage_credentials`;
 * `sky/catalog/data_fetchers/fetch_aws.py`.
 *
 * @param zones - what was answered about zones in the other regions
 */
export function enabledBySkyCheck(
  reads: ReadResults | undefined,
  zones: readonly AwsResult<unknown>[],
): readonly CapabilityId[] {
  if (reads === undefined) return [];
  const compute =
    reads.describeRegions.kind === 'ok' &&
    [reads.describeAvailabilityZones, ...zones].some(({ kind }) => kind === 'ok');
  return [
    ...(compute ? (['compute'] as const) : []),
    ...(reads.listBuckets.kind === 'ok' ? (['storage'] as const) : []),
  ];
}
