import type * as sdk from '@aws-sdk/client-ec2';
import type { AwsResult } from './aws-result.ts';
import { callAws } from './call.ts';
import { lazyWireClient } from './client.ts';
import type { AwsContext } from './context.ts';
import { EC2_ANSWERS } from './ec2-answers.ts';
import { defaultEndpoint } from './wire/default-endpoint.ts';
import { EC2_QUERY } from './wire/ec2-query.ts';
import { FORM, queryForm } from './wire/query-form.ts';
import type { ValueOf } from './wire/shape.ts';
import type { WireClient } from './wire/wire-client.ts';
import { readXml } from './wire/xml-reader.ts';

/** The clients of EC2, for this file and the one of its dry runs. */
export const ec2Clients = lazyWireClient('ec2', (plan) => defaultEndpoint('ec2', plan));

type ReadName = keyof typeof EC2_ANSWERS;

interface Ec2Inputs {
  DescribeAvailabilityZones: sdk.DescribeAvailabilityZonesCommandInput;
  DescribeCapacityReservations: sdk.DescribeCapacityReservationsCommandInput;
  DescribeImages: sdk.DescribeImagesCommandInput;
  DescribeInstances: sdk.DescribeInstancesCommandInput;
  DescribeInstanceTypeOfferings: sdk.DescribeInstanceTypeOfferingsCommandInput;
  DescribeInstanceTypes: sdk.DescribeInstanceTypesCommandInput;
  DescribeRegions: sdk.DescribeRegionsCommandInput;
  DescribeRouteTables: sdk.DescribeRouteTablesCommandInput;
  DescribeSecurityGroups: sdk.DescribeSecurityGroupsCommandInput;
  DescribeSubnets: sdk.DescribeSubnetsCommandInput;
  DescribeVpcs: sdk.DescribeVpcsCommandInput;
}

/** The reads of EC2 that the read-only guard lets through. */
export type Ec2Reads = {
  readonly [Name in ReadName]: {
    readonly input: Ec2Inputs[Name];
    readonly output: ValueOf<(typeof EC2_ANSWERS)[Name]>;
  };
};

/** The list that each answer has, be it empty: what has none is no answer of EC2's. */
const LISTS = {
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
} as const satisfies { readonly [Name in ReadName]: keyof Ec2Reads[Name]['output'] };

/**
 * One describe call in one region, one page of it.
 *
 * @param region - of the call; EC2 has no global endpoint
 * @returns what is read of the answer; its list is there, all else may be absent
 */
export function readEc2<Name extends ReadName>(
  context: AwsContext,
  region: string,
  operation: Name,
  input: Ec2Reads[Name]['input'],
): Promise<AwsResult<Ec2Reads[Name]['output']>> {
  return callAws(context, ec2Clients, {
    operation,
    region,
    send: (client) =>
      sendEc2(client, operation, input, (text) => {
        const output: Ec2Reads[Name]['output'] = readXml(text, EC2_ANSWERS[operation]);
        return output;
      }),
    read: (output) => (hasList(output, LISTS[operation]) ? output : undefined),
  });
}

function hasList(output: object, name: string): boolean {
  return Object.hasOwn(output, name);
}

/**
 * Sends one operation of EC2.
 *
 * @param read - throws where the text is not what the operation answers with
 */
export function sendEc2<Value>(
  client: WireClient,
  operation: string,
  input: object,
  read: (text: string) => Value,
): Promise<Value> {
  return client.send({
    operation,
    input,
    message: (checked) => ({
      method: 'POST',
      path: '/',
      contentType: FORM,
      body: queryForm(operation, checked, EC2_QUERY),
    }),
    read,
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
    send: (client) =>
      sendEc2(client, 'DescribeRegions', {}, (text) => readXml(text, EC2_ANSWERS.DescribeRegions)),
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
    send: (client) =>
      sendEc2(client, 'DescribeAvailabilityZones', {}, (text) =>
        readXml(text, EC2_ANSWERS.DescribeAvailabilityZones),
      ),
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
