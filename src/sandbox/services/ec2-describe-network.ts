/** VPCs, subnets, route tables and security groups. Source: EC2 API reference. */
import { ApiError } from '../api-error.ts';
import { listOf } from '../query-params.ts';
import type { ServiceCall } from '../service-call.ts';
import type { XmlFields } from '../xml.ts';
import { items } from '../xml.ts';
import { routeTableFields, securityGroupFields, subnetFields, vpcFields } from './ec2-fields.ts';
import { tagFacts } from './ec2-filters.ts';
import { listing } from './ec2-listing.ts';

/** The account's VPCs. */
export function describeVpcs(call: ServiceCall): XmlFields {
  const { account } = call.caller;
  const page = listing(call, {
    parameter: 'VpcId',
    kind: 'vpc',
    things: account.network(call.region).vpcs,
    factsOf: (vpc) => ({
      'vpc-id': vpc.id,
      cidr: vpc.cidr,
      'cidr-block': vpc.cidr,
      isDefault: vpc.isDefault,
      'is-default': vpc.isDefault,
      state: 'available',
      'owner-id': account.id,
      ...tagFacts(vpc.tags),
    }),
    filters: ['vpc-id', 'cidr', 'cidr-block', 'isDefault', 'is-default', 'state', 'owner-id'],
  });
  return { vpcSet: items(page.items.map((vpc) => vpcFields(call, vpc))), nextToken: page.next };
}

/** The account's subnets. */
export function describeSubnets(call: ServiceCall): XmlFields {
  const { account } = call.caller;
  const page = listing(call, {
    parameter: 'SubnetId',
    kind: 'subnet',
    things: account.network(call.region).subnets,
    factsOf: (subnet) => ({
      'subnet-id': subnet.id,
      'vpc-id': subnet.vpcId,
      state: subnet.state,
      'availability-zone': subnet.zone.name,
      availabilityZone: subnet.zone.name,
      'availability-zone-id': subnet.zone.id,
      'default-for-az': subnet.defaultForZone,
      defaultForAz: subnet.defaultForZone,
      'map-public-ip-on-launch': subnet.mapsPublicIp,
      'cidr-block': subnet.cidr,
      'owner-id': account.id,
      ...tagFacts(subnet.tags),
    }),
    filters: [
      'subnet-id',
      'vpc-id',
      'state',
      'availability-zone',
      'availabilityZone',
      'availability-zone-id',
      'default-for-az',
      'defaultForAz',
      'map-public-ip-on-launch',
      'cidr-block',
      'owner-id',
    ],
  });
  return { subnetSet: items(page.items.map((subnet) => subnetFields(call, subnet))), nextToken: page.next };
}

/** The account's route tables. */
export function describeRouteTables(call: ServiceCall): XmlFields {
  const page = listing(call, {
    parameter: 'RouteTableId',
    kind: 'route-table',
    things: call.caller.account.network(call.region).routeTables,
    factsOf: (table) => ({
      'route-table-id': table.id,
      'vpc-id': table.vpcId,
      'association.main': table.main,
      'association.subnet-id': table.subnetIds,
      'association.route-table-id': table.id,
      'route.gateway-id': table.internetGatewayId,
      'owner-id': call.caller.account.id,
    }),
    filters: [
      'route-table-id',
      'vpc-id',
      'association.main',
      'association.subnet-id',
      'association.route-table-id',
      'route.gateway-id',
      'owner-id',
    ],
  });
  return {
    routeTableSet: items(page.items.map((table) => routeTableFields(call, table))),
    nextToken: page.next,
  };
}

/** The account's security groups. */
export function describeSecurityGroups(call: ServiceCall): XmlFields {
  const names = listOf(call.params, 'GroupName');
  const groups = call.caller.account.network(call.region).securityGroups;
  for (const name of names)
    if (!groups.some((group) => group.name === name))
      throw new ApiError(
        400,
        'InvalidGroup.NotFound',
        `The security group '${name}' does not exist in default VPC`,
      );
  const page = listing(call, {
    parameter: 'GroupId',
    kind: 'security-group',
    things: groups.filter((group) => names.length === 0 || names.includes(group.name)),
    factsOf: (group) => ({
      'group-id': group.id,
      'group-name': group.name,
      'vpc-id': group.vpcId,
      description: group.description,
      'owner-id': call.caller.account.id,
      ...tagFacts(group.tags),
    }),
    filters: ['group-id', 'group-name', 'vpc-id', 'description', 'owner-id'],
  });
  return {
    securityGroupInfo: items(page.items.map((group) => securityGroupFields(call, group))),
    nextToken: page.next,
  };
}
