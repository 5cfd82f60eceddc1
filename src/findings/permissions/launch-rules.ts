/** Findings about the launch as SkyPilot sends it: what a policy wants otherwise. */

import { resourceTypeOf } from '../../aws/arn.ts';
import type { FileLine } from '../../file-line.ts';
import { denialReason, layerOfDenial } from '../../permissions/denial-layer.ts';
import { type LaunchField, tagKeysIn } from '../../permissions/launch-fields.ts';
import type { Guardrail } from '../../permissions/launch-guardrail.ts';
import { ANY_VALUE } from '../../permissions/launch-variations.ts';
import { whomToAsk } from '../../permissions/obstacles.ts';
import type { LaunchImage } from '../../skypilot/launch.ts';
import type { Facts } from '../facts.ts';
import { type Finding, finding } from '../finding.ts';
import { ask, type FixStep, notedCommand, setting } from '../fix-step.ts';
import { labelsSetting } from './label-steps.ts';

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
  const next = found.next === undefined ? [] : [found.next];
  const sentences = [
    conditionsOf(found),
    trialOf(found),
    ...next.flatMap((guard) => [
      `The next thing that is denied then: ${SENT[guard.field](facts)}.`,
      conditionsOf(guard),
    ]),
  ].filter((text) => text !== '');
  return [
    finding('launch-guardrail', {
      // Without spot instances SkyPilot still launches on demand; what stops both is about both.
      stops: found.field === 'market' && !facts.launch.spot ? ['compute'] : ['compute', 'spot'],
      detail: `${SENT[found.field](facts)}, and that is what a policy stops: ${denialReason(found.denial)}.${sentences.map((text) => ` ${text}`).join('')}`,
      fix: [found, ...next].flatMap((guard) => stepsFor(guard, facts)),
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
  'volume-size': ({ launch }) => `SkyPilot launches with a volume of ${launch.volume.sizeGib} GiB`,
  market: ({ launch }) => (launch.spot ? 'SkyPilot launches a spot instance' : 'SkyPilot launches on demand'),
  'volume-type': ({ launch: { volume } }) =>
    `SkyPilot launches with a ${volume.type} volume${volume.iops === undefined ? '' : ` of ${volume.iops} IOPS`}${volume.throughput === undefined ? '' : ` and ${volume.throughput} MiB/s`}`,
  image: ({ launch: { place } }) =>
    place.image?.origin === 'stand-in'
      ? standInText(place.image)
      : `SkyPilot launches its own image${place.image === undefined ? '' : ` (${place.image.id}${place.image.owner === undefined ? '' : `, owner ${place.image.owner}`})`}`,
  profile: ({ launch }) => `SkyPilot launches with the instance profile ${launch.profile.name}`,
  network: ({ launch: { place } }) =>
    `SkyPilot launches into ${place.subnet === undefined || place.vpc === undefined ? 'the VPC that it chose' : `the subnet ${place.subnet.id} of ${place.vpc.id}`}`,
  tenancy: () => 'SkyPilot leaves the tenancy to the VPC',
  metadata: () => 'SkyPilot wants tokens of the metadata service (IMDSv2) and leaves the rest to AWS',
};

function standInText({ id, owner }: LaunchImage): string {
  return `SkyPilot launches its own image, and which that is its catalogue tells, which is not here; ${id}${owner === undefined ? '' : ` (owner ${owner})`} was tried in its place`;
}

function conditionsOf({ conditions }: Guardrail): string {
  const named = conditions.map(({ key, values }) => `${key} (${values.join(', ')})`);
  return named.length === 0 ? '' : `AWS names the condition: ${named.join(', ')}.`;
}

function trialOf({ trial }: Guardrail): string {
  switch (trial.kind) {
    case 'through':
      return `A dry run of the same launch ${trial.what} would have succeeded.`;
    case 'further':
      return `A dry run of the same launch ${trial.what} came further.`;
    case 'no-help':
      return 'A dry run of the same launch with that changed was denied all the same.';
    case 'not-tried':
      return '';
  }
}

/** SkyPilot looks its image up before it sends anything. Source: SkyPilot `sky/catalog/aws_catalog.py`, `get_image_id_from_tag`. */
const CATALOGUE = notedCommand(
  "downloads SkyPilot's catalogue of images and launches nothing; then check again",
  ...['sky', 'launch', '--infra', 'aws', '--dryrun', '-y'],
);

/** Settings of a task are in no file that a check without one knows. */
const inTask = (to: string): FixStep => setting({ file: 'the task', line: 1 }, `resources.${to}`);

function stepsFor(found: Guardrail, facts: Facts): readonly FixStep[] {
  const { field, conditions, denial } = found;
  const { launch, skypilot } = facts;
  const { config, files } = skypilot.skyConfig;
  const file = files.find(({ role }) => role === 'user')?.display ?? '~/.sky/config.yaml';
  const at = (place: FileLine | undefined): FileLine => place ?? { file, line: 1 };
  const administrators = whomToAsk(layerOfDenial(denial));
  const values = [...new Set(conditions.flatMap((condition) => condition.values))].join(', ');
  const allowed = /^(true|false)?$/.test(values) ? '' : ` The condition names ${values}.`;
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
      return tagSteps(found, facts, administrators, at(config.labels?.at));
    case 'instance-type':
      return [
        ask(
          administrators,
          `which instance types may be launched, and name one in resources.instance_type.${allowed}`,
        ),
      ];
    case 'hop-limit':
      return [
        ask(administrators, 'let launches through that set no hop limit: SkyPilot has no setting for it.'),
      ];
    case 'volume-size':
      return [inTask(`disk_size: ${/^\d+$/.test(values) ? values : 'GIB'}`)];
    case 'market':
      return [inTask(`use_spot: ${!launch.spot}`)];
    case 'volume-type':
      return [
        ask(
          administrators,
          `which volumes may be made, and name a tier of such in resources.disk_tier: low is standard, medium and high are gp3 (3500 and 7000 IOPS), ultra is io2.${allowed}`,
        ),
      ];
    case 'image':
      return [
        ...(launch.place.image?.origin === 'stand-in' ? [CATALOGUE] : []),
        ask(
          administrators,
          `which machine images with Ubuntu may be launched, and name one in resources.image_id; or allow SkyPilot's.${allowed}`,
        ),
      ];
    case 'profile':
      return [
        ask(
          administrators,
          `which role instances may have, and name it in aws.remote_identity; or allow ${launch.profile.name}.${allowed}`,
        ),
      ];
    case 'network':
      return [ask(administrators, `which VPC may be launched into, and name it in aws.vpc_name.${allowed}`)];
    case 'tenancy':
      return [
        ask(
          administrators,
          `which VPC has the tenancy that launches have to have, and name it in aws.vpc_name: SkyPilot has no setting for it.${allowed}`,
        ),
      ];
    case 'metadata':
      return [
        ask(
          administrators,
          'let launches through that set no more of the metadata service: SkyPilot has no setting for it.',
        ),
      ];
  }
}

/** Tags of a guardrail help where adding them was seen to, or nobody tried; none do where only untagged launches pass. */
function tagSteps(
  { conditions, denial, trial }: Guardrail,
  { launch }: Facts,
  administrators: string,
  at: FileLine,
): readonly FixStep[] {
  const type = denial.resource === undefined ? undefined : resourceTypeOf(denial.resource);
  const isTagged = type === undefined || type === 'instance' || type === 'volume';
  if (!isTagged)
    return [
      ask(
        administrators,
        `want tags of instances and volumes only: SkyPilot tags these, and this is about ${type}.`,
      ),
    ];
  const own = launch.tags.filter(({ Key }) => !launch.labels.some((label) => label.Key === Key));
  // A list that has some of SkyPilot's own tags is of what is allowed: one of them would do if it were of what lacks.
  const isAllowList = conditions.some(
    ({ key, values }) => /^aws:TagKeys$/i.test(key) && own.some(({ Key }) => values.includes(Key)),
  );
  const isAboutOwn =
    isAllowList ||
    trial.kind === 'no-help' ||
    ((trial.kind === 'through' || trial.kind === 'further') && trial.adds === undefined);
  if (isAboutOwn && conditions.length > 0)
    return [
      ask(
        administrators,
        `allow the tags that SkyPilot sets: ${launch.tags.map(({ Key }) => Key).join(', ')}.`,
      ),
    ];
  if (conditions.length === 0)
    return [ask(administrators, 'which tags a launch may have or has to have, and set them in aws.labels.')];
  const adds =
    trial.kind === 'through' || trial.kind === 'further'
      ? (trial.adds ?? [])
      : tagKeysIn(conditions).map((Key) => ({ Key, Value: ANY_VALUE }));
  return [labelsSetting({ at, labels: launch.labels }, adds)];
}
