/** Ids of EC2 resources in requests: their form, and whether they exist. Source: EC2 API reference, "Error codes". */
import { ApiError } from '../api-error.ts';
import { imagesIn, imagesSeenBy } from '../machine-images.ts';
import type { Network } from '../network.ts';
import type { ServiceCall } from '../service-call.ts';

export type IdKind =
  | 'instance'
  | 'image'
  | 'security-group'
  | 'subnet'
  | 'vpc'
  | 'volume'
  | 'snapshot'
  | 'route-table';

interface IdFacts {
  readonly prefix: string;
  /** The error code before `.Malformed` and `.NotFound`. */
  readonly code: string;
  readonly malformed: (id: string) => string;
  readonly notFound: (id: string) => string;
}

const withExpectation = (prefix: string) => (id: string) => `Invalid id: "${id}" (expecting "${prefix}-...")`;

const KINDS: Readonly<Record<IdKind, IdFacts>> = {
  instance: {
    prefix: 'i',
    code: 'InvalidInstanceID',
    malformed: (id) => `Invalid id: "${id}"`,
    notFound: (id) => `The instance ID '${id}' does not exist`,
  },
  image: {
    prefix: 'ami',
    code: 'InvalidAMIID',
    malformed: withExpectation('ami'),
    notFound: (id) => `The image id '[${id}]' does not exist`,
  },
  'security-group': {
    prefix: 'sg',
    code: 'InvalidGroup',
    malformed: withExpectation('sg'),
    notFound: (id) => `The security group '${id}' does not exist`,
  },
  subnet: {
    prefix: 'subnet',
    code: 'InvalidSubnetID',
    malformed: withExpectation('subnet'),
    notFound: (id) => `The subnet ID '${id}' does not exist`,
  },
  vpc: {
    prefix: 'vpc',
    code: 'InvalidVpcID',
    malformed: withExpectation('vpc'),
    notFound: (id) => `The vpc ID '${id}' does not exist`,
  },
  volume: {
    prefix: 'vol',
    code: 'InvalidVolume',
    malformed: withExpectation('vol'),
    notFound: (id) => `The volume '${id}' does not exist.`,
  },
  snapshot: {
    prefix: 'snap',
    code: 'InvalidSnapshot',
    malformed: withExpectation('snap'),
    notFound: (id) => `The snapshot '${id}' does not exist.`,
  },
  'route-table': {
    prefix: 'rtb',
    code: 'InvalidRouteTableID',
    malformed: withExpectation('rtb'),
    notFound: (id) => `The routeTable ID '${id}' does not exist`,
  },
};

/** Refuses an id that no resource of the kind could have. Malformed ids fail before permissions are looked at. */
export function checkForm(kind: IdKind, id: string): void {
  const { prefix, code, malformed } = KINDS[kind];
  if (new RegExp(`^${prefix}-([0-9a-f]{8}|[0-9a-f]{17})$`).test(id)) return;
  const prefixOfCode =
    kind === 'security-group' ? 'InvalidGroupId' : kind === 'volume' ? 'InvalidVolumeID' : code;
  throw new ApiError(400, `${prefixOfCode}.Malformed`, malformed(id));
}

/** Refuses an id that this account has not, or for images cannot see. */
export function checkExists(call: ServiceCall, kind: IdKind, id: string): void {
  if (exists(call, kind, id)) return;
  const { code, notFound } = KINDS[kind];
  throw new ApiError(400, `${code}.NotFound`, notFound(id));
}

function exists(call: ServiceCall, kind: IdKind, id: string): boolean {
  const { account } = call.caller;
  const images = imagesSeenBy(call.cloud, account, call.region);
  if (kind === 'image') return images.some((image) => image.id === id);
  if (kind === 'snapshot') return images.some(({ snapshotId }) => snapshotId === id);
  return idsIn(account.network(call.region), kind).includes(id);
}

function idsIn(network: Network, kind: Exclude<IdKind, 'image' | 'snapshot'>): readonly string[] {
  const things = {
    instance: network.instances,
    'security-group': network.securityGroups,
    subnet: network.subnets,
    vpc: network.vpcs,
    'route-table': network.routeTables,
    volume: network.volumes,
  }[kind];
  return things.map(({ id }) => id);
}

/**
 * Refuses an image that the caller's account may not launch. Source: EC2 API reference, error code AuthFailure: it comes
 * for images that are not shared.
 */
export function checkImage(call: ServiceCall, id: string, region = call.region): void {
  const seen = imagesSeenBy(call.cloud, call.caller.account, region).some((image) => image.id === id);
  if (seen) return;
  const { notFound, code } = KINDS.image;
  if (imagesIn(call.cloud, region).some((image) => image.id === id))
    throw new ApiError(400, 'AuthFailure', `Not authorized for images: [${id}]`);
  throw new ApiError(400, `${code}.NotFound`, notFound(id));
}

const KIND_NAMES = Object.keys(KINDS) as readonly IdKind[];

/** The kind of an id by its prefix; undefined for prefixes unknown here. */
export function kindOfId(id: string): IdKind | undefined {
  const prefix = id.slice(0, id.indexOf('-'));
  return KIND_NAMES.find((kind) => KINDS[kind].prefix === prefix);
}

/** The ARN of an EC2 resource; images and snapshots belong to no account. */
export function ec2Arn(call: ServiceCall, type: string, id: string): string {
  const { partition, id: account } = call.caller.account;
  const owner = type === 'image' || type === 'snapshot' ? '' : account;
  return `arn:${partition}:ec2:${call.region}:${owner}:${type}/${id}`;
}
