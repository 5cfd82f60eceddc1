import { expect, test } from 'vitest';
import { condenseDenial, readDenial } from '../../src/aws/denial.ts';

const USER = 'User: arn:aws:iam::123456789012:user/alice is not authorized to perform:';
const INSTANCE = 'arn:aws:ec2:us-east-1:123456789012:instance/*';

test.each([
  [
    `${USER} ec2:RunInstances on resource: ${INSTANCE} because no identity-based policy allows the ec2:RunInstances action`,
    { action: 'ec2:RunInstances', resource: INSTANCE, policy: 'identity', explicit: false },
  ],
  [
    `${USER} iam:PassRole on resource: arn:aws:iam::123456789012:role/x with an explicit deny in an identity-based policy`,
    {
      action: 'iam:PassRole',
      resource: 'arn:aws:iam::123456789012:role/x',
      policy: 'identity',
      explicit: true,
    },
  ],
  [
    `${USER} ec2:CreateTags on resource: ${INSTANCE} with an explicit deny in a service control policy: arn:aws:organizations::1:policy/p`,
    { action: 'ec2:CreateTags', resource: INSTANCE, policy: 'scp', explicit: true },
  ],
  [
    `${USER} s3:ListAllMyBuckets because no permissions boundary allows the s3:ListAllMyBuckets action`,
    { action: 's3:ListAllMyBuckets', policy: 'permissions-boundary', explicit: false },
  ],
  [
    `${USER} s3:ListAllMyBuckets because no service control policy allows the s3:ListAllMyBuckets action`,
    { action: 's3:ListAllMyBuckets', policy: 'scp', explicit: false },
  ],
  [
    `${USER} a:B because no session policy allows the a:B action`,
    { action: 'a:B', policy: 'session', explicit: false },
  ],
  [
    `${USER} a:B with an explicit deny in a resource control policy`,
    { action: 'a:B', policy: 'rcp', explicit: true },
  ],
  [
    `${USER} a:B with an explicit deny in a VPC endpoint policy`,
    { action: 'a:B', policy: 'vpc-endpoint', explicit: true },
  ],
  [`${USER} a:B with an explicit deny`, { action: 'a:B', explicit: true }],
  [`${USER} iam:GetUser on resource: user alice`, { action: 'iam:GetUser', resource: 'user' }],
  ['You are not authorized to perform this operation.', {}],
  ['Access Denied', {}],
])('%s', (message, denial) => expect(readDenial(message)).toEqual(denial));

test('the standard opening and the encoded part are left out, a long principal only where it must', () => {
  const core = `${USER} ec2:RunInstances with an explicit deny`;
  const whole = `You are not authorized to perform this operation. ${core}. Encoded authorization failure message: ${'Ab1_'.repeat(50)}`;
  expect(condenseDenial(whole, 300)).toBe(`${core}.`);
  expect(condenseDenial(whole, 60)).toBe(
    'The caller is not authorized to perform: ec2:RunInstances with an explicit deny.',
  );
  const plain = 'You are not authorized to perform this operation.';
  expect(condenseDenial(plain, 300)).toBe(plain);
});
