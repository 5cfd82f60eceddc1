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

/** Regions that earlier releases offered, with the release that ended it. Source: the sources of 0.13.0 and 0.14.0. */
const GONE: ReadonlyMap<string, string> = new Map([['me-south-1', '0.14.0']]);

/** Since which release SkyPilot does not offer a region any more; undefined where it never did or still does. */
export function regionGoneSince(name: string): string | undefined {
  return GONE.get(name);
}
