import { matchesWildcard } from '../iam/wildcard.ts';
import release from './release.json';

/**
 * The regions that SkyPilot's catalogue of AWS knows, in its order. Others are not offered, even where the account
 * enabled them.
 *
 * Source: SkyPilot `sky/catalog/data_fetchers/fetch_aws.py`, ALL_REGIONS, by `scripts/skypilot-facts.py`.
 */
export const SKYPILOT_REGIONS: readonly string[] = release.regions;

/** Whether SkyPilot offers a region. */
export function isSkypilotRegion(name: string): boolean {
  return SKYPILOT_REGIONS.includes(name);
}

/** Whether a value of `--region` is a pattern (`*`, `?`) and not a name. */
export function isRegionPattern(value: string): boolean {
  return /[*?]/.test(value);
}

/**
 * The regions that names and patterns mean, each once, in SkyPilot's order within a pattern. A name stands for itself;
 * patterns match what SkyPilot offers and the account has enabled.
 *
 * @param enabled - undefined where nobody said
 */
export function chooseRegions(
  values: readonly string[],
  enabled: readonly string[] | undefined,
): readonly string[] {
  const offered = SKYPILOT_REGIONS.filter((name) => enabled?.includes(name) !== false);
  const named = values.flatMap((value) =>
    isRegionPattern(value) ? offered.filter((name) => matchesWildcard(value, name)) : [value],
  );
  return [...new Set(named)];
}

/** Regions that earlier releases offered, with the release that ended it. Source: the sources of 0.13.0 and 0.14.0. */
const GONE: ReadonlyMap<string, string> = new Map([['me-south-1', '0.14.0']]);

/** Since which release SkyPilot does not offer a region any more; undefined where it never did or still does. */
export function regionGoneSince(name: string): string | undefined {
  return GONE.get(name);
}
