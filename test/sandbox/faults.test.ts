import { DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import { GetRoleCommand } from '@aws-sdk/client-iam';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { GetRoleCredentialsCommand } from '@aws-sdk/client-sso';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../src/sandbox/sandbox.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { eventually, isPending, NO_WAITS, testClock } from '../support/clocks.ts';
import { clientsOf, failure, scenarioOf, shipped, started } from './support.ts';

const scenario = shipped('admin');

async function withFaults(...faults: Fault[]) {
  const sandbox = await started(scenario, { faults });
  return { sandbox, ...clientsOf(sandbox) };
}

describe('faults', () => {
  it('throttle as each service does', async () => {
    const { sts, ec2, s3, sso } = await withFaults({ kind: 'throttle' });
    const stated = [
      await failure(sts.send(new GetCallerIdentityCommand({}))),
      await failure(ec2.send(new DescribeRegionsCommand({}))),
      await failure(s3.send(new ListBucketsCommand({}))),
      await failure(
        sso.send(new GetRoleCredentialsCommand({ accessToken: 'a', roleName: 'b', accountId: 'c' })),
      ),
    ];
    expect(stated.map(({ code, status }) => [code, status])).toEqual([
      ['Throttling', 400],
      ['RequestLimitExceeded', 503],
      ['SlowDown', 503],
      ['TooManyRequestsException', 429],
    ]);
  });

  it('strike the calls they name, as often as they say', async () => {
    const { sts, ec2, sandbox } = await withFaults(
      { kind: 'throttle', service: 'sts', operation: 'GetCallerIdentity', count: 2 },
      { kind: 'server-error', status: 500, service: 'ec2', region: 'us-east-1' },
    );
    const identity = () => sts.send(new GetCallerIdentityCommand({}));
    expect((await failure(identity())).code).toBe('Throttling');
    expect((await failure(identity())).code).toBe('Throttling');
    await expect(identity()).resolves.toBeDefined();
    expect((await failure(ec2.send(new DescribeRegionsCommand({})))).status).toBe(500);
    const west = clientsOf(sandbox, undefined, 'us-west-2').ec2;
    await expect(west.send(new DescribeRegionsCommand({}))).resolves.toBeDefined();
  });

  it('give any error in the words of the service', async () => {
    const { iam, ec2 } = await withFaults(
      { kind: 'error', code: 'OptInRequired', message: 'subscribe first', status: 401, service: 'ec2' },
      { kind: 'error', code: 'ServiceFailure', message: 'x', status: 500, service: 'iam' },
    );
    expect(await failure(ec2.send(new DescribeRegionsCommand({})))).toEqual({
      code: 'OptInRequired',
      status: 401,
      message: 'subscribe first',
    });
    const role = iam.send(new GetRoleCommand({ RoleName: 'skypilot-v1' }));
    expect((await failure(role)).code).toBe('ServiceFailure');
  });

  it('break connections and bodies', async () => {
    const url = async (fault: Fault) => (await withFaults(fault)).sandbox.endpoint;
    const get = async (fault: Fault) => fetch(`${await url(fault)}/`, { method: 'GET' });
    await expect(get({ kind: 'reset' })).rejects.toThrow('fetch failed');
    const truncated = await get({ kind: 'truncate' });
    expect(truncated.status).toBe(403);
    await expect(truncated.text()).rejects.toThrow();
    const malformed = await get({ kind: 'malformed' });
    expect([malformed.status, await malformed.text()]).toEqual([200, '<?xml version="1.0"?><Response><Oops']);
    const empty = await get({ kind: 'empty' });
    expect(await empty.text()).toBe('');
    const canned = await get({ kind: 'answer', status: 200, body: '<html>', contentType: 'text/html' });
    expect([canned.status, canned.headers.get('content-type'), await canned.text()]).toEqual([
      200,
      'text/html',
      '<html>',
    ]);
  });

  it('hang until the client gives up, or the sandbox is closed', async () => {
    const { sandbox } = await withFaults({ kind: 'hang' });
    const asks = async (count: number) => eventually(() => sandbox.requests().length === count);
    const client = new AbortController();
    const given = expect(fetch(sandbox.endpoint, { signal: client.signal })).rejects.toThrow('aborted');
    await asks(1);
    client.abort();
    await given;
    const broken = expect(fetch(sandbox.endpoint)).rejects.toThrow('fetch failed');
    await asks(2);
    await sandbox.close();
    await broken;
  });

  it('delay, together with anything else', async () => {
    const clock = testClock(NO_WAITS.now());
    const faults = [{ kind: 'latency', ms: 150 } as const, { kind: 'throttle' } as const];
    const { sts } = clientsOf(await started(scenario, { faults, clock }));
    const given = failure(sts.send(new GetCallerIdentityCommand({})));
    await clock.running('pause', { ms: 150 });
    await clock.advance(149);
    expect(await isPending(given)).toBe(true);
    await clock.advance(1);
    expect((await given).code).toBe('Throttling');
  });

  it('stand in scenarios, too', async () => {
    const text = `description: x\naccounts: [{ id: "111122223333" }]\nfaults: [{ kind: server-error, service: sts, count: 1 }, { kind: latency, ms: 10 }]\n`;
    expect(scenarioOf(text).faults).toEqual([
      { kind: 'server-error', status: 503, service: 'sts', count: 1 },
      { kind: 'latency', ms: 10 },
    ]);
  });
});

describe('the server', () => {
  it('logs what it served', async () => {
    const { sandbox, sts, ec2 } = await withFaults({ kind: 'throttle', service: 'ec2' });
    await sts.send(new GetCallerIdentityCommand({}));
    await failure(ec2.send(new DescribeRegionsCommand({ DryRun: true })));
    expect(sandbox.requests()).toEqual([
      {
        service: 'sts',
        operation: 'GetCallerIdentity',
        region: 'us-east-1',
        status: 200,
        errorCode: undefined,
        dryRun: false,
        changed: false,
        at: expect.any(Number),
      },
      expect.objectContaining({
        service: 'ec2',
        operation: 'DescribeRegions',
        status: 503,
        errorCode: 'RequestLimitExceeded',
        dryRun: true,
        changed: false,
      }),
    ]);
  });

  it('listens on loopback only, and says when a port is taken', async () => {
    const { sandbox } = await withFaults();
    expect(sandbox.endpoint).toBe(`http://127.0.0.1:${sandbox.port}`);
    const second = await startSandbox({ scenario, clock: NO_WAITS, port: sandbox.port });
    expect(second).toMatchObject({ kind: 'failed', code: 'EADDRINUSE' });
  });

  it('can be closed twice', async () => {
    const { sandbox } = await withFaults();
    await sandbox.close();
    await sandbox.close();
  });

  it('answers many calls side by side', async () => {
    const { sts } = await withFaults({ kind: 'latency', ms: 50 });
    const calls = Array.from({ length: 100 }, () => sts.send(new GetCallerIdentityCommand({})));
    expect(new Set((await Promise.all(calls)).map((identity) => identity.Account))).toEqual(
      new Set(['111122223333']),
    );
  });
});
