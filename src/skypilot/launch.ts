/**
 * The launch: the one description of what SkyPilot sends to EC2 when it launches here. Simulation context, dry runs
 * and what `policy check` assumes are all made from it.
 *
 * Source: SkyPilot 0.14.1, `sky/templates/aws-ray.yml.j2`, `sky/provision/aws/instance.py` (`_create_instances`),
 * `sky/provision/aws/config.py` and `sky/clouds/aws.py`.
 */
import { createHash } from 'node:crypto';
import { DEFAULT_ROLE, type RemoteIdentity, remoteIdentityOf } from './remote-identity.ts';
import type { SkyConfig } from './sky-config.ts';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** The root volume. */
export interface LaunchVolume {
  readonly sizeGib: number;
  readonly type: 'standard' | 'gp3' | 'io2';
  /** Not sent for `standard`. */
  readonly iops: number | undefined;
  /** MiB a second; only for `gp3`. */
  readonly throughput: number | undefined;
  /** As it is sent; EC2 may encrypt by default all the same. */
  readonly encrypted: boolean;
}

/** What is the same in every region: SkyPilot's defaults, its configuration, and what was set by hand. */
export interface LaunchSettings {
  readonly instanceType: string;
  readonly spot: boolean;
  readonly volume: LaunchVolume;
  /** Always sent, true or false. */
  readonly publicAddress: boolean;
  readonly httpTokens: 'required';
  /** The instance profile; a configured role goes by its name, SkyPilot's own by its ARN. */
  readonly profile: { readonly name: string; readonly sentAs: 'name' | 'arn' };
  /** On instances and volumes. */
  readonly tags: readonly Tag[];
  /** On the security group, where SkyPilot makes it. */
  readonly groupTags: readonly Tag[];
  /** `aws.labels`, which are among the tags and also go to buckets. */
  readonly labels: readonly Tag[];
  /** What has to be tagged, or the launch is given up: `aws.enforce_tags`. */
  readonly enforceTags: readonly string[];
  /** `aws.specific_reservations`. */
  readonly reservations: readonly string[];
  /** With these or `aws.prioritize_reservations` SkyPilot asks for reservations before it launches on demand. */
  readonly usesReservations: boolean;
  /** The name of the security group; `managed` where SkyPilot makes it and tends it. */
  readonly group: { readonly name: string; readonly managed: boolean };
}

/** A machine image to launch. */
export interface LaunchImage {
  readonly id: string;
  readonly rootDevice: string;
  /** `skypilot` where its id stands in SkyPilot's catalogue; `stand-in` for another public one. */
  readonly origin: 'skypilot' | 'stand-in';
  /** The account or alias that EC2 names as its owner. */
  readonly owner: string | undefined;
  readonly isPublic: boolean | undefined;
}

/** The security group of a launch in a VPC. */
export type LaunchGroup =
  /** It is there: SkyPilot makes none. */
  | {
      readonly kind: 'found';
      readonly id: string;
      readonly tags: readonly Tag[];
      /** Without rules SkyPilot adds them. */
      readonly hasRules: boolean;
    }
  /** SkyPilot makes it first. */
  | { readonly kind: 'missing' }
  | { readonly kind: 'unknown' };

/** Where in an account a launch goes; whatever is not known is undefined. */
export interface LaunchPlace {
  readonly region: string;
  readonly zone: string | undefined;
  readonly subnet: { readonly id: string; readonly tags: readonly Tag[] } | undefined;
  readonly vpc: { readonly id: string; readonly tags: readonly Tag[] } | undefined;
  readonly image: LaunchImage | undefined;
  /** `dedicated` where the VPC makes every instance so. */
  readonly vpcTenancy: string | undefined;
  readonly group: LaunchGroup;
}

export interface Launch extends LaunchSettings {
  readonly place: LaunchPlace;
}

/** What a person sets by hand for a check. */
export interface LaunchWishes {
  readonly instanceType?: string | undefined;
  readonly spot?: boolean | undefined;
  /** Of the root volume, in GB. */
  readonly diskSize?: number | undefined;
  readonly diskTier?: 'low' | 'medium' | 'high' | 'ultra' | 'best' | undefined;
  /** Of a task: tags of its instances and volumes. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

/** Who launches from where: SkyPilot names its security group after both. */
export interface LaunchingMachine {
  readonly userName: string;
  readonly hostName: string;
}

/** m6i with 8 vCPUs. Source: SkyPilot `sky/catalog/aws_catalog.py`, `get_default_instance_type`. */
const DEFAULT_INSTANCE_TYPE = 'm6i.2xlarge';

/** Of the disk tier `medium`, which is the default. Source: SkyPilot `sky/clouds/aws.py`, `_get_disk_specs`; `sky/resources.py`. */
const DEFAULT_SIZE = 256;

type VolumeKind = Pick<LaunchVolume, 'type' | 'iops' | 'throughput'>;

const MEDIUM: VolumeKind = { type: 'gp3', iops: 3500, throughput: 218 };
const HIGH: VolumeKind = { type: 'gp3', iops: 7000, throughput: 437 };

/** By disk tier. Source: the same. */
const VOLUMES: Readonly<Record<NonNullable<LaunchWishes['diskTier']>, VolumeKind>> = {
  low: { type: 'standard', iops: undefined, throughput: undefined },
  medium: MEDIUM,
  high: HIGH,
  best: HIGH,
  ultra: { type: 'io2', iops: 20_000, throughput: undefined },
};

/** The name of a cluster that the checked launches are tagged with. */
const CLUSTER_NAME = 'skycheck-dry-run';

/**
 * The launch that SkyPilot's configuration makes, as far as it is the same everywhere.
 *
 * @param config - undefined for SkyPilot's defaults alone
 */
export function launchSettings(
  config: SkyConfig | undefined,
  wishes: LaunchWishes = {},
  machine: LaunchingMachine = { userName: 'user', hostName: 'host' },
): LaunchSettings {
  const identity: RemoteIdentity | undefined = config === undefined ? undefined : remoteIdentityOf(config);
  const labels = tagsOf(config?.labels?.value ?? {});
  const named = config?.securityGroupName?.value.find(({ pattern }) => pattern === '*')?.value;
  return {
    instanceType: wishes.instanceType ?? DEFAULT_INSTANCE_TYPE,
    spot: wishes.spot === true,
    volume: {
      sizeGib: wishes.diskSize ?? DEFAULT_SIZE,
      ...VOLUMES[wishes.diskTier ?? 'medium'],
      encrypted: config?.diskEncrypted?.value === true,
    },
    publicAddress: config?.useInternalIps?.value !== true,
    httpTokens: 'required',
    profile: {
      name: identity?.role ?? DEFAULT_ROLE,
      sentAs: identity?.customRole === true ? 'name' : 'arn',
    },
    tags: merged(clusterTags(machine.userName), labels, tagsOf(wishes.labels ?? {})),
    groupTags: [{ Key: 'skypilot', Value: 'true' }],
    labels,
    enforceTags: config?.enforceTags?.value ?? [],
    reservations: config?.specificReservations?.value ?? [],
    usesReservations:
      config?.prioritizeReservations?.value === true ||
      (config?.specificReservations?.value ?? []).length > 0,
    group:
      named === undefined
        ? { name: defaultGroupName(machine), managed: true }
        : { name: named, managed: false },
  };
}

/** Later tags replace earlier ones with the same key. */
function merged(...lists: readonly (readonly Tag[])[]): readonly Tag[] {
  const byKey = new Map(lists.flat().map(({ Key, Value }) => [Key, Value]));
  return [...byKey].map(([Key, Value]) => ({ Key, Value }));
}

function tagsOf(labels: Readonly<Record<string, string>>): readonly Tag[] {
  return Object.entries(labels).map(([Key, Value]) => ({ Key, Value }));
}

/** Source: SkyPilot `sky/provision/constants.py`, `sky/provision/aws/instance.py`, `sky/templates/aws-ray.yml.j2`. */
function clusterTags(userName: string): readonly Tag[] {
  return [
    ...['Name', 'ray-cluster-name', 'skypilot-cluster-name'].map((Key) => ({ Key, Value: CLUSTER_NAME })),
    { Key: 'skypilot-user', Value: userName },
  ];
}

/** Source: SkyPilot `sky/clouds/aws.py`, DEFAULT_SECURITY_GROUP_NAME; `sky/utils/common_utils.py`, `user_and_hostname_hash`. */
export function defaultGroupName({ userName, hostName }: LaunchingMachine): string {
  const hash = createHash('md5').update(hostName).digest('hex').slice(-4);
  return `sky-sg-${userName}-${hash}`;
}

/** SkyPilot's default launch, of whose place nothing but the region is known. */
export function defaultLaunch(region: string): Launch {
  return { ...launchSettings(undefined), place: unknownPlace(region) };
}

/** A place of which nothing but the region is known. */
export function unknownPlace(region: string): LaunchPlace {
  return {
    region,
    zone: undefined,
    subnet: undefined,
    vpc: undefined,
    image: undefined,
    vpcTenancy: undefined,
    group: { kind: 'unknown' },
  };
}
