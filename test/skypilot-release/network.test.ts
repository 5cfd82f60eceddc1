import { describe, expect, it } from 'vitest';
import { chooseNetwork, type NetworkFacts, type NetworkWishes } from '../../src/skypilot/network-rules.ts';
import { loadSkyConfig } from '../../src/skypilot/sky-config.ts';
import { fakeHost } from '../credentials/fake-host.ts';
import { Dice } from './dice.ts';
import { askSkyPilot, FULL, SEED } from './support.ts';

const COUNT = FULL ? 40_000 : 4000;

interface Case {
  readonly network: NetworkFacts;
  readonly aws: Readonly<Record<string, unknown>>;
}

type Verdict =
  | { readonly vpc: string; readonly subnets: readonly string[]; readonly endable: boolean }
  | { readonly failed: readonly string[] };

const NAMES = ['prod', 'prod-eu', 'dev', 'my vpc', 'a*b', 'x', undefined];
const PATTERNS = [
  'prod',
  'prod-eu',
  'dev',
  'my vpc',
  'prod*',
  '*',
  '?',
  'pr?d',
  'a\\*b',
  'a*b',
  '*-eu',
  'gone',
  '5',
  'yes',
  'null',
  '',
  'a: b',
  'x #y',
  '[x]',
  '- x',
  '~',
  'dev:',
];

function caseOf(index: number): Case {
  const dice = new Dice(SEED * 100_003 + index);
  const vpcs = Array.from({ length: dice.below(4) }, (_, number) => ({
    id: `vpc-${number}`,
    name: dice.pick(NAMES),
    isDefault: number === 0 && dice.chance(0.5),
  }));
  const subnets = vpcs.flatMap(({ id: vpcId }) =>
    Array.from({ length: dice.below(4) }, (_, number) => ({
      id: `subnet-${vpcId}-${number}`,
      name: dice.pick(NAMES),
      vpcId,
      zone: `us-east-1${dice.pick(['a', 'b', 'c'])}`,
      state: dice.chance(0.9) ? 'available' : 'pending',
      mapsPublicIp: dice.chance(0.3),
    })),
  );
  const routeTables = vpcs.flatMap(({ id: vpcId }) => {
    const inside = subnets.filter((subnet) => subnet.vpcId === vpcId).map(({ id }) => id);
    const named = inside.filter(() => dice.chance(0.4));
    const ofMain = dice.chance(0.2) ? inside.filter((id) => !named.includes(id) && dice.chance(0.5)) : [];
    return [
      { vpcId, main: true, subnetIds: ofMain, hasInternetGateway: dice.chance(0.6) },
      ...(named.length === 0
        ? []
        : [{ vpcId, main: false, subnetIds: named, hasInternetGateway: dice.chance(0.5) }]),
    ];
  });
  return { network: { region: 'us-east-1', vpcs, subnets, routeTables }, aws: configurationOf(dice) };
}

function configurationOf(dice: Dice): Case['aws'] {
  const names = (list: readonly string[]) =>
    dice.pick<unknown>([dice.pick(list), dice.some(list, 1, 2), [], null]);
  return {
    ...(dice.chance(0.3) ? { vpc_name: dice.chance(0.9) ? dice.pick(PATTERNS) : null } : {}),
    ...(dice.chance(0.3) ? { vpc_names: names(PATTERNS) } : {}),
    ...(dice.chance(0.4) ? { subnet_names: names(PATTERNS.filter((name) => name !== '')) } : {}),
    ...(dice.chance(0.4) ? { use_internal_ips: dice.chance(0.7) } : {}),
  };
}

async function wishesOf(aws: Case['aws']): Promise<NetworkWishes> {
  const host = fakeHost({ files: { '~/.sky/config.yaml': JSON.stringify({ aws }) } });
  return (await loadSkyConfig(host, undefined)).config;
}

describe('networks', () => {
  it(`in ${COUNT} regions the choice is SkyPilot's`, async () => {
    const cases = Array.from({ length: COUNT }, (_, index) => caseOf(index));
    const verdicts = askSkyPilot<Case, Verdict>('choose_network.py', cases);
    const wrong = [];
    const seen = new Map<string, number>();
    for (const [index, { network, aws }] of cases.entries()) {
      const sky = verdicts[index];
      const choice = chooseNetwork(network, await wishesOf(aws));
      const problem = choice.kind === 'usable' ? `usable, endable ${choice.endable}` : choice.problem;
      seen.set(problem, (seen.get(problem) ?? 0) + 1);
      if (sky === undefined || !agree(choice, sky)) wrong.push(JSON.stringify({ network, aws, sky, choice }));
    }
    expect(wrong.slice(0, 5)).toEqual([]);
    // Every outcome but those that other facts decide is reached.
    expect(Object.fromEntries(seen)).toMatchObject({
      'usable, endable true': expect.any(Number),
      'usable, endable false': expect.any(Number),
      'named-subnets-not-usable': expect.any(Number),
      'several-vpcs-of-that-name': expect.any(Number),
      'vpc-name-misread': expect.any(Number),
      'subnets-pending': expect.any(Number),
      'all-subnets-public': expect.any(Number),
      'all-subnets-private': expect.any(Number),
    });
  });
});

function agree(choice: ReturnType<typeof chooseNetwork>, sky: Verdict): boolean {
  if (choice.kind === 'usable')
    return (
      'vpc' in sky &&
      sky.vpc === choice.vpc.id &&
      sky.endable === choice.endable &&
      sky.subnets.join() === choice.subnets.map(({ id }) => id).join()
    );
  if ('vpc' in sky) return false;
  // Where several subnets are pruned, SkyPilot names them in no particular order.
  const start =
    choice.problem === 'named-subnets-not-usable'
      ? 'The specified subnets are not usable: {'
      : choice.foreseen;
  return choice.problem === 'vpc-name-misread' || sky.failed.some((text) => text.includes(start));
}
