import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import type { AwsResult } from './aws-result.ts';
import { callAws } from './call.ts';
import { lazyClient } from './client.ts';
import type { AwsContext } from './context.ts';

const clients = lazyClient(
  's3',
  (options) =>
    new S3Client({
      ...options,
      // Other people's servers seldom answer to bucket names in their host name.
      forcePathStyle: 'endpoint' in options,
      followRegionRedirects: false,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      disableS3ExpressSessionAuth: true,
      useArnRegion: false,
    }),
);

export interface BucketList {
  /** How many buckets the answer names. */
  readonly count: number;
}

/** Lists the account's buckets, as `sky check` does for storage. */
export function listBuckets(context: AwsContext): Promise<AwsResult<BucketList>> {
  return callAws(context, clients, {
    operation: 'ListBuckets',
    region: context.region,
    send: (client) => client.send(new ListBucketsCommand({})),
    // An account without buckets has an empty list in its answer, and an owner.
    read: ({ Buckets, Owner }) =>
      Array.isArray(Buckets) || Owner !== undefined ? { count: Buckets?.length ?? 0 } : undefined,
  });
}
