/** The EC2 resources of one account in one region. */
import { resourceId } from './ids.ts';
import type { Region, Zone } from './regions.ts';
import type { NetworkScenario, VpcScenario } from './scenario.ts';

export type Tags = Readonly<Record<string, string>>;

export interface Vpc {
  readonly id: string;
  readonly cidr: string;
  readonly isDefault: boolean;
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
}

export interface Instance {
  readonly id: string;
  readonly type: string;
  readonly state: string;
  readonly spot: boolean;
  readonly profile: string | undefined;
  readonly subnet: Subnet | undefined;
  readonly tags: Tags;
}

export interface Network {
  readonly vpcs: readonly Vpc[];
  readonly subnets: readonly Subnet[];
  readonly routeTables: readonly RouteTable[];
  readonly securityGroups: readonly SecurityGroup[];
  readonly instances: readonly Instance[];
}

const EMPTY: Network = { vpcs: [], subnets: [], routeTables: [], securityGroups: [], instances: [] };

/** Builds an account's network in a region from the scenario's entries that hold there. */
export function buildNetwork(
  accountId: string,
  region: Region,
  scenarios: readonly NetworkScenario[],
): Network {
  const here = scenarios.filter((one) => one.regions === undefined || one.regions.includes(region.name));
  const vpcs = here.flatMap((one) => one.vpcs);
  if (here.every((one) => one.defaultVpc)) vpcs.unshift(defaultVpc(region));
  const network = vpcs
    .map((vpc, index) => buildVpc(vpc, region, [accountId, region.name, vpc.name ?? `vpc ${index}`]))
    .reduce(join, EMPTY);
  const instances = here
    .flatMap((one) => one.instances)
    .map((one, index) => ({
      id: resourceId('i', accountId, region.name, String(index)),
      type: one.type,
      state: one.state,
      spot: one.spot,
      profile: one.profile,
      subnet: network.subnets[0],
      tags: named(one.name, one.tags),
    }));
  return { ...network, instances };
}

/** What AWS makes in every region. Source: VPC User Guide, "Default VPC components". */
function defaultVpc(region: Region): VpcScenario {
  return {
    cidr: '172.31.0.0/16',
    default: true,
    subnets: region.zones.map((zone) => ({
      zone: zone.name.slice(-1),
      public: true,
      defaultForZone: true,
      state: 'available' as const,
    })),
    securityGroups: [],
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
      tags: named(subnet.name),
    };
  });
  const group = (name: string, description: string, openPorts: readonly number[]): SecurityGroup => ({
    id: resourceId('sg', ...key, name),
    name,
    description,
    vpcId: id,
    openPorts,
  });
  return {
    vpcs: [{ id, cidr: vpc.cidr, isDefault: vpc.default, tags: named(vpc.name) }],
    subnets,
    routeTables: routeTables(vpc, id, subnets, key),
    securityGroups: [
      group('default', 'default VPC security group', []),
      ...vpc.securityGroups.map((one) => group(one.name, one.description, one.openPorts)),
    ],
    instances: [],
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
