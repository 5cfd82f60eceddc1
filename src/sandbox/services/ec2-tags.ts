/** Tags in requests, and the context keys that come of them. */
import type { AccessCheck } from '../access-check.ts';
import type { ContextValues } from '../context-values.ts';
import type { Tags } from '../network.ts';
import type { QueryParams } from '../query-params.ts';
import { structuresOf } from '../query-params.ts';
import type { ServiceCall } from '../service-call.ts';
import type { ResourceFacts } from './ec2-context.ts';
import { ec2Check } from './ec2-context.ts';

export interface TagSpecification {
  readonly resourceType: string;
  readonly tags: Tags;
}

/** The tags of a list such as `Tag.1.Key`. */
export function tagsOf(params: QueryParams): Tags {
  return Object.fromEntries(
    structuresOf(params, 'Tag').map((tag) => [tag.get('Key') ?? '', tag.get('Value') ?? '']),
  );
}

/** The tags that a call puts on what it makes. */
export function tagSpecifications(params: QueryParams): readonly TagSpecification[] {
  return structuresOf(params, 'TagSpecification')
    .map((one) => ({ resourceType: one.get('ResourceType') ?? '', tags: tagsOf(one) }))
    .filter((one) => Object.keys(one.tags).length > 0);
}

/** Context keys of tags that a request gives. */
export function requestTagContext(tags: Tags): ContextValues {
  const keys = Object.keys(tags);
  return {
    ...Object.fromEntries(keys.map((key) => [`aws:RequestTag/${key}`, tags[key]])),
    'aws:TagKeys': keys.length > 0 ? keys : undefined,
  };
}

/** Context keys of tags that a resource has. */
export function resourceTagContext(tags: Tags): ContextValues {
  return Object.fromEntries(
    Object.entries(tags).flatMap(([key, value]) => [
      [`aws:ResourceTag/${key}`, value],
      [`ec2:ResourceTag/${key}`, value],
    ]),
  );
}

/** The tags that a call gives to what it makes of a type. */
export function tagsFor(call: ServiceCall, resourceType: string): ContextValues {
  const found = tagSpecifications(call.params).find((entry) => entry.resourceType === resourceType);
  return requestTagContext(found?.tags ?? {});
}

/**
 * Tagging at creation is CreateTags, too, on what is still to be made. Source: EC2 User Guide, "Grant permission to tag
 * resources on creation".
 *
 * @param factsOf What is known of the thing that is made.
 */
export function createTagsChecks(
  call: ServiceCall,
  factsOf: (resourceType: string) => ResourceFacts = () => ({}),
): readonly AccessCheck[] {
  return tagSpecifications(call.params).map(({ resourceType, tags }) =>
    ec2Check(call, {
      action: 'CreateTags',
      type: resourceType,
      id: '*',
      facts: { ...factsOf(resourceType), ...requestTagContext(tags), 'ec2:CreateAction': call.operation },
    }),
  );
}
