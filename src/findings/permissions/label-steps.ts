/** The setting of SkyPilot that puts tags on what it launches. */
import type { ShownCondition } from '../../aws/denial/denial.ts';
import type { FileLine } from '../../file-line.ts';
import type { DecidedPermission } from '../../permissions/decision.ts';
import { conditionsOf } from '../../permissions/grants-to-add.ts';
import { valueThatFits } from '../../permissions/launch-variations.ts';
import { labelOf } from '../../skypilot/label-keys.ts';
import type { Tag } from '../../skypilot/launch.ts';
import type { Facts } from '../facts.ts';
import { type FixStep, setting } from '../fix-step.ts';

/** What SkyPilot's configuration has of labels. */
export interface Labels {
  /** Where they are, or would be. */
  readonly at: FileLine;
  readonly labels: readonly Tag[];
  /** All tags that SkyPilot sets, its own among them. */
  readonly tags: readonly Tag[];
}

/** The labels of a check. */
export function labelsOf({ skypilot, launch }: Pick<Facts, 'skypilot' | 'launch'>): Labels {
  const { config, files } = skypilot.skyConfig;
  const file = files.find(({ role }) => role === 'user')?.display ?? '~/.sky/config.yaml';
  return { at: config.labels?.at ?? { file, line: 1 }, labels: launch.labels, tags: launch.tags };
}

/** `aws.labels` with what is there already and what is added. */
export function labelsSetting({ at, labels }: Pick<Labels, 'at' | 'labels'>, adds: readonly Tag[]): FixStep {
  const added = new Set(adds.map(({ Key }) => Key));
  const all = [...labels.filter(({ Key }) => !added.has(Key)), ...adds];
  return setting(at, `aws.labels: {${all.map(({ Key, Value }) => `${Key}: ${yamlWord(Value)}`).join(', ')}}`);
}

/** The labels that satisfy conditions on tags which SkyPilot can set; none where no such is known. */
export function labelSteps(permissions: readonly DecidedPermission[], known: Labels): readonly FixStep[] {
  const wanted = permissions.flatMap((decided) => {
    const { requirement, resourceKind } = decided.permission;
    return conditionsOf(decided).flatMap((condition) => {
      const label = labelOf(condition.key, requirement, resourceKind);
      return label === undefined ? [] : [{ label, condition }];
    });
  });
  const adds = [...new Set(wanted.map(({ label }) => label))].flatMap((label) =>
    tagFor(
      label,
      wanted.filter((each) => each.label === label).map(({ condition }) => condition),
      known,
    ),
  );
  return adds.length === 0 ? [] : [labelsSetting(known, adds)];
}

/** None for a tag that is SkyPilot's own, and for one that has a value already which fits. */
function tagFor(
  label: string,
  conditions: readonly ShownCondition[],
  { labels, tags }: Labels,
): readonly Tag[] {
  const isOwn = tags.some(({ Key }) => Key === label) && !labels.some(({ Key }) => Key === label);
  if (isOwn) return [];
  const sent = labels.find(({ Key }) => Key === label)?.Value;
  const Value = valueThatFits(
    conditions.flatMap(({ values }) => values),
    sent,
  );
  return sent === Value ? [] : [{ Key: label, Value }];
}

function yamlWord(value: string): string {
  return /^[A-Za-z][\w-]*$/.test(value) && !/^(true|false|yes|no|on|off|null)$/i.test(value)
    ? value
    : JSON.stringify(value);
}
