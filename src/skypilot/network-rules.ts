/**
 * Which VPC and subnets SkyPilot launches into, and the error it gives where there are none.
 *
 * Source: SkyPilot `sky/provision/aws/config.py`, `_get_subnet_and_vpc_id`, `_usable_subnets`, `_is_subnet_public`
 * and `get_vpc_id_by_name`; `sky/provision/aws/instance.py`, `_get_vpc_id`. Held to it by `npm run test:skypilot`.
 */
import { plainScalar } from './config/yaml-scalars.ts';
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
  | 'named-subnets-not-usable'
  | 'vpc-name-misread'
  | 'subnets-pending'
  | 'all-subnets-public'
  | 'all-subnets-private';

export type NetworkChoice =
  | {
      readonly kind: 'usable';
      readonly vpc: VpcFacts;
      /** Those that a launch tries, by zone from Z to A. */
      readonly subnets: readonly SubnetFacts[];
      /** Whether `sky down` finds a VPC afterwards: it knows the configured name, else the default VPC alone. */
      readonly endable: boolean;
    }
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
  if (names.length === 0) return chooseUnnamed(network, wishes);
  const tried = names.map((name) => chooseByName(network, name, wishes));
  const [first] = tried;
  return (
    tried.find(({ kind }) => kind === 'usable') ??
    tried.find((choice) => choice.kind === 'unusable' && choice.problem !== 'no-vpc-of-that-name') ??
    first ??
    chooseUnnamed(network, wishes)
  );
}

function unusable(problem: NetworkProblem, foreseen: string): NetworkChoice {
  return { kind: 'unusable', problem, foreseen };
}

function chooseByName(network: NetworkFacts, written: string, wishes: NetworkWishes): NetworkChoice {
  const name = asWrittenByTemplate(written);
  if (name === undefined) {
    return unusable(
      'vpc-name-misread',
      `SkyPilot writes the name of a VPC without quotes into its cluster file, where YAML takes '${written}' for something else.`,
    );
  }
  // The launch takes nothing for no name; the end of it does not.
  if (name === null) return notEndable(chooseUnnamed(network, wishes));
  const found = network.vpcs.filter((vpc) => matchesFilter(name, vpc.name));
  const [vpc, ...others] = found;
  if (vpc === undefined) {
    return unusable(
      'no-vpc-of-that-name',
      `No VPC with name ${pythonQuoted(name)} is found in ${network.region}. To fix: specify a correct VPC name.`,
    );
  }
  if (others.length > 0) {
    const ids = found.map(({ id }) => `ec2.Vpc(id='${id}')`).join(', ');
    return unusable(
      'several-vpcs-of-that-name',
      `Multiple VPCs with name ${pythonQuoted(name)} found in ${network.region}: [${ids}]. It is ambiguous as to which VPC to use.`,
    );
  }
  const named = namedSubnets(network, wishes);
  if (named?.length === 0) return noSubnets(network, wishes);
  const candidates = (named ?? network.subnets).filter(({ vpcId }) => vpcId === vpc.id);
  if (candidates.length === 0)
    return unusable('no-subnets', `No candidate subnets found in specified VPC ${vpc.id}.`);
  return chooseSubnets(network, vpc, { looked: vpc.id, candidates, named, endable: true }, wishes);
}

function notEndable(choice: NetworkChoice): NetworkChoice {
  return choice.kind === 'usable' ? { ...choice, endable: false } : choice;
}

/** A text as Python shows it. */
function pythonQuoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  return quote + text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`) + quote;
}

/** Without the name of a VPC: that of the named subnets, else the default one. */
function chooseUnnamed(network: NetworkFacts, wishes: NetworkWishes): NetworkChoice {
  const standard = network.vpcs.find(({ isDefault }) => isDefault);
  const named = namedSubnets(network, wishes);
  const [first] = named ?? [];
  const endable = standard !== undefined;
  if (named !== undefined) {
    const vpc = network.vpcs.find(({ id }) => id === first?.vpcId);
    if (vpc === undefined) return noSubnets(network, wishes);
    const candidates = named.filter(({ vpcId }) => vpcId === vpc.id);
    return chooseSubnets(network, vpc, { looked: vpc.id, candidates, named, endable }, wishes);
  }
  const candidates = network.subnets.filter(({ vpcId }) => vpcId === standard?.id);
  if (standard === undefined || candidates.length === 0) {
    return unusable(
      standard === undefined ? 'no-default-vpc' : 'default-vpc-without-subnets',
      `The default VPC in ${network.region} either does not exist or has no subnets.`,
    );
  }
  return chooseSubnets(network, standard, { looked: undefined, candidates, named, endable }, wishes);
}

/** The subnets that `aws.subnet_names` means; undefined where it names none. */
function namedSubnets(
  { subnets }: NetworkFacts,
  { subnetNames }: NetworkWishes,
): readonly SubnetFacts[] | undefined {
  const names = subnetNames?.value ?? [];
  if (names.length === 0) return undefined;
  return subnets.filter((subnet) => names.some((name) => matchesFilter(name, subnet.name)));
}

function noSubnets({ region }: NetworkFacts, { subnetNames }: NetworkWishes): NetworkChoice {
  const list = (subnetNames?.value ?? []).map(pythonQuoted).join(', ');
  return unusable(
    'no-subnets-of-that-name',
    `No subnets with name(s) [${list}] found in ${region}. Please check the subnet names in your config.`,
  );
}

/**
 * Whether a filter of EC2 finds a tag: `*` means any text, `?` any character, `\` takes the next one literally.
 *
 * Source: Amazon EC2 API Reference, "Filter"; EC2 User Guide, "Listing and filtering using the CLI and API".
 */
export function matchesFilter(pattern: string, text: string | undefined): boolean {
  if (text === undefined) return false;
  const source = pattern.replace(/\\([\s\S])|[\s\S]/g, (part, escaped: string | undefined) => {
    if (escaped !== undefined) return literal(escaped);
    return part === '*' ? '[\\s\\S]*' : part === '?' ? '[\\s\\S]' : literal(part);
  });
  return new RegExp(`^${source}$`).test(text);
}

function literal(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&');
}

/**
 * What is left of a VPC's name after SkyPilot has put it into its cluster file, which it does without quotes: null where
 * that is no name, undefined where it is no text. Source: SkyPilot `sky/templates/aws-ray.yml.j2`.
 */
function asWrittenByTemplate(name: string): string | null | undefined {
  const text = name.replace(/\s#[\s\S]*$/, '').trim();
  const isBroken = /^[*&!|>%@`"'[\]{},#]|^[-?:](\s|$)|:(\s|$)|[\r\n]/.test(text);
  const value = isBroken ? undefined : plainScalar(text);
  return typeof value === 'string' || value === null ? value : undefined;
}

interface Candidates {
  /** The VPC whose route tables SkyPilot looks at; undefined where it looks at those of the whole region. */
  readonly looked: string | undefined;
  readonly candidates: readonly SubnetFacts[];
  /** All that the configuration names, whichever VPC they are in. */
  readonly named: readonly SubnetFacts[] | undefined;
  readonly endable: boolean;
}

function chooseSubnets(
  network: NetworkFacts,
  vpc: VpcFacts,
  { looked, candidates, named, endable }: Candidates,
  wishes: NetworkWishes,
): NetworkChoice {
  const internal = wishes.useInternalIps?.value === true;
  const available = candidates.filter(({ state }) => state === 'available');
  if (available.length === 0) {
    return unusable(
      'subnets-pending',
      `All candidate subnets are pending in specified VPC ${looked ?? 'None'}.`,
    );
  }
  const isPublic = (subnet: SubnetFacts) => hasInternetRoute(network, subnet, looked);
  const subnets = available.filter((subnet) =>
    internal ? !isPublic(subnet) && !subnet.mapsPublicIp : isPublic(subnet),
  );
  if (subnets.length === 0) return noneOfKind(internal);
  const pruned = (named ?? []).filter(({ id }) => !subnets.some((subnet) => subnet.id === id));
  if (pruned.length > 0) {
    const ids = pruned.map(({ id }) => `'${id}'`).join(', ');
    return unusable('named-subnets-not-usable', `The specified subnets are not usable: {${ids}}`);
  }
  return { kind: 'usable', vpc, subnets: byZone(subnets), endable };
}

function noneOfKind(internal: boolean): NetworkChoice {
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

/** From Z to A; subnets of one zone stay in EC2's order. */
function byZone(subnets: readonly SubnetFacts[]): readonly SubnetFacts[] {
  return [...subnets].sort((a, b) => (a.zone === b.zone ? 0 : a.zone < b.zone ? 1 : -1));
}

/**
 * The route tables that name the subnet decide, the main one included where it does; else a main one. Without a VPC to
 * look at, SkyPilot takes the tables of the whole region, so that the main table of another VPC can make a subnet public.
 */
function hasInternetRoute(
  { routeTables }: NetworkFacts,
  subnet: SubnetFacts,
  vpcId: string | undefined,
): boolean {
  const looked = routeTables.filter((table) => vpcId === undefined || table.vpcId === vpcId);
  const own = looked.filter(({ subnetIds }) => subnetIds.includes(subnet.id));
  const deciding = own.length > 0 ? own : looked.filter(({ main }) => main);
  return deciding.some(({ hasInternetGateway }) => hasInternetGateway);
}
