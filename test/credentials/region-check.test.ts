import { describe, expect, it } from 'vitest';
import { checkRegion } from '../../src/credentials/region-check.ts';

describe('checkRegion', () => {
  it.each([undefined, 'us-east-1', 'cn-north-1', 'aws-global', 'aws-cn-global'])(
    'has nothing to say of %s',
    (region) => {
      expect(checkRegion(region)).toBeUndefined();
    },
  );

  it.each([
    ['', { kind: 'blank' }],
    ['us west 2', { kind: 'malformed', nearest: 'us-west-2' }],
    ['us_east_1', { kind: 'malformed', nearest: 'us-east-1' }],
    ['-', { kind: 'malformed', nearest: undefined }],
    ['us-west-2a', { kind: 'availability-zone', nearest: 'us-west-2' }],
    ['us-wst-2', { kind: 'unknown', nearest: 'us-west-2' }],
    ['eu-wset-1', { kind: 'unknown', nearest: 'eu-west-1' }],
    ['US-EAST-1', { kind: 'unknown', nearest: 'us-east-1' }],
    ['us-east', { kind: 'unknown', nearest: 'us-east-1' }],
    ['us-west-2-lax-1a', { kind: 'availability-zone', nearest: 'us-west-2' }],
    ['frankfurt', { kind: 'console-name', nearest: 'eu-central-1', isRefused: false }],
    ['N. Virginia', { kind: 'console-name', nearest: 'us-east-1', isRefused: true }],
    ['North Virginia', { kind: 'console-name', nearest: 'us-east-1', isRefused: true }],
    ['Virginia', { kind: 'console-name', nearest: 'us-east-1', isRefused: false }],
    ['US East (Ohio)', { kind: 'console-name', nearest: 'us-east-2', isRefused: true }],
    ['EU (Ireland)', { kind: 'console-name', nearest: 'eu-west-1', isRefused: true }],
    ['Sao Paulo', { kind: 'console-name', nearest: 'sa-east-1', isRefused: true }],
    ['AWS GovCloud (US-West)', { kind: 'console-name', nearest: 'us-gov-west-1', isRefused: true }],
    ['Central', { kind: 'unknown', nearest: undefined }],
    ['atlantis', { kind: 'unknown', nearest: undefined }],
  ])('of %j says %j', (region, problem) => {
    expect(checkRegion(region)).toEqual(problem);
  });
});
