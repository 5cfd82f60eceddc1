/** Signals: whatever skycheck is doing, it ends, with everything that it started, and leaves nothing behind. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { shipped, started } from '../sandbox/support.ts';
import { eventually, nextTurn } from '../support/clocks.ts';
import { BIN, homeOf, parseReport, skycheck, temporaryHome } from './support/skycheck.ts';
import { NODE } from './support/spawn-program.ts';

const STATUS = { SIGHUP: 129, SIGINT: 130, SIGQUIT: 131, SIGTERM: 143 } as const;

/** A program that starts another one; both write their process ids and would run for ever, with IGNORES whatever they are sent. */
const STUBBORN = `
  const { spawn } = require('node:child_process');
  const { writeFileSync, renameSync } = require('node:fs');
  if (process.env.IGNORES) for (const name of ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM']) process.on(name, () => {});
  const name = process.argv.at(-1);
  if (name.endsWith('parent')) spawn(process.execPath, ['-e', process.env.PROGRAM, name.replace('parent', 'child')], { stdio: 'inherit' });
  writeFileSync(name + '.part', process.pid + '\\n' + process.env.HOME);
  renameSync(name + '.part', name);
  require('node:net').createServer().listen(0, '127.0.0.1');
`;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

/** Runs skycheck until its child and grandchild are there, and sends the signal. */
async function ended(args: (home: string) => readonly string[], signal: NodeJS.Signals) {
  const home = await temporaryHome({
    'stubborn.js': STUBBORN,
    '.aws/config': '',
  });
  const file = path.join(home, 'parent');
  await writeFile(
    path.join(home, '.aws/config'),
    `[default]\nregion = us-east-1\ncredential_process = ${NODE} ${path.join(home, 'stubborn.js')} ${file}\n`,
  );
  const child = spawn(NODE, [BIN, ...args(home)], {
    env: {
      PATH: '/nowhere',
      HOME: home,
      PROGRAM: STUBBORN,
      TMPDIR: home,
      ...(signal === 'SIGTERM' ? { IGNORES: '1' } : {}),
    },
    stdio: 'ignore',
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const closed = new Promise((resolve) => child.on('close', resolve));
  await eventually(() => existsSync(file) && existsSync(path.join(home, 'child')));
  const written = ['parent', 'child'].map((name) => readFileSync(path.join(home, name), 'utf8').split('\n'));
  const pids = written.map(([pid]) => Number(pid));
  onTestFinished(() => {
    for (const pid of pids) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  });
  child.kill(signal);
  const status = await closed;
  await eventually(() => pids.every((pid) => !isAlive(pid)));
  return { status, home: written[0]?.[1] ?? '' };
}

it('a login that is being renewed is saved before the end', async () => {
  const sandbox = await started(shipped('sso-renewable'));
  const { home, env } = await homeOf(sandbox);
  let renew: (() => void) | undefined;
  const server = http.createServer((request, response) => {
    const pass = () => {
      const { hostname, port } = new URL(sandbox.endpoint);
      const { url, method, headers } = request;
      const sent = http.request({ hostname, port, path: url, method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      });
      request.pipe(sent);
    };
    if (request.url === '/token') renew = pass;
    else pass();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const settings = Object.entries(env).map(([name, value]) => [
    name,
    value.replace(sandbox.endpoint, `http://127.0.0.1:${port}`),
  ]);
  const cache = path.join(home, '.aws/sso/cache');
  const logins = () => readdirSync(cache).map((name) => readFileSync(path.join(cache, name), 'utf8'));
  const before = logins();
  const child = spawn(NODE, [BIN, 'aws'], {
    env: { PATH: '/nowhere', ...Object.fromEntries(settings) },
    stdio: 'ignore',
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const closed = new Promise((resolve) => child.on('close', resolve));
  await eventually(() => renew !== undefined);
  child.kill('SIGTERM');
  // The signal is there before the answer.
  for (let turn = 0; turn < 20; turn++) await nextTurn();
  renew?.();
  expect(await closed).toBe(143);
  expect(logins()).toHaveLength(before.length);
  expect(logins()).not.toEqual(before);
  const { stdout } = await skycheck(['aws', '--format', 'json'], { home, env });
  expect(parseReport(stdout).identity).not.toBeNull();
});

describe.each(Object.entries(STATUS))('%s', (signal, status) => {
  it('ends a credential_process with what it started', async () => {
    const end = await ended(() => ['aws'], signal as NodeJS.Signals);
    expect(end.status).toBe(status);
  });

  it('ends the command of a sandbox with what it started, and removes the home', async () => {
    const command = (home: string) => [
      'sandbox',
      'admin',
      '--',
      NODE,
      path.join(home, 'stubborn.js'),
      path.join(home, 'parent'),
    ];
    const end = await ended(command, signal as NodeJS.Signals);
    expect(end.status).toBe(status);
    expect(end.home).toContain('skycheck-sandbox-');
    expect(existsSync(end.home)).toBe(false);
  });
});
