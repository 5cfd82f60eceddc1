/** Source: botocore 1.44.8, `data/partitions.json`. */
export const KNOWN_REGIONS: readonly string[] = [
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2'],
  ...['ca-central-1', 'ca-west-1', 'mx-central-1', 'sa-east-1', 'sa-west-1'],
  ...['eu-central-1', 'eu-central-2', 'eu-north-1', 'eu-south-1', 'eu-south-2'],
  ...['eu-west-1', 'eu-west-2', 'eu-west-3'],
  ...['ap-east-1', 'ap-east-2', 'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3'],
  ...['ap-south-1', 'ap-south-2', 'ap-southeast-1', 'ap-southeast-2', 'ap-southeast-3', 'ap-southeast-4'],
  ...['ap-southeast-5', 'ap-southeast-6', 'ap-southeast-7'],
  ...['af-south-1', 'il-central-1', 'me-central-1', 'me-south-1', 'me-west-1'],
  ...['cn-north-1', 'cn-northwest-1', 'us-gov-east-1', 'us-gov-west-1', 'eusc-de-east-1'],
  ...['us-iso-east-1', 'us-iso-west-1', 'us-isob-east-1', 'us-isob-west-1', 'eu-isoe-west-1'],
  ...['us-isof-east-1', 'us-isof-south-1'],
];

/**
 * Whether boto3 takes a region's name at all: a mistyped one passes, `us west 2` does not.
 *
 * Source: botocore `utils.validate_region_name`, which raises InvalidRegionError.
 */
export function isRegionNameAccepted(region: string): boolean {
  return /^(?![0-9]+$)(?!-)[a-zA-Z0-9-]{0,63}(?<!-)$/.test(region);
}

/** Regions of the partition `aws` that every account has. Source: EC2 User Guide, "Regions and Zones". */
const ENABLED_BY_DEFAULT: readonly string[] = [
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1', 'sa-east-1'],
  ...['eu-central-1', 'eu-north-1', 'eu-west-1', 'eu-west-2', 'eu-west-3'],
  ...['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2'],
];

/** Whether an account of the partition `aws` has to enable a region before it can use it. */
export function isOptInRegion(region: string): boolean {
  return (
    !ENABLED_BY_DEFAULT.includes(region) &&
    KNOWN_REGIONS.includes(region) &&
    !/^(cn|us-gov|us-iso|eusc|eu-iso)/.test(region)
  );
}
