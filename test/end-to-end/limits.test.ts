import { spawn } from 'node:child_process';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eventually, isPending, nextTurn, testClock } from '../support/clocks.ts';
import { runProgramHere } from './support/run-program.ts';
import { BIN, parseReport, ROOT, skycheck, temporaryHome } from './support/skycheck.ts';
import { NODE } from './support/spawn-program.ts';

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'verysecretverysecret' };

/** A server on loopback that answers as it is told; closed when the test ends. */
async function server(answer: http.RequestListener): Promise<string> {
  const listening = http.createServer(answer);
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    listening.closeAllConnections();
    listening.close();
  });
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
}

/** Until what needs no clock is done. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 200; turn++) await nextTurn();
}

describe('it always ends', () => {
  it('within --timeout against a server that never answers, undecided', async () => {
    const calls: string[] = [];
    const endpoint = await server(({ url = '' }) => calls.push(url));
    const clock = testClock();
    const args = ['aws', '--format', 'json', '--timeout', '10', '--endpoint-url', endpoint];
    const ended = runProgramHere(args, { env: { ...KEYS, HOME: await temporaryHome({}) }, cwd: ROOT, clock });
    await eventually(() => calls.length > 0);
    await clock.advance(9_999);
    expect(await isPending(ended)).toBe(true);
    await clock.advance(1);
    const { status, stdout } = await ended;
    expect(status).toBe(3);
    expect(parseReport(stdout).status).toBe('inconclusive');
  });

  it.each(['readFile', 'listDirectory', 'realPath', 'querySqlite', 'run'] as const)(
    'within --timeout where %s never comes back, with a whole report',
    async (door) => {
      const clock = testClock();
      const home = await temporaryHome({ '.aws/config': '[default]\ncredential_process = wait\n' });
      const host = { [door]: () => new Promise<never>(() => undefined) };
      const ended = runProgramHere(['aws', '--timeout', '1.5', '--format', 'json'], {
        env: { HOME: home, PATH: '/nowhere', AWS_EC2_METADATA_DISABLED: 'true' },
        cwd: ROOT,
        clock,
        host,
      });
      await clock.running('limit', { ms: 1_500 });
      await settled();
      await clock.advance(1_500);
      const { status, stdout } = await ended;
      const report = parseReport(stdout);
      expect(report.exitCode).toBe(status);
      expect(status).toBeOneOf([1, 3]);
      expect(report.findings.some(({ severity }) => severity === 'error')).toBe(true);
    },
  );

  it.each([
    ['list-profiles', ['configure', 'list-profiles']],
    ['policy check', ['policy', 'check', 'policy.json']],
  ])('within a limit of its own where no --timeout is: %s', async (_name, args) => {
    const clock = testClock();
    const host = { readFile: () => new Promise<never>(() => undefined) };
    const ended = runProgramHere(args, { env: { HOME: await temporaryHome({}) }, cwd: ROOT, clock, host });
    // Each file has its own limit, and a few are read one after the other.
    let isOver = false;
    const over = ended.then(() => {
      isOver = true;
    });
    for (let reads = 0; reads < 10 && !isOver; reads += 1) {
      await Promise.race([over, clock.running('limit', { ms: 20_000 })]);
      await clock.advance(20_000);
    }
    expect((await ended).status).toBeOneOf([0, 1, 2]);
  });

  it('at once on Ctrl-C', async () => {
    const calls: string[] = [];
    const endpoint = await server(({ url = '' }) => calls.push(url));
    const home = await temporaryHome({});
    const child = spawn(NODE, [BIN, 'aws', '--endpoint-url', endpoint], {
      env: { PATH: process.env.PATH ?? '', HOME: home, ...KEYS },
      stdio: 'ignore',
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const ended = new Promise((resolve) => child.on('close', resolve));
    await eventually(() => calls.length > 0);
    child.kill('SIGINT');
    expect(await ended).toBe(130);
  });

  it.each([
    ['garbage', (response: http.ServerResponse) => response.end('\u0000\u0001<<<not xml')],
    ['an HTML page', (response: http.ServerResponse) => response.end('<html><body>Welcome</body></html>')],
    ['nothing', (response: http.ServerResponse) => response.end()],
    [
      'an identity without content',
      (response: http.ServerResponse) => response.end('<GetCallerIdentityResponse/>'),
    ],
    [
      'a page of 8 MiB',
      (response: http.ServerResponse) => response.end(`<a>${'<b/>'.repeat(2 * 1024 * 1024)}</a>`),
    ],
  ])('and takes %s with status 200 for no identity and no decision', async (_title, answer) => {
    const endpoint = await server((_request, response) => answer(response));
    const { status, stdout, stderr } = await skycheck(
      ['aws', '--format', 'json', '--endpoint-url', endpoint],
      {
        env: KEYS,
      },
    );
    expect(stderr).toBe('');
    const report = parseReport(stdout);
    expect({ status, identity: report.identity }).toEqual({ status: 3, identity: null });
    const decisions = report.capabilities.flatMap(({ requirements }) =>
      requirements.map(({ decision }) => decision),
    );
    expect(new Set(decisions)).toEqual(new Set(['unknown']));
  });

  it('and gives away no secret that a server echoes', async () => {
    const endpoint = await server((_request, response) => {
      response.statusCode = 403;
      response.end(
        `<ErrorResponse><Error><Code>AccessDenied</Code><Message>for ${KEYS.AWS_SECRET_ACCESS_KEY} of ${KEYS.AWS_ACCESS_KEY_ID}</Message></Error></ErrorResponse>`,
      );
    });
    for (const args of [['-vv'], ['--format', 'json']]) {
      const { stdout, stderr } = await skycheck(['aws', ...args, '--endpoint-url', endpoint], { env: KEYS });
      expect(stdout + stderr).not.toMatch(/verysecret|AKIAIOSFODNN7EXAMPLE/);
    }
  });
});
