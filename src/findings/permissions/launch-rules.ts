/** Findings about the launch as SkyPilot sends it: what a policy wants otherwise. */
import type { FileLine } from '../../file-line.ts';
import { denialReason, layerOfDenial } from '../../permissions/denial-layer.ts';
import { type Guardrail, tagKeysIn } from '../../permissions/launch-guardrail.ts';
import type { LaunchField } from '../../permissions/launch-variations.ts';
import { whomToAsk } from '../../permissions/obstacles.ts';
import type { Facts } from '../facts.ts';
import { type Finding, finding } from '../finding.ts';
import { ask, type FixStep, setting } from '../fix-step.ts';

/** The field that stops the launch, with the setting of SkyPilot that satisfies the policy where there is one. */
export function launchFindings(facts: Facts): readonly Finding[] {
  return [...guardrail(facts), ...deniedRegions(facts)];
}

/** Told where the launch is allowed in another region; else the denial itself is. */
function deniedRegions({ launches, checkedRegion }: Facts): readonly Finding[] {
  const allowed = launches.filter(({ launch }) => launch === 'allowed');
  const denied = launches.filter(({ launch }) => launch === 'denied');
  if (allowed.length === 0 || denied.length === 0) return [];
  const names = denied.map(({ region }) => region);
  const reasons = [...new Set(denied.flatMap(({ reason }) => reason ?? []))];
  return [
    finding('launch-denied-in-regions', {
      detail: `The launch is allowed in ${allowed.length} of the ${allowed.length + denied.length} regions where it was tried, and denied in ${names.join(', ')}: ${reasons.join('; ')}. What this report says of permissions is about ${checkedRegion}.`,
    }),
  ];
}

function guardrail(facts: Facts): readonly Finding[] {
  const { dryRuns } = facts;
  if (dryRuns.kind !== 'done' || dryRuns.guardrail === undefined) return [];
  const found = dryRuns.guardrail;
  return [
    finding('launch-guardrail', {
      stops: ['compute'],
      detail: `${SENT[found.field](facts)}, and that is what a policy stops: ${denialReason(found.denial)}. ${howFound(found)}`,
      fix: stepsFor(found, facts),
    }),
  ];
}

/** What SkyPilot sends, as the first part of a sentence. */
const SENT: Readonly<Record<LaunchField, (facts: Facts) => string>> = {
  encryption: () => 'SkyPilot launches with a volume that is not encrypted',
  'public-address': () => 'SkyPilot launches with a public address',
  tags: ({ launch }) => `SkyPilot tags what it launches with ${launch.tags.map(({ Key }) => Key).join(', ')}`,
  'instance-type': ({ launch }) => `SkyPilot launches the type ${launch.instanceType}`,
  'hop-limit': () => "SkyPilot leaves the metadata service's hop limit to AWS",
};

function howFound({ field, found, conditions }: Guardrail): string {
  if (found === 'by-trial') return `A dry run of the same launch ${TRIED[field]} came further.`;
  const named = conditions.map(({ key, values }) => `${key} (${values.join(', ')})`);
  return `AWS names the condition: ${named.join(', ')}.`;
}

const TRIED: Readonly<Record<LaunchField, string>> = {
  encryption: 'with an encrypted volume',
  'public-address': 'without a public address',
  tags: 'without tags',
  'instance-type': 'of another type',
  'hop-limit': 'with a hop limit of 1',
};

function stepsFor({ field, conditions, denial }: Guardrail, { skypilot }: Facts): readonly FixStep[] {
  const { config, files } = skypilot.skyConfig;
  const file = files.find(({ role }) => role === 'user')?.display ?? '~/.sky/config.yaml';
  const at = (place: FileLine | undefined): FileLine => place ?? { file, line: 1 };
  const administrators = whomToAsk(layerOfDenial(denial));
  const tagKeys = field === 'tags' ? tagKeysIn(conditions) : [];
  switch (field) {
    case 'encryption':
      return [setting(at(config.diskEncrypted?.at), 'aws.disk_encrypted: true')];
    case 'public-address':
      return [
        setting(at(config.useInternalIps?.at), 'aws.use_internal_ips: true'),
        ask(
          administrators,
          'which VPC has private subnets that reach the internet; name it in aws.vpc_name.',
        ),
      ];
    case 'tags':
      return tagKeys.length === 0
        ? [ask(administrators, 'which tags a launch may have or has to have, and set them in aws.labels.')]
        : [
            setting(
              at(config.labels?.at),
              `aws.labels: {${tagKeys.map((key) => `${key}: VALUE`).join(', ')}}`,
            ),
          ];
    case 'instance-type':
      return [
        ask(administrators, 'which instance types may be launched, and name one in resources.instance_type.'),
      ];
    case 'hop-limit':
      return [
        ask(administrators, 'let launches through that set no hop limit: SkyPilot has no setting for it.'),
      ];
  }
}
