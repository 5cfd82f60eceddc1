/** What a RunInstances call asks for, with the network that it lands in. */
import { ApiError } from '../api-error.ts';
import type { MachineImage } from '../machine-images.ts';
import { publicImages } from '../machine-images.ts';
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
  readonly volumes: readonly Volume[];
  /** `optional` lets instances be asked for metadata without a token. */
  readonly httpTokens: string;
  readonly profile: QueryParams;
  readonly keyName: string | undefined;
  readonly capacityReservationId: string | undefined;
  readonly count: number;
}

export interface Volume {
  readonly device: string;
  readonly sizeGib: number | undefined;
  readonly type: string;
  readonly encrypted: boolean;
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
  const [nic] = structuresOf(params, 'NetworkInterface');
  const named = params.get('SubnetId') ?? nic?.get('SubnetId');
  if (named !== undefined) checkForm('subnet', named);
  const subnet =
    named === undefined
      ? defaultSubnet(network, fieldsOf(params, 'Placement'))
      : network.subnets.find((one) => one.id === named);
  const image = publicImages(call.region).find((one) => one.id === imageId);
  return {
    imageId,
    image,
    instanceType: params.get('InstanceType') ?? DEFAULT_TYPE,
    spot: fieldsOf(params, 'InstanceMarketOptions').get('MarketType') === 'spot',
    subnetId: named ?? subnet?.id ?? '',
    subnet,
    groupIds: groupIds(params, nic, network, subnet),
    volumes: volumes(params, image),
    httpTokens: fieldsOf(params, 'MetadataOptions').get('HttpTokens') ?? 'optional',
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
  const vpc = network.vpcs.find((one) => one.isDefault);
  if (vpc === undefined)
    throw new ApiError(
      400,
      'VPCIdNotSpecified',
      'No default VPC for this user. GroupName is only supported for EC2-Classic and default VPC.',
    );
  const zone = placement.get('AvailabilityZone');
  const found = network.subnets.find(
    (one) => one.vpcId === vpc.id && (zone === undefined || one.zone.name === zone),
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
  const inVpc = network.securityGroups.filter((one) => one.vpcId === subnet?.vpcId);
  for (const name of names) {
    const found = inVpc.find((one) => one.name === name);
    if (found === undefined)
      throw new ApiError(
        400,
        'InvalidGroup.NotFound',
        `The security group '${name}' does not exist in VPC '${subnet?.vpcId}'`,
      );
    ids.push(found.id);
  }
  if (ids.length > 0) return ids;
  return inVpc.filter((one) => one.name === 'default').map((one) => one.id);
}

/** The volumes of the request; the image's own one where the request does not speak of it. */
function volumes(params: QueryParams, image: MachineImage | undefined): readonly Volume[] {
  const asked = structuresOf(params, 'BlockDeviceMapping').flatMap((mapping) => {
    const ebs = fieldsOf(mapping, 'Ebs');
    if (ebs.size === 0) return [];
    const size = ebs.get('VolumeSize');
    return [
      {
        device: mapping.get('DeviceName') ?? '',
        sizeGib: size === undefined ? undefined : Number(size),
        type: ebs.get('VolumeType') ?? 'gp3',
        encrypted: ebs.get('Encrypted') === 'true',
      },
    ];
  });
  const root = image?.rootDevice;
  if (asked.length > 0 && (root === undefined || asked.some((one) => one.device === root))) return asked;
  return [{ device: root ?? '', sizeGib: image?.rootSizeGib, type: 'gp3', encrypted: false }, ...asked];
}
