/** The EC2 resources of one account in one region. */
import { resourceId } from './ids.ts';
import type { Region, Zone } from './regions.ts';
import type { InstanceScenario, NetworkScenario, VpcScenario } from './scenario.ts';

export type Tags = Readonly<Record<string, string>>;

export interface Vpc {
  readonly id: string;
  readonly cidr: string;
  readonly isDefault: boolean;
  readonly tenancy: string;
  readonly tags: Tags;
}

export interface Subnet {
  readonly id: string;
  readonly vpcId: string;
  readonly zone: Zone;
  readonly cidr: string;
  readonly state: string;
  readonly mapsPublicIp: boolean;
  readonly defaultForZone: boolean;
  readonly tags: Tags;
}

export interface RouteTable {
  readonly id: string;
  readonly vpcId: string;
  readonly main: boolean;
  readonly subnetIds: readonly string[];
  readonly cidr: string;
  /** Absent for private subnets. */
  readonly internetGatewayId: string | undefined;
}

export interface SecurityGroup {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly vpcId: string;
  readonly openPorts: readonly number[];
  readonly tags: Tags;
}

export interface Instance {
  readonly id: string;
  readonly type: string;
  readonly state: string;
  readonly spot: boolean;
  readonly profile: string | undefined;
  readonly subnet: Subnet | undefined;
  readonly groups: readonly SecurityGroup[];
  readonly imageId: string;
  /** How its metadata service is to be asked. */
  readonly httpTokens: 'required' | 'optional';
  readonly hopLimit: number;
  readonly tags: Tags;
}

export interface Volume {
  readonly id: string;
  readonly instanceId: string;
  readonly zone: Zone | undefined;
  readonly sizeGib: number;
  readonly type: string;
  readonly encrypted: boolean;
  readonly iops: number | undefined;
  /** MiB a second. */
  readonly throughput: number | undefined;
  readonly tags: Tags;
}

export interface Network {
  readonly vpcs: readonly Vpc[];
  readonly subnets: readonly Subnet[];
  readonly routeTables: readonly RouteTable[];
  readonly securityGroups: readonly SecurityGroup[];
  readonly instances: readonly Instance[];
  readonly volumes: readonly Volume[];
}

const EMPTY: Network = {
  vpcs: [],
  subnets: [],
  routeTables: [],
  securityGroups: [],
  instances: [],
  volumes: [],
};

/** Builds an account's network in a region from the scenario's entries that hold there. */
export function buildNetwork(
  accountId: string,
  region: Region,
  scenarios: readonly NetworkScenario[],
): Network {
  const here = scenarios.filter(({ regions }) => regions === undefined || regions.includes(region.name));
  const vpcs = here.flatMap((entry) => entry.vpcs);
  if (here.every((entry) => entry.defaultVpc)) vpcs.unshift(defaultVpc(region, here));
  const network = vpcs
    .map((vpc, index) => buildVpc(vpc, region, [accountId, region.name, vpc.name ?? `vpc ${index}`]))
    .reduce(join, EMPTY);
  const machines = here
    .flatMap((entry) => entry.instances)
    .map((scenario, index) => ({
      scenario,
      instance: buildInstance(scenario, network, [accountId, region.name, String(index)]),
    }));
  return {
    ...network,
    instances: machines.map(({ instance }) => instance),
    volumes: machines.flatMap(({ scenario, instance }) => buildVolumes(scenario, instance)),
  };
}

function buildInstance(scenario: InstanceScenario, network: Network, key: readonly string[]): Instance {
  const subnet =
    scenario.subnet === undefined
      ? network.subnets[0]
      : network.subnets.find(({ tags }) => tags.Name === scenario.subnet);
  return {
    id: resourceId('i', ...key),
    type: scenario.type,
    state: scenario.state,
    spot: scenario.spot,
    profile: scenario.profile,
    subnet,
    groups: network.securityGroups.filter(
      ({ name, vpcId }) => vpcId === subnet?.vpcId && scenario.securityGroups.includes(name),
    ),
    imageId: scenario.image ?? resourceId('ami', ...key),
    httpTokens: scenario.tokens,
    hopLimit: scenario.hopLimit,
    tags: named(scenario.name, scenario.tags),
  };
}

function buildVolumes(scenario: InstanceScenario, instance: Instance): readonly Volume[] {
  return scenario.volumes.map((volume, index) => ({
    id: resourceId('vol', instance.id, String(index)),
    instanceId: instance.id,
    zone: instance.subnet?.zone,
    sizeGib: volume.size,
    type: volume.type,
    encrypted: volume.encrypted,
    iops: volume.iops,
    throughput: volume.throughput,
    tags: volume.tags,
  }));
}

/** What AWS makes in every region. Source: VPC User Guide, "Default VPC components". */
function defaultVpc(region: Region, here: readonly NetworkScenario[]): VpcScenario {
  return {
    cidr: '172.31.0.0/16',
    default: true,
    tenancy: 'default',
    tags: Object.assign({}, ...here.map((entry) => entry.tags)),
    subnets: region.zones.map((zone) => ({
      zone: zone.name.slice(-1),
      public: true,
      defaultForZone: true,
      state: 'available' as const,
      tags: {},
    })),
    securityGroups: here.flatMap((entry) => entry.securityGroups),
  };
}

function named(name: string | undefined, tags: Tags = {}): Tags {
  return name === undefined ? tags : { Name: name, ...tags };
}

function join(a: Network, b: Network): Network {
  return {
    vpcs: [...a.vpcs, ...b.vpcs],
    subnets: [...a.subnets, ...b.subnets],
    routeTables: [...a.routeTables, ...b.routeTables],
    securityGroups: [...a.securityGroups, ...b.securityGroups],
    instances: [...a.instances, ...b.instances],
    volumes: [...a.volumes, ...b.volumes],
  };
}

function buildVpc(vpc: VpcScenario, region: Region, key: readonly string[]): Network {
  const id = resourceId('vpc', ...key);
  const subnets = vpc.subnets.map((subnet, index): Subnet => {
    const name = `${region.name}${subnet.zone}`;
    return {
      id: resourceId('subnet', ...key, String(index)),
      vpcId: id,
      zone: region.zones.find((zone) => zone.name === name) ?? { name, id: name },
      cidr: subnetCidr(vpc.cidr, index),
      state: subnet.state,
      mapsPublicIp: subnet.public,
      defaultForZone: subnet.defaultForZone,
      tags: named(subnet.name, subnet.tags),
    };
  });
  const groups: VpcScenario['securityGroups'] = [
    { name: 'default', description: 'default VPC security group', openPorts: [], tags: {} },
    ...vpc.securityGroups,
  ];
  return {
    ...EMPTY,
    vpcs: [
      {
        id,
        cidr: vpc.cidr,
        isDefault: vpc.default,
        tenancy: vpc.tenancy,
        tags: named(vpc.name, vpc.tags),
      },
    ],
    subnets,
    routeTables: routeTables(vpc, id, subnets, key),
    securityGroups: groups.map((group) => ({
      id: resourceId('sg', ...key, group.name),
      vpcId: id,
      ...group,
    })),
  };
}

/** The main table serves the public subnets, where there are any; private ones have a table of their own. */
function routeTables(
  vpc: VpcScenario,
  vpcId: string,
  subnets: readonly Subnet[],
  key: readonly string[],
): readonly RouteTable[] {
  const isPublic = subnets.some((subnet) => subnet.mapsPublicIp);
  const hidden = subnets.filter((subnet) => !subnet.mapsPublicIp).map((subnet) => subnet.id);
  const main: RouteTable = {
    id: resourceId('rtb', ...key, 'main'),
    vpcId,
    main: true,
    subnetIds: [],
    cidr: vpc.cidr,
    internetGatewayId: isPublic ? resourceId('igw', ...key) : undefined,
  };
  if (!isPublic || hidden.length === 0) return [main];
  const separate: RouteTable = {
    ...main,
    id: resourceId('rtb', ...key, 'private'),
    main: false,
    subnetIds: hidden,
    internetGatewayId: undefined,
  };
  return [main, separate];
}

/** The next /20 of a /16. */
function subnetCidr(vpcCidr: string, index: number): string {
  const [a, b] = vpcCidr.split('.');
  return `${a}.${b}.${index * 16}.0/20`;
}
