/** Source: botocore `utils.validate_region_name`. */
export function isValidRegionName(region: string): boolean {
  return /^(?![0-9]+$)(?!-)[a-zA-Z0-9-]{0,63}(?<!-)$/.test(region);
}
