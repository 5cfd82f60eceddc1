/** Regions and availability zones. Source: the regions table of AWS's documentation, EC2 DescribeAvailabilityZones. */
import { servicePrincipalSuffix } from '../aws-facts/partitions.ts';

/** The partitions whose regions are known here. */
export const PARTITIONS = ['aws', 'aws-cn', 'aws-us-gov'] as const;
export type Partition = (typeof PARTITIONS)[number];

export interface Zone {
  readonly name: string;
  readonly id: string;
}

export interface Region {
  readonly name: string;
  readonly partition: Partition;
  /** False for regions that an account has to enable first. */
  readonly enabledByDefault: boolean;
  readonly zones: readonly Zone[];
}

/** Zone letters, each with the number of its zone id. */
const DEFAULT_ENABLED: Readonly<Record<string, string>> = {
  'us-east-1': 'a6 b1 c2 d4 e3 f5',
  'us-east-2': 'a1 b2 c3',
  'us-west-1': 'a3 b1',
  'us-west-2': 'a2 b1 c3 d4',
  'ap-south-1': 'a1 b3 c2',
  'ap-northeast-1': 'a4 c1 d2',
  'ap-northeast-2': 'a1 b2 c3 d4',
  'ap-northeast-3': 'a1 b2 c3',
  'ap-southeast-1': 'a1 b2 c3',
  'ap-southeast-2': 'a1 b3 c2',
  'ca-central-1': 'a1 b2 d4',
  'eu-central-1': 'a2 b3 c1',
  'eu-west-1': 'a3 b1 c2',
  'eu-west-2': 'a2 b3 c1',
  'eu-west-3': 'a1 b2 c3',
  'eu-north-1': 'a1 b2 c3',
  'sa-east-1': 'a1 b2 c3',
};

const OPT_IN = [
  'af-south-1',
  'ap-east-1',
  'ap-east-2',
  'ap-south-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ap-southeast-5',
  'ap-southeast-6',
  'ap-southeast-7',
  'ca-west-1',
  'eu-central-2',
  'eu-south-1',
  'eu-south-2',
  'il-central-1',
  'me-central-1',
  'me-south-1',
  'mx-central-1',
];

const OTHER_PARTITIONS: Readonly<Record<string, Partition>> = {
  'cn-north-1': 'aws-cn',
  'cn-northwest-1': 'aws-cn',
  'us-gov-east-1': 'aws-us-gov',
  'us-gov-west-1': 'aws-us-gov',
};

const DIRECTIONS: Readonly<Record<string, string>> = {
  east: 'e',
  west: 'w',
  north: 'n',
  south: 's',
  central: 'c',
  northeast: 'ne',
  northwest: 'nw',
  southeast: 'se',
  southwest: 'sw',
};

function zonesOf(region: string, letters: string): readonly Zone[] {
  const prefix = region
    .replace('-gov-', 'g-')
    .split('-')
    .map((part) => DIRECTIONS[part] ?? part)
    .join('');
  return letters
    .split(' ')
    .map((zone) => ({ name: `${region}${zone.charAt(0)}`, id: `${prefix}-az${zone.slice(1)}` }));
}

function makeRegion(name: string, partition: Partition, enabledByDefault: boolean): Region {
  const zones = zonesOf(name, DEFAULT_ENABLED[name] ?? 'a1 b2 c3');
  return { name, partition, enabledByDefault, zones };
}

/** All regions of all partitions, by name. */
export const REGIONS: ReadonlyMap<string, Region> = new Map(
  [
    ...Object.keys(DEFAULT_ENABLED).map((name) => makeRegion(name, 'aws', true)),
    ...OPT_IN.map((name) => makeRegion(name, 'aws', false)),
    ...Object.entries(OTHER_PARTITIONS).map(([name, partition]) => makeRegion(name, partition, true)),
  ].map((region) => [region.name, region]),
);

/** The domain of a partition's endpoints and of its service principals' hosts. */
export function domainOf(partition: Partition): string {
  return servicePrincipalSuffix(partition);
}
