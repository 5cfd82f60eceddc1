/** The calls that describe the network of a region. */

import type { AwsFailure, AwsResult } from '../aws/aws-result.ts';
import type { AwsContext } from '../aws/context.ts';
import type { Ec2Reads } from '../aws/ec2.ts';
import type { NetworkFacts } from '../skypilot/network-rules.ts';

type Output<Name extends keyof Ec2Reads> = Ec2Reads[Name]['output'];

export interface NetworkRead {
  readonly network: AwsResult<NetworkFacts>;
  /** The groups of the names that were asked for; undefined where none were. */
  readonly groups: AwsResult<readonly GroupFacts[]> | undefined;
}

export interface GroupFacts {
  readonly id: string;
  readonly name: string;
  readonly vpcId: string;
  /** Whether it has a rule for what comes in. */
  readonly admitsAnything: boolean;
}

/**
 * Describes VPCs, subnets, route tables and, where names are given, security groups of a region, side by side.
 *
 * None of it is asked for in pages: EC2 then answers with everything at once. Where it still cuts the answer, the
 * region is not known.
 */
export async function readNetwork(
  aws: AwsContext,
  region: string,
  groupNames: readonly string[],
): Promise<NetworkRead> {
  const { readEc2 } = await import('../aws/ec2.ts');
  const filters = [{ Name: 'group-name', Values: [...groupNames] }];
  const [vpcs, subnets, routeTables, groups] = await Promise.all([
    readEc2(aws, region, 'DescribeVpcs', {}),
    readEc2(aws, region, 'DescribeSubnets', {}),
    readEc2(aws, region, 'DescribeRouteTables', {}),
    groupNames.length === 0
      ? undefined
      : readEc2(aws, region, 'DescribeSecurityGroups', { Filters: filters }),
  ]);
  return {
    network: networkFactsOf(region, whole(vpcs), whole(subnets), whole(routeTables)),
    groups: groupsOf(groups),
  };
}

function whole<T extends { readonly NextToken?: string | undefined }>(result: AwsResult<T>): AwsResult<T> {
  if (result.kind === 'failed' || !result.value.NextToken) return result;
  const message = 'There is more of it than one answer holds.';
  const failure: AwsFailure = {
    kind: 'other',
    service: 'ec2',
    operation: 'Describe',
    code: 'AnswerCut',
    message,
  };
  return { kind: 'failed', failure };
}

/** The network of a region from its describe calls; the first that failed is why there is none. */
export function networkFactsOf(
  region: string,
  vpcs: AwsResult<Output<'DescribeVpcs'>>,
  subnets: AwsResult<Output<'DescribeSubnets'>>,
  routeTables: AwsResult<Output<'DescribeRouteTables'>>,
): AwsResult<NetworkFacts> {
  if (vpcs.kind === 'failed') return vpcs;
  if (subnets.kind === 'failed') return subnets;
  if (routeTables.kind === 'failed') return routeTables;
  const value = {
    region,
    vpcs: vpcsOf(vpcs.value),
    subnets: subnetsOf(subnets.value),
    routeTables: routeTablesOf(routeTables.value),
  };
  return { kind: 'ok', value };
}

function vpcsOf({ Vpcs = [] }: Output<'DescribeVpcs'>): NetworkFacts['vpcs'] {
  return Vpcs.flatMap(({ VpcId, IsDefault, Tags }) =>
    VpcId ? [{ id: VpcId, name: nameOf(Tags), isDefault: IsDefault === true }] : [],
  );
}

function subnetsOf({ Subnets = [] }: Output<'DescribeSubnets'>): NetworkFacts['subnets'] {
  return Subnets.flatMap(({ SubnetId, VpcId, AvailabilityZone, State, MapPublicIpOnLaunch, Tags }) =>
    SubnetId && VpcId
      ? [
          {
            id: SubnetId,
            name: nameOf(Tags),
            vpcId: VpcId,
            zone: AvailabilityZone ?? '',
            state: State ?? '',
            mapsPublicIp: MapPublicIpOnLaunch === true,
          },
        ]
      : [],
  );
}

function routeTablesOf({ RouteTables = [] }: Output<'DescribeRouteTables'>): NetworkFacts['routeTables'] {
  return RouteTables.flatMap(({ VpcId, Associations = [], Routes = [] }) =>
    VpcId
      ? [
          {
            vpcId: VpcId,
            main: Associations.some(({ Main }) => Main === true),
            subnetIds: Associations.flatMap(({ SubnetId }) => SubnetId ?? []),
            hasInternetGateway: Routes.some(({ GatewayId }) => GatewayId?.startsWith('igw-') === true),
          },
        ]
      : [],
  );
}

function groupsOf(result: AwsResult<Output<'DescribeSecurityGroups'>> | undefined): NetworkRead['groups'] {
  if (result?.kind !== 'ok') return result;
  const groups = result.value.SecurityGroups ?? [];
  const value = groups.flatMap(({ VpcId, GroupId, GroupName, IpPermissions = [] }) =>
    VpcId && GroupId && GroupName
      ? [{ id: GroupId, name: GroupName, vpcId: VpcId, admitsAnything: IpPermissions.length > 0 }]
      : [],
  );
  return { kind: 'ok', value };
}

function nameOf(
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] = [],
): string | undefined {
  return tags.find(({ Key }) => Key === 'Name')?.Value;
}
