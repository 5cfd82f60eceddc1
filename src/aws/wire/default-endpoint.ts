import { partitionOfRegion } from '../../aws-facts/partitions.ts';
import type { EndpointPlan } from '../endpoints.ts';

/** Where calls go. */
export interface WireEndpoint {
  readonly url: string;
  /** What they are signed for. */
  readonly region: string;
}

/**
 * The endpoint of a plan, or else AWS's own of a service in a region. Source: the endpoint rules of `@aws-sdk/client-ec2` and
 * `@aws-sdk/client-s3` 3.1169.0.
 */
export function defaultEndpoint(
  service: 'ec2' | 's3' | 'kms',
  { url, region, useFips, useDualstack }: EndpointPlan,
): WireEndpoint {
  if (url !== undefined) return { url, region };
  const { id, dnsSuffix, dualstackSuffix } = partitionOfRegion(region);
  // EC2's endpoints in GovCloud are FIPS ones under their plain names.
  const isPlain = !useFips || (service === 'ec2' && id === 'aws-us-gov' && !useDualstack);
  const name = isPlain ? service : `${service}-fips`;
  const dualstack = service === 's3' ? `dualstack.${region}.${dnsSuffix}` : `${region}.${dualstackSuffix}`;
  return { url: `https://${name}.${useDualstack ? dualstack : `${region}.${dnsSuffix}`}`, region };
}
