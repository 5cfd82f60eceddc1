import { spawn } from 'node:child_process';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eventually, isPending, testClock } from '../support/clocks.ts';
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

  it('half a minute later where what it waits for cannot be stopped', async () => {
    const clock = testClock();
    const env = { HOME: await temporaryHome({}) };
    const host = { readFile: () => new Promise<never>(() => undefined) };
    const ended = runProgramHere(['aws', '--timeout', '10'], { env, cwd: ROOT, clock, host });
    await clock.running('limit', { ms: 40_000 });
    await clock.advance(39_999);
    expect(await isPending(ended)).toBe(true);
    await clock.advance(1);
    expect(await ended).toEqual({
      status: 3,
      stdout: '',
      stderr: 'skycheck: nothing was decided within 10 seconds.\n',
    });
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
