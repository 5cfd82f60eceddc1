/** Whether a region's name can be right, and which one was probably meant. */
import { isRegionNameAccepted, KNOWN_REGIONS } from '../aws-facts/regions.ts';
import { closestTo } from '../closest-word.ts';

export type RegionProblem =
  | { readonly kind: 'blank' }
  /** boto3 refuses it before any call (InvalidRegionError). */
  | { readonly kind: 'malformed'; readonly nearest: string | undefined }
  /** A zone such as `us-west-2a`, where the region `us-west-2` is wanted. */
  | { readonly kind: 'availability-zone'; readonly nearest: string }
  /** boto3 takes it, but no such region is known: mistyped, or newer than this list. */
  | { readonly kind: 'unknown'; readonly nearest: string | undefined };

/** The most letters that may be wrong in a mistyped name. */
const MAX_DISTANCE = 3;

/** The known region nearest to a name; undefined where none is near. */
function nearestRegion(name: string): string | undefined {
  const tidy = name
    .trim()
    .toLowerCase()
    .replace(/[\s_.]+/g, '-')
    .slice(0, 40);
  return closestTo(tidy, KNOWN_REGIONS, MAX_DISTANCE);
}

/** What is wrong with a region's name; undefined for a known one and for none at all. */
export function checkRegion(region: string | undefined): RegionProblem | undefined {
  if (region === undefined || KNOWN_REGIONS.includes(region) || /^aws(-[a-z-]+)?-global$/.test(region)) {
    return undefined;
  }
  if (region === '') return { kind: 'blank' };
  if (!isRegionNameAccepted(region)) return { kind: 'malformed', nearest: nearestRegion(region) };
  const ofZone = /^(.+\d)[a-z]$/.exec(region)?.[1];
  if (ofZone !== undefined && KNOWN_REGIONS.includes(ofZone)) {
    return { kind: 'availability-zone', nearest: ofZone };
  }
  return { kind: 'unknown', nearest: nearestRegion(region) };
}
