/**
 * RunInstances as a dry run: every resource type is checked, then what the launch includes (passing the role, tagging,
 * the service-linked role of spot instances), then whether it could start.
 * Source: EC2 API reference; Service Authorization Reference, EC2, condition keys.
 */

import type { AccessCheck } from '../access-check.ts';
import type { InstanceProfile } from '../account.ts';
import { ApiError } from '../api-error.ts';
import { authorise, denialOf } from '../authorise.ts';
import { ebsEncryptionByDefault } from '../ebs-encryption.ts';
import { resourceId } from '../ids.ts';
import { INSTANCE_TYPES } from '../instance-types.ts';
import type { Vpc } from '../network.ts';
import { quotaOf, quotaValue } from '../quotas.ts';
import { domainOf } from '../regions.ts';
import { checkMayLaunch } from '../restrictions.ts';
import type { ServiceCall } from '../service-call.ts';
import type { XmlFields } from '../xml.ts';
import { items } from '../xml.ts';
import type { ResourceFacts } from './ec2-context.ts';
import { ec2Check } from './ec2-context.ts';
import { endOfChange } from './ec2-dry-run.ts';
import { factsOf, imageFacts, isEbsOptimized, subnetFacts, zoneFacts } from './ec2-facts.ts';
import type { IdKind } from './ec2-ids.ts';
import { checkExists, checkImage, ec2Arn } from './ec2-ids.ts';
import type { Launch, LaunchVolume } from './ec2-launch.ts';
import { readLaunch } from './ec2-launch.ts';
import { createTagsChecks, tagSpecifications, tagsFor } from './ec2-tags.ts';

/** The dry run of a launch. */
export function runInstances(call: ServiceCall): XmlFields {
  const launch = readLaunch(call);
  authorise(call, ...launchChecks(call, launch));
  const profile = profileOf(call, launch);
  if (profile !== undefined) authorise(call, ...passRoleChecks(call, profile));
  authorise(call, ...createTagsChecks(call, (type) => factsOfMade(call, launch, type)));
  if (launch.spot) checkSpotRole(call);
  checkMayLaunch(call, launch.instanceType);
  validate(call, launch);
  return endOfChange(call, () => launchedFields(call, launch));
}

/** The reservation of a launch that was carried out. */
function launchedFields(call: ServiceCall, launch: Launch): XmlFields {
  return {
    reservationId: resourceId('r', call.requestId),
    ownerId: call.caller.account.id,
    groupSet: items([]),
    instancesSet: items(
      Array.from({ length: launch.count }, (_, index) => ({
        instanceId: resourceId('i', call.requestId, String(index)),
        imageId: launch.imageId,
        instanceState: { code: 0, name: 'pending' },
        instanceType: launch.instanceType,
        subnetId: launch.subnetId,
      })),
    ),
  };
}

/** What is known of the thing of a type that the launch makes, and tags. */
function factsOfMade(call: ServiceCall, launch: Launch, type: string): ResourceFacts {
  switch (type) {
    case 'instance':
      return newInstanceFacts(call, launch);
    case 'network-interface':
      return newInterfaceFacts(call, launch);
    case 'volume':
      return launch.volumes[0] === undefined ? {} : newVolumeFacts(call, launch.volumes[0], launch);
    default:
      return {};
  }
}

/** One check for each resource that the launch uses or makes. */
function launchChecks(call: ServiceCall, launch: Launch): readonly AccessCheck[] {
  const made = (type: string, facts: ResourceFacts, id = '*') =>
    ec2Check(call, { type, id, facts: { ...launchFacts(call, launch), ...facts, ...tagsFor(call, type) } });
  const used = (kind: IdKind, id: string) => made(kind, factsOf(call, kind, id), id);
  const { subnet } = launch;
  return [
    {
      ...made('image', launch.image === undefined ? {} : imageFacts(launch.image), launch.imageId),
      ...(launch.image === undefined ? {} : { owner: launch.image.ownerId }),
    },
    made('instance', newInstanceFacts(call, launch)),
    made('subnet', subnet === undefined ? {} : subnetFacts(call, subnet), launch.subnetId),
    ...launch.groupIds.map((id) => used('security-group', id)),
    made('network-interface', newInterfaceFacts(call, launch)),
    ...launch.volumes.map((volume) => made('volume', newVolumeFacts(call, volume, launch))),
    ...(launch.keyName === undefined
      ? []
      : [made('key-pair', { 'ec2:KeyPairName': launch.keyName }, launch.keyName)]),
    ...(launch.capacityReservationId === undefined
      ? []
      : [made('capacity-reservation', {}, launch.capacityReservationId)]),
    ...placementGroup(launch).map((name) =>
      made('placement-group', { 'ec2:PlacementGroupName': name }, name),
    ),
    ...taggedSpotRequest(call, launch).map((facts) => made('spot-instances-request', facts)),
  ];
}

function placementGroup({ placement }: Launch): readonly string[] {
  const name = placement.get('GroupName');
  return name === undefined ? [] : [name];
}

/** The request of a spot launch is a resource of its own where it is tagged. */
function taggedSpotRequest(call: ServiceCall, launch: Launch): readonly ResourceFacts[] {
  const type = 'spot-instances-request';
  return launch.spot && tagSpecifications(call.params).some(({ resourceType }) => resourceType === type)
    ? [{}]
    : [];
}

/** Facts that all resources of a launch share. */
function launchFacts(call: ServiceCall, { launchTemplate }: Launch): ResourceFacts {
  return {
    'ec2:IsLaunchTemplateResource': 'false',
    'ec2:LaunchTemplate':
      launchTemplate === undefined ? undefined : ec2Arn(call, 'launch-template', launchTemplate),
  };
}

/**
 * The keys of an instance that is to be made. What a request does not say about metadata is absent from them, whatever
 * AWS then chooses. Source: karpenter issue 9018, published authorization messages.
 */
function newInstanceFacts(call: ServiceCall, launch: Launch): ResourceFacts {
  const { metadata, placement } = launch;
  const [group] = placementGroup(launch);
  return {
    ...zoneFacts(launch.subnet?.zone),
    'ec2:InstanceID': '*',
    'ec2:InstanceType': launch.instanceType,
    'ec2:InstanceMarketType': launch.spot ? 'spot' : 'on-demand',
    'ec2:InstanceProfile': findProfile(call, launch)?.arn,
    'ec2:MetadataHttpTokens': metadata.get('HttpTokens'),
    'ec2:MetadataHttpEndpoint': metadata.get('HttpEndpoint'),
    'ec2:MetadataHttpPutResponseHopLimit': metadata.get('HttpPutResponseHopLimit'),
    'ec2:InstanceMetadataTags': metadata.get('InstanceMetadataTags'),
    'ec2:InstanceAutoRecovery': launch.autoRecovery,
    'ec2:InstanceBandwidthWeighting': launch.bandwidthWeighting,
    'ec2:CpuOptionsAmdSevSnp': launch.amdSevSnp,
    'ec2:EbsOptimized': launch.ebsOptimized ?? String(isEbsOptimized(launch.instanceType)),
    'ec2:PlacementGroup': group === undefined ? undefined : ec2Arn(call, 'placement-group', group),
    'ec2:RootDeviceType': 'ebs',
    'ec2:Tenancy': placement.get('Tenancy') ?? vpcOf(call, launch)?.tenancy ?? 'default',
  };
}

function vpcOf(call: ServiceCall, { subnet }: Launch): Vpc | undefined {
  return call.caller.account.network(call.region).vpcs.find(({ id }) => id === subnet?.vpcId);
}

function newInterfaceFacts(call: ServiceCall, { subnet, subnetId, publicAddress }: Launch): ResourceFacts {
  return {
    ...zoneFacts(subnet?.zone),
    'ec2:AssociatePublicIpAddress': publicAddress,
    'ec2:NetworkInterfaceID': '*',
    'ec2:Subnet': ec2Arn(call, 'subnet', subnetId),
    'ec2:Vpc': subnet && ec2Arn(call, 'vpc', subnet.vpcId),
  };
}

function newVolumeFacts(call: ServiceCall, volume: LaunchVolume, launch: Launch): ResourceFacts {
  return {
    ...zoneFacts(launch.subnet?.zone),
    'ec2:VolumeID': '*',
    'ec2:Encrypted': String(encryptedForPolicies(call, volume)),
    'ec2:ParentSnapshot':
      volume.snapshotId === undefined ? undefined : ec2Arn(call, 'snapshot', volume.snapshotId),
    'ec2:VolumeInitializationRate': volume.initializationRate,
    'ec2:VolumeIops': volume.iops,
    'ec2:VolumeSize': volume.sizeGib === undefined ? undefined : String(volume.sizeGib),
    'ec2:VolumeThroughput': volume.throughput,
    'ec2:VolumeType': volume.type,
  };
}

/**
 * What `ec2:Encrypted` is. AWS does not document what it is where an account encrypts by default, so the scenario chooses:
 * what the request says, or what the volume will be.
 */
function encryptedForPolicies(call: ServiceCall, volume: LaunchVolume): boolean {
  const byDefault = ebsEncryptionByDefault(call.caller.account, call.region);
  return volume.encrypted === true || byDefault?.policiesSee === 'volume';
}

function findProfile(call: ServiceCall, { profile }: Launch): InstanceProfile | undefined {
  const profiles = [...call.caller.account.instanceProfiles.values()];
  return profiles.find((entry) => entry.arn === profile.get('Arn') || entry.name === profile.get('Name'));
}

/** The named instance profile; one that does not exist ends the call. */
function profileOf(call: ServiceCall, launch: Launch): InstanceProfile | undefined {
  const found = findProfile(call, launch);
  const key = launch.profile.has('Arn') ? 'arn' : 'name';
  const value = launch.profile.get('Arn') ?? launch.profile.get('Name');
  if (found !== undefined || value === undefined) return found;
  throw new ApiError(
    400,
    'InvalidParameterValue',
    `Value (${value}) for parameter iamInstanceProfile.${key} is invalid. Invalid IAM Instance Profile ${key}`,
  );
}

function passRoleChecks(call: ServiceCall, profile: InstanceProfile): readonly AccessCheck[] {
  if (profile.roles.length === 0)
    throw new ApiError(
      400,
      'InvalidParameterValue',
      `IAM Instance Profile "${profile.arn}" has no associated IAM Roles`,
    );
  return profile.roles.map((role) => ({
    action: 'iam:PassRole',
    resource: role.arn,
    context: {
      'iam:PassedToService': `ec2.${domainOf(call.caller.account.partition)}`,
      'iam:AssociatedResourceArn': ec2Arn(call, 'instance', '*'),
    },
  }));
}

/** The first spot launch of an account makes the service-linked role. */
function checkSpotRole(call: ServiceCall): void {
  const { roles, id, partition } = call.caller.account;
  if (roles.has('AWSServiceRoleForEC2Spot')) return;
  const denial = denialOf(call, {
    action: 'iam:CreateServiceLinkedRole',
    resource: `arn:${partition}:iam::${id}:role/aws-service-role/spot.amazonaws.com/AWSServiceRoleForEC2Spot`,
    context: { 'iam:AWSServiceName': 'spot.amazonaws.com' },
  });
  if (denial === undefined) return;
  throw new ApiError(
    403,
    'AuthFailure.ServiceLinkedRoleCreationNotPermitted',
    'The provided credentials do not have permission to create the service-linked role for EC2 Spot Instances.',
  );
}

function validate(call: ServiceCall, launch: Launch): void {
  checkImage(call, launch.imageId);
  checkExists(call, 'subnet', launch.subnetId);
  for (const id of launch.groupIds) checkExists(call, 'security-group', id);
  checkReservation(launch);
  checkPlacementGroup(launch);
  checkNetwork(call, launch);
  checkType(launch);
  checkVolumes(launch);
  checkQuota(call, launch);
}

/** There are no capacity reservations here. */
function checkReservation({ capacityReservationId: id }: Launch): void {
  if (id === undefined) return;
  throw new ApiError(
    400,
    'InvalidCapacityReservationId.NotFound',
    `The specified capacity reservation ID '${id}' does not exist.`,
  );
}

/** Nor placement groups. */
function checkPlacementGroup(launch: Launch): void {
  const [name] = placementGroup(launch);
  if (name === undefined) return;
  throw new ApiError(400, 'InvalidPlacementGroup.Unknown', `The Placement Group '${name}' is unknown.`);
}

function checkNetwork(call: ServiceCall, { subnet, groupIds }: Launch): void {
  const { securityGroups } = call.caller.account.network(call.region);
  const elsewhere = securityGroups.find(
    (group) => groupIds.includes(group.id) && group.vpcId !== subnet?.vpcId,
  );
  if (elsewhere !== undefined)
    throw new ApiError(
      400,
      'InvalidParameter',
      `Security group ${elsewhere.id} and subnet ${subnet?.id} belong to different networks.`,
    );
}

function checkType({ instanceType, image }: Launch): void {
  const type = INSTANCE_TYPES.get(instanceType);
  if (type === undefined)
    throw new ApiError(400, 'InvalidParameterValue', `Invalid value '${instanceType}' for InstanceType.`);
  if (image !== undefined && type.architecture !== image.architecture)
    throw new ApiError(
      400,
      'InvalidParameterValue',
      `The architecture '${type.architecture}' of the specified instance type does not match the architecture '${image.architecture}' of the specified AMI. Specify an instance type and an AMI that have matching architectures, and try again.`,
    );
}

function checkVolumes({ volumes, image }: Launch): void {
  if (image === undefined) return;
  const root = volumes.find((volume) => volume.device === image.rootDevice);
  if (root?.sizeGib !== undefined && root.sizeGib < image.rootSizeGib)
    throw new ApiError(
      400,
      'InvalidBlockDeviceMapping',
      `Volume of size ${root.sizeGib}GB is smaller than snapshot '${image.snapshotId}', expect size >= ${image.rootSizeGib}GB`,
    );
}

function checkQuota(call: ServiceCall, { instanceType, spot, count }: Launch): void {
  const quota = quotaOf(instanceType, spot);
  const vcpus = (INSTANCE_TYPES.get(instanceType)?.vcpus ?? 0) * count;
  if (quota === undefined) return;
  const limit = quotaValue(call.caller.account, call.region, quota);
  if (vcpus <= limit) return;
  if (spot) throw new ApiError(400, 'MaxSpotInstanceCountExceeded', 'Max spot instance count exceeded');
  throw new ApiError(
    400,
    'VcpuLimitExceeded',
    `You have requested more vCPU capacity than your current vCPU limit of ${limit} allows for the instance bucket that the specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit.`,
  );
}
