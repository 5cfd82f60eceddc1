/** What a RunInstances call asks for, with the network that it lands in. */
import { ApiError } from '../api-error.ts';
import type { MachineImage } from '../machine-images.ts';
import { imagesIn } from '../machine-images.ts';
import type { Network, Subnet } from '../network.ts';
import type { QueryParams } from '../query-params.ts';
import { fieldsOf, listOf, structuresOf } from '../query-params.ts';
import type { ServiceCall } from '../service-call.ts';
import { required } from './ec2-dry-run.ts';
import { checkForm } from './ec2-ids.ts';

export interface Launch {
  readonly imageId: string;
  readonly image: MachineImage | undefined;
  readonly instanceType: string;
  readonly spot: boolean;
  readonly subnetId: string;
  readonly subnet: Subnet | undefined;
  readonly groupIds: readonly string[];
  readonly volumes: readonly LaunchVolume[];
  /** As sent; AWS's own choice does not count for policies. */
  readonly metadata: QueryParams;
  /** `true` or `false`; undefined leaves it to the subnet. */
  readonly publicAddress: string | undefined;
  readonly ebsOptimized: string | undefined;
  readonly autoRecovery: string | undefined;
  readonly amdSevSnp: string | undefined;
  readonly bandwidthWeighting: string | undefined;
  readonly placement: QueryParams;
  readonly launchTemplate: string | undefined;
  readonly profile: QueryParams;
  readonly keyName: string | undefined;
  readonly capacityReservationId: string | undefined;
  readonly count: number;
}

export interface LaunchVolume {
  readonly device: string;
  readonly sizeGib: number | undefined;
  readonly type: string;
  /** As sent; undefined where the call does not speak of it. */
  readonly encrypted: boolean | undefined;
  readonly iops: string | undefined;
  readonly throughput: string | undefined;
  readonly initializationRate: string | undefined;
  /** The snapshot that it is made from. */
  readonly snapshotId: string | undefined;
}

/** AWS's default where a call names no type. */
const DEFAULT_TYPE = 'm1.small';

/** Reads a launch; malformed ids and a missing network end it here. */
export function readLaunch(call: ServiceCall): Launch {
  const { params } = call;
  const imageId = required(call, 'ImageId');
  const count = Number(required(call, 'MaxCount'));
  required(call, 'MinCount');
  checkForm('image', imageId);
  const network = call.caller.account.network(call.region);
  const placement = fieldsOf(params, 'Placement');
  const [nic] = structuresOf(params, 'NetworkInterface');
  const named = params.get('SubnetId') ?? nic?.get('SubnetId');
  if (named !== undefined) checkForm('subnet', named);
  const subnet =
    named === undefined ? defaultSubnet(network, placement) : network.subnets.find(({ id }) => id === named);
  const image = imagesIn(call.cloud, call.region).find(({ id }) => id === imageId);
  return {
    imageId,
    image,
    instanceType: params.get('InstanceType') ?? DEFAULT_TYPE,
    spot: fieldsOf(params, 'InstanceMarketOptions').get('MarketType') === 'spot',
    subnetId: named ?? subnet?.id ?? '',
    subnet,
    groupIds: groupIds(params, nic, network, subnet),
    volumes: volumes(params, image),
    metadata: fieldsOf(params, 'MetadataOptions'),
    publicAddress: nic?.get('AssociatePublicIpAddress')?.toLowerCase(),
    ebsOptimized: params.get('EbsOptimized')?.toLowerCase(),
    autoRecovery: params.get('MaintenanceOptions.AutoRecovery'),
    amdSevSnp: params.get('CpuOptions.AmdSevSnp'),
    bandwidthWeighting: params.get('NetworkPerformanceOptions.BandwidthWeighting'),
    placement,
    launchTemplate:
      params.get('LaunchTemplate.LaunchTemplateId') ?? params.get('LaunchTemplate.LaunchTemplateName'),
    profile: fieldsOf(params, 'IamInstanceProfile'),
    keyName: params.get('KeyName'),
    capacityReservationId: params.get(
      'CapacityReservationSpecification.CapacityReservationTarget.CapacityReservationId',
    ),
    count: Number.isInteger(count) && count > 0 ? count : 1,
  };
}

/** Source: EC2 API reference, error codes VPCIdNotSpecified and MissingInput. */
function defaultSubnet(network: Network, placement: QueryParams): Subnet {
  const vpc = network.vpcs.find(({ isDefault }) => isDefault);
  if (vpc === undefined)
    throw new ApiError(
      400,
      'VPCIdNotSpecified',
      'No default VPC for this user. GroupName is only supported for EC2-Classic and default VPC.',
    );
  const zone = placement.get('AvailabilityZone');
  const found = network.subnets.find(
    (subnet) => subnet.vpcId === vpc.id && (zone === undefined || subnet.zone.name === zone),
  );
  if (found !== undefined) return found;
  throw new ApiError(
    400,
    'MissingInput',
    `No subnets found for the default VPC '${vpc.id}'. Please specify a subnet.`,
  );
}

/** Named groups, or the default group of the subnet's VPC. */
function groupIds(
  params: QueryParams,
  nic: QueryParams | undefined,
  network: Network,
  subnet: Subnet | undefined,
): readonly string[] {
  const ids = [
    ...listOf(params, 'SecurityGroupId'),
    ...(nic === undefined ? [] : listOf(nic, 'SecurityGroupId')),
  ];
  for (const id of ids) checkForm('security-group', id);
  const names = listOf(params, 'SecurityGroup');
  const inVpc = network.securityGroups.filter((group) => group.vpcId === subnet?.vpcId);
  for (const name of names) {
    const found = inVpc.find((group) => group.name === name);
    if (found === undefined)
      throw new ApiError(
        400,
        'InvalidGroup.NotFound',
        `The security group '${name}' does not exist in VPC '${subnet?.vpcId}'`,
      );
    ids.push(found.id);
  }
  if (ids.length > 0) return ids;
  return inVpc.filter((group) => group.name === 'default').map((group) => group.id);
}

/** The volumes of the request; the image's own one where the request does not speak of it. */
function volumes(params: QueryParams, image: MachineImage | undefined): readonly LaunchVolume[] {
  const root = image?.rootDevice;
  const asked = structuresOf(params, 'BlockDeviceMapping').flatMap((mapping) => {
    const ebs = fieldsOf(mapping, 'Ebs');
    if (ebs.size === 0) return [];
    const device = mapping.get('DeviceName') ?? '';
    return [askedVolume(device, ebs, device === root ? image : undefined)];
  });
  if (asked.length > 0 && (root === undefined || asked.some(({ device }) => device === root))) return asked;
  return [askedVolume(root ?? '', new Map(), image), ...asked];
}

/** A volume as asked for; what is not asked for comes from the image. */
function askedVolume(device: string, ebs: QueryParams, image: MachineImage | undefined): LaunchVolume {
  const size = ebs.get('VolumeSize');
  const encrypted = ebs.get('Encrypted');
  return {
    device,
    sizeGib: size === undefined ? image?.rootSizeGib : Number(size),
    type: ebs.get('VolumeType') ?? 'gp3',
    encrypted: encrypted === undefined ? undefined : encrypted.toLowerCase() === 'true',
    iops: ebs.get('Iops'),
    throughput: ebs.get('Throughput'),
    initializationRate: ebs.get('VolumeInitializationRate'),
    snapshotId: ebs.get('SnapshotId') ?? image?.snapshotId,
  };
}
