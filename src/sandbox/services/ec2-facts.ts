/** What EC2 knows of the resources that there are, as context keys. Source: Service Authorization Reference, EC2. */
import type { MachineImage } from '../machine-images.ts';
import { imagesSeenBy } from '../machine-images.ts';
import type { Instance, SecurityGroup, Subnet, Volume, Vpc } from '../network.ts';
import type { Zone } from '../regions.ts';
import type { ServiceCall } from '../service-call.ts';
import { resourceTagContext } from '../tag-context.ts';
import type { ResourceFacts } from './ec2-context.ts';
import type { IdKind } from './ec2-ids.ts';
import { ec2Arn } from './ec2-ids.ts';

/** The facts of the resource with an id; none for an id that does not exist. */
export function factsOf(call: ServiceCall, kind: IdKind, id: string): ResourceFacts {
  const network = call.caller.account.network(call.region);
  const factsOfOne = <T extends { readonly id: string }>(
    things: readonly T[],
    facts: (thing: T) => ResourceFacts,
  ) => {
    const found = things.find((thing) => thing.id === id);
    return found === undefined ? {} : facts(found);
  };
  switch (kind) {
    case 'instance':
      return factsOfOne(network.instances, (instance) => instanceFacts(call, instance));
    case 'volume':
      return factsOfOne(network.volumes, volumeFacts);
    case 'security-group':
      return factsOfOne(network.securityGroups, (group) => groupFacts(call, group));
    case 'subnet':
      return factsOfOne(network.subnets, (subnet) => subnetFacts(call, subnet));
    case 'vpc':
      return factsOfOne(network.vpcs, vpcFacts);
    case 'route-table':
      return factsOfOne(network.routeTables, (table) => ({
        'ec2:RouteTableID': table.id,
        'ec2:Vpc': ec2Arn(call, 'vpc', table.vpcId),
      }));
    case 'image':
      return factsOfOne(imagesSeenBy(call.cloud, call.caller.account, call.region), imageFacts);
    case 'snapshot':
      return {};
  }
}

/** A zone under its two names. */
export function zoneFacts(zone: Zone | undefined): ResourceFacts {
  return { 'ec2:AvailabilityZone': zone?.name, 'ec2:AvailabilityZoneId': zone?.id };
}

/** Types of the Nitro generation are optimized for EBS, asked or not. */
export function isEbsOptimized(instanceType: string): boolean {
  return !/^(t2|m1|m2|m3|c1|c3|cc2|g2|r3|t1)\./.test(instanceType);
}

function instanceFacts(call: ServiceCall, instance: Instance): ResourceFacts {
  const profile = call.caller.account.instanceProfiles.get(instance.profile ?? '');
  return {
    ...resourceTagContext('ec2', instance.tags),
    ...zoneFacts(instance.subnet?.zone),
    'ec2:InstanceID': instance.id,
    'ec2:InstanceType': instance.type,
    'ec2:InstanceMarketType': instance.spot ? 'spot' : 'on-demand',
    'ec2:InstanceProfile': profile?.arn,
    'ec2:EbsOptimized': String(isEbsOptimized(instance.type)),
    'ec2:InstanceAutoRecovery': 'default',
    'ec2:InstanceMetadataTags': 'disabled',
    'ec2:MetadataHttpEndpoint': 'enabled',
    'ec2:MetadataHttpPutResponseHopLimit': String(instance.hopLimit),
    'ec2:MetadataHttpTokens': instance.httpTokens,
    'ec2:RootDeviceType': 'ebs',
    'ec2:Tenancy': 'default',
  };
}

function volumeFacts(volume: Volume): ResourceFacts {
  const text = (value: number | undefined) => (value === undefined ? undefined : String(value));
  return {
    ...resourceTagContext('ec2', volume.tags),
    ...zoneFacts(volume.zone),
    'ec2:VolumeID': volume.id,
    'ec2:Encrypted': String(volume.encrypted),
    'ec2:VolumeSize': String(volume.sizeGib),
    'ec2:VolumeType': volume.type,
    'ec2:VolumeIops': text(volume.iops),
    'ec2:VolumeThroughput': text(volume.throughput),
  };
}

/** A security group. */
function groupFacts(call: ServiceCall, group: SecurityGroup): ResourceFacts {
  return {
    ...resourceTagContext('ec2', group.tags),
    'ec2:SecurityGroupID': group.id,
    'ec2:Vpc': ec2Arn(call, 'vpc', group.vpcId),
  };
}

/** A subnet. */
export function subnetFacts(call: ServiceCall, subnet: Subnet): ResourceFacts {
  return {
    ...resourceTagContext('ec2', subnet.tags),
    ...zoneFacts(subnet.zone),
    'ec2:SubnetID': subnet.id,
    'ec2:Vpc': ec2Arn(call, 'vpc', subnet.vpcId),
  };
}

function vpcFacts(vpc: Vpc): ResourceFacts {
  return { ...resourceTagContext('ec2', vpc.tags), 'ec2:VpcID': vpc.id, 'ec2:Tenancy': vpc.tenancy };
}

/** An image; its owner is `amazon`, `aws-marketplace` or an account. */
export function imageFacts(image: MachineImage): ResourceFacts {
  return {
    ...resourceTagContext('ec2', image.tags),
    'ec2:ImageID': image.id,
    'ec2:ImageType': 'machine',
    'ec2:Owner': image.ownerAlias ?? image.ownerId,
    'ec2:Public': String(image.isPublic),
    'ec2:RootDeviceType': 'ebs',
  };
}
