/** Tags as context keys. Source: IAM User Guide, "Controlling access to AWS resources using tags". */
import type { ContextValues } from './context-values.ts';
import type { Tags } from './network.ts';
import type { QueryParams } from './query-params.ts';
import { structuresOf } from './query-params.ts';

/** The tags of a list of structures with Key and Value: `Tag` in EC2, `Tags.member` elsewhere. */
export function tagsOf(params: QueryParams, list: string): Tags {
  return Object.fromEntries(
    structuresOf(params, list).map((tag) => [tag.get('Key') ?? '', tag.get('Value') ?? '']),
  );
}

/** Tags that a request gives. */
export function requestTagContext(tags: Tags): ContextValues {
  const keys = Object.keys(tags);
  return {
    ...Object.fromEntries(keys.map((key) => [`aws:RequestTag/${key}`, tags[key]])),
    'aws:TagKeys': keys.length > 0 ? keys : undefined,
  };
}

/** Tags that a resource has; services have a name of their own for them, too. */
export function resourceTagContext(service: 'ec2' | 'iam', tags: Tags): ContextValues {
  return Object.fromEntries(
    Object.entries(tags).flatMap(([key, value]) => [
      [`aws:ResourceTag/${key}`, value],
      [`${service}:ResourceTag/${key}`, value],
    ]),
  );
}
