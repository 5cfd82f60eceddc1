/**
 * RunInstances as a dry run: every resource type is checked, then what the launch includes (passing the role, tagging,
 * the service-linked role of spot instances), then whether it could start.
 * Source: EC2 API reference; Service Authorization Reference, EC2, condition keys.
 */

import type { AccessCheck } from '../access-check.ts';
import { ApiError } from '../api-error.ts';
import { authorise, denialOf } from '../authorise.ts';
import { INSTANCE_TYPES } from '../instance-types.ts';
import { isTrue } from '../query-params.ts';
import { quotaOf, quotaValue } from '../quotas.ts';
import { domainOf } from '../regions.ts';
import type { ContextValues } from '../request-context.ts';
import type { ServiceCall } from '../service-call.ts';
import type { InstanceProfile } from '../world.ts';
import type { XmlFields } from '../xml.ts';
import { dryRunDone, neverChanges } from './ec2-dry-run.ts';
import { checkExists, ec2Arn } from './ec2-ids.ts';
import type { Launch, Volume } from './ec2-launch.ts';
import { readLaunch } from './ec2-launch.ts';
import { createTagsChecks, requestTagContext, resourceTagContext, tagSpecifications } from './ec2-tags.ts';

/** The dry run of a launch. */
export function runInstances(call: ServiceCall): XmlFields {
  const launch = readLaunch(call);
  authorise(call, ...launchChecks(call, launch));
  const profile = profileOf(call, launch);
  if (profile !== undefined) authorise(call, ...passRoleChecks(call, profile));
  authorise(call, ...createTagsChecks(call));
  if (launch.spot) checkSpotRole(call);
  validate(call, launch);
  throw isTrue(call.params, 'DryRun') ? dryRunDone() : neverChanges(call);
}

function launchChecks(call: ServiceCall, launch: Launch): readonly AccessCheck[] {
  const check = (type: string, id: string, context: ContextValues): AccessCheck => ({
    action: 'ec2:RunInstances',
    resource: ec2Arn(call, type, id),
    context: { 'aws:ResourceAccount': call.caller.account.id, ...requestTags(call, type), ...context },
  });
  const zone = launch.subnet?.zone.name;
  const vpc = launch.subnet && ec2Arn(call, 'vpc', launch.subnet.vpcId);
  const subnet = ec2Arn(call, 'subnet', launch.subnetId);
  return [
    check('image', launch.imageId, imageContext(launch)),
    check('instance', '*', instanceContext(call, launch)),
    check('subnet', launch.subnetId, {
      'ec2:SubnetID': launch.subnetId,
      'ec2:Vpc': vpc,
      'ec2:AvailabilityZone': zone,
      ...resourceTagContext(launch.subnet?.tags ?? {}),
    }),
    ...launch.groupIds.map((id) =>
      check('security-group', id, { 'ec2:SecurityGroupID': id, 'ec2:Vpc': vpc }),
    ),
    check('network-interface', '*', { 'ec2:Subnet': subnet, 'ec2:Vpc': vpc, 'ec2:AvailabilityZone': zone }),
    ...launch.volumes.map((volume) => check('volume', '*', volumeContext(volume, launch))),
    ...(launch.keyName === undefined ? [] : [check('key-pair', launch.keyName, {})]),
    ...(launch.capacityReservationId === undefined
      ? []
      : [check('capacity-reservation', launch.capacityReservationId, {})]),
  ];
}

function requestTags(call: ServiceCall, type: string): ContextValues {
  const found = tagSpecifications(call.params).find((one) => one.resourceType === type);
  return requestTagContext(found?.tags ?? {});
}

function imageContext({ imageId, image }: Launch): ContextValues {
  return {
    'ec2:ImageID': imageId,
    'ec2:ImageType': 'machine',
    'ec2:Owner': image && (image.ownerAlias ?? image.ownerId),
    'ec2:Public': 'true',
    'ec2:RootDeviceType': 'ebs',
    'aws:ResourceAccount': image?.ownerId,
  };
}

function instanceContext(call: ServiceCall, launch: Launch): ContextValues {
  return {
    'ec2:InstanceType': launch.instanceType,
    'ec2:InstanceMarketType': launch.spot ? 'spot' : 'on-demand',
    'ec2:InstanceProfile': findProfile(call, launch)?.arn,
    'ec2:MetadataHttpTokens': launch.httpTokens,
    'ec2:MetadataHttpEndpoint': 'enabled',
    'ec2:AvailabilityZone': launch.subnet?.zone.name,
    'ec2:EbsOptimized': 'false',
    'ec2:RootDeviceType': 'ebs',
    'ec2:Tenancy': 'default',
  };
}

function volumeContext(volume: Volume, launch: Launch): ContextValues {
  return {
    'ec2:Encrypted': String(volume.encrypted),
    'ec2:VolumeSize': volume.sizeGib === undefined ? undefined : String(volume.sizeGib),
    'ec2:VolumeType': volume.type,
    'ec2:AvailabilityZone': launch.subnet?.zone.name,
  };
}

function findProfile(call: ServiceCall, { profile }: Launch): InstanceProfile | undefined {
  const profiles = [...call.caller.account.instanceProfiles.values()];
  return profiles.find((one) => one.arn === profile.get('Arn') || one.name === profile.get('Name'));
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
    context: { 'iam:PassedToService': `ec2.${domainOf(call.caller.account.partition)}` },
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
  checkExists(call, 'image', launch.imageId);
  checkExists(call, 'subnet', launch.subnetId);
  for (const id of launch.groupIds) checkExists(call, 'security-group', id);
  checkReservation(launch);
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

function checkNetwork(call: ServiceCall, { subnet, groupIds }: Launch): void {
  const { securityGroups } = call.caller.account.network(call.region);
  const foreign = securityGroups.find((one) => groupIds.includes(one.id) && one.vpcId !== subnet?.vpcId);
  if (foreign !== undefined)
    throw new ApiError(
      400,
      'InvalidParameter',
      `Security group ${foreign.id} and subnet ${subnet?.id} belong to different networks.`,
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
  const root = volumes.find((one) => one.device === image.rootDevice);
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
