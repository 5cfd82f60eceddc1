import { expect, test } from 'vitest';
import { getCallerIdentity } from '../../src/aws/sts.ts';
import { contextFor, IDENTITY, loopback } from './support/loopback.ts';

test('tells the identity', async () => {
  const server = await loopback(IDENTITY);
  const result = await getCallerIdentity(contextFor(server.url));
  expect(result).toEqual({
    kind: 'ok',
    value: {
      userId: 'AIDAEXAMPLE',
      account: '123456789012',
      arn: 'arn:aws:iam::123456789012:user/dev/alice',
    },
  });
  console.log(server.received);
});
