import { describe, expect, it } from 'vitest';
import {
  chooseNetwork,
  matchesFilter,
  type NetworkFacts,
  type NetworkWishes,
  type SubnetFacts,
} from '../../src/skypilot/network-rules.ts';

const at = { file: '~/.sky/config.yaml', line: 1 };
const DEFAULT = { id: 'vpc-d', name: undefined, isDefault: true };
const MINE = { id: 'vpc-m', name: 'mine', isDefault: false };
const OTHER = { id: 'vpc-o', name: 'other', isDefault: false };

function subnet(id: string, vpcId: string, changes: Partial<SubnetFacts> = {}): SubnetFacts {
  return { id, name: id, vpcId, zone: 'us-east-1a', state: 'available', mapsPublicIp: false, ...changes };
}

const table = (vpcId: string, hasInternetGateway: boolean, subnetIds: readonly string[] = []) => ({
  vpcId,
  main: subnetIds.length === 0,
  subnetIds,
  hasInternetGateway,
});

function network(changes: Partial<NetworkFacts> = {}): NetworkFacts {
  return {
    region: 'us-east-1',
    vpcs: [DEFAULT, MINE],
    subnets: [subnet('d1', 'vpc-d'), subnet('m1', 'vpc-m'), subnet('m2', 'vpc-m')],
    routeTables: [table('vpc-d', true), table('vpc-m', true), table('vpc-m', false, ['m2'])],
    ...changes,
  };
}

function wishes(more: {
  vpc?: readonly string[];
  subnets?: readonly string[];
  internal?: boolean;
  proxies?: readonly string[];
}): NetworkWishes {
  return {
    vpcNames: more.vpc && { value: more.vpc, at },
    subnetNames: more.subnets && { value: more.subnets, at },
    useInternalIps: more.internal === undefined ? undefined : { value: more.internal, at },
    sshProxyCommand: more.proxies && { value: { regions: more.proxies }, at },
  };
}

function outcome(facts: NetworkFacts, more: Parameters<typeof wishes>[0] = {}): string {
  const choice = chooseNetwork(facts, wishes(more));
  return choice.kind === 'usable'
    ? `${choice.vpc.id}: ${choice.subnets.map(({ id }) => id).join(' ')}${choice.endable ? '' : ', not endable'}`
    : `${choice.problem}: ${choice.foreseen}`;
}

describe('the default VPC', () => {
  it('is taken where no other is named', () => {
    expect(outcome(network())).toBe('vpc-d: d1');
  });

  it.each([
    ['no-default-vpc', { vpcs: [MINE] }],
    ['default-vpc-without-subnets', { subnets: [subnet('m1', 'vpc-m')] }],
  ])('has to be there with subnets: %s', (problem, changes) => {
    expect(outcome(network(changes))).toBe(
      `${problem}: The default VPC in us-east-1 either does not exist or has no subnets.`,
    );
  });

  it('is public by the main table of any VPC, as SkyPilot sees it', () => {
    const routeTables = [table('vpc-d', false), table('vpc-m', true)];
    expect(outcome(network({ routeTables }))).toBe('vpc-d: d1');
    expect(outcome(network({ routeTables: [table('vpc-d', false)] }))).toContain('all-subnets-private');
  });

  it('waits for subnets that are pending', () => {
    const subnets = [subnet('d1', 'vpc-d', { state: 'pending' })];
    expect(outcome(network({ subnets }))).toBe(
      'subnets-pending: All candidate subnets are pending in specified VPC None.',
    );
  });
});

describe('VPCs by name', () => {
  it('are tried in turn', () => {
    expect(outcome(network(), { vpc: ['mine'] })).toBe('vpc-m: m1');
    expect(outcome(network(), { vpc: ['nope', 'mine'] })).toBe('vpc-m: m1');
    expect(outcome(network(), { vpc: ['nope'] })).toBe(
      "no-vpc-of-that-name: No VPC with name 'nope' is found in us-east-1. To fix: specify a correct VPC name.",
    );
  });

  it('says what is wrong with the VPC that exists', () => {
    const facts = network({ vpcs: [MINE, OTHER], subnets: [subnet('m1', 'vpc-m')] });
    expect(outcome(facts, { vpc: ['nope', 'other'] })).toBe(
      'no-subnets: No candidate subnets found in specified VPC vpc-o.',
    );
    expect(outcome(network({ vpcs: [MINE, { ...OTHER, name: 'mine' }] }), { vpc: ['mine'] })).toContain(
      "several-vpcs-of-that-name: Multiple VPCs with name 'mine' found in us-east-1: [ec2.Vpc(id='vpc-m'), ec2.Vpc(id='vpc-o')].",
    );
  });

  it('asks only their own tables', () => {
    const routeTables = [table('vpc-d', true), table('vpc-m', false)];
    expect(outcome(network({ routeTables }), { vpc: ['mine'] })).toContain('all-subnets-private');
  });
});

describe('filters of EC2', () => {
  it.each([
    ['prod', 'prod', true],
    ['prod', 'prod-eu', false],
    ['Prod', 'prod', false],
    ['prod*', 'prod-eu', true],
    ['*', '', true],
    ['p?od', 'prod', true],
    ['p?d', 'prod', false],
    ['a.c', 'abc', false],
    ['a\\*c', 'a*c', true],
    ['a\\*c', 'abc', false],
    ['[ab]', '[ab]', true],
  ])('%j finds %j: %s', (pattern, name, found) => {
    expect(matchesFilter(pattern, name)).toBe(found);
  });
});

/** Each was a divergence from SkyPilot 0.14.1. */
describe('names of VPCs', () => {
  it('may hold wildcards, which still have to mean one VPC', () => {
    expect(outcome(network(), { vpc: ['mi*'] })).toBe('vpc-m: m1');
    const two = network({ vpcs: [MINE, { ...OTHER, name: 'mist' }] });
    expect(outcome(two, { vpc: ['mi?'] })).toContain('no-vpc-of-that-name');
    expect(outcome(two, { vpc: ['mi*'] })).toContain('several-vpcs-of-that-name');
  });

  it.each(['*prod', '5', 'yes', 'a: b', '[x]', '- x', 'dev:', '2026-01-01'])(
    'are written without quotes: %j is no name then',
    (name) => {
      expect(outcome(network({ vpcs: [{ ...MINE, name }] }), { vpc: [name] })).toContain('vpc-name-misread');
    },
  );

  it('lose what looks like a comment', () => {
    expect(outcome(network(), { vpc: ['mine #old'] })).toBe('vpc-m: m1');
  });

  it.each(['', '~', 'null'])('are none: %j launches into the default VPC, and ends nothing there', (name) => {
    expect(outcome(network(), { vpc: [name] })).toBe('vpc-d: d1, not endable');
  });
});

describe('subnets', () => {
  it('by name', () => {
    expect(outcome(network(), { vpc: ['mine'], subnets: ['m1'] })).toBe('vpc-m: m1');
    expect(outcome(network(), { vpc: ['mine'], subnets: ['x'] })).toBe(
      "no-subnets-of-that-name: No subnets with name(s) ['x'] found in us-east-1. Please check the subnet names in your config.",
    );
  });

  it('by name, without the name of a VPC, bring theirs along', () => {
    expect(outcome(network(), { subnets: ['m1'] })).toBe('vpc-m: m1');
    expect(outcome(network(), { subnets: ['m?'], internal: true })).toContain('named-subnets-not-usable');
    const noDefault = network({ vpcs: [MINE] });
    expect(outcome(noDefault, { subnets: ['m1'] })).toBe('vpc-m: m1, not endable');
    expect(outcome(noDefault, { vpc: ['mine'], subnets: ['m1'] })).toBe('vpc-m: m1');
  });

  it('by name have to be usable, all of them', () => {
    expect(outcome(network(), { vpc: ['mine'], subnets: ['m1', 'm2'] })).toBe(
      "named-subnets-not-usable: The specified subnets are not usable: {'m2'}",
    );
    expect(outcome(network(), { vpc: ['mine'], subnets: ['m1', 'd1'] })).toContain(
      'named-subnets-not-usable',
    );
    expect(outcome(network(), { vpc: ['mine'], subnets: ['m1', 'gone'] })).toBe('vpc-m: m1');
  });

  it('are tried by zone, from Z to A', () => {
    const subnets = ['a', 'c', 'b'].map((zone) => subnet(zone, 'vpc-d', { zone: `us-east-1${zone}` }));
    expect(outcome(network({ subnets }))).toBe('vpc-d: c b a');
  });

  it('follow the main table where that names them', () => {
    const subnets = [subnet('d1', 'vpc-d')];
    const routeTables = [
      { vpcId: 'vpc-d', main: true, subnetIds: ['d1'], hasInternetGateway: false },
      table('vpc-m', true),
    ];
    expect(outcome(network({ subnets, routeTables }))).toContain('all-subnets-private');
  });

  it('that are private, where only internal addresses are wanted', () => {
    expect(outcome(network(), { vpc: ['mine'], internal: true })).toBe('vpc-m: m2');
    expect(outcome(network(), { internal: true })).toContain('all-subnets-public');
    const maps = [subnet('m2', 'vpc-m', { mapsPublicIp: true })];
    expect(outcome(network({ subnets: maps }), { vpc: ['mine'], internal: true })).toContain(
      'all-subnets-public',
    );
  });
});

describe('a map of proxy commands', () => {
  it('leaves other regions out', () => {
    expect(outcome(network(), { proxies: ['us-east-1'] })).toBe('vpc-d: d1');
    expect(outcome(network(), { proxies: ['eu-west-1'] })).toContain('no-proxy-command');
  });
});
