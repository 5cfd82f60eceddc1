import type { AwsResult } from './aws-result.ts';
import { callAws } from './call.ts';
import { lazyWireClient } from './client.ts';
import type { AwsContext } from './context.ts';
import { defaultEndpoint } from './wire/default-endpoint.ts';
import { fields, list } from './wire/shape.ts';
import { readXml } from './wire/xml-reader.ts';

const clients = lazyWireClient('s3', (plan) => defaultEndpoint('s3', plan));

const BUCKETS = fields({
  Buckets: ['Buckets', list(fields({ Name: ['Name', 'text'] }), 'Bucket')],
  Owner: ['Owner', fields({})],
});

export interface BucketList {
  /** How many buckets the answer names. */
  readonly count: number;
  readonly names: readonly string[];
}

/** Lists the account's buckets, as `sky check` does for storage. */
export function listBuckets(context: AwsContext): Promise<AwsResult<BucketList>> {
  return callAws(context, clients, {
    operation: 'ListBuckets',
    region: context.region,
    send: (client) =>
      client.send({
        operation: 'ListBuckets',
        input: {},
        message: () => ({ method: 'GET', path: '/' }),
        read: (text) => readXml(text, BUCKETS),
      }),
    // An account without buckets has an empty list in its answer, and an owner.
    read: ({ Buckets, Owner }) =>
      Buckets !== undefined || Owner !== undefined
        ? { count: Buckets?.length ?? 0, names: (Buckets ?? []).flatMap(({ Name }) => Name ?? []) }
        : undefined,
  });
}

/** What S3 says of a bucket to somebody who only asks whether it is there. */
export type BucketHead =
  | { readonly kind: 'there'; readonly region: string | undefined }
  /** S3 says so of buckets of others as well; in which region they are it tells all the same. */
  | { readonly kind: 'forbidden'; readonly region: string | undefined }
  | { readonly kind: 'missing' };

/** Every answer about a bucket that is there has it. */
const REGION_HEADER = 'x-amz-bucket-region';

/**
 * Whether a bucket is there, and where.
 *
 * @param region - where it is asked: S3 names the right one where it is another
 */
export function headBucket(
  context: AwsContext,
  region: string,
  bucket: string,
): Promise<AwsResult<BucketHead>> {
  return callAws(context, clients, {
    operation: 'HeadBucket',
    region,
    send: (client) =>
      client.send({
        operation: 'HeadBucket',
        input: { Bucket: bucket },
        message: () => ({ method: 'HEAD', path: pathOf(bucket) }),
        read: (_text, headers): BucketHead => ({ kind: 'there', region: headers[REGION_HEADER] ?? region }),
        readRefusal: (status, headers): BucketHead | undefined => {
          const where = headers[REGION_HEADER];
          if (status === 404) return { kind: 'missing' };
          if (status === 403) return { kind: 'forbidden', region: where };
          // Asked in another region than its own.
          return (status === 301 || status === 400) && where !== undefined && where !== region
            ? { kind: 'there', region: where }
            : undefined;
        },
      }),
    read: (head) => head,
  });
}

const OBJECTS = fields({ Name: ['Name', 'text'], KeyCount: ['KeyCount', 'text'] });

/**
 * Lists one key of a bucket: whether it may be listed, by the policies of both sides.
 *
 * @param region - the bucket's own
 * @returns whether there is any key that begins so
 */
export function listOneObject(
  context: AwsContext,
  region: string,
  bucket: string,
  prefix: string,
): Promise<AwsResult<{ readonly any: boolean }>> {
  return callAws(context, clients, {
    operation: 'ListObjectsV2',
    region,
    send: (client) =>
      client.send({
        operation: 'ListObjectsV2',
        input: { Bucket: bucket },
        message: () => ({
          method: 'GET',
          path: pathOf(bucket),
          query: { 'list-type': '2', 'max-keys': '1', ...(prefix === '' ? {} : { prefix }) },
        }),
        read: (text) => readXml(text, OBJECTS),
      }),
    read: ({ Name, KeyCount }) =>
      Name === undefined && KeyCount === undefined ? undefined : { any: KeyCount !== '0' },
  });
}

const ENCRYPTION = fields({
  Rule: [
    'Rule',
    fields({
      Default: [
        'ApplyServerSideEncryptionByDefault',
        fields({ SSEAlgorithm: ['SSEAlgorithm', 'text'], KMSMasterKeyID: ['KMSMasterKeyID', 'text'] }),
      ],
    }),
  ],
});

export interface BucketEncryption {
  /** With a key of KMS; S3's own keys need no permission. */
  readonly isKms: boolean;
  /** The key as the bucket's setting names it: an ARN, an id or an alias; undefined for AWS's own. */
  readonly key: string | undefined;
}

/** How a bucket encrypts new objects. */
export function bucketEncryption(
  context: AwsContext,
  region: string,
  bucket: string,
): Promise<AwsResult<BucketEncryption>> {
  return callAws(context, clients, {
    operation: 'GetBucketEncryption',
    region,
    send: (client) =>
      client.send({
        operation: 'GetBucketEncryption',
        input: { Bucket: bucket },
        message: () => ({ method: 'GET', path: pathOf(bucket), query: { encryption: '' } }),
        read: (text) => readXml(text, ENCRYPTION),
      }),
    read: ({ Rule }) => {
      const { SSEAlgorithm, KMSMasterKeyID } = Rule?.Default ?? {};
      if (SSEAlgorithm === undefined) return undefined;
      return { isKms: SSEAlgorithm.startsWith('aws:kms'), key: KMSMasterKeyID || undefined };
    },
  });
}

/** Buckets go into the path: names with dots fit no certificate. */
function pathOf(bucket: string): string {
  return `/${encodeURIComponent(bucket)}`;
}
