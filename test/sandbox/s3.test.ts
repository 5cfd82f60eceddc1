import {
  CreateBucketCommand,
  GetBucketLocationCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  allow,
  clientsOf,
  failure,
  keysOf,
  policy,
  scenarioOf,
  started,
  userWith,
} from './support.ts';

const BUCKETS =
  '    buckets: [{ name: data-one, objects: [a/1, a/2, b] }, { name: data-two, region: eu-west-1 }]';
const scenario = userWith(policy(allow('s3:*')), BUCKETS);

describe('S3', () => {
  it('lists buckets, whichever region is asked', async () => {
    const { s3 } = clientsOf(await started(scenario), undefined, 'ap-south-1');
    const { Buckets, Owner } = await s3.send(new ListBucketsCommand({}));
    expect(Buckets?.map((entry) => [entry.Name, entry.BucketRegion])).toEqual([
      ['data-one', 'us-east-1'],
      ['data-two', 'eu-west-1'],
    ]);
    expect(Owner?.ID).toMatch(/^[0-9a-f]{64}$/);
    const some = await s3.send(new ListBucketsCommand({ Prefix: 'data-t', BucketRegion: 'eu-west-1' }));
    expect(some.Buckets).toHaveLength(1);
    const first = await s3.send(new ListBucketsCommand({ MaxBuckets: 1 }));
    const rest = await s3.send(new ListBucketsCommand({ ContinuationToken: first.ContinuationToken }));
    expect([first, rest].map((page) => page.Buckets?.map((entry) => entry.Name))).toEqual([
      ['data-one'],
      ['data-two'],
    ]);
    expect(rest.ContinuationToken).toBeUndefined();
  });

  it('reads a bucket', async () => {
    const { s3 } = clientsOf(await started(scenario));
    const Bucket = 'data-one';
    expect((await s3.send(new HeadBucketCommand({ Bucket }))).BucketRegion).toBe('us-east-1');
    expect((await s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBeUndefined();
    const { Contents, KeyCount, IsTruncated } = await s3.send(
      new ListObjectsV2Command({ Bucket, Prefix: 'a/', MaxKeys: 1 }),
    );
    expect([Contents?.map((entry) => entry.Key), KeyCount, IsTruncated]).toEqual([['a/1'], 1, true]);
    const west = clientsOf(await started(scenario), undefined, 'eu-west-1').s3;
    const { LocationConstraint } = await west.send(new GetBucketLocationCommand({ Bucket: 'data-two' }));
    expect(LocationConstraint).toBe('eu-west-1');
  });

  it('tells a missing bucket, a wrong region, and that it never changes', async () => {
    const { s3 } = clientsOf(await started(scenario));
    const list = (Bucket: string) => failure(s3.send(new ListObjectsV2Command({ Bucket })));
    expect(await list('nothing-here')).toMatchObject({ code: 'NoSuchBucket', status: 404 });
    expect(await list('data-two')).toMatchObject({
      code: 'AuthorizationHeaderMalformed',
      message: expect.stringContaining("'us-east-1' is wrong; expecting 'eu-west-1'"),
    });
    expect(await failure(s3.send(new CreateBucketCommand({ Bucket: 'new-bucket' })))).toMatchObject({
      code: 'NotImplemented',
      status: 501,
    });
  });

  it('takes the signatures of uploads, streamed ones included, before it refuses them', async () => {
    const { s3 } = clientsOf(await started(scenario));
    for (const Body of ['text', Buffer.alloc(100_000, 1)]) {
      const put = s3.send(new PutObjectCommand({ Bucket: 'data-one', Key: 'dir/file name+(1).txt', Body }));
      expect((await failure(put)).code).toBe('NotImplemented');
    }
    const plain = s3.send(
      new PutObjectCommand({ Bucket: 'data-one', Key: 'k', Body: 'x', ChecksumAlgorithm: 'CRC32' }),
    );
    expect((await failure(plain)).code).toBe('NotImplemented');
  });

  it("does not show another account's bucket", async () => {
    const two = scenarioOf(`
description: x
accounts:
  - { id: "111122223333", users: [{ name: a, policies: [AdministratorAccess] }] }
  - { id: "444455556666", buckets: [{ name: theirs }] }
home: { profiles: [{ name: default, user: a }] }
`);
    const sandbox = await started(two);
    const { s3 } = clientsOf(sandbox, keysOf(sandbox));
    expect(await failure(s3.send(new ListObjectsV2Command({ Bucket: 'theirs' })))).toMatchObject({
      code: 'AccessDenied',
      status: 403,
    });
  });
});

describe('a bucket with a policy', () => {
  const OTHER = '444455556666';
  const USER = `arn:aws:iam::${ACCOUNT}:user/me`;
  const BUCKET = 'arn:aws:s3:::shared-data';
  const statement = (Principal: unknown, rest: object = {}) => ({
    Effect: 'Allow',
    Principal,
    Action: 's3:ListBucket',
    Resource: BUCKET,
    ...rest,
  });
  const nothing = policy(allow('none:None'));

  /** Lists a bucket of one's own account, or of another one. */
  const list = async (
    parts: { owner?: string; identity?: object; organisation?: boolean },
    bucketPolicy?: object,
  ) => {
    const { owner = ACCOUNT, identity = nothing, organisation = false } = parts;
    const buckets = [
      { name: 'shared-data', ...(bucketPolicy === undefined ? {} : { policy: bucketPolicy }) },
    ];
    const scps = organisation ? { serviceControlPolicies: [['FullAWSAccess']] } : {};
    const sandbox = await started(
      scenarioOf(
        JSON.stringify({
          description: 'x',
          accounts: [
            {
              id: ACCOUNT,
              users: [{ name: 'me', inline: { own: identity } }],
              ...(owner === ACCOUNT ? { buckets } : {}),
              ...scps,
            },
            { id: OTHER, ...(owner === OTHER ? { buckets } : {}), ...scps },
          ],
          home: { profiles: [{ name: 'default', user: 'me' }] },
        }),
      ),
    );
    try {
      await clientsOf(sandbox).s3.send(new ListObjectsV2Command({ Bucket: 'shared-data' }));
      return 'allowed';
    } catch (error) {
      return error instanceof Error ? error.message.replace(/^.* on resource: \S+ /, '') : String(error);
    }
  };
  const identity = policy(allow('s3:*'));

  it.each<[string, Parameters<typeof list>[0], object | undefined, string]>([
    ['own account, identity alone', { identity }, undefined, 'allowed'],
    ['own account, bucket alone', {}, policy(statement({ AWS: USER })), 'allowed'],
    ['own account, bucket for all', {}, policy(statement('*')), 'allowed'],
    [
      'own account, bucket for the account',
      {},
      policy(statement({ AWS: `arn:aws:iam::${ACCOUNT}:root` })),
      'because no identity-based policy allows the s3:ListBucket action',
    ],
    [
      'own account, bucket for somebody else',
      {},
      policy(statement({ AWS: `${USER}-2` })),
      'because no identity-based policy allows the s3:ListBucket action',
    ],
    [
      'own account, the bucket denies',
      { identity },
      policy(statement('*', { Effect: 'Deny' })),
      'with an explicit deny in a resource-based policy',
    ],
    [
      'own account, the bucket denies the account',
      { identity },
      policy(statement({ AWS: ACCOUNT }, { Effect: 'Deny' })),
      'with an explicit deny in a resource-based policy',
    ],
    [
      'own account, the bucket denies all but one',
      { identity },
      policy({ Effect: 'Deny', NotPrincipal: { AWS: USER }, Action: 's3:*', Resource: BUCKET }),
      'allowed',
    ],
    ['other account, identity alone', { owner: OTHER, identity }, undefined, 'Access Denied'],
    ['other account, bucket alone', { owner: OTHER }, policy(statement({ AWS: USER })), 'Access Denied'],
    ['other account, both', { owner: OTHER, identity }, policy(statement({ AWS: USER })), 'allowed'],
    [
      'other account, bucket for the account',
      { owner: OTHER, identity },
      policy(statement({ AWS: ACCOUNT })),
      'allowed',
    ],
    [
      'other account of the organisation, identity alone',
      { owner: OTHER, identity, organisation: true },
      undefined,
      'because no resource-based policy allows the s3:ListBucket action',
    ],
    [
      'other account of the organisation, bucket alone',
      { owner: OTHER, organisation: true },
      policy(statement({ AWS: USER })),
      'because no identity-based policy allows the s3:ListBucket action',
    ],
  ])('%s', async (_, parts, bucketPolicy, expected) => {
    expect(await list(parts, bucketPolicy)).toBe(expected);
  });
});
