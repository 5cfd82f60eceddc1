/** RunInstances as SkyPilot sends it. Source: SkyPilot `sky/provision/aws/instance.py`, `_create_instances`. */
import type { RunInstancesCommandInput } from '@aws-sdk/client-ec2';
import { type DryRunRequest, dryRunRequest } from '../skypilot/ec2-dry-run-entry.ts';
import type { Launch, LaunchImage } from '../skypilot/launch.ts';

export type LaunchInput = Omit<RunInstancesCommandInput, 'DryRun'>;

/** What a request names beside what the launch says. */
export interface LaunchNames {
  readonly image: LaunchImage;
  readonly subnetId: string;
  /** SkyPilot's own group where it is there, else another of the VPC. */
  readonly groupId: string;
  /** The instance profile's ARN; undefined where none is to be named. */
  readonly profileArn: string | undefined;
}

/** A reservation with a well-formed id that nothing has. */
const MADE_UP_RESERVATION = 'cr-0123456789abcdef0';

/** The whole request of one node. */
export function launchInput(launch: Launch, names: LaunchNames): LaunchInput {
  const { volume, profile, tags } = launch;
  return {
    MinCount: 1,
    MaxCount: 1,
    ImageId: names.image.id,
    // A name of a type; the SDK's enumeration may not have it yet.
    InstanceType: launch.instanceType as NonNullable<LaunchInput['InstanceType']>,
    BlockDeviceMappings: [
      {
        DeviceName: names.image.rootDevice,
        Ebs: {
          VolumeSize: volume.sizeGib,
          VolumeType: volume.type,
          Encrypted: volume.encrypted,
          Iops: volume.iops,
          Throughput: volume.throughput,
        },
      },
    ],
    MetadataOptions: { HttpTokens: launch.httpTokens },
    NetworkInterfaces: [
      {
        DeviceIndex: 0,
        SubnetId: names.subnetId,
        Groups: [names.groupId],
        AssociatePublicIpAddress: launch.publicAddress,
        InterfaceType: 'interface',
      },
    ],
    ...(launch.spot ? SPOT : {}),
    CapacityReservationSpecification: { CapacityReservationPreference: 'open' },
    TagSpecifications: (['instance', 'volume'] as const).map((ResourceType) => ({
      ResourceType,
      Tags: [...tags],
    })),
    ...(names.profileArn === undefined
      ? {}
      : {
          IamInstanceProfile: profile.sentAs === 'name' ? { Name: profile.name } : { Arn: names.profileArn },
        }),
    UserData: USER_DATA,
  };
}

/** `#cloud-config` and nothing else, encoded as EC2 takes it. */
const USER_DATA = 'I2Nsb3VkLWNvbmZpZwo=';

const SPOT = { InstanceMarketOptions: { MarketType: 'spot' as const } };

/** The same in the spot market. */
export function inSpotMarket(input: LaunchInput): LaunchInput {
  return { ...input, ...SPOT };
}

/** The same at the fixed price. */
export function onDemand({ InstanceMarketOptions: _spot, ...rest }: LaunchInput): LaunchInput {
  return rest;
}

/** The same into a reservation: the configured one, else one that is made up. */
export function intoReservation(input: LaunchInput, { reservations }: Launch): LaunchInput {
  const CapacityReservationId = reservations[0] ?? MADE_UP_RESERVATION;
  return {
    ...input,
    CapacityReservationSpecification: { CapacityReservationTarget: { CapacityReservationId } },
  };
}

export function withoutTagsOn(input: LaunchInput, types: readonly string[]): LaunchInput {
  const { TagSpecifications = [], ...rest } = input;
  const kept = TagSpecifications.filter(({ ResourceType = '' }) => !types.includes(ResourceType));
  return kept.length === 0 ? rest : { ...rest, TagSpecifications: kept };
}

export function withoutProfile({ IamInstanceProfile: _left, ...rest }: LaunchInput): LaunchInput {
  return rest;
}

/** A dry run of a launch. */
export function launchRequest(input: LaunchInput): DryRunRequest {
  return dryRunRequest('RunInstances', input);
}
