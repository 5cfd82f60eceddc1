/** EC2's resources as its answers show them. */

import { CREATED_AT } from '../cloud.ts';
import { resourceId } from '../ids.ts';
import type { InstanceType } from '../instance-types.ts';
import { isFreeTierType } from '../instance-types.ts';
import type { MachineImage } from '../machine-images.ts';
import type { Instance, RouteTable, SecurityGroup, Subnet, Tags, Vpc } from '../network.ts';
import type { ServiceCall } from '../service-call.ts';
import type { XmlFields } from '../xml.ts';
import { items } from '../xml.ts';
import { isEbsOptimized } from './ec2-facts.ts';
import { ec2Arn } from './ec2-ids.ts';

function tagSet(tags: Tags): XmlFields {
  return items(Object.entries(tags).map(([key, value]) => ({ key, value })));
}

/** A VPC. */
export function vpcFields(call: ServiceCall, vpc: Vpc): XmlFields {
  return {
    vpcId: vpc.id,
    ownerId: call.caller.account.id,
    state: 'available',
    cidrBlock: vpc.cidr,
    cidrBlockAssociationSet: items([
      {
        cidrBlock: vpc.cidr,
        associationId: vpc.id.replace('vpc-', 'vpc-cidr-assoc-'),
        cidrBlockState: { state: 'associated' },
      },
    ]),
    dhcpOptionsId: vpc.id.replace('vpc-', 'dopt-'),
    instanceTenancy: vpc.tenancy,
    isDefault: vpc.isDefault,
    tagSet: tagSet(vpc.tags),
  };
}

/** A subnet. */
export function subnetFields(call: ServiceCall, subnet: Subnet): XmlFields {
  return {
    subnetId: subnet.id,
    subnetArn: ec2Arn(call, 'subnet', subnet.id),
    vpcId: subnet.vpcId,
    ownerId: call.caller.account.id,
    state: subnet.state,
    cidrBlock: subnet.cidr,
    availableIpAddressCount: 4091,
    availabilityZone: subnet.zone.name,
    availabilityZoneId: subnet.zone.id,
    defaultForAz: subnet.defaultForZone,
    mapPublicIpOnLaunch: subnet.mapsPublicIp,
    assignIpv6AddressOnCreation: false,
    ipv6CidrBlockAssociationSet: items([]),
    tagSet: tagSet(subnet.tags),
  };
}

/** A route table with its routes and associations. */
export function routeTableFields(call: ServiceCall, table: RouteTable): XmlFields {
  const route = (cidr: string, gateway: string, origin: string) => ({
    destinationCidrBlock: cidr,
    gatewayId: gateway,
    state: 'active',
    origin,
  });
  const association = (id: string, subnetId: string | undefined) => ({
    routeTableAssociationId: id.replace(/^[a-z]+-/, 'rtbassoc-'),
    routeTableId: table.id,
    subnetId,
    main: subnetId === undefined,
    associationState: { state: 'associated' },
  });
  return {
    routeTableId: table.id,
    vpcId: table.vpcId,
    ownerId: call.caller.account.id,
    routeSet: items([
      route(table.cidr, 'local', 'CreateRouteTable'),
      ...(table.internetGatewayId === undefined
        ? []
        : [route('0.0.0.0/0', table.internetGatewayId, 'CreateRoute')]),
    ]),
    associationSet: items([
      ...(table.main ? [association(table.id, undefined)] : []),
      ...table.subnetIds.map((subnetId) => association(subnetId, subnetId)),
    ]),
    propagatingVgwSet: items([]),
    tagSet: items([]),
  };
}

/** A security group, open to itself and to the scenario's ports. */
export function securityGroupFields(call: ServiceCall, group: SecurityGroup): XmlFields {
  const { id: owner } = call.caller.account;
  const anywhere = items([{ cidrIp: '0.0.0.0/0' }]);
  const fromItself = {
    ipProtocol: '-1',
    groups: items([{ userId: owner, groupId: group.id }]),
    ipRanges: items([]),
  };
  const open = group.openPorts.map((port) => ({
    ipProtocol: 'tcp',
    fromPort: port,
    toPort: port,
    groups: items([]),
    ipRanges: anywhere,
  }));
  return {
    ownerId: owner,
    groupId: group.id,
    groupName: group.name,
    groupDescription: group.description,
    vpcId: group.vpcId,
    securityGroupArn: ec2Arn(call, 'security-group', group.id),
    ipPermissions: items([fromItself, ...open]),
    ipPermissionsEgress: items([{ ipProtocol: '-1', groups: items([]), ipRanges: anywhere }]),
    tagSet: tagSet(group.tags),
  };
}

/** A machine image. */
export function imageFields(image: MachineImage): XmlFields {
  return {
    imageId: image.id,
    imageLocation: `${image.ownerAlias ?? image.ownerId}/${image.name}`,
    imageState: 'available',
    imageOwnerId: image.ownerId,
    imageOwnerAlias: image.ownerAlias,
    creationDate: image.createdAt,
    isPublic: image.isPublic,
    architecture: image.architecture,
    imageType: 'machine',
    name: image.name,
    description: image.description,
    rootDeviceType: 'ebs',
    rootDeviceName: image.rootDevice,
    blockDeviceMapping: items([
      {
        deviceName: image.rootDevice,
        ebs: {
          snapshotId: image.snapshotId,
          volumeSize: image.rootSizeGib,
          deleteOnTermination: true,
          volumeType: 'gp3',
          encrypted: false,
        },
      },
    ]),
    virtualizationType: 'hvm',
    hypervisor: 'xen',
    enaSupport: true,
    platformDetails: 'Linux/UNIX',
    usageOperation: 'RunInstances',
    tagSet: tagSet(image.tags),
  };
}

const STATE_CODES: Readonly<Record<string, number>> = {
  pending: 0,
  running: 16,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

/** A reservation with its one instance. */
export function instanceFields(call: ServiceCall, instance: Instance): XmlFields {
  const { id: owner } = call.caller.account;
  const profile = call.caller.account.instanceProfiles.get(instance.profile ?? '');
  return {
    reservationId: resourceId('r', instance.id),
    ownerId: owner,
    groupSet: items([]),
    instancesSet: items([
      {
        instanceId: instance.id,
        imageId: instance.imageId,
        instanceState: { code: STATE_CODES[instance.state] ?? 16, name: instance.state },
        instanceType: instance.type,
        launchTime: CREATED_AT,
        placement: { availabilityZone: instance.subnet?.zone.name, tenancy: 'default' },
        subnetId: instance.subnet?.id,
        vpcId: instance.subnet?.vpcId,
        privateIpAddress: '172.31.0.10',
        architecture: 'x86_64',
        rootDeviceType: 'ebs',
        rootDeviceName: '/dev/sda1',
        ebsOptimized: isEbsOptimized(instance.type),
        groupSet: items(instance.groups.map(({ id, name }) => ({ groupId: id, groupName: name }))),
        metadataOptions: {
          state: 'applied',
          httpTokens: instance.httpTokens,
          httpPutResponseHopLimit: instance.hopLimit,
          httpEndpoint: 'enabled',
        },
        instanceLifecycle: instance.spot ? 'spot' : undefined,
        iamInstanceProfile: profile && { arn: profile.arn, id: profile.id },
        tagSet: tagSet(instance.tags),
      },
    ]),
  };
}

/** An instance type. */
export function instanceTypeFields(type: InstanceType): XmlFields {
  return {
    instanceType: type.name,
    currentGeneration: !type.name.startsWith('t2.'),
    freeTierEligible: isFreeTierType(type.name),
    supportedUsageClasses: items(['on-demand', 'spot']),
    supportedRootDeviceTypes: items(['ebs']),
    supportedVirtualizationTypes: items(['hvm']),
    bareMetal: false,
    hypervisor: 'nitro',
    processorInfo: { supportedArchitectures: items([type.architecture]) },
    vCpuInfo: { defaultVCpus: type.vcpus },
    memoryInfo: { sizeInMiB: type.memoryGib * 1024 },
    networkInfo: { efaSupported: type.efa, maximumNetworkInterfaces: 4 },
    gpuInfo: type.gpu && {
      gpus: items([
        {
          name: type.gpu.name,
          manufacturer: 'NVIDIA',
          count: type.gpu.count,
          memoryInfo: { sizeInMiB: type.gpu.memoryGib * 1024 },
        },
      ]),
      totalGpuMemoryInMiB: type.gpu.count * type.gpu.memoryGib * 1024,
    },
  };
}
