/** Which profiles a check is about, when there are several. */
import { matchesWildcard } from '../iam/wildcard.ts';

export type ProfileChoice =
  | { readonly kind: 'profiles'; readonly names: readonly string[] }
  /** A pattern that no profile fits. */
  | { readonly kind: 'no-match'; readonly pattern: string };

/** Whether a value of `--profile` is a pattern (`*`, `?`) and not a name. */
export function isProfilePattern(value: string): boolean {
  return /[*?]/.test(value);
}

/**
 * The profiles that names and patterns mean, each once, in the order of the files within each value.
 *
 * A plain name means itself even if no such profile exists: the check then says so.
 *
 * @param known - all profiles, in boto3's order
 */
export function chooseProfiles(values: readonly string[], known: readonly string[]): ProfileChoice {
  const names = new Set<string>();
  for (const value of values) {
    // A profile may be named with a star: then the name is meant.
    const matching =
      known.includes(value) || !isProfilePattern(value)
        ? [value]
        : known.filter((name) => matchesWildcard(value, name));
    if (matching.length === 0) return { kind: 'no-match', pattern: value };
    for (const name of matching) names.add(name);
  }
  return { kind: 'profiles', names: [...names] };
}
