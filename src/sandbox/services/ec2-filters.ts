/** Filters and pages of EC2's Describe calls. Source: EC2 API reference, "List and filter using the CLI and API". */
import { matchesWildcard } from '../../iam/wildcard.ts';
import { ApiError } from '../api-error.ts';
import type { Tags } from '../network.ts';
import { pageOf } from '../paging.ts';
import type { QueryParams } from '../query-params.ts';
import { listOf, structuresOf } from '../query-params.ts';

/** What a filter can ask of a thing: the values of each name; `undefined` where the thing has none. */
export type Facts = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** The filters `tag:KEY`, `tag-key` and `tag-value`. */
export function tagFacts(tags: Tags): Facts {
  return {
    'tag-key': Object.keys(tags),
    'tag-value': Object.values(tags),
    ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`tag:${key}`, value])),
  };
}

/**
 * The things that fit every filter of a call; values may hold `*` and `?`.
 *
 * @param names Filters that exist although no thing at hand has them.
 */
export function filtered<T>(
  params: QueryParams,
  things: readonly T[],
  factsOf: (thing: T) => Facts,
  names: readonly string[],
): readonly T[] {
  return structuresOf(params, 'Filter').reduce<readonly T[]>((left, filter) => {
    const name = filter.get('Name') ?? '';
    if (!name.startsWith('tag:') && !names.includes(name))
      throw new ApiError(400, 'InvalidParameterValue', `The filter '${name}' is invalid`);
    const patterns = listOf(filter, 'Value');
    return left.filter((thing) => {
      const fact = factsOf(thing)[name];
      const values = Array.isArray(fact) ? fact : fact === undefined ? [] : [String(fact)];
      return patterns.some((pattern) => values.some((value) => matchesWildcard(pattern, value)));
    });
  }, things);
}

/** A page of a Describe call. */
export function paged<T>(
  params: QueryParams,
  things: readonly T[],
  smallest = 5,
): { readonly items: readonly T[]; readonly next: string | undefined } {
  const asked = params.get('MaxResults');
  const size = asked === undefined ? 1000 : Number(asked);
  if (!Number.isInteger(size) || size < smallest)
    throw new ApiError(
      400,
      'InvalidParameterValue',
      `Value ( ${asked} ) for parameter maxResults is invalid. Expecting a value greater than ${smallest}.`,
    );
  const page = pageOf(things, Math.min(size, 1000), params.get('NextToken'));
  if (page === undefined)
    throw new ApiError(400, 'InvalidParameterValue', 'Unable to parse pagination token');
  return page;
}
