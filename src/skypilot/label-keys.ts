/** Condition keys that `aws.labels` can satisfy: of tags that SkyPilot sends, and of those that its machines then carry. */
import type { ResourceKind } from './requirements.ts';

/** Calls about an instance that is there, which then carries the labels. */
const ON_OWN_INSTANCE: readonly string[] = [
  'ec2:TerminateInstances',
  'ec2:StartInstances',
  'ec2:StopInstances',
  'ec2:CreateTags',
  'ec2:ModifyInstanceAttribute',
];

const LABELLED: readonly ResourceKind[] = ['instance', 'volume'];

/**
 * The tag that a condition on a permission asks for, where SkyPilot puts it there by its labels.
 *
 * Source: SkyPilot `sky/clouds/aws.py`: labels become tags of instances and volumes.
 *
 * @returns undefined for every other key, and for one that is about any tag
 */
export function labelOf(
  key: string,
  { action }: { readonly action: string },
  kind: ResourceKind,
): string | undefined {
  const isSent = LABELLED.includes(kind) && (action === 'ec2:RunInstances' || action === 'ec2:CreateTags');
  const isThere = kind === 'instance' && ON_OWN_INSTANCE.includes(action);
  const sent = isSent ? /^aws:RequestTag\/(.+)$/i.exec(key)?.[1] : undefined;
  const there = isThere ? /^(?:aws|ec2):ResourceTag\/(.+)$/i.exec(key)?.[1] : undefined;
  return sent ?? there;
}
