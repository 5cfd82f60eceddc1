/** What all Describe calls of EC2 have in common: ids, filters and pages. */

import { listOf } from '../query-params.ts';
import type { ServiceCall } from '../service-call.ts';
import type { Facts } from './ec2-filters.ts';
import { filtered, paged } from './ec2-filters.ts';
import type { IdKind } from './ec2-ids.ts';
import { checkExists, checkForm } from './ec2-ids.ts';

export interface Listing<T extends { readonly id: string }> {
  readonly parameter: string;
  readonly kind: IdKind;
  readonly things: readonly T[];
  readonly factsOf: (thing: T) => Facts;
  readonly filters: readonly string[];
}

/** Ids, filters and pages together. */
export function listing<T extends { readonly id: string }>(
  call: ServiceCall,
  { parameter, kind, things, factsOf, filters }: Listing<T>,
): { readonly items: readonly T[]; readonly next: string | undefined } {
  const asked = byIds(call, parameter, kind, things);
  return paged(call.params, filtered(call.params, asked, factsOf, ['tag-key', 'tag-value', ...filters]));
}

/** The things with the asked ids, all without any; an id that does not exist is an error. */
function byIds<T extends { readonly id: string }>(
  call: ServiceCall,
  parameter: string,
  kind: IdKind,
  things: readonly T[],
): readonly T[] {
  const ids = listOf(call.params, parameter);
  for (const id of ids) checkForm(kind, id);
  for (const id of ids) checkExists(call, kind, id);
  return ids.length === 0 ? things : things.filter((thing) => ids.includes(thing.id));
}
