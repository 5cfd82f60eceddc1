/** Tags in requests, and the context keys that come of them. */
import type { AccessCheck } from '../access-check.ts';
import type { ContextValues } from '../context-values.ts';
import type { Tags } from '../network.ts';
import type { QueryParams } from '../query-params.ts';
import { structuresOf } from '../query-params.ts';
import type { ServiceCall } from '../service-call.ts';
import { requestTagContext, tagsOf } from '../tag-context.ts';
import type { ResourceFacts } from './ec2-context.ts';
import { ec2Check } from './ec2-context.ts';

export interface TagSpecification {
  readonly resourceType: string;
  readonly tags: Tags;
}

/** The tags that a call puts on what it makes. */
export function tagSpecifications(params: QueryParams): readonly TagSpecification[] {
  return structuresOf(params, 'TagSpecification')
    .map((entry) => ({ resourceType: entry.get('ResourceType') ?? '', tags: tagsOf(entry, 'Tag') }))
    .filter((entry) => Object.keys(entry.tags).length > 0);
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
