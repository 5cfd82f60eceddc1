import {
  DescribeAvailabilityZonesCommand,
  type DescribeAvailabilityZonesCommandInput,
  type DescribeAvailabilityZonesCommandOutput,
  DescribeCapacityReservationsCommand,
  type DescribeCapacityReservationsCommandInput,
  type DescribeCapacityReservationsCommandOutput,
  DescribeImagesCommand,
  type DescribeImagesCommandInput,
  type DescribeImagesCommandOutput,
  DescribeInstancesCommand,
  type DescribeInstancesCommandInput,
  type DescribeInstancesCommandOutput,
  DescribeInstanceTypeOfferingsCommand,
  type DescribeInstanceTypeOfferingsCommandInput,
  type DescribeInstanceTypeOfferingsCommandOutput,
  DescribeInstanceTypesCommand,
  type DescribeInstanceTypesCommandInput,
  type DescribeInstanceTypesCommandOutput,
  DescribeRegionsCommand,
  type DescribeRegionsCommandInput,
  type DescribeRegionsCommandOutput,
  DescribeRouteTablesCommand,
  type DescribeRouteTablesCommandInput,
  type DescribeRouteTablesCommandOutput,
  DescribeSecurityGroupsCommand,
  type DescribeSecurityGroupsCommandInput,
  type DescribeSecurityGroupsCommandOutput,
  DescribeSubnetsCommand,
  type DescribeSubnetsCommandInput,
  type DescribeSubnetsCommandOutput,
  DescribeVpcsCommand,
  type DescribeVpcsCommandInput,
  type DescribeVpcsCommandOutput,
  EC2Client,
} from '@aws-sdk/client-ec2';
import type { AwsResult } from './aws-result.ts';
import { callAws } from './call.ts';
import { lazyClient } from './client.ts';
import type { AwsContext } from './context.ts';

/** The clients of EC2, for this file and the one of its dry runs. */
export const ec2Clients = lazyClient('ec2', (options) => new EC2Client(options));

/** The reads of EC2 that the read-only guard lets through. */
export interface Ec2Reads {
  DescribeAvailabilityZones: {
    input: DescribeAvailabilityZonesCommandInput;
    output: DescribeAvailabilityZonesCommandOutput;
  };
  DescribeCapacityReservations: {
    input: DescribeCapacityReservationsCommandInput;
    output: DescribeCapacityReservationsCommandOutput;
  };
  DescribeImages: { input: DescribeImagesCommandInput; output: DescribeImagesCommandOutput };
  DescribeInstances: { input: DescribeInstancesCommandInput; output: DescribeInstancesCommandOutput };
  DescribeInstanceTypeOfferings: {
    input: DescribeInstanceTypeOfferingsCommandInput;
    output: DescribeInstanceTypeOfferingsCommandOutput;
  };
  DescribeInstanceTypes: {
    input: DescribeInstanceTypesCommandInput;
    output: DescribeInstanceTypesCommandOutput;
  };
  DescribeRegions: { input: DescribeRegionsCommandInput; output: DescribeRegionsCommandOutput };
  DescribeRouteTables: { input: DescribeRouteTablesCommandInput; output: DescribeRouteTablesCommandOutput };
  DescribeSecurityGroups: {
    input: DescribeSecurityGroupsCommandInput;
    output: DescribeSecurityGroupsCommandOutput;
  };
  DescribeSubnets: { input: DescribeSubnetsCommandInput; output: DescribeSubnetsCommandOutput };
  DescribeVpcs: { input: DescribeVpcsCommandInput; output: DescribeVpcsCommandOutput };
}

type Senders = {
  readonly [Name in keyof Ec2Reads]: (
    client: EC2Client,
    input: Ec2Reads[Name]['input'],
  ) => Promise<Ec2Reads[Name]['output']>;
};

const SENDERS: Senders = {
  DescribeAvailabilityZones: (client, input) => client.send(new DescribeAvailabilityZonesCommand(input)),
  DescribeCapacityReservations: (client, input) =>
    client.send(new DescribeCapacityReservationsCommand(input)),
  DescribeImages: (client, input) => client.send(new DescribeImagesCommand(input)),
  DescribeInstances: (client, input) => client.send(new DescribeInstancesCommand(input)),
  DescribeInstanceTypeOfferings: (client, input) =>
    client.send(new DescribeInstanceTypeOfferingsCommand(input)),
  DescribeInstanceTypes: (client, input) => client.send(new DescribeInstanceTypesCommand(input)),
  DescribeRegions: (client, input) => client.send(new DescribeRegionsCommand(input)),
  DescribeRouteTables: (client, input) => client.send(new DescribeRouteTablesCommand(input)),
  DescribeSecurityGroups: (client, input) => client.send(new DescribeSecurityGroupsCommand(input)),
  DescribeSubnets: (client, input) => client.send(new DescribeSubnetsCommand(input)),
  DescribeVpcs: (client, input) => client.send(new DescribeVpcsCommand(input)),
};

/** The list that each answer has, be it empty: what has none is no answer of EC2's. */
const LISTS: { readonly [Name in keyof Ec2Reads]: keyof Ec2Reads[Name]['output'] } = {
  DescribeAvailabilityZones: 'AvailabilityZones',
  DescribeCapacityReservations: 'CapacityReservations',
  DescribeImages: 'Images',
  DescribeInstances: 'Reservations',
  DescribeInstanceTypeOfferings: 'InstanceTypeOfferings',
  DescribeInstanceTypes: 'InstanceTypes',
  DescribeRegions: 'Regions',
  DescribeRouteTables: 'RouteTables',
  DescribeSecurityGroups: 'SecurityGroups',
  DescribeSubnets: 'Subnets',
  DescribeVpcs: 'Vpcs',
};

/**
 * One describe call in one region, one page of it.
 *
 * @param region - of the call; EC2 has no global endpoint
 * @returns the answer as the SDK gives it; its list is there, all else may be absent
 */
export function readEc2<Name extends keyof Ec2Reads>(
  context: AwsContext,
  region: string,
  operation: Name,
  input: Ec2Reads[Name]['input'],
): Promise<AwsResult<Ec2Reads[Name]['output']>> {
  return callAws(context, ec2Clients, {
    operation,
    region,
    send: (client) => SENDERS[operation](client, input),
    read: (output) => (Array.isArray(output[LISTS[operation]]) ? output : undefined),
  });
}

export interface Region {
  readonly name: string;
  /** `opt-in-not-required`, `opted-in` or `not-opted-in`. */
  readonly optInStatus: string | undefined;
}

/**
 * The regions that the account can use.
 *
 * @param region - where the call is sent
 */
export function describeRegions(context: AwsContext, region: string): Promise<AwsResult<readonly Region[]>> {
  return callAws(context, ec2Clients, {
    operation: 'DescribeRegions',
    region,
    send: (client) => client.send(new DescribeRegionsCommand({})),
    read: ({ Regions }) =>
      allNamed(Regions, ({ RegionName, OptInStatus }) =>
        RegionName ? { name: RegionName, optInStatus: OptInStatus } : undefined,
      ),
  });
}

export interface AvailabilityZone {
  readonly name: string;
  /** Such as `use1-az1`: the same for every account, unlike the name. */
  readonly id: string | undefined;
  /** `available` for one that works. */
  readonly state: string | undefined;
}

/** The availability zones of a region. */
export function describeAvailabilityZones(
  context: AwsContext,
  region: string,
): Promise<AwsResult<readonly AvailabilityZone[]>> {
  return callAws(context, ec2Clients, {
    operation: 'DescribeAvailabilityZones',
    region,
    send: (client) => client.send(new DescribeAvailabilityZonesCommand({})),
    read: ({ AvailabilityZones }) =>
      allNamed(AvailabilityZones, ({ ZoneName, ZoneId, State }) =>
        ZoneName ? { name: ZoneName, id: ZoneId, state: State } : undefined,
      ),
  });
}

/** Every entry read; undefined where there is none at all or one that cannot be read. */
function allNamed<Entry, Value>(
  entries: readonly Entry[] | undefined,
  read: (entry: Entry) => Value | undefined,
): readonly Value[] | undefined {
  const values = (entries ?? []).map(read);
  const good = values.filter((value) => value !== undefined);
  return good.length > 0 && good.length === values.length ? good : undefined;
}
