/** Whether a region's name can be right, and which one was probably meant. */
import { isRegionNameAccepted } from '../aws/partition.ts';
import { closestTo } from '../closest-word.ts';

export type RegionProblem =
  | { readonly kind: 'blank' }
  /** boto3 refuses it before any call (InvalidRegionError). */
  | { readonly kind: 'malformed'; readonly nearest: string | undefined }
  /** A zone such as `us-west-2a`, where the region `us-west-2` is wanted. */
  | { readonly kind: 'availability-zone'; readonly nearest: string }
  /** boto3 takes it, but no such region is known: mistyped, or newer than this list. */
  | { readonly kind: 'unknown'; readonly nearest: string | undefined };

/** Source: botocore 1.43.11, `data/partitions.json`. */
const KNOWN_REGIONS: readonly string[] = [
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
