/** Whether a region's name can be right, and which one was probably meant. */
import { isRegionNameAccepted } from '../aws/partition.ts';

export type RegionProblem =
  | { readonly kind: 'blank' }
  /** boto3 refuses it before any call (InvalidRegionError). */
  | { readonly kind: 'malformed'; readonly nearest: string | undefined }
  /** A zone such as `us-west-2a`, where the region `us-west-2` is wanted. */
  | { readonly kind: 'availability-zone'; readonly nearest: string }
  /** boto3 takes it, but no such region is known: mistyped, or newer than this list. */
  | { readonly kind: 'unknown'; readonly nearest: string | undefined };

/** Source: botocore 1.43.11, `data/partitions.json`. */
export const KNOWN_REGIONS: readonly string[] = [
  ...[
    'us-east-1',
    'us-east-2',
    'us-west-1',
    'us-west-2',
    'ca-central-1',
    'ca-west-1',
    'mx-central-1',
    'sa-east-1',
  ],
  ...[
    'eu-central-1',
    'eu-central-2',
    'eu-north-1',
    'eu-south-1',
    'eu-south-2',
    'eu-west-1',
    'eu-west-2',
    'eu-west-3',
  ],
  ...[
    'ap-east-1',
    'ap-east-2',
    'ap-northeast-1',
    'ap-northeast-2',
    'ap-northeast-3',
    'ap-south-1',
    'ap-south-2',
  ],
  ...['ap-southeast-1', 'ap-southeast-2', 'ap-southeast-3', 'ap-southeast-4', 'ap-southeast-5'],
  ...['ap-southeast-6', 'ap-southeast-7', 'af-south-1', 'il-central-1', 'me-central-1', 'me-south-1'],
  ...['cn-north-1', 'cn-northwest-1', 'us-gov-east-1', 'us-gov-west-1', 'eusc-de-east-1'],
  ...['us-iso-east-1', 'us-iso-west-1', 'us-isob-east-1', 'us-isob-west-1', 'eu-isoe-west-1'],
  ...['us-isof-east-1', 'us-isof-south-1'],
];

/** The most letters that may be wrong in a mistyped name. */
const MAX_DISTANCE = 3;

/** How many letters differ, a swapped pair counting once. Source: optimal string alignment. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const ways = [
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + cost,
        ...(swapped ? [(before[column - 2] ?? 0) + 1] : []),
      ];
      current.push(Math.min(...ways));
    }
    before = last;
    last = current;
  }
  return last[b.length] ?? 0;
}

/** The known region nearest to a name; undefined where none is near. */
export function nearestRegion(name: string): string | undefined {
  const tidy = name
    .trim()
    .toLowerCase()
    .replace(/[\s_.]+/g, '-')
    .slice(0, 40);
  const ranked = KNOWN_REGIONS.map((region) => ({ region, off: distance(tidy, region) }));
  const best = ranked.reduce((nearest, candidate) => (candidate.off < nearest.off ? candidate : nearest));
  return best.off <= MAX_DISTANCE ? best.region : undefined;
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
