/**
 * Which VPC and subnets SkyPilot launches into, and the error it gives where there are none.
 *
 * Source: SkyPilot `sky/provision/aws/config.py`, `_get_subnet_and_vpc_id`, `_usable_subnets`, `_is_subnet_public`
 * and `get_vpc_id_by_name`.
 */
import type { SkyConfig } from './sky-config.ts';

export interface VpcFacts {
  readonly id: string;
  readonly name: string | undefined;
  readonly isDefault: boolean;
}

export interface SubnetFacts {
  readonly id: string;
  readonly name: string | undefined;
  readonly vpcId: string;
  readonly zone: string;
  readonly state: string;
  readonly mapsPublicIp: boolean;
}

export interface RouteTableFacts {
  readonly vpcId: string;
  readonly main: boolean;
  readonly subnetIds: readonly string[];
  readonly hasInternetGateway: boolean;
}

/** The network of one region. */
export interface NetworkFacts {
  readonly region: string;
  readonly vpcs: readonly VpcFacts[];
  readonly subnets: readonly SubnetFacts[];
  readonly routeTables: readonly RouteTableFacts[];
}

/** What the configuration asks of a network. */
export type NetworkWishes = Pick<
  SkyConfig,
  'vpcNames' | 'subnetNames' | 'useInternalIps' | 'sshProxyCommand'
>;

/** Why SkyPilot cannot launch in a region. */
export type NetworkProblem =
  | 'not-offered'
  | 'no-proxy-command'
  | 'no-default-vpc'
  | 'default-vpc-without-subnets'
  | 'no-vpc-of-that-name'
  | 'several-vpcs-of-that-name'
  | 'no-subnets'
  | 'no-subnets-of-that-name'
  | 'subnets-pending'
  | 'all-subnets-public'
  | 'all-subnets-private';

export type NetworkChoice =
  | { readonly kind: 'usable'; readonly vpc: VpcFacts; readonly subnets: readonly SubnetFacts[] }
  | {
      readonly kind: 'unusable';
      readonly problem: NetworkProblem;
      /** What SkyPilot will say, or do. */
      readonly foreseen: string;
    };

/** Chooses as SkyPilot does: the configured VPCs are tried in turn, and without any the default VPC. */
export function chooseNetwork(network: NetworkFacts, wishes: NetworkWishes): NetworkChoice {
  const commands = wishes.sshProxyCommand?.value.regions;
  if (commands !== undefined && !commands.includes(network.region)) {
    return unusable(
      'no-proxy-command',
      `aws.ssh_proxy_command names no command for ${network.region}, so SkyPilot leaves the region out.`,
    );
  }
  const names = wishes.vpcNames?.value ?? [];
  if (names.length === 0) return chooseIn(network, undefined, wishes);
  const tried = names.map((name) => chooseByName(network, name, wishes));
  const [first] = tried;
  return (
    tried.find(({ kind }) => kind === 'usable') ??
    tried.find((choice) => choice.kind === 'unusable' && choice.problem !== 'no-vpc-of-that-name') ??
    first ??
    chooseIn(network, undefined, wishes)
  );
}

function unusable(problem: NetworkProblem, foreseen: string): NetworkChoice {
  return { kind: 'unusable', problem, foreseen };
}

function chooseByName(network: NetworkFacts, name: string, wishes: NetworkWishes): NetworkChoice {
  const found = network.vpcs.filter((vpc) => vpc.name === name);
  const [vpc, ...others] = found;
  if (vpc === undefined) {
    return unusable(
      'no-vpc-of-that-name',
      `No VPC with name '${name}' is found in ${network.region}. To fix: specify a correct VPC name.`,
    );
  }
  if (others.length > 0) {
    return unusable(
      'several-vpcs-of-that-name',
      `Multiple VPCs with name '${name}' found in ${network.region}: [${found.map(({ id }) => id).join(', ')}]. It is ambiguous as to which VPC to use.`,
    );
  }
  return chooseIn(network, vpc, wishes);
}

/** @param named - the VPC that the configuration names; undefined for the default VPC */
function chooseIn(network: NetworkFacts, named: VpcFacts | undefined, wishes: NetworkWishes): NetworkChoice {
  const vpc = named ?? network.vpcs.find(({ isDefault }) => isDefault);
  const inside = network.subnets.filter(({ vpcId }) => vpcId === vpc?.id);
  if (vpc === undefined || (named === undefined && inside.length === 0)) {
    return unusable(
      vpc === undefined ? 'no-default-vpc' : 'default-vpc-without-subnets',
      `The default VPC in ${network.region} either does not exist or has no subnets.`,
    );
  }
  if (inside.length === 0)
    return unusable('no-subnets', `No candidate subnets found in specified VPC ${vpc.id}.`);
  const wanted = wishes.subnetNames?.value ?? [];
  const candidates =
    wanted.length === 0 ? inside : inside.filter(({ name }) => name !== undefined && wanted.includes(name));
  if (candidates.length === 0) {
    const list = wanted.join(', ');
    return unusable('no-subnets-of-that-name', `The VPC ${vpc.id} has no subnet named ${list}.`);
  }
  return chooseSubnets(network, vpc, named, candidates, wishes.useInternalIps?.value === true);
}

function chooseSubnets(
  network: NetworkFacts,
  vpc: VpcFacts,
  named: VpcFacts | undefined,
  candidates: readonly SubnetFacts[],
  internal: boolean,
): NetworkChoice {
  const available = candidates.filter(({ state }) => state === 'available');
  if (available.length === 0) {
    return unusable(
      'subnets-pending',
      `All candidate subnets are pending in specified VPC ${named?.id ?? 'None'}.`,
    );
  }
  const isPublic = (subnet: SubnetFacts) => hasInternetRoute(network, subnet, named);
  const subnets = available.filter((subnet) =>
    internal ? !isPublic(subnet) && !subnet.mapsPublicIp : isPublic(subnet),
  );
  if (subnets.length > 0) return { kind: 'usable', vpc, subnets };
  return internal
    ? unusable(
        'all-subnets-public',
        'The use_internal_ips option is set to True, but all candidate subnets are public.',
      )
    : unusable(
        'all-subnets-private',
        'All candidate subnets are private, did you mean to set use_internal_ips to True?',
      );
}

/**
 * The subnet's own route table decides, else a main one. Without a named VPC, SkyPilot looks at the tables of the
 * whole region, so that the main table of another VPC can make a subnet public.
 */
function hasInternetRoute(
  { routeTables }: NetworkFacts,
  subnet: SubnetFacts,
  named: VpcFacts | undefined,
): boolean {
  const looked = routeTables.filter(({ vpcId }) => named === undefined || vpcId === named.id);
  const own = looked.filter(({ main, subnetIds }) => !main && subnetIds.includes(subnet.id));
  const deciding = own.length > 0 ? own : looked.filter(({ main }) => main);
  return deciding.some(({ hasInternetGateway }) => hasInternetGateway);
}
