/** Whether a region's name can be right, and which one was probably meant. */

import { regionOfName } from '../aws-facts/region-names.ts';
import { isRegionNameAccepted, KNOWN_REGIONS } from '../aws-facts/regions.ts';
import { closestTo } from '../closest-word.ts';

export type RegionProblem =
  | { readonly kind: 'blank' }
  /** boto3 refuses it before any call (InvalidRegionError). */
  | { readonly kind: 'malformed'; readonly nearest: string | undefined }
  /** What the console calls a region, such as `N. Virginia`; boto3 refuses some of these names itself. */
  | { readonly kind: 'console-name'; readonly nearest: string; readonly isRefused: boolean }
  /** A zone such as `us-west-2a` or `us-west-2-lax-1a`, where the region `us-west-2` is wanted. */
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

/** Whether a name has the letters of a region's own, written another way. */
function isSpelling(name: string, region: string): boolean {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '') === region.replaceAll('-', '');
}

/** What is wrong with a region's name; undefined for a known one and for none at all. */
export function checkRegion(region: string | undefined): RegionProblem | undefined {
  if (region === undefined || KNOWN_REGIONS.includes(region) || /^aws(-[a-z-]+)?-global$/.test(region)) {
    return undefined;
  }
  if (region === '') return { kind: 'blank' };
  const named = regionOfName(region);
  if (named !== undefined && !isSpelling(region, named))
    return { kind: 'console-name', nearest: named, isRefused: !isRegionNameAccepted(region) };
  if (!isRegionNameAccepted(region)) return { kind: 'malformed', nearest: nearestRegion(region) };
  const ofZone = /^([a-z-]+-\d)(?:-[a-z]+-\d)?[a-z]$/.exec(region)?.[1];
  if (ofZone !== undefined && KNOWN_REGIONS.includes(ofZone)) {
    return { kind: 'availability-zone', nearest: ofZone };
  }
  return { kind: 'unknown', nearest: nearestRegion(region) };
}
