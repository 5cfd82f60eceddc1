/** A part of AWS with accounts and credentials of its own. */
export interface Partition {
  /** As in ARNs: `aws`, `aws-cn`, `aws-us-gov`, … */
  readonly id: string;
  /** What the names of its endpoints end in. */
  readonly dnsSuffix: string;
  /** The region that requests without a region are signed for. */
  readonly globalRegion: string;
  readonly regionPattern: RegExp;
}

const COMMERCIAL: Partition = {
  id: 'aws',
  dnsSuffix: 'amazonaws.com',
  globalRegion: 'us-east-1',
  regionPattern: /^(us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+$/,
};

/** The partitions of AWS. Source: botocore 1.43.11, `data/partitions.json`. */
export const PARTITIONS: readonly Partition[] = [
  COMMERCIAL,
  partition('aws-cn', 'amazonaws.com.cn', 'cn-northwest-1', /^cn-\w+-\d+$/),
  partition('aws-us-gov', 'amazonaws.com', 'us-gov-west-1', /^us-gov-\w+-\d+$/),
  partition('aws-eusc', 'amazonaws.eu', 'eusc-de-east-1', /^eusc-(de)-\w+-\d+$/),
  partition('aws-iso', 'c2s.ic.gov', 'us-iso-east-1', /^us-iso-\w+-\d+$/),
  partition('aws-iso-b', 'sc2s.sgov.gov', 'us-isob-east-1', /^us-isob-\w+-\d+$/),
  partition('aws-iso-e', 'cloud.adc-e.uk', 'eu-isoe-west-1', /^eu-isoe-\w+-\d+$/),
  partition('aws-iso-f', 'csp.hci.ic.gov', 'us-isof-south-1', /^us-isof-\w+-\d+$/),
];

function partition(id: string, dnsSuffix: string, globalRegion: string, regionPattern: RegExp): Partition {
  return { id, dnsSuffix, globalRegion, regionPattern };
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
 * Whether boto3 takes a region's name at all: a mistyped one passes, `us west 2` does not.
 *
 * Source: botocore `utils.validate_region_name`, which raises InvalidRegionError.
 */
export function isRegionNameAccepted(region: string): boolean {
  return /^(?![0-9]+$)(?!-)[a-zA-Z0-9-]{0,63}(?<!-)$/.test(region);
}
