/** A part of AWS with accounts and credentials of its own. */
export interface Partition {
  /** As in ARNs: `aws`, `aws-cn`, `aws-us-gov`, … */
  readonly id: string;
  /** What the names of its endpoints end in. */
  readonly dnsSuffix: string;
  /** The same of endpoints that answer over IPv6, too. */
  readonly dualstackSuffix: string;
  /** The region that requests without a region are signed for. */
  readonly globalRegion: string;
  /** Where the one endpoint of IAM is, and so what `aws:RequestedRegion` is in every call of IAM. */
  readonly iamRegion: string;
  /** The host of its console. */
  readonly consoleDomain: string;
  readonly regionPattern: RegExp;
}

/** The partition of AWS itself, without China, governments and secrets. */
const COMMERCIAL = partition('aws', /^(us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+$/, {
  dnsSuffix: 'amazonaws.com',
  dualstackSuffix: 'api.aws',
  globalRegion: 'us-east-1',
  consoleDomain: 'console.aws.amazon.com',
});

/**
 * The partitions of AWS.
 *
 * Source: botocore 1.44.8, `data/partitions.json` and, for IAM, `data/endpoints.json` (`credentialScope`; where it
 * names none, the partition has but one region).
 */
export const PARTITIONS: readonly Partition[] = [
  COMMERCIAL,
  partition('aws-cn', /^cn-\w+-\d+$/, {
    dnsSuffix: 'amazonaws.com.cn',
    dualstackSuffix: 'api.amazonwebservices.com.cn',
    globalRegion: 'cn-northwest-1',
    iamRegion: 'cn-north-1',
    consoleDomain: 'console.amazonaws.cn',
  }),
  partition('aws-us-gov', /^us-gov-\w+-\d+$/, {
    dnsSuffix: 'amazonaws.com',
    dualstackSuffix: 'api.aws',
    globalRegion: 'us-gov-west-1',
    consoleDomain: 'console.amazonaws-us-gov.com',
  }),
  partition('aws-eusc', /^eusc-(de)-\w+-\d+$/, { dnsSuffix: 'amazonaws.eu', globalRegion: 'eusc-de-east-1' }),
  partition('aws-iso', /^us-iso-\w+-\d+$/, { dnsSuffix: 'c2s.ic.gov', globalRegion: 'us-iso-east-1' }),
  partition('aws-iso-b', /^us-isob-\w+-\d+$/, { dnsSuffix: 'sc2s.sgov.gov', globalRegion: 'us-isob-east-1' }),
  partition('aws-iso-e', /^eu-isoe-\w+-\d+$/, {
    dnsSuffix: 'cloud.adc-e.uk',
    globalRegion: 'eu-isoe-west-1',
  }),
  partition('aws-iso-f', /^us-isof-\w+-\d+$/, {
    dnsSuffix: 'csp.hci.ic.gov',
    globalRegion: 'us-isof-south-1',
  }),
];

function partition(
  id: string,
  regionPattern: RegExp,
  own: Pick<Partition, 'dnsSuffix' | 'globalRegion'> & Partial<Partition>,
): Partition {
  return {
    dualstackSuffix: own.dnsSuffix,
    iamRegion: own.globalRegion,
    consoleDomain: 'console.aws.amazon.com',
    ...own,
    id,
    regionPattern,
  };
}

/**
 * The partition that a region belongs to; `aws` for names that fit none, as in botocore's endpoint rules, so
 * that a mistyped region still leads somewhere.
 */
export function partitionOfRegion(region: string | undefined): Partition {
  if (region === undefined) return COMMERCIAL;
  const global = /^(aws(?:-[a-z-]+)?)-global$/.exec(region)?.[1];
  return (
    PARTITIONS.find(({ id, regionPattern }) => id === global || regionPattern.test(region)) ?? COMMERCIAL
  );
}

/** The partition named in an ARN; undefined for an id that is not known. */
export function partitionById(id: string): Partition | undefined {
  return PARTITIONS.find((candidate) => candidate.id === id);
}

/**
 * The region that policies see in a request as `aws:RequestedRegion`.
 *
 * IAM has one endpoint for all regions; passing a role is asked about where the role is used.
 * Source: IAM User Guide, "AWS global condition context keys", aws:RequestedRegion.
 *
 * @param action - `service:Action`
 * @param region - where the call is sent; undefined where that is not known
 * @returns undefined where the region of the call is what decides, and is not known
 */
export function requestedRegion<Region extends string | undefined>(
  action: string,
  partitionId: string,
  region: Region,
): Region | string {
  const isIamsOwn = /^iam:/i.test(action) && !/^iam:PassRole$/i.test(action);
  return isIamsOwn ? (partitionById(partitionId) ?? COMMERCIAL).iamRegion : region;
}

/**
 * What the names of EC2's service principal and its like end in. Source: IAM in China, "AWS service principals".
 */
export function servicePrincipalSuffix(partitionId: string): string {
  return partitionId === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
}
