/** Images, instances and instance types. Source: EC2 API reference. */
import { ApiError } from '../api-error.ts';
import { INSTANCE_TYPES, isFreeTierType } from '../instance-types.ts';
import { imagesSeenBy } from '../machine-images.ts';
import { listOf } from '../query-params.ts';
import type { ServiceCall } from '../service-call.ts';
import type { XmlFields } from '../xml.ts';
import { items } from '../xml.ts';
import { imageFields, instanceFields, instanceTypeFields } from './ec2-fields.ts';
import { filtered, paged, tagFacts } from './ec2-filters.ts';
import { listing } from './ec2-listing.ts';

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

/** The images that the account may launch. */
export function describeImages(call: ServiceCall): XmlFields {
  const { account } = call.caller;
  const owners = listOf(call.params, 'Owner').map((owner) => (owner === 'self' ? account.id : owner));
  const isOwn = (image: { ownerId: string; ownerAlias: string | undefined }) =>
    owners.length === 0 ||
    owners.includes(image.ownerId) ||
    (image.ownerAlias !== undefined && owners.includes(image.ownerAlias));
  const page = listing(call, {
    parameter: 'ImageId',
    kind: 'image',
    things: imagesSeenBy(call.cloud, account, call.region).filter(isOwn),
    factsOf: (image) => ({
      'image-id': image.id,
      name: image.name,
      description: image.description,
      architecture: image.architecture,
      'owner-id': image.ownerId,
      'owner-alias': image.ownerAlias,
      state: 'available',
      'is-public': image.isPublic,
      'image-type': 'machine',
      'root-device-type': 'ebs',
      'virtualization-type': 'hvm',
      hypervisor: 'xen',
      'ena-support': true,
      ...tagFacts(image.tags),
    }),
    filters: IMAGE_FILTERS,
  });
  return { imagesSet: items(page.items.map(imageFields)), nextToken: page.next };
}

/** The account's instances, one a reservation. */
export function describeInstances(call: ServiceCall): XmlFields {
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

/** The instance types that the sandbox knows. */
export function describeInstanceTypes(call: ServiceCall): XmlFields {
  const names = listOf(call.params, 'InstanceType');
  const unknown = names.filter((name) => !INSTANCE_TYPES.has(name));
  if (unknown.length > 0)
    throw new ApiError(
      400,
      'InvalidInstanceType',
      `The following supplied instance types do not exist: [${unknown.join(', ')}]`,
    );
  const asked = [...INSTANCE_TYPES.values()].filter(
    (type) => names.length === 0 || names.includes(type.name),
  );
  const filters = [
    'instance-type',
    'current-generation',
    'network-info.efa-supported',
    'processor-info.supported-architecture',
    'vcpu-info.default-vcpus',
    'bare-metal',
    'free-tier-eligible',
    'supported-usage-class',
  ];
  const found = filtered(
    call.params,
    asked,
    (type) => ({
      'instance-type': type.name,
      'current-generation': !type.name.startsWith('t2.'),
      'network-info.efa-supported': type.efa,
      'processor-info.supported-architecture': type.architecture,
      'vcpu-info.default-vcpus': String(type.vcpus),
      'bare-metal': false,
      'free-tier-eligible': isFreeTierType(type.name),
      'supported-usage-class': ['on-demand', 'spot'],
    }),
    filters,
  );
  const page = paged(call.params, found);
  return { instanceTypeSet: items(page.items.map(instanceTypeFields)), nextToken: page.next };
}
