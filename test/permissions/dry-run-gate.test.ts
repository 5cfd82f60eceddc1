import { describe, expect, it } from 'vitest';
import type { ServiceName } from '../../src/aws/aws-result.ts';
import type { EndpointChoice } from '../../src/aws/endpoints.ts';
import { askDryRunGate, OPEN_GATE, readGate } from '../../src/permissions/dry-run-gate.ts';
import { contextFor, DEFAULT_ENDPOINTS } from '../aws/support/loopback.ts';
import { failed, refused, SUCCESS } from './fixtures.ts';
import { ec2Answer, queryServer, WOULD_SUCCEED } from './query-server.ts';

const notFound = failed('not-found', 'InvalidInstanceID.NotFound');
const carriedOut = failed('read-only-violation', 'DryRunIgnored');
const unsupported = failed('unsupported-operation', 'InvalidAction');

describe('an endpoint that is not one of AWS', () => {
  it.each([
    ['answers one as a dry run', [notFound, SUCCESS], { kind: 'open', launchLast: true }],
    [
      'misses what is not there, as one that ignores dry runs would',
      [notFound, notFound],
      { kind: 'unproven' },
    ],
    ['refuses, before it looks at DryRun', [refused(), refused()], { kind: 'unproven' }],
    ['carries one out', [SUCCESS, carriedOut], { kind: 'ignored', failure: carriedOut.failure }],
    [
      'carries both out',
      [carriedOut, failed('read-only-violation', 'Other')],
      { kind: 'ignored', failure: carriedOut.failure },
    ],
    ['does not know the operations', [unsupported, notFound], { kind: 'unproven' }],
    ['was not asked', [], { kind: 'unproven' }],
  ])('that %s', (_what, answers, gate) => {
    expect(readGate(answers)).toEqual(gate);
  });

  it('is asked with what makes nothing even where it is carried out', async () => {
    const { aws, calls } = await queryServer(({ operation }) =>
      operation === 'StopInstances' ? undefined : WOULD_SUCCEED,
    );
    expect(await askDryRunGate(aws, 'eu-west-3', false)).toEqual({ kind: 'open', launchLast: true });
    expect([...calls].sort((a, b) => (a.operation < b.operation ? -1 : 1))).toEqual([
      { operation: 'AuthorizeSecurityGroupIngress', region: 'eu-west-3', input: { DryRun: 'true' } },
      {
        operation: 'StopInstances',
        region: 'eu-west-3',
        input: { DryRun: 'true', 'InstanceId.1': 'i-0123456789abcdef0' },
      },
    ]);
  });

  it.each(['StopInstances', 'AuthorizeSecurityGroupIngress'])('says that %s is carried out', async (name) => {
    const { aws } = await queryServer(({ operation }) =>
      operation === name ? ec2Answer(operation, '<return>true</return>') : undefined,
    );
    expect(await askDryRunGate(aws, 'us-east-1', false)).toMatchObject({
      kind: 'ignored',
      failure: { kind: 'read-only-violation', operation: name },
    });
  });

  it('is asked nothing where it is trusted', async () => {
    const { aws, calls } = await queryServer(() => undefined);
    expect(await askDryRunGate(aws, 'us-east-1', true)).toEqual(OPEN_GATE);
    expect(calls).toEqual([]);
  });
});

/** Nothing is sent: the limit of time is over already. */
async function gateAt(choice: EndpointChoice): Promise<string> {
  const choose = (service: ServiceName): EndpointChoice => (service === 'ec2' ? choice : { kind: 'default' });
  const endpoints = { ...DEFAULT_ENDPOINTS, choose };
  const context = contextFor('http://127.0.0.1:9', { endpoints, signal: AbortSignal.abort() });
  return (await askDryRunGate(context, 'us-east-1', false)).kind;
}

it.each([
  ['https://ec2.us-east-1.amazonaws.com', 'open'],
  ['https://vpce-0a-1b.ec2.us-east-1.vpce.amazonaws.com:443/path', 'open'],
  ['https://ec2.cn-north-1.amazonaws.com.cn', 'open'],
  ['https://ec2.us-east-1.api.aws', 'open'],
  ['https://ec2.cn-north-1.api.amazonwebservices.com.cn', 'open'],
  ['https://ec2.amazonaws.com.evil.example', 'unproven'],
  ['https://notamazonaws.com', 'unproven'],
  ['http://localhost:4566', 'unproven'],
  ['http://localhost/.api.aws', 'unproven'],
])('the endpoint %s is %s', async (url, kind) => {
  expect(await gateAt({ kind: 'custom', url, location: 'x' })).toBe(kind);
});

it('is open where nothing leads anywhere but to AWS, or nothing can be sent', async () => {
  expect(await gateAt({ kind: 'default' })).toBe('open');
  const problem = { code: 'malformed-url', location: 'x', message: 'x' } as const;
  expect(await gateAt({ kind: 'invalid', problem })).toBe('open');
});
