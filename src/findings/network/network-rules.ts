import type { RegionState } from '../../account/network.ts';
import { stoppedBy } from '../../conditions/decide-conditions.ts';
import { groupBy } from '../../group-by.ts';
import type { Severity } from '../../report/report.ts';
import type { NetworkProblem } from '../../skypilot/network-rules.ts';
import type { Facts } from '../facts.ts';
import { type Finding, finding } from '../finding.ts';
import { command, edit, type FixStep } from '../fix-step.ts';
import type { FindingCode } from '../registry.ts';

type Unusable = Extract<RegionState, { kind: 'unusable' }>;

/** Findings about VPCs and subnets. */
export function networkFindings(facts: Facts): readonly Finding[] {
  const regions = facts.network.kind === 'checked' ? facts.network.regions : [];
  return [
    ...notUsable(facts, regions),
    ...unknown(facts, regions),
    ...partition(facts),
    ...ending(facts, regions),
    ...group(regions),
  ];
}

/** What the configuration means to leave out. */
const WANTED: readonly NetworkProblem[] = [
  'no-vpc-of-that-name',
  'no-subnets-of-that-name',
  'no-proxy-command',
];

function notUsable(facts: Facts, regions: readonly RegionState[]): readonly Finding[] {
  const unusable = regions.filter((region) => region.kind === 'unusable');
  if (unusable.length === 0) return [];
  const problems = [...new Set(unusable.map(({ problem }) => problem))];
  const sentences = problems.map((problem) => {
    const there = unusable.filter((region) => region.problem === problem);
    const foreseen = there[0]?.foreseen ?? '';
    const said = OWN_WORDS.includes(problem) ? foreseen : `SkyPilot will say "${foreseen}"`;
    return `${listed(there)}: ${said}`;
  });
  return [
    finding('regions-not-usable', {
      severity: severityOf(facts, unusable),
      stops: unusable.length === regions.length ? stoppedBy('region', facts.capabilities) : [],
      detail: `${usableText(regions)} ${sentences.join(' ')}`,
      fix: unusable.flatMap(fixOf).slice(0, MOST_FIXES),
    }),
  ];
}

const MOST_FIXES = 6;
const MOST_NAMES = 5;

/** What SkyPilot says nothing about, or in words that do not name the cause. */
const OWN_WORDS: readonly NetworkProblem[] = ['not-offered', 'no-proxy-command', 'vpc-name-misread'];

function listed(regions: readonly RegionState[]): string {
  const names = regions.map(({ region }) => region);
  const more = names.length - MOST_NAMES;
  return more > 1 ? `${names.slice(0, MOST_NAMES).join(', ')} and ${more} more` : names.join(', ');
}

function usableText(regions: readonly RegionState[]): string {
  const usable = regions.filter(({ kind }) => kind === 'usable').length;
  return `${usable} of ${regions.length} region${regions.length === 1 ? '' : 's'} can be used.`;
}

function severityOf({ checkedRegion, region }: Facts, unusable: readonly Unusable[]): Severity {
  const configured = region.value !== undefined && unusable.some((state) => state.region === checkedRegion);
  return configured || unusable.some(({ problem }) => !WANTED.includes(problem)) ? 'warning' : 'info';
}

function fixOf({ problem, region }: Unusable): readonly FixStep[] {
  switch (problem) {
    case 'no-default-vpc':
      return [command('aws', 'ec2', 'create-default-vpc', '--region', region)];
    case 'default-vpc-without-subnets':
      return [
        command(
          ...['aws', 'ec2', 'create-default-subnet'],
          ...['--region', region, '--availability-zone', `${region}a`],
        ),
      ];
    default:
      return [];
  }
}

const NOT_SERVED: readonly FindingCode[] = ['account-blocked', 'account-not-opted-in', 'account-refused'];

function unknown(facts: Facts, regions: readonly RegionState[]): readonly Finding[] {
  const { capabilities, region } = facts;
  const open = regions.filter((state) => state.kind === 'unknown');
  const denied = open.filter(({ failure }) => failure.kind === 'denied');
  // Where nobody may look anywhere, the finding about permissions says so.
  if (open.length === 0 || denied.length === regions.length) return [];
  const lines = [...groupBy(open, ({ failure }) => `${failure.operation}: ${failure.code}`)].map(
    ([failure, group]) => `${listed(group)} (${failure})`,
  );
  return [
    finding('regions-unknown', {
      detail: `Not known: ${lines.join(', ')}.`,
      ...(denied.some((state) => state.region === region.value) ? { severity: 'warning' as const } : {}),
      stops: open.length === regions.length ? stoppedBy('region', capabilities) : [],
      possibleCauses: NOT_SERVED,
    }),
  ];
}

function partition({ identity, capabilities }: Facts): readonly Finding[] {
  if (identity.kind !== 'known' || identity.partition === 'aws') return [];
  return [
    finding('partition-not-offered', {
      detail: `The account ${identity.account} is in the partition ${identity.partition}.`,
      stops: stoppedBy('region', capabilities),
    }),
  ];
}

/** What a launch into subnets by name leaves behind. */
function ending({ skypilot }: Facts, regions: readonly RegionState[]): readonly Finding[] {
  const stuck = regions.filter((region) => region.kind === 'usable' && !region.endable);
  const [first] = stuck;
  if (first?.kind !== 'usable') return [];
  const { subnetNames } = skypilot.skyConfig.config;
  const names = stuck.map(({ region }) => region).join(', ');
  const vpc = first.vpc.name;
  const advice =
    vpc === undefined
      ? 'Give the VPC a name and set aws.vpc_name to it too'
      : `Set aws.vpc_name to ${vpc} too`;
  return [
    finding('sky-down-fails', {
      detail: `In ${names} there is no default VPC, and aws.subnet_names alone says where to launch. \`sky down\` will stop there with "No default VPC found in region ${first.region}", and the instances go on. ${advice}.`,
      at: subnetNames?.at,
      fix: subnetNames === undefined ? [] : [edit(subnetNames.at)],
    }),
  ];
}

function group(regions: readonly RegionState[]): readonly Finding[] {
  const missing = regions.flatMap((region) =>
    region.kind === 'usable'
      ? region.securityGroups.flatMap(({ kind, name }) =>
          kind === 'missing' ? [{ region: region.region, name }] : [],
        )
      : [],
  );
  if (missing.length === 0) return [];
  const names = [...new Set(missing.map(({ name }) => name))].sort();
  const places = [...new Set(missing.map(({ region }) => region))];
  return [
    finding('security-group-missing', {
      detail: `In ${places.join(', ')} the chosen VPC has no security group ${names.join(', ')}. SkyPilot creates it at the first launch there.`,
    }),
  ];
}
