import type { AwsResult } from './aws-result.ts';
import { callAws } from './call.ts';
import { lazyWireClient } from './client.ts';
import type { AwsContext } from './context.ts';
import { defaultEndpoint } from './wire/default-endpoint.ts';
import { fields, list } from './wire/shape.ts';
import { readXml } from './wire/xml-reader.ts';

const clients = lazyWireClient('s3', (plan) => defaultEndpoint('s3', plan));

const BUCKETS = fields({
  Buckets: ['Buckets', list(fields({}), 'Bucket')],
  Owner: ['Owner', fields({})],
});

export interface BucketList {
  /** How many buckets the answer names. */
  readonly count: number;
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
      Buckets !== undefined || Owner !== undefined ? { count: Buckets?.length ?? 0 } : undefined,
  });
}
