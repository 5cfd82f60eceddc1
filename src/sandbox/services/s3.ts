/** S3: reading buckets. Source: S3 API reference. */

import type { AccessCheck } from '../access-check.ts';
import type { Account } from '../account.ts';
import { ApiError } from '../api-error.ts';
import { authorise, denialOf } from '../authorise.ts';
import { CREATED_AT } from '../cloud.ts';
import type { ContextValues } from '../context-values.ts';
import { hexId } from '../ids.ts';
import { pageOf } from '../paging.ts';
import { emptyPolicy, storePolicy } from '../policies.ts';
import type { HttpAnswer, ServiceCall } from '../service-call.ts';
import { s3Answer } from '../wire.ts';
import type { HttpOperations } from './operations.ts';

type Bucket = ServiceCall['caller']['account']['scenario']['buckets'][number];

const LARGEST_BUCKET_PAGE = 10_000;
const ISO_DATE = CREATED_AT.replace('Z', '.000Z');

/** The operations of S3 that the sandbox knows; all others change something. */
export const s3Operations: HttpOperations = new Map([
  ['ListBuckets', listBuckets],
  ['HeadBucket', headBucket],
  ['GetBucketLocation', getBucketLocation],
  ['ListObjectsV2', listObjects],
  ['GetBucketEncryption', getBucketEncryption],
]);

/** The operation that a method and path of S3 mean. Buckets are in the path, as with endpoints that are addresses. */
export function s3Operation(call: Pick<ServiceCall, 'method' | 'path' | 'query'>): string {
  const { bucket, key } = bucketAndKey(call.path);
  if (bucket === '') return call.method === 'GET' ? 'ListBuckets' : 'Unknown';
  if (key !== '')
    return { GET: 'GetObject', HEAD: 'HeadObject', PUT: 'PutObject' }[call.method] ?? 'DeleteObject';
  if (call.method === 'HEAD') return 'HeadBucket';
  if (call.method === 'PUT') return 'CreateBucket';
  if (call.method === 'DELETE') return 'DeleteBucket';
  if (call.query.has('location')) return 'GetBucketLocation';
  if (call.query.has('encryption')) return 'GetBucketEncryption';
  return call.query.get('list-type') === '2' ? 'ListObjectsV2' : 'ListObjects';
}

function bucketAndKey(path: string): { readonly bucket: string; readonly key: string } {
  const [, bucket = '', ...key] = path.split('/');
  return { bucket, key: key.join('/') };
}

function listBuckets(call: ServiceCall): HttpAnswer {
  const { account } = call.caller;
  const context = requestContextOfS3(call, account.id);
  authorise(call, { action: 's3:ListAllMyBuckets', resource: '*', context });
  const wanted = call.query.get('bucket-region');
  const prefix = call.query.get('prefix') ?? '';
  const buckets = account.scenario.buckets.filter(
    (bucket) => (wanted === undefined || bucket.region === wanted) && bucket.name.startsWith(prefix),
  );
  const size = Number(call.query.get('max-buckets')) || LARGEST_BUCKET_PAGE;
  const page = pageOf(buckets, Math.min(size, LARGEST_BUCKET_PAGE), call.query.get('continuation-token'));
  if (page === undefined)
    throw new ApiError(400, 'InvalidArgument', 'The continuation token provided is incorrect');
  return s3Answer('ListAllMyBucketsResult', {
    Owner: { ID: hexId('owner', account.id).repeat(4) },
    Buckets: {
      Bucket: page.items.map((bucket) => ({
        Name: bucket.name,
        CreationDate: ISO_DATE,
        BucketRegion: bucket.region,
      })),
    },
    Prefix: prefix === '' ? undefined : prefix,
    ContinuationToken: page.next,
  });
}

/** A bucket without a policy is closed to other accounts. */
function bucketPolicy({ name, policy }: Bucket, ownAccount: boolean): Pick<AccessCheck, 'resourcePolicy'> {
  if (policy === undefined) return ownAccount ? {} : { resourcePolicy: emptyPolicy('no bucket policy') };
  return {
    resourcePolicy: storePolicy({ name: `policy of ${name}`, type: 'resource' }, policy, 'resource'),
  };
}

/** Whether S3 gives a reason: to the bucket's own account, and to others of its organisation. */
function sharesOrganisation(caller: Account, owner: Account): boolean {
  return caller === owner || (caller.inOrganisation && owner.inOrganisation);
}

/** Keys of every call of S3. Source: Service Authorization Reference, S3. */
function requestContextOfS3(call: ServiceCall, owner: string): ContextValues {
  return {
    's3:ResourceAccount': owner,
    's3:TlsVersion': '1.3',
    's3:authType': 'REST-HEADER',
    's3:signatureversion': 'AWS4-HMAC-SHA256',
    's3:x-amz-content-sha256': call.headers.get('x-amz-content-sha256'),
  };
}

/** Keys of what a listing asks for. */
function listingContext({ query }: ServiceCall): ContextValues {
  return {
    's3:prefix': query.get('prefix') ?? '',
    's3:delimiter': query.get('delimiter'),
    's3:max-keys': query.get('max-keys'),
  };
}

/** The bucket that a call names, once it is asked in the right region and by one who may. */
function bucketOf(call: ServiceCall, action: string, more: ContextValues = {}): Bucket {
  const { bucket: name } = bucketAndKey(call.path);
  const all = [...call.cloud.accounts.values()].flatMap((account) =>
    account.scenario.buckets.map((bucket) => ({ account, bucket })),
  );
  const found = all.find((entry) => entry.bucket.name === name);
  if (found === undefined)
    throw new ApiError(404, 'NoSuchBucket', 'The specified bucket does not exist', { BucketName: name });
  const { region } = found.bucket;
  if (region !== call.region)
    throw new ApiError(
      400,
      'AuthorizationHeaderMalformed',
      `The authorization header is malformed; the region '${call.region}' is wrong; expecting '${region}'`,
      { Region: region },
      regionHeader(region),
    );
  const { account, bucket } = found;
  const arn = `arn:${account.partition}:s3:::${name}`;
  const check: AccessCheck = {
    action,
    resource: arn,
    shownAs: `"${arn}"`,
    context: { ...requestContextOfS3(call, account.id), ...more },
    owner: account.id,
    ...bucketPolicy(bucket, account === call.caller.account),
  };
  // Strangers learn nothing.
  if (!sharesOrganisation(call.caller.account, account) && denialOf(call, check) !== undefined)
    throw new ApiError(403, 'AccessDenied', 'Access Denied', {}, regionHeader(region));
  try {
    authorise(call, check);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new ApiError(error.status, error.code, error.message, error.fields, regionHeader(region));
  }
  return found.bucket;
}

/** S3 tells where a bucket is, even to those who may not use it. */
function regionHeader(region: string): Readonly<Record<string, string>> {
  return { 'x-amz-bucket-region': region };
}

function headBucket(call: ServiceCall): HttpAnswer {
  const bucket = bucketOf(call, 's3:ListBucket');
  const headers = { ...regionHeader(bucket.region), 'x-amz-access-point-alias': 'false' };
  return { status: 200, headers, body: '' };
}

function getBucketLocation(call: ServiceCall): HttpAnswer {
  const { region } = bucketOf(call, 's3:GetBucketLocation');
  const answer = s3Answer('LocationConstraint', {});
  // The root element itself holds the region, and nothing for us-east-1.
  if (region === 'us-east-1') return answer;
  return { ...answer, body: answer.body.replace('></', `>${region}</`) };
}

/** S3 encrypts every bucket, with its own keys where nothing else is set. */
function getBucketEncryption(call: ServiceCall): HttpAnswer {
  const { kmsKey } = bucketOf(call, 's3:GetEncryptionConfiguration');
  const setting =
    kmsKey === undefined
      ? { SSEAlgorithm: 'AES256' }
      : { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: kmsKey === 'alias/aws/s3' ? undefined : kmsKey };
  return s3Answer('ServerSideEncryptionConfiguration', {
    Rule: { ApplyServerSideEncryptionByDefault: setting, BucketKeyEnabled: kmsKey !== undefined },
  });
}

function listObjects(call: ServiceCall): HttpAnswer {
  const bucket = bucketOf(call, 's3:ListBucket', listingContext(call));
  const prefix = call.query.get('prefix') ?? '';
  const limit = Math.min(1000, Number(call.query.get('max-keys') ?? 1000) || 0);
  const keys = bucket.objects.filter((key) => key.startsWith(prefix)).sort();
  const shown = keys.slice(0, limit);
  return s3Answer('ListBucketResult', {
    Name: bucket.name,
    Prefix: prefix,
    KeyCount: shown.length,
    MaxKeys: limit,
    IsTruncated: shown.length < keys.length,
    Contents: shown.map((key) => ({
      Key: key,
      LastModified: ISO_DATE,
      ETag: `"${hexId('etag', bucket.name, key).repeat(2)}"`,
      Size: 0,
      StorageClass: 'STANDARD',
    })),
  });
}
