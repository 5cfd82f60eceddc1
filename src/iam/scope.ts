import type { PolicyDocument, RequestContext } from './policy-types.ts';

/** How a context key counts that the request does not carry. */
export type MissingKeys =
  /** As in AWS: the key does not exist, so positive operators fail and negated ones hold. */
  | 'absent'
  /** Its value is not known to the caller, so whatever hangs on it is undecided. */
  | 'undecided'
  /** Tells for each key, as it is written, whether it does not exist; any other is undecided. */
  | { readonly isAbsent: (key: string) => boolean };

/** What the parts of one statement are evaluated against. */
export interface Scope {
  readonly action: string;
  readonly resource: string;
  /** Keys in lower case. */
  readonly context: RequestContext;
  readonly version: PolicyDocument['version'];
  readonly missingKeys: MissingKeys;
}

/** Whether what hangs on any of these keys, which the request does not carry, is undecided. */
export function isUndecided(
  { missingKeys }: Pick<Scope, 'missingKeys'>,
  missing: readonly string[],
): boolean {
  if (typeof missingKeys === 'string') return missingKeys === 'undecided' && missing.length > 0;
  return missing.some((key) => !missingKeys.isAbsent(key));
}

/** The values of a context key; undefined where the request has none. */
export function valuesOf(scope: Scope, key: string): readonly string[] | undefined {
  return scope.context.get(key.toLowerCase());
}
