/**
 * The regions that SkyPilot's catalogue of AWS knows. Others are not offered, even where the account enabled them.
 *
 * Source: SkyPilot `sky/catalog/data_fetchers/fetch_aws.py`, ALL_REGIONS (December 2025), in its order.
 */
export const SKYPILOT_REGIONS = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'ca-central-1',
  'eu-central-1',
  'eu-west-1',
  'eu-west-2',
  'eu-south-1',
  'eu-south-2',
  'eu-west-3',
  'eu-north-1',
  'me-south-1',
  'me-central-1',
  'af-south-1',
  'ap-east-1',
  'ap-southeast-3',
  'ap-south-1',
  'ap-northeast-3',
  'ap-northeast-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-southeast-4',
  'ap-northeast-1',
] as const;

/** Whether SkyPilot offers a region. */
export function isSkypilotRegion(name: string): boolean {
  return SKYPILOT_REGIONS.some((region) => region === name);
}
