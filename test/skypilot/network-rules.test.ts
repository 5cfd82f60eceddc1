import { describe, expect, it } from 'vitest';
import {
  chooseNetwork,
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
    ? `${choice.vpc.id}: ${choice.subnets.map(({ id }) => id).join(' ')}`
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

  it('tells what is wrong with the one that exists', () => {
    const facts = network({ vpcs: [MINE, OTHER], subnets: [subnet('m1', 'vpc-m')] });
    expect(outcome(facts, { vpc: ['nope', 'other'] })).toBe(
      'no-subnets: No candidate subnets found in specified VPC vpc-o.',
    );
    expect(outcome(network({ vpcs: [MINE, { ...OTHER, name: 'mine' }] }), { vpc: ['mine'] })).toContain(
      "several-vpcs-of-that-name: Multiple VPCs with name 'mine' found in us-east-1: [vpc-m, vpc-o].",
    );
  });

  it('asks only their own tables', () => {
    const routeTables = [table('vpc-d', true), table('vpc-m', false)];
    expect(outcome(network({ routeTables }), { vpc: ['mine'] })).toContain('all-subnets-private');
  });
});

describe('subnets', () => {
  it('by name', () => {
    expect(outcome(network(), { vpc: ['mine'], subnets: ['m1'] })).toBe('vpc-m: m1');
    expect(outcome(network(), { vpc: ['mine'], subnets: ['x'] })).toContain('no-subnets-of-that-name');
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
