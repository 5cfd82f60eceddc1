import { EC2Client } from '@aws-sdk/client-ec2';
import { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { defaultEndpoint } from '../../../src/aws/wire/default-endpoint.ts';

const CLIENTS = {
  ec2: new EC2Client({ region: 'us-east-1' }),
  s3: new S3Client({ region: 'us-east-1' }),
};

const REGIONS = [
  'us-east-1',
  'us-west-2',
  'eu-central-1',
  'ap-southeast-5',
  'cn-north-1',
  'us-gov-west-1',
  'us-gov-east-1',
  'mars-north-1',
];

describe.each(['ec2', 's3'] as const)("AWS's own endpoint of %s", (service) => {
  it.each(REGIONS)('in %s is where the SDK sends', (region) => {
    for (const useFips of [false, true]) {
      for (const useDualstack of [false, true]) {
        // S3 has no such endpoints there, and the SDK says so without a call.
        if (service === 's3' && useFips && region.startsWith('cn-')) continue;
        const { config } = CLIENTS[service];
        const theirs = config.endpointProvider({
          Region: region,
          UseFIPS: useFips,
          UseDualStack: useDualstack,
        });
        const ours = defaultEndpoint(service, { region, useFips, useDualstack });
        expect([useFips, useDualstack, ours.url]).toEqual([useFips, useDualstack, theirs.url.origin]);
      }
    }
  });
});

it('is where a setting says, for the region of the call', () => {
  const plan = { region: 'eu-west-1', url: 'http://127.0.0.1:1/x', useFips: false, useDualstack: false };
  expect(defaultEndpoint('ec2', plan)).toEqual({ url: plan.url, region: 'eu-west-1' });
});
