/** The calls about one bucket: whether it is there and where, whether it may be listed, how it encrypts. */
import type { AwsResult } from '../aws/aws-result.ts';
import type { AwsContext } from '../aws/context.ts';
import type { BucketEncryption, BucketHead } from '../aws/s3.ts';

export interface BucketRead {
  readonly head: AwsResult<BucketHead>;
  /** By what the keys begin with; undefined where nothing was listed. */
  readonly listings: ReadonlyMap<string, AwsResult<{ readonly any: boolean }>>;
  /** Undefined where it was not asked for. */
  readonly encryption: AwsResult<BucketEncryption> | undefined;
}

/**
 * Two waits: S3 tells a bucket's region, and answers all else only there.
 *
 * @param region - where it is asked first
 * @param prefixes - what is listed
 */
export async function readBucket(
  aws: AwsContext,
  region: string,
  bucket: string,
  prefixes: readonly string[],
): Promise<BucketRead> {
  const s3 = await import('../aws/s3.ts');
  const head = await s3.headBucket(aws, region, bucket);
  if (head.kind === 'failed' || head.value.kind === 'missing')
    return { head, listings: new Map(), encryption: undefined };
  const own = head.value.region ?? region;
  const [listings, encryption] = await Promise.all([
    Promise.all(
      prefixes.map(async (prefix) => [prefix, await s3.listOneObject(aws, own, bucket, prefix)] as const),
    ),
    s3.bucketEncryption(aws, own, bucket),
  ]);
  return { head, listings: new Map(listings), encryption };
}
