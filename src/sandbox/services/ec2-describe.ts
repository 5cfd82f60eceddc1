/** EC2's Describe calls. Source: EC2 API reference. */
import { ApiError } from '../api-error.ts';
import { authorise } from '../authorise.ts';
import { INSTANCE_TYPES } from '../instance-types.ts';
import { publicImages } from '../machine-images.ts';
import type { QueryParams } from '../query-params.ts';
import { isTrue, listOf } from '../query-params.ts';
import { domainOf, REGIONS, type Region } from '../regions.ts';
import type { ServiceCall } from '../service-call.ts';
import type { XmlFields } from '../xml.ts';
import { items } from '../xml.ts';
import { dryRunDone } from './ec2-dry-run.ts';
import {
  imageFields,
  instanceFields,
  instanceTypeFields,
  routeTableFields,
  securityGroupFields,
  subnetFields,
  vpcFields,
} from './ec2-fields.ts';
import type { Facts } from './ec2-filters.ts';
import { filtered, paged, tagFacts } from './ec2-filters.ts';
import type { IdKind } from './ec2-ids.ts';
import { checkExists, checkForm } from './ec2-ids.ts';
import type { QueryOperations } from './operations.ts';

type Describe = (call: ServiceCall) => XmlFields;

/** Permission first, then, for a dry run, the end; Describe actions have no resources. */
function describing(describe: Describe): Describe {
  return (call) => {
    authorise(call, { action: `ec2:${call.operation}`, resource: '*' });
    if (isTrue(call.params, 'DryRun')) throw dryRunDone();
    return describe(call);
  };
}

/** The Describe operations of EC2. */
export const ec2DescribeOperations: QueryOperations = new Map(
  (
    [
      ['DescribeRegions', describeRegions],
      ['DescribeAvailabilityZones', describeAvailabilityZones],
      ['DescribeVpcs', describeVpcs],
      ['DescribeSubnets', describeSubnets],
      ['DescribeRouteTables', describeRouteTables],
      ['DescribeSecurityGroups', describeSecurityGroups],
      ['DescribeImages', describeImages],
      ['DescribeInstances', describeInstances],
      ['DescribeInstanceTypes', describeInstanceTypes],
      ['DescribeCapacityReservations', () => ({ capacityReservationSet: items([]) })],
      ['DescribeAccountAttributes', describeAccountAttributes],
    ] as const
  ).map(([operation, describe]) => [operation, describing(describe)]),
);

function describeRegions(call: ServiceCall): XmlFields {
  const { account } = call.caller;
  const enabled = (region: Region) => account.enabledRegions.has(region.name);
  const optIn = (region: Region) => {
    if (region.enabledByDefault) return 'opt-in-not-required';
    return enabled(region) ? 'opted-in' : 'not-opted-in';
  };
  const all = isTrue(call.params, 'AllRegions');
  const names = listOf(call.params, 'RegionName');
  const known = [...REGIONS.values()].filter((region) => region.partition === account.partition);
  for (const name of names)
    if (!known.some((region) => region.name === name))
      throw new ApiError(400, 'InvalidParameterValue', `Invalid region '${name}' provided.`);
  const endpoint = (region: Region) => `ec2.${region.name}.${domainOf(account.partition)}`;
  const asked = known.filter((region) =>
    names.length > 0 ? names.includes(region.name) : all || enabled(region),
  );
  const found = filtered(
    call.params,
    asked,
    (region) => ({
      'region-name': region.name,
      endpoint: endpoint(region),
      'opt-in-status': optIn(region),
    }),
    ['region-name', 'endpoint', 'opt-in-status'],
  );
  return {
    regionInfo: items(
      found.map((region) => ({
        regionName: region.name,
        regionEndpoint: endpoint(region),
        optInStatus: optIn(region),
      })),
    ),
  };
}

function describeAvailabilityZones(call: ServiceCall): XmlFields {
  const zones = REGIONS.get(call.region)?.zones ?? [];
  const names = [...listOf(call.params, 'ZoneName'), ...listOf(call.params, 'ZoneId')];
  for (const name of names)
    if (!zones.some((zone) => zone.name === name || zone.id === name))
      throw new ApiError(400, 'InvalidParameterValue', `Invalid availability zone: [${name}]`);
  const asked = zones.filter(
    (zone) => names.length === 0 || names.includes(zone.name) || names.includes(zone.id),
  );
  const factsOf = (zone: { name: string; id: string }): Facts => ({
    'zone-name': zone.name,
    'zone-id': zone.id,
    'region-name': call.region,
    state: 'available',
    'zone-type': 'availability-zone',
    'opt-in-status': 'opt-in-not-required',
    'group-name': `${call.region}-zg-1`,
  });
  const filters = [
    'zone-name',
    'zone-id',
    'region-name',
    'state',
    'zone-type',
    'opt-in-status',
    'group-name',
  ];
  return {
    availabilityZoneInfo: items(
      filtered(call.params, asked, factsOf, filters).map((zone) => ({
        zoneName: zone.name,
        zoneId: zone.id,
        zoneState: 'available',
        regionName: call.region,
        messageSet: items([]),
        optInStatus: 'opt-in-not-required',
        groupName: `${call.region}-zg-1`,
        networkBorderGroup: call.region,
        zoneType: 'availability-zone',
      })),
    ),
  };
}

/** The things with the asked ids, all without any; an id that does not exist is an error. */
function byIds<T extends { readonly id: string }>(
  call: ServiceCall,
  parameter: string,
  kind: IdKind,
  things: readonly T[],
): readonly T[] {
  const ids = listOf(call.params, parameter);
  for (const id of ids) checkForm(kind, id);
  for (const id of ids) checkExists(call, kind, id);
  return ids.length === 0 ? things : things.filter((one) => ids.includes(one.id));
}

interface Listing<T extends { readonly id: string }> {
  readonly parameter: string;
  readonly kind: IdKind;
  readonly things: readonly T[];
  readonly factsOf: (one: T) => Facts;
  readonly filters: readonly string[];
}

/** Ids, filters and pages together. */
function listing<T extends { readonly id: string }>(
  call: ServiceCall,
  { parameter, kind, things, factsOf, filters }: Listing<T>,
): { readonly items: readonly T[]; readonly next: string | undefined } {
  const asked = byIds(call, parameter, kind, things);
  return paged(call.params, filtered(call.params, asked, factsOf, ['tag-key', 'tag-value', ...filters]));
}

function describeVpcs(call: ServiceCall): XmlFields {
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

function describeSubnets(call: ServiceCall): XmlFields {
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
  return { subnetSet: items(page.items.map((one) => subnetFields(call, one))), nextToken: page.next };
}

function describeRouteTables(call: ServiceCall): XmlFields {
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

function describeSecurityGroups(call: ServiceCall): XmlFields {
  const names = listOf(call.params, 'GroupName');
  const groups = call.caller.account.network(call.region).securityGroups;
  for (const name of names)
    if (!groups.some((one) => one.name === name))
      throw new ApiError(
        400,
        'InvalidGroup.NotFound',
        `The security group '${name}' does not exist in default VPC`,
      );
  const page = listing(call, {
    parameter: 'GroupId',
    kind: 'security-group',
    things: groups.filter((one) => names.length === 0 || names.includes(one.name)),
    factsOf: (group) => ({
      'group-id': group.id,
      'group-name': group.name,
      'vpc-id': group.vpcId,
      description: group.description,
      'owner-id': call.caller.account.id,
    }),
    filters: ['group-id', 'group-name', 'vpc-id', 'description', 'owner-id'],
  });
  return {
    securityGroupInfo: items(page.items.map((group) => securityGroupFields(call, group))),
    nextToken: page.next,
  };
}

const IMAGE_FILTERS = [
  'image-id',
  'name',
  'description',
  'architecture',
  'owner-id',
  'owner-alias',
  'state',
  'is-public',
  'image-type',
  'root-device-type',
  'virtualization-type',
  'hypervisor',
  'ena-support',
  'platform',
];

function describeImages(call: ServiceCall): XmlFields {
  const owners = listOf(call.params, 'Owner');
  const isOwn = (image: { ownerId: string; ownerAlias: string | undefined }) =>
    owners.length === 0 ||
    owners.includes(image.ownerId) ||
    (image.ownerAlias !== undefined && owners.includes(image.ownerAlias));
  const page = listing(call, {
    parameter: 'ImageId',
    kind: 'image',
    things: publicImages(call.region).filter(isOwn),
    factsOf: (image) => ({
      'image-id': image.id,
      name: image.name,
      description: image.description,
      architecture: image.architecture,
      'owner-id': image.ownerId,
      'owner-alias': image.ownerAlias,
      state: 'available',
      'is-public': true,
      'image-type': 'machine',
      'root-device-type': 'ebs',
      'virtualization-type': 'hvm',
      hypervisor: 'xen',
      'ena-support': true,
    }),
    filters: IMAGE_FILTERS,
  });
  return { imagesSet: items(page.items.map(imageFields)), nextToken: page.next };
}

function describeInstances(call: ServiceCall): XmlFields {
  const { account } = call.caller;
  const page = listing(call, {
    parameter: 'InstanceId',
    kind: 'instance',
    things: account.network(call.region).instances,
    factsOf: (instance) => ({
      'instance-id': instance.id,
      'instance-type': instance.type,
      'instance-state-name': instance.state,
      'instance-lifecycle': instance.spot ? 'spot' : undefined,
      'vpc-id': instance.subnet?.vpcId,
      'subnet-id': instance.subnet?.id,
      'availability-zone': instance.subnet?.zone.name,
      'owner-id': account.id,
      ...tagFacts(instance.tags),
    }),
    filters: [
      'instance-id',
      'instance-type',
      'instance-state-name',
      'instance-lifecycle',
      'vpc-id',
      'subnet-id',
      'availability-zone',
      'owner-id',
    ],
  });
  return {
    reservationSet: items(page.items.map((instance) => instanceFields(call, instance))),
    nextToken: page.next,
  };
}

function describeInstanceTypes(call: ServiceCall): XmlFields {
  const names = listOf(call.params, 'InstanceType');
  const unknown = names.filter((name) => !INSTANCE_TYPES.has(name));
  if (unknown.length > 0)
    throw new ApiError(
      400,
      'InvalidInstanceType',
      `The following supplied instance types do not exist: [${unknown.join(', ')}]`,
    );
  const asked = [...INSTANCE_TYPES.values()].filter((one) => names.length === 0 || names.includes(one.name));
  const filters = [
    'instance-type',
    'current-generation',
    'network-info.efa-supported',
    'processor-info.supported-architecture',
    'vcpu-info.default-vcpus',
    'bare-metal',
    'supported-usage-class',
  ];
  const found = filtered(
    call.params,
    asked,
    (one) => ({
      'instance-type': one.name,
      'current-generation': !one.name.startsWith('t2.'),
      'network-info.efa-supported': one.efa,
      'processor-info.supported-architecture': one.architecture,
      'vcpu-info.default-vcpus': String(one.vcpus),
      'bare-metal': false,
      'supported-usage-class': ['on-demand', 'spot'],
    }),
    filters,
  );
  const page = paged(call.params, found);
  return { instanceTypeSet: items(page.items.map(instanceTypeFields)), nextToken: page.next };
}

function describeAccountAttributes(call: ServiceCall): XmlFields {
  const vpc = call.caller.account.network(call.region).vpcs.find((one) => one.isDefault);
  const attribute = (name: string, ...values: string[]) => ({
    attributeName: name,
    attributeValueSet: items(values.map((value) => ({ attributeValue: value }))),
  });
  const all = [attribute('supported-platforms', 'VPC'), attribute('default-vpc', vpc?.id ?? 'none')];
  const names = attributeNames(call.params);
  return {
    accountAttributeSet: items(all.filter((one) => names.length === 0 || names.includes(one.attributeName))),
  };
}

function attributeNames(params: QueryParams): readonly string[] {
  return listOf(params, 'AttributeName');
}
