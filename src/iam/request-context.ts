import type { RequestContext } from './policy-types.ts';

/**
 * A request's context from plain values; keys are folded to lower case, and undefined values left out.
 *
 * Source: IAM User Guide, "IAM JSON policy elements: Condition" (key names are not case-sensitive).
 */
export function requestContext(
  values: Readonly<Record<string, string | readonly string[] | undefined>>,
): RequestContext {
  const context = new Map<string, readonly string[]>();
  for (const [key, value] of Object.entries(values)) {
    if (value !== undefined) context.set(key.toLowerCase(), typeof value === 'string' ? [value] : value);
  }
  return context;
}

/** The same context with its keys in lower case, for contexts that were not made by `requestContext`. */
export function foldKeys(context: RequestContext): RequestContext {
  const folded = new Map<string, readonly string[]>();
  for (const [key, values] of context) folded.set(key.toLowerCase(), values);
  return folded;
}
